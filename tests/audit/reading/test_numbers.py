"""Printed numbers are read exactly, and what is no number stays text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.reading.printed.numbers import decimal_mark, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"), ("0", "0"), ("0,50", "0.50"), (",50", "0.50"), ("12,5", "12.5"), ("12.50", "12.50"),
        ("1 234,56", "1234.56"), ("1\u00a0234,56", "1234.56"), ("1\u202f234\u202f567,8", "1234567.8"), ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"), ("1'234.50", "1234.50"), ("1.234.567", "1234567"), ("1 234", "1234"), ("1.234", "1234"),
        ("0.123", "0.123"), ("1,234", "1.234"), ("-3,20", "-3.20"), ("3,20-", "-3.20"), ("−3,20", "-3.20"), ("(3,20)", "-3.20"),
        ("- 12,00", "-12.00"), ("12,50 €", "12.50"), ("€12,50", "12.50"), ("€ 1 000,00", "1000.00"), ("12,50€", "12.50"), ("20 %", "20"),
        ("5,5%", "5.5"), ("20Unit(s)", "20"), ("3,5kg", "3.5"), ("12h", "12"), ("250.00EUR", "250.00"), ("0,14237", "0.14237"),
    ],
)  # fmt: skip
def test_what_is_a_number(text: str, value: str) -> None:
    found = number(text)
    assert found is not None
    assert str(found.value) == value


@pytest.mark.parametrize(
    "text",
    ["", "A4", "12/03/2025", "12.03.2025", "2025-03-12", "00123", "06.12.34.56.78", "1 23 456", "1,23,456", "TON-85X", "5x500", "(12", "12)",
     "1234567890123", "80g/m2 blanc", "€", "--5"],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    assert number(text) is None


def test_the_document_decides_what_a_lonely_separator_means() -> None:
    assert decimal_mark(["1.50", "2.75", "3,20"]) == "."
    assert decimal_mark(["1.234,50"]) == ","
    assert decimal_mark([]) == ","
    dotted, comma = number("1,234", "."), number("1.234", ",")
    assert dotted is not None
    assert dotted.value == Decimal(1234)
    assert comma is not None
    assert comma.value == Decimal(1234)


def test_what_is_stuck_to_a_number() -> None:
    units, money, percent = number("20Unit(s)"), number("12,50 €"), number("5,5 %")
    assert units is not None
    assert units.unit == "Unit(s)"
    assert money is not None
    assert money.money
    assert percent is not None
    assert percent.percent
