"""What advisors' decisions taught: each is remembered for the next audits until somebody revokes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tortoise.expressions import Q

from audit.invoice import Invoice, Line
from audit.matching import Decision
from audit.results import MatchKind
from models import MatchAlias
from models.folding import fold

_AT_ONCE = 500


async def learned(audit_id: int, invoices: Sequence[Invoice]) -> list[Decision]:
    """What counts for these invoices of this audit: all that others taught about such sellers and nobody revoked, the
    latest last."""
    sirens = {invoice.seller.siren for invoice in invoices}
    unknown = {alias_name(line) for invoice in invoices if not invoice.seller.siren for line in invoice.lines}
    others = MatchAlias.filter(Q(audit_id=None) | ~Q(audit_id=audit_id), revoked_at=None).select_related("supplier")
    aliases = [alias for some in _parts(sirens - {None}) for alias in await others.filter(seller_siren__in=some)]
    aliases += [alias for some in _parts(unknown) for alias in await others.filter(seller_siren=None, name__in=some)]
    aliases.sort(key=lambda alias: (alias.decided_at, alias.id))
    return [decision_of(alias) for alias in aliases]


def _parts(values: Collection[str | None]) -> list[list[str | None]]:
    """So many at once as a statement takes as parameters on any database."""
    found = list(values)
    return [found[at : at + _AT_ONCE] for at in range(0, len(found), _AT_ONCE)]


def decision_of(alias: MatchAlias) -> Decision:
    """As the matcher takes it."""
    chosen = None if alias.supplier is None else (alias.supplier.code, alias.reference or "")
    return Decision(
        text=alias.name,
        seller=alias.seller_siren,
        reference=alias.seller_reference,
        chosen=chosen,
        kind=alias.kind or MatchKind.EQUIVALENT,
        newest=alias.newest_price,
    )


def alias_name(line: Line) -> str:
    """The text of a line, as decisions about it are remembered by."""
    return fold(line.name)
