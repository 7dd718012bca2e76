"""The category of a line by the words of the group's catalogue: right, or nothing."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from audit.categories import Categories, Category

DEMO = Path(__file__).resolve().parents[2] / "demo"


def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def learned(labels: dict[str, list[str]]) -> Categories:
    return Categories(
        Category(code=row["code"], name=row["name"], description=row["description"], labels=labels[row["code"]])
        for row in rows("categories")
    )


@pytest.fixture(scope="module")
def of_the_demo() -> Categories:
    labels = defaultdict(list)
    for row in rows("prices"):
        labels[row["category"]].append(row["label"])
    return learned(labels)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Papier copieur A3 80 g blanc Ramette 500 F", "papeterie"), ("Stylo bille bleu", "papeterie"),
        ("Classeur à levier dos 80 mm", "papeterie"), ("Toner noir", "consommables"),
        ("Ecran Dell 24 pouces", "informatique"), ("Clavier sans fil", "informatique"),
        ("Souris optique USB", "informatique"), ("Fauteuil de bureau ergonomique", "mobilier"),
        ("Essuie-mains pliés en V", "hygiene"), ("Papier toilette 2 plis", "hygiene"),
        ("Gants nitrile taille 9 boîte de 100", "epi"), ("Chaussures de sécurité S3 pointure 43", "epi"),
        ("Carton double cannelure 400x300x300", "emballage"), ("Film étirable manuel", "emballage"),
        ("Colis express 13h", "messagerie"), ("Consommation électricité heures pleines", "energie"),
        ("Vis à bois 4x40 boîte de 200", "outillage"), ("Café grains 1 kg", "pauses"),
        ("Extincteur poudre 6 kg", "securite"), ("Collecte bac 660 L papier", "dechets"),
        ("Destruction de documents", "dechets"),
        # Nobody knows from these words.
        ("Honoraires avocat", None), ("Prestation de conseil en organisation", None), ("Repas d’affaires", None),
        ("Maintenance ascenseur", None), ("Divers", None), ("Abonnement logiciel comptable", None), ("", None),
        ("REF 4512-88 / 12", None), ("Plante verte", None), ("Agrafeuse de bureau", None),
    ],
)  # fmt: skip
def test_a_line_s_words_tell_its_category_or_nothing_does(of_the_demo: Categories, text: str, code: str | None) -> None:
    guess = of_the_demo.of(text)
    assert (guess and guess.code) == code


def test_it_says_which_words_spoke_for_it(of_the_demo: Categories) -> None:
    guess = of_the_demo.of("Papier toilette double épaisseur 2 plis")
    assert guess is not None
    assert "toilette" in guess.words
    assert "epaisseur" not in guess.words
    assert guess.probability >= 0.9


def test_products_it_was_not_taught_are_nearly_never_put_into_a_wrong_category() -> None:
    """Taught with every other kind of product, by its first word; asked for those that it never saw."""
    heads = sorted({row["label"].split()[0] for row in rows("prices")})
    taught, labels = set(heads[::2]), defaultdict(list)
    for row in rows("prices"):
        if row["label"].split()[0] in taught:
            labels[row["category"]].append(row["label"])
    model = learned(labels)
    asked = {row["label"]: row["category"] for row in rows("prices") if row["label"].split()[0] not in taught}
    answers = [(guess.code, code) for text, code in asked.items() if (guess := model.of(text))]
    assert len(answers) > 25
    assert sum(said == code for said, code in answers) >= 0.97 * len(answers)


def test_a_category_without_prices_is_known_by_its_name() -> None:
    model = Categories([Category(code="fleurs", name="Fleurs et plantes"), Category(code="vins", name="Vins")])
    guess = model.of("Plantes vertes fleurs")
    assert guess is not None
    assert guess.code == "fleurs"


def test_without_categories_nothing_is_said() -> None:
    assert Categories([]).of("Papier") is None
