"""Training what tells the supplier that a mail asks for from the others that it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailbot.training.corpus import LabelledMail
from mailbot.training.linear import Example, fit
from mailbot.training.train import folds
from mailbot.understanding.chosen import Name
from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.linear import Linear
from mailbot.understanding.meant import MAX_CHARACTERS, named_in

_STRENGTH, _FEWEST_AUTHORS = 0.5, 2
# Below it a name is not asked for: leaving one out that was asked for is worse than asking for one too many.
_THRESHOLD = 0.4


@dataclass(frozen=True)
class Chosen:
    """The model, how many mails and names it learnt from, and how many of the names held-out models judge rightly."""

    model: Linear
    mails: int
    names: int
    right: float


def choose(mails: Sequence[LabelledMail], directory: SupplierDirectory) -> Chosen:
    """The model of all mails; an author's names are judged by a model that saw no mail of that author."""
    named = list(_several(mails, directory))
    judged = []
    for inside, out in folds([one[0].style for one in named]):
        model = _fit([one for at in inside for one in named[at]])
        judged += [(model.chance(one.signs) >= _THRESHOLD) == one.holds for at in out for one in named[at]]
    return Chosen(_fit([one for names in named for one in names]), len(named), len(judged), sum(judged) / len(judged))


def _fit(examples: Sequence[Example]) -> Linear:
    return fit(examples, _STRENGTH, _FEWEST_AUTHORS, _THRESHOLD)


def _several(mails: Sequence[LabelledMail], directory: SupplierDirectory) -> Iterator[list[Example]]:
    """The names of each mail that has several."""
    for mail in mails:
        if mail.suppliers:
            message = mail.message()
            signs = named_in(f"{message.subject}\n\n{message.new_text}"[:MAX_CHARACTERS], directory)
            if len(signs) > 1:
                yield [Example(mail.style, one, _is_asked(key, mail.suppliers)) for key, one in signs.items()]


def _is_asked(key: Name, suppliers: Sequence[str]) -> bool:
    return "?" in suppliers if isinstance(key, str) else any(one.id in suppliers for one in key)
