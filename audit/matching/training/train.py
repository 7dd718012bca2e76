"""Trains the scorer, calibrates it on families that it hasn't seen, and sets the bands by the precision there."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression

from audit.matching.attributes import attributes_of, vetoes_between
from audit.matching.features import NAMES, Side, features_of
from audit.matching.index import Index
from audit.matching.matcher import SCORED, side_of_price
from audit.matching.model import Model, tree
from audit.matching.training.corpus import DAY, Corpus, Labelled
from audit.matching.training.noise import rewritten

FOLDS = 5
PRECISION = 0.98
# How sure a review's proposal should be, at the least.
_REVIEW = 0.25
_REWRITINGS = 3
# What goes through unseen is each by itself likely right, not only all together.
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Asked:
    """A line with its candidates: features, which of them is right, which are vetoed."""

    line: Labelled
    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    vetoed: NDArray[np.bool_]
    # Its right price was hidden from it: whatever is found is wrong.
    hidden: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on families that weren't trained on; shares are of lines that have a right price."""

    lines: int
    hidden: int
    pairs: int
    automatic: int
    precision: float
    recall: float
    with_review: float
    best_is_right: float


def asked(corpus: Corpus, lines: Sequence[Labelled]) -> list[Asked]:
    """Each line twice: with its price among the candidates, and without."""
    index = Index(corpus.prices, threads=1)
    found = index.nearest([line.text for line in lines], None, DAY, SCORED + 1)
    cases = []
    for line, places in zip(lines, found, strict=True):
        prices = [place.segment.columns.price(place.row) for place in places]
        for hidden in (False, True):
            kept = [price for price in prices if not (hidden and price.key == line.key)][:SCORED]
            if kept and not (hidden and line.key is None):
                cases.append((line, Side(line.text), kept, hidden))
    features = features_of([(side, [side_of_price(one) for one in kept]) for _, side, kept, _ in cases], index.weights)
    return [
        Asked(
            line,
            rows,
            np.array([price.key == line.key for price in kept]),
            np.array([bool(vetoes_between(side.attributes, attributes_of(price.label))) for price in kept]),
            hidden,
        )
        for (line, side, kept, hidden), rows in zip(cases, features, strict=True)
    ]


def trained(corpus: Corpus, seed: int = 1) -> tuple[dict[str, Any], Figures]:
    """The model's data, and how it did: scores of each fold come from a model that saw none of its families."""
    chance = random.Random(seed)  # noqa: S311
    plain = asked(corpus, corpus.lines)
    more = asked(
        corpus,
        [
            Labelled(rewritten(line.text, chance), line.key, line.family, line.category)
            for line in corpus.lines
            for _ in range(_REWRITINGS)
        ],
    )
    folds = _folds(corpus, chance)
    scores: dict[int, NDArray[np.float64]] = {}
    for fold in range(FOLDS):
        model = _fitted([one for one in (*plain, *more) if folds[one.line.family] != fold])
        for at, one in enumerate(plain):
            if folds[one.line.family] == fold:
                scores[at] = model.decision_function(one.rows)
    ordered = [scores[at] for at in range(len(plain))]
    calibration = _calibrated(plain, ordered)
    figures = _figures(plain, ordered, calibration, folds)
    data = _exported(_fitted([*plain, *more]), plain)
    data["calibration"] = calibration
    data["automatic"] = _threshold(plain, ordered, calibration, range(len(plain)))
    data["review"] = _REVIEW
    return data, figures


def _folds(corpus: Corpus, chance: random.Random) -> dict[int, int]:
    families = sorted({line.family for line in corpus.lines} | set(corpus.families.values()))
    chance.shuffle(families)
    return {family: place % FOLDS for place, family in enumerate(families)}


def _fitted(every: Sequence[Asked]) -> HistGradientBoostingClassifier:
    rows = np.vstack([one.rows for one in every])
    right = np.concatenate([one.right for one in every])
    model = HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.07, max_leaf_nodes=12, min_samples_leaf=30, l2_regularization=3.0,
        max_features=0.4, early_stopping=False, random_state=0,
    )  # fmt: skip
    return model.fit(rows, right)


