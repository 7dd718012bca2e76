"""What adds up has no flags; each kind of mistake has its own, and roundings have none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.checking import checked
from audit.invoice import Adjustment, Flag, Invoice, Line, Method, Provenance, Totals, VatPart


def line(quantity: str, price: str, amount: str, method: Method = Method.CII, **more: object) -> Line:
    return Line(
        position=1, name="x", quantity=Decimal(quantity), net_price=Decimal(price), net_amount=Decimal(amount),
        vat_rate=Decimal(20), provenance=Provenance(method), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def flags_of(single: Line) -> frozenset[Flag]:
    return checked(Invoice(lines=(single,), method=single.provenance.method)).lines[0].flags


@pytest.mark.parametrize(
    ("single", "is_right"),
    [
        (line("3", "4.50", "13.50"), True),
        (line("3", "4.50", "13.60"), False),
        (line("3", "4.50", "-13.50"), False),
        (line("100", "45.00", "45.00", base_quantity=Decimal(100)), True),
        (line("100", "45.00", "4500.00", base_quantity=Decimal(100)), False),
        (line("100", "45.00", "4500.00", base_quantity=Decimal(0)), True),
        (line("2", "10", "23.00", charges=Decimal(5), allowances=Decimal(2)), True),
        (line("2", "10", "17.00", charges=Decimal(5), allowances=Decimal(2)), False),
        (line("20", "4.10", "81.90"), True),  # 4.095 rounded
        (line("20", "4.10", "81.00"), False),
        (line("3", "0.333", "1.00"), True),
        (line("1000", "0.12", "124.00"), False),
        (line("1000", "0.12", "121.00", Method.PDF_TEXT), True),
        (line("1000", "0.12", "124.00", Method.PDF_TEXT), False),
        (line("10", "5.00", "45.00", discount_percent=Decimal(10)), True),
        (line("10", "4.50", "45.00", discount_percent=Decimal(10)), True),
        (line("10", "5.00", "42.00", discount_percent=Decimal(10)), False),
    ],
)
def test_the_equation_of_a_line(single: Line, is_right: bool) -> None:
    assert (Flag.LINE_EQUATION not in flags_of(single)) == is_right


def test_what_is_not_given_is_not_checked() -> None:
    for missing in ("quantity", "net_price", "net_amount"):
        assert flags_of(replace(line("3", "4.50", "99"), **{missing: None})) == frozenset()  # type: ignore[arg-type]


RIGHT = Invoice(
    issued_on=None,
    lines=(line("10", "4.50", "45.00"), line("1", "10.00", "10.00")),
    adjustments=(Adjustment(Decimal("-5.00"), vat_rate=Decimal(20)),),
    vat=(VatPart(Decimal(20), Decimal("50.00"), Decimal("10.00")),),
    totals=Totals(
        lines=Decimal("55.00"), net=Decimal("50.00"), vat=Decimal("10.00"), gross=Decimal("60.00"),
        prepaid=Decimal("20.00"), rounding=Decimal("0.50"), due=Decimal("40.50"),
    ),
    method=Method.UBL,
)  # fmt: skip


def test_a_right_invoice_has_only_the_flag_of_its_missing_date() -> None:
    assert checked(RIGHT).flags == {Flag.NO_DATE}


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("lines", Flag.SUM_OF_LINES),
        ("net", Flag.TOTALS),
        ("vat", Flag.VAT),
        ("gross", Flag.TOTALS),
        ("due", Flag.TOTALS),
        ("prepaid", Flag.TOTALS),
    ],
)
@given(cents=st.integers(5, 10**9), sign=st.sampled_from([1, -1]))
def test_each_total_that_is_altered_is_found(name: str, flag: Flag, cents: int, sign: int) -> None:
    altered = getattr(RIGHT.totals, name) + sign * Decimal(cents) / 100
    invoice = replace(RIGHT, totals=replace(RIGHT.totals, **{name: altered}))
    assert flag in checked(invoice).flags


@given(cents=st.integers(5, 10**9))
def test_each_tax_and_base_that_is_altered_is_found(cents: int) -> None:
    more = Decimal(cents) / 100
    [part] = RIGHT.vat
    for altered in (replace(part, base=part.base + more), replace(part, tax=part.tax + more)):  # type: ignore[operator]
        assert Flag.VAT in checked(replace(RIGHT, vat=(altered,))).flags


def test_lines_against_the_net_total_where_their_own_is_missing() -> None:
    without = replace(RIGHT, totals=replace(RIGHT.totals, lines=None))
    assert Flag.SUM_OF_LINES not in checked(without).flags
    assert Flag.SUM_OF_LINES in checked(replace(without, lines=without.lines[:1])).flags


def test_many_roundings_are_allowed_for_but_never_a_euro() -> None:
    lines = tuple(line("1", "0.33", "0.33") for _ in range(30))
    assert checked(Invoice(lines=lines, totals=Totals(lines=Decimal("10.00")), method=Method.CII)).flags == {
        Flag.NO_DATE
    }
    many = tuple(line("1", "0.33", "0.33") for _ in range(1_000))
    invoice = Invoice(lines=many, totals=Totals(lines=Decimal("331.01")), method=Method.CII)
    assert Flag.SUM_OF_LINES in checked(invoice).flags


def test_numbers_beyond_all_measure_do_no_harm() -> None:
    huge = line("9" * 50, "9" * 50, "1")
    assert Flag.UNCERTAIN in flags_of(huge)


def test_own_flags_stay() -> None:
    invoice = Invoice(lines=(), flags=frozenset({Flag.TOO_MANY_PAGES}), method=Method.OCR, currency="USD")
    assert checked(invoice).flags == {Flag.TOO_MANY_PAGES, Flag.NO_LINES, Flag.NO_DATE, Flag.FOREIGN_CURRENCY}
