"""An index of prices: built once, changed with an import, asked for the likeliest few of thousands of lines at once.

Prices lie in segments of one category each, small enough for the processor's cache. What is taken out is only crossed
out, what is added makes a small segment of its own; small and thinned-out ones are put together again.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from audit.matching.columns import number_of, plain_gtin, plain_reference
from audit.matching.load import Load
from audit.matching.segment import SEGMENT, Found, Segment
from audit.matching.trigrams import GRAMS, bags, rarity, weighted
from audit.prices import Price

# Small segments of one category that may lie about until they are put together.
_LOOSE = 6
# Among many prices, pieces that more than this part of them have say little and cost most of the time: a line is
# searched by its others, if these are enough and weigh enough.
_MANY = 20_000
_COMMON = 0.02
_RARE_NEEDED = 8
_WEIGHT_NEEDED = 0.5
# The pieces' weights are calculated anew once the index has grown by so much.
_GROWN = 1.2
_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a price lies, as long as the index isn't changed."""

    segment: Segment
    row: int


class Index:
    """All prices. Not made for several threads: one changes or asks at a time."""

    def __init__(self, prices: Iterable[Price] | Load = (), *, threads: int = 2) -> None:
        self._threads = threads
        self._segments: dict[str | None, list[Segment]] = defaultdict(list)
        # Until the first prices come, every piece is as good as every other.
        self._weights = np.ones(GRAMS, np.float32)
        self._common = np.zeros(GRAMS, bool)
        self._known = np.zeros(GRAMS, bool)
        self._weighed = 0
        self.update(prices)

    def __len__(self) -> int:
        return sum(segment.living for segment in self._all())

    @property
    def weights(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """How much each three-letter piece says."""
        return self._weights

    @property
    def newest(self) -> int:
        """The highest key of all prices; 0 without any."""
        return max((int(segment.columns.keys.max(initial=0)) for segment in self._all()), default=0)

    def update(self, added: Iterable[Price] | Load = (), removed: Iterable[int] = ()) -> None:
        """After an import: prices that are new or changed (found by their keys), and keys of those that are gone."""
        load = added if isinstance(added, Load) else Load().add(added)
        self._cross_out(list(removed))
        new = []
        for category, segment in load.segments():
            self._cross_out(segment.columns.keys)
            self._segments[category].append(segment)
            new.append(segment)
        if not self._weigh_again():
            for segment in new:
                segment.weigh(self._weights)
        for category in list(self._segments):
            self._tidy(category)

    def nearest(self, texts: Sequence[str], category: str | None, day: dt.date, most: int) -> list[list[Place]]:
        """Of each text the `most` likest prices of that category (None: of all) that are valid on that day."""
        found: list[list[Place]] = []
        for first in range(0, len(texts), _ROWS_AT_ONCE):
            asked = self._asked(texts[first : first + _ROWS_AT_ONCE])
            segments = list(self._those_of(category))
            parts = [segment.nearest(asked, day, most, self._threads) for segment in segments]
            found += _merged(segments, parts, asked.shape[0], most)
        return found

    def by_gtin(self, gtin: str | None, day: dt.date) -> list[Place]:
        """Prices of that day whose GTIN is this one; one with a wrong check digit finds nothing."""
        digits = plain_gtin(gtin)
        if not digits:
            return []
        return [
            Place(segment, int(row))
            for segment in self._all()
            for row in segment.columns.by_gtin.rows(int(digits))
            if segment.is_valid(int(row), day)
        ]

    def by_reference(self, reference: str | None, day: dt.date | None) -> list[Place]:
        """Prices of that day (None: of any) with this reference, of whichever supplier."""
        plain = plain_reference(reference)
        if not plain:
            return []
        number = number_of(plain)
        return [
            Place(segment, int(row))
            for segment in self._all()
            for row in segment.columns.by_reference.rows(number)
            if (segment.alive[row] if day is None else segment.is_valid(int(row), day))
            and plain_reference(segment.columns.price(int(row)).reference) == plain
        ]

    def _all(self) -> Iterator[Segment]:
        return (segment for segments in self._segments.values() for segment in segments)

    def _those_of(self, category: str | None) -> Iterator[Segment]:
        if category is None:
            return self._all()
        # Prices without a category may be of any.
        return iter([*self._segments.get(category, ()), *self._segments.get(None, ())])

    def _cross_out(self, keys: Sequence[int] | NDArray[np.int64]) -> None:
        if len(keys):
            for segment in self._all():
                segment.cross_out(keys)

    def _weigh_again(self) -> bool:
        """Once the index has grown, its pieces' weights are those of another one: everything is weighed again, then."""
        size = sum(segment.columns.size for segment in self._all())
        if size <= _GROWN * self._weighed:
            return False
        frequencies = np.zeros(GRAMS, np.int64)
        for segment in self._all():
            frequencies += segment.frequencies
        self._weights = rarity(frequencies, size)
        self._common = (frequencies > _COMMON * size) & (size >= _MANY)
        self._known = frequencies > 0
        self._weighed = size
        for segments in self._segments.values():
            for segment in segments:
                segment.weigh(self._weights)
        return True

    def _tidy(self, category: str | None) -> None:
        segments = self._segments[category]
        loose = [one for one in segments if one.living < SEGMENT // 2]
        if len(loose) > _LOOSE or any(one.living < 0.7 * one.columns.size for one in loose):
            self._segments[category] = [one for one in segments if one not in loose]
            del segments
            together = Load()
            while loose:  # one after the other, so that never all of them are there twice
                together.add(loose.pop(0).prices())
            for _, segment in together.segments():
                segment.weigh(self._weights)
                self._segments[category].append(segment)

    def _asked(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """The texts' pieces, without the commonest where enough others are left."""
        bag = bags(texts)
        rows = np.repeat(np.arange(bag.shape[0]), np.diff(bag.indptr))
        full = weighted(bag, self._weights)
        rare = ~self._common[bag.indices]
        telling = rare & self._known[bag.indices]
        squares = full.data**2
        numbers = np.bincount(rows[telling], minlength=bag.shape[0])
        shares = np.bincount(rows[telling], squares[telling], minlength=bag.shape[0])
        enough = (numbers >= _RARE_NEEDED) & (shares >= _WEIGHT_NEEDED)
        full.data[~rare & enough[rows]] = 0
        full.eliminate_zeros()
        return full


def _merged(segments: Sequence[Segment], parts: Sequence[Found], texts: int, most: int) -> list[list[Place]]:
    if not parts:
        return [[] for _ in range(texts)]
    askers = np.concatenate([part[0] for part in parts])
    rows = np.concatenate([part[1] for part in parts])
    likeness = np.concatenate([part[2] for part in parts])
    owners = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    # The same for the same prices, whatever the order in which they came.
    keys = np.concatenate([segment.columns.keys[part[1]] for segment, part in zip(segments, parts, strict=True)])
    found: list[list[Place]] = [[] for _ in range(texts)]
    for at in np.lexsort((keys, -likeness, askers)):
        places = found[askers[at]]
        if len(places) < most:
            places.append(Place(segments[owners[at]], int(rows[at])))
    return found
