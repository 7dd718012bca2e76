"""Which negotiated price a line meets: decisions, then GTIN, references, and at last likeness with a trained scorer."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from audit.content import contents_beside, contents_of_price, shared
from audit.matching.attributes import attributes_of, vetoes_between
from audit.matching.columns import plain_reference
from audit.matching.decided import Decided
from audit.matching.doubts import is_doubtful
from audit.matching.features import Side, features_of
from audit.matching.index import Index, Place
from audit.matching.model import Model
from audit.matching.trigrams import plain
from audit.matching.values import Decision, Query
from audit.prices import Price
from audit.results import Band, BaseUnit, Candidate, Match, MatchKind, Reason, Veto

# Of each line so many prices are scored, and so many told.
SCORED = 20
_TOLD = 5
# An exact number whose texts contradict each other was perhaps misprinted: a human looks.
_EXACT, _CONTRADICTED = 0.995, 0.9
_LONG_REFERENCE = 5
_LONG_BRAND = 5
_LIKE = 60.0
# Below, two texts tell of different things: so are 93 % of pairs by chance, and 2 ‰ of labelled pairs.
_UNLIKE = 45.0
# Paid for one unit more or less than so many times the negotiated price: the units were misunderstood, likely.
_FAR = Decimal(8)


class Matcher:
    """Matches lines with the prices of an index."""

    def __init__(self, index: Index, model: Model) -> None:
        self._index = index
        self._model = model

    def match(self, queries: Sequence[Query], decisions: Iterable[Decision] = ()) -> list[Match]:
        """The verdict on each line, in their order; the same lines give the same verdicts in any order."""
        decided = Decided(decisions)
        newest = self._index.newest
        refused = [_refused_until(decided.of(query), newest) for query in queries]
        found: list[Match | None] = [
            self._known(query, decided.of(query), until) for query, until in zip(queries, refused, strict=True)
        ]
        waiting: dict[tuple[str | None, dt.date], list[int]] = defaultdict(list)
        for place, (query, match) in enumerate(zip(queries, found, strict=True)):
            if match is None:
                waiting[query.category, query.day].append(place)
        for (category, day), places in waiting.items():
            asked = [(queries[place], refused[place]) for place in places]
            for place, match in zip(places, self._likest(asked, category, day), strict=True):
                found[place] = match
        return [match for match in found if match is not None]

    def _known(self, query: Query, decision: Decision | None, until: int | None) -> Match | None:
        """What needs no guess; prices `until` this key were refused."""
        if decision is not None and decision.chosen is None and until is None:
            return Match(band=Band.UNMATCHED)
        if decision is not None and decision.chosen is not None:
            price = self._named(decision.chosen, query.day)
            if price is not None:
                chosen = Candidate(price=price, probability=1.0, kind=decision.kind, reason=decision.reason)
                return Match(band=decision.band, chosen=chosen, candidates=(chosen,))
        for places, reason in self._exact(query):
            prices = [price for price in map(_price, places) if self._is_new(price, until)]
            if prices:
                match = self._of_exact(query, prices, reason)
                return match if until is None else replace(match, band=Band.REVIEW)
        return None

    def _is_new(self, price: Price, until: int | None) -> bool:
        """Whether it wasn't there when all prices `until` this key were refused; a new price of a product is no new
        product."""
        if until is None:
            return True
        same = (_price(one) for one in self._index.by_reference(price.reference, None))
        return all(one.key > until for one in same if one.supplier == price.supplier) and price.key > until

    def _exact(self, query: Query) -> Iterable[tuple[list[Place], Reason]]:
        yield self._index.by_gtin(query.gtin, query.day), Reason.GTIN
        by_reference = self._index.by_reference(query.reference, query.day)
        if query.supplier:
            yield [one for one in by_reference if _price(one).supplier == query.supplier], Reason.SUPPLIER_REFERENCE
        of_maker = [*self._index.by_reference(query.maker_reference, query.day), *by_reference]
        yield [one for one in of_maker if _is_makers(query, _price(one))], Reason.MAKER_REFERENCE

    def _of_exact(self, query: Query, prices: Sequence[Price], reason: Reason) -> Match:
        told = [
            Candidate(
                price=price,
                probability=_CONTRADICTED if vetoes or _is_unlike(query, price) else _EXACT,
                kind=MatchKind.IDENTICAL,
                reason=reason,
                vetoes=vetoes,
            )
            for price, vetoes in ((price, _vetoes(query, price)) for price in prices)
        ]
        told.sort(key=lambda one: (-one.probability, *_preference(query, one.price)))
        band = Band.AUTOMATIC if told[0].probability == _EXACT else Band.REVIEW
        return Match(band=band, chosen=told[0], candidates=tuple(told[:_TOLD]))

    def _named(self, chosen: tuple[str, str], day: dt.date) -> Price | None:
        supplier, reference = chosen
        prices = [_price(one) for one in self._index.by_reference(reference, day)]
        return next((one for one in prices if one.supplier == supplier), None)

    def _likest(self, asked: Sequence[tuple[Query, int | None]], category: str | None, day: dt.date) -> list[Match]:
        """By likeness, for lines of one category and day, each with the key until which prices were refused."""
        queries = [query for query, _ in asked]
        near = self._index.nearest([searched(query) for query in queries], category, day, SCORED)
        prices = [[_price(place) for place in places] for places in near]
        sides = [
            (side_of(query), [side_of_price(price) for price in those])
            for query, those in zip(queries, prices, strict=True)
        ]
        rows = features_of(sides, self._index.weights)
        chances = self._model.chances(np.vstack(rows)) if rows else np.zeros(0)
        ends = np.cumsum([len(one) for one in rows])
        return [
            self._judged(query, until, those, own)
            for (query, until), those, own in zip(asked, prices, np.split(chances, ends[:-1]), strict=True)
        ]

    def _judged(self, query: Query, until: int | None, prices: Sequence[Price], chances: NDArray[np.float64]) -> Match:
        ordered = [one for one in self._ordered(query, prices, chances) if self._is_new(one[0], until)]
        told = [self._candidate(query, *one) for one in ordered[:_TOLD]]
        chosen = next((one for one in told if not one.vetoes), None)
        if chosen is None or chosen.probability < self._model.review:
            return Match(band=Band.UNMATCHED, candidates=tuple(told))
        sure = (
            until is None
            and chosen.probability >= self._model.automatic
            and not is_doubtful(query.text, chosen.price)
            and not _is_another_brand(query, chosen.price, prices)
        )
        return Match(band=Band.AUTOMATIC if sure else Band.REVIEW, chosen=chosen, candidates=tuple(told))

    def _ordered(
        self, query: Query, prices: Sequence[Price], chances: NDArray[np.float64]
    ) -> list[tuple[Price, float]]:
        """The prices, best first, each with its own chance.

        Brands tell nothing of a line that names none of them: likely prices that differ by their brands alone stand
        where the likeliest of them does, and the middle one of the brands comes first. The cheapest would show a saving
        at a quality that nobody had bought. What is unlikely or has no brand stands where its own chance says.
        """
        named = [_names_brand(query, price) for price in prices]
        products: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for at, price in enumerate(prices):
            brand = price.brand if any(named) else bool(price.brand)
            apart = None if chances[at] >= self._model.review else at
            products[plain(price.label), price.unit, price.pack_size, brand, apart].append(at)
        ranked: list[tuple[tuple[object, ...], Price, float]] = []
        for places in products.values():
            likeliest = max(float(chances[at]) for at in places)
            middle = _middle_brand([prices[at] for at in places])
            for at in places:
                price = prices[at]
                other, cost, key = _preference(query, price)
                order = (-round(likeliest, 2), not named[at], other, price.brand != middle, cost, key)
                ranked.append((order, price, float(chances[at])))
        ranked.sort(key=lambda one: one[0])
        return [(price, chance) for _, price, chance in ranked]

    def _candidate(self, query: Query, price: Price, chance: float) -> Candidate:
        vetoes = _vetoes(query, price, with_units=chance >= self._model.review)
        alike = _is_identical(query, price) and not vetoes
        return Candidate(
            price=price,
            probability=round(chance, 4),
            kind=MatchKind.IDENTICAL if alike else MatchKind.EQUIVALENT,
            reason=Reason.LIKENESS,
            vetoes=vetoes,
        )


def _refused_until(decision: Decision | None, newest: int) -> int | None:
    """The key until which all prices were refused, when there are others by now."""
    if decision is None or decision.chosen is not None or decision.newest is None or decision.newest >= newest:
        return None
    return decision.newest


def searched(query: Query) -> str:
    """What of a line is searched by."""
    return f"{query.brand or ''} {query.text}"


def side_of(query: Query) -> Side:
    """A line as the scorer sees it."""
    return Side(searched(query).strip(), query.brand)


def side_of_price(price: Price) -> Side:
    """A price as the scorer sees it."""
    return Side(price.label, price.brand)


def _price(place: Place) -> Price:
    return place.segment.columns.price(place.row)


def _middle_brand(prices: Sequence[Price]) -> str | None:
    """Of the brands of one product, each at its cheapest, the middle one; of an even number the dearer of both."""
    cheapest: dict[str | None, Decimal] = {}
    for price in prices:
        cheapest[price.brand] = min(price.price, cheapest.get(price.brand, price.price))
    return sorted(cheapest, key=lambda brand: (cheapest[brand], brand or ""))[len(cheapest) // 2]


def _names_brand(query: Query, price: Price) -> bool:
    """With or without its accents; a short one as a word of its own: "HP" isn't in "Chp"."""
    if not price.brand:
        return False
    brand, said = plain(price.brand), plain(searched(query))
    return fuzz.partial_ratio(brand, said) >= 90 if len(brand) >= _LONG_BRAND else f" {brand} " in f" {said} "


