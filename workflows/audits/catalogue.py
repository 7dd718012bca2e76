"""The group's prices as the matcher wants them: read from the tables once, and again when they have changed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tortoise.connection import get_connection

from audit.categories import Categories
from audit.categories import Category as LearnedCategory
from audit.judging import Asked
from audit.matching import Index, Matcher, Model, Query
from audit.prices import Price
from audit.results import Match
from models import Category, PriceLine, Supplier
from models.folding import fold
from models.france import today
from workflows.audits.engine import PRICED, Catalogue, price_of

# Rows at once: a million of them as objects would fill the memory.
_AT_ONCE = 5_000
# Two states of the prices that agree in all of this are the same state.
_STATE = """
    SELECT COUNT(*) AS prices, MAX(id) AS last, SUM(CAST(price AS REAL) * (id % 9973 + 1)) AS amounts,
        SUM(CAST(pack_size AS REAL) * (id % 9967 + 1)) AS packs, SUM(LENGTH(label) + LENGTH(reference)) AS letters,
        COUNT(valid_to) AS ended, MAX(valid_from) AS newest, MAX(valid_to) AS latest, SUM(category_id) AS categories
    FROM price_line
"""
# What a name may lose and still be the company's.
_LEGAL_FORMS = frozenset("sa sas sasu sarl eurl sci snc scop ste societe".split())


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The prices at one state, ready to be asked."""

    version: str
    matcher: Matcher
    categories: Categories
    suppliers: dict[str, str]

    def match(self, asked: Sequence[Asked]) -> list[Match]:
        """One match for each line; takes a processor for a while."""
        return self.matcher.match([self._query(one) for one in asked])

    def category_of(self, text: str) -> str | None:
        """The code of a product's category, by its words."""
        guess = self.categories.of(text)
        return guess.code if guess else None

    def _query(self, asked: Asked) -> Query:
        line, seller = asked.line, asked.invoice.seller
        return Query(
            text=line.name,
            day=asked.day,
            reference=line.seller_reference,
            maker_reference=line.maker_reference,
            gtin=line.gtin,
            unit=line.unit,
            unit_code=line.unit_code,
            quantity=line.quantity,
            paid_price=line.paid_price,
            supplier=self.suppliers.get(company(seller.name or "")),
            seller=seller.siren,
        )


class Prices:
    """The engine's catalogue; built when an audit first needs it, and kept while the prices stay the same."""

    def __init__(self) -> None:
        self._prepared: _Prepared | None = None
        self._turn = asyncio.Lock()

    async def __call__(self) -> Catalogue:
        """The prices as they are now."""
        async with self._turn:
            version = await _version()
            if self._prepared is None or self._prepared.version != version:
                self._prepared = None  # not two of them in memory
                self._prepared = await _prepare(version)
            ready = self._prepared
        return Catalogue(version=version, date=today(), match=ready.match, category_of=ready.category_of)


async def _version() -> str:
    """A word for the state of the prices: the same state has the same word."""
    (row,) = await get_connection("default").execute_query_dict(_STATE)
    text = ";".join(f"{name}={row[name]}" for name in sorted(row))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


async def _prepare(version: str) -> _Prepared:
    prices: list[Price] = []
    last = 0
    while rows := await PriceLine.filter(id__gt=last).order_by("id").limit(_AT_ONCE).select_related(*PRICED):
        prices += [price_of(row) for row in rows]
        last = rows[-1].id
    learned = [
        LearnedCategory(code=one.code, name=one.name, description=one.description) for one in await Category.all()
    ]
    suppliers = {
        company(name): one.code for one in await Supplier.all() for name in (one.name, *one.aliases) if company(name)
    }
    matcher, categories = await asyncio.to_thread(_built, prices, learned)
    return _Prepared(version, matcher, categories, suppliers)


def _built(prices: Sequence[Price], learned: Iterable[LearnedCategory]) -> tuple[Matcher, Categories]:
    labels: dict[str | None, list[str]] = {}
    for price in prices:
        labels.setdefault(price.category, []).append(price.label)
    categories = Categories(
        LearnedCategory(code=one.code, name=one.name, description=one.description, labels=labels.get(one.code, ()))
        for one in learned
    )
    return Matcher(Index(prices), Model.load()), categories


def company(name: str) -> str:
    """A company's name as others write it: folded, without its legal form."""
    return " ".join(word for word in fold(name).split() if word not in _LEGAL_FORMS)
