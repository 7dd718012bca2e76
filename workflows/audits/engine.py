"""The engine at work on our tables: which price each line meets, by what was learned first, then by the matcher."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from audit.invoice import Invoice, Line, LineKind
from audit.prices import Price
from audit.results import Band, Candidate, Match, MatchKind, Reason
from audit.savings import price_days
from models import MatchAlias, PriceLine
from models.folding import fold

NOTHING = Match(band=Band.UNMATCHED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line that a price is looked for: its invoice, its day and its category, as far as they are known."""

    line: Line
    invoice: Invoice
    day: dt.date | None
    category: str | None


# One match for each line, in their order; called in a thread, since it takes a processor for a while.
Matcher = Callable[[Sequence[Wanted]], Sequence[Match]]
# The category of a product, by its text.
Categorise = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What lines are compared with, at one state of the prices."""

    version: str
    date: dt.date
    match: Matcher
    category_of: Categorise


Engine = Callable[[], Awaitable[Catalogue]]


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a line, before anybody decided about it."""

    match: Match
    category: str | None


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

    def match(self, wanted: Wanted) -> Match | None:
        """The match that was learned; None when nothing was, or when what was learned has no price that day."""
        siren, line = wanted.invoice.seller.siren, wanted.line
        alias = None
        if line.seller_reference:
            alias = self._by_reference.get((siren, line.seller_reference))
        alias = alias or self._by_name.get((siren, alias_name(line)))
        if alias is None:
            return None
        if alias.supplier_id is None:
            return NOTHING
        priced = self._prices.get((alias.supplier_id, alias.reference or ""), [])
        valid = [price for price in priced if wanted.day is None or price.is_valid(wanted.day)]
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


async def judge(catalogue: Catalogue, known: Learned, invoices: Sequence[Invoice]) -> list[list[Judged]]:
    """A verdict for each line of each invoice, in their order."""
    days = price_days(invoices)
    wanted = [
        Wanted(line, invoice, day, _category(catalogue, line))
        for invoice, day in zip(invoices, days, strict=True)
        for line in invoice.lines
    ]
    open_ = {at: one for at, one in enumerate(wanted) if one.line.kind is LineKind.PRODUCT}
    found: dict[int, Match] = {}
    for at, one in open_.items():
        match = known.match(one)
        if match is not None:
            found[at] = match
    rest = [at for at in open_ if at not in found]
    matches = await asyncio.to_thread(catalogue.match, [wanted[at] for at in rest])
    found.update(zip(rest, matches, strict=True))
    verdicts = iter(_judged(found.get(at, NOTHING), one) for at, one in enumerate(wanted))
    return [[next(verdicts) for _ in invoice.lines] for invoice in invoices]


def _judged(match: Match, wanted: Wanted) -> Judged:
    """A price that is certain says the category better than words do."""
    sure = match.chosen.price.category if match.chosen and match.band is Band.AUTOMATIC else None
    return Judged(match, sure or wanted.category)


def _category(catalogue: Catalogue, line: Line) -> str | None:
    return catalogue.category_of(line.name) if line.kind is LineKind.PRODUCT else None


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
