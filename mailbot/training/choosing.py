"""Training what tells the suppliers that a mail asks for from the others that it names.

The model is fitted so that of all selections of a mail's names the labelled one is the likeliest (`choice.Chooser`).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from mailbot.training.corpus import LabelledMail
from mailbot.training.phrases import composed
from mailbot.training.train import folds
from mailbot.understanding.choice import ALWAYS, MOST_NAMES, Chooser
from mailbot.understanding.chosen import Name, Seen
from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.meant import MAX_CHARACTERS, TERMS, named_in
from mailbot.understanding.strange import signs_of_kinds
from models.folding import fold
from models.mail_kinds import MailKind

Array: TypeAlias = NDArray[np.float64]
_STRENGTH, _FEWEST_AUTHORS = 0.3, 3
# A mail made of phrases says less than one that somebody wrote.
_COMPOSED = 0.12
# What tells whether one or all are asked for in general is hardly held back.
_FREE = 0.01
# A weight that changes nothing is left out.
_LEAST = 0.005


@dataclass(frozen=True)
class Chosen:
    """The model, its mails, and which share of them, and of their names, models without the author read rightly."""

    model: Chooser
    mails: int
    whole: float
    right: float


@dataclass(frozen=True)
class Example:
    """What is seen of a mail's names, and for each whether it is asked for."""

    style: str
    seen: Seen
    asked: Mapping[Name, bool]
    weight: float = 1.0


def choose(
    mails: Sequence[LabelledMail], chances: Sequence[Mapping[MailKind, float]], directory: SupplierDirectory
) -> Chosen:
    """The model of all mails; an author's mails are judged by a model that saw no mail of that author.

    `chances` of the mails' kinds, by models that saw no mail of the author.
    """
    examples = list(_several(mails, map(signs_of_kinds, chances), directory))
    composed_mails = composed(directory.entries)
    terms = itertools.repeat(TERMS, len(composed_mails))
    phrases = [_of_phrases(one) for one in _several(composed_mails, terms, directory)]
    whole, names = list[bool](), list[bool]()
    for inside, out in folds([one.style for one in examples]):
        model = fit([*(examples[at] for at in inside), *phrases])
        for one in (examples[at] for at in out):
            chosen, _ = model.choose(one.seen.names, one.seen.of_mail)
            told = [(key in chosen) == asked for key, asked in one.asked.items()]
            names += told
            whole.append(all(told))
    return Chosen(fit([*examples, *phrases]), len(examples), float(np.mean(whole)), float(np.mean(names)))


def fit(examples: Sequence[Example]) -> Chooser:
    """The weights under which the labelled selections are the likeliest."""
    fitted = _Fit([one for one in examples if len(one.asked) <= MOST_NAMES and any(one.asked.values())])
    return fitted.chooser()


