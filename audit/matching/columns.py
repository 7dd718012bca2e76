"""Prices side by side in columns: a few hundred bytes each instead of an object with its strings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from hashlib import blake2b
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from audit.prices import Price
from models.folding import fold

_FOREVER = dt.date.max.toordinal()


def number_of(text: str) -> int:
    """A text as a number of 64 bits, the same in every process; what it finds is compared with the text itself."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def plain_reference(reference: str | None) -> str:
    """A reference as it is compared: "PAP-000 002" is "pap000002"."""
    return fold(reference or "").replace(" ", "")


def plain_gtin(gtin: str | None) -> str:
    """A GTIN with 14 digits; empty when its check digit is wrong. A case's GTIN-14 differs from the unit's."""
    digits = (gtin or "").strip().replace(" ", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (8, 12, 13, 14):
        return ""
    digits = digits.zfill(14)
    total = sum(int(sign) * (3 if place % 2 == 0 else 1) for place, sign in enumerate(digits))
    return digits if total % 10 == 0 and int(digits) else ""


class Texts:
    """Many texts in one piece of memory."""

    def __init__(self, texts: Iterable[str]) -> None:
        encoded = [text.encode() for text in texts]
        self._bytes = b"".join(encoded)
        self._starts = np.fromiter(accumulate((len(one) for one in encoded), initial=0), np.int64, len(encoded) + 1)

    def __getitem__(self, row: int) -> str:
        return self._bytes[self._starts[row] : self._starts[row + 1]].decode()


class Words:
    """A column whose few values repeat; None is one of them."""

    def __init__(self, values: Sequence[str | None]) -> None:
        codes: dict[str | None, int] = {}
        self._codes = np.fromiter((codes.setdefault(value, len(codes)) for value in values), np.int32, len(values))
        self._values = list(codes)

    def __getitem__(self, row: int) -> str | None:
        return self._values[int(self._codes[row])]


class LookUp:
    """Rows by a number; several rows may have the same."""

    def __init__(self, numbers: Sequence[int]) -> None:
        values = np.array(numbers, np.int64)
        self._order = np.argsort(values, kind="stable").astype(np.int32)
        self._sorted = values[self._order]

    def rows(self, number: int) -> NDArray[np.int32]:
        """Where it is."""
        first = np.searchsorted(self._sorted, number, side="left")
        return self._order[first : np.searchsorted(self._sorted, number, side="right")]

    def rows_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int32]:
        """Where any of them is."""
        return self._order[np.isin(self._sorted, numbers)]


class Columns:
    """The prices of one part of the index."""

    def __init__(self, prices: Sequence[Price]) -> None:
        self.size = len(prices)
        self._label = Texts(price.label for price in prices)
        self._reference = Texts(price.reference for price in prices)
        self._amount = Texts(f"{price.price}|{price.pack_size}" for price in prices)
        self._gtin = Texts(price.gtin or "" for price in prices)
        self._supplier = Words([price.supplier for price in prices])
        self._supplier_name = Words([price.supplier_name for price in prices])
        self._unit = Words([price.unit for price in prices])
        self._category = Words([price.category for price in prices])
        self._brand = Words([price.brand for price in prices])
        self._quality = Words([price.quality for price in prices])
        self.keys = np.fromiter((price.key for price in prices), np.int64, self.size)
        self.valid_from = np.fromiter((price.valid_from.toordinal() for price in prices), np.int32, self.size)
        self.valid_to = np.fromiter(
            (price.valid_to.toordinal() if price.valid_to else _FOREVER for price in prices), np.int32, self.size
        )
        self.by_key = LookUp([price.key for price in prices])
        self.by_gtin = LookUp([int(plain_gtin(price.gtin) or -1) for price in prices])
        self.by_reference = LookUp([number_of(plain_reference(price.reference)) for price in prices])

    def price(self, row: int) -> Price:
        """The price as it came."""
        amount, _, pack = self._amount[row].partition("|")
        last = int(self.valid_to[row])
        return Price(
            key=int(self.keys[row]),
            supplier=self._supplier[row] or "",
            supplier_name=self._supplier_name[row] or "",
            reference=self._reference[row],
            label=self._label[row],
            price=Decimal(amount),
            unit=self._unit[row] or "",
            pack_size=Decimal(pack),
            category=self._category[row],
            gtin=self._gtin[row] or None,
            brand=self._brand[row],
            quality=self._quality[row],
            valid_from=dt.date.fromordinal(int(self.valid_from[row])),
            valid_to=None if last == _FOREVER else dt.date.fromordinal(last),
        )
