"""quantity × price × (1 − discount) = amount: which of a row's numbers fit together, and how well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from audit.reading.printed.numbers import Number

_CENT = Decimal("0.011")
# A price may be for a hundred or a thousand, or be printed in cents (c€/kWh).
_BASES = (Decimal(1), Decimal(100), Decimal(1000))


@dataclass(frozen=True, slots=True)
class Solution:
    """Numbers of a line that fit. `exact`: to the cent; else as near as the rounding of the printed price allows."""

    quantity: Number
    price: Number
    amount: Number
    net: Decimal
    discount: Number | None = None
    base: Decimal = Decimal(1)
    exact: bool = True
    sign: int = 1

    @property
    def telling(self) -> bool:
        """Whether it is no accident: a quantity of one equals price and amount in any pair of columns."""
        return abs(self.quantity.value) != 1 and self.amount.value != 0


@dataclass(frozen=True, slots=True)
class Candidates:
    """The numbers that stand in the columns of a row, nearest guess first."""

    quantities: Sequence[Number]
    prices: Sequence[Number]
    amounts: Sequence[Number]
    discounts: Sequence[Number] = ()
    coefficients: Sequence[Number] = ()


def solved(row: Candidates) -> Solution | None:
    """The first choice that fits to the cent; else the first that fits as near as printed prices can."""
    near: Solution | None = None
    for solution in _solutions(row):
        if solution.exact:
            return solution
        near = near or solution
    return near


def _solutions(row: Candidates) -> Iterator[Solution]:
    for amount in row.amounts:
        for quantity in _quantities(row.quantities):
            if quantity.money or quantity.percent:
                continue
            for price in row.prices:
                yield from _ways(quantity, price, amount, row)


def _quantities(printed: Sequence[Number]) -> Iterator[Number]:
    """The quantities; then "1.234" as 1,234; then parcels times pieces in a parcel."""
    yield from printed
    yield from (replace(one, value=one.value / 1000, places=3, thousands=False) for one in printed if one.thousands)
    for at, one in enumerate(printed):
        yield from (
            replace(one, value=one.value * other.value) for other in printed[at + 1 :] if 1 < other.value < 1000
        )


def _ways(quantity: Number, price: Number, amount: Number, row: Candidates) -> Iterator[Solution]:
    """With the discounts and coefficients in turn, then without; then for other base quantities."""
    if price.value < 0 < min(quantity.value, amount.value):
        # The dash of an empty cell before it.
        price = replace(price, value=-price.value)
    for coefficient in (*row.coefficients, None):
        times = coefficient.value if coefficient else Decimal(1)
        for discount in (*row.discounts, *_pairs(row.discounts), None):
            yield from _way(quantity, price, amount, discount, price.value * times, Decimal(1))
    for base in _BASES[1:]:
        for discount in (*row.discounts, None):
            yield from _way(quantity, price, amount, discount, price.value, base)


def _pairs(discounts: Sequence[Number]) -> Iterator[Number]:
    """Two columns of discounts: one after the other."""
    for one, other in combinations(discounts, 2):
        if 0 < one.value < 100 and 0 < other.value < 100:
            yield Number(100 - (100 - one.value) * (100 - other.value) / 100, 4, percent=True)


def _way(
    quantity: Number, price: Number, amount: Number, discount: Number | None, value: Decimal, base: Decimal
) -> Iterator[Solution]:
    for net in _reduced(value, discount, quantity, price):
        wanted = quantity.value * net / base
        sign = -1 if abs(wanted + amount.value) < abs(wanted - amount.value) else 1
        off = abs(abs(wanted) - abs(amount.value))
        # A price that was rounded to its printed places may be half a place off for each one.
        slack = abs(quantity.value) * Decimal(5).scaleb(-price.places - 1) / base + _CENT
        if off <= _CENT:
            yield Solution(quantity, price, amount, net, discount, base, True, sign)
        elif base == 1 and price.places >= 2 and off <= min(slack, abs(amount.value) / 100):
            yield Solution(quantity, price, amount, net, discount, base, False, sign)


def _reduced(value: Decimal, discount: Number | None, quantity: Number, price: Number) -> Iterator[Decimal]:
    """The price after the discount: per cent or (with cents and no per-cent sign) money, for one or for all."""
    if discount is None:
        yield value
        return
    size = abs(discount.value)
    if size <= 100:
        yield value * (100 - size) / 100
    if not discount.percent and discount.places >= 2 and size and quantity.value:
        yield value - size
        yield value - size / abs(quantity.value)
