"""The verdict on each line: its kind, its match, its category and both contents; between reading and savings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audit.content import contents_beside, contents_of_price, shared
from audit.invoice import Invoice, Line, LineKind
from audit.prices import Price
from audit.results import Band, Content, Match
from audit.savings import Verdict, price_days

NO_MATCH = Match(band=Band.UNMATCHED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A product that a price of that day is looked for."""

    line: Line
    invoice: Invoice
    day: dt.date


# One match for each line, in their order.
Matching = Callable[[Sequence[Asked]], Sequence[Match]]
# The code of a product's category by its text; None is unknown.
Categorise = Callable[[str], str | None]


def judged(invoices: Sequence[Invoice], match: Matching, category_of: Categorise) -> list[list[Verdict]]:
    """The verdicts on all lines of each invoice, in their order; `match` is called once, for all products."""
    asked, places = [], []
    for at, (invoice, day) in enumerate(zip(invoices, price_days(invoices), strict=True)):
        for place, line in enumerate(invoice.lines):
            if line.kind is LineKind.PRODUCT and day is not None:
                asked.append(Asked(line, invoice, day))
                places.append((at, place))
    found = dict(zip(places, match(asked), strict=True))
    return [
        [verdict_of(line, found.get((at, place), NO_MATCH), category_of) for place, line in enumerate(invoice.lines)]
        for at, invoice in enumerate(invoices)
    ]


def verdict_of(line: Line, match: Match, category_of: Categorise) -> Verdict:
    """A line's verdict. A price that is certain says the category better than words do."""
    chosen = match.chosen
    category = chosen.price.category if chosen is not None and match.band is Band.AUTOMATIC else None
    if category is None and line.kind is LineKind.PRODUCT:
        category = category_of(line.name)
    content, price_content = both_contents(line, chosen.price if chosen else None)
    return Verdict(match=match, category=category, content=content, price_content=price_content)


def both_contents(line: Line, price: Price | None) -> tuple[Content | None, Content | None]:
    """What one invoiced item holds and what one priced item does, in the finest unit that both have; else each in its
    own finest, None where nobody can tell."""
    own = contents_beside(price, line.name, line.unit, line.unit_code, line.quantity)
    if not own and line.description:
        own = contents_beside(price, f"{line.name} {line.description}", line.unit, line.unit_code, line.quantity)
    priced = contents_of_price(price) if price is not None else ()
    pair = shared(own, priced)
    return pair if pair is not None else (own[0] if own else None, priced[0] if priced else None)
