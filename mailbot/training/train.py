"""Training: a linear model for each kind of mail, calibrated on mails of authors that it was not trained on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from mailbot.training.corpus import LabelledMail
from mailbot.understanding.classifier import GROUPS, ZERO, Classifier, Group
from mailbot.understanding.features import Features
from mailbot.understanding.reading import UNSOLICITED
from models.mail_kinds import MailKind

Array: TypeAlias = NDArray[np.float64]
FOLDS = 10
# An author, and what is seen of a mail.
Seen: TypeAlias = tuple[str, Features]
_C = 2.0
# A feature that only one author shows says more of the author than of what is asked; so do pairs of words of two.
_FEWEST_AUTHORS, _FEWEST_OF_PAIR = 2, 3
# Of what is acted upon so much must be right, by the mails of authors that the model has not seen; more of what is
# filed without an answer, since nobody looks at it again.
PRECISION, FILED_PRECISION = 0.977, 0.977
_LEAST, _MOST = 0.5, 0.95
# A feature whose weight for every kind is below this share of the greatest weight is left out.
_WEIGHS = 0.126


@dataclass(frozen=True)
class Fit:
    """Weights in numbers: of each group its features and a row for each of them, a column for each kind."""

    features: Mapping[str, Mapping[str, int]]
    weights: Mapping[str, Array]
    intercepts: Array

    def scores(self, mails: Sequence[Features]) -> Array:
        """A row for each mail, a column for each kind."""
        blocks = [_matrix(mails, name, self.features[name]) @ self.weights[name] for name in GROUPS]
        return np.asarray(sum(blocks)) + self.intercepts


@dataclass(frozen=True)
class Trained:
    """A classifier, and which share of the mails of held-out authors models like it read rightly.

    `chances` of the kinds of each mail, and behind those of each of `also`, are told by models that saw none of its
    author's mails.
    """

    classifier: Classifier
    mails: int
    authors: int
    right: float
    chances: tuple[dict[MailKind, float], ...]


def train(mails: Sequence[LabelledMail], features: Sequence[Features], also: Sequence[Seen] = ()) -> Trained:
    """The classifier that goes into the product: fitted to all mails, calibrated on the held-out scores."""
    kinds = kinds_of(mails)
    labels = labels_of(mails, kinds)
    scores = held_out_scores(mails, features, kinds, also)
    slopes, offsets = _calibration(scores[: len(mails)], labels)
    told = 1 / (1 + np.exp(-(scores * slopes + offsets)))
    chances = told[: len(mails)]
    fit = fit_to(features, [mail.style for mail in mails], labels)
    classifier = Classifier(
        kinds=kinds,
        groups={name: _quantized(fit, name) for name in GROUPS},
        intercepts=tuple(fit.intercepts.tolist()),
        slopes=tuple(slopes.tolist()),
        offsets=tuple(offsets.tolist()),
        thresholds={
            kind: _threshold(chances[:, at], labels[:, at], FILED_PRECISION if kind in UNSOLICITED else PRECISION)
            for at, kind in enumerate(kinds)
        },
    )
    right = labels[np.arange(len(mails)), chances.argmax(axis=1)]
    every = tuple(dict(zip(kinds, row, strict=True)) for row in told.tolist())
    return Trained(classifier, len(mails), len({mail.style for mail in mails}), float(right.mean()), every)


def kinds_of(mails: Sequence[LabelledMail]) -> tuple[MailKind, ...]:
    """The kinds that the mails hold, in the order of their declaration."""
    present = {kind for mail in mails for kind in mail.kinds}
    return tuple(kind for kind in MailKind if kind in present)


def labels_of(mails: Sequence[LabelledMail], kinds: Sequence[MailKind]) -> NDArray[np.bool_]:
    """A row for each mail, a column for each kind: whether it holds it."""
    return np.array([[kind in mail.kinds for kind in kinds] for mail in mails])


def folds(styles: Sequence[str], count: int = FOLDS) -> Iterator[tuple[list[int], list[int]]]:
    """Parts of the mails, trained on and held out; an author's mails are never in both. The same ones every time."""
    mails = {style: styles.count(style) for style in set(styles)}
    loads, of_style = [0] * count, {}
    for style in sorted(mails, key=lambda one: (-mails[one], one)):
        of_style[style] = loads.index(min(loads))
        loads[of_style[style]] += mails[style]
    for number in range(count):
        out = [at for at, style in enumerate(styles) if of_style[style] == number]
        if out:
            yield [at for at, style in enumerate(styles) if of_style[style] != number], out


