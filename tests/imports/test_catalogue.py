"""The catalogue out of a folder, without a database: what an import would read, with the errors of an import."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from errors import BadInput
from imports import ImportRejected
from imports.catalogue import read_catalogue

DEMO = Path(__file__).resolve().parents[2] / "demo"
HEADER = "supplier;reference;category;label;unit;price;valid_from;valid_to\n"


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def test_the_demo_s_catalogue_is_read() -> None:
    found = read_catalogue(DEMO)
    assert len(found.prices) == len((DEMO / "prices.csv").read_text("utf-8").splitlines()) - 1
    assert len(found.categories) == 17
    paper = next(price for price in found.prices if price.reference == "PAP-000002")
    assert (paper.supplier, paper.category, paper.price) == ("papiralde", "papeterie", Decimal("2.56"))
    assert (paper.unit, paper.pack_size, paper.valid_from) == ("feuille", Decimal(500), dt.date(2026, 1, 1))
    assert paper.supplier_name == found.names["papiralde"][0] == "Papiralde"


def test_prices_are_enough(tmp_path: Path) -> None:
    found = read_catalogue(
        folder(tmp_path, prices=HEADER + "a;R-1;c;Papier;ramette;2,5;01/01/2026;\nb;R-1;;Stylo;piece;1;2026-01-01;\n")
    )
    first, second = found.prices
    assert (first.supplier, first.supplier_name, first.category) == ("a", "a", "c")
    assert (second.supplier, second.category, second.pack_size) == ("b", None, Decimal(1))
    assert found.categories == ()


def test_another_state_of_the_prices_is_another_version(tmp_path: Path) -> None:
    one = read_catalogue(folder(tmp_path, prices=HEADER + "a;R-1;;Papier;piece;2,5;2026-01-01;\n"))
    assert read_catalogue(tmp_path).version == one.version
    assert (
        read_catalogue(folder(tmp_path, prices=HEADER + "a;R-1;;Papier;piece;2,6;2026-01-01;\n")).version != one.version
    )


def test_every_bad_row_is_told_as_an_import_tells_it(tmp_path: Path) -> None:
    rows = "a;R-1;c;Papier;piece;cher;2026-01-01;\nz;R-2;c;Stylo;piece;1;hier;\n"
    there = folder(tmp_path, prices=HEADER + rows, suppliers="code,name\na,Alpha\n", categories="code,name\nc,C\n")
    with pytest.raises(ImportRejected) as caught:
        read_catalogue(there)
    told = caught.value.message
    assert "prices.csv, line 2, column price: 'cher', expected a decimal number" in told
    assert "line 3, column supplier: 'z', expected the code of a row of suppliers" in told
    assert "line 3, column valid_from: 'hier'" in told


def test_two_prices_on_one_day_are_refused(tmp_path: Path) -> None:
    rows = "a;R-1;;Papier;piece;2;2026-01-01;2026-06-30\na;R-1;;Papier;piece;3;2026-06-30;\n"
    with pytest.raises(ImportRejected, match="a period after that of the same reference"):
        read_catalogue(folder(tmp_path, prices=HEADER + rows))


@pytest.mark.parametrize(
    ("files", "told"), [({"categories": "code,name\nc,C\n"}, "has no prices"), ({}, "has no import file")]
)
def test_a_folder_without_prices_is_told(tmp_path: Path, files: dict[str, str], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_catalogue(folder(tmp_path, **files))


def test_an_unknown_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportRejected, match="did you mean 'label'"):
        read_catalogue(folder(tmp_path, prices=HEADER.replace("label", "lable") + "a;R;;P;piece;1;2026-01-01;\n"))
