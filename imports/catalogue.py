"""The catalogue out of a folder of import files, without a database: what the audit engine compares with.

Rows are read as an import reads them, with the same errors; nothing is stored.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from audit.categories import Category
from audit.prices import Price
from errors import BadInput
from imports.folder import find_files
from imports.lookups import Lookup
from imports.report import FileReport, ImportRejected, ImportReport, Problems
from imports.rows import RowReader, header_columns
from imports.sheets import SheetError, open_sheet
from imports.spec import FileSpec

_FOREVER = dt.date.max


@dataclass(frozen=True)
class CatalogueFolder:
    """The prices with their categories and suppliers. `names` are all names of each supplier by its code; `version`
    tells one state of the files from another, `date` is the day that the prices' file was last written."""

    prices: tuple[Price, ...]
    categories: tuple[Category, ...]
    names: dict[str, list[str]]
    version: str
    date: dt.date


class _Keys(dict[str, int]):
    """Numbers of keys as a look-up wants them; where their file isn't there, any key gets one."""

    def __init__(self, keys: list[str] | None) -> None:
        super().__init__({key: at for at, key in enumerate(keys or ())})
        self._is_open = keys is None

    def __missing__(self, key: str) -> int:
        if not self._is_open:
            raise KeyError(key)
        self[key] = len(self)
        return self[key]


def read_catalogue(folder: Path) -> CatalogueFolder:
    """Read `prices`, and `categories` and `suppliers` when they are there.

    Raises `BadInput` for a folder without prices or with files that are none, `ImportRejected` with every bad row.
    """
    found = {spec.name: (spec, path) for spec, path in find_files(folder)}
    if "prices" not in found:
        raise BadInput(f"{folder} has no prices: put prices.csv or prices.xlsx there.")
    categories = list(_rows(*found["categories"], {})) if "categories" in found else None
    codes = _Keys([row["code"] for row in categories] if categories is not None else None)
    suppliers = list(_rows(*found["suppliers"], {"categories": codes})) if "suppliers" in found else None
    names = {row["code"]: [row["name"], *(row.get("aliases") or ())] for row in suppliers or ()}
    keys = _Keys(list(names) if suppliers is not None else None)
    spec, path = found["prices"]
    rows = list(_rows(spec, path, {"supplier": keys, "category": codes}))
    supplier_codes, category_codes = list(keys), list(codes)
    prices = [_price(at, row, supplier_codes, category_codes, names) for at, row in enumerate(rows, 1)]
    _refuse_overlaps(path, prices)
    return CatalogueFolder(
        prices=tuple(prices),
        categories=tuple(
            Category(code=row["code"], name=row["name"], description=row.get("description") or "")
            for row in categories or ()
        ),
        names=names,
        version=hashlib.sha256(path.read_bytes()).hexdigest()[:8],
        date=dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date(),
    )


def _rows(spec: FileSpec, path: Path, keys: dict[str, _Keys]) -> Iterator[dict[str, Any]]:
    """The rows of a file by the names of their columns; all that is wrong in it at once, at its end."""
    problems = Problems(path.name)
    try:
        sheet = open_sheet(path, spec.column_names)
        columns = header_columns(spec, sheet.header)
        lookups = {
            column.name: Lookup(column.reference, keys[column.name], refused=False)
            for column in spec.columns
            if column.reference and column.name in keys
        }
        reader = RowReader(spec, columns, lambda value: value, lookups, problems)
        names = [column.name for column in reader.staged]
        for line, texts in sheet.rows():
            row = reader.read(line, texts)
            if row is not None:
                yield dict(zip(names, row.values[1:], strict=True))
    except SheetError as error:
        problems.add_row(error.line, error.problems)
    _refuse(problems)


def _refuse(problems: Problems) -> None:
    if problems.total:
        report = FileReport(problems.file, rejected=problems.rows, error_count=problems.total, errors=problems.first())
        raise ImportRejected(ImportReport((report,)))


def _price(
    key: int, row: dict[str, Any], suppliers: list[str], categories: list[str], names: dict[str, list[str]]
) -> Price:
    supplier, category = suppliers[row["supplier"]], row.get("category")
    return Price(
        key=key,
        supplier=supplier,
        supplier_name=names.get(supplier, [supplier])[0],
        reference=row["reference"],
        label=row["label"],
        price=row["price"],
        unit=row["unit"],
        pack_size=row.get("pack_size") or Decimal(1),
        category=None if category is None else categories[category],
        gtin=row.get("gtin"),
        brand=row.get("brand"),
        quality=row.get("quality"),
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
    )


def _refuse_overlaps(path: Path, prices: list[Price]) -> None:
    """Two prices of one reference on one day: nobody could tell which one was negotiated."""
    problems = Problems(path.name)
    ordered = sorted(prices, key=lambda each: (each.supplier, each.reference, each.valid_from))
    for one, other in pairwise(ordered):
        same = (one.supplier, one.reference) == (other.supplier, other.reference)
        if same and other.valid_from <= (one.valid_to or _FOREVER):
            expected = f"a period after that of the same reference in row {one.key}"
            problems.add_row(other.key + 1, [("valid_from", other.valid_from.isoformat(), expected)])
    _refuse(problems)
