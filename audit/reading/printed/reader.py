"""An invoice out of the words of its pages: tries what titles and what arithmetic say, keeps what adds up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from audit.invoice import Flag, Invoice, Line, Method
from audit.reading.printed import facts
from audit.reading.printed.build import line_of, text_confidence, texts_of, with_codes
from audit.reading.printed.cells import Grid
from audit.reading.printed.dividers import Drawn, divided
from audit.reading.printed.free import amount_headers, free_headers
from audit.reading.printed.guesses import by_place
from audit.reading.printed.header import Header, headers
from audit.reading.printed.headings import mark_headings
from audit.reading.printed.items import Item, Kind, complete, complete_inside, give_stacked, sorted_rows
from audit.reading.printed.labels import PRICES, Role, role_of
from audit.reading.printed.numbers import decimal_mark
from audit.reading.printed.sums import adds_up, amount_of, doubt_discounts, holds_tax, until_total, without_sums
from audit.reading.printed.texts import doubt_beside, give_texts
from audit.reading.printed.totals import totals_of, vat_parts
from audit.reading.printed.untitled import with_references, with_text
from audit.reading.printed.words import Row, Word, rows_of

_CURRENCIES = {"$": "USD", "£": "GBP", "CHF": "CHF", "USD": "USD", "GBP": "GBP"}


@dataclass(slots=True)
class _Attempt:
    """The items under one idea of where the columns are. `score`: how well it all adds up."""

    tables: list[Header]
    items: list[Item]
    score: float
    summed: bool
    total: Decimal = Decimal(0)

    @property
    def rank(self) -> tuple[float, int]:
        """To choose by: what adds up, then in how few texts it leaves doubts."""
        accidents = sum(item.solution is not None and not item.solution.telling for item in self.items)
        return round(self.score - 0.1 * self.doubts - 0.3 * accidents, 6), -self.doubts

    @property
    def sure(self) -> bool:
        """Whether equation and sum prove all its numbers, and all texts look like texts."""
        return self.summed and all(item.solution and item.solution.exact for item in self.items) and not self.doubts

    @property
    def doubts(self) -> int:
        """Of how many items the text may not be one."""
        return sum(text_confidence(item, texts_of(item)[0]) < 0.9 for item in self.items)


def invoice_of(pages: Sequence[Sequence[Word]], method: Method, drawn: Drawn | None = None) -> Invoice | None:
    """The invoice whose pages hold these words; None when they hold none. Lines that nothing proves are flagged.
    `drawn`: asked for the edges on a page when words alone leave doubts."""
    # OCR's boxes are less exact.
    slack, near, wider = (0.55, 0.75, 1.32) if method is Method.OCR else (0.34, 0.52, 1.2)
    by_page = [rows_of(words, index, slack, near) for index, words in enumerate(pages, 1)]
    rows = [row for page in by_page for row in page]
    if not rows:
        return None
    mark = decimal_mark(word.text for row in rows for word in row.words)
    named = headers(rows)
    totals, sums = totals_of(rows, mark)
    targets = {value for name in ("net", "lines") for value in sums.get(name, ())}
    best = _best(rows, named, mark, targets, wider, drawn)
    cents, bases = _in_cents(best.tables), _bases(best.tables)
    # Amounts that make the total with VAT are no net amounts: somebody has to look.
    columns = [column for table in best.tables for column in table.columns]
    both = any(column.role is Role.WITH_VAT for column in columns)
    # A till's columns are called so.
    till = any(column.role is Role.AMOUNT and role_of(column.title) is Role.WITH_VAT for column in columns)
    with_vat = bool(best.items) and not best.summed and not both and best.total not in targets
    with_vat = with_vat and (
        till or best.total in sums.get("gross", ()) or holds_tax(rows, best.items[-1], best.total, mark)
    )
    lines = with_codes(
        [line_of(item, at, method, best.summed, cents, with_vat, bases) for at, item in enumerate(best.items, 1)]
    )
    start = min((item.anchor.top for item in best.items if item.anchor.page == 1), default=400.0)
    head = [row for row in by_page[0] if row.top < start] or by_page[0]
    seller, buyer = facts.parties(by_page, start)
    day = facts.day_of(head) or facts.day_of(rows)
    number = facts.number_of(head) or facts.number_of(rows)
    if not best.summed and (targets or number is None):
        # Any table may have three numbers that fit: lines that don't make the total, or that have none and stand on
        # what isn't called an invoice, are not proved.
        lines = tuple(replace(line, flags=line.flags | {Flag.UNCERTAIN}) for line in lines)
    return Invoice(
        kind=facts.kind_of(head),
        number=number,
        issued_on=day,
        currency=_currency(rows),
        seller=seller,
        buyer=buyer,
        lines=lines,
        vat=vat_parts(rows, mark),
        totals=totals,
        method=method,
        pages=len(pages),
        flags=_flags(lines, best.summed, bool(targets), day is None),
    )


def _best(
    rows: list[Row], named: list[Header], mark: str, targets: set[Decimal], wider: float, drawn: Drawn | None
) -> _Attempt:
    """The attempt that adds up best; the titles' own when nothing is better."""
    best = _attempt(rows, named, mark, targets, wider) if named else _Attempt([], [], 0.0, False)
    if best.sure:
        return best
    if named and drawn is not None:
        best = _attempt(rows, named, mark, targets, wider, drawn)
    for tables in by_place(rows, named, targets, mark):
        best = max(best, _attempt(rows, tables, mark, targets, wider, drawn), key=lambda one: one.rank)
    if best.score < 0.85 * (1 + len(best.items)):
        free = free_headers(rows, mark)
        other = _attempt(rows, free, mark, targets, wider, drawn) if free else best
        best = other if other.score > best.score else best
    if not best.items:
        bare, total = amount_headers(rows, mark)
        other = _attempt(rows, bare, mark, {total}, wider, drawn)
        best = other if other.summed else best
    return best


