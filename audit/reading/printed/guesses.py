"""What the columns of a table may be, said by arithmetic: which strips of numbers multiply, which make the total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from audit.reading.printed.equation import Candidates, solved
from audit.reading.printed.header import Column, Header
from audit.reading.printed.labels import PRICES, Role
from audit.reading.printed.lanes import Lane, in_lanes
from audit.reading.printed.numbers import Number
from audit.reading.printed.words import Row

_MOST_LANES = 8
_CENT = Decimal("0.02")
_Values = list[Number | None]


def by_place(
    rows: Sequence[Row], named: Sequence[Header], targets: set[Decimal], mark: str
) -> Iterator[list[Header]]:
    """The tables again with columns where words stand: as titles name them, then as arithmetic does."""
    laid: list[tuple[Header, list[Lane]]] = []
    for at, table in enumerate(named):
        end = named[at + 1].first if at + 1 < len(named) else len(rows)
        found = in_lanes(table, rows, rows[table.last + 1 : end], mark)
        laid.append(found or (table, []))
    if any(lanes for _, lanes in laid):
        yield [table for table, _ in laid]
    options = [list(guessed(table, lanes, targets, mark)) for table, lanes in laid]
    for way in range(max(map(len, options), default=0)):
        yield [own[way] if way < len(own) else table for (table, _), own in zip(laid, options, strict=True)]


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
    """Which of two strips counts and which prices: as titles say, else the one with fewer decimals counts."""

    def counts(at: int) -> tuple[int, int, int]:
        found = [value for value in values[at] if value is not None]
        said = {Role.QUANTITY: 0, Role.OTHER_QUANTITY: 1}.get(columns[at].role, 3 if columns[at].role in PRICES else 2)
        return said + 4 * any(value.money for value in found), max((value.places for value in found), default=0), at

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
