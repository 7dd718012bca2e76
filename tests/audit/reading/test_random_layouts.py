"""Forty random layouts, always the same ones: how much of them is read, and that what is accepted is right."""

from __future__ import annotations

from decimal import Decimal

import pypdfium2 as pdfium
import pytest

from tests.audit.layouts.measure import Score
from tests.audit.layouts.random_blame import blamed
from tests.audit.layouts.random_invoice import invoice
from tests.audit.layouts.random_page import page
from tests.audit.layouts.random_report import Reading, by_trait, reading
from tests.audit.layouts.random_traits import TRAITS, Traits, chance_of, plain, settled, traits


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return [reading(seed) for seed in range(1, 41)]


def test_how_much_is_read_and_right(readings: list[Reading]) -> None:
    """The floors are what was reached; whoever reaches more puts them up."""
    total = Score()
    for one in readings:
        total.add(one.score)
    assert total.f1(total.found) >= 0.99
    assert total.f1(total.right) >= 0.965
    assert total.accepted >= 0.85 * total.read
    assert total.accepted_right >= 0.995 * total.accepted, [one.seed for one in readings if not one.clean]


def test_the_table_by_trait_counts_each_page_once_for_each_trait(readings: list[Reading]) -> None:
    table = by_trait(readings)
    for name, values in TRAITS.items():
        assert sum(table[name, value][1] for value in values if (name, value) in table) == len(readings)
        assert sum(table[name, value][0].told for value in values if (name, value) in table) == sum(
            one.score.told for one in readings
        )


def test_a_plain_page_is_read_right_and_says_what_its_truth_says() -> None:
    """All traits plain: nobody is to blame; the words of the truth stand in the PDF."""
    found = reading(1, of={name: plain(name) for name in TRAITS})
    assert found.clean, found.said
    content, told, _ = page(1)
    text = "".join(one.get_textpage().get_text_range() for one in pdfium.PdfDocument(content))
    assert told["number"] in text
    assert page(1)[0] == content


def test_the_sums_of_a_page_follow_from_its_lines() -> None:
    for seed in range(1, 41):
        told = page(seed)[1]
        assert sum(Decimal(line["amount"]) for line in told["lines"]) == Decimal(told["net"])
        bases = invoice(traits(seed), chance_of("invoice", seed)).vat
        assert sum(base for base, _ in bases.values()) == Decimal(told["net"])


@pytest.mark.parametrize(
    "special",
    [
        {"vat": "code", "rates": "several"},
        {"vat_table": "beside", "rates": "several"},
        {"titles": "none", "quantity_places": "3"},
        {"position": "column", "gaps": "tight"},
        {"reference": "bracket", "text_width": "narrow"},
    ],
    ids=["VAT codes", "VAT beside totals", "whole with decimals", "positions beside codes", "a code that fills a row"],
)
def test_pages_with_one_difficulty_are_read_right(special: Traits) -> None:
    for seed in range(1, 5):
        found = reading(seed, of=settled({name: plain(name) for name in TRAITS} | special))
        assert found.clean, (seed, found.said)


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(54, id="a text's first row reads like a title"),
        pytest.param(142, id="codes of VAT under CODE TVA"),
        pytest.param(200, id="references of digits under a title of its own"),
        pytest.param(370, id="a bold name beside its code, the numbers below"),
        pytest.param(429, id="a dash before a price"),
        pytest.param(436, id="bold names over the numbers"),
        pytest.param(505, id="bold headings over bold names"),
        pytest.param(511, id="a code below its label"),
        pytest.param(671, id="rates beside names"),
        pytest.param(183, id="codes that break over the numbers"),
    ],
)
def test_pages_that_were_accepted_and_wrong_are_right(seed: int) -> None:
    found = reading(seed)
    assert found.clean, found.said


@pytest.mark.parametrize("seed", [11, 248, 473, 618, 1192])
def test_pages_that_are_read_wrong_are_not_accepted(seed: int) -> None:
    assert reading(seed).score.accepted == 0


def test_what_is_to_blame_is_plain_but_for_the_reason(readings: list[Reading]) -> None:
    """Fewer traits than before, still wrong, and allowed together."""
    wrong = next(one for one in readings if not one.clean)
    least = blamed(wrong.traits, wrong.seed)
    special = [name for name in TRAITS if least[name] != plain(name)]
    assert len(special) < sum(wrong.traits[name] != plain(name) for name in TRAITS)
    assert not reading(wrong.seed, of=least).clean
    assert settled(dict(least)) == least
