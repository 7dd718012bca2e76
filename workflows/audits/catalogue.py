"""The engine on the group's prices: built when an audit first needs it, and told what has changed since."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from audit.categories import Category as LearnedCategory
from audit.engine import Engine, Stock
from audit.invoice import Invoice
from audit.matching import Decision
from audit.prices import Price
from audit.savings import Catalogue, Judged
from errors import Unavailable
from models import Category, DataVersion, PriceLine, Supplier
from models.france import today
from models.versions import PRICES

# Rows at once: a million of them as objects would fill the memory.
_AT_ONCE = 5_000
# Beyond this part of all prices, building anew is no dearer than changing, and weighs every word anew.
_MOST_CHANGED = 0.2
# Columns by the fields of a price.
_COLUMNS = {
    "key": "id",
    "supplier": "agreement__supplier__code",
    "supplier_name": "agreement__supplier__name",
    "category": "category__code",
    **{name: name for name in ("reference", "label", "price", "unit", "pack_size", "gtin", "brand", "quality")},
    "valid_from": "valid_from",
    "valid_to": "valid_to",
}


class Judge(Protocol):
    """What judges lines, at one state of the prices. It takes a processor for a while."""

    def judged(self, invoices: Sequence[Invoice], decisions: Sequence[Decision]) -> Judged:
        """A verdict for each line of each invoice, in their order, and that state."""


Judges = Callable[[], Awaitable[Judge]]
Numbers = NDArray[np.int64]


@dataclass
class _Rows:
    """Which rows there were, by their ids in their order, and a number for what stood in each: 16 bytes a price."""

    keys: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    contents: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))

    def news(self, keys: Numbers, contents: Numbers) -> NDArray[np.bool_]:
        """Which of these rows weren't there, or not so."""
        if not len(self.keys):
            return np.ones(len(keys), np.bool_)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        same: NDArray[np.bool_] = (self.keys[places] == keys) & (self.contents[places] == contents)
        return ~same


# So often are prices read until no import came in between.
_MOST_READINGS = 5


class Prices:
    """The engine of this process; `built` and `updated` count how often it was made and told what changed."""

    def __init__(self) -> None:
        self.built = self.updated = 0
        self._version = -1
        self._engine: Engine | None = None
        self._rows = _Rows()
        self._categories: list[LearnedCategory] = []
        self._turn = asyncio.Lock()

    async def __call__(self) -> Engine:
        """The engine, with the prices as they are now."""
        async with self._turn:
            for _ in range(_MOST_READINGS):
                # Read before the prices: of an import that came while they were read only half may have been seen.
                version = (await DataVersion.get(name=PRICES)).version
                if self._engine is not None and version == self._version:
                    return self._engine
                self._engine = await self._prepared(self._taken(), str(version))
                self._version = version
            raise Unavailable("prices are imported all the time; try again later")

    def _taken(self) -> Engine | None:
        """The engine, which isn't here any more: what is half changed when something fails is thrown away."""
        engine, self._engine = self._engine, None
        return engine

    async def _prepared(self, engine: Engine | None, version: str) -> Engine:
        categories = [
            LearnedCategory(code=one.code, name=one.name, description=one.description)
            for one in await Category.all().order_by("id")
        ]
        names = {one.code: one.name for one in categories}
        catalogue = Catalogue(version=version, date=today(), category_names=names)
        suppliers = {one.code: [one.name, *one.aliases] for one in await Supplier.all()}
        if engine is not None and categories == self._categories:
            changes = await self._changes()
            if changes is not None:
                stock, removed = changes
                await asyncio.to_thread(engine.update, stock, removed, catalogue, suppliers)
                self.updated += 1
                return engine
        del engine  # not two of them in memory
        self._rows, self._categories = _Rows(), categories
        stock, _ = await self._compared(most=None)
        self.built += 1
        return await asyncio.to_thread(Engine, stock, categories, catalogue, suppliers)

    async def _changes(self) -> tuple[Stock, list[int]] | None:
        """What is new or changed, and the keys of what is gone; None: so much that building anew is better."""
        before = self._rows
        most = int(_MOST_CHANGED * len(before.keys))
        stock, added = await self._compared(most)
        if added > most:
            return None
        removed = np.setdiff1d(before.keys, self._rows.keys, assume_unique=True)
        return None if added + len(removed) > most else (stock, removed.tolist())

    async def _compared(self, most: int | None) -> tuple[Stock, int]:
        """Rows that aren't as they were, and how many; with more than `most` no more are read.

        A page of rows at a time is in memory: what is new of it becomes columns, of the others a number is kept.
        """
        stock, added = Stock(), 0
        keys, contents = [], []
        async for rows in _read():
            of_rows = np.array([row[0] for row in rows], np.int64), np.array([hash(row) for row in rows], np.int64)
            new = np.flatnonzero(self._rows.news(*of_rows))
            added += len(new)
            if most is not None and added > most:
                return stock, added
            if len(new):
                await asyncio.to_thread(stock.add, (_price(rows[at]) for at in new))
            keys.append(of_rows[0])
            contents.append(of_rows[1])
        if keys:
            self._rows = _Rows(np.concatenate(keys), np.concatenate(contents))
        else:
            self._rows = _Rows()
        return stock, added


async def _read() -> AsyncIterator[list[tuple[Any, ...]]]:
    last = 0
    while rows := await PriceLine.filter(id__gt=last).order_by("id").limit(_AT_ONCE).values_list(*_COLUMNS.values()):
        yield rows
        last = rows[-1][0]


def _price(row: tuple[Any, ...]) -> Price:
    return Price(**dict(zip(_COLUMNS, row, strict=True)))


async def price_by(price_id: int) -> Price | None:
    """One price as the engine sees it."""
    rows = await PriceLine.filter(id=price_id).values_list(*_COLUMNS.values())
    return _price(rows[0]) if rows else None
