"""Electronic invoices that the tests write themselves: CII and UBL from a few lines, PDFs that hold them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import pikepdf

from tests.group import siret

SELLER = siret(7001)
BUYER = siret(7002)
EN_16931 = "urn:cen.eu:en16931:2017"
_NAMESPACES = (
    'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
    'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" '
    'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"'
)
_UBL = (
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)


@dataclass(frozen=True)
class Item:
    """A line as a test wants it; what is None is not written."""

    name: str = "Ramette A4 80 g"
    quantity: str | None = "10"
    unit: str = "C62"
    price: str | None = "4.50"
    amount: str | None = "45.00"
    base: str | None = None
    gross: str | None = None
    rate: str = "20"
    allowance: str | None = None
    charge: str | None = None
    gtin: tuple[str, str] | None = None
    reference: str | None = None
    status: str | None = None
    identifier: str | None = None
    parent: str | None = None
    inside: Sequence[Item] = ()


@dataclass(frozen=True)
class Document:
    """An invoice; totals follow from its lines unless they are given."""

    items: Sequence[Item] = (Item(),)
    number: str = "F-2026-001"
    code: str = "380"
    date: str = "2026-03-12"
    currency: str = "EUR"
    profile: str = EN_16931
    lines: str = "45.00"
    net: str = "45.00"
    vat: str = "9.00"
    gross: str = "54.00"
    prepaid: str = "0"
    due: str = "54.00"
    bases: Sequence[tuple[str, str, str]] = (("20", "45.00", "9.00"),)
    # (amount, is a charge, reason, code, VAT rate)
    adjustments: Sequence[tuple[str, bool, str, str, str]] = ()
    corrects: str | None = None
    extra: str = ""
    seller: str = SELLER
    extras: dict[str, str] = field(default_factory=dict)


def cii(document: Document = Document()) -> bytes:
    """The document as a CrossIndustryInvoice."""
    lines = "".join(_cii_line(item, number) for number, item in enumerate(document.items, 1))
    taxes = "".join(
        f"<ram:ApplicableTradeTax><ram:CalculatedAmount>{tax}</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>"
        f"<ram:BasisAmount>{base}</ram:BasisAmount><ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent>"
        "</ram:ApplicableTradeTax>"
        for rate, base, tax in document.bases
    )
    adjustments = "".join(
        f"<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>{str(charge).lower()}</udt:Indicator>"
        f"</ram:ChargeIndicator><ram:ActualAmount>{amount}</ram:ActualAmount><ram:ReasonCode>{code}</ram:ReasonCode>"
        f"<ram:Reason>{reason}</ram:Reason><ram:CategoryTradeTax><ram:RateApplicablePercent>{rate}"
        "</ram:RateApplicablePercent></ram:CategoryTradeTax></ram:SpecifiedTradeAllowanceCharge>"
        for amount, charge, reason, code, rate in document.adjustments
    )
    corrects = (
        f"<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{document.corrects}</ram:IssuerAssignedID>"
        "</ram:InvoiceReferencedDocument>"
        if document.corrects
        else ""
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice {_NAMESPACES}>
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>{document.profile}</ram:ID>
</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{document.number}</ram:ID><ram:TypeCode>{document.code}</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">{document.date.replace("-", "")}</udt:DateTimeString>
</ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>{lines}
<ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty><ram:Name>Papeterie Duroc SAS</ram:Name><ram:SpecifiedLegalOrganization>
<ram:ID schemeID="0009">{document.seller}</ram:ID></ram:SpecifiedLegalOrganization></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>Atelier Morin</ram:Name><ram:GlobalID schemeID="0009">{BUYER}</ram:GlobalID>
</ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>{document.currency}</ram:InvoiceCurrencyCode>
{taxes}{adjustments}{document.extra}
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:LineTotalAmount>{document.lines}</ram:LineTotalAmount><ram:TaxBasisTotalAmount>{document.net}</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="{document.currency}">{document.vat}</ram:TaxTotalAmount>
<ram:GrandTotalAmount>{document.gross}</ram:GrandTotalAmount><ram:TotalPrepaidAmount>{document.prepaid}</ram:TotalPrepaidAmount>
<ram:DuePayableAmount>{document.due}</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
{corrects}</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>
""".encode()


