"""Numbers that nobody is charged are no numbers, whichever reader found them; all others stay as they are."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal

import pytest

from audit.bounds import LONGEST_NAME
from audit.checking import checked
from audit.content import contents_of
from audit.invoice import Adjustment, Flag, Totals, VatPart
from audit.matching.attributes import attributes_of
from audit.reading.route import read
from audit.results import NotCompared
from tests.audit.values import audited, invoice, line, matched, pieces, price, verdict

ABSURD = ("1e30", "-1e12", "1e-13", "0." + "1" * 40, "NaN", "Infinity", "9" * 59)


@pytest.mark.parametrize("number", ["0", "0.00", "12.340", "-7", "4.1666666666666667", "999999999999.99"])
def test_what_somebody_may_be_charged_stays_as_written(number: str) -> None:
    (kept,) = checked(invoice(line(quantity=number, amount=number))).lines
    assert (str(kept.quantity), str(kept.net_amount)) == (number, number)
    assert Flag.UNCERTAIN not in kept.flags


@pytest.mark.parametrize("number", ABSURD)
def test_what_nobody_is_charged_is_none_and_told(number: str) -> None:
    value = Decimal(number)
    read_ = invoice(
        line(quantity=number, amount=number, charges=value, vat_rate=value, raw={"quantity": "as printed"}),
        line(quantity="2"),
        adjustments=(Adjustment(value), Adjustment(Decimal(-1), vat_rate=value)),
        vat=(VatPart(Decimal(20), value, Decimal(3)),),
        totals=Totals(net=value, gross=Decimal(12)),
    )
    found = checked(read_)
    absurd, sound = found.lines
    assert (absurd.quantity, absurd.net_amount, absurd.charges, absurd.vat_rate) == (None, None, Decimal(0), None)
    assert absurd.raw["quantity"] == "as printed"
    assert Decimal(absurd.raw["net_amount"]).compare_total(value) == 0
    assert Flag.UNCERTAIN in absurd.flags
    assert replace(sound, flags=frozenset()) == replace(read_.lines[1], flags=frozenset())
    assert found.adjustments == (Adjustment(Decimal(-1)),)
    assert found.vat == (VatPart(Decimal(20), None, Decimal(3)),)
    assert found.totals == Totals(gross=Decimal(12))
    assert Flag.UNCERTAIN in found.flags
    assert audited(found, judge=lambda _: verdict(matched(price("1")))).coverage.amount_audited == Decimal(29)


def test_a_sheet_with_such_a_number_is_read() -> None:
    sheet = f"Facture;Date;Désignation;Quantité;Montant HT\nF-1;02/03/2026;Stylo;{'9' * 40};15,00\n"
    (one,) = read("a.csv", sheet.encode()).invoices
    assert (one.invoice.lines[0].quantity, one.invoice.lines[0].net_amount) == (None, Decimal("15.00"))
    assert Flag.UNCERTAIN in one.invoice.lines[0].flags


def test_what_is_divided_by_nearly_nothing_is_not_compared() -> None:
    """Each number may be charged, but no column holds the price of one piece."""
    given = line(quantity="0.000000000001", amount="900000000000")
    (judged,) = audited(invoice(given), judge=lambda _: verdict(matched(price("1")), content=pieces(1))).lines
    assert (judged.comparison, judged.not_compared) == (None, NotCompared.INCOMPLETE)


@pytest.mark.parametrize("unit", ["1", "x-", "1.1.", "lot de 10 x 5 ", "ﷺ", "0,5 m x "])
def test_a_name_of_a_page_is_cut_and_takes_no_time(unit: str) -> None:
    long = line((unit * 130_000)[:130_000])
    (kept,) = checked(invoice(long)).lines
    assert len(kept.name) == LONGEST_NAME
    assert Flag.UNCERTAIN in kept.flags
    began = time.process_time()
    contents_of(long.name, "pièce")
    attributes_of(long.name)
    assert time.process_time() - began < 3
