"""Invoices, prices and verdicts for tests, in few words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from audit.invoice import Adjustment, Invoice, InvoiceKind, Line, LineKind, Method, Party, Provenance
from audit.prices import Price
from audit.results import (
    AuditedInvoice,
    AuditResult,
    Band,
    BaseUnit,
    Candidate,
    Content,
    Match,
    MatchKind,
    Reason,
    SourceFile,
)
from audit.savings import Catalogue, Verdict, audit

DAY = dt.date(2026, 10, 5)
NAMES = {"papeterie": "Papeterie et fournitures de bureau", "hygiene": "Hygiène et entretien"}
CATALOGUE = Catalogue(version="7", date=dt.date(2026, 10, 1), category_names=NAMES)
IN_XML = Provenance(Method.UBL, path="/Invoice/InvoiceLine[1]")


def line(name: str = "Papier A4", quantity: Any = 10, amount: Any = "30.00", **more: Any) -> Line:
    """A product line; quantity and amount as Decimal takes them, or None."""
    told: dict[str, Any] = {"position": 1, "provenance": IN_XML, "vat_rate": Decimal(20)} | more
    return Line(name=name, quantity=number(quantity), net_amount=number(amount), **told)


def number(value: Any) -> Decimal | None:
    """As Decimal, None as itself."""
    return None if value is None else Decimal(value)


def discount(
    amount: str, vat_rate: Any = None, kind: LineKind = LineKind.DISCOUNT, reason: str | None = None
) -> Adjustment:
    """Something on the whole document; below zero it is taken off."""
    return Adjustment(Decimal(amount), reason, number(vat_rate), kind)


def invoice(*lines: Line, **more: Any) -> Invoice:
    """An invoice of these lines, of the day of the tests."""
    told: dict[str, Any] = {
        "method": Method.UBL,
        "issued_on": DAY,
        "number": "F-1",
        "seller": Party(name="Bureau Vif"),
    } | more
    return Invoice(lines=tuple(lines), **told)


def credit_note(*lines: Line, **more: Any) -> Invoice:
    """The same as a credit note."""
    return invoice(*lines, **{"kind": InvoiceKind.CREDIT_NOTE, "number": "A-1"} | more)


def price(euros: Any = "2.50", pack_size: Any = 1, **more: Any) -> Price:
    """A negotiated price, valid throughout 2026."""
    told: dict[str, Any] = {
        "key": 1, "supplier": "papiralde", "supplier_name": "Papiralde", "reference": "PAP-1", "unit": "piece",
        "label": "Papier A4 80 g, ramette de 500 feuilles", "category": "papeterie",
        "valid_from": dt.date(2026, 1, 1), "valid_to": dt.date(2026, 12, 31),
    } | more  # fmt: skip
    return Price(price=Decimal(euros), pack_size=Decimal(pack_size), **told)


def matched(
    by: Price | None = None,
    kind: MatchKind = MatchKind.IDENTICAL,
    band: Band = Band.AUTOMATIC,
    reason: Reason = Reason.GTIN,
) -> Match:
    """The verdict of matching: this price."""
    chosen = Candidate(price=by or price(), probability=1, kind=kind, reason=reason)
    return Match(band=band, chosen=chosen, candidates=(chosen,))


def pieces(amount: Any, unit: BaseUnit = BaseUnit.PIECE) -> Content:
    """A content, of pieces unless said."""
    return Content(Decimal(amount), unit)


def verdict(match: Match | None = None, content: Any = 1, price_content: Any = 1, **more: Any) -> Verdict:
    """A line that is compared: one piece for one piece, of the category stationery."""
    told: dict[str, Any] = {"category": "papeterie"} | more
    return Verdict(
        match=match or matched(),
        content=pieces(content) if isinstance(content, int | str) else content,
        price_content=pieces(price_content) if isinstance(price_content, int | str) else price_content,
        **told,
    )


def sent(invoice_: Invoice, *names: str) -> AuditedInvoice:
    """An invoice with its files."""
    return AuditedInvoice(
        invoice=invoice_, files=tuple(SourceFile(name, name * 4) for name in names or (f"{invoice_.number}.xml",))
    )


def audited(
    *invoices: Invoice, judge: Callable[[Line], Verdict] | None = None, files: Sequence[str] = (), **more: Any
) -> AuditResult:
    """The audit of these invoices; each line's verdict is that of `judge`, by default a match."""
    verdicts = [[(judge or (lambda _: verdict()))(each) for each in one.lines] for one in invoices]
    return audit([sent(one, *files) for one in invoices], verdicts, **{"catalogue": CATALOGUE} | more)
