"""Ideas of where a document's columns are, each tried on all its rows; the one that adds up best is kept."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from audit.reading.printed.build import text_confidence
from audit.reading.printed.cells import Grid
from audit.reading.printed.dividers import Drawn, divided
from audit.reading.printed.doubts import doubt_texts
from audit.reading.printed.free import free_headers
from audit.reading.printed.guesses import agrees, by_arithmetic, laid_out
from audit.reading.printed.header import Header
from audit.reading.printed.headings import mark_headings
from audit.reading.printed.items import Item, Kind, Sorted, complete, complete_inside, give_stacked, sorted_rows
from audit.reading.printed.labels import PRICES
from audit.reading.printed.numbers import number
from audit.reading.printed.sums import adds_up, amount_of, close_by_sums, doubt_discounts, until_total, without_sums
from audit.reading.printed.texts import doubt_beside, give_texts
from audit.reading.printed.untitled import with_references, with_text
from audit.reading.printed.words import Row

_CENT = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Document:
    """What the ideas are tried on. `targets`: amounts that may be the lines' total; `proved`: those that make a gross
    total with a tax; `taxes`: all other numbers of the totals; `wider`: see `give_texts`."""

    rows: list[Row]
    mark: str
    targets: set[Decimal]
    proved: set[Decimal]
    taxes: set[Decimal]
    wider: float
    drawn: Drawn | None


@dataclass(slots=True)
class Attempt:
    """The items under one idea of where the columns are. `score`: how well it all adds up."""

    tables: list[Header]
    items: list[Item]
    score: float
    summed: bool
    total: Decimal = Decimal(0)
    # Of how many items the text may not be one.
    doubts: int = 0

    @property
    def rank(self) -> tuple[float, int]:
        """To choose by: what adds up, then in how few texts it leaves doubts."""
        accidents = sum(item.solution is not None and not item.solution.telling for item in self.items)
        return round(self.score - 0.1 * self.doubts - 0.3 * accidents, 6), -self.doubts

    @property
    def sure(self) -> bool:
        """Whether equation and sum prove all its numbers, and all texts look like texts."""
        return self.summed and all(item.solution and item.solution.exact for item in self.items) and not self.doubts


def best_of(document: Document, named: list[Header]) -> Attempt:
    """The attempt that adds up best; the titles' own when nothing is better."""
    rows, mark = document.rows, document.mark
    best = _attempt(document, named, None) if named else Attempt([], [], 0.0, False)
    laid = laid_out(rows, named, mark)
    agreed = agrees(best.items, laid)
    if best.sure and agreed:
        return best
    # Where words stand says more than what stands over them.
    ideas = [[one.table for one in laid]] if any(one.lanes for one in laid) else []
    ideas = [*ideas, named] if best.doubts and document.drawn is not None else ideas
    attempts: list[Attempt] = [] if not agreed else [best]
    tried: set[tuple[object, ...]] = set()
    for idea in (*ideas, *by_arithmetic(laid, document.targets, mark)):
        key = tuple((column.role, column.left) for table in idea for column in table.columns)
        if key not in tried:
            tried.add(key)
            attempts.append(_attempt(document, idea, document.drawn))
    best = max([*attempts, best], key=lambda one: one.rank)
    if best.score < 0.85 * (1 + len(best.items)):
        free = free_headers(rows, mark)
        other = _attempt(document, free, document.drawn) if free else best
        best = other if other.score > best.score else best
    return best


def _attempt(document: Document, tables: list[Header], drawn: Drawn | None) -> Attempt:
    """All items of all tables; titles that are repeated on the next page go on with the same columns."""
    rows, mark, targets = document.rows, document.mark, document.targets
    grids, parts = _sorted(document, tables)
    found = [one for part in parts for one in part]
    lines = {(one.cells.row.page, one.cells.row.words[-1].bottom) for one in found if one.item is not None}
    # What stands in a line's own columns proves nothing.
    told = {total for total in document.proved if _stands(total, rows, lines, mark)}
    close_by_sums(found, document.proved, told, document.taxes)
    items: list[Item] = []
    for grid, found in zip(grids, parts, strict=True):
        mark_headings(found)
        if drawn is None or not divided(found, drawn):
            give_texts(found, document.wider)
        doubt_beside(found)
        doubt_texts(found)
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
    items = until_total(rows, without_sums(items, targets), targets, mark)
    doubt_discounts(items)
    total = sum((amount_of(item) for item in items), Decimal(0))
    summed = bool(items) and (
        any(abs(total - target) <= _CENT for target in targets) or adds_up(rows, items[-1], total, mark)
    )
    doubts = sum(text_confidence(item) < 0.9 for item in items)
    return Attempt(tables, items, _score(items, summed), summed, total, doubts)


def _stands(total: Decimal, rows: list[Row], lines: set[tuple[int, float]], mark: str) -> bool:
    """Whether a total stands in a row that is none of these lines'."""
    return any(
        (value := number(word.text, mark)) is not None and value.value == total
        for row in reversed(rows) if (row.page, row.words[-1].bottom) not in lines
        for word in row.words
    )  # fmt: skip


def _sorted(document: Document, tables: list[Header]) -> tuple[list[Grid], list[list[Sorted]]]:
    """The columns of each table, and what each of its rows is."""
    rows, mark = document.rows, document.mark
    grids: list[Grid] = []
    parts: list[list[Sorted]] = []
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
        grids.append(Grid(table.columns, body, mark))
        parts.append(sorted_rows(grids[-1].without_side(body), grids[-1], own))
    return grids, parts


def _score(items: list[Item], summed: bool) -> float:
    """One for each line that the equation proves, more when all make the total, less for lines without proof."""
    proved = sum(1.0 if item.solution.exact else 0.8 for item in items if item.solution)
    unproved = sum(item.solution is None for item in items)
    priced = sum(item.solution is None and bool(item.cells.all(*PRICES)) for item in items)
    return proved + (1 + 0.7 * unproved if summed else 0.2 * unproved) - 0.1 * priced
