"""The whole engine on the demo's catalogue: what arrives is read, matched and compared, each thing once."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from audit.engine import Engine
from audit.invoice import Method
from audit.reading import Reading
from audit.reading.route import read
from audit.results import AuditResult, BaseUnit, MatchKind, NotCompared, Reason
from audit.savings import Catalogue
from imports.catalogue import read_catalogue
from tests.audit.invoices import Document, Item, cii
from tests.audit.invoices_printed import PAPER, SOAP, printed

DEMO = Path(__file__).resolve().parents[2] / "demo"


@pytest.fixture(scope="module")
def engine() -> Engine:
    found = read_catalogue(DEMO)
    names = {each.code: each.name for each in found.categories}
    return Engine(found.prices, found.categories, Catalogue(version="1", category_names=names), found.names)


def document(*items: Item, **more: str) -> Document:
    amount = sum((Decimal(item.amount or 0) for item in items), Decimal(0))
    net, tax, gross = str(amount), str(amount / 5), str(amount * 6 / 5)
    sums = {"lines": net, "net": net, "vat": tax, "gross": gross, "due": gross, "bases": [("20", net, tax)]}
    return Document(items=items, date="2026-10-05", **(sums | more))  # type: ignore[arg-type]  # as its fields say


def of(engine: Engine, *files: tuple[str, bytes], scope: set[str] | None = None) -> AuditResult:
    return engine.audit(sum((read(name, content) for name, content in files), Reading()), scope=scope)


REAM = Item(PAPER, "10", "C62", "3.10", "31.00", gtin=("0160", "2000000000015"))


def test_a_gtin_finds_the_cheapest_price_of_the_very_product(engine: Engine) -> None:
    result = of(engine, ("a.xml", cii(document(REAM))))
    (line,) = result.lines
    assert line.kind is MatchKind.IDENTICAL
    assert line.match.chosen is not None
    assert line.match.chosen.reason is Reason.GTIN
    assert line.comparison is not None
    assert line.comparison.unit is BaseUnit.SHEET
    assert (line.paid, line.negotiated, line.category) == (Decimal("31.00"), Decimal("25.60"), "papeterie")


def test_what_is_no_product_and_what_nobody_sells_is_said(engine: Engine) -> None:
    freight, legal = (
        Item("Frais de port", "1", "C62", "9", "9.00"),
        Item("Honoraires avocat", "1", "C62", "90", "90.00"),
    )
    result = of(engine, ("a.xml", cii(document(REAM, freight, legal))))
    assert [line.not_compared for line in result.lines] == [
        None, NotCompared.NOT_A_PRODUCT, NotCompared.NO_EQUIVALENT
    ]  # fmt: skip
    assert result.coverage.amount_audited == Decimal("121.00")


def test_a_line_of_another_category_is_out_of_scope(engine: Engine) -> None:
    (line,) = of(engine, ("a.xml", cii(document(REAM))), scope={"hygiene"}).lines
    assert line.not_compared is NotCompared.OUT_OF_SCOPE


def test_xml_and_pdf_of_one_invoice_are_not_counted_twice(engine: Engine) -> None:
    """The same invoice as a PDF of text, as XML, and both once more in an archive."""
    electronic, paper = printed()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("copie.xml", electronic)
        file.writestr("copie.pdf", paper)
    once = of(engine, ("a.xml", electronic))
    assert once.identical.lines + once.equivalent.lines > 0
    alone = of(engine, ("a.pdf", paper))
    assert alone.invoices[0].invoice.method is Method.PDF_TEXT
    assert alone.coverage.lines == once.coverage.lines
    all_ = of(engine, ("a.pdf", paper), ("a.xml", electronic), ("tout.zip", archive.getvalue()))
    assert (all_.identical, all_.equivalent, all_.categories) == (once.identical, once.equivalent, once.categories)
    assert all_.coverage.amount_audited == once.coverage.amount_audited
    assert (all_.coverage.invoices, all_.coverage.files) == (1, 4)


def test_a_credit_note_takes_back_what_its_invoice_gave(engine: Engine) -> None:
    back = cii(document(REAM, number="A-1", code="381", corrects="F-2026-001"))
    result = of(engine, ("a.xml", cii(document(REAM))), ("b.xml", back))
    assert result.identical.lines == 2
    assert result.identical.saving == result.identical.paid == 0


def test_the_supplier_s_own_reference_is_known_by_the_supplier_s_name(engine: Engine) -> None:
    csv = f"Numéro de facture;Date;Fournisseur;Référence;Désignation;Quantité;Unité;Prix unitaire HT;Montant HT\nF-9;05/10/2026;Papiralde SAS;PAP-000002;{PAPER};4;ramette;3,10;12,40\n"  # noqa: E501
    (line,) = of(engine, ("a.csv", csv.encode())).lines
    assert line.match.chosen is not None
    assert line.match.chosen.reason is Reason.SUPPLIER_REFERENCE
    assert line.negotiated == Decimal("10.24")


def test_the_soap_is_in_the_demo_s_catalogue() -> None:
    assert any(price.label == SOAP for price in read_catalogue(DEMO).prices)