def _attempt(
    rows: list[Row], tables: list[Header], mark: str, targets: set[Decimal], wider: float, drawn: Drawn | None = None
) -> _Attempt:
    """All items of all tables; titles that are repeated on the next page go on with the same columns."""
    items: list[Item] = []
    for at, table in enumerate(tables):
        end = tables[at + 1].first if at + 1 < len(tables) else len(rows)
        body = rows[table.last + 1 : end]
        # What stands over the same titles on another page is mostly a letterhead.
        after = tables[at + 1] if at + 1 < len(tables) else None
        here = rows[max(table.first, 0)].page
        again = after is not None and after.repeats(table)
        own = (
            {rows[after.first].page: rows[after.first].top}
            if after and again and rows[after.first].page != here
            else {}
        )
        table.columns = with_text(table.columns, body, mark)
        with_references(table.columns, body, mark)
        grid = Grid(table.columns, body, mark)
        found = sorted_rows(grid.without_side(body), grid, own)
        mark_headings(found)
        if drawn is None or not divided(found, drawn):
            give_texts(found, wider)
        doubt_beside(found)
        give_stacked(found)
        own_items = [one.item for one in found if one.item is not None]
        first = next((one for one in found if one.kind is Kind.TEXT or one.item is not None), None)
        if items and first is not None and first.item is None:
            # A text may go on over the page break.
            items[-1].ambiguous = True
        for item in own_items:
            complete(item, grid.number)
            complete_inside(item, grid.number)
        items += own_items
    items = until_total(rows, without_sums(items), targets, mark)
    doubt_discounts(items)
    total = sum((amount_of(item) for item in items), Decimal(0))
    summed = bool(items) and (
        any(abs(total - target) <= Decimal("0.02") for target in targets) or adds_up(rows, items[-1], total, mark)
    )
    return _Attempt(tables, items, _score(items, summed), summed, total)


def _score(items: list[Item], summed: bool) -> float:
    """One for each line that the equation proves, more when all make the total, less for lines without proof."""
    proved = sum(1.0 if item.solution.exact else 0.8 for item in items if item.solution)
    unproved = sum(item.solution is None for item in items)
    priced = sum(item.solution is None and bool(item.cells.all(*PRICES)) for item in items)
    return proved + (1 + 0.7 * unproved if summed else 0.2 * unproved) - 0.1 * priced


def _titles(tables: list[Header]) -> str:
    return " ".join(column.title.casefold() for table in tables for column in table.columns if column.role in PRICES)


def _bases(tables: list[Header]) -> frozenset[Decimal]:
    """For how many the titles say that prices are."""
    said = re.findall(r"\b(?:mille|1 ?000|cent|100)\b", _titles(tables))
    return frozenset(Decimal(1000) if text.startswith(("m", "1 ", "1000")) else Decimal(100) for text in said)


def _in_cents(tables: list[Header]) -> bool:
    titles = _titles(tables)
    return "c€" in titles or "cts" in titles or "centimes" in titles


def _currency(rows: Sequence[Row]) -> str:
    text = " ".join(row.text for row in rows)
    if "€" in text or "EUR" in text:
        return "EUR"
    return next((code for sign, code in _CURRENCIES.items() if sign in text), "EUR")


def _flags(lines: Sequence[Line], summed: bool, has_total: bool, no_date: bool) -> frozenset[Flag]:
    flags = set()
    if not lines:
        flags.add(Flag.NO_LINES)
    if lines and has_total and not summed:
        flags.add(Flag.SUM_OF_LINES)
    if no_date:
        flags.add(Flag.NO_DATE)
    if lines and not has_total:
        flags.add(Flag.TOTALS)
    return frozenset(flags)
