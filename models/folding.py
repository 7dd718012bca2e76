"""Folding: how text is made comparable for search and for names (case, accents and punctuation dropped)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"}
)
_NOT_WORD = re.compile(r"[^a-z0-9]+")
# A word as it is written: letters and digits, and the accents that some systems send as characters of their own.
_WRITTEN_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")


class FoldedWord(NamedTuple):
    """One folded word and where it stands: `text[start:end]` is how it was written."""

    value: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents; everything but letters and digits becomes one space."""
    return _fold(text) if len(text) <= _USUAL else _remembered(text)


def _fold(text: str) -> str:
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold()
    return _NOT_WORD.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def folded_words(text: str) -> list[FoldedWord]:
    """The words of `fold(text)`, each with its place in the text as it was written."""
    return [
        FoldedWord(value, match.start(), match.end())
        for match in _WRITTEN_WORD.finditer(text)
        for value in (_folded if match.end() - match.start() <= _USUAL else _parts)(match.group())
    ]


def _parts(word: str) -> tuple[str, ...]:
    return tuple(fold(word).split())


# A language's usual words come again and again; what strangers invent may be long and many.
_USUAL = 30
_folded = lru_cache(512)(_parts)
# A mail's text is looked at from a dozen sides, one mail after the other.
_remembered = lru_cache(32)(_fold)
