"""What the sums of a document say about its lines: where they end, whether all are there, whose a discount is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from audit.reading.printed.header import titles_of
from audit.reading.printed.items import Item, Kind, Sorted, is_tax
from audit.reading.printed.labels import Role, folded, is_discount, is_subtotal, is_total, role_of
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


def _stands_below(found: Sequence[Sorted], total: Decimal) -> bool:
    """Whether an amount that no equation proves is this total."""
    return any(one.item is not None and one.item.solution is None and amount_of(one.item) == total for one in found)


def close_by_sums(found: Sequence[Sorted], nets: set[Decimal], told: set[Decimal], others: set[Decimal]) -> None:
    """Ends a table where its lines make a proved total that is `told` beside no line, or alone below them: what stands
    farther below than a text's next row, holds one of the totals (`nets` and `others`) or titles a table of taxes is
    none of its lines, whatever fits by chance."""
    total, since, at = Decimal(0), Decimal(0), None
    for place, one in enumerate(found):
        if one.item is not None:
            amount = amount_of(one.item)
            if one.item.solution is None and amount and amount == since:
                since = Decimal(0)
                continue
            total, since = total + amount, since + amount
            at = place if total in nets and (total in told or _stands_below(found[place + 1 :], total)) else at
    after = [one.item for one in found[at + 1 :] if one.item is not None] if at is not None else []
    if at is None or any(item.solution and item.solution.telling and not is_tax(item.solution) for item in after):
        return
    last, closed = found[at].cells.row, False
    usual = [
        below.cells.row.bottom - above.cells.row.bottom
        for above, below in pairwise(found[: at + 1])
        if below.kind is Kind.TEXT and below.cells.row.page == above.cells.row.page
    ]
    for one in found[at + 1 :]:
        row = one.cells.row
        near = row.page == last.page and row.bottom - last.bottom < max(
            1.9 * row.size, *(1.1 * gap for gap in usual), 0.0
        )
        told = {abs(value.value) for _, value in (pair for pairs in one.cells.numbers.values() for pair in pairs)}
        told |= {abs(value.value) for word in row.words if (value := number(word.text)) and value.places == 2}
        titled = any(role_of(part.text) in {Role.BASE, Role.VAT, Role.WITH_VAT} for part in titles_of(row))
        closed = closed or one.kind is not Kind.TEXT or not near or titled or bool(told & (nets | others))
        if closed:
            one.kind, one.item = Kind.END, None
        last = row


def without_sums(items: list[Item], targets: set[Decimal]) -> list[Item]:
    """The items without rows that sum up others: an amount that no equation proves and that the lines above since the
    last such row make (two of them at least, or it is called a total); or those below, where the rest makes a total."""
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
    leading = [at for at, item in enumerate(kept) if item.solution is None and _makes_next(item, kept[at + 1 :])]
    rest = [item for at, item in enumerate(kept) if at not in leading]
    return rest if leading and sum(map(amount_of, rest), Decimal(0)) in targets else kept


def _makes_next(item: Item, below: Sequence[Item]) -> bool:
    """Whether the lines that follow, down to one of them, make an amount."""
    return amount_of(item) != 0 and amount_of(item) in accumulate(map(amount_of, below))


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
