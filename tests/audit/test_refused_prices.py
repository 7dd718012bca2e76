"""That we have nothing like a product was said of the prices that there were: what comes later is proposed."""

from __future__ import annotations

import datetime as dt

import pytest

from audit.matching import Decision, Index, Matcher, Model, Query
from audit.prices import Price
from audit.results import Band, Reason
from tests.audit.test_matching import DAY, PRICES, UNIT_GTIN, price

BINDER = "Classeur à levier dos 8 cm noir"


def match_of(query: Query, *later: Price, newest: int | None = 8) -> tuple[Band, int | None, list[int]]:
    refused = Decision(text=query.text, chosen=None, seller="123456782", newest=newest)
    (match,) = Matcher(Index([*PRICES, *later]), Model.load()).match([query], [refused])
    return match.band, match.chosen.price.key if match.chosen else None, [one.price.key for one in match.candidates]


@pytest.fixture
def binder() -> Query:
    return Query(text=BINDER, day=DAY, seller="123456782")


def test_prices_that_were_there_are_refused_for_good(binder: Query) -> None:
    assert match_of(binder) == (Band.UNMATCHED, None, [])
    other = price(9, "Stylo bille bleu", supplier="burolune", reference="BUR-9")
    assert match_of(binder, other)[:2] == (Band.UNMATCHED, None)
    again = price(9, BINDER, reference="PAP-000003", valid_from=dt.date(2026, 5, 1))
    assert match_of(binder, again) == (Band.UNMATCHED, None, []), "a new price of the product that was refused"
    new = price(9, BINDER, supplier="burolune", reference="BUR-9")
    assert match_of(binder, new, newest=None) == (Band.UNMATCHED, None, []), "nobody knows what there was"


def test_a_product_that_came_later_is_proposed(binder: Query) -> None:
    new = price(9, BINDER, supplier="burolune", reference="BUR-9")
    assert match_of(binder, new) == (Band.REVIEW, 9, [9])


def test_exact_numbers_of_later_products_are_proposed_too() -> None:
    query = Query(text="PAP REPRO BLC", day=DAY, seller="123456782", gtin=UNIT_GTIN)
    new = price(9, PRICES[0].label, supplier="burolune", reference="BUR-9", gtin=UNIT_GTIN)
    assert match_of(query, new) == (Band.REVIEW, 9, [9])
    (free,) = Matcher(Index([*PRICES, new]), Model.load()).match([query])
    assert (free.band, free.chosen.reason if free.chosen else None) == (Band.AUTOMATIC, Reason.GTIN)
