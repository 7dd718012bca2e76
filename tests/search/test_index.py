"""The index: what is found, how sure it is, and that no text makes it slow."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Document, Field, Index

TEXTS = {
    1: ("Où trouver mon numéro d’adhérent ?", "C’est votre SIRET."),
    2: ("Qu’est-ce qu’un code CDP ?", "Le code qui ouvre nos tarifs chez le loueur."),
    3: ("J’ai oublié mon mot de passe", "Demandez un nouveau lien. Seul le dernier fonctionne."),
    4: ("Comment se déroule un audit ?", "Vous envoyez vos factures. Nous les comparons."),
}
INDEX = Index(
    Document(key, (Field(title), Field(body, 0.5)), tuple(body.split(". "))) for key, (title, body) in TEXTS.items()
)
NAMES = Index(
    Document(key, (Field(name, name=True), Field(about, 0.5)))
    for key, (name, about) in enumerate([
        ("Bureau Clair", "Papeterie et mobilier"), ("Roulevite", "Location de véhicules"),
        ("Intérim Soleil", "Missions"),         ("Bureau Sombre", "Mobilier d’occasion"),
    ])
)  # fmt: skip


@pytest.mark.parametrize(("text", "key"), [
    ("numero adherent", 1), ("numéros d'adhérents", 1), ("numéro adhérant", 1), ("n° d'adhérent", 1), ("siret", 1),
    ("code cdp", 2), ("cpd", 2), ("codes CDP", 2), ("mdp oublié", 3), ("mot de pase oublie", 3), ("audits", 4),
    ("déroulemant d'un audit", 4), ("mes factures", 4), ("AUDIT!!!", 4),
])  # fmt: skip
def test_the_best_is_what_was_meant(text: str, key: int) -> None:
    found = INDEX.best(text, 3)
    assert found[0].key == key
    assert 0.3 < found[0].score <= 1


@pytest.mark.parametrize("text", ["", "   ", "?!", "le la les", "🦊", "xyzzyx", "\x00", "bonjour svp merci"])
def test_nothing_is_found_for_nothing(text: str) -> None:
    assert INDEX.best(text, 5) == []


def test_the_passage_is_the_one_that_answers() -> None:
    assert INDEX.best("comparons", 1)[0].passage == "Nous les comparons."
    assert INDEX.best("je n'ai pas de nouveau lien", 1)[0].passage == "Demandez un nouveau lien"
    assert Index([Document(1, (Field("Audit"),))]).best("audit", 1)[0].passage is None


def test_more_of_what_was_asked_scores_higher() -> None:
    one = INDEX.best("audit", 1)[0].score
    diluted = INDEX.best("audit du château de la marquise", 1)[0].score
    assert one > 0.7 > diluted
    scores = [hit.score for hit in INDEX.best("code du mot de passe", 4)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(("text", "keys"), [
    ("bureau", [0, 3]), ("bureau clair", [0]), ("bureauclair", [0]), ("burau clair", [0]), ("clair bureau", [0]),
    ("roule vite", [1]), ("roulevit", [1]), ("roul", [1]), ("roul ", [1]), ("erim", [2]), ("intérim-soleil", [2]),
    ("papeterie clair", [0]), ("papeterie sombre", []), ("voiture", [1]), ("l’intérim", [2]), ("", [0, 1, 2, 3]),
    ("%", [0, 1, 2, 3]), ("mobiliers", [0, 3]), ("de", []), ("d’occasion", [3]), ("zzz", []), ("zzz bureau", []),
])  # fmt: skip
def test_a_list_is_narrowed_to_what_has_every_word(text: str, keys: list[int]) -> None:
    assert NAMES.matching(text) == keys


def test_typing_on_never_loses_what_was_typed_for() -> None:
    """Letter by letter, the supplier stays in the list from the second letter on."""
    name = "Intérim Soleil"
    for length in range(2, len(name) + 1):
        assert 2 in NAMES.matching(name[:length]), name[:length]


@given(st.text(max_size=60))
def test_any_text_is_searched(text: str) -> None:
    for hit in INDEX.best(text, 10):
        assert 0 < hit.score <= 1
    assert set(NAMES.matching(text)) <= {0, 1, 2, 3}


def large(entries: int) -> Index:
    """As many entries, each of some hundred words out of some ten thousand."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "on")]
    words = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(10_000)]
    return Index(
        Document(key, (Field(" ".join(chance.choices(words, k=8))), Field(" ".join(chance.choices(words, k=100)), 0.5)),
                 tuple(" ".join(chance.choices(words, k=25)) for _ in range(4)))
        for key in range(entries)
    )  # fmt: skip


def test_a_thousand_entries_are_searched_in_a_moment() -> None:
    """The worst text is one of many words that are all misspelt: each is compared with the whole vocabulary."""
    index = large(1_000)
    hostile = " ".join(f"zq{number:03d}wxkjh" for number in range(500)) + " " + "é" * 5_000
    for text, most in (("barasi lonetu gapiro", 0.1), (hostile, 0.5)):
        began = time.process_time()
        index.best(text, 20)
        index.matching(text)
        assert time.process_time() - began < most
