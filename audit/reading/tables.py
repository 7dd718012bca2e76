"""Opening spreadsheets of every kind as rows of cells, within bounds."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass, replace
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from audit.reading.cells import Cell
from audit.reading.columns import find_titles
from audit.reading.refusals import refused
from audit.reading.sheet_marks import Marks, column_number, marks_of
from audit.reading.values import RefusalCode

MOST_UNFOLDED = 300_000_000
MOST_RATIO = 200
MOST_CELLS = 5_000_000
_HARMLESS = 10_000_000
_SEPARATORS = (";", ",", "\t", "|")
_PLACE = re.compile(rb'<(?:\w+:)?(?:c|dimension)\s[^>]{0,80}?\br(?:ef)?="(?:[A-Z]{1,3}\d+:)?([A-Z]{1,3})(\d{1,7})"')
_OVERLAP = 200


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet; `name` is None for a CSV. `first` is the number of its first row, as its program counts them.

    `is_hidden`: its program doesn't show it; `hidden` are the rows (from 0) that it doesn't, by hand or by a filter.
    """

    name: str | None
    rows: tuple[tuple[Cell, ...], ...]
    first: int = 1
    is_hidden: bool = False
    hidden: frozenset[int] = frozenset()

    def place(self, row: int) -> str:
        """Where a row (from 0) stands: `Feuille 1!12`, or `ligne 12` of a CSV."""
        number = row + self.first
        return f"ligne {number}" if self.name is None else f"{self.name}!{number}"


def open_tables(content: bytes) -> tuple[Table, ...]:
    """The sheets of an XLSX, XLSB, XLS or ODS, or the one of a CSV. Raises `Refused`."""
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _workbook(content)
    return (_csv(content),)


def _workbook(content: bytes) -> tuple[Table, ...]:
    _check_size(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        marks = marks_of(content)
        sheets = {sheet.name: sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet}
        return tuple(
            replace(
                _sheet(workbook, name, marks.get(name, Marks())), is_hidden=sheet.visible != SheetVisibleEnum.Visible
            )
            for name, sheet in sheets.items()
        )
    except (CalamineError, OSError, ValueError, KeyError, IndexError) as error:
        raise refused(RefusalCode.BROKEN_SHEET, detail=_reason(error)) from None
    except BaseException as error:
        # How calamine, written in Rust, ends over what it didn't foresee; the class can't be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise refused(RefusalCode.BROKEN_SHEET, detail=_reason(error)) from None


def _sheet(workbook: Any, name: str, marks: Marks) -> Table:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return Table(name, ())
    if sheet.height * sheet.width > MOST_CELLS:
        raise _too_many_cells()
    rows = [tuple(row) for row in sheet.to_python(skip_empty_area=True)]
    top, left = sheet.start
    for (row, column), written in marks.errors.items():
        if 0 <= row - top < len(rows) and 0 <= column - left < len(rows[row - top]):
            cells = list(rows[row - top])
            cells[column - left] = cells[column - left] or written  # the library leaves them empty
            rows[row - top] = tuple(cells)
    hidden = frozenset(row - top for row in marks.hidden)
    return Table(name, tuple(rows), first=top + 1, hidden=hidden)


def _check_size(content: bytes) -> None:
    """A workbook is a ZIP file, which may unfold to a thousand times its size; and one far cell makes a sheet huge."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            whole = sum(entry.file_size for entry in archive.infolist())
            if whole > MOST_UNFOLDED or (whole > _HARMLESS and whole > MOST_RATIO * len(content)):
                raise refused(RefusalCode.TOO_LARGE, limit=MOST_UNFOLDED // 1_000_000)
            for entry in archive.infolist():
                if entry.filename.startswith("xl/worksheets/sheet"):
                    _check_places(archive, entry)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise refused(RefusalCode.BROKEN_SHEET, detail=_reason(error)) from None


def _check_places(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse what would take more than MOST_CELLS from the first cell to the farthest."""
    width = height = 0
    with archive.open(entry) as sheet:
        rest = b""
        while chunk := sheet.read(1 << 20):
            for column, row in _PLACE.findall(rest + chunk):
                height = max(height, int(row))
                width = max(width, column_number(column))
            rest = chunk[-_OVERLAP:]
    if width * height > MOST_CELLS:
        raise _too_many_cells()


def _too_many_cells() -> Exception:
    detail = f"plus de {MOST_CELLS // 1_000_000} millions de cellules ; supprimez les cellules vides éloignées"
    return refused(RefusalCode.BROKEN_SHEET, detail=detail)


def _csv(content: bytes) -> Table:
    """With the separator by which the most is found."""
    text = _decoded(content)
    found = []
    for separator in _SEPARATORS:
        rows = _rows(text, separator)
        titles = find_titles(rows)
        found.append((len(titles.columns) if titles else 0, max(map(len, rows[:60]), default=0), rows))
    return Table(None, tuple(max(found, key=lambda each: each[:2])[2]))


def _rows(text: str, separator: str) -> list[tuple[Cell, ...]]:
    """Rows by their lines in the file: a cell with line breaks makes empty rows behind it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[Cell, ...]] = []
    count = 0
    try:
        for cells in reader:
            count += len(cells)
            if count > MOST_CELLS:
                raise _too_many_cells()
            rows.append(tuple(cells))
            rows.extend(() for _ in range(reader.line_num - len(rows)))
    except csv.Error as error:
        raise refused(RefusalCode.BROKEN_SHEET, detail=_reason(error)) from None
    return rows


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _reason(error: BaseException) -> str:
    """The library's own words, short enough for a message."""
    return " ".join(str(error).split())[:120] or type(error).__name__