def _cii_line(item: Item, number: int) -> str:
    extra = "".join(
        f"<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>{said}</udt:Indicator>"
        f"</ram:ChargeIndicator><ram:ActualAmount>{amount}</ram:ActualAmount></ram:SpecifiedTradeAllowanceCharge>"
        for said, amount in (("false", item.allowance), ("true", item.charge))
        if amount
    )
    base = f'<ram:BasisQuantity unitCode="{item.unit}">{item.base}</ram:BasisQuantity>' if item.base else ""
    scheme, gtin = item.gtin or ("", "")
    return (
        "<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument>"
        f"<ram:LineID>{item.identifier or number}</ram:LineID>{_tag('ram:ParentLineID', item.parent)}"
        f"{_tag('ram:LineStatusReasonCode', item.status)}</ram:AssociatedDocumentLineDocument>"
        "<ram:SpecifiedTradeProduct>"
        + (f'<ram:GlobalID schemeID="{scheme}">{gtin}</ram:GlobalID>' if gtin else "")
        + f"{_tag('ram:SellerAssignedID', item.reference)}<ram:Name>{item.name}</ram:Name></ram:SpecifiedTradeProduct>"
        "<ram:SpecifiedLineTradeAgreement>"
        + (f"<ram:GrossPriceProductTradePrice>{_tag('ram:ChargeAmount', item.gross)}</ram:GrossPriceProductTradePrice>"
           if item.gross else "")
        + ("<ram:NetPriceProductTradePrice>"
           f"{_tag('ram:ChargeAmount', item.price)}{base}</ram:NetPriceProductTradePrice>"
           if item.price else "")
        + "</ram:SpecifiedLineTradeAgreement><ram:SpecifiedLineTradeDelivery>"
        + (f'<ram:BilledQuantity unitCode="{item.unit}">{item.quantity}</ram:BilledQuantity>' if item.quantity else "")
        + "</ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax>"
        f"{_tag('ram:RateApplicablePercent', item.rate)}</ram:ApplicableTradeTax>{extra}"
        f"<ram:SpecifiedTradeSettlementLineMonetarySummation>{_tag('ram:LineTotalAmount', item.amount)}"
        "</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>"
        "</ram:IncludedSupplyChainTradeLineItem>"
    )  # fmt: skip


