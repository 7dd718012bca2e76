"""What the rows of a spreadsheet say together: the sums so far, and what the numbers of a column mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from audit.invoice import Line
from audit.reading import cells
from audit.reading.cells import Cell


class Sums:
    """The amounts of the lines so far, and of those since the last total."""

    def __init__(self, tolerance: Decimal) -> None:
        self._tolerance = tolerance
        self._all = self._since = Decimal(0)

    def add(self, line: Line) -> None:
        """One more line."""
        self._all += line.net_amount or Decimal(0)
        self._since += line.net_amount or Decimal(0)

    def begin_again(self) -> None:
        """After a total."""
        self._since = Decimal(0)

    def has(self, amount: Decimal | None) -> bool:
        """Whether it is one of the sums, or nothing at all."""
        return not amount or any(there and abs(there - amount) <= self._tolerance for there in (self._all, self._since))


@dataclass(frozen=True, slots=True)
class Discounts:
    """What the numbers of a column of discounts are: rates in per cent, or parts of one; None where it may be both."""

    are_parts: bool | None
    are_rates: bool

    @classmethod
    def of(cls, column: Sequence[Cell]) -> Discounts:
        """By those that are clear."""
        values = [abs(cell) for cell in column if isinstance(cell, int | float) and not isinstance(cell, bool)]
        texts = [value for cell in column if isinstance(cell, str) for value in [_or_nothing(cell)] if value]
        has_parts = any(0 < value < 1 for value in values)
        has_rates = any(value > 1 for value in values)
        return cls(None if has_parts == has_rates else has_parts, any(abs(value) > 1 for value in texts))


def _or_nothing(cell: Cell) -> Decimal | None:
    try:
        return cells.number(cell)
    except ValueError:
        return None
