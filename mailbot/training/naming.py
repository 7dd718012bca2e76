"""Training what tells names of suppliers that nobody knows from other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailbot.training.corpus import LabelledMail
from mailbot.training.linear import Example, fit
from mailbot.training.train import folds
from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.linear import Linear
from mailbot.understanding.meant import mentions_in
from mailbot.understanding.strange import Span, likely_names, signs_of_kinds, spans_of
from models.folding import fold
from models.mail_kinds import MailKind

_STRENGTH, _FEWEST_AUTHORS = 0.3, 3
# A mail with an invented name says less than one that somebody wrote about a name that he made up.
_INVENTED = 0.3
# The sender is asked for the name in other words, so a wrong one costs little more than a missing one.
_THRESHOLD = 0.5


@dataclass(frozen=True)
class Naming:
    """The model, how many spans it learnt from, and how models do that saw no mail of the author.

    `found`: of the mails that ask for a name that nobody knows, the share in which it is found; `invented`: the same
    of those with an invented name; `right`: of the mails in which one is found, the share that asks for it.
    """

    model: Linear
    spans: int
    found: float
    invented: float
    right: float


@dataclass(frozen=True)
class _Mail:
    style: str
    spans: Sequence[Span]
    holds: Sequence[bool]  # for each of them whether it is such a name
    of_mail: frozenset[str]
    invented: bool
    known: bool  # some supplier is named that the directory knows

    def examples(self) -> Iterator[Example]:
        weight = _INVENTED if self.invented else 1.0
        for span, holds in zip(self.spans, self.holds, strict=True):
            yield Example(self.style, span.signs | self.of_mail, holds, weight)

    def seen(self, model: Linear) -> list[bool]:
        """Of each span that the model takes for such a name, whether it is one."""
        found = likely_names(model, self.spans, self.of_mail, known=self.known, named=self.known)
        return [holds for span, holds in zip(self.spans, self.holds, strict=True) if span in found]


def name(
    mails: Sequence[LabelledMail],
    invented: Sequence[LabelledMail],
    chances: Sequence[Mapping[MailKind, float]],
    directory: SupplierDirectory,
) -> Naming:
    """The model of all mails; an author's names are looked for by a model that saw no mail of that author.

    `invented` are `substituted` mails; `chances` of the kinds of both, by models that saw no mail of the author.
    """
    read = [
        _mail(mail, signs_of_kinds(chance), directory, invented=at >= len(mails))
        for at, (mail, chance) in enumerate(zip((*mails, *invented), chances, strict=True))
        if mail.suppliers is not None
    ]
    read = [one for one in read if one.spans]
    found, made, right = list[bool](), list[bool](), list[bool]()
    for inside, out in folds([one.style for one in read]):
        model = _fit([read[at] for at in inside])
        for mail in (read[at] for at in out):
            seen = mail.seen(model)
            if any(mail.holds):
                (made if mail.invented else found).append(any(seen))
            if seen and not mail.invented:
                right.append(any(seen))
    told = (sum(one) / max(1, len(one)) for one in (found, made, right))
    return Naming(_fit(read), sum(len(one.spans) for one in read), *told)


def _fit(mails: Sequence[_Mail]) -> Linear:
    return fit([one for mail in mails for one in mail.examples()], _STRENGTH, _FEWEST_AUTHORS, _THRESHOLD)


def _mail(mail: LabelledMail, of_mail: frozenset[str], directory: SupplierDirectory, *, invented: bool) -> _Mail:
    message = mail.message()
    text = f"{message.subject}\n\n{message.new_text}"
    mentions = mentions_in(text, directory)
    names, spans = [fold(one) for one in mail.unknown], spans_of(text, mentions)
    holds = [_is_one(fold(text[one.start : one.end]), names) for one in spans]
    return _Mail(mail.style, spans, holds, of_mail, invented, bool(mentions))


def _is_one(written: str, names: Sequence[str]) -> bool:
    return any(one in written or written in one for one in names)
