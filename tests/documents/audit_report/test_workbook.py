"""The workbook: numbers are numbers, its formulas give the audit's totals, and no text becomes a formula."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from audit.results import AuditResult, MatchKind
from documents.audit_report.document import category_name
from documents.audit_report.workbook import xlsx
from tests.audit.values import audited
from tests.documents.audit_report.samples import CONTEXT, HOSTILE, hostile, many, sample

SUMS = ("paid", "negotiated", "saving")


def shown(result: AuditResult) -> dict[str, list[list[Any]]]:
    """What a reader that doesn't calculate sees, by sheet."""
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx(result, CONTEXT)))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def as_cents(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def table(sheet: list[list[Any]]) -> dict[str, list[Any]]:
    """The rows of the summary's table of categories, by their names."""
    top = next(at for at, row in enumerate(sheet) if row[0] == "Poste")
    rows = sheet[top + 1 :]
    return {row[0]: row for row in rows if row[0] and isinstance(row[1], float)}


@pytest.mark.parametrize("result", [sample(), many(50)], ids=["sample", "many"])
def test_its_totals_are_those_of_the_audit(result: AuditResult) -> None:
    rows = table(shown(result)["Synthèse"])
    whole = rows["Ensemble"]
    assert as_cents(whole[1]) == result.coverage.amount_audited
    for first, own in ((2, result.identical), (5, result.equivalent)):
        assert [as_cents(cell) for cell in whole[first : first + 3]] == [getattr(own, name) for name in SUMS]
    for category in result.categories:
        name = result.category_names.get(category.category or "", "Poste non reconnu")
        assert [as_cents(cell) for cell in rows[name][2:5]] == [getattr(category.identical, each) for each in SUMS]
        assert [as_cents(cell) for cell in rows[name][5:8]] == [getattr(category.equivalent, each) for each in SUMS]


@pytest.mark.parametrize("result", [sample(), many(50)], ids=["sample", "many"])
def test_its_formulas_calculate_what_is_shown(result: AuditResult) -> None:
    """What a spreadsheet does with them, done here: each formula's value is that which was written beside it."""
    content = BytesIO(xlsx(result, CONTEXT))
    formulas, values = openpyxl.load_workbook(content), openpyxl.load_workbook(content, data_only=True)
    calculated = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    calculated += 1
                    told = values[sheet.title][cell.coordinate].value
                    assert as_cents(told) == calculate(formulas, sheet.title, cell.value), cell.value
    assert calculated >= 2 * result.coverage.lines_compared + 7


def calculate(book: Any, sheet: str, cell: Any) -> Decimal:
    """The value of a cell: a number, or one of the formulas that the workbook uses."""
    if not isinstance(cell, str):
        return Decimal(str(cell or 0))

    def at(reference: str) -> Decimal:
        return calculate(book, sheet, book[sheet][reference].value)

    for pattern, work in _FORMULAS:
        if found := re.fullmatch(pattern, cell):
            return work(book, sheet, at, found)
    raise AssertionError(f"a formula that this test doesn't know: {cell}")


def _sum(book: Any, sheet: str, at: Callable[[str], Decimal], found: re.Match[str]) -> Decimal:
    return sum((at(f"{found[1]}{row}") for row in range(int(found[2]), int(found[3]) + 1)), Decimal(0))


def _sum_of_lines(book: Any, sheet: str, at: Callable[[str], Decimal], found: re.Match[str]) -> Decimal:
    lines, category = book["Lignes comparées"], book[sheet][f"A{found[3]}"].value
    rows = range(2, int(found[1]) + 1)
    own = [row for row in rows if (lines[f"A{row}"].value, lines[f"B{row}"].value) == (found[2], category)]
    return sum((calculate(book, lines.title, lines[f"{found[4]}{row}"].value) for row in own), Decimal(0))


_RANGE = r"'Lignes comparées'!\${0}\$2:\${0}\$"
_FORMULAS: list[tuple[str, Callable[[Any, str, Callable[[str], Decimal], re.Match[str]], Decimal]]] = [
    (r"=0", lambda *_: Decimal(0)),
    (r"=(P\d+)-(Q\d+)", lambda _, __, at, found: at(found[1]) - at(found[2])),
    (r"=ROUND\((L\d+)\*(O\d+),2\)", lambda _, __, at, found: as_cents(round(at(found[1]) * at(found[2]), 9))),
    (r"=SUM\(([B-H])(\d+):\1(\d+)\)", _sum),
    (
        rf'=SUMPRODUCT\(\({_RANGE.format("A")}(\d+)="(\w+)"\)\*\({_RANGE.format("B")}\1=\$A(\d+)\)\*'
        r"'Lignes comparées'!\$([P-R])\$2:\$\4\$\1\)",
        _sum_of_lines,
    ),
]


def test_numbers_are_numbers_days_are_days() -> None:
    lines = shown(sample())["Lignes comparées"]
    paper = dict(zip(lines[0], lines[1], strict=True))
    assert (paper["Quantité"], paper["Unité"], paper["Payé HT"]) == (5000.0, "feuille", 28.5)
    assert paper["Prix négocié"] == 0.005
    assert str(paper["Date"]) == "2026-10-05"
    assert paper["Nature"] == "Identique"
    others = shown(sample())["Autres lignes"]
    assert {row[2] for row in others[1:]} == {"Frais de port", "Agrafeuse", "Plante verte", "Gants"}
    assert [row[9] for row in others[1:]] == [9.9, 24.0, 59.0, 36.0]


def test_nothing_of_ours_is_named_where_it_was_not_compared() -> None:
    result = sample()
    near = {line.match.chosen.price.name for line in result.lines if line.not_compared and line.match.chosen}
    assert near
    told = " ".join(str(cell) for row in shown(result)["Autres lignes"] for cell in row)
    assert not [name for name in near if name in told]


def test_every_line_of_the_audit_is_in_one_of_two_sheets() -> None:
    result = sample()
    sheets = shown(result)
    assert len(sheets["Lignes comparées"]) - 1 == result.coverage.lines_compared
    assert len(sheets["Lignes comparées"]) + len(sheets["Autres lignes"]) - 2 == result.coverage.lines


def test_the_product_is_told_with_its_brand_and_quality() -> None:
    rows = shown(sample())["Lignes comparées"]
    named = {row[rows[0].index("Produit négocié")] for row in rows if row[2] == "Stylo bille"}
    assert named == {"Stylo (Papirel, standard)"}


def test_no_text_becomes_a_formula() -> None:
    content = xlsx(hostile(), CONTEXT)
    book = openpyxl.load_workbook(BytesIO(content))
    texts = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert re.match(r"=(SUM|SUMPRODUCT|ROUND|P\d+-Q\d+|0)", cell.value), cell.value
                    assert "evil" not in cell.value
                elif isinstance(cell.value, str):
                    texts.add(cell.value)
                    assert cell.hyperlink is None
                    if cell.value.startswith(("=", "+", "-", "@")):
                        assert cell.quotePrefix, cell.value
    assert {HOSTILE[0], "-2+3", "@SUM(A1)"} <= texts


def test_an_empty_audit_is_a_workbook_too() -> None:
    assert "Synthèse" in shown(audited())


def test_the_same_audit_gives_the_same_bytes() -> None:
    assert xlsx(sample(), CONTEXT) == xlsx(sample(), CONTEXT)


def test_the_kinds_in_the_formulas_are_those_in_the_lines() -> None:
    from documents.audit_report.wording import KINDS

    assert {row[0] for row in shown(sample())["Lignes comparées"][1:]} == {KINDS[kind] for kind in MatchKind}


def test_categories_that_are_called_alike_have_their_codes() -> None:
    """Sums are found by the name, and a spreadsheet takes capitals for small letters."""
    names = {"a": "Papeterie", "b": "PAPETERIE", "c": "Hygiène", "d": "Poste non reconnu"}
    result = dataclasses.replace(audited(), category_names=names)
    told = [category_name(result, code) for code in ("a", "b", "c", "d", None)]
    assert told == ["Papeterie (a)", "PAPETERIE (b)", "Hygiène", "Poste non reconnu (d)", "Poste non reconnu"]
