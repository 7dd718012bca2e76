"""What a cell may hold, and what is refused with a hint at what was expected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from errors import BadInput
from imports import cells
from models import ContractType


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (cells.decimal(), "2.05", Decimal("2.05")),
        (cells.decimal(), " 2,05 ", Decimal("2.05")),
        (cells.decimal(), "-3", Decimal(-3)),
        (cells.decimal(), "1 234 567,50", Decimal("1234567.50")),
        (cells.decimal(), "1\u202f234,5", Decimal("1234.5")),
        (cells.day, "2026-01-31", date(2026, 1, 31)),
        (cells.day, "31/01/2026", date(2026, 1, 31)),
        (cells.yes_no, "YES", True),
        (cells.yes_no, "non", False),
        (cells.one_of(ContractType), "gestion", ContractType.GESTION),
        (cells.email, " Claire.Martin@Boulangerie.TEST ", "claire.martin@boulangerie.test"),
        (cells.url, "https://www.papeo.test/a?b=1", "https://www.papeo.test/a?b=1"),
        (cells.phone, "+33 (0)1 99 00 12 34", "+33 (0)1 99 00 12 34"),
        (cells.postcode, "28000", "28000"),
        (cells.postcode, "1000", "01000"),
        (cells.gtin, "2000000000008", "2000000000008"),
        (cells.gtin, "96385074", "96385074"),
        (cells.list_of(cells.label), " a b | c|a b||", ["a b", "c"]),
        (cells.label, "  deux\n mots ", "deux mots"),
        (cells.label, "Vis\u00a0à bois", "Vis à bois"),
        (cells.prose, "un\r\ndeux\r", "un\ndeux"),
        (cells.integer(1, 600), "12", 12),
    ],
)
def test_reads(parse: cells.Parser, text: str, value: Any) -> None:
    found = parse(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("parse", "text", "expected"),
    [
        (cells.decimal(), "1.234,50", "like 2.05 or 2,05"),
        (cells.decimal(), "12 €", "like 2.05"),
        (cells.decimal(), "12 34", "like 2.05"),
        (cells.decimal(), "NaN", "like 2.05"),
        (cells.decimal(), "٣", "like 2.05"),
        (cells.decimal(), "", "like 2.05"),
        (cells.decimal(above=0), "0", "above 0"),
        (cells.decimal(bounds=(1, 10)), "205", "from 1 to 10"),
        (cells.day, "31/02/2026", "2026-01-31 or 31/01/2026"),
        (cells.day, "1/2/2026", "31/01/2026"),
        (cells.day, "2026-01-31T00:00", "31/01/2026"),
        (cells.day, "0026-01-31", "between 1900 and 2200"),
        (cells.yes_no, "peut-être", "yes or no"),
        (cells.one_of(ContractType), "CDI", "GESTION or DELEGATION"),
        (cells.email, "claire@", "e-mail address"),
        (cells.email, "a b@c.test", "e-mail address"),
        (cells.email, "a@b.test\nBcc: x@y.test", "e-mail address"),
        (cells.url, "www.papeo.test", "https://"),
        (cells.url, "javascript:alert(1)", "https://"),
        (cells.url, "http://[", "https://"),
        (cells.phone, "appelez-moi", "telephone"),
        (cells.postcode, "123", "5 digits"),
        (cells.postcode, "2A000", "5 digits"),
        (cells.gtin, "2000000000009", "check digit"),
        (cells.gtin, "123", "8, 12, 13 or 14"),
        (cells.label, "a\x00b", "U+0000"),
        (cells.label, "x" * 1001, "at most 1000"),
        (cells.code, "deux mots", "a code"),
        (cells.slug, "Majuscule", "lower-case"),
        (cells.integer(1, 600), "0", "from 1 to 600"),
        (cells.integer(1, 600), "1.5", "from 1 to 600"),
        (cells.list_of(cells.domain), "a.test|b", "a domain"),
    ],
)
def test_refuses_and_says_what_was_expected(parse: cells.Parser, text: str, expected: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse(text)
    assert expected in caught.value.message
