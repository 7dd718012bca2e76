"""CSV as spreadsheets write it, and XLSX."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from imports.sheets import SheetError, open_sheet

KNOWN = ("code", "name", "price")


def write_xlsx(path: Path, rows: list[list[Any]]) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separator_and_encoding_are_detected(tmp_path: Path, separator: str, encoding: str, end: str) -> None:
    path = tmp_path / "a.csv"
    lines = [["code", "name"], ["a", "Thé œuf"], ["b", "x"]]
    path.write_text(end.join(separator.join(line) for line in lines), encoding=encoding, newline="")
    sheet = open_sheet(path, KNOWN)
    assert sheet.header == lines[0]
    assert list(sheet.rows()) == [(2, lines[1]), (3, lines[2])]
    assert sheet.done == sheet.total == path.stat().st_size


def test_known_columns_decide_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('code;"name, with, many, commas";price\na;b;c\n')
    assert open_sheet(path, KNOWN).header == ["code", "name, with, many, commas", "price"]


def test_a_late_accent_decides_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"code,name\n" + b"a,b\n" * 600_000 + "c,é\n".encode("cp1252"))
    *_, (line, cells) = open_sheet(path, KNOWN).rows()
    assert (line, cells) == (600_002, ["c", "é"])


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('code,name\na,"one\ntwo"\n\n , \nb,"say ""hi"", then"\n')
    assert list(open_sheet(path, KNOWN).rows()) == [(2, ["a", "one\ntwo"]), (6, ["b", 'say "hi", then'])]


@pytest.mark.parametrize(
    ("content", "line", "expected"),
    [
        (b"", 1, "names of the columns"),
        (b"\n", 1, "names of the columns"),
        ("code,name\n".encode("utf-16"), 1, "UTF-16"),
        (b"code,name\na,\x81\n", 1, "Windows-1252"),
        (b'code,name\na,b\nc,"open\nd,e\n', 3, "well-formed CSV"),
        (b'code,name\na,"b" c\n', 2, "well-formed CSV"),
    ],
)
def test_a_broken_csv_is_refused(tmp_path: Path, content: bytes, line: int, expected: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(SheetError) as caught:
        list(open_sheet(path, KNOWN).rows())
    assert caught.value.line == line
    assert expected in caught.value.message


def test_xlsx_cells_become_what_a_person_would_write(tmp_path: Path) -> None:
    day = datetime.date(2026, 1, 31)
    cells = [2.05, 0.1 + 0.2, 75001, 20_000_000_000_017, day, datetime.datetime(2026, 1, 31), True, None, "é"]  # noqa: DTZ001
    path = write_xlsx(tmp_path / "a.xlsx", [[f"c{n}" for n in range(9)], [], cells])
    texts = ["2.05", "0.3", "75001", "20000000000017", "2026-01-31", "2026-01-31", "yes", "", "é"]
    assert list(open_sheet(path, KNOWN).rows()) == [(3, texts)]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"code,name")
    with pytest.raises(SheetError, match="an XLSX workbook"):
        open_sheet(path, KNOWN)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="names of the columns"):
        open_sheet(write_xlsx(tmp_path / "a.xlsx", []), KNOWN)
