"""One invoice counts once, however often and in whatever format it came."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from audit.duplicates import merged
from audit.invoice import Invoice, InvoiceKind, Line, Method, Party, Provenance, Totals
from audit.results import AuditedInvoice, SourceFile
from tests.audit.values import line
from tests.group import siret

SELLER = Party(name="Papeterie Duroc SAS", siren=siret(7001)[:9])
BASE = Invoice(
    number="F-2026/001", issued_on=dt.date(2026, 3, 12), seller=SELLER, method=Method.CII,
    lines=(Line(position=1, name="Papier", provenance=Provenance(Method.CII)),), totals=Totals(gross=Decimal("54.00")),
)  # fmt: skip


def sent(name: str, invoice: Invoice) -> AuditedInvoice:
    return AuditedInvoice(invoice=invoice, files=(SourceFile(name, f"sha of {name}"),))


def test_the_more_trusted_reading_wins_and_both_files_stay() -> None:
    printed = replace(BASE, method=Method.PDF_TEXT, number="f2026 001")
    other = replace(BASE, number="F-2026/002")
    one, two = merged([sent("a.pdf", printed), sent("b.xml", other), sent("a.xml", BASE)])
    assert one.invoice == BASE
    assert [file.name for file in one.files] == ["a.xml", "a.pdf"]
    assert two.invoice == other


@pytest.mark.parametrize(
    "change",
    [
        {"number": "F-2026/010"},
        {"issued_on": dt.date(2025, 3, 12)},
        {"kind": InvoiceKind.CREDIT_NOTE},
        {"seller": replace(SELLER, siren=siret(7002)[:9])},
        {"seller": Party(name="Autre papeterie")},
    ],
)
def test_what_differs_is_another_invoice(change: dict[str, object]) -> None:
    assert len(merged([sent("a.xml", BASE), sent("b.xml", replace(BASE, **change))])) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["PAPETERIE DUROC", "Papétérie  Duroc S.A.S.", "papeterie duroc sas"])
def test_names_are_compared_folded_where_a_siren_is_missing(name: str) -> None:
    assert len(merged([sent("a.xml", BASE), sent("b.csv", replace(BASE, seller=Party(name=name)))])) == 1


@pytest.mark.parametrize(
    "change", [{"issued_on": None}, {"seller": Party()}, {"seller": Party(name="DUROC la papeterie")}]
)
def test_the_total_decides_where_print_left_something_open(change: dict[str, object]) -> None:
    printed = replace(BASE, method=Method.PDF_TEXT, **change)  # type: ignore[arg-type]
    assert len(merged([sent("a.xml", BASE), sent("a.pdf", printed)])) == 1
    dearer = replace(printed, totals=Totals(gross=Decimal("55.00")))
    assert len(merged([sent("a.xml", BASE), sent("a.pdf", dearer)])) == 2


def test_without_a_number_only_a_copy_of_the_file_is_the_same() -> None:
    nameless = replace(BASE, number=None)
    assert len(merged([sent("a.csv", nameless), sent("b.csv", nameless)])) == 2
    assert len(merged([sent("a.csv", nameless), sent("a.csv", nameless)])) == 1


def test_several_invoices_of_one_file_stay_several() -> None:
    nameless = replace(BASE, number=None)
    assert len(merged([sent("a.csv", nameless), sent("a.csv", replace(nameless, currency="CHF"))])) == 2


def test_order_stays_and_nothing_is_lost() -> None:
    many = [sent(f"{n}.xml", replace(BASE, number=str(n % 7))) for n in range(50)]
    result = merged(many)
    assert [each.invoice.number for each in result] == [str(n) for n in range(7)]
    assert sum(len(each.files) for each in result) == 50


def with_lines(*amounts: str, **more: Any) -> Invoice:
    """BASE with lines of these amounts and without a total."""
    lines = tuple(line(amount=amount, position=at) for at, amount in enumerate(amounts, 1))
    told: dict[str, Any] = {"lines": lines, "totals": Totals(), "method": Method.SHEET} | more
    return replace(BASE, **told)


def test_the_sum_of_the_lines_stands_for_a_total() -> None:
    export = with_lines("30.00", "15.00", seller=Party())
    printed = with_lines("45.00", method=Method.PDF_TEXT, totals=Totals(net=Decimal("45.00")))
    assert len(merged([sent("a.csv", export), sent("a.pdf", printed), sent("again.csv", export)])) == 1
    assert len(merged([sent("a.csv", export), sent("b.csv", with_lines("30.00", seller=Party()))])) == 2


def test_pages_of_one_invoice_in_two_files_all_count() -> None:
    first = with_lines("338.00", method=Method.OCR)
    second = with_lines("31.00", method=Method.OCR, totals=Totals(net=Decimal("369.00")))
    assert len(merged([sent("1.jpg", first), sent("2.jpg", second)])) == 2
    misread = with_lines("338.00", "37.00", method=Method.OCR)
    assert len(merged([sent("1.jpg", first), sent("1b.jpg", misread)])) == 1


def test_numbers_that_differ_in_their_separators_need_the_same_total() -> None:
    one, other = with_lines("310.00", number="1-11"), with_lines("59.00", number="11-1")
    assert len(merged([sent("a.csv", one), sent("b.csv", other)])) == 2
    assert len(merged([sent("a.csv", one), sent("b.csv", replace(one, number="111", method=Method.OCR))])) == 1


def test_very_many_invoices_of_one_number_take_no_time() -> None:
    many = [sent(f"{at}.csv", with_lines(str(at + 1), seller=Party())) for at in range(1000)]
    began = time.process_time()
    assert len(merged(many)) == 1000
    assert time.process_time() - began < 5
