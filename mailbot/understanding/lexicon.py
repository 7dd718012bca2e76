"""Words that mean the same: hurried spellings put right, and the meanings that words and phrases of a mail have."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from models.folding import fold

_FILE = Path(__file__).with_name("lexicon.toml")
_SHORTEST_BEGINNING = 3


class _Phrase(NamedTuple):
    """Words of which each may be a beginning ("rappel*"), and what they stand for."""

    words: tuple[str, ...]
    stands_for: str

    def begins(self, words: Sequence[str], at: int) -> bool:
        """Whether the phrase stands at this place, where its first word does."""
        if len(self.words) == 1:
            return True
        if at + len(self.words) > len(words):
            return False
        return all(map(_is, self.words[1:], words[at + 1 : at + len(self.words)]))


class Lexicon:
    """Looks phrases up by their first word."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._exact: dict[str, list[_Phrase]] = {}
        self._beginnings: dict[str, list[_Phrase]] = {}
        for stands_for, listed in phrases.items():
            for phrase in _phrases(stands_for, listed):
                first = phrase.words[0]
                index, key = (self._beginnings, first[:-1]) if first.endswith("*") else (self._exact, first)
                index.setdefault(key, []).append(phrase)
        self._of_word = functools.lru_cache(maxsize=20_000)(self._candidates)

    def found(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Every phrase of the text: the places of its first word and of the word behind it, and what it stands for."""
        for at, word in enumerate(words):
            for phrase in self._of_word(word):
                if phrase.begins(words, at):
                    yield at, at + len(phrase.words), phrase.stands_for

    def _candidates(self, word: str) -> tuple[_Phrase, ...]:
        found = list(self._exact.get(word, ()))
        for length in range(_SHORTEST_BEGINNING, len(word) + 1):
            found += self._beginnings.get(word[:length], ())
        return tuple(found)


@functools.cache
def meanings() -> Lexicon:
    """What words mean; their spelling is settled before."""
    data = _data()
    spelling = Lexicon(data["spelling"])
    # A phrase is written here as people write it, so it goes through the same spelling as their mails.
    spelt = {
        meaning: listed + ", " + ", ".join(" ".join(_spelt(one.split(), spelling)) for one in listed.split(","))
        for meaning, listed in data["meanings"].items()
    }
    return Lexicon(spelt)


@functools.cache
def _spelling() -> Lexicon:
    return Lexicon(_data()["spelling"])


def spelt(words: Sequence[str]) -> list[str]:
    """Folded words as one would write them with time: "g perdu mon mdp" is "j ai perdu mon mot de passe"."""
    return _spelt(words, _spelling())


def _spelt(words: Sequence[str], spelling: Lexicon) -> list[str]:
    longest: dict[int, tuple[int, str]] = {}
    for start, end, right in spelling.found(words):
        if end > longest.get(start, (start, ""))[0]:
            longest[start] = (end, right)
    settled: list[str] = []
    at = 0
    while at < len(words):
        end, right = longest.get(at, (at + 1, words[at]))
        settled += right.split()
        at = end
    return settled


def _data() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def _phrases(stands_for: str, listed: str) -> Iterator[_Phrase]:
    seen = set()
    for phrase in listed.split(","):
        words = tuple(
            fold(word[:-1]) + "*" if word.endswith("*") and len(word) > 1 else folded
            for word in phrase.split()
            for folded in ([fold(word)] if word.endswith("*") else fold(word).split())
        )
        if words and words not in seen:
            seen.add(words)
            yield _Phrase(words, stands_for)


def _is(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
