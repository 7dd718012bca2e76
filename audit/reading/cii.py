"""UN/CEFACT Cross Industry Invoice: Factur-X and ZUGFeRD (1.0 to 2.4), XRechnung, EXTENDED-CTC-FR."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from lxml import etree

from audit.invoice import Adjustment, Flag, Invoice, Line, LineKind, Method, Party, Provenance, Totals, VatPart
from audit.reading.identifiers import gtin, party_of
from audit.reading.terms import MOST_LINES, Nested, Values, adjustment_of, counting, kind_of, kind_of_line
from audit.reading.xml import date, decimal, text

ROOTS = {"CrossIndustryInvoice", "CrossIndustryDocument"}
# What ZUGFeRD 1.0 called differently.
_SINCE_2 = {
    "HeaderExchangedDocument": "ExchangedDocument",
    "SpecifiedExchangedDocumentContext": "ExchangedDocumentContext",
    "SpecifiedSupplyChainTradeTransaction": "SupplyChainTradeTransaction",
    "ApplicableSupplyChainTradeAgreement": "ApplicableHeaderTradeAgreement",
    "ApplicableSupplyChainTradeSettlement": "ApplicableHeaderTradeSettlement",
    "SpecifiedSupplyChainTradeAgreement": "SpecifiedLineTradeAgreement",
    "SpecifiedSupplyChainTradeDelivery": "SpecifiedLineTradeDelivery",
    "SpecifiedSupplyChainTradeSettlement": "SpecifiedLineTradeSettlement",
    "ApplicablePercent": "RateApplicablePercent",
}
_LINES = "SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem"


def read_cii(root: etree._Element) -> Invoice:
    """The invoice of a CrossIndustryInvoice (its root from `xml.parse`); not checked yet."""
    for element in root.iter(*_SINCE_2):
        element.tag = _SINCE_2[element.tag]
    document = root.find("ExchangedDocument")
    agreement = root.find("SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement")
    settlement = root.find("SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement")
    currency = text(settlement, "InvoiceCurrencyCode") or "EUR"
    items = root.findall(_LINES)
    return Invoice(
        kind=kind_of(text(document, "TypeCode")),
        number=text(document, "ID"),
        issued_on=date(text(document, "IssueDateTime/DateTimeString") or text(document, "IssueDateTime/DateTime")),
        currency=currency,
        seller=_party(agreement, "SellerTradeParty"),
        buyer=_party(agreement, "BuyerTradeParty"),
        lines=counting([_line(item, position) for position, item in enumerate(items[:MOST_LINES], 1)]),
        adjustments=tuple(_adjustments(settlement)),
        vat=tuple(_vat(settlement)),
        totals=_totals(settlement, currency),
        method=Method.CII,
        corrects=text(settlement, "InvoiceReferencedDocument/IssuerAssignedID")
        or text(settlement, "InvoiceReferencedDocument/ID"),
        flags=frozenset({Flag.TOO_MANY_LINES}) if len(items) > MOST_LINES else frozenset(),
    )


def _party(agreement: etree._Element | None, role: str) -> Party:
    node = None if agreement is None else agreement.find(role)
    if node is None:
        return Party()
    numbers = [
        (element.get("schemeID"), element.text)
        for path in ("SpecifiedLegalOrganization/ID", "GlobalID", "URIUniversalCommunication/URIID", "ID")
        for element in node.findall(path)
        if element.text
    ]
    vat_numbers = [
        element.text for element in node.findall("SpecifiedTaxRegistration/ID") if element.get("schemeID") == "VA"
    ]
    return party_of(text(node, "Name"), next(iter(vat_numbers), None), numbers)


def _line(item: etree._Element, position: int) -> Nested:
    product, agreement = item.find("SpecifiedTradeProduct"), item.find("SpecifiedLineTradeAgreement")
    settlement = item.find("SpecifiedLineTradeSettlement")
    values = Values()
    quantity = item.find("SpecifiedLineTradeDelivery/BilledQuantity")
    base = _first(agreement, "NetPriceProductTradePrice/BasisQuantity", "GrossPriceProductTradePrice/BasisQuantity")
    amount = _first(
        settlement,
        "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
        "SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
    )
    standard = _first(product, "GlobalID")
    allowances, charges = _allowances(settlement)
    line = Line(
        position=position,
        name=text(product, "Name") or text(product, "Description") or "",
        description=text(product, "Description"),
        quantity=values.number("quantity", quantity),
        unit_code=None if quantity is None else quantity.get("unitCode") or None,
        net_price=values.number("net_price", _first(agreement, "NetPriceProductTradePrice/ChargeAmount")),
        base_quantity=values.number("base_quantity", base),
        gross_price=values.number("gross_price", _first(agreement, "GrossPriceProductTradePrice/ChargeAmount")),
        net_amount=values.number("net_amount", amount),
        allowances=allowances,
        charges=charges,
        vat_rate=values.number("vat_rate", _first(settlement, "ApplicableTradeTax/RateApplicablePercent")),
        seller_reference=text(product, "SellerAssignedID"),
        buyer_reference=text(product, "BuyerAssignedID"),
        gtin=None if standard is None else gtin(standard.get("schemeID"), standard.text),
        maker_reference=text(product, "ManufacturerAssignedID") or text(product, "ModelID"),
        provenance=Provenance(
            Method.CII,
            f"/CrossIndustryInvoice/SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem[{position}]",
        ),
    )
    line = replace(line, raw=values.raw, flags=values.flags, kind=kind_of_line(line))
    document = item.find("AssociatedDocumentLineDocument")
    status = text(document, "LineStatusReasonCode")
    return Nested(line, text(document, "LineID"), text(document, "ParentLineID"), status and status.upper())


def _allowances(settlement: etree._Element | None) -> tuple[Decimal, Decimal]:
    """BG-27 and BG-28; the discount inside the gross price (BT-147) is already in the net price."""
    allowances = charges = Decimal(0)
    for node in [] if settlement is None else settlement.findall("SpecifiedTradeAllowanceCharge"):
        amount = decimal(text(node, "ActualAmount")) or Decimal(0)
        if _is_charge(node):
            charges += amount
        else:
            allowances += amount
    return allowances, charges


def _is_charge(node: etree._Element) -> bool:
    return text(node, "ChargeIndicator/Indicator") == "true" or text(node, "ChargeIndicator") in ("true", "1")


def _adjustments(settlement: etree._Element | None) -> Iterator[Adjustment]:
    if settlement is None:
        return
    for node in settlement.findall("SpecifiedTradeAllowanceCharge"):
        if amount := decimal(text(node, "ActualAmount")):
            yield adjustment_of(
                amount,
                is_charge=_is_charge(node),
                reason=text(node, "Reason"),
                code=text(node, "ReasonCode"),
                vat_rate=decimal(text(node, "CategoryTradeTax/RateApplicablePercent")),
            )
    for node in settlement.findall("SpecifiedLogisticsServiceCharge"):  # EXTENDED: freight
        if amount := decimal(text(node, "AppliedAmount")):
            rate = decimal(text(node, "AppliedTradeTax/RateApplicablePercent"))
            yield Adjustment(amount, text(node, "Description"), rate, LineKind.FREIGHT)


def _vat(settlement: etree._Element | None) -> Iterator[VatPart]:
    for node in [] if settlement is None else settlement.findall("ApplicableTradeTax"):
        yield VatPart(
            rate=decimal(text(node, "RateApplicablePercent")),
            base=decimal(text(node, "BasisAmount")),
            tax=decimal(text(node, "CalculatedAmount")),
        )


def _totals(settlement: etree._Element | None, currency: str) -> Totals:
    sums = _first(
        settlement,
        "SpecifiedTradeSettlementHeaderMonetarySummation",
        "SpecifiedTradeSettlementMonetarySummation",
    )
    if sums is None:
        return Totals()
    taxes = sums.findall("TaxTotalAmount")
    tax = next((node for node in taxes if node.get("currencyID", currency) == currency), None)
    return Totals(
        lines=decimal(text(sums, "LineTotalAmount")),
        net=decimal(text(sums, "TaxBasisTotalAmount")),
        vat=None if tax is None else decimal(text(tax, ".")),
        gross=decimal(text(sums, "GrandTotalAmount")),
        prepaid=decimal(text(sums, "TotalPrepaidAmount")),
        rounding=decimal(text(sums, "RoundingAmount")),
        due=decimal(text(sums, "DuePayableAmount")),
    )


def _first(node: etree._Element | None, *paths: str) -> etree._Element | None:
    """The first that is there, of the paths in their order."""
    if node is None:
        return None
    return next((found for path in paths for found in [node.find(path)] if found is not None), None)
