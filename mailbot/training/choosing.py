"""Training what tells the supplier that a mail asks for from the others that it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from mailbot.training.corpus import LabelledMail
from mailbot.training.train import folds
from mailbot.understanding.chosen import Chooser, Name
from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.meant import MAX_CHARACTERS, named_in

_C = 0.5
# A sign that only one author shows says more of the author than of what is asked.
_FEWEST_AUTHORS = 2
# Below it a name is not asked for. Leaving one out that was asked for is worse than asking for one too many.
_THRESHOLD = 0.4


@dataclass(frozen=True)
class NamedMail:
    """A mail that names several suppliers: the signs of each, and whether it is one of those labelled."""

    style: str
    signs: Mapping[Name, frozenset[str]]
    asked: Mapping[Name, bool]


@dataclass(frozen=True)
class Chosen:
    """The model, how many mails and names it learnt from, and how many of the names held-out models judge rightly."""

    chooser: Chooser
    mails: int
    names: int
    right: float


def choose(mails: Sequence[LabelledMail], directory: SupplierDirectory) -> Chosen:
    """The model of all mails; an author's names are judged by a model that saw no mail of that author."""
    named = list(_several(mails, directory))
    judged = []
    for inside, out in folds([one.style for one in named]):
        model = _fit([named[at] for at in inside])
        for one in (named[at] for at in out):
            judged += [(model.chance(one.signs[key]) >= _THRESHOLD) == asked for key, asked in one.asked.items()]
    return Chosen(_fit(named), len(named), len(judged), sum(judged) / len(judged))


def _several(mails: Sequence[LabelledMail], directory: SupplierDirectory) -> Iterator[NamedMail]:
    for mail in mails:
        if mail.suppliers:
            message = mail.message()
            signs = named_in(f"{message.subject}\n\n{message.new_text}"[:MAX_CHARACTERS], directory)
            if len(signs) > 1:
                yield NamedMail(mail.style, signs, {key: _is_asked(key, mail.suppliers) for key in signs})


def _is_asked(key: Name, suppliers: Sequence[str]) -> bool:
    return "?" in suppliers if isinstance(key, str) else any(one.id in suppliers for one in key)


def _fit(mails: Sequence[NamedMail]) -> Chooser:
    authors: dict[str, set[str]] = defaultdict(set)
    for mail in mails:
        for sign in frozenset().union(*mail.signs.values()):
            authors[sign].add(mail.style)
    known = sorted(sign for sign, styles in authors.items() if len(styles) >= _FEWEST_AUTHORS)
    rows = [(mail.signs[key], asked) for mail in mails for key, asked in mail.asked.items()]
    matrix = np.array([[sign in signs for sign in known] for signs, _ in rows], dtype=np.float64)
    model = LogisticRegression(C=_C, max_iter=2_000).fit(matrix, [asked for _, asked in rows])
    weights = {sign: round(float(weight), 3) for sign, weight in zip(known, model.coef_[0], strict=True)}
    return Chooser(
        {sign: weight for sign, weight in weights.items() if weight}, round(float(model.intercept_[0]), 3), _THRESHOLD
    )
