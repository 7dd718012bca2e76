"""What the sums of a document say about its lines: where they end, whether all are there, whose a discount is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from audit.reading.printed.items import Item
from audit.reading.printed.labels import Role, is_discount
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
    at = next((at for at, row in enumerate(rows) if row is last.anchor), len(rows))
    found = [number(word.text, mark) for row in rows[at + 1 :] for word in row.words]
    values = {abs(value.value) for value in found if value is not None and value.places == 2}
    size = abs(total)
    return size in values and any(0 < tax <= size * _MOST_VAT and size + tax in values for tax in values)


def until_total(rows: Sequence[Row], items: list[Item], targets: set[Decimal], mark: str) -> list[Item]:
    """The items without what follows after the largest total is reached, when no equation proves that these are lines:
    tables of taxes, terms, instalments."""
    sums = list(accumulate(map(amount_of, items)))
    wanted = max(targets, default=Decimal(0))
    if not wanted or not sums or abs(sums[-1] - wanted) <= 2 * _CENT:
        return items
    end = next((at for at, total in enumerate(sums, 1) if abs(total - wanted) <= 2 * _CENT), len(items))
    others = items[end:]
    if (
        not others
        or any(item.solution is not None for item in others)
        or not adds_up(rows, items[end - 1], wanted, mark)
    ):
        return items
    return items[:end]


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
