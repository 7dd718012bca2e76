"""Prices on their way into an index, some at a time: columns are kept of them, objects only of the last few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Self

from audit.matching.segment import SEGMENT, Segment
from audit.prices import Price

# So many prices wait at most, of all categories, for a segment of their own to be full.
_WAITING = 2 * SEGMENT


class Load:
    """What an index takes in one go: so it is all old or all new for whoever asks it meanwhile."""

    def __init__(self) -> None:
        self._full: list[tuple[str | None, Segment]] = []
        self._waiting: dict[str | None, list[Price]] = defaultdict(list)
        self._count = 0

    def add(self, prices: Iterable[Price]) -> Self:
        """Some more. In whatever order they come, a category's segments are made as full as memory allows."""
        for price in prices:
            waiting = self._waiting[price.category]
            waiting.append(price)
            self._count += 1
            if len(waiting) == SEGMENT:
                self._close(price.category)
            elif self._count >= _WAITING:
                self._close(max(self._waiting, key=lambda category: len(self._waiting[category])))
        return self

    @property
    def waiting(self) -> int:
        """How many prices are objects now."""
        return self._count

    def segments(self) -> Iterator[tuple[str | None, Segment]]:
        """All of them with their categories, unweighted; the load is empty then."""
        for category in list(self._waiting):
            self._close(category)
        full, self._full = self._full, []
        return iter(full)

    def _close(self, category: str | None) -> None:
        prices = self._waiting.pop(category)
        self._count -= len(prices)
        self._full.append((category, Segment(prices)))
