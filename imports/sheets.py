"""Reading a sheet row by row as texts: CSV as spreadsheets write it (detected, streamed) and XLSX."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Protocol
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from errors import BadInput

_CHUNK = 1 << 20
SUFFIXES = (".csv", ".xlsx")
# A million rows of ten columns unfold to some 300 MB, at some 10 to 30 times what they take packed.
MOST_UNFOLDED = 500_000_000
MOST_RATIO = 200
MOST_ENTRIES = 10_000
# So much may unfold from however little.
_HARMLESS = 10_000_000


class SheetError(BadInput):
    """A file that can't be read on from a line: `problems` are (column, value, expected)."""

    def __init__(self, line: int, problems: list[tuple[str, str, str]]) -> None:
        super().__init__(f"line {line}: expected " + "; ".join(expected for _, _, expected in problems))
        self.line = line
        self.problems = problems

    @classmethod
    def expecting(cls, expected: str, line: int = 1) -> SheetError:
        """An error that no column is to blame for."""
        return cls(line, [("", "", expected)])


class Sheet(Protocol):
    """A sheet: its header, its rows with their line in the file, and how far it was read (bytes or rows)."""

    header: list[str]
    total: int

    @property
    def done(self) -> int:
        """How much of `total` was read."""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that isn't blank, with the line it starts at, the header being line 1."""


def open_sheet(path: Path, known: Sequence[str]) -> Sheet:
    """Open a `.csv` or `.xlsx`; `known` are the columns by which a separator is recognized. Raises `SheetError`."""
    sheet: Sheet = CsvSheet(path, known) if path.suffix.lower() == ".csv" else XlsxSheet(path)
    if not any(name.strip() for name in sheet.header):
        raise SheetError.expecting("the names of the columns in the first row")
    return sheet


class CsvSheet:
    """A CSV file in UTF-8 or Windows-1252, separated by `,` or `;`; never held in memory as a whole."""

    def __init__(self, path: Path, known: Sequence[str]) -> None:
        self._path = path
        self._encoding = _encoding(path)
        self.total = path.stat().st_size
        self._read = 0
        self._separator, self.header = self._recognize(known)

    @property
    def done(self) -> int:
        """Bytes read."""
        return self._read

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that isn't blank; a cell may hold line breaks."""
        with self._path.open("rb") as file:
            reader = csv.reader(TextIOWrapper(file, self._encoding, newline=""), delimiter=self._separator, strict=True)
            next(reader)
            before = reader.line_num
            try:
                for cells in reader:
                    line, before = before + 1, reader.line_num
                    if line % 1024 == 0:
                        self._read = file.tell()
                    if any(map(str.strip, cells)):
                        yield line, cells
            except csv.Error as error:
                raise SheetError.expecting(f"well-formed CSV ({error})", before + 1) from None
        self._read = self.total

    def _recognize(self, known: Sequence[str]) -> tuple[str, list[str]]:
        """The separator that finds more known columns in the header; more columns, when that is equal."""
        found = [(separator, self._read_header(separator)) for separator in ",;"]
        return max(found, key=lambda each: (len({*known} & {normal(name) for name in each[1]}), len(each[1])))

    def _read_header(self, separator: str) -> list[str]:
        with self._path.open(encoding=self._encoding, newline="") as file:
            try:
                return next(csv.reader(file, delimiter=separator), [])
            except csv.Error as error:
                raise SheetError.expecting(f"well-formed CSV ({error})") from None


def normal(name: str) -> str:
    """A column name as it is compared: no outer spaces, lower case."""
    return name.strip().lower()


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise SheetError.expecting("UTF-8, not UTF-16: save it as “CSV UTF-8”")
    for name in ("utf-8-sig", "cp1252"):
        if _decodes(path, name):
            return name
    raise SheetError.expecting("UTF-8 or Windows-1252: save it as “CSV UTF-8”")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


class XlsxSheet:
    """The first sheet of an XLSX workbook. It is in memory as a whole; the format ends at 1,048,576 rows."""

    def __init__(self, path: Path) -> None:
        try:
            _check_archive(path)
            sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        except (CalamineError, OSError, BadZipFile) as error:
            raise SheetError.expecting(f"an XLSX workbook ({error})") from None
        self._rows = _cells(sheet)
        self.header = next(self._rows, (0, []))[1]
        self.total = sheet.total_height
        self.done = 0

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that isn't blank."""
        for line, cells in self._rows:
            self.done = line
            if any(map(str.strip, cells)):
                yield line, cells


def _check_archive(path: Path) -> None:
    """A workbook is a ZIP file, which may unfold to a thousand times its size. Raises `SheetError` before it does."""
    with ZipFile(path) as archive:
        entries = archive.infolist()
        whole = sum(entry.file_size for entry in entries)
        ratio = whole / max(1, path.stat().st_size)
        # The sizes that the archive tells are bounds: whoever lies gets a broken entry, not more of it.
        if len(entries) > MOST_ENTRIES or whole > MOST_UNFOLDED or (whole > _HARMLESS and ratio > MOST_RATIO):
            expected = f"a workbook of at most {MOST_UNFOLDED // 1_000_000} MB unfolded, {MOST_RATIO} times its size"
            raise SheetError.expecting(f"{expected} and {MOST_ENTRIES} parts")


def _cells(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for line, row in enumerate(sheet.iter_rows(), 1):
        yield line, [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """A typed cell as a person would have written it. Excel computes with 15 significant digits, more is noise."""
    match cell:
        case str():
            return cell
        case bool():
            return "yes" if cell else "no"
        case float():
            return format(Decimal(format(cell, ".15g")), "f")
        case datetime() if cell.time() == datetime.min.time():
            return cell.date().isoformat()
        case date() | datetime():
            return cell.isoformat()
        case _:
            return str(cell)
