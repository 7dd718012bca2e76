"""References and GTINs that were misread, or used again for something else."""

from __future__ import annotations

import pytest

from audit.matching import Index, Matcher, Model, Query
from audit.results import Band, Reason
from tests.audit.values import DAY, price

PEN = price(reference="100234", label="Stylo plume pointe fine corps métal", supplier="plumelune", gtin="3760000000017")


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(Index([PEN]), Model.load())


@pytest.mark.parametrize(
    ("query", "band"),
    [
        (Query(text="Stylo plume fine", day=DAY, reference="100234", supplier="plumelune"), Band.AUTOMATIC),
        (Query(text="STYL. PL.", day=DAY, reference="100 234", supplier="plumelune"), Band.AUTOMATIC),
        (Query(text="Chaise de bureau", day=DAY, reference="100234", supplier="plumelune"), Band.REVIEW),
        (Query(text="Stylo plume fine", day=DAY, gtin="3760000000017"), Band.AUTOMATIC),
        (Query(text="Agrafeuse", day=DAY, gtin="3760000000017"), Band.REVIEW),
    ],
)
def test_an_exact_number_of_something_else_is_looked_at(matcher: Matcher, query: Query, band: Band) -> None:
    (match,) = matcher.match([query])
    assert match.chosen is not None
    assert (match.band, match.chosen.price.key) == (band, PEN.key)


@pytest.mark.parametrize(
    ("text", "numbers", "is_found"),
    [
        ("Stylo plume métal pointe fine", {"reference": "100234"}, False),
        ("Stylo plume métal pointe fine", {"maker_reference": "100234"}, True),
        ("Stylo", {"maker_reference": "100234"}, False),
    ],
)
def test_a_mere_number_is_every_supplier_s_own(
    matcher: Matcher, text: str, numbers: dict[str, str], is_found: bool
) -> None:
    (match,) = matcher.match([Query(text=text, day=DAY, **numbers)])  # type: ignore[arg-type]  # as its fields say
    assert (match.chosen is not None and match.chosen.reason is Reason.MAKER_REFERENCE) == is_found
