"""The verdict on a line: which price, which category, and what both items hold in the same unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from audit.invoice import LineKind
from audit.judging import NO_MATCH, Asked, both_contents, judged, verdict_of
from audit.results import Band, BaseUnit, Content, Match, Reason
from tests.audit.values import DAY, credit_note, invoice, line, matched, price

REAM = price("12.50", 5, unit="ramette", label="Papier A4 80 g, ramette de 500 feuilles")


def test_both_sides_are_brought_to_the_finest_unit_that_both_have() -> None:
    box = line("Papier A4 80 g, carton de 5 ramettes de 500 feuilles", unit="carton")
    assert both_contents(box, REAM) == (Content(Decimal(2500), BaseUnit.SHEET), Content(Decimal(2500), BaseUnit.SHEET))


def test_the_description_is_asked_when_the_name_doesn_t_say() -> None:
    said = line("Savon mains", unit="bidon", description="bidon de 5 L")
    own, priced = both_contents(said, price(unit="litre", label="Savon"))
    assert own == Content(Decimal(5), BaseUnit.LITRE)
    assert priced == Content(Decimal(1), BaseUnit.LITRE)


def test_a_parcel_is_compared_with_a_parcel_and_never_with_what_is_in_it() -> None:
    priced, one = price(unit="colis", label="Colis France 2 à 5 kg J+1"), Content(Decimal(1), BaseUnit.PIECE)
    assert both_contents(line("Colis France 2 à 5 kg J+1", unit="colis"), priced) == (one, one)
    assert both_contents(line("Colis France 2 à 5 kg J+1", unit="carton"), priced)[0] is None
    several = price(pack_size=10, unit="colis", label="Colis France 2 à 5 kg J+1")
    assert both_contents(line("Colis France 2 à 5 kg J+1", unit="colis"), several)[0] is None


def test_what_nobody_can_tell_stays_unknown() -> None:
    own, priced = both_contents(line("Gobelets", unit="carton"), price())
    assert own is None
    assert priced is not None
    assert both_contents(line("Gobelets", unit="carton"), None) == (None, None)


def test_a_certain_price_tells_the_category_an_uncertain_one_doesn_t() -> None:
    sure, unsure = matched(), matched(band=Band.REVIEW, reason=Reason.LIKENESS)
    assert verdict_of(line(), sure, lambda _: "hygiene").category == "papeterie"
    assert verdict_of(line(), unsure, lambda _: "hygiene").category == "hygiene"
    assert verdict_of(line(), NO_MATCH, lambda _: None).category is None
    assert verdict_of(line(kind=LineKind.FREIGHT), NO_MATCH, lambda _: "hygiene").category is None


def test_only_products_with_a_day_are_asked_for_all_at_once_at_the_day_of_their_price() -> None:
    calls: list[Sequence[Asked]] = []

    def match(asked: Sequence[Asked]) -> list[Match]:
        calls.append(asked)
        return [matched(price(key=at)) for at, _ in enumerate(asked)]

    earlier = DAY - dt.timedelta(days=30)
    first = invoice(line("A"), line("Port", kind=LineKind.FREIGHT), line("B"), issued_on=earlier)
    undated, back = invoice(line("C"), issued_on=None), credit_note(line("A"), corrects="F-1")
    found = judged([first, undated, back], match, lambda _: None)
    (asked,) = calls
    assert [(one.line.name, one.day) for one in asked] == [("A", earlier), ("B", earlier), ("A", earlier)]
    keys = [[one.match.chosen.price.key if one.match.chosen else None for one in own] for own in found]
    assert keys == [[0, None, 1], [None], [2]]
