"""What a reply to "pour lequel est votre demande ?" confirms; nothing where that isn't plain."""

from __future__ import annotations

import pytest

from mailbot.understanding.continuation import continued
from mailbot.understanding.settled import settled_by
from tests.mailbot.understanding.suppliers import DIRECTORY

EARLIER = "Comptes\nLe bureau est chez Lyreva, l'atelier chez Rexol. Il faudrait en rattacher un."
LYREVA, REXOL = {"Lyreva"}, {"Rexol"}


@pytest.mark.parametrize(
    ("reply", "confirmed"),
    [
        ("Lyreva", LYREVA),
        ("pas Lyreva, Rexol", REXOL),
        ("les deux svp", LYREVA | REXOL),
        ("l'un et l'autre", LYREVA | REXOL),
        ("tous", LYREVA | REXOL),
        ("le premier", LYREVA),
        ("Le second, n° 445210", REXOL),
        ("Bonjour,\n\nc'est le dernier.\n\nPaul", REXOL),
        ("celui du bureau", LYREVA),
        ("C'est pour l'atelier", REXOL),
        ("oui", set()),
        ("aucun des deux", set()),
        ("ni l'un ni l'autre", set()),
        ("pas les deux", set()),
        ("l'autre", set()),
        ("les trois", set()),
        ("Herzog", set()),
        ("Lyreva et Herzog", set()),
        ("Le premier trimestre est calme", set()),
        ("", set()),
    ],
)
def test_of_two(reply: str, confirmed: set[str]) -> None:
    settled = settled_by(reply, EARLIER, ("Lyreva", "Rexol"), DIRECTORY)
    assert {one.name for one in settled.confirmed} == confirmed
    assert {one.name for one in settled.others} == ((LYREVA | REXOL) - confirmed if confirmed else set())


@pytest.mark.parametrize(
    ("reply", "confirms"),
    [
        ("Oui", True),
        ("Bonjour, oui c'est ça, merci", True),
        ("C'est bien lui.", True),
        ("Je confirme", True),
        ("Non", False),
        ("Oui mais pas tout de suite", False),
        ("Merci de patienter", False),
    ],
)
def test_of_one(reply: str, confirms: bool) -> None:
    assert bool(settled_by(reply, EARLIER, ("Lyreva",), DIRECTORY).confirmed) == confirms


def test_who_was_deleted_meanwhile_is_confirmed_by_nothing() -> None:
    assert not settled_by("oui", EARLIER, ("Parti",), DIRECTORY).confirmed


def test_what_the_reply_says_is_said_of_whom_it_confirms() -> None:
    settled = settled_by("Le second, n° 445210", EARLIER, ("Lyreva", "Rexol"), DIRECTORY)
    assert continued("Le second, n° 445210", EARLIER, DIRECTORY, settled).startswith(
        "Le second, n° 445210\n\nchez Rexol\n\nComptes"
    )
    named = settled_by("Rexol, n° 445210", EARLIER, ("Lyreva", "Rexol"), DIRECTORY)
    assert continued("Rexol, n° 445210", EARLIER, DIRECTORY, named).startswith("Rexol, n° 445210\n\nComptes")
