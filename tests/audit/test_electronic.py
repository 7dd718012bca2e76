"""Electronic invoices: CII and UBL say the same, to the last zero; and what counts among lines of lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from audit.checking import checked
from audit.invoice import Flag, Invoice, InvoiceKind, LineKind, Method
from audit.reading.electronic import read_electronic
from audit.reading.embedded import facts_of
from audit.reading.route import read
from audit.reading.values import RefusalCode, Refused
from tests.audit.invoices import BUYER, SELLER, Document, Item, cii, pdf, ubl

Written = Callable[[Document], bytes]
BOTH = pytest.mark.parametrize("write", [cii, ubl])
GTIN = "3012345678902"


def invoice_of(content: bytes) -> Invoice:
    return checked(read_electronic(content)[0])


def counted(content: bytes) -> list[str]:
    return [line.name for line in read_electronic(content)[0].lines]


@BOTH
def test_every_value_is_read_exactly_as_written(write: Written) -> None:
    item = Item(
        name="Toner\u00a0noir  XL", quantity="12.500", unit="KGM", price="4.4900", base="1.0", amount="57.13",
        rate="5.50", allowance="1.00", charge="2.00", gtin=("0160", GTIN), reference="T-42",
    )  # fmt: skip
    document = Document(
        items=[item], lines="57.13", net="59.13", vat="3.25", gross="62.38", prepaid="2.38", due="60.00",
        bases=[("5.5", "59.13", "3.25")],
        adjustments=[("3.00", False, "Remise", "95", "5.5"), ("5.00", True, "Port", "FC", "5.5")],
    )  # fmt: skip
    invoice = invoice_of(write(document))
    [line] = invoice.lines
    assert (str(line.quantity), str(line.net_price), str(line.net_amount)) == ("12.500", "4.4900", "57.13")
    assert (line.name, line.unit_code, line.base_quantity, line.vat_rate) == (
        "Toner noir XL", "KGM", Decimal("1.0"), Decimal("5.50"))  # fmt: skip
    assert (line.allowances, line.charges) == (Decimal("1.00"), Decimal("2.00"))
    assert (line.gtin, line.seller_reference) == (GTIN, "T-42")
    assert invoice.number == "F-2026-001"
    assert invoice.issued_on == dt.date(2026, 3, 12)
    assert (invoice.seller.name, invoice.seller.siret, invoice.seller.siren) == (
        "Papeterie Duroc SAS",
        SELLER,
        SELLER[:9],
    )
    assert (invoice.buyer.name, invoice.buyer.siret) == ("Atelier Morin", BUYER)
    assert [(str(each.amount), each.kind, str(each.vat_rate)) for each in invoice.adjustments] == [
        ("-3.00", LineKind.DISCOUNT, "5.5"),
        ("5.00", LineKind.FREIGHT, "5.5"),
    ]
    totals = invoice.totals
    assert (totals.lines, totals.net, totals.vat, totals.gross, totals.prepaid, totals.due) == tuple(
        map(Decimal, ("57.13", "59.13", "3.25", "62.38", "2.38", "60.00")))  # fmt: skip
    assert invoice.flags == frozenset()
    assert line.flags == frozenset()
    assert line.provenance.path is not None
    assert line.provenance.path.endswith("[1]")


@BOTH
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("380", InvoiceKind.INVOICE),
        ("381", InvoiceKind.CREDIT_NOTE),
        ("261", InvoiceKind.CREDIT_NOTE),
        ("503", InvoiceKind.CREDIT_NOTE),
        ("384", InvoiceKind.CORRECTIVE),
        ("386", InvoiceKind.PREPAYMENT),
        ("389", InvoiceKind.INVOICE),
    ],
)
def test_kinds_of_documents(write: Written, code: str, kind: InvoiceKind) -> None:
    invoice = invoice_of(write(Document(code=code, corrects="F-2026-000")))
    assert invoice.kind is kind
    assert invoice.corrects == "F-2026-000"
    assert invoice.sign == (-1 if kind is InvoiceKind.CREDIT_NOTE else 1)


def test_a_credit_note_of_ubl_and_one_with_negative_amounts() -> None:
    note = invoice_of(ubl(Document(code="381"), root="CreditNote"))
    assert (note.kind, note.sign, note.lines[0].quantity) == (InvoiceKind.CREDIT_NOTE, -1, Decimal(10))
    negative = Item(quantity="-10", amount="-45.00")
    document = Document(
        items=[negative], code="381", lines="-45.00", net="-45.00", vat="-9.00", gross="-54.00", due="-54.00"
    )
    assert invoice_of(ubl(document, root="CreditNote")).sign == 1


@BOTH
def test_only_gtins_that_can_be_some_are_kept(write: Written) -> None:
    items = [
        Item(gtin=("0160", GTIN[:-1] + str((int(GTIN[-1]) + 1) % 10))),
        Item(gtin=("0088", GTIN)),
        Item(gtin=("0160", f" {GTIN[:4]} {GTIN[4:]}")),
    ]
    assert [line.gtin for line in read_electronic(write(Document(items=items)))[0].lines] == [None, None, GTIN]


@BOTH
def test_foreign_currency_and_missing_date_are_flagged(write: Written) -> None:
    invoice = invoice_of(write(Document(currency="CHF", date="")))
    assert invoice.flags == {Flag.FOREIGN_CURRENCY, Flag.NO_DATE}
    assert invoice.currency == "CHF"


@BOTH
def test_what_is_no_number_is_kept_as_it_stood(write: Written) -> None:
    [line] = invoice_of(write(Document(items=[Item(price="4,50 €")]))).lines
    assert (line.net_price, line.raw) == (None, {"net_price": "4,50 €"})
    assert line.flags == {Flag.UNCERTAIN}


@BOTH
def test_groups_and_informations_of_the_french_extension_do_not_count(write: Written) -> None:
    items = [
        Item("Lot bureau", status="GROUP", identifier="1"),
        Item("Papier", status="DETAIL", identifier="2", parent="1", amount="30.00"),
        Item("Stylos", status="DETAIL", identifier="3", parent="1", amount="15.00"),
        Item("Emballage", status="INFORMATION", identifier="4", parent="3", amount="0"),
        Item("Groupe sans détail", status="GROUP", identifier="5", amount="7.00"),
        Item("Seule", identifier="6", amount="9.00"),
    ]
    [invoice] = read_electronic(write(Document(items=items)))
    assert [line.name for line in invoice.lines] == ["Papier", "Stylos", "Groupe sans détail", "Seule"]
    assert [line.position for line in invoice.lines] == [1, 2, 3, 4]


def test_lines_whose_parents_go_in_a_circle_are_all_read() -> None:
    items = [
        Item("a", identifier="1", parent="2"),
        Item("b", identifier="2", parent="1"),
        Item("c", parent="3", identifier="3"),
    ]
    assert counted(cii(Document(items=items))) == ["a", "b", "c"]
    chain = [Item(str(n), identifier=str(n), parent=str(n - 1)) for n in range(2_000)]
    assert len(counted(cii(Document(items=chain)))) == 2_000


def test_lines_inside_a_line_stand_for_it_when_they_make_up_its_amount() -> None:
    whole = Item("Lot", amount="45.00", inside=[
        Item("Papier", amount="30.00"),
        Item("Fournitures", amount="15.00", inside=[Item("Stylos", amount="10.00"), Item("Règles", amount="5.00")]),
    ])  # fmt: skip
    assert counted(ubl(Document(items=[whole]))) == ["Papier", "Stylos", "Règles"]
    partly = Item("Lot", amount="45.00", inside=[Item("Papier", amount="30.00"), Item("Stylos", amount=None)])
    assert counted(ubl(Document(items=[partly, Item("Autre")]))) == ["Lot", "Autre"]


def test_a_line_that_charges_nothing_is_a_text() -> None:
    [line] = invoice_of(cii(Document(items=[Item("Livraison à quai", quantity=None, price=None, amount=None)]))).lines
    assert line.kind is LineKind.TEXT


def test_older_names_of_zugferd_are_understood() -> None:
    old = cii().decode()
    for new, before in (
        ("ExchangedDocument>", "HeaderExchangedDocument>"),
        ("SupplyChainTradeTransaction>", "SpecifiedSupplyChainTradeTransaction>"),
        ("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement"),
        ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement"),
        ("SpecifiedLineTrade", "SpecifiedSupplyChainTrade"),
        ("SettlementHeaderMonetary", "SettlementMonetary"),
        ("SettlementLineMonetary", "SettlementMonetary"),
        ("RateApplicablePercent", "ApplicablePercent"),
        ("CrossIndustryInvoice", "CrossIndustryDocument"),
    ):
        old = old.replace(new, before)
    assert invoice_of(old.encode()) == invoice_of(cii())


def test_an_invoice_in_an_envelope() -> None:
    body = ubl().split(b"?>", 1)[1]
    other = cii(Document(number="B")).split(b"?>", 1)[1]
    invoices = read_electronic(b"<StandardBusinessDocument>" + body + other + b"</StandardBusinessDocument>")
    assert [invoice.number for invoice in invoices] == ["F-2026-001", "B"]


@BOTH
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings(write: Written, encoding: str) -> None:
    text = write(Document(items=[Item("Été")])).decode().replace("UTF-8", encoding)
    assert counted(text.encode(encoding)) == ["Été"]


@pytest.mark.parametrize(
    ("name", "read_as"),
    [("A & B", "A & B"), ("A<!-- x -- y -->B", "AB"), ("<![CDATA[A<B]]>", "A<B")],
)
def test_common_mistakes_are_mended_and_flagged(name: str, read_as: str) -> None:
    invoice = invoice_of(cii(Document(items=[Item(name)])))
    assert invoice.lines[0].name == read_as
    assert (Flag.UNCERTAIN in invoice.flags) == ("CDATA" not in name)


def test_windows_letters_that_promise_to_be_utf_8() -> None:
    invoice = invoice_of(cii(Document(items=[Item("Café")])).decode().encode("cp1252"))
    assert invoice.lines[0].name == "Café"
    assert invoice.flags == {Flag.UNCERTAIN}


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (cii()[:-200], RefusalCode.BROKEN_XML, "ligne"),
        (b"<a><b/></a>", RefusalCode.OTHER_XML, "« a »"),
        (b"<Invoice><Lines/></Invoice>", RefusalCode.OTHER_XML, "« Invoice »"),
        (b"<x:SCRDMCCBDACIOMessageStructure xmlns:x='y'/>", RefusalCode.ORDER, "commande"),
        (b"<!DOCTYPE a><a/>", RefusalCode.FORBIDDEN_XML, "DOCTYPE"),
        (b"<a>" * 300 + b"</a>" * 300, RefusalCode.BROKEN_XML, "niveaux"),
    ],
)
def test_what_is_refused(content: bytes, code: RefusalCode, said: str) -> None:
    with pytest.raises(Refused, match=said) as caught:
        read_electronic(content)
    assert caught.value.code is code


@pytest.mark.parametrize(
    "names",
    [("factur-x.xml",), ("ZUGFeRD-invoice.xml",), ("xrechnung.xml",), ("facture.XML",), ("annexe.xml", "factur-x.xml")],
)
@pytest.mark.parametrize("relationship", ["/Alternative", "/Data", None])
def test_the_xml_inside_a_pdf(names: tuple[str, ...], relationship: str | None) -> None:
    attached = [(name, b"<annexe/>" if name == "annexe.xml" else cii()) for name in names]
    content = pdf(*attached, relationship=relationship, pages=3)
    reading = read("facture.pdf", content)
    [audited] = reading.invoices
    assert reading.refused == ()
    assert (audited.invoice.method, audited.invoice.pages, len(audited.invoice.lines)) == (Method.CII, 3, 1)
    assert audited.files[0].name == "facture.pdf"


def test_a_relationship_is_enough_for_a_file_without_xml_in_its_name() -> None:
    assert facts_of(pdf(("donnees.bin", cii()))).embedded == (cii(),)
    assert facts_of(pdf(("donnees.bin", cii()), relationship=None)).embedded == ()


def test_an_order_in_a_pdf_is_no_invoice() -> None:
    reading = read("commande.pdf", pdf(("order-x.xml", b"<x:SCRDMCCBDACIOMessageStructure xmlns:x='y'/>")))
    assert [refusal.code for refusal in reading.refused] == [RefusalCode.ORDER]


def test_minimum_has_totals_but_no_lines() -> None:
    document = replace(Document(items=[]), profile="urn:factur-x.eu:1p0:minimum")
    [audited] = read("facture.xml", cii(document)).invoices
    assert audited.invoice.flags == {Flag.NO_LINES}
    assert audited.invoice.totals.gross == Decimal("54.00")
