"""What was misread and an advisor mends: quantities, units, amounts, signs."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

import models
from audit.invoice import Flag, Invoice, InvoiceKind, Line, Totals
from documents.audit_report.tables import place_in
from models import AuditReport, LineMatch
from settings import Settings
from tests.documents.audit_report.samples import sample
from tests.group import Ask, Group
from tests.workflows.audits import engine
from tests.workflows.audits.steps import in_review
from tests.workflows.audits.test_review import CORRECT, line_of
from workflows.audits import results
from workflows.audits.values import INVOICE, RESULT


async def test_correcting_one_of_two_leaves_the_other(ask: Ask, group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await in_review(settings, group, "two.xml")
    pen = await line_of("Stylo", audit)

    async def corrected(**change: Any) -> tuple[Decimal | None, str | None]:
        await ask.data(CORRECT, as_=group.advisor, input={"id": pen, **change})
        row = await LineMatch.get(id=int(pen.split(":")[1]))
        return row.corrected_quantity, row.corrected_unit

    assert await corrected(quantity="5") == (Decimal(5), None)
    assert await corrected(unit="boîte de 10") == (Decimal(5), "boîte de 10")
    assert await corrected() == (Decimal(5), "boîte de 10")
    assert await corrected(quantity=None) == (None, "boîte de 10"), "null: what was read counts again"
    assert await corrected(unit=None) == (None, None)


def test_what_was_printed_is_no_correction() -> None:
    """Readers of pages keep the printed text of numbers, which nobody put right."""
    line = sample().lines[0]
    printed = dataclasses.replace(line.line, raw={"quantity": "20 U", "net_amount": "84,00"})
    assert "corrigé" not in place_in(dataclasses.replace(line, line=printed))


async def test_an_amount_with_vat_is_mended_before_it_makes_a_saving(
    ask: Ask, group: Group, settings: Settings
) -> None:
    """A page that tells prices with VAT only: what was paid is the amount without it."""
    await engine.prices(group)
    audit = await in_review(settings, group, "two.xml")
    pen = await line_of("Stylo", audit)
    row = LineMatch.filter(id=int(pen.split(":")[1]))
    await ask.data(CORRECT, as_=group.advisor, input={"id": pen, "amount": "12.00", "quantity": "10"})
    (before,) = await row
    assert (before.paid_price, before.amount) == (Decimal("1.2"), Decimal(12))
    await ask.data(CORRECT, as_=group.advisor, input={"id": pen, "amount": "10.00"})
    (after,) = await row
    assert (after.paid_price, after.amount, after.corrected_quantity) == (Decimal(1), Decimal(10), Decimal(10))
    assert (before.saving, after.saving) == (Decimal(2), Decimal(0))
    result = RESULT.load((await AuditReport.get(audit_id=audit.id)).value)
    assert {"corrigé (lu : quantité 10, montant 15,00)"} == {
        place_in(line).partition(", ")[2].replace("\u00a0", " ") for line in result.lines if line.line.mended
    }
    told = await ask.data(CORRECT, as_=group.advisor, input={"id": pen, "amount": "1e13"})
    assert told["done"]["userErrors"][0]["field"] == "amount"
    await ask.data(CORRECT, as_=group.advisor, input={"id": pen, "amount": None, "quantity": None})
    (again,) = await row
    assert (again.corrected_amount, again.amount) == (None, Decimal(15))


async def test_a_minus_that_was_lost_is_mended_in_quantity_and_amount(
    ask: Ask, group: Group, settings: Settings
) -> None:
    """What is taken back on an invoice; one of both alone would be bought for less than nothing."""
    await engine.prices(group)
    audit = await in_review(settings, group, "two.xml")
    pen = await line_of("Stylo", audit)
    row = LineMatch.filter(id=int(pen.split(":")[1]))
    for change, field in (({"amount": "-15.00"}, "amount"), ({"quantity": "-10"}, "quantity")):
        told = await ask.data(CORRECT, as_=group.advisor, input={"id": pen, **change})
        assert told["done"]["userErrors"] == [{"field": field, "code": "INVALID"}]
    (bought,) = await row
    await ask.data(CORRECT, as_=group.advisor, input={"id": pen, "amount": "-15.00", "quantity": "-10"})
    (returned,) = await row
    assert (bought.amount, bought.saving) == (Decimal(15), Decimal(5))
    assert (returned.amount, returned.compared_quantity, returned.saving) == (Decimal(-15), Decimal(-10), Decimal(-5))
    assert returned.paid_price == bought.paid_price
    result = RESULT.load((await AuditReport.get(audit_id=audit.id)).value)
    assert Flag.SUM_OF_LINES in result.invoices[0].invoice.flags
    # Half of it taken back would leave a contradiction.
    told = await ask.data(CORRECT, as_=group.advisor, input={"id": pen, "quantity": None})
    assert told["done"]["userErrors"][0]["field"] == "quantity"
    await ask.data(CORRECT, as_=group.advisor, input={"id": pen, "amount": None, "quantity": None})
    assert (await row)[0].saving == Decimal(5)
    result = RESULT.load((await AuditReport.get(audit_id=audit.id)).value)
    assert Flag.SUM_OF_LINES not in result.invoices[0].invoice.flags


def mended(invoice: Invoice, *amounts: str | None) -> Invoice:
    """As the results take it, with these amounts instead, and quantities of their sign."""
    matches = {}
    for place, (line, amount) in enumerate(zip(invoice.lines, amounts, strict=True)):
        count = None if amount is None else abs(line.quantity or Decimal(1)).copy_sign(Decimal(amount))
        matches[place] = LineMatch(corrected_amount=amount and Decimal(amount), corrected_quantity=count)
    row = models.Invoice(value={"invoice": INVOICE.dump(invoice), "files": []})
    return results._one(row, [], matches).audited.invoice


def credit(*amounts: str, **more: Any) -> Invoice:
    lines = [engine.line(place, "EXACT", "Stylo", "10", amount) for place, amount in enumerate(amounts, 1)]
    lines = [dataclasses.replace(one, quantity=Decimal(10).copy_sign(one.net_amount or Decimal(1))) for one in lines]
    return dataclasses.replace(engine.invoice("A-1", *lines), kind=InvoiceKind.CREDIT_NOTE, totals=Totals(**more))


@pytest.mark.parametrize(
    ("read", "change", "sign"),
    [
        # A credit note with amounts below zero, of which the largest had lost its minus.
        (credit("-100", "300"), (None, "-300"), 1),
        # One with amounts as on invoices: another amount turns nothing round, nor does one line of several.
        (credit("100", "300"), (None, "250"), -1),
        (credit("100", "300"), (None, "-250"), -1),
        (credit("100", "300"), ("-100", "-300"), 1),
        (credit("100", "300", net=Decimal(400)), ("-100", "-300"), 1),
    ],
)
def test_a_sign_that_is_mended_turns_a_credit_note_round_only_when_all_agree(
    read: Invoice, change: tuple[str | None, ...], sign: int
) -> None:
    assert mended(read, *change).sign == sign


def test_amounts_that_may_hold_vat_stay_uncertain_until_the_amount_is_mended() -> None:
    line = dataclasses.replace(engine.PEN, flags=frozenset({Flag.UNCERTAIN, Flag.MAYBE_WITH_VAT}))

    def flags(**changes: Any) -> frozenset[Flag]:
        found: Line = results._corrected(line, LineMatch(**changes))
        return found.flags

    assert flags(corrected_unit="boîte") == line.flags
    assert flags(corrected_amount=line.net_amount) == set()
