"""The whole engine in one call: what was read, the prices, and out comes the audit.

engine = Engine(prices, categories, catalogue)     # prepared once; `engine.update(…)` when prices change
result = engine.audit(reading, scope={"papeterie"})

Who stores what was read asks for the verdicts alone: `engine.judge(invoices, decisions)`.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from threading import Lock
from typing import Self

from audit.categories import MOST_LABELS, Categories, Category
from audit.classify import classified
from audit.duplicates import merged
from audit.invoice import Invoice
from audit.judging import Asked, judged
from audit.matching import Decision, Index, Load, Matcher, Model, Query
from audit.prices import Price
from audit.reading import Reading
from audit.results import AuditResult, Match
from audit.savings import Catalogue, Judged, Verdict, audit
from models.folding import fold

Suppliers = Mapping[str, Iterable[str]]
# What a name may lose and still be the company's.
_LEGAL_FORMS = frozenset("sa sas sasu sarl eurl sci snc scop ste societe".split())


class Stock:
    """Prices on their way into an engine, some at a time: none of them stays an object."""

    def __init__(self) -> None:
        self.load = Load()
        # Of each category as many labels as it is learned by, and codes of suppliers by their names.
        self.labels: dict[str, list[str]] = defaultdict(list)
        self.companies: dict[str, str] = {}
        self._names: dict[tuple[str, str], None] = {}

    def add(self, prices: Iterable[Price]) -> Self:
        """Some more, each key once."""
        self.load.add(map(self._seen, prices))
        return self

    def _seen(self, price: Price) -> Price:
        labels = self.labels[price.category or ""]
        if len(labels) < MOST_LABELS:
            labels.append(price.label)
        name = (price.supplier_name, price.supplier)
        if name not in self._names:
            self._names[name] = None
            self.companies[_company(price.supplier_name)] = price.supplier
        return price


class Engine:
    """Prices, categories and the names of suppliers, prepared once for any number of audits; safe for threads."""

    def __init__(
        self,
        prices: Iterable[Price] | Stock,
        categories: Iterable[Category],
        catalogue: Catalogue,
        suppliers: Suppliers | None = None,
    ) -> None:
        """`suppliers` are the names of each supplier by its code, beside those in the prices."""
        stock = _stock(prices)
        self._turn = Lock()
        self._index = Index(stock.load)
        self._matcher = Matcher(self._index, Model.load())
        self._categories = Categories(
            dataclasses.replace(each, labels=stock.labels.get(each.code, ())) for each in categories
        )
        self._suppliers = _by_company(stock, suppliers)
        self.catalogue = catalogue

    def update(
        self,
        added: Iterable[Price] | Stock,
        removed: Sequence[int],
        catalogue: Catalogue,
        suppliers: Suppliers | None = None,
    ) -> None:
        """After an import: prices that are new or changed, and the keys of those that are gone.

        What categories are told by stays as it was taught: a part of the prices doesn't change a category's words.
        """
        stock = _stock(added)
        with self._turn:
            self._index.update(stock.load, removed)
            self._suppliers |= _by_company(stock, suppliers)
            self.catalogue = catalogue

    def audit(
        self, reading: Reading, *, scope: Collection[str] | None = None, decisions: Sequence[Decision] = ()
    ) -> AuditResult:
        """Classify, count once what came twice, match, compare, sum up."""
        read = [dataclasses.replace(each, invoice=classified(each.invoice)) for each in merged(reading.invoices)]
        found = self.judged([each.invoice for each in read], decisions)
        return audit(read, found.verdicts, catalogue=found.catalogue, scope=scope, refused=reading.refused)

    def judge(self, invoices: Sequence[Invoice], decisions: Sequence[Decision] = ()) -> list[list[Verdict]]:
        """The verdicts on all lines of each invoice, in their order: what was decided comes first."""
        return self.judged(invoices, decisions).verdicts

    def judged(self, invoices: Sequence[Invoice], decisions: Sequence[Decision] = ()) -> Judged:
        """The same with the state of the prices, which an update may change before and after."""

        def match(asked: Sequence[Asked]) -> list[Match]:
            return self._matcher.match([self._query(one) for one in asked], decisions)

        with self._turn:
            return Judged(verdicts=judged(invoices, match, self._category_of), catalogue=self.catalogue)

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
            supplier=self._suppliers.get(_company(seller.name or "")),
            seller=seller.siren,
        )

    def _category_of(self, text: str) -> str | None:
        guess = self._categories.of(text)
        return guess.code if guess else None


def _stock(prices: Iterable[Price] | Stock) -> Stock:
    return prices if isinstance(prices, Stock) else Stock().add(prices)


def _by_company(stock: Stock, suppliers: Suppliers | None) -> dict[str, str]:
    """Codes of suppliers by their names."""
    found = dict(stock.companies)
    found |= {_company(name): code for code, names in (suppliers or {}).items() for name in names}
    found.pop("", None)
    return found


def _company(name: str) -> str:
    """A company's name as others write it: folded, without its legal form."""
    return " ".join(word for word in fold(name).split() if word not in _LEGAL_FORMS)
