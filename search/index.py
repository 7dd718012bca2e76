"""An index of texts in memory: the documents that suit what somebody typed, best first or all of them.

The score of a document, 0 to 1, is the share of what was asked that it answers, rare words counting more than frequent
ones, and how much of its own title was asked for.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from search.vocabulary import Vocabulary
from search.words import Piece, Token, french, pieces, remembered_stem_of, tokens

# Of what was typed: more is not read.
MOST_QUERY_WORDS = 60
MOST_QUERY_CHARACTERS = 2_000
# Unknown words that are compared with every word there is.
_MOST_GUESSES = 12
# How much it counts that a document's title is what was asked for, beside that it holds what was asked for.
_TITLE = 0.25
# A word that no text has tells less than a rare one: it may be a name.
_UNKNOWN = 0.5
_SAME_WORDS = 0.3
_FAINT = 0.3
_LEAST = 0.1


@dataclass(frozen=True, slots=True)
class Field:
    """A text of a document and how much it counts, up to 1. `name`: people may write its words as one."""

    text: str
    weight: float = 1.0
    name: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What can be found: its key, its title first among the fields, and the passages that may answer."""

    key: int
    fields: tuple[Field, ...]
    passages: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A document that suits: its key, how well (0 to 1), and the passage that suits best."""

    key: int
    score: float
    passage: str | None


class _Asked(NamedTuple):
    """One piece of what was typed: the terms that it may stand for, and how much it counts."""

    terms: Mapping[str, float]
    weight: float


class Index:
    """Documents, ready to be searched. Building it takes a moment for each word; it never changes."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._passages: dict[int, tuple[str, ...]] = {}
        # By term, the documents that have it and how much it counts there.
        self._found: dict[str, dict[int, float]] = defaultdict(dict)
        # Of each document, the pieces of its title as terms.
        self._titles: dict[int, list[frozenset[str]]] = {}
        texts: list[Piece] = []
        joined: set[str] = set()
        for document in documents:
            self._passages[document.key] = document.passages
            for number, field in enumerate(document.fields):
                read = list(pieces(_own_tokens(field.text)))
                texts += read
                terms = _terms(read)
                if number == 0:
                    self._titles[document.key] = [frozenset(_terms((piece,))) for piece in read]
                if field.name:
                    pairs = _pairs(field.text)
                    joined |= pairs
                    terms |= {f"+{word}" for word in pairs}
                for term in terms:
                    weights = self._found[term]
                    weights[document.key] = max(weights.get(document.key, 0.0), field.weight)
        self._vocabulary = Vocabulary(texts, joined)

    def __len__(self) -> int:
        return len(self._passages)

    def best(self, text: str, most: int) -> list[Hit]:
        """The documents that suit the text best, best first; what is typed may be a whole question."""
        asked = self._asked(text)
        total = sum(one.weight for one in asked)
        if not total:
            return []
        scores: dict[int, float] = defaultdict(float)
        for one in asked:
            for key, suits in self._suiting(one.terms).items():
                scores[key] += one.weight * suits
        wanted = {term for one in asked for term in one.terms}
        rated = ((self._rated(key, score / total, wanted), -key) for key, score in scores.items())
        best = heapq.nlargest(most, ((score, key) for score, key in rated if score >= _LEAST))
        return [Hit(-key, round(score, 2), self._passage(-key, asked)) for score, key in best]

    def matching(self, text: str) -> list[int]:
        """The documents that have every word of the text, or what it may stand for; all of them for no word."""
        found: set[int] | None = None
        for one in self._asked(text, typing=True):
            having = {key for term in one.terms for key in self._found.get(term, ())}
            found = having if found is None else found & having
        return sorted(self._passages if found is None else found)

    def _asked(self, text: str, *, typing: bool = False) -> list[_Asked]:
        """What was typed. The last word may be unfinished, unless something follows it."""
        text = text[:MOST_QUERY_CHARACTERS]
        words = tokens(text, MOST_QUERY_WORDS)
        unknown = [at for at, word in enumerate(words) if not self._vocabulary.knows(word)][:_MOST_GUESSES]
        likely = list(words)
        for at in unknown:
            likely[at] = self._vocabulary.corrected(words[at])
        found = list(pieces(likely))
        if not found and typing:  # nothing but words that say little
            found = [Piece(at, (word,), frozenset()) for at, word in enumerate(words)]
        unfinished = bool(words) and text[-1:].isalnum()
        asked = []
        for number, piece in enumerate(found):
            if len(piece.tokens) == 1:  # as it was typed: it may stand for several words
                piece = piece._replace(tokens=(words[piece.at],))
            last = piece.at + len(piece.tokens) == len(words)
            terms = self._meant(piece, unfinished=unfinished and last, guess=piece.at in unknown)
            for first, second in ((number - 1, number), (number, number + 1)):
                if first >= 0 and second < len(found):
                    joined = self._vocabulary.joined(found[first].tokens[-1], found[second].tokens[0])
                    terms |= {joined: 1.0} if joined else {}
            asked.append(_Asked(terms, self._weight(terms)))
            if len(piece.tokens) > 1 and not typing:
                asked += self._words_of(piece)
        return asked

    def _words_of(self, piece: Piece) -> list[_Asked]:
        """The words of a phrase that a document has: among those that mean the same, it says it the same way."""
        stems = (token.stem for token in piece.tokens if token.word not in french().stop)
        return [_Asked({one: 1.0}, _SAME_WORDS * self._weight((one,))) for one in stems if one in self._found]

    def _meant(self, piece: Piece, *, unfinished: bool, guess: bool) -> dict[str, float]:
        if len(piece.tokens) > 1:
            return dict.fromkeys(piece.meanings, 1.0)
        return self._vocabulary.meant(piece.tokens[0], unfinished=unfinished, guess=guess)

    def _weight(self, terms: Iterable[str]) -> float:
        """The rarer, the more it tells (as in BM25's inverse document frequency); words that ask tell little."""
        counts = [len(self._found[term]) for term in terms if term in self._found]
        if not counts:
            return _UNKNOWN * math.log1p(len(self))
        return math.log1p(len(self) / max(counts)) * (1.0 if french().faint.isdisjoint(terms) else _FAINT)

    def _suiting(self, terms: Mapping[str, float]) -> dict[int, float]:
        found: dict[int, float] = {}
        for term, sure in terms.items():
            for key, weight in self._found.get(term, {}).items():
                found[key] = max(found.get(key, 0.0), sure * weight)
        return found

    def _rated(self, key: int, answered: float, wanted: set[str]) -> float:
        weights = [(self._weight(terms), not wanted.isdisjoint(terms)) for terms in self._titles[key]]
        total = sum(weight for weight, _ in weights)
        met = sum(weight for weight, is_met in weights if is_met)
        return answered * (1 - _TITLE + _TITLE * (met / total if total else 0.0))

    def _passage(self, key: int, asked: Sequence[_Asked]) -> str | None:
        """The passage with most of what was asked for; the first of those that have as much."""
        best, most = None, -1.0
        for passage in self._passages[key]:
            terms = _terms(pieces(_own_tokens(passage)))
            met = sum(one.weight * max((one.terms[t] for t in one.terms if t in terms), default=0.0) for one in asked)
            if met > most:
                best, most = passage, met
        return best


def _own_tokens(text: str) -> list[Token]:
    return tokens(text, stem=remembered_stem_of)


def _terms(read: Iterable[Piece]) -> set[str]:
    found: set[str] = set()
    for piece in read:
        found |= {token.stem for token in piece.tokens} | piece.meanings
    return found


def _pairs(text: str) -> set[str]:
    """Neighbouring words of a name, written as one."""
    words = [token.word for token in tokens(text)]
    return {first + second for first, second in pairwise(words)}
