"""Spend categories that mails speak of, with the demo's categories, and names like one that nobody knows."""

from __future__ import annotations

import csv
import time

import pytest

from mailbot.understanding.meant import suppliers_in
from mailbot.understanding.spend import SpendCategory, find_category, similar_names
from mailbot.understanding.spots import find_spot
from tests.mailbot.understanding.suppliers import DIRECTORY
from tests.mailbot.understanding.test_demo_mails import DEMO, directory, text_of


def categories() -> list[SpendCategory]:
    with (DEMO / "categories.csv").open(encoding="utf-8", newline="") as file:
        return [
            SpendCategory(row["code"], row["name"], row["description"]) for row in csv.DictReader(file, delimiter=";")
        ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("vous avez quelqu'un pour la papeterie ?", "papeterie"),
        ("un loueur de véhicules utilitaires, location d'un camion", "location-vehicules"),
        ("forfaits mobiles pour 12 lignes", "telephonie"),
        ("CARTOUCHES ET TONERS VOUS AVEZ QUOI", "consommables"),
        ("besoin d'un travail temporaire, intérimaire", "interim"),
        ("des siéges et plans de travail", "mobilier"),
        ("bonjour, vos conditions svp", None),
        ("le sel de régime, les boyaux, la ficelle", None),
        ("", None),
    ],
)
def test_categories(text: str, code: str | None) -> None:
    found = find_category(text, categories())
    assert (found and found.id) == code


def test_no_categories_and_long_texts() -> None:
    assert find_category("papeterie", []) is None
    started = time.process_time()
    find_category("papeterie " * 20_000, categories())
    similar_names("x" * 100_000, DIRECTORY)
    assert time.process_time() - started < 1


def test_the_demo_s_question_for_a_contact() -> None:
    text = "\n".join(text_of("22"))
    mentions, unknown = suppliers_in(text, directory())
    assert [one.candidates[0].id for one in mentions] == ["vehilune"]
    assert unknown == ()
    found = find_spot(text)
    assert found is not None
    assert found.postcode == "56100"


@pytest.mark.parametrize(
    ("name", "likely"),
    [("Manparner", ("Manpartner France",)), ("Temporaly", ("Temporalis",)), ("Gelysmed", ()), ("Boulonnord", ())],
)
def test_similar_names(name: str, likely: tuple[str, ...]) -> None:
    assert similar_names(name, DIRECTORY)[:1] == likely