def ubl(document: Document = Document(), root: str = "Invoice") -> bytes:
    """The document as a UBL Invoice, or CreditNote."""
    quantity = "CreditedQuantity" if root == "CreditNote" else "InvoicedQuantity"
    lines = "".join(
        _ubl_line(item, f"{root}Line", quantity, document.number, str(number))
        for number, item in enumerate(document.items, 1)
    )
    subtotals = "".join(
        f'<cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">{base}</cbc:TaxableAmount>'
        f'<cbc:TaxAmount currencyID="EUR">{tax}</cbc:TaxAmount><cac:TaxCategory><cbc:Percent>{rate}</cbc:Percent>'
        "</cac:TaxCategory></cac:TaxSubtotal>"
        for rate, base, tax in document.bases
    )
    adjustments = "".join(
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{str(charge).lower()}</cbc:ChargeIndicator>"
        f"<cbc:AllowanceChargeReasonCode>{code}</cbc:AllowanceChargeReasonCode>"
        f"<cbc:AllowanceChargeReason>{reason}</cbc:AllowanceChargeReason><cbc:Amount>{amount}</cbc:Amount>"
        f"<cac:TaxCategory><cbc:Percent>{rate}</cbc:Percent></cac:TaxCategory></cac:AllowanceCharge>"
        for amount, charge, reason, code, rate in document.adjustments
    )
    corrects = (
        f"<cac:BillingReference><cac:InvoiceDocumentReference>{_tag('cbc:ID', document.corrects)}"
        "</cac:InvoiceDocumentReference></cac:BillingReference>"
        if document.corrects
        else ""
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" {_UBL}>
<cbc:ID>{document.number}</cbc:ID><cbc:IssueDate>{document.date}</cbc:IssueDate>
<cbc:{root}TypeCode>{document.code}</cbc:{root}TypeCode>
<cbc:DocumentCurrencyCode>{document.currency}</cbc:DocumentCurrencyCode>{corrects}
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity>
<cbc:RegistrationName>Papeterie Duroc SAS</cbc:RegistrationName>
<cbc:CompanyID schemeID="0009">{document.seller}</cbc:CompanyID></cac:PartyLegalEntity></cac:Party>
</cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID="0009">{BUYER}</cbc:EndpointID>
<cac:PartyName><cbc:Name>Atelier Morin</cbc:Name></cac:PartyName></cac:Party></cac:AccountingCustomerParty>
{adjustments}<cac:TaxTotal><cbc:TaxAmount currencyID="{document.currency}">{document.vat}</cbc:TaxAmount>
{subtotals}</cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount>{document.lines}</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount>{document.net}</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount>{document.gross}</cbc:TaxInclusiveAmount>
<cbc:PrepaidAmount>{document.prepaid}</cbc:PrepaidAmount><cbc:PayableAmount>{document.due}</cbc:PayableAmount>
</cac:LegalMonetaryTotal>{lines}</{root}>
""".encode()


def _ubl_line(item: Item, tag: str, quantity: str, document: str, number: str) -> str:
    extra = "".join(
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{said}</cbc:ChargeIndicator>{_tag('cbc:Amount', amount)}"
        "</cac:AllowanceCharge>"
        for said, amount in (("false", item.allowance), ("true", item.charge))
        if amount
    )
    status = (
        f"<cac:BillingReference><cac:InvoiceDocumentReference>{_tag('cbc:ID', document)}"
        f"{_tag('cbc:DocumentStatusCode', item.status)}</cac:InvoiceDocumentReference><cac:BillingReferenceLine>"
        f"{_tag('cbc:ID', item.parent)}</cac:BillingReferenceLine></cac:BillingReference>"
        if item.status
        else ""
    )
    scheme, gtin = item.gtin or ("", "")
    inside = "".join(
        _ubl_line(each, "SubInvoiceLine", quantity, document, f"{number}.{index}")
        for index, each in enumerate(item.inside, 1)
    )
    return (
        f"<cac:{tag}><cbc:ID>{item.identifier or number}</cbc:ID>"
        + (f'<cbc:{quantity} unitCode="{item.unit}">{item.quantity}</cbc:{quantity}>' if item.quantity else "")
        + f"{_tag('cbc:LineExtensionAmount', item.amount)}{status}{extra}<cac:Item><cbc:Name>{item.name}</cbc:Name>"
        + (f"<cac:SellersItemIdentification>{_tag('cbc:ID', item.reference)}</cac:SellersItemIdentification>"
           if item.reference else "")
        + (f'<cac:StandardItemIdentification><cbc:ID schemeID="{scheme}">{gtin}</cbc:ID>'
           "</cac:StandardItemIdentification>"
           if gtin else "")
        + f"<cac:ClassifiedTaxCategory>{_tag('cbc:Percent', item.rate)}</cac:ClassifiedTaxCategory></cac:Item>"
        + (f"<cac:Price>{_tag('cbc:PriceAmount', item.price)}{_tag('cbc:BaseQuantity', item.base)}</cac:Price>"
           if item.price else "")
        + f"{inside}</cac:{tag}>"
    )  # fmt: skip


def _tag(name: str, text: str | None) -> str:
    return "" if text is None else f"<{name}>{text}</{name}>"


def pdf(
    *attached: tuple[str, bytes], relationship: str | None = "/Alternative", pages: int = 1, **saving: object
) -> bytes:
    """A PDF without text that holds these files; `saving` goes to pikepdf (`encryption`)."""
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        for name, content in attached:
            spec = pikepdf.AttachedFileSpec(
                document, content, filename=name, description="", mime_type="text/xml", creation_date="", mod_date=""
            )
            spec.obj.AFRelationship = pikepdf.Name(relationship or "/Unspecified")
            document.attachments[name] = spec
        if relationship is not None:
            document.Root.AF = pikepdf.Array([document.attachments[name].obj for name, _ in attached])
        out = io.BytesIO()
        document.save(out, **saving)  # type: ignore[arg-type]
        return out.getvalue()
