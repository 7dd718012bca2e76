"""The engine at work on our tables: which price each line meets, by what was learned first, then by the matcher."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

from tortoise.expressions import Q

from audit.invoice import Invoice, Line
from audit.judging import NO_MATCH, Asked, Categorise, Matching, judged
from audit.prices import Price
from audit.results import Band, Candidate, Match, MatchKind, Reason
from audit.savings import Verdict
from models import MatchAlias, PriceLine
from models.folding import fold


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What lines are compared with, at one state of the prices. `match` takes a processor for a while."""

    version: str
    date: dt.date
    match: Matching
    category_of: Categorise


Engine = Callable[[], Awaitable[Catalogue]]
_AT_ONCE = 500


class Learned:
    """What advisors' decisions taught, by whose product it is: the last of `aliases` counts.

    Who has no SIREN may be anybody: a reference of theirs says nothing, and a text is only something to look at.
    """

    def __init__(self, aliases: Sequence[MatchAlias], prices: Sequence[PriceLine]) -> None:
        self._by_reference = {
            (alias.seller_siren, alias.seller_reference): alias
            for alias in aliases
            if alias.seller_siren and alias.seller_reference
        }
        self._by_name = {(alias.seller_siren, alias.name): alias for alias in aliases}
        self._prices: dict[tuple[int, str], list[Price]] = {}
        for row in prices:
            self._prices.setdefault((row.agreement.supplier_id, row.reference), []).append(price_of(row))

    def match(self, asked: Asked) -> Match | None:
        """The match that was learned; None when nothing was, or when what was learned has no price that day."""
        siren, line = asked.invoice.seller.siren, asked.line
        alias = None
        if siren and line.seller_reference:
            alias = self._by_reference.get((siren, line.seller_reference))
        alias = alias or self._by_name.get((siren, alias_name(line)))
        if alias is None:
            return None
        if alias.supplier_id is None:
            return NO_MATCH if siren else None
        priced = self._prices.get((alias.supplier_id, alias.reference or ""), [])
        valid = [price for price in priced if price.is_valid(asked.day)]
        if not valid:
            return None
        kind = alias.kind or MatchKind.EQUIVALENT
        chosen = Candidate(price=valid[-1], probability=1.0, kind=kind, reason=Reason.ALIAS)
        return Match(band=Band.AUTOMATIC if siren else Band.REVIEW, chosen=chosen, candidates=(chosen,))


async def learned(audit_id: int, invoices: Sequence[Invoice]) -> Learned:
    """What counts for these invoices of this audit: all that others taught about such sellers and nobody revoked."""
    sirens = {invoice.seller.siren for invoice in invoices}
    unknown = {alias_name(line) for invoice in invoices if not invoice.seller.siren for line in invoice.lines}
    others = MatchAlias.filter(Q(audit_id=None) | ~Q(audit_id=audit_id), revoked_at=None)
    aliases = [alias for some in _parts(sirens - {None}) for alias in await others.filter(seller_siren__in=some)]
    aliases += [alias for some in _parts(unknown) for alias in await others.filter(seller_siren=None, name__in=some)]
    aliases.sort(key=lambda alias: (alias.decided_at, alias.id))
    prices = PriceLine.all().order_by("valid_from").select_related(*PRICED)
    references = {alias.reference for alias in aliases}
    return Learned(
        aliases, [row for some in _parts(references - {None}) for row in await prices.filter(reference__in=some)]
    )


def _parts(values: Collection[str | None]) -> list[list[str | None]]:
    """So many at once as a statement takes as parameters on any database."""
    found = list(values)
    return [found[at : at + _AT_ONCE] for at in range(0, len(found), _AT_ONCE)]


async def judge(catalogue: Catalogue, known: Learned, invoices: Sequence[Invoice]) -> list[list[Verdict]]:
    """A verdict for each line of each invoice, in their order: what was learned comes first."""

    def match(asked: Sequence[Asked]) -> list[Match]:
        found = [known.match(one) for one in asked]
        rest = iter(catalogue.match([one for one, match in zip(asked, found, strict=True) if match is None]))
        return [next(rest) if match is None else match for match in found]

    return await asyncio.to_thread(judged, invoices, match, catalogue.category_of)


def alias_name(line: Line) -> str:
    """The text of a line, as decisions about it are remembered by."""
    return fold(line.name)[:500]


# What `price_of` needs of a row.
PRICED = ("agreement__supplier", "category")


def price_of(row: PriceLine) -> Price:
    """A row with its agreement, supplier and category, as the engine sees it."""
    supplier = row.agreement.supplier
    return Price(
        key=row.id,
        supplier=supplier.code,
        supplier_name=supplier.name,
        reference=row.reference,
        label=row.label,
        price=row.price,
        unit=row.unit,
        pack_size=row.pack_size,
        category=row.category.code if row.category else None,
        gtin=row.gtin,
        brand=row.brand,
        quality=row.quality,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