def held_out_scores(
    mails: Sequence[LabelledMail], features: Sequence[Features], kinds: Sequence[MailKind], also: Sequence[Seen] = ()
) -> Array:
    """The score of each mail by a model that saw no mail of its author; behind them those of `also`."""
    styles, labels = [mail.style for mail in mails], labels_of(mails, kinds)
    every, of_every = [*features, *(seen for _, seen in also)], [*styles, *(style for style, _ in also)]
    scores, others = np.zeros((len(every), len(kinds))), set(of_every) - set(styles)
    for inside, out in folds(styles):
        fit = fit_to([features[at] for at in inside], [styles[at] for at in inside], labels[inside])
        authors = {styles[at] for at in out} | others
        others = set()
        rows = [at for at, style in enumerate(of_every) if style in authors]
        scores[rows] = fit.scores([every[at] for at in rows])
    return scores


def fit_to(features: Sequence[Features], styles: Sequence[str], labels: NDArray[np.bool_]) -> Fit:
    """One linear model for each kind."""
    known = {name: _known(features, styles, name) for name in GROUPS}
    scales = {name: _rarity(features, name, known[name]) for name in GROUPS}
    matrix = hstack([_matrix(features, name, known[name]).multiply(scales[name]) for name in GROUPS]).tocsr()
    models = [LinearSVC(C=_C, random_state=0).fit(matrix, labels[:, at]) for at in range(labels.shape[1])]
    columns = np.array([model.coef_[0] for model in models]).T
    weights, start = {}, 0
    for name in GROUPS:
        end = start + len(known[name])
        weights[name], start = columns[start:end] * scales[name][:, None], end
    return Fit(known, weights, np.array([model.intercept_[0] for model in models]))


def _known(features: Sequence[Features], styles: Sequence[str], group: str) -> dict[str, int]:
    authors: dict[str, set[str]] = defaultdict(set)
    for seen, style in zip(features, styles, strict=True):
        for name in getattr(seen, group):
            authors[name].add(style)
    return {name: at for at, name in enumerate(sorted(k for k, v in authors.items() if len(v) >= _fewest(k, group)))}


def _fewest(name: str, group: str) -> int:
    return _FEWEST_OF_PAIR if group == "words" and re.search("[ _]", name) else _FEWEST_AUTHORS


def _rarity(features: Sequence[Features], group: str, known: Mapping[str, int]) -> Array:
    """What many mails show tells little."""
    counts = np.ones(len(known))
    for seen in features:
        for name in getattr(seen, group):
            if name in known:
                counts[known[name]] += 1
    return np.asarray(np.log((len(features) + 1) / counts) + 1) / _USUAL_RARITY


_USUAL_RARITY = 5.0


def _matrix(features: Sequence[Features], group: str, known: Mapping[str, int]) -> Any:
    """A row for each mail, of length 1 whatever number of features it shows."""
    rows = [sorted(known[name] for name in getattr(seen, group) if name in known) for seen in features]
    values = [1 / np.sqrt(len(row)) for row in rows for _ in row]
    starts = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix((values, [at for row in rows for at in row], starts), shape=(len(rows), len(known)))


def _quantized(fit: Fit, group: str) -> Group:
    """The weights as bytes; features that hardly weigh are left out."""
    weights = fit.weights[group]
    steps = np.maximum(np.abs(weights).max(axis=0), 1e-9) / (ZERO - 1)
    steps_taken = np.rint(weights / steps).astype(int)
    weighs = np.abs(steps_taken).max(axis=1) >= _WEIGHS * ZERO
    rows = {name: bytes((steps_taken[at] + ZERO).tolist()) for name, at in fit.features[group].items() if weighs[at]}
    return Group(rows, tuple(steps.tolist()))


def _calibration(scores: Array, labels: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Platt's: how a score of each kind becomes a probability."""
    fitted = [
        LogisticRegression(C=10.0, random_state=0).fit(scores[:, [at]], labels[:, at]) for at in range(labels.shape[1])
    ]
    return np.array([one.coef_[0, 0] for one in fitted]), np.array([one.intercept_[0] for one in fitted])


def _threshold(chances: Array, labels: NDArray[np.bool_], precision: float) -> float:
    """The least probability from which on enough is right, half by count and half by the probabilities themselves.

    Of a rare kind a single odd mail near the top would decide the count; the probabilities alone would flatter.
    """
    order = np.argsort(-chances, kind="stable")
    right = np.cumsum((labels[order] + chances[order]) / 2) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero((right >= precision) & (chances[order] >= _LEAST))
    least = float(chances[order][enough[-1]]) if len(enough) else _MOST
    return min(max(least, _LEAST), _MOST)
