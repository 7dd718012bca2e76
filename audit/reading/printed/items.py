"""The rows of a table that charge something, and which rows of text belong to each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter

from audit.reading.printed.cells import Cells, Grid
from audit.reading.printed.equation import Candidates, Solution, solved
from audit.reading.printed.labels import (
    PRICES,
    Role,
    closes,
    ends_lines,
    folded,
    is_note,
    is_partial,
    is_payment,
    is_subtotal,
    is_total,
    tells_total,
)
from audit.reading.printed.numbers import RATES, Number
from audit.reading.printed.words import Row

# Matches may overlap: "A5 5x5 1,00 x 3,69".
_TIMES = re.compile(
    r"(?<![\w.,])(?=(?P<all>(?P<quantity>\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
    r" ?(?:[^\W\d]{1,14}\.?[²³23]?)? ?[x×*à@] ?"
    r"(?P<price>[-−–]?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?)(?!\d)))"
)


class Kind(StrEnum):
    """What a row of a table is."""

    ITEM = "ITEM"
    # Quantity and price of an item whose amount stands on the next row.
    HALF = "HALF"
    AMOUNT = "AMOUNT"
    TEXT = "TEXT"
    # Between lines, and of none: subtotals, notes, what no column holds.
    BREAK = "BREAK"
    END = "END"


@dataclass(slots=True)
class Item:
    """Something charged: the rows with its numbers, and all rows of its text from top to bottom."""

    cells: Cells
    solution: Solution | None
    texts: list[Cells] = field(default_factory=list)
    # The row of the amount, where that is another one.
    below: Cells | None = None
    # Whether its text might as well be another's.
    ambiguous: bool = False
    # Whether something beyond doubt divides its rows from those of others.
    whole: bool = False
    # Its text, reference and GTIN, and how sure the text is, once they were asked for.
    told: tuple[str, str | None, str | None] | None = None
    sure: float | None = None
    # Quantity times price as they stand in its text.
    inside: str = ""
    # Whether a row below takes off what may be this line's own discount.
    reduced: bool = False
    # Rows without text below it, where a code goes on that broke behind its hyphen.
    codes: list[Cells] = field(default_factory=list)
    # Rows without text near it that have numbers in its columns of prices: gross over net in one cell.
    stacked: list[Cells] = field(default_factory=list)

    @property
    def anchor(self) -> Row:
        """The row with its numbers."""
        return self.cells.row

    @property
    def rows(self) -> list[Row]:
        """All its rows."""
        found = [self.cells.row, *(one.row for one in self.texts), *([self.below.row] if self.below else [])]
        return [row for at, row in enumerate(found) if all(row is not other for other in found[:at])]


@dataclass(slots=True)
class Sorted:
    """A row of a table and what it is; `item` for ITEM and HALF."""

    kind: Kind
    cells: Cells
    item: Item | None = None


def sorted_rows(rows: Sequence[Row], grid: Grid, known_above: dict[int, float] | None = None) -> list[Sorted]:
    """What each row of a table's part of the document is. `known_above`: by page, where its own header stands; what
    stands over it is a letterhead unless it fits to the cent."""
    above = known_above or {}
    ended = begun = False
    found: list[Sorted] = []
    for row in rows:
        cells = grid.cells(row)
        strict = ended or row.bottom < above.get(row.page, 0.0)
        kind, solution = _kind(cells, strict, not begun)
        if kind is Kind.END and not ended and is_partial(_label(cells)) and _sums_up(found, cells):
            kind = Kind.BREAK
        ended = ended or kind is Kind.END
        item = Item(cells, solution) if kind in {Kind.ITEM, Kind.HALF} else None
        begun = begun or item is not None
        if kind is Kind.TEXT and cells.is_cut:
            cells = grid.cells(row, goes_on=True)
        if kind is Kind.TEXT and strict:
            kind = Kind.BREAK
        if kind is Kind.AMOUNT:
            _complete(found, cells)
        found.append(Sorted(kind, cells, item))
    for one in found:
        if one.kind is Kind.HALF and one.item is not None:
            one.kind, one.item = Kind.TEXT, None
    return found


def _sums_up(found: Sequence[Sorted], cells: Cells) -> bool:
    """Whether a row's amount is the sum of the lines since the last row that was none."""
    total = Decimal(0)
    for one in reversed(found):
        if one.kind is Kind.BREAK and one.cells.first(Role.AMOUNT) is not None:
            break
        amount = (one.cells.first(Role.AMOUNT) or one.cells.first(Role.WITH_VAT)) if one.item is not None else None
        total += amount.value if amount is not None else 0
    said = cells.first(Role.AMOUNT)
    return said is not None and said.value == total


def complete_inside(item: Item, read: Callable[[str], Number | None]) -> None:
    """Where quantity and price stand in the text ("1 234 kWh x 0,0987 €"): takes them when they make the amount."""
    own = candidates(item.cells, item.below)
    if item.solution is not None or own.quantities or own.prices or not own.amounts:
        return
    # A wrapped text goes on behind its columns of numbers.
    whole = " ".join(cells.text() for cells in item.texts)
    for found in (match for text in (*(row.text for row in item.rows), whole) for match in _TIMES.finditer(text)):
        quantity, price = read(found["quantity"].strip()), read(found["price"].strip())
        if quantity is not None and price is not None:
            solution = solved(Candidates([quantity], [price], own.amounts, own.discounts))
            if solution is not None and solution.base == 1:
                item.solution, item.inside = solution, found["all"]
                return


