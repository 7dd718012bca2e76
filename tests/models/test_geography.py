"""Postcodes: their department and region by the rules of La Poste and INSEE, distances by known ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.geography import (
    REGION_OF_DEPARTMENT,
    Place,
    Region,
    department_at,
    distance_km,
    place_of,
    places,
    region_at,
)

postcodes = st.sampled_from(sorted(places()))


@pytest.mark.parametrize(
    ("postcode", "department", "region"),
    [
        ("35000", "35", Region.BRETAGNE),
        ("35 000", "35", Region.BRETAGNE),
        ("01410", "01", Region.AUVERGNE_RHONE_ALPES),
        ("75012", "75", Region.ILE_DE_FRANCE),
        ("20000", "2A", Region.CORSE),
        ("20167", "2A", Region.CORSE),
        ("20200", "2B", Region.CORSE),
        ("20620", "2B", Region.CORSE),
        ("97110", "971", Region.GUADELOUPE),
        ("97200", "972", Region.MARTINIQUE),
        ("97300", "973", Region.GUYANE),
        ("97490", "974", Region.LA_REUNION),
        ("97600", "976", Region.MAYOTTE),
        ("97133", "977", Region.ELSEWHERE),
        ("97150", "978", Region.ELSEWHERE),
        ("97500", "975", Region.ELSEWHERE),
        ("98000", "98", Region.ELSEWHERE),
        ("98800", "988", Region.ELSEWHERE),
        # CEDEX codes are in no table, but start like their department.
        ("92042", "92", Region.ILE_DE_FRANCE),
        ("20189", "2A", Region.CORSE),
        ("20407", "2B", Region.CORSE),
        ("97489", "974", Region.LA_REUNION),
    ],
)
def test_department_and_region(postcode: str, department: str, region: Region) -> None:
    assert (department_at(postcode), region_at(postcode)) == (department, region)


@pytest.mark.parametrize("text", ["", None, "3500", "350000", "99999", "00100", "2A004", "ABCDE", "٣٥٠٠٠", "96000"])
def test_what_is_no_french_postcode(text: str | None) -> None:
    assert (department_at(text), region_at(text), place_of(text)) == (None, None, None)


def test_the_table_covers_france() -> None:
    assert len(places()) > 6_000
    found = {place.department for place in places().values()}
    assert len(found - {"975", "977", "978", "98"}) == 101, "96 departments of the metropole and 5 overseas"
    assert found <= set(REGION_OF_DEPARTMENT)
    assert set(REGION_OF_DEPARTMENT.values()) == set(Region)


@given(postcodes)
def test_each_place_lies_where_its_department_does(postcode: str) -> None:
    place = places()[postcode]
    if place.department < "96":
        assert 41.3 < place.latitude < 51.2
        assert -5.3 < place.longitude < 9.7
    # Some postcodes are served from the department beside.
    assert (
        place.department[:2].replace("2A", "20").replace("2B", "20") == postcode[:2]
        or distance_km(place, places()[min(code for code in places() if code[:2] == postcode[:2])]) < 250
    )


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [("75001", "69001", 392), ("75001", "13001", 661), ("59000", "66000", 880), ("75001", "97400", 9_368)],
)
def test_known_distances(here: str, there: str, km: float) -> None:
    first, second = place_of(here), place_of(there)
    assert first
    assert second
    assert distance_km(first, second) == pytest.approx(km, rel=0.012)


@given(postcodes, postcodes, postcodes)
def test_distance_is_a_metric(one: str, two: str, three: str) -> None:
    a, b, c = (places()[code] for code in (one, two, three))
    assert distance_km(a, a) == 0
    assert distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-9)
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1e-6


def test_the_other_side_of_the_earth() -> None:
    pole, antipode = Place("", "", "", 45.0, 10.0), Place("", "", "", -45.0, -170.0)
    assert distance_km(pole, antipode) == pytest.approx(20_015, rel=0.001)
