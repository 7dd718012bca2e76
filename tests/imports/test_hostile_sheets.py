"""Workbooks that were made to harm whoever opens them: refused before they unfold, and nothing in them is followed."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from imports.sheets import MOST_ENTRIES, SheetError, open_sheet

WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
    ' Target="worksheets/sheet1.xml"/></Relationships>'
)
SHEET = (
    '<?xml version="1.0"?>{doctype}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>code{cell}</t></is></c></row></sheetData></worksheet>'
)


def workbook(path: Path, *, doctype: str = "", cell: str = "", padding: int = 0, entries: int = 0) -> Path:
    """A workbook of one cell, and what is added to it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(doctype=doctype, cell=cell) + " " * padding)
        for number in range(entries):
            archive.writestr(f"xl/media/{number}", b"")
    path.write_bytes(packed.getvalue())
    return path


def test_an_honest_one_is_read(tmp_path: Path) -> None:
    assert open_sheet(workbook(tmp_path / "a.xlsx"), ["code"]).header == ["code"]


@pytest.mark.parametrize("given", [{"padding": 300_000_000}, {"padding": 600_000_000}, {"entries": MOST_ENTRIES + 1}])
def test_a_workbook_that_unfolds_is_refused(tmp_path: Path, given: dict[str, Any]) -> None:
    """Before it does: 300 MB from some hundred kilobytes are 1,000 times their size."""
    path = workbook(tmp_path / "a.xlsx", **given)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(SheetError, match="unfolded"):
        open_sheet(path, ["code"])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB
    assert time.process_time() - began < 2


LAUGHS = (
    "<!DOCTYPE l ["
    + '<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    ("doctype", "cell"),
    [
        (LAUGHS, "&j;"),
        ('<!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/passwd">]>', "&f;"),
        ('<!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd">', "&f;"),
    ],
)
def test_entities_and_files_are_not_followed(tmp_path: Path, doctype: str, cell: str) -> None:
    """Read as text, or refused: nothing unfolds, no file and no address is opened."""
    path = workbook(tmp_path / "a.xlsx", doctype=doctype, cell=cell)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        header = open_sheet(path, ["code"]).header
    except SheetError as error:
        header = [error.message]
    assert "root:" not in header[0]
    assert len(header[0]) < 500
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB
    assert time.process_time() - began < 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + b"\0" * 512, b"code\nA"])
def test_what_only_has_the_name_of_a_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(SheetError, match="an XLSX workbook"):
        open_sheet(path, ["code"])