class _Fit:
    """The mails as matrices: a row for each name, and one for each mail."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.known = _known((one.style, signs) for one in examples for signs in one.seen.names.values())
        self.of_mail = _known((one.style, one.seen.of_mail) for one in examples)
        self.names = _matrix((one.seen.names[key] for one in examples for key in one.asked), self.known)
        self.mails = _matrix((one.seen.of_mail for one in examples), self.of_mail)
        self.weights = np.array([one.weight for one in examples])
        self.parts = list(_parts(examples))

    def chooser(self) -> Chooser:
        names, mails = len(self.known), len(self.of_mail)
        found = minimize(
            self.loss, np.zeros(names + 3 + 2 * mails), jac=True, method="L-BFGS-B", options={"maxiter": 300}
        ).x
        general, of_mail = found[names + 1 : names + 3], found[names + 3 :].reshape(mails, 2)
        one, every = (
            {ALWAYS: round(float(general[side]), 3)} | _table(self.of_mail, of_mail[:, side]) for side in (0, 1)
        )
        return Chooser(round(float(found[names]), 3), _table(self.known, found[:names]), one, every)

    def loss(self, point: Array) -> tuple[float, Array]:
        """How unlikely the labelled selections are, weights held back, and its slope."""
        names, mails = len(self.known), len(self.of_mail)
        own, general, of_mail = point[:names], point[names + 1 : names + 3], point[names + 3 :].reshape(mails, 2)
        scores, sizes = self.names @ own + point[names], self.mails @ of_mail + general
        to_scores, to_sizes, total = np.zeros_like(scores), np.zeros_like(sizes), 0.0
        for part in self.parts:
            raw = scores[part.names] @ part.selections.T + sizes[part.mails] @ part.sizes.T
            top = raw.max(axis=1, keepdims=True)
            chances = np.exp(raw - top)
            whole = chances.sum(axis=1, keepdims=True)
            chances /= whole
            rows, weights = np.arange(len(part.mails)), self.weights[part.mails]
            total -= float((weights * (raw[rows, part.labelled] - top[:, 0] - np.log(whole[:, 0]))).sum())
            chances[rows, part.labelled] -= 1
            chances *= weights[:, None]
            to_scores[part.names] += chances @ part.selections
            to_sizes[part.mails] += chances @ part.sizes
        held = 1 / _STRENGTH
        total += 0.5 * held * float(own @ own + (of_mail**2).sum() + _FREE * (general @ general))
        slope = [
            self.names.T @ to_scores + held * own,
            [to_scores.sum()],
            to_sizes.sum(axis=0) + held * _FREE * general,
            (self.mails.T @ to_sizes + held * of_mail).ravel(),
        ]
        return total, np.concatenate(slope)


@dataclass(frozen=True)
class _Part:
    """The mails that name so many: their rows, those of their names, and all selections that there are."""

    mails: NDArray[np.int64]
    names: NDArray[np.int64]
    selections: Array
    sizes: Array  # of each selection: is it one name alone, is it all
    labelled: NDArray[np.int64]


def _parts(examples: Sequence[Example]) -> Iterator[_Part]:
    starts = np.cumsum([0, *(len(one.asked) for one in examples)])
    for count in sorted({len(one.asked) for one in examples}):
        mails = np.array([at for at, one in enumerate(examples) if len(one.asked) == count])
        selections = np.array([one for one in itertools.product((0.0, 1.0), repeat=count) if any(one)])
        labels = np.array([[float(asked) for asked in examples[at].asked.values()] for at in mails])
        sums = selections.sum(axis=1)
        yield _Part(
            mails,
            starts[mails][:, None] + np.arange(count),
            selections,
            np.stack([sums == 1, sums == count], axis=1).astype(float),
            (selections[None] == labels[:, None]).all(axis=2).argmax(axis=1),
        )


def _known(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[str, int]:
    """Signs that enough authors show, with a number each."""
    authors: dict[str, set[str]] = defaultdict(set)
    for style, signs in rows:
        for sign in signs:
            authors[sign].add(style)
    return {sign: at for at, sign in enumerate(sorted(s for s, who in authors.items() if len(who) >= _FEWEST_AUTHORS))}


def _matrix(rows: Iterable[Iterable[str]], known: Mapping[str, int]) -> Any:
    columns = [sorted(known[sign] for sign in row if sign in known) for row in rows]
    at = [one for row in columns for one in row]
    starts = np.cumsum([0, *map(len, columns)])
    return csr_matrix((np.ones(len(at)), at, starts), shape=(len(columns), len(known)))


def _table(known: Mapping[str, int], weights: Array) -> dict[str, float]:
    rounded = {sign: round(float(weights[at]), 3) for sign, at in known.items()}
    return {sign: weight for sign, weight in rounded.items() if abs(weight) >= _LEAST}


def _of_phrases(one: Example) -> Example:
    """How many names such a mail asks for says nothing of other mails, so a sign of its own stands for it."""
    return Example(one.style, Seen(one.seen.names, one.seen.of_mail | {"composed"}), one.asked, _COMPOSED)


def _several(
    mails: Sequence[LabelledMail], of_mails: Iterable[frozenset[str]], directory: SupplierDirectory
) -> Iterator[Example]:
    """The mails that name several, with what is asked for."""
    for mail, of_mail in zip(mails, of_mails, strict=True):
        if mail.suppliers:
            message = mail.message()
            seen = named_in(f"{message.subject}\n\n{message.new_text}"[:MAX_CHARACTERS], directory, of_mail)
            asked = {key: _is_asked(key, mail) for key in seen.names}
            if len(asked) > 1 and any(asked.values()):
                yield Example(mail.style, seen, asked)


def _is_asked(key: Name, mail: LabelledMail) -> bool:
    suppliers = mail.suppliers or ()
    if not isinstance(key, str):
        return any(one.id in suppliers for one in key)
    name = fold(key)
    return "?" in suppliers and (not mail.unknown or any(name in one or one in name for one in map(fold, mail.unknown)))
