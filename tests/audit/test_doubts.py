"""What is likely and yet not sure: a variant or a service that the price doesn't name, in whichever words."""

from __future__ import annotations

import pytest

from audit.matching.attributes import attributes_of, vetoes_between
from audit.matching.doubts import is_doubtful
from audit.results import Veto
from tests.audit.test_matching import price


@pytest.mark.parametrize(
    ("text", "label", "doubtful"),
    [
        ("CAHIER 17X22 96P SEYES LOT 5", "Cahier piqué 17 × 22 cm grands carreaux 96 pages, lot de 5", False),
        ("CAHIER 17X22 96P SEYES LOT 5", "Cahier piqué 17 × 22 cm petits carreaux 96 pages, lot de 5", True),
        ("Maintenance annuelle visite extincteurs", "Visite annuelle par extincteur", False),
        ("Maintenance annuelle extincteurs", "Visite annuelle par extincteur", True),
        ("Entretien climatiseur", "Installation climatiseur", True),
        # Another shank, which an ordinary chuck doesn't take.
        ("Foret béton SDS diam. 6 mm", "Foret béton 6 mm", True),
        ("Foret béton SDS diam. 6 mm", "Foret béton SDS+ 6 mm", False),
    ],
)
def test_words_for_the_same_are_not_doubted(text: str, label: str, doubtful: bool) -> None:
    assert is_doubtful(text, price(1, label)) is doubtful


def test_what_is_wiped_off_is_no_permanent_marker() -> None:
    one, other = "Marqueur effaçable noir boîte de 12", "Marqueur permanent noir pointe ogive, boîte de 12"
    assert Veto.MODEL in vetoes_between(attributes_of(one), attributes_of(other))
