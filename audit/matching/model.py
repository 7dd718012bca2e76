"""The trained scorer: boosted trees and a calibration, read from a file of plain numbers (`manage.py audit-train`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.matching.features import NAMES
from errors import AppError

FILE = Path(__file__).parent / "model.json"
_ROWS_AT_ONCE = 4_096


class Model:
    """Trees as arrays of nodes; a leaf is a node whose ways both lead to itself."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        if tuple(data["features"]) != NAMES:
            raise AppError("The matching model is of another version of the features: run `manage.py audit-train`.")
        self._base = float(data["base"])
        features: list[int] = []
        thresholds: list[float] = []
        left: list[int] = []
        right: list[int] = []
        values: list[float] = []
        self._roots = np.zeros(len(data["trees"]), np.int32)
        for place, tree in enumerate(data["trees"]):
            offset = len(features)
            self._roots[place] = offset
            for at, (feature, threshold, below, above, value) in enumerate(tree):
                leaf = below == 0
                features.append(0 if leaf else feature)
                thresholds.append(threshold)
                left.append(offset + (at if leaf else below))
                right.append(offset + (at if leaf else above))
                values.append(value)
        self._features = np.array(features, np.int32)
        self._thresholds = np.array(thresholds)
        self._left = np.array(left, np.int32)
        self._right = np.array(right, np.int32)
        self._values = np.array(values)
        self._depth = int(data["depth"])
        self._scores = np.array(data["calibration"]["scores"])
        self._chances = np.array(data["calibration"]["chances"])
        self.automatic = float(data["automatic"])
        self.review = float(data["review"])

    @classmethod
    def load(cls, path: Path = FILE) -> Model:
        """The model of a file; AppError when there is none or it is of other features."""
        try:
            return cls(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise AppError(f"{path.name} is missing: run `manage.py audit-train`.") from None

    def scores(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """The trees' sums (log-odds) for rows of features."""
        if not len(rows):
            return np.zeros(0)
        return np.concatenate([self._sum(rows[at : at + _ROWS_AT_ONCE]) for at in range(0, len(rows), _ROWS_AT_ONCE)])

    def chances(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated probabilities: of those with 0.9, nine of ten are right."""
        return np.asarray(np.interp(self.scores(rows), self._scores, self._chances), np.float64)

    def _sum(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        nodes = np.broadcast_to(self._roots, (len(rows), len(self._roots))).copy()
        numbers = np.arange(len(rows))[:, None]
        for _ in range(self._depth):
            below = rows[numbers, self._features[nodes]] <= self._thresholds[nodes]
            nodes = np.where(below, self._left[nodes], self._right[nodes])
        total: NDArray[np.float64] = self._base + self._values[nodes].sum(axis=1)
        return total


def tree(nodes: Sequence[tuple[int, float, int, int, float]]) -> list[list[float]]:
    """A tree as it is stored: feature, threshold, node below or equal (0: a leaf), node above, value."""
    return [[feature, threshold, below, above, round(value, 6)] for feature, threshold, below, above, value in nodes]
