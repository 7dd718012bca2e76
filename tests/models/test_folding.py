"""Folding makes writings comparable, and knows where each word stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.folding import fold, folded_words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Bureau Allée", "bureau allee"),
        ("  L’Œuvre, s.a.s. ", "l oeuvre s a s"),
        ("HA+PME", "ha pme"),
        ("CŒUR\u00a0DE\u202fVILLE", "coeur de ville"),
        ("e\u0301te\u0301", "ete"),
        ("ＦＵＬＬ ℡ ﬁn", "full tel fin"),
        ("Straße", "strasse"),
        ("…", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aéÉœ'’-+ \u00a0\n.e\u0301Zß9ﬁ", max_size=60))
def test_folded_words_are_the_words_of_fold(text: str) -> None:
    words = folded_words(text)
    assert [word.value for word in words] == fold(text).split()
    assert all(fold(text[word.start : word.end]) for word in words)


def test_a_folded_word_knows_its_place() -> None:
    text = "Chez «Bureau Vallée» !"
    word = folded_words(text)[2]
    assert (word.value, text[word.start : word.end]) == ("vallee", "Vallée")
