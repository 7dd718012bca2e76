"""Which of several names: every selection of them gets a score, and the likeliest one is it.

A selection's score is the sum of its names' scores, and of what tells whether one alone or all of them are asked for;
weights over signs make both, and `manage.py mail train` makes the weights. Names compete, since the selections do.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

# Of more names each is judged by itself: all selections would be too many.
MOST_NAMES = 6
# What every mail shows.
ALWAYS = "always"
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Chooser:
    """Weights of the signs of a name, and of a mail: for one name alone, and for all that it names."""

    intercept: float
    names: Mapping[str, float]
    one: Mapping[str, float]
    every: Mapping[str, float]

    def choose(self, signs: Mapping[Key, Collection[str]], of_mail: Collection[str]) -> tuple[frozenset[Key], float]:
        """The likeliest selection, never an empty one, and how likely it is, 0 to 1."""
        scores = {key: self.intercept + _sum(self.names, seen) for key, seen in signs.items()}
        if len(scores) > MOST_NAMES:
            return frozenset(key for key, score in scores.items() if score > 0) or frozenset(scores), 1.0
        one, every = _sum(self.one, (ALWAYS, *of_mail)), _sum(self.every, (ALWAYS, *of_mail))
        totals = {
            chosen: sum(scores[key] for key in chosen)
            + (one if len(chosen) == 1 else 0.0)
            + (every if len(chosen) == len(scores) else 0.0)
            for count in range(1, len(scores) + 1)
            for chosen in itertools.combinations(scores, count)
        }
        best = max(totals, key=lambda chosen: totals[chosen])
        whole = sum(math.exp(max(-60.0, total - totals[best])) for total in totals.values())
        return frozenset(best), 1 / whole


def _sum(weights: Mapping[str, float], signs: Iterable[str]) -> float:
    return sum(weights.get(sign, 0.0) for sign in sorted(signs))


def read(text: str) -> Chooser:
    """The chooser in a file that `write` wrote."""
    data = json.loads(text)
    return Chooser(data["intercept"], data["names"], data["one"], data["every"])


def write(model: Chooser) -> str:
    """The file of a chooser, a sign a line: the same bytes for the same weights."""
    tables = {"names": model.names, "one": model.one, "every": model.every}
    data = {"intercept": model.intercept} | {
        name: {sign: weights[sign] for sign in sorted(weights)} for name, weights in tables.items()
    }
    return json.dumps(data, ensure_ascii=False, indent=0) + "\n"
