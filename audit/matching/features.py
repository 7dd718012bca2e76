"""How alike a line and a price are, as numbers for the scorer: names, numbers, units, attributes, and how the price
stands among the line's other candidates."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from audit.matching.attributes import Attributes, attributes_of, vetoes_between
from audit.matching.trigrams import Floats, bags, plain, weighted
from audit.results import Veto

_VETOES = tuple(Veto)
_DIGIT = re.compile(r"\d")
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

    __slots__ = ("attributes", "brand", "known", "name", "text", "words")

    def __init__(self, text: str, brand: str | None = None) -> None:
        self.text = text
        self.attributes = attributes_of(text)
        self.words = self.attributes.words
        self.name = " ".join(self.words)
        self.brand = brand
        # With those of its brand, which a line may name.
        self.known = frozenset([*self.words, *plain(brand or "").split()])


def features_of(asked: Sequence[tuple[Side, Sequence[Side]]], weights: Floats) -> list[NDArray[np.float64]]:
    """For each line and its candidates a row a candidate, in the order of `NAMES`."""
    cosines = _cosines(asked, weights)
    every: list[NDArray[np.float64]] = []
    for (line, candidates), likeness in zip(asked, cosines, strict=True):
        if not candidates:
            every.append(np.zeros((0, len(NAMES))))
            continue
        rare = _Rarity([line, *candidates])
        near = _Nearness()
        rows = np.array([_pair(line, one, cos, rare, near) for one, cos in zip(candidates, likeness, strict=True)])
        every.append(np.hstack([rows, _among(rows)]))
    return every


def _cosines(asked: Sequence[tuple[Side, Sequence[Side]]], weights: Floats) -> list[NDArray[np.float64]]:
    """How many of their pieces two texts share, by weight: of all lines and candidates at once."""
    places: dict[str, int] = {}
    pairs = [
        (places.setdefault(line.text, len(places)), places.setdefault(f"{one.brand or ''} {one.text}", len(places)))
        for line, candidates in asked
        for one in candidates
    ]
    if not pairs:
        return [np.zeros(0) for _ in asked]
    vectors = weighted(bags(list(places)), weights)
    lines, prices = np.array(pairs).T
    found = np.asarray(vectors[lines].multiply(vectors[prices]).sum(axis=1), np.float64).ravel()
    ends = np.cumsum([len(candidates) for _, candidates in asked])
    return np.split(found, ends[:-1])


class _Rarity(dict[str, float]):
    """How much a word tells the candidates of one line apart."""

    def __init__(self, sides: Sequence[Side]) -> None:
        super().__init__()
        counts = Counter(word for side in sides for word in side.known)
        for word, count in counts.items():
            long = 1.0 if _DIGIT.search(word) else min(len(word), 6) / 6
            self[word] = long * (0.5 + math.log((1 + len(sides)) / (1 + count) + 1))

    def of(self, words: Iterable[str]) -> float:
        """The weight of all of them."""
        return sum(self[word] for word in words)


class _Nearness(dict[tuple[str, str], float]):
    """How alike two words are; the candidates of one line share most of theirs."""

    def __missing__(self, words: tuple[str, str]) -> float:
        found = self[words] = JaroWinkler.similarity(*words, score_cutoff=0.7)
        return found


def _pair(line: Side, price: Side, cosine: float, rare: _Rarity, near: _Nearness) -> list[float]:
    one, other = line.attributes, price.attributes
    vetoes = vetoes_between(one, other)
    unknown, missing = _unknown(line, price), _unknown(price, line)
    whole, whole_of_price = rare.of(line.known), rare.of(price.known)
    common = rare.of(line.known & price.known)
    shared = one.variants.keys() & other.variants.keys()
    agreeing = sum(bool(one.variants[at] & other.variants[at]) for at in shared)
    return [
        cosine,
        fuzz.ratio(line.name, price.name),
        fuzz.token_sort_ratio(line.name, price.name),
        fuzz.token_set_ratio(line.name, price.name),
        fuzz.partial_ratio(line.name, price.name),
        float(line.words[:1] == price.words[:1]),
        common / whole if whole else 0.0,
        common / whole_of_price if whole_of_price else 0.0,
        _soft_part(line.known, unknown, price.known, whole, rare, near),
        _soft_part(price.known, missing, line.known, whole_of_price, rare, near),
        rare.of(unknown),
        rare.of(missing),
        max((rare[word] for word in unknown), default=0.0),
        max((rare[word] for word in missing), default=0.0),
        *_numbers(one, other),
        *_measures(one, other),
        float(len(one.models & other.models)),
        float(len(one.models)),
        float(len(other.models)),
        _agree(one.colours, other.colours),
        _agree(one.formats, other.formats),
        _agree(one.sides, other.sides),
        float(agreeing),
        float(len(one.variants) + len(other.variants) - 2 * len(shared)),
        -1.0 if not price.brand else float(fuzz.partial_ratio(price.brand.lower(), line.name) >= 90),
        float(len(line.words)),
        float(len(price.words)),
        *(float(veto in vetoes) for veto in _VETOES),
        float(len(vetoes)),
    ]


def _unknown(side: Side, other: Side) -> set[str]:
    """Words that the other side hasn't, not even inside one of its own."""
    return {word for word in side.known - other.known if len(word) < 4 or word not in other.name}


def _soft_part(
    words: frozenset[str], unknown: set[str], others: frozenset[str], whole: float, rare: _Rarity, near: _Nearness
) -> float:
    """The part of a side's words that the other has, also shortened or misspelt ("chem" for "chemise")."""
    if not whole:
        return 0.0
    known = rare.of(words - unknown)
    for word in unknown:
        # Shortened or misspelt words begin alike; numbers are the same or others.
        same = [near[word, other] for other in others if other[0] == word[0]] if word.isalpha() else []
        known += rare[word] * max(same, default=0.0)
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
