"""One invoice that arrived several times, as XML and as PDF or in two mails, counts once."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from audit.invoice import InvoiceKind, Method, Party
from audit.results import AuditedInvoice

_TRUST = {method: rank for rank, method in enumerate(Method)}
# A printed name may be a logo's, or the buyer's.
_CERTAIN = {Method.CII, Method.UBL, Method.SHEET}
_LEGAL_FORMS = re.compile(
    r"\b(?:s\.?a\.?s\.?u?|s\.?a\.?r\.?l|e\.?u\.?r\.?l|s\.?a|s\.?n\.?c|s\.?c\.?i|s\.?c\.?o\.?p|gmbh|ag|ltd|b\.?v|bvba|srl|spa)"
    r"\b\.?",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[\W_]+")


def merged(invoices: Iterable[AuditedInvoice]) -> tuple[AuditedInvoice, ...]:
    """Each invoice once, where it came first, as the most trusted method read it and with all of its files."""
    return tuple(one_of(group) for group in alike(invoices))


def alike(invoices: Iterable[AuditedInvoice]) -> list[list[AuditedInvoice]]:
    """The invoices in groups of the same one, in the order of their first.

    The same is what has the same number, kind, date and supplier (SIREN, or the name when one has none). Where a date
    or a supplier could not be read, a printed name looks otherwise, or the numbers differ in their separators, the
    total decides; without one, the sum of the lines. Pages of one invoice in files of their own have other lines: all
    count.
    An invoice without a number is only the same as a copy of its file.
    """
    groups: list[list[AuditedInvoice]] = []
    by_number: dict[object, list[tuple[_Told, list[AuditedInvoice]]]] = {}
    for audited in invoices:
        told = _Told.of(audited)
        numbered = by_number.setdefault(told.number or (audited.files[0].sha256, told.day, told.net), [])
        group = next((group for other, group in numbered if told.is_same(other)), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(audited)
        numbered.append((told, group))
    return groups


def number_key(number: str | None) -> str:
    """A number as it is compared: only invoices with the same one may be the same; empty without one."""
    return _folded(number)


def one_of(group: Sequence[AuditedInvoice]) -> AuditedInvoice:
    """The most trusted reading of the same invoice, with the files of all."""
    best = min(group, key=lambda each: (not each.invoice.lines, _TRUST[each.invoice.method]))
    files = dict.fromkeys(file for each in [best, *group] for file in each.files)
    return AuditedInvoice(invoice=best.invoice, files=tuple(files))


@dataclass(frozen=True, slots=True)
class _Told:
    """What tells an invoice from others, made ready to be compared with many."""

    audited: AuditedInvoice
    files: frozenset[str]
    number: str
    # What stands between the separators of the number.
    parts: tuple[str, ...]
    kind: InvoiceKind
    day: dt.date | None
    seller: Party
    seller_name: str
    is_certain: bool
    gross: Decimal | None
    # Without a total, what the lines and the discounts and charges on the whole come to.
    net: Decimal | None
    amounts: frozenset[Decimal]

    @classmethod
    def of(cls, audited: AuditedInvoice) -> _Told:
        """What an invoice tells."""
        invoice = audited.invoice
        amounts = [line.net_amount for line in invoice.lines if line.net_amount is not None]
        added = (each.amount for each in invoice.adjustments)
        return cls(
            audited=audited,
            files=frozenset(file.sha256 for file in audited.files),
            number=number_key(invoice.number),
            parts=tuple(filter(None, map(_folded, _SEPARATORS.split(invoice.number or "")))),
            kind=invoice.kind,
            day=invoice.issued_on,
            seller=invoice.seller,
            seller_name=_folded_name(invoice.seller.name),
            is_certain=invoice.method in _CERTAIN,
            gross=invoice.totals.gross,
            net=sum(added, sum(amounts, Decimal(0))) if invoice.totals.net is None and amounts else invoice.totals.net,
            amounts=frozenset(amounts),
        )

    def is_same(self, other: _Told) -> bool:
        """Whether both are readings of one invoice."""
        if self.files & other.files and self.audited.invoice == other.audited.invoice:
            return True
        if not self.number or self.kind is not other.kind:
            return False
        same_day = None if None in (self.day, other.day) else self.day == other.day
        same_seller = self._has_seller_of(other)
        if False in (same_day, same_seller):
            return False
        same_total = _agree(self.gross, other.gross) or _agree(self.net, other.net)
        if None in (same_day, same_seller) or self.parts != other.parts:
            return same_total
        is_other_page = bool(self.amounts and other.amounts) and self.amounts.isdisjoint(other.amounts)
        return same_total or not is_other_page

    def _has_seller_of(self, other: _Told) -> bool | None:
        """None when one of them is unknown, or only its printed name looks otherwise."""
        one, two = self.seller, other.seller
        if one.siren and two.siren:
            return one.siren == two.siren
        if one.vat_number and two.vat_number and one.vat_number != two.vat_number:
            return False if self.is_certain and other.is_certain else None
        if one.vat_number and two.vat_number:
            return True
        if not (self.seller_name and other.seller_name):
            return None
        return self.seller_name == other.seller_name or (False if self.is_certain and other.is_certain else None)


def _agree(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and one == other


def _folded_name(name: str | None) -> str:
    return _folded(_LEGAL_FORMS.sub(" ", name or "")) or _folded(name)


def _folded(text: str | None) -> str:
    """Letters without accents and digits, in lower case."""
    plain = unicodedata.normalize("NFKD", text or "").casefold()
    return "".join(character for character in plain if character.isalnum())