def _calibrated(every: Sequence[Asked], scores: Sequence[NDArray[np.float64]]) -> dict[str, list[float]]:
    """Chances of a line's proposal (the best without a veto) to be right, by its score."""
    proposals = [_proposal(one, score) for one, score in zip(every, scores, strict=True)]
    known = [one for one in proposals if one is not None]
    isotonic = IsotonicRegression(y_min=0.001, y_max=0.995, out_of_bounds="clip")
    isotonic.fit([score for score, _ in known], [float(right) for _, right in known])
    return {
        "scores": [round(float(one), 5) for one in isotonic.X_thresholds_],
        "chances": [round(float(one), 5) for one in isotonic.y_thresholds_],
    }


def _proposal(one: Asked, scores: NDArray[np.float64]) -> tuple[float, bool] | None:
    free = np.flatnonzero(~one.vetoed)
    if not len(free):
        return None
    best = free[np.argmax(scores[free])]
    return float(scores[best]), bool(one.right[best])


def _chance(score: float, calibration: dict[str, list[float]]) -> float:
    return float(np.interp(score, calibration["scores"], calibration["chances"]))


def _threshold(
    every: Sequence[Asked],
    scores: Sequence[NDArray[np.float64]],
    calibration: dict[str, list[float]],
    among: Sequence[int] | range,
) -> float:
    """The lowest chance above which nearly all proposals are right, with one mistake more than was seen."""
    proposals = [(at, _proposal(every[at], scores[at])) for at in among]
    known = sorted(((score, right) for _, one in proposals if one for score, right in [one]), reverse=True)
    best, wrong = 1.0, 0
    for number, (score, right) in enumerate(known, 1):
        wrong += not right
        last_of_score = number == len(known) or known[number][0] < score
        if last_of_score and number >= 50 and 1 - (wrong + 1) / (number + 1) >= PRECISION:
            best = _chance(score, calibration)
    return max(best, _SURE)


def _figures(
    every: Sequence[Asked],
    scores: Sequence[NDArray[np.float64]],
    calibration: dict[str, list[float]],
    folds: dict[int, int],
) -> Figures:
    """Each fold judged by the bands that the other folds ask for."""
    automatic = right = reviewed = best = 0
    for fold in range(FOLDS):
        others = [at for at, one in enumerate(every) if folds[one.line.family] != fold]
        bar = _threshold(every, scores, calibration, others)
        for at in (at for at, one in enumerate(every) if folds[one.line.family] == fold):
            found = _proposal(every[at], scores[at])
            if found is None:
                continue
            chance, is_right = _chance(found[0], calibration), found[1]
            automatic += chance >= bar
            right += is_right and chance >= bar
            reviewed += is_right and chance >= min(bar, _REVIEW)
            best += is_right
    wanted = sum(one.line.key is not None and not one.hidden for one in every)
    return Figures(
        lines=wanted,
        hidden=len(every) - wanted,
        pairs=sum(len(one.rows) for one in every),
        automatic=automatic,
        precision=right / max(1, automatic),
        recall=right / wanted,
        with_review=reviewed / wanted,
        best_is_right=best / wanted,
    )


def _exported(model: HistGradientBoostingClassifier, every: Sequence[Asked]) -> dict[str, Any]:
    """The trees as plain numbers, which must say what scikit-learn's say."""
    trees = [tree(list(_nodes(one[0].nodes))) for one in model._predictors]
    data: dict[str, Any] = {
        "features": list(NAMES),
        "base": float(np.ravel(model._baseline_prediction)[0]),
        "depth": max(int(one[0].get_max_depth()) for one in model._predictors),
        "trees": trees,
        "calibration": {"scores": [0.0], "chances": [0.5]},
        "automatic": 1.0,
        "review": _REVIEW,
    }
    rows = np.vstack([one.rows for one in every])
    if not np.allclose(Model(data).scores(rows), model.decision_function(rows), atol=1e-3):
        raise RuntimeError("The exported trees differ from the trained ones.")
    return data


def _nodes(nodes: Any) -> Iterator[tuple[int, float, int, int, float]]:
    for node in nodes:
        if node["is_leaf"]:
            yield 0, 0.0, 0, 0, float(node["value"])
        else:
            yield int(node["feature_idx"]), float(node["num_threshold"]), int(node["left"]), int(node["right"]), 0.0
