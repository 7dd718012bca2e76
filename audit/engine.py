"""The whole engine in one call: what was read, the prices, and out comes the audit.

engine = Engine(prices, categories, catalogue)     # prepared once; `engine.update(…)` when prices change
result = engine.audit(reading, scope={"papeterie"})

Who stores what was read asks for the verdicts alone: `engine.judge(invoices, decisions)`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from threading import Lock

from audit.categories import Categories, Category
from audit.classify import classified
from audit.duplicates import merged
from audit.invoice import Invoice
from audit.judging import Asked, judged
from audit.matching import Decision, Index, Matcher, Model, Query
from audit.prices import Price
from audit.reading import Reading
from audit.results import AuditResult, Match
from audit.savings import Catalogue, Verdict, audit
from models.folding import fold

Suppliers = Mapping[str, Iterable[str]]
# What a name may lose and still be the company's.
_LEGAL_FORMS = frozenset("sa sas sasu sarl eurl sci snc scop ste societe".split())


class Engine:
    """Prices, categories and the names of suppliers, prepared once for any number of audits; safe for threads."""

    def __init__(
        self,
        prices: Iterable[Price],
        categories: Iterable[Category],
        catalogue: Catalogue,
        suppliers: Suppliers | None = None,
    ) -> None:
        """`suppliers` are the names of each supplier by its code, beside those in the prices."""
        known = list(prices)
        self._turn = Lock()
        self._index = Index(known)
        self._matcher = Matcher(self._index, Model.load())
        labels: dict[str, list[str]] = {}
        for each in known:
            labels.setdefault(each.category or "", []).append(each.label)
        self._categories = Categories(
            dataclasses.replace(each, labels=labels.get(each.code, ())) for each in categories
        )
        self._suppliers = _by_company(known, suppliers)
        self.catalogue = catalogue

    def update(
        self,
        added: Sequence[Price],
        removed: Sequence[int],
        catalogue: Catalogue,
        suppliers: Suppliers | None = None,
    ) -> None:
        """After an import: prices that are new or changed, and the keys of those that are gone.

        What categories are told by stays as it was taught: a part of the prices doesn't change a category's words.
        """
        with self._turn:
            self._index.update(added, removed)
            self._suppliers |= _by_company(added, suppliers)
            self.catalogue = catalogue

    def audit(
        self, reading: Reading, *, scope: Collection[str] | None = None, decisions: Sequence[Decision] = ()
    ) -> AuditResult:
        """Classify, count once what came twice, match, compare, sum up."""
        read = [dataclasses.replace(each, invoice=classified(each.invoice)) for each in merged(reading.invoices)]
        verdicts = self.judge([each.invoice for each in read], decisions)
        return audit(read, verdicts, catalogue=self.catalogue, scope=scope, refused=reading.refused)

    def judge(self, invoices: Sequence[Invoice], decisions: Sequence[Decision] = ()) -> list[list[Verdict]]:
        """The verdicts on all lines of each invoice, in their order: what was decided comes first."""

        def match(asked: Sequence[Asked]) -> list[Match]:
            return self._matcher.match([self._query(one) for one in asked], decisions)

        with self._turn:
            return judged(invoices, match, self._category_of)

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


def _by_company(prices: Iterable[Price], suppliers: Suppliers | None) -> dict[str, str]:
    """Codes of suppliers by their names."""
    found = {_company(each.supplier_name): each.supplier for each in prices}
    found |= {_company(name): code for code, names in (suppliers or {}).items() for name in names}
    found.pop("", None)
    return found


def _company(name: str) -> str:
    """A company's name as others write it: folded, without its legal form."""
    return " ".join(word for word in fold(name).split() if word not in _LEGAL_FORMS)