def complete(item: Item, read: Callable[[str], Number | None]) -> None:
    """Where the price stands in another row of the item's text ("brut 65,00" over "net 60,00"), or a number in a column
    whose title says nothing changes it: takes what fits."""
    if item.solution is not None:
        return
    own = candidates(item.cells, item.below)
    found = _with_others(own, [value for word in item.cells.words.get(Role.OTHER, ()) if (value := read(word.text))])
    if found is not None:
        item.solution = found
        return
    around = [cells for cells in item.texts if cells is not item.cells] + item.stacked
    if not around:
        return
    found_prices = [found for cells in around for found in cells.all(*PRICES)]
    prices = [found for found in found_prices if not found.percent]
    stacked = [found for found in found_prices if found.percent]
    discounts = [*own.discounts, *stacked, *(one for cells in around for one in cells.all(Role.DISCOUNT) if one.value)]
    quantities = own.quantities or [found for cells in around for found in cells.all(Role.QUANTITY)]
    found = solved(Candidates(quantities, [*own.prices, *prices], own.amounts, discounts, own.coefficients))
    if found is not None and found.exact:
        item.solution = found


def give_stacked(table: Sequence[Sorted]) -> None:
    """Gives each row that has prices but neither text nor amount to the items near it: arithmetic says what fits."""
    items = [one.item for one in table if one.item is not None]
    for one in table:
        cells = one.cells
        if one.item is not None or not cells.all(*PRICES) or cells.words.get(Role.TEXT) or cells.all(Role.AMOUNT):
            continue
        row = cells.row
        for item in items:
            if item.anchor.page == row.page and abs(item.anchor.bottom - row.bottom) < 4.5 * row.size:
                item.stacked.append(cells)


def _with_others(own: Candidates, others: Sequence[Number]) -> Solution | None:
    """What fits to the cent with a number of a column that says nothing: a discount, an increase, a charge on each, or
    how many times."""
    rates = [one for one in others if 0 < one.value <= 100] if not own.discounts else []
    raised = [Number(1 + one.value / 100, 4) for one in rates]
    added = [Number(price.value + one.value, 2) for price in own.prices for one in others if one.places == 2]
    times = [one for one in others if one.value == int(one.value) and not one.percent]
    for row in (
        replace(own, discounts=rates),
        replace(own, coefficients=[*own.coefficients, *raised]),
        replace(own, prices=added),
        replace(own, quantities=[*own.quantities, *times]),
        replace(own, quantities=[one for one in others if not one.percent and not one.money]),
    ):
        found = solved(row) if row.quantities and own.prices else None
        if found is not None and found.exact and found.telling and found.base == 1:
            return found
    return None


def candidates(cells: Cells, amounts: Cells | None = None) -> Candidates:
    """The numbers of a row for the equation; the net price before the gross one."""
    return Candidates(
        cells.all(Role.QUANTITY, Role.OTHER_QUANTITY),
        cells.all(Role.NET, Role.PRICE, Role.GROSS),
        (amounts or cells).all(Role.AMOUNT),
        [one for one in cells.all(Role.DISCOUNT) if one.value],
        cells.all(Role.COEFFICIENT),
    )


def _kind(cells: Cells, strict: bool, first: bool) -> tuple[Kind, Solution | None]:
    label = _label(cells)
    amounts, quantities, prices = cells.all(Role.AMOUNT), cells.all(Role.QUANTITY), cells.all(*PRICES)
    solution = solved(candidates(cells)) if amounts and quantities and prices else None
    if closes(label):
        return Kind.END, None
    if solution is not None and is_total(label) and is_tax(solution):
        return Kind.END, None
    if is_subtotal(label) and not (solution and solution.telling):
        return Kind.BREAK, None
    if solution is not None and (label or not strict) and (solution.exact or not strict):
        if not strict or solution.telling or not is_total(label):
            return Kind.ITEM, solution
    paid = first and not strict and is_payment(label)
    if (
        is_total(label)
        and not paid
        and not (amounts and quantities)
        and (amounts or prices or quantities or ends_lines(label))
    ):
        return (Kind.END if ends_lines(label) else Kind.BREAK), None
    if strict:
        return Kind.BREAK, None
    if not first and not (quantities and amounts) and any(map(str.isdigit, cells.row.text)) and tells_total(label):
        return Kind.END, None
    return _loose_kind(cells, label), None


def is_tax(solution: Solution) -> bool:
    """Whether this is a base, a rate of VAT and the tax."""
    rate = solution.price.value * (1 if solution.price.percent or solution.base == 100 else 100)
    return (solution.price.percent or solution.base == 100 or solution.price.value < 1) and rate in RATES


def _loose_kind(cells: Cells, label: str) -> Kind:
    """Of a row whose numbers no equation proves."""
    amount, quantity, price = cells.first(Role.AMOUNT), cells.first(Role.QUANTITY), next(iter(cells.all(*PRICES)), None)
    if is_note(label) and not (amount and quantity):
        return Kind.BREAK
    if amount is not None:
        if not label and quantity is None and price is None:
            return Kind.AMOUNT
        if quantity is not None or amount.places >= 2 or amount.money:
            return Kind.ITEM
    if quantity is not None and price is not None:
        return Kind.HALF
    if amount is None and cells.words:
        return Kind.TEXT
    return Kind.BREAK


def _label(cells: Cells) -> str:
    words = [word for words in cells.words.values() for word in words]
    if len(cells.words) > 1:
        words.sort(key=attrgetter("left"))
    return folded(" ".join([word.text for word in words]))


def _complete(found: list[Sorted], cells: Cells) -> None:
    """Gives an amount that stands alone to the item above that has none."""
    for one in reversed(found[-4:]):
        if one.kind is Kind.HALF and one.item is not None:
            solution = solved(candidates(one.cells, cells))
            if solution is not None or one is found[-1]:
                one.kind, one.item.solution, one.item.below = Kind.ITEM, solution, cells
            return
        if one.kind is not Kind.TEXT:
            return
