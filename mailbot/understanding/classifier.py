"""What kinds of request a mail holds, as a table of weights tells that `manage.py mail train` made.

A linear model for each kind: every feature that a mail shows adds its weight. Weights are bytes (128 is 0), so that a
mail is a few hundred look-ups and one sum over columns; nothing but the standard library is needed.
"""

from __future__ import annotations

import base64
import functools
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailbot.understanding.features import Features, Written, features_of, sentences_of_mail
from models.mail_kinds import MailKind

FILE = Path(__file__).with_name("kinds.json")
GROUPS = ("words", "pieces", "meanings")
ZERO = 128


@dataclass(frozen=True)
class Group:
    """The weights of one group of features: one byte for each kind, and how much one step of a byte is."""

    weights: Mapping[str, bytes]
    steps: tuple[float, ...]

    def scores(self, seen: Collection[str]) -> list[float]:
        """What these features add to each kind; many of them count no more than few."""
        rows = [row for row in map(self.weights.get, seen) if row is not None]
        if not rows:
            return [0.0] * len(self.steps)
        length = math.sqrt(len(rows))
        sums = map(sum, zip(*rows, strict=True))
        return [(total - ZERO * len(rows)) * step / length for total, step in zip(sums, self.steps, strict=True)]


@dataclass(frozen=True)
class Classifier:
    """`slopes` and `offsets` make scores to probabilities; from its threshold on a kind is certain enough to act."""

    kinds: tuple[MailKind, ...]
    groups: Mapping[str, Group]
    intercepts: tuple[float, ...]
    slopes: tuple[float, ...]
    offsets: tuple[float, ...]
    thresholds: Mapping[MailKind, float]

    def probabilities(self, seen: Features) -> dict[MailKind, float]:
        """How likely each kind is, each by itself: a mail may hold several."""
        return {kind: _sigmoid(score) for kind, score in zip(self.kinds, self._calibrated(seen), strict=True)}

    def by_sentence(self, mail: Written) -> list[dict[MailKind, float]]:
        """The same for each sentence, the subject first."""
        return [self.probabilities(features_of(part)) for part in sentences_of_mail(mail)]

    def _calibrated(self, seen: Features) -> list[float]:
        columns = [group.scores(getattr(seen, name)) for name, group in self.groups.items()]
        raw = map(sum, zip(self.intercepts, *columns, strict=True))
        return [score * slope + offset for score, slope, offset in zip(raw, self.slopes, self.offsets, strict=True)]


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


@functools.cache
def classifier() -> Classifier:
    """The one of this version, read once."""
    return read(FILE.read_text("utf-8"))


def read(text: str) -> Classifier:
    """The classifier in a file that `write` wrote."""
    data = json.loads(text)
    kinds = tuple(MailKind(kind) for kind in data["kinds"])
    return Classifier(
        kinds=kinds,
        groups={
            name: Group(
                {feature: base64.b64decode(row) for feature, row in data["groups"][name]["weights"].items()},
                tuple(data["groups"][name]["steps"]),
            )
            for name in GROUPS
        },
        intercepts=tuple(data["intercepts"]),
        slopes=tuple(data["slopes"]),
        offsets=tuple(data["offsets"]),
        thresholds={MailKind(kind): limit for kind, limit in data["thresholds"].items()},
    )


def write(model: Classifier) -> str:
    """The classifier as JSON, a feature a line: the same bytes for the same weights."""
    data = {
        "kinds": list(model.kinds),
        "intercepts": _rounded(model.intercepts),
        "slopes": _rounded(model.slopes),
        "offsets": _rounded(model.offsets),
        "thresholds": {kind: round(limit, 3) for kind, limit in model.thresholds.items()},
        "groups": {
            name: {
                "steps": _rounded(group.steps),
                "weights": {feature: base64.b64encode(row).decode() for feature, row in sorted(group.weights.items())},
            }
            for name, group in model.groups.items()
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=0) + "\n"


def _rounded(values: Sequence[float]) -> list[float]:
    return [float(f"{value:.6g}") for value in values]
