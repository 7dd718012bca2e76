"""The engine at work on our tables: which price each line meets, by what was learned first, then by the matcher."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

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


class Learned:
    """What advisors' decisions taught, by whose product it is."""

    def __init__(self, aliases: Sequence[MatchAlias], prices: Sequence[PriceLine]) -> None:
        self._by_reference = {
            (alias.seller_siren, alias.seller_reference): alias for alias in aliases if alias.seller_reference
        }
        self._by_name = {(alias.seller_siren, alias.name): alias for alias in aliases}
        self._prices: dict[tuple[int, str], list[Price]] = {}
        for row in prices:
            self._prices.setdefault((row.agreement.supplier_id, row.reference), []).append(price_of(row))

    def match(self, asked: Asked) -> Match | None:
        """The match that was learned; None when nothing was, or when what was learned has no price that day."""
        siren, line = asked.invoice.seller.siren, asked.line
        alias = None
        if line.seller_reference:
            alias = self._by_reference.get((siren, line.seller_reference))
        alias = alias or self._by_name.get((siren, alias_name(line)))
        if alias is None:
            return None
        if alias.supplier_id is None:
            return NO_MATCH
        priced = self._prices.get((alias.supplier_id, alias.reference or ""), [])
        valid = [price for price in priced if price.is_valid(asked.day)]
        if not valid:
            return None
        kind = alias.kind or MatchKind.EQUIVALENT
        chosen = Candidate(price=valid[-1], probability=1.0, kind=kind, reason=Reason.ALIAS)
        return Match(band=Band.AUTOMATIC, chosen=chosen, candidates=(chosen,))


async def learned(audit_id: int) -> Learned:
    """What counts for this audit: all that other audits taught and nobody revoked, the latest decision last."""
    aliases = await MatchAlias.filter(revoked_at=None).exclude(audit_id=audit_id).order_by("id")
    aliases += await MatchAlias.filter(revoked_at=None, audit_id=None).order_by("id")
    references = {alias.reference for alias in aliases if alias.reference}
    rows = await PriceLine.filter(reference__in=list(references)).order_by("valid_from").select_related(*PRICED)
    return Learned(aliases, rows)


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
