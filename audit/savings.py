"""The savings: what was paid against what the group negotiated, in the same unit, line by line and summed up.

    saving = (paid price − negotiated price) × quantity

The paid price is BT-131 ÷ BT-129 after the document's discounts were spread; the negotiated one that of the invoice's
day. Negative results stay, credit notes subtract, nothing is extrapolated, and a line that isn't compared says why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from audit.bounds import MOST
from audit.invoice import DOUBTS_OF_INVOICE, DOUBTS_OF_LINE, Invoice, InvoiceKind, Line, LineKind
from audit.prices import Price
from audit.results import (
    AuditedInvoice,
    AuditedLine,
    AuditResult,
    Band,
    CategorySavings,
    Comparison,
    Content,
    Coverage,
    Match,
    MatchKind,
    NotCompared,
    Reason,
    RefusedFile,
    Savings,
)
from audit.spreading import spread
from models.folding import fold

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the stages before found out about one line: its match, its category, and what one invoiced item and one
    item of the chosen price hold; None is unknown."""

    match: Match
    category: str | None = None
    content: Content | None = None
    price_content: Content | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The state of the prices that everything was compared with, and the names of the categories by their codes."""

    version: str = ""
    date: dt.date | None = None
    category_names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict for each line of each invoice, in their order, and the state of the prices that they are of."""

    verdicts: list[list[Verdict]]
    catalogue: Catalogue


def audit(
    invoices: Sequence[AuditedInvoice],
    verdicts: Sequence[Sequence[Verdict]],
    *,
    catalogue: Catalogue,
    scope: Collection[str] | None = None,
    refused: Sequence[RefusedFile] = (),
) -> AuditResult:
    """The whole audit. `verdicts` has one for each line of each invoice, in their order; `scope` are the codes of the
    categories that it is about, None for all. Raises ValueError when verdicts and lines don't pair up."""
    documents = [each.invoice for each in invoices]
    days, replaced = price_days(documents), replaced_by_others(documents)
    wanted = None if scope is None else frozenset(scope)
    lines: list[AuditedLine] = []
    for at, (invoice, own) in enumerate(zip(documents, verdicts, strict=True)):
        for line, share, verdict in zip(invoice.lines, spread(invoice), own, strict=True):
            lines.append(_judged(at, invoice, line, share, verdict, days[at], wanted, is_replaced=at in replaced))
    return AuditResult(
        coverage=_coverage(invoices, refused, lines),
        identical=_summed(lines, MatchKind.IDENTICAL),
        equivalent=_summed(lines, MatchKind.EQUIVALENT),
        categories=_by_category(lines),
        invoices=tuple(invoices),
        lines=tuple(lines),
        refused=tuple(refused),
        catalogue_version=catalogue.version,
        catalogue_date=catalogue.date,
        category_names=catalogue.category_names,
        scope=wanted,
    )


def price_days(invoices: Sequence[Invoice]) -> list[dt.date | None]:
    """The day whose prices hold for each invoice: its own; a credit note's is that of the invoice it takes back."""
    issued = {
        _named(each.number, each): each.issued_on
        for each in invoices
        if each.number and each.kind is not InvoiceKind.CREDIT_NOTE and each.issued_on
    }
    return [
        issued.get(_named(each.corrects, each), each.issued_on)
        if each.corrects and each.kind is InvoiceKind.CREDIT_NOTE
        else each.issued_on
        for each in invoices
    ]


def replaced_by_others(invoices: Sequence[Invoice]) -> set[int]:
    """Which invoices don't count, because a corrective one of the same seller takes their place.

    One whose total is below zero only tells the difference: it takes nobody's place (UNTDID 384 is used both ways).
    """
    replacing = {
        _named(each.corrects, each)
        for each in invoices
        if each.kind is InvoiceKind.CORRECTIVE and each.corrects and _sum_of(each) >= 0
    }
    return {
        at
        for at, each in enumerate(invoices)
        if each.number and each.corrects != each.number and _named(each.number, each) in replacing
    }


def _named(number: str | None, invoice: Invoice) -> tuple[str, str]:
    return fold(number or ""), invoice.seller.siren or fold(invoice.seller.name or "")


def _sum_of(invoice: Invoice) -> Decimal:
    return sum((line.net_amount or _ZERO for line in invoice.lines), _ZERO)


def _judged(
    at: int,
    invoice: Invoice,
    line: Line,
    share: Decimal,
    verdict: Verdict,
    day: dt.date | None,
    scope: frozenset[str] | None,
    *,
    is_replaced: bool,
) -> AuditedLine:
    sign = invoice.sign if invoice.currency == "EUR" and not is_replaced else 0
    amount = sign * ((line.net_amount or _ZERO) + share)
    why = NotCompared.REPLACED if is_replaced else _why_not(invoice, line, verdict, scope)
    outcome = why or _compared(amount, sign, invoice, line, verdict, day)
    return AuditedLine(
        invoice=at,
        line=line,
        category=verdict.category,
        amount=amount,
        spread=sign * share,
        content=verdict.content,
        match=verdict.match,
        comparison=outcome if isinstance(outcome, Comparison) else None,
        not_compared=outcome if isinstance(outcome, NotCompared) else None,
    )


