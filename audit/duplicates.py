"""One invoice that arrived several times, as XML and as PDF or in two mails, counts once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from audit.invoice import Invoice, Method, Party
from audit.results import AuditedInvoice

_TRUST = {method: rank for rank, method in enumerate(Method)}
# A printed name may be a logo's, or the buyer's.
_CERTAIN = {Method.CII, Method.UBL, Method.SHEET}
_LEGAL_FORMS = re.compile(
    r"\b(?:s\.?a\.?s\.?u?|s\.?a\.?r\.?l|e\.?u\.?r\.?l|s\.?a|s\.?n\.?c|s\.?c\.?i|s\.?c\.?o\.?p|gmbh|ag|ltd|b\.?v|bvba|srl|spa)"
    r"\b\.?",
    re.IGNORECASE,
)


def merged(invoices: Iterable[AuditedInvoice]) -> tuple[AuditedInvoice, ...]:
    """Each invoice once, where it came first, as the most trusted method read it and with all of its files."""
    return tuple(one_of(group) for group in alike(invoices))


def alike(invoices: Iterable[AuditedInvoice]) -> list[list[AuditedInvoice]]:
    """The invoices in groups of the same one, in the order of their first.

    The same is what has the same number, kind, date and supplier (SIREN, or the name when one has none). Where a date
    or a supplier could not be read, or a printed name looks otherwise, the total decides. An invoice without a number
    is only the same as a copy of its file.
    """
    found: list[list[AuditedInvoice]] = []
    by_number: dict[str, list[list[AuditedInvoice]]] = {}
    for audited in invoices:
        number = number_key(audited.invoice.number) or "sha256 " + audited.files[0].sha256
        numbered = by_number.setdefault(number, [])
        group = next((group for group in numbered if any(_is_same(audited, other) for other in group)), None)
        if group is None:
            group = []
            numbered.append(group)
            found.append(group)
        group.append(audited)
    return found


def number_key(number: str | None) -> str:
    """A number as it is compared: only invoices with the same one may be the same; empty without one."""
    return _folded(number)


def one_of(group: Sequence[AuditedInvoice]) -> AuditedInvoice:
    """The most trusted reading of the same invoice, with the files of all."""
    best = min(group, key=lambda each: (not each.invoice.lines, _TRUST[each.invoice.method]))
    files = dict.fromkeys(file for each in [best, *group] for file in each.files)
    return AuditedInvoice(invoice=best.invoice, files=tuple(files))


def _is_same(one: AuditedInvoice, other: AuditedInvoice) -> bool:
    first, second = one.invoice, other.invoice
    if {file.sha256 for file in one.files} & {file.sha256 for file in other.files} and first == second:
        return True
    if not first.number or first.kind is not second.kind:
        return False
    same_date = None if None in (first.issued_on, second.issued_on) else first.issued_on == second.issued_on
    same_seller = _same_seller(first.seller, second.seller)
    if same_seller is False and not _CERTAIN.issuperset({first.method, second.method}):
        same_seller = None if None in (first.seller.siren, second.seller.siren) else False
    if False in (same_date, same_seller):
        return False
    return None not in (same_date, same_seller) or _same_total(first, second)


def _same_seller(one: Party, other: Party) -> bool | None:
    """None when one of them is unknown."""
    if one.siren and other.siren:
        return one.siren == other.siren
    if one.vat_number and other.vat_number:
        return one.vat_number == other.vat_number
    names = _folded_name(one.name), _folded_name(other.name)
    return names[0] == names[1] if all(names) else None


def _same_total(one: Invoice, other: Invoice) -> bool:
    pairs = ((one.totals.gross, other.totals.gross), (one.totals.net, other.totals.net))
    return any(first is not None and first == second for first, second in pairs)


def _folded_name(name: str | None) -> str:
    return _folded(_LEGAL_FORMS.sub(" ", name or "")) or _folded(name)


def _folded(text: str | None) -> str:
    """Letters without accents and digits, in lower case."""
    plain = unicodedata.normalize("NFKD", text or "").casefold()
    return "".join(character for character in plain if character.isalnum())
