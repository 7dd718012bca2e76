"""What the sums of a document say about its lines: where they end, whether all are there, whose a discount is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from audit.reading.printed.items import Item
from audit.reading.printed.labels import Role, folded, is_discount, is_subtotal, is_total
from audit.reading.printed.numbers import number
from audit.reading.printed.words import Row

_CENT = Decimal("0.01")
_RATE = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?) ?%")
_MOST_VAT = Decimal("0.28")


def amount_of(item: Item) -> Decimal:
    """What it adds to the sum of the lines; 0 when nothing was read."""
    found = item.solution.amount if item.solution else (item.below or item.cells).first(Role.AMOUNT)
    return found.value if found else Decimal(0)


def adds_up(rows: Sequence[Row], last: Item, total: Decimal, mark: str) -> bool:
    """Whether `total` stands below the last line, and with a tax that stands there makes a third number that does:
    totals in any language."""
    return _adds_up(_below(rows, last, mark), total)


def _adds_up(values: set[Decimal], total: Decimal) -> bool:
    size = abs(total)
    return size in values and any(0 < tax <= size * _MOST_VAT and size + tax in values for tax in values)


def holds_tax(rows: Sequence[Row], last: Item, total: Decimal, mark: str) -> bool:
    """Whether `total` stands below the last line as the sum of two numbers there, one of them a tax on the other."""
    values = _below(rows, last, mark)
    size = abs(total)
    return size in values and any(0 < tax <= (size - tax) * _MOST_VAT and size - tax in values for tax in values)


def _below(rows: Sequence[Row], last: Item, mark: str) -> set[Decimal]:
    """The amounts of money below the last line."""
    end = (last.anchor.page, last.anchor.bottom)
    return _values([row for row in rows if (row.page, row.bottom) > end], mark)


def _values(rows: Sequence[Row], mark: str) -> set[Decimal]:
    """All amounts of money, without their signs."""
    found = [number(word.text, mark) for row in rows for word in row.words]
    return {abs(value.value) for value in found if value is not None and value.places == 2}


def without_sums(items: list[Item]) -> list[Item]:
    """The items without rows that sum up those above: an amount that no equation proves and that the lines since the
    last such row make, two of them at least or one that is called a total."""
    kept: list[Item] = []
    since: list[Decimal] = []
    for item in items:
        label = folded(item.cells.text() or item.cells.row.text)
        named = is_subtotal(label) or is_total(label)
        makes = bool(since) and amount_of(item) != 0 and amount_of(item) == sum(since, Decimal(0))
        if makes and item.solution is None and (named or len(since) > 1):
            since = []
            continue
        kept.append(item)
        since.append(amount_of(item))
    return kept


def until_total(rows: Sequence[Row], items: list[Item], targets: set[Decimal], mark: str) -> list[Item]:
    """The items without what no equation proves and stands below their sum: tables of taxes, terms, instalments.

    The sum is the largest total (with a tax it makes a third number), or a row without a quantity below rows with one.
    """
    sums = list(accumulate(map(amount_of, items)))
    wanted = max(targets, default=Decimal(0))
    if not sums or (wanted and abs(sums[-1] - wanted) <= 2 * _CENT):
        return items
    lines = {id(item.anchor) for item in items}
    others = _values([row for row in rows if id(row) not in lines], mark)
    for end in range(1, len(items)):
        if any(item.solution is not None for item in items[end:]):
            continue
        own = end > 1 and sums[end - 1] == amount_of(items[end]) and all(item.solution for item in items[:end])
        if own and items[end].cells.first(Role.QUANTITY) is None:
            targets.add(sums[end - 1])
            return items[:end]
        if wanted and abs(sums[end - 1] - wanted) <= 2 * _CENT and _adds_up(others, wanted):
            return items[:end]
    return items


def doubt_discounts(items: Sequence[Item]) -> None:
    """Marks lines below which stands a discount that is just theirs: its per cent of this line's amount, and not of all
    above. Whether the line or the discount is what was charged, the page doesn't say."""
    above = Decimal(0)
    for at, (item, below) in enumerate(pairwise(items), 2):
        above += amount_of(item)
        taken = amount_of(below)
        if below.cells.first(Role.QUANTITY) is not None or not taken or not is_discount(below.cells.row.text):
            continue
        rates = [Decimal(found.replace(",", ".")) for found in _RATE.findall(below.cells.row.text)]
        rates += [value.value for value in below.cells.all(Role.DISCOUNT)]
        fits = any(abs(abs(amount_of(item)) * rate / 100 - abs(taken)) <= _CENT for rate in rates)
        item.reduced = item.reduced or (fits and (above != amount_of(item) or at < len(items)))
