"""A segment of the index: prices of one category, their pieces by columns, and which of them are crossed out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from audit.matching.columns import Columns
from audit.matching.trigrams import Floats, bags
from audit.prices import Price

Found = tuple[NDArray[np.int64], NDArray[np.int64], Floats]


def searched_text(price: Price) -> str:
    """What is looked through for lines."""
    return f"{price.brand or ''} {price.label}"


# Prices in a segment: their likenesses (4 bytes each) stay in the cache while a line is compared.
SEGMENT = 65_536


class Segment:
    """`prices` without weights: the index that takes it says `weigh`."""

    def __init__(self, prices: Sequence[Price]) -> None:
        self.columns = Columns(prices)
        self.alive = np.ones(len(prices), bool)
        bag = bags([searched_text(price) for price in prices])
        self.frequencies = np.bincount(bag.indices, minlength=bag.shape[1]).astype(np.int64)
        # Pieces by prices: without weights, which `weigh` sets.
        self._by_piece = bag.T.tocsr()
        self._of_day: tuple[int, NDArray[np.int64], sparse.csr_matrix] | None = None

    def weigh(self, weights: Floats) -> None:
        """Make each price's vector one of length 1 in which a piece is as heavy as `weights` say."""
        pieces = self._by_piece
        heavy = np.repeat(weights, np.diff(pieces.indptr))
        lengths = np.sqrt(np.bincount(pieces.indices, heavy * heavy, minlength=pieces.shape[1]))
        pieces.data = (heavy / np.maximum(lengths, 1e-9)[pieces.indices]).astype(np.float32)
        self._of_day = None

    @property
    def living(self) -> int:
        """How many prices aren't crossed out."""
        return int(self.alive.sum())

    def cross_out(self, keys: Sequence[int] | NDArray[np.int64]) -> int:
        """Take prices out by their keys; how many were here."""
        rows = self.columns.by_key.rows_of(np.asarray(keys, np.int64))
        rows = rows[self.alive[rows]]
        if len(rows):
            self.alive[rows] = False
            self._of_day = None
        return len(rows)

    def prices(self) -> Iterator[Price]:
        """What isn't crossed out."""
        return (self.columns.price(int(row)) for row in np.flatnonzero(self.alive))

    def is_valid(self, row: int, day: dt.date) -> bool:
        """Whether this price is not crossed out, and that of the day."""
        at = day.toordinal()
        return bool(self.alive[row]) and int(self.columns.valid_from[row]) <= at <= int(self.columns.valid_to[row])

    def nearest(self, asked: sparse.csr_matrix, day: dt.date, most: int, threads: int) -> Found:
        """Of each row of `asked` the `most` likest prices of that day: numbers of rows of both sides, likeness."""
        rows, pieces = self._those_of(day.toordinal())
        if not len(rows):
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
        likest = sp_matmul_topn(asked, pieces, top_n=most, threshold=0.05, n_threads=threads)
        askers = np.repeat(np.arange(asked.shape[0]), np.diff(likest.indptr))
        return askers, rows[likest.indices], likest.data

    def _those_of(self, day: int) -> tuple[NDArray[np.int64], sparse.csr_matrix]:
        """The prices of a day; those of the last one that was asked for are kept."""
        if self._of_day is None or self._of_day[0] != day:
            columns = self.columns
            wanted = self.alive & (columns.valid_from <= day) & (day <= columns.valid_to)
            rows = np.flatnonzero(wanted)
            if len(rows) == columns.size:
                return rows, self._by_piece
            # A day on which the same prices hold needs no new matrix.
            if self._of_day is not None and np.array_equal(rows, self._of_day[1]):
                self._of_day = (day, rows, self._of_day[2])
            else:
                self._of_day = (day, rows, self._by_piece[:, rows])
        return self._of_day[1], self._of_day[2]
