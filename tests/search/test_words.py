"""Words: folded, stemmed, in pieces that mean something."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.words import french, pieces, stem_of, tokens


def shown(text: str) -> list[str]:
    return [
        " ".join(token.word for token in piece.tokens) + "".join(sorted(piece.meanings))
        for piece in pieces(tokens(text))
    ]


@pytest.mark.parametrize(("one", "other"), [
    ("imprimante", "imprimantes"), ("négociés", "négocier"), ("rattachement", "rattacher"), ("contrôle", "contrôles"),
    ("facture", "factures"), ("locaux", "locaux"), ("intérimaire", "intérimaires"),
])  # fmt: skip
def test_words_of_one_family_have_one_stem(one: str, other: str) -> None:
    assert stem_of(one) == stem_of(other)


@pytest.mark.parametrize(("text", "found"), [
    ("L’imprimante", ["imprimante"]), ("l'imprimante", ["imprimante"]), 
    ("qu'est-ce qu’un audit ?", ["qu est ce qu@what", "audit@audit"]),
    ("mon mot de passe", ["mot de passe@password"]), ("mdp", ["mdp@password"]), 
    ("je suis le", []), ("", []), ("12 €", ["12"]),
    ("Bonjour, svp", []), ("½ journée", ["1", "2", "journee"]), ("ŒUF", ["oeuf"]),
])  # fmt: skip
def test_pieces(text: str, found: list[str]) -> None:
    assert shown(text) == found


def test_accents_that_stand_alone_are_accents() -> None:
    assert tokens("inte\u0301rim") == tokens("intérim") == tokens("INTÉRIM")


def test_every_phrase_of_the_list_means_what_it_says() -> None:
    known = french()
    assert len(known.meanings) > 150
    assert known.faint < {meaning for found in known.meanings.values() for meaning in found}
    assert not [key for key in known.meanings if not key or not all(key)]
    alone = {word.word for word in known.words}
    assert not known.stop & alone - {"quoi"}, "a word can't both say little and mean something"


def test_stems_are_the_same_from_many_threads() -> None:
    words = [f"contrôle{letter}ment" for letter in "abcdefghijklmnop"] * 20
    expected = [stem_of(word) for word in words]
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append([stem_of(word) for word in words])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@given(st.text(max_size=80))
def test_any_text_has_words_that_compare(text: str) -> None:
    for token in tokens(text):
        assert token.word
        assert token.stem
        assert (token.word + token.stem).isascii()
        assert (token.word + token.stem).isalnum()
    list(pieces(tokens(text)))