def _why_not(invoice: Invoice, line: Line, verdict: Verdict, scope: frozenset[str] | None) -> NotCompared | None:
    """What keeps the line out of the comparison, whatever its match is."""
    if line.kind is not LineKind.PRODUCT or invoice.kind is InvoiceKind.PREPAYMENT:
        return NotCompared.NOT_A_PRODUCT
    if scope is not None and verdict.category is not None and verdict.category not in scope:
        return NotCompared.OUT_OF_SCOPE
    return None if invoice.currency == "EUR" else NotCompared.FOREIGN_CURRENCY


def _compared(
    amount: Decimal, sign: int, invoice: Invoice, line: Line, verdict: Verdict, day: dt.date | None
) -> Comparison | NotCompared:
    """Both prices in the same unit, or the first reason why not."""
    price = _sure_price(invoice, line, verdict.match)
    # Something that was bought for less than nothing was misread.
    if not line.quantity or line.net_amount is None or line.net_amount * line.quantity < 0 or day is None:
        return NotCompared.INCOMPLETE
    if isinstance(price, NotCompared):
        return price
    if not price.is_valid(day):
        return NotCompared.NO_PRICE_THAT_DAY
    content, priced = verdict.content, verdict.price_content
    if not (content and priced and content.amount and priced.amount):
        return NotCompared.CONTENT_UNKNOWN
    if content.unit is not priced.unit:
        return NotCompared.UNITS_DIFFER
    quantity = sign * line.quantity * content.amount
    numbers = {
        "paid_price": amount / quantity,
        "negotiated_price": price.price / priced.amount,
        "quantity": quantity,
        # Divided last, so that three of three for 10 € are 10 €.
        "saving": amount - price.price * quantity / priced.amount,
    }
    # What is divided by nearly nothing tells nothing.
    if not all(abs(number) < MOST for number in numbers.values()):
        return NotCompared.INCOMPLETE
    return Comparison(unit=content.unit, **numbers)


def _sure_price(invoice: Invoice, line: Line, match: Match) -> Price | NotCompared:
    """The chosen price, when nobody needs to look any more: neither its match nor the line's numbers are in doubt."""
    if match.chosen is None or match.band is Band.UNMATCHED:
        return NotCompared.NO_EQUIVALENT
    in_doubt = line.flags & DOUBTS_OF_LINE or invoice.flags & DOUBTS_OF_INVOICE
    is_sure = match.band is Band.AUTOMATIC and (line.is_confirmed or not in_doubt)
    return match.chosen.price if is_sure or match.chosen.reason is Reason.DECISION else NotCompared.TO_REVIEW


def _summed(lines: Iterable[AuditedLine], kind: MatchKind) -> Savings:
    own = [line for line in lines if line.kind is kind]
    paid = sum((line.paid for line in own), _ZERO)
    negotiated = sum((line.negotiated or _ZERO for line in own), _ZERO)
    return Savings(lines=len(own), paid=paid, negotiated=negotiated, saving=paid - negotiated)


def _by_category(lines: Sequence[AuditedLine]) -> tuple[CategorySavings, ...]:
    audited = [line for line in lines if _is_audited(line)]
    groups: dict[str | None, list[AuditedLine]] = {}
    for line in audited:
        groups.setdefault(line.category, []).append(line)
    return tuple(
        CategorySavings(
            category=category,
            identical=_summed(groups[category], MatchKind.IDENTICAL),
            equivalent=_summed(groups[category], MatchKind.EQUIVALENT),
            lines_audited=len(groups[category]),
            amount_audited=_paid(groups[category]),
        )
        for category in sorted(groups, key=lambda code: (code is None, code or ""))
    )


_NOT_AUDITED = {NotCompared.NOT_A_PRODUCT, NotCompared.OUT_OF_SCOPE, NotCompared.REPLACED}


def _is_audited(line: AuditedLine) -> bool:
    return line.not_compared not in _NOT_AUDITED


def _coverage(
    invoices: Sequence[AuditedInvoice], refused: Sequence[RefusedFile], lines: Sequence[AuditedLine]
) -> Coverage:
    audited = [line for line in lines if _is_audited(line)]
    compared = [line for line in audited if line.comparison]
    to_review = [line for line in audited if line.not_compared is NotCompared.TO_REVIEW]
    read = {file for each in invoices for file in each.files}
    whole, matched, open_ = _paid(audited), _paid(compared), _paid(to_review)
    return Coverage(
        files=len(read | {each.file for each in refused}),
        files_read=len(read),
        invoices=len(invoices),
        lines=len(lines),
        lines_audited=len(audited),
        lines_compared=len(compared),
        lines_to_review=len(to_review),
        amount_audited=whole,
        amount_compared=matched,
        amount_to_review=open_,
        amount_not_comparable=whole - matched - open_,
        amount_out_of_scope=_paid(line for line in lines if line.not_compared is NotCompared.OUT_OF_SCOPE),
    )


def _paid(lines: Iterable[AuditedLine]) -> Decimal:
    return sum((line.paid for line in lines), _ZERO)
