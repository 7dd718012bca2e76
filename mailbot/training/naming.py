"""Training what tells names of suppliers that nobody knows from other words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailbot.training.corpus import LabelledMail
from mailbot.training.linear import Example, fit
from mailbot.training.train import folds
from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.linear import Linear
from mailbot.understanding.meant import settled
from mailbot.understanding.strange import spans_of
from models.folding import fold

_STRENGTH, _FEWEST_AUTHORS = 2.0, 3
# The sender is asked for the name in other words, so a wrong one costs little more than a missing one.
_THRESHOLD = 0.45


@dataclass(frozen=True)
class Naming:
    """The model, how many spans it learnt from, and which share of the names held-out models find, rightly found."""

    model: Linear
    spans: int
    found: float
    right: float


def name(mails: Sequence[LabelledMail], directory: SupplierDirectory) -> Naming:
    """The model of all mails; an author's names are looked for by a model that saw no mail of that author."""
    spans = [list(_spans(mail, directory)) for mail in mails if mail.suppliers is not None]
    spans = [one for one in spans if one]
    found = [0, 0, 0]
    for inside, out in folds([one[0].style for one in spans]):
        model = _fit([one for at in inside for one in spans[at]])
        for one in (one for at in out for one in spans[at]):
            seen = model.chance(one.signs) >= _THRESHOLD
            found[0] += one.holds
            found[1] += seen
            found[2] += seen and one.holds
    every = [one for mail in spans for one in mail]
    return Naming(_fit(every), len(every), found[2] / max(1, found[0]), found[2] / max(1, found[1]))


def _fit(examples: Sequence[Example]) -> Linear:
    return fit(examples, _STRENGTH, _FEWEST_AUTHORS, _THRESHOLD)


def _spans(mail: LabelledMail, directory: SupplierDirectory) -> Iterator[Example]:
    message = mail.message()
    text = f"{message.subject}\n\n{message.new_text}"
    names = [fold(one) for one in mail.unknown]
    for span in spans_of(text, settled(text, directory.find(text))):
        written = fold(text[span.start : span.end])
        yield Example(mail.style, span.signs, any(one in written or written in one for one in names))