def _is_another_brand(query: Query, chosen: Price, prices: Sequence[Price]) -> bool:
    """Whether the line names another brand of the very product: then its own price is out of reach (too far, in other
    units), and whether this one is as good is no machine's to say."""
    same = [one for one in prices if plain(one.label) == plain(chosen.label)]
    return not _names_brand(query, chosen) and any(_names_brand(query, one) for one in same)


def _preference(query: Query, price: Price) -> tuple[bool, Decimal, int]:
    """Of equally good prices that of the invoice's supplier, then the cheapest."""
    return price.supplier != query.supplier, price.price / (price.pack_size or Decimal(1)), price.key


def _is_makers(query: Query, price: Price) -> bool:
    """A reference of another supplier counts when the names are alike and, unless it is called the maker's, it is no
    mere number: those are every supplier's own."""
    reference = plain_reference(price.reference)
    if len(reference) < _LONG_REFERENCE or not any(sign.isdigit() for sign in reference):
        return False
    if reference.isdigit() and reference != plain_reference(query.maker_reference or ""):
        return False
    name, label = plain(query.text), plain(f"{price.brand or ''} {price.label}")
    # A set of words is wholly alike to one word of it.
    return fuzz.token_set_ratio(name, label) >= _LIKE and fuzz.token_sort_ratio(name, label) >= _UNLIKE


