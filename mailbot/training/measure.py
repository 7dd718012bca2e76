"""How well labelled mails are understood: what is acted upon, what a human gets, and what is taken for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailbot.guards import Guard, guard
from mailbot.training.corpus import LabelledMail, read_corpus, read_suppliers
from mailbot.training.extraction import details
from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.reading import Reading, read_request
from models.mail_kinds import MailKind
from models.siret import CompanyNumberKind, find_company_numbers

_GUARDED = {
    Guard.BOUNCE: MailKind.BOUNCE,
    Guard.AUTO_REPLY: MailKind.AUTO_REPLY,
    Guard.MAILING_LIST: MailKind.NEWSLETTER,
}


@dataclass(frozen=True)
class Measured:
    """A labelled mail and how it was read; by its headers alone where `guarded`."""

    mail: LabelledMail
    reading: Reading
    guarded: bool = False

    @property
    def first(self) -> MailKind:
        """The decision, or the best guess of what a human gets."""
        return self.reading.best[0]

    @property
    def right(self) -> bool:
        """Whether that is something that the mail asks for."""
        return self.first in self.mail.kinds

    @property
    def acted(self) -> bool:
        """Whether the bot decides by itself; a mail for a human is none of its matters."""
        return bool(self.reading.kinds)


def measure_folder(folder: Path, *, with_mistakes: bool = False) -> Iterator[str]:
    """Read a folder of labelled mails, and the figures."""
    measured = measured_in(folder)
    yield from report(measured)
    yield ""
    yield from details([one.mail for one in measured], SupplierDirectory(read_suppliers(folder)))
    if with_mistakes:
        yield ""
        yield from mistakes(measured)


def measured_in(folder: Path) -> list[Measured]:
    """Every labelled mail of a folder, as the bot reads it."""
    return measure(read_corpus(folder), SupplierDirectory(read_suppliers(folder)))


def measure(mails: Sequence[LabelledMail], directory: SupplierDirectory) -> list[Measured]:
    """Read each mail as the bot does: its headers first, then what it says."""
    return [_measured(mail, directory) for mail in mails]


def _measured(mail: LabelledMail, directory: SupplierDirectory) -> Measured:
    message = mail.message()
    stopped = guard(message, own_addresses=(), size=0, max_bytes=1)
    if stopped in _GUARDED:
        kind = _GUARDED[stopped]
        return Measured(mail, Reading((kind,), kind, {kind: 1.0}), guarded=True)
    return Measured(mail, read_request(message.subject, message.new_text, message.files, directory, message.text))


def report(measured: Sequence[Measured]) -> Iterator[str]:
    """The figures as lines of text."""
    acted = [one for one in measured if one.acted]
    wrong = [one for one in acted if not set(one.reading.kinds) <= set(one.mail.kinds)]
    exact = [one for one in measured if set(one.reading.best) == set(one.mail.kinds)]
    yield f"{len(measured)} mails of {len({one.mail.style for one in measured})} authors"
    yield f"right kind (decision, else best guess) {_share(sum(one.right for one in measured), len(measured))}"
    yield f"acted upon                             {_share(len(acted), len(measured))}"
    yield f"  of these nothing wrong is done       {_share(len(acted) - len(wrong), len(acted))}"
    yield f"handed to a human, guess right         {_share(_guessed(measured), len(measured) - len(acted))}"
    yield f"exactly the kinds that are asked       {_share(len(exact), len(measured))}"
    yield from _suppliers(measured)
    yield from _numbers(measured)
    yield ""
    yield from _confusion(measured)


def mistakes(measured: Sequence[Measured]) -> Iterator[str]:
    """Each mail that is read otherwise than labelled."""
    for one in measured:
        if not one.right or (one.acted and not set(one.reading.kinds) <= set(one.mail.kinds)):
            best = "+".join(one.reading.best) + ("" if one.acted else " ?")
            yield f"{one.mail.name}: {'+'.join(one.mail.kinds)} read as {best}: {one.mail.subject[:60]!r}"


def _guessed(measured: Sequence[Measured]) -> int:
    return sum(one.right for one in measured if not one.acted)


def _share(part: int, whole: int) -> str:
    return f"{part:4} / {whole:<4} {part / whole:7.1%}" if whole else f"{part:4} / 0"


def _suppliers(measured: Sequence[Measured]) -> Iterator[str]:
    labelled = [one for one in measured if one.mail.suppliers and not one.guarded]
    found = sum(set(one.mail.suppliers or ()) == set(suppliers_of(one.reading)) for one in labelled)
    yield f"exactly the suppliers that are meant   {_share(found, len(labelled))}"


def suppliers_of(reading: Reading) -> tuple[str, ...]:
    """What was understood, as the labels say it: codes, "?" for a name that nobody knows."""
    codes = [entry.id for mention in reading.suppliers for entry in mention.candidates]
    return (*dict.fromkeys(codes), *(["?"] if reading.unknown_suppliers else []))


def _numbers(measured: Sequence[Measured]) -> Iterator[str]:
    wanted = {"siret": CompanyNumberKind.SIRET, "siren": CompanyNumberKind.SIREN, "vat": CompanyNumberKind.VAT}
    labelled = [(one, key) for one in measured for key in wanted if key in one.mail.labels and not one.guarded]
    found = 0
    for one, key in labelled:
        numbers = find_company_numbers(f"{one.mail.subject}\n\n{one.mail.message().new_text}")
        found += any(n.valid and n.kind is wanted[key] and n.value == one.mail.labels[key] for n in numbers)
    yield f"valid SIRET, SIREN, VAT number found   {_share(found, len(labelled))}"


def _confusion(measured: Sequence[Measured]) -> Iterator[str]:
    """For each kind that is asked first: how often it is seen, and what else is seen instead."""
    yield f"{'asked first':24} {'mails':>5} {'seen':>7}  taken for"
    for kind in MailKind:
        mails = [one for one in measured if one.mail.kinds[0] is kind]
        if mails:
            instead = Counter(one.first.value for one in mails if not one.right)
            told = ", ".join(f"{name} {count}" for name, count in instead.most_common())
            yield f"{kind.value:24} {len(mails):5} {sum(one.right for one in mails) / len(mails):7.0%}  {told}".rstrip()
