"""OASIS UBL 2.x: Invoice and CreditNote, with the sub-lines of XRechnung's extension and of EXTENDED-CTC-FR."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from lxml import etree

from audit.invoice import (
    Adjustment,
    Flag,
    Invoice,
    InvoiceKind,
    Line,
    Method,
    Party,
    Provenance,
    Totals,
    VatPart,
)
from audit.reading.identifiers import gtin, party_of
from audit.reading.terms import MOST_LINES, Nested, Values, adjustment_of, counting, kind_of, kind_of_line
from audit.reading.xml import date, decimal, text

ROOTS = {"Invoice", "CreditNote"}
_STATUSES = {"DETAIL", "GROUP", "INFORMATION"}


def read_ubl(root: etree._Element) -> Invoice:
    """The invoice of a UBL Invoice or CreditNote (its root from `xml.parse`); not checked yet."""
    is_note = root.tag == "CreditNote"
    code = text(root, "CreditNoteTypeCode" if is_note else "InvoiceTypeCode")
    currency = text(root, "DocumentCurrencyCode") or "EUR"
    number = text(root, "ID")
    name = "CreditNoteLine" if is_note else "InvoiceLine"
    nested = list(_lines(root.findall(name), f"/{root.tag}/{name}", number))
    return Invoice(
        kind=InvoiceKind.CREDIT_NOTE if is_note else kind_of(code),
        number=number,
        issued_on=date(text(root, "IssueDate")),
        currency=currency,
        seller=_party(root.find("AccountingSupplierParty/Party")),
        buyer=_party(root.find("AccountingCustomerParty/Party")),
        lines=counting(nested[:MOST_LINES]),
        adjustments=tuple(_adjustments(root)),
        vat=tuple(_vat(root, currency)),
        totals=_totals(root, currency),
        method=Method.UBL,
        corrects=text(root, "BillingReference/InvoiceDocumentReference/ID"),
        flags=frozenset({Flag.TOO_MANY_LINES}) if len(nested) > MOST_LINES else frozenset(),
    )


def _party(node: etree._Element | None) -> Party:
    if node is None:
        return Party()
    numbers = [
        (element.get("schemeID"), element.text)
        for path in ("PartyLegalEntity/CompanyID", "PartyIdentification/ID", "EndpointID")
        for element in node.findall(path)
        if element.text
    ]
    taxes = [tax for tax in node.findall("PartyTaxScheme") if text(tax, "TaxScheme/ID") in ("VAT", None)]
    vat_numbers = [text(tax, "CompanyID") for tax in taxes]
    name = text(node, "PartyLegalEntity/RegistrationName") or text(node, "PartyName/Name")
    return party_of(name, next(iter(vat_numbers), None), numbers)


def _lines(nodes: list[etree._Element], path: str, document: str | None, parent: str | None = None) -> Iterator[Nested]:
    """Each line and, behind it, the lines inside it. The identifiers of lines inside are their paths: their own ones
    may repeat."""
    for position, node in enumerate(nodes, 1):
        place = f"{path}[{position}]"
        status, named_parent = _hierarchy(node, document)
        inside = node.findall("SubInvoiceLine") + node.findall("SubCreditNoteLine")
        identifier = place if inside or parent else text(node, "ID")
        yield Nested(_line(node, place), identifier, parent or named_parent, "WHOLE" if inside else status)
        if inside:
            yield from _lines(inside, f"{place}/{inside[0].tag}", document, place)


def _hierarchy(node: etree._Element, document: str | None) -> tuple[str | None, str | None]:
    """Status and parent by EXTENDED-CTC-FR: a reference of the line to the document that it stands in."""
    for reference in node.findall("BillingReference"):
        own = reference.find("InvoiceDocumentReference")
        if own is None:
            own = reference.find("CreditNoteDocumentReference")
        status = (text(own, "DocumentStatusCode") or "").upper()
        if text(own, "ID") == document and status in _STATUSES:
            return status, text(reference, "BillingReferenceLine/ID")
    return None, None


def _line(node: etree._Element, place: str) -> Line:
    item, price = node.find("Item"), node.find("Price")
    values = Values()
    quantity = node.find("InvoicedQuantity")
    if quantity is None:
        quantity = node.find("CreditedQuantity")
    standard = None if item is None else item.find("StandardItemIdentification/ID")
    allowances, charges = _allowances(node)
    line = Line(
        position=1,
        name=text(item, "Name") or text(item, "Description") or "",
        description=text(item, "Description"),
        quantity=values.number("quantity", quantity),
        unit_code=None if quantity is None else quantity.get("unitCode") or None,
        net_price=values.number("net_price", _of(price, "PriceAmount")),
        base_quantity=values.number("base_quantity", _of(price, "BaseQuantity")),
        gross_price=values.number("gross_price", _of(price, "AllowanceCharge/BaseAmount")),
        allowances=allowances,
        charges=charges,
        net_amount=values.number("net_amount", node.find("LineExtensionAmount")),
        vat_rate=values.number("vat_rate", _of(item, "ClassifiedTaxCategory/Percent")),
        seller_reference=text(item, "SellersItemIdentification/ID"),
        buyer_reference=text(item, "BuyersItemIdentification/ID"),
        gtin=None if standard is None else gtin(standard.get("schemeID"), standard.text),
        maker_reference=text(item, "ManufacturersItemIdentification/ID"),
        provenance=Provenance(Method.UBL, place),
    )
    return replace(line, raw=values.raw, flags=values.flags, kind=kind_of_line(line))


def _allowances(node: etree._Element) -> tuple[Decimal, Decimal]:
    allowances = charges = Decimal(0)
    for each in node.findall("AllowanceCharge"):
        amount = decimal(text(each, "Amount")) or Decimal(0)
        if _is_charge(each):
            charges += amount
        else:
            allowances += amount
    return allowances, charges


def _is_charge(node: etree._Element) -> bool:
    return text(node, "ChargeIndicator") in ("true", "1")


def _adjustments(root: etree._Element) -> Iterator[Adjustment]:
    for node in root.findall("AllowanceCharge"):
        if amount := decimal(text(node, "Amount")):
            yield adjustment_of(
                amount,
                is_charge=_is_charge(node),
                reason=text(node, "AllowanceChargeReason"),
                code=text(node, "AllowanceChargeReasonCode"),
                vat_rate=decimal(text(node, "TaxCategory/Percent")),
            )


def _tax_total(root: etree._Element, currency: str) -> etree._Element | None:
    """The one in the document's currency: a second one may be in that of the tax office (BT-111)."""
    totals = [
        (node, amount)
        for node in root.findall("TaxTotal")
        for amount in [node.find("TaxAmount")]
        if amount is not None and amount.get("currencyID", currency) == currency
    ]
    return totals[0][0] if totals else None


def _vat(root: etree._Element, currency: str) -> Iterator[VatPart]:
    total = _tax_total(root, currency)
    for node in [] if total is None else total.findall("TaxSubtotal"):
        yield VatPart(
            rate=decimal(text(node, "TaxCategory/Percent") or text(node, "Percent")),
            base=decimal(text(node, "TaxableAmount")),
            tax=decimal(text(node, "TaxAmount")),
        )


def _totals(root: etree._Element, currency: str) -> Totals:
    sums = root.find("LegalMonetaryTotal")
    return Totals(
        lines=decimal(text(sums, "LineExtensionAmount")),
        net=decimal(text(sums, "TaxExclusiveAmount")),
        vat=decimal(text(_tax_total(root, currency), "TaxAmount")),
        gross=decimal(text(sums, "TaxInclusiveAmount")),
        prepaid=decimal(text(sums, "PrepaidAmount")),
        rounding=decimal(text(sums, "PayableRoundingAmount")),
        due=decimal(text(sums, "PayableAmount")),
    )


def _of(node: etree._Element | None, path: str) -> etree._Element | None:
    return None if node is None else node.find(path)