def _is_unlike(query: Query, price: Price) -> bool:
    """Whether the names have nothing to do with each other, not even the beginning of a word: a number that was
    misread, or used again."""
    name, label = plain(query.text), plain(f"{price.brand or ''} {price.label}")
    begun = [{word[:3] for word in text.split() if len(word) >= 3 and word.isalpha()} for text in (name, label)]
    return begun[0].isdisjoint(begun[1]) and fuzz.token_set_ratio(name, label) < _UNLIKE


def _vetoes(query: Query, price: Price, *, with_units: bool = True) -> frozenset[Veto]:
    found = vetoes_between(attributes_of(searched(query).strip()), attributes_of(price.label))
    return found | {Veto.UNIT} if with_units and _units_contradict(query, price) else found


def _units_contradict(query: Query, price: Price) -> bool:
    """Contents that can't be compared, or a price so far away that one of them must be misunderstood."""
    paid = contents_beside(price, query.text, query.unit, query.unit_code, query.quantity)
    if not paid:
        return False
    both = shared(paid, contents_of_price(price))
    if both is None:
        # "One piece" may only mean that nobody said more.
        return paid[0].unit is not BaseUnit.PIECE
    if not query.paid_price or query.paid_price <= 0 or price.price <= 0:
        return False
    ratio = (query.paid_price / both[0].amount) / (price.price / both[1].amount)
    return not 1 / _FAR <= ratio <= _FAR


def _is_identical(query: Query, price: Price) -> bool:
    """The very product, not only one as good: its brand is named, or the supplier's own words are."""
    name, label = query.text.lower(), price.label.lower()
    if price.brand:
        return _names_brand(query, price) and fuzz.token_set_ratio(name, f"{price.brand.lower()} {label}") >= 70
    return price.supplier == query.supplier and fuzz.token_sort_ratio(name, label) >= 85
