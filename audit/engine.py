"""The whole engine in one call: what was read, the prices, and out comes the audit.

engine = Engine(prices, categories, catalogue)     # prepared once
result = engine.audit(reading, scope={"papeterie"})
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence

from audit.categories import Categories, Category
from audit.classify import classified
from audit.duplicates import merged
from audit.judging import Asked, judged
from audit.matching import Decision, Index, Matcher, Model, Query
from audit.prices import Price
from audit.reading import Reading
from audit.results import AuditResult, Match
from audit.savings import Catalogue, audit
from models.folding import fold

# What a name may lose and still be the company's.
_LEGAL_FORMS = frozenset("sa sas sasu sarl eurl sci snc scop ste societe".split())


class Engine:
    """Prices, categories and the names of suppliers, prepared once for any number of audits."""

    def __init__(
        self,
        prices: Iterable[Price],
        categories: Iterable[Category],
        catalogue: Catalogue,
        suppliers: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """`suppliers` are the names of each supplier by its code, beside those in the prices."""
        known = list(prices)
        self._suppliers = {_company(each.supplier_name): each.supplier for each in known}
        self._suppliers |= {_company(name): code for code, names in (suppliers or {}).items() for name in names}
        self._matcher = Matcher(Index(known), Model.load())
        labels: dict[str, list[str]] = {}
        for each in known:
            labels.setdefault(each.category or "", []).append(each.label)
        self._categories = Categories(
            dataclasses.replace(each, labels=labels.get(each.code, ())) for each in categories
        )
        self._catalogue = catalogue

    def audit(
        self, reading: Reading, *, scope: Collection[str] | None = None, decisions: Sequence[Decision] = ()
    ) -> AuditResult:
        """Classify, count once what came twice, match, compare, sum up."""
        read = [dataclasses.replace(each, invoice=classified(each.invoice)) for each in merged(reading.invoices)]

        def match(asked: Sequence[Asked]) -> list[Match]:
            return self._matcher.match([self._query(one) for one in asked], decisions)

        verdicts = judged([each.invoice for each in read], match, self._category_of)
        return audit(read, verdicts, catalogue=self._catalogue, scope=scope, refused=reading.refused)

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
            seller=seller.siren or fold(seller.name or "") or None,
        )

    def _category_of(self, text: str) -> str | None:
        guess = self._categories.of(text)
        return guess.code if guess else None


def _company(name: str) -> str:
    return " ".join(word for word in fold(name).split() if word not in _LEGAL_FORMS)
