"""What the columns of a table may be, said by arithmetic: which strips of numbers multiply, which make the total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations

from audit.reading.printed.equation import Candidates, solved
from audit.reading.printed.header import Column, Header
from audit.reading.printed.items import Item
from audit.reading.printed.labels import PRICES, Role
from audit.reading.printed.lanes import Lane, free_table, in_lanes
from audit.reading.printed.numbers import Number
from audit.reading.printed.words import Row

_MOST_LANES = 8
_CENT = Decimal("0.02")
_Values = list[Number | None]


@dataclass(frozen=True, slots=True)
class Laid:
    """A table with columns where words stand, the strips that they are, and the rows that made these."""

    table: Header
    lanes: Sequence[Lane] = ()
    lines: Sequence[Row] = ()


def laid_out(rows: Sequence[Row], named: Sequence[Header], mark: str) -> list[Laid]:
    """The tables again with columns where words stand, as titles name them; one without titles where there are none."""
    found: list[Laid] = []
    for at, table in enumerate(named):
        end = named[at + 1].first if at + 1 < len(named) else len(rows)
        laid = in_lanes(table, rows, rows[table.last + 1 : end], mark)
        found.append(Laid(*laid) if laid else Laid(table))
    free = free_table(rows, mark) if not named else None
    return [Laid(*free)] if free else found


def agrees(items: Sequence[Item], laid: Sequence[Laid]) -> bool:
    """Whether texts and references hold the words that stand in the strips of these columns, no more and no less."""
    placed = {_key(row): (at, one) for one in laid for at, row in enumerate(one.lines)}
    for item in items:
        found = placed.get(_key(item.cells.row))
        if found is None:
            continue
        at, one = found
        if sum(len(lane.cells[at]) for lane in one.lanes) < len(item.cells.row.words):
            continue
        for role in (Role.TEXT, Role.REFERENCE):
            lefts = {column.left for column in one.table.columns if column.role is role}
            words = {id(word) for lane in one.lanes if lane.left in lefts for word in lane.cells[at]}
            if words != set(map(id, item.cells.words.get(role, ()))):
                return False
    return True


def _key(row: Row) -> tuple[int, float]:
    return row.page, row.words[-1].bottom


def by_arithmetic(laid: Sequence[Laid], targets: set[Decimal], mark: str) -> Iterator[list[Header]]:
    """The tables with columns as arithmetic names them."""
    options = [list(guessed(one.table, one.lanes, targets, mark)) for one in laid]
    for way in range(max(map(len, options), default=0)):
        yield [own[way] if way < len(own) else one.table for one, own in zip(laid, options, strict=True)]


def guessed(table: Header, lanes: Sequence[Lane], targets: set[Decimal], mark: str) -> Iterator[Header]:
    """The table with other roles for its columns of numbers: as quantity × price = amount holds most often, then as
    amounts alone that make a total."""
    places = [
        (at, lane.values(mark)) for at, column in enumerate(table.columns)
        if (lane := next((one for one in lanes if one.left == column.left), None)) and lane.numeric(mark)
    ][:_MOST_LANES]  # fmt: skip
    values = {at: found for at, found in places if not _rates(found)}
    triple = _triple(table.columns, values, dict(places), targets)
    if triple is not None:
        yield _with(table, dict(zip(triple, (Role.QUANTITY, Role.PRICE, Role.AMOUNT), strict=True)), set(values))
    for at, found in values.items():
        if _makes(found, targets):
            amounts = {other for other, column in enumerate(table.columns) if column.role is Role.AMOUNT}
            yield _with(table, {at: Role.AMOUNT}, amounts)


def _triple(
    columns: Sequence[Column], values: dict[int, _Values], every: dict[int, _Values], targets: set[Decimal]
) -> tuple[int, int, int] | None:
    """The strips of quantities, prices and amounts whose rows fit most often; what makes the total goes first."""
    best: tuple[tuple[float, ...], tuple[int, int, int]] | None = None
    for one, other, amount in permutations(values, 3):
        if one > other:
            continue
        others = [found for at, found in every.items() if at not in {one, other, amount}]
        quantity, price = _counting(columns, values, one, other)
        fits = _fits(values[quantity], values[price], values[amount], others)
        if fits == 0:
            continue
        agreed = sum(
            columns[at].role in roles
            for at, roles in ((quantity, (Role.QUANTITY,)), (price, PRICES), (amount, (Role.AMOUNT,)))
        )
        summed = len(columns) if _makes(values[amount], targets) else 0
        key = (fits + summed, agreed, amount > max(quantity, price))
        if best is None or key > best[0]:
            best = (key, (quantity, price, amount))
    return best[1] if best else None


def _counting(columns: Sequence[Column], values: dict[int, _Values], one: int, other: int) -> tuple[int, int]:
    """Which of two strips counts and which prices: as titles say, else whole numbers count, else the left one."""

    def counts(at: int) -> tuple[int, bool, int]:
        found = [value for value in values[at] if value is not None]
        said = {Role.QUANTITY: 0, Role.OTHER_QUANTITY: 1}.get(columns[at].role, 3 if columns[at].role in PRICES else 2)
        return (
            said + 4 * any(value.money for value in found),
            any(value.places and (value.places < 3 or value.value % 1) for value in found),
            at,
        )

    return (one, other) if counts(one) <= counts(other) else (other, one)


def _fits(quantities: _Values, prices: _Values, amounts: _Values, others: Sequence[_Values]) -> int:
    """In how many rows they fit to the cent; 0 when in none so that it tells something."""
    count, telling = 0, False
    for at, (quantity, price, amount) in enumerate(zip(quantities, prices, amounts, strict=True)):
        if quantity is None or price is None or amount is None or amount.places < 2 or quantity.money:
            continue
        rates = [rate for found in others if (rate := found[at]) is not None and rate.percent]
        solution = solved(Candidates([quantity], [price], [amount], rates))
        if solution is not None and solution.exact and solution.base == 1:
            count, telling = count + 1, telling or (solution.telling and abs(price.value) != 1)
    return count if telling else 0


def _makes(values: _Values, targets: set[Decimal]) -> bool:
    """Whether these amounts make one of the totals."""
    total = sum((value.value for value in values if value is not None), Decimal(0))
    return total != 0 and any(abs(total - target) <= _CENT for target in targets)


def _rates(values: _Values) -> bool:
    return all(value is None or value.percent for value in values)


def _with(table: Header, roles: dict[int, Role], numeric: set[int]) -> Header:
    """The table with these roles; no other of these columns is a quantity, a price or an amount."""
    taken = {Role.QUANTITY, Role.AMOUNT, *PRICES}
    columns = [
        replace(column, role=roles.get(at, Role.OTHER if at in numeric and column.role in taken else column.role))
        for at, column in enumerate(table.columns)
    ]
    return Header(table.first, table.last, columns, table.score)
