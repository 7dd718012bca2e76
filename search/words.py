"""Words of a French text as a search compares them: folded, stemmed, and what other words mean the same."""

from __future__ import annotations

import functools
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import snowballstemmer

from models.folding import folded_words

_FILE = Path(__file__).with_name("french.txt")
# A text that is longer is read no further.
MOST_WORDS = 20_000
# The longest French words have some 27 letters.
LONGEST_WORD = 40
_LOCAL = threading.local()


class Token(NamedTuple):
    """One word: folded, and its stem, folded too."""

    word: str
    stem: str


class Piece(NamedTuple):
    """A stretch of a text that counts as one: a word, or a phrase; and what it means, `@car`, when that is known."""

    at: int
    tokens: tuple[Token, ...]
    meanings: frozenset[str]


class French(NamedTuple):
    """What `french.txt` says."""

    stop: frozenset[str]
    # Phrases by their stems.
    meanings: Mapping[tuple[str, ...], frozenset[str]]
    longest: int
    # Meanings that count little.
    faint: frozenset[str]
    # The words of phrases that are only one.
    words: tuple[Token, ...]


def tokens(text: str, most: int = MOST_WORDS, *, stem: Callable[[str], str] | None = None) -> list[Token]:
    """The words of a text, at most so many. For texts of our own `stem` may remember: `remembered_stem_of`."""
    stem = stem or stem_of
    return [
        Token(word.value, stem(_as_written(text[word.start : word.end], word.value)) or word.value)
        for word in folded_words(text)[:most]
    ]


def _as_written(original: str, folded: str) -> str:
    """What is stemmed: the word with its accents; one that folds into several (`½`) is each of these."""
    return original.lower() if original.isalpha() and " " not in folded else folded


def stem_of(word: str) -> str:
    """The folded stem of a lower-case word with its accents: the rules want them. Empty when there is none."""
    if word.isdigit() or len(word) > LONGEST_WORD:
        return ""
    if not hasattr(_LOCAL, "stemmer"):  # it holds the word at hand: one for each thread
        _LOCAL.stemmer = snowballstemmer.stemmer("french")
    return "".join(found.value for found in folded_words(_LOCAL.stemmer.stemWord(word)))


remembered_stem_of = functools.lru_cache(maxsize=50_000)(stem_of)


@functools.cache
def french() -> French:
    """Read once."""
    stop: set[str] = set()
    meanings: dict[tuple[str, ...], set[str]] = defaultdict(set)
    words: set[Token] = set()
    faint: set[str] = set()
    section = ""
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#") and section == "stop":
            stop |= {word.value for word in folded_words(line)}
        elif line and not line.startswith("#"):
            name, _, phrases = line.partition(":")
            faint |= {f"@{name}"} if section == "faint" else set()
            for phrase in phrases.split("|"):
                found = tokens(phrase)
                meanings[tuple(token.stem for token in found)].add(f"@{name}")
                words |= set(found) if len(found) == 1 else set()
    known = {key: frozenset(value) for key, value in meanings.items()}
    return French(frozenset(stop), known, max(map(len, known)), frozenset(faint), tuple(sorted(words)))


def pieces(words: Sequence[Token]) -> Iterator[Piece]:
    """The text in pieces: the longest phrases that mean something, else single words, but for those that say little."""
    known = french()
    at = 0
    while at < len(words):
        for length in range(min(known.longest, len(words) - at), 0, -1):
            meanings = known.meanings.get(tuple(token.stem for token in words[at : at + length]))
            if meanings is not None:
                yield Piece(at, tuple(words[at : at + length]), meanings)
                at += length
                break
        else:
            if words[at].word not in known.stop and (len(words[at].word) > 1 or words[at].word.isdigit()):
                yield Piece(at, (words[at],), frozenset())
            at += 1
