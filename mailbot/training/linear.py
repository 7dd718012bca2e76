"""Fitting a linear model over signs that are there or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from mailbot.understanding.linear import Linear


@dataclass(frozen=True)
class Example:
    """The signs around one name in a mail, and whether it is what the model looks for."""

    style: str
    signs: frozenset[str]
    holds: bool
    weight: float = 1.0


def fit(examples: Sequence[Example], strength: float, fewest_authors: int, threshold: float) -> Linear:
    """The model; a sign that fewer authors show says more of them than of what is looked for."""
    authors: dict[str, set[str]] = defaultdict(set)
    for one in examples:
        for sign in one.signs:
            authors[sign].add(one.style)
    known = {sign: at for at, sign in enumerate(sorted(s for s, who in authors.items() if len(who) >= fewest_authors))}
    model = LogisticRegression(C=strength, max_iter=3_000).fit(
        _matrix([one.signs for one in examples], known),
        [one.holds for one in examples],
        sample_weight=[one.weight for one in examples],
    )
    weights = {sign: round(float(model.coef_[0][at]), 3) for sign, at in known.items()}
    intercept = round(float(model.intercept_[0]), 3)
    return Linear({sign: weight for sign, weight in weights.items() if weight}, intercept, threshold)


def _matrix(rows: Iterable[frozenset[str]], known: dict[str, int]) -> csr_matrix:
    columns = [sorted(known[sign] for sign in row if sign in known) for row in rows]
    starts = np.cumsum([0, *map(len, columns)])
    at = [one for row in columns for one in row]
    return csr_matrix((np.ones(len(at)), at, starts), shape=(len(columns), len(known)))
