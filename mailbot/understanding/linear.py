"""A linear model over signs, true or false each: the server adds up weights that `manage.py mail train` found."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Linear:
    """Weights of signs; what they are signs of holds from `threshold` on."""

    weights: Mapping[str, float]
    intercept: float
    threshold: float

    def chance(self, signs: Iterable[str]) -> float:
        """How likely it is, 0 to 1."""
        total = self.intercept + sum(self.weights.get(sign, 0.0) for sign in sorted(signs))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def read(text: str) -> Linear:
    """The model in a file that `write` wrote."""
    data = json.loads(text)
    return Linear(data["weights"], data["intercept"], data["threshold"])


def write(model: Linear) -> str:
    """The file of a model, a sign a line: the same bytes for the same weights."""
    weights = {sign: model.weights[sign] for sign in sorted(model.weights)}
    data = {"intercept": model.intercept, "threshold": model.threshold, "weights": weights}
    return json.dumps(data, ensure_ascii=False, indent=0) + "\n"
