"""The spend category of a line (poste de dépenses), by the words that the group's catalogue uses for each category.

A small naive Bayes over words, so that an answer can be explained by the words that spoke for it. It would rather say
nothing: a line counts in a category only when most of its words are known and they nearly all say the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from models.folding import fold

# A category with 100,000 prices says no more by all of them than by some.
MOST_LABELS = 3_000
# A name counts as so many labels: a category without prices has only its name and description.
_NAME_COUNTS = 5
_LEAST_PROBABILITY = 0.9
# More than this part of its words.
_LEAST_KNOWN = 0.5
_SMOOTHING = 0.2
_SHORTEST = 3
_STOP = frozenset(
    "les des une aux avec sans pour par sur sous dans lot lots boite boites bte paquet carton ref reference article "
    "piece pieces unite prix noir noire blanc blanche bleu bleue rouge vert verte jaune gris grise assorti assortis "
    "taille format dimensions mois jour jours heure heures annuel annuelle mensuel mensuelle petit grand nouveau "
    "standard premium eco qualite type modele france euros".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of the group as the engine learns it: its code, its names and what is sold in it."""

    code: str
    name: str
    description: str = ""
    labels: Iterable[str] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """A category, how probable it is among all, and the words that spoke for it, the loudest first."""

    code: str
    probability: float
    words: tuple[str, ...]


class Categories:
    """Learned once from the catalogue; then asked line by line."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._counts: dict[str, Counter[str]] = {each.code: _counted(each) for each in categories}
        self._sums = {code: sum(words.values()) for code, words in self._counts.items()}
        self._known = frozenset(word for words in self._counts.values() for word in words)
        self._cached: dict[str, dict[str, float]] = {}

    def of(self, text: str) -> Guess | None:
        """The category of a product by its text; None when the words don't say."""
        words = _words(text)
        known = [word for word in words if word in self._known]
        if len(known) <= _LEAST_KNOWN * len(words):
            return None
        scores = {code: sum(self._weights(word)[code] for word in known) for code in self._counts}
        best = max(scores, key=lambda code: scores[code])
        probability = 1 / sum(math.exp(score - scores[best]) for score in scores.values())
        if probability < _LEAST_PROBABILITY:
            return None
        loudest = sorted(known, key=lambda word: -self._weights(word)[best])
        return Guess(best, probability, tuple(word for word in loudest if self._counts[best][word]))

    def _weights(self, word: str) -> dict[str, float]:
        """log p(word | category) of each category."""
        if word not in self._cached:
            self._cached[word] = {
                code: math.log((words[word] + _SMOOTHING) / (self._sums[code] + _SMOOTHING * len(self._known)))
                for code, words in self._counts.items()
            }
        return self._cached[word]


def _counted(category: Category) -> Counter[str]:
    words: Counter[str] = Counter()
    for label in islice(category.labels, MOST_LABELS):
        words.update(_words(label))
    for word in _words(f"{category.name} {category.description}"):
        words[word] += _NAME_COUNTS
    return words


def _words(text: str) -> list[str]:
    """The words that may tell what a thing is: folded, without their plural, each once; numbers and codes don't."""
    found = (_singular(word) for word in fold(text).split() if word.isalpha() and word not in _STOP)
    return list(dict.fromkeys(word for word in found if len(word) >= _SHORTEST))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] in "sx" else word
