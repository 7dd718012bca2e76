"""What the library that reads workbooks doesn't tell of an XLSX: rows that aren't shown, formulas that failed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from audit.reading.refusals import refused
from audit.reading.values import RefusalCode, Refused
from audit.reading.xml import parse

_ROW = re.compile(rb"""<(?:\w{1,9}:)?row\s([^>]{0,300}\bhidden=["'](?:1|true)["'][^>]{0,300})>""")
_CELL = re.compile(rb"""<(?:\w{1,9}:)?c\s([^>]{0,100}\bt=["']e["'][^>]{0,100})>""")
_NUMBER = re.compile(rb"""\br=["'](\d{1,7})["']""")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_VALUE = re.compile(rb"v>(#[^<]{1,12})<")
_CHUNK, _OVERLAP, _LONGEST_FORMULA = 1 << 20, 1_000, 500
_MOST_ERRORS = 10_000
_LARGEST_LIST = 10_000_000


@dataclass(frozen=True, slots=True)
class Marks:
    """Of a sheet: the rows that aren't shown, and the cells with errors by row and column; all from 0."""

    hidden: frozenset[int] = frozenset()
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)


def marks_of(content: bytes) -> Mapping[str, Marks]:
    """The marks of an XLSX by the names of its sheets; none of other workbooks. Raises `Refused` for too many errors,
    and what zipfile raises."""
    if not content.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: _marks(archive, part) for name, part in _parts(archive).items()}


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The files of the sheets, by their names; empty where the lists of them can't be read."""
    try:
        targets = {
            each.get("Id"): (each.get("Target") or "")
            for each in _tree(archive, "xl/_rels/workbook.xml.rels").iter("Relationship")
        }
        sheets = {each.get("name") or "": _relation(each) for each in _tree(archive, "xl/workbook.xml").iter("sheet")}
    except (KeyError, Refused):
        return {}
    there = set(archive.namelist())
    found = {name: targets.get(relation, "") for name, relation in sheets.items()}
    parts = {name: path.lstrip("/") if path.startswith("/") else f"xl/{path}" for name, path in found.items()}
    return {name: part for name, part in parts.items() if part in there}


def _relation(sheet: etree._Element) -> str | None:
    """`r:id`; the name of its space differs between kinds of XLSX."""
    return next((str(value) for name, value in sheet.attrib.items() if str(name).endswith("}id")), None)


def _tree(archive: zipfile.ZipFile, part: str) -> etree._Element:
    if archive.getinfo(part).file_size > _LARGEST_LIST:
        raise KeyError(part)
    return parse(archive.read(part))


def _marks(archive: zipfile.ZipFile, part: str) -> Marks:
    hidden: set[int] = set()
    errors: dict[tuple[int, int], str] = {}
    with archive.open(part) as sheet:
        rest = b""
        while chunk := sheet.read(_CHUNK):
            data = rest + chunk
            if b"hidden=" in data:
                rows = (_NUMBER.search(row) for row in _ROW.findall(data))
                hidden.update(int(row[1]) - 1 for row in rows if row)
            if b't="e"' in data or b"t='e'" in data:
                _add_errors(data, errors)
            rest = data[-_OVERLAP:]
    return Marks(frozenset(hidden), errors)


def _add_errors(data: bytes, errors: dict[tuple[int, int], str]) -> None:
    for cell in _CELL.finditer(data):
        place = _PLACE.search(cell[1])
        if place is None:
            continue
        value = _VALUE.search(data, cell.end(), cell.end() + _LONGEST_FORMULA)
        written = value[1].decode("utf-8", "replace") if value else "#ERREUR!"
        errors[int(place[2]) - 1, column_number(place[1]) - 1] = written
        if len(errors) > _MOST_ERRORS:
            detail = f"plus de {_MOST_ERRORS} formules en erreur"
            raise refused(RefusalCode.BROKEN_SHEET, detail=detail)


def column_number(letters: bytes) -> int:
    """`A` is 1, `AA` 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
