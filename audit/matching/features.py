"""How alike a line and a price are, as numbers for the scorer: names, numbers, units, attributes, and how the price
stands among the line's other candidates."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from audit.matching.attributes import Attributes, attributes_of, vetoes_between
from audit.matching.trigrams import Floats, bags, weighted
from audit.results import Veto

_VETOES = tuple(Veto)
NAMES = (
    "cosine", "ratio", "token_sort", "token_set", "partial", "first_word", "common_of_line", "common_of_price",
    "soft_of_line", "soft_of_price", "unknown_of_line", "unknown_of_price", "heaviest_unknown_of_line",
    "heaviest_unknown_of_price", "numbers_common", "numbers_of_line", "numbers_of_price", "numbers_apart",
    "measures_agree", "measures_differ", "models_agree", "models_of_line", "models_of_price", "colours_agree",
    "formats_agree", "sides_agree", "variants_agree", "variants_one_sided", "brand_in_line",
    "length_of_line", "length_of_price",
    *(f"veto_{veto.lower()}" for veto in _VETOES), "vetoes",
    "rank", "margin", "margin_token_set", "margin_common", "alike_candidates",
)  # fmt: skip


class Side:
    """A line's or a price's text, read once."""

    __slots__ = ("attributes", "brand", "text", "words")

    def __init__(self, text: str, brand: str | None = None) -> None:
        self.text = text
        self.attributes = attributes_of(text)
        self.words = self.attributes.words
        self.brand = brand


def features_of(line: Side, candidates: Sequence[Side], weights: Floats) -> NDArray[np.float64]:
    """One row for each candidate of a line, in the order of `NAMES`."""
    if not candidates:
        return np.zeros((0, len(NAMES)))
    vectors = weighted(bags([line.text, *(f"{one.brand or ''} {one.text}" for one in candidates)]), weights)
    cosines = (vectors[1:] @ vectors[0].T).toarray().ravel()
    rare = _Rarity([line, *candidates])
    rows = np.array([_pair(line, one, cosine, rare) for one, cosine in zip(candidates, cosines, strict=True)])
    return np.hstack([rows, _among(rows)])


class _Rarity:
    """How much a word tells the candidates of one line apart."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self._counts: dict[str, int] = {}
        for side in sides:
            for word in set(side.words):
                self._counts[word] = self._counts.get(word, 0) + 1
        self._sides = len(sides)

    def of(self, word: str) -> float:
        long = min(len(word), 6) / 6 if not any(sign.isdigit() for sign in word) else 1.0
        return long * (0.5 + math.log((1 + self._sides) / (1 + self._counts.get(word, 0)) + 1))


def _pair(line: Side, price: Side, cosine: float, rare: _Rarity) -> list[float]:
    one, other = line.attributes, price.attributes
    name = " ".join(line.words)
    label = " ".join(price.words)
    mine, theirs = set(line.words), set(price.words)
    if price.brand:
        theirs |= set(price.brand.lower().split())
    vetoes = vetoes_between(one, other)
    unknown, missing = _unknown(mine, theirs), _unknown(theirs, mine)
    return [
        cosine,
        fuzz.ratio(name, label),
        fuzz.token_sort_ratio(name, label),
        fuzz.token_set_ratio(name, label),
        fuzz.partial_ratio(name, label),
        float(line.words[:1] == price.words[:1]),
        _part(mine, theirs, rare),
        _part(theirs, mine, rare),
        *_soft(mine, theirs, unknown, missing, rare),
        sum(map(rare.of, unknown)),
        sum(map(rare.of, missing)),
        max(map(rare.of, unknown), default=0.0),
        max(map(rare.of, missing), default=0.0),
        *_numbers(one, other),
        *_measures(one, other),
        float(len(one.models & other.models)),
        float(len(one.models)),
        float(len(other.models)),
        _agree(one.colours, other.colours),
        _agree(one.formats, other.formats),
        _agree(one.sides, other.sides),
        float(sum(bool(a & b) for a, b in zip(one.variants, other.variants, strict=True))),
        float(sum(bool(a) != bool(b) for a, b in zip(one.variants, other.variants, strict=True))),
        -1.0 if not price.brand else float(fuzz.partial_ratio(price.brand.lower(), name) >= 90),
        float(len(line.words)),
        float(len(price.words)),
        *(float(veto in vetoes) for veto in _VETOES),
        float(len(vetoes)),
    ]


def _unknown(words: set[str], others: set[str]) -> set[str]:
    """Words that the other side hasn't, not even shortened or run together."""
    glued = "".join(sorted(others)) if len(others) < 2 else " ".join(others)
    return {word for word in words - others if len(word) < 4 or word not in glued}


def _part(words: set[str], others: set[str], rare: _Rarity) -> float:
    whole = sum(map(rare.of, words))
    return sum(map(rare.of, words & others)) / whole if whole else 0.0


def _soft(mine: set[str], theirs: set[str], unknown: set[str], missing: set[str], rare: _Rarity) -> tuple[float, float]:
    """Parts of each side that the other has, also shortened or misspelt ("chem" for "chemise")."""
    return _soft_part(mine, unknown, theirs, rare), _soft_part(theirs, missing, mine, rare)


def _soft_part(words: set[str], unknown: set[str], others: set[str], rare: _Rarity) -> float:
    whole = sum(map(rare.of, words))
    if not whole:
        return 0.0
    known = sum(map(rare.of, words - unknown))
    for word in unknown:
        best = max((JaroWinkler.similarity(word, other) for other in others), default=0.0)
        known += rare.of(word) * best * (best >= 0.7)
    return known / whole


def _numbers(one: Attributes, other: Attributes) -> tuple[float, float, float, float]:
    common = one.numbers & other.numbers
    either = one.numbers | other.numbers
    apart = bool(one.numbers) and bool(other.numbers) and not common
    return (
        len(common) / len(either) if either else -1.0,
        float(len(one.numbers - common)),
        float(len(other.numbers - common)),
        float(apart),
    )


def _measures(one: Attributes, other: Attributes) -> tuple[float, float]:
    both = one.measures.keys() & other.measures.keys()
    agree = sum(bool(one.measures[unit] & other.measures[unit]) for unit in both)
    return float(agree), float(len(both) - agree)


def _agree(one: frozenset[object], other: frozenset[object]) -> float:
    """1: the same, 0: others, -1: one side says nothing, -2: both."""
    if not one and not other:
        return -2.0
    return -1.0 if not one or not other else float(bool(one & other))


def _among(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each candidate beside the best of the others."""
    cosine, token_set, common = rows[:, 0], rows[:, 3], rows[:, 6]
    rank = (cosine[None, :] > cosine[:, None] + 1e-9).sum(axis=1)
    return np.column_stack(
        [
            rank,
            cosine - _best_other(cosine),
            token_set - _best_other(token_set),
            common - _best_other(common),
            (cosine[None, :] > cosine[:, None] - 0.05).sum(axis=1) - 1,
        ]
    ).astype(np.float64)


def _best_other(values: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(values) == 1:
        return np.zeros(1)
    order = np.argsort(-values, kind="stable")
    others = np.full(len(values), values[order[0]])
    others[order[0]] = values[order[1]]
    return others
