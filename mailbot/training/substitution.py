"""Mails about suppliers that nobody knows, made of mails about known ones by putting an invented name in its place.

The author stays, so that a model can be judged by mails of authors that it never saw. What else has a capital in such
a mail, a person, a town or the sender's own firm, stays what it is: no name that is looked for.
"""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from mailbot.training.corpus import LabelledMail
from mailbot.training.invented import invented_name
from mailbot.understanding.directory import SupplierDirectory, SupplierEntry, SupplierMention
from mailbot.understanding.reading import UNSOLICITED
from models.folding import fold
from models.mail_kinds import MailKind

# A supplier writes of itself there, or a program does; nobody asks for one.
_OTHERS = UNSOLICITED | {MailKind.SUPPLIER_REPLY, MailKind.OTHER}
_ELIDED = re.compile(r"\b[dlDL]['’][ ]?$")
_ARTICLE = re.compile(r"\b(?:de|le|la|que)[ ]$", re.IGNORECASE)
# Some write a name small whose other words have capitals, or the other way round.
_SMALL, _CAPITAL = 0.1, 0.15
# The second time the first word alone may stand for a name of two.
_SHORTENED = 0.3
_TRIES = 20
_Key: TypeAlias = tuple[SupplierEntry, ...]


def substituted(mails: Sequence[LabelledMail], directory: SupplierDirectory) -> list[LabelledMail]:
    """Of each mail that asks for a known supplier, one that asks for an unknown one; the same ones every time."""
    return [made for mail in mails if (made := _Substitution(mail, directory).mail()) is not None]


class _Substitution:
    def __init__(self, mail: LabelledMail, directory: SupplierDirectory) -> None:
        self.original, self.directory = mail, directory
        self.draw = random.Random(f"{mail.style} {mail.number} {fold(mail.subject)}")  # noqa: S311
        self.subject, self.text = directory.find(mail.subject), directory.find(mail.text)

    def mail(self) -> LabelledMail | None:
        """The mail with another name, or None where no supplier is asked for, or it isn't clear where it is named."""
        asked = self.original.suppliers or ()
        mentions = [*self.subject, *self.text]
        if not mentions or "?" in asked or not asked or _OTHERS.intersection(self.original.kinds):
            return None
        if any(one.ambiguous for one in mentions):
            return None
        named = {one.candidates[0].id for one in mentions}
        replaced = self.draw.choice(sorted(named.intersection(asked)) or [""])
        if not replaced:
            return None
        name = self._name(mentions, replaced)
        if name is None:
            return None
        written: list[str] = []
        subject = self._put(self.original.subject, self.subject, replaced, name, written)
        text = self._put(self.original.text, self.text, replaced, name, written)
        return dataclasses.replace(
            self.original,
            subject=subject,
            text=text,
            suppliers=tuple("?" if one == replaced else one for one in asked),
            unknown=tuple(dict.fromkeys(written)),
        )

    def _name(self, mentions: Sequence[SupplierMention], replaced: str) -> str | None:
        """A name that the directory doesn't take for one of its own, and that may stand behind the same articles."""
        before = [self._before(one) for one in mentions if one.candidates[0].id == replaced]
        elided, plain = any(map(_ELIDED.search, before)), any(map(_ARTICLE.search, before))
        for _ in range(_TRIES):
            name = invented_name(self.draw, vowel=True if elided else False if plain else None)
            if not self.directory.find(f"{name} chez {name} {name.split()[0]}"):
                return name
        return None

    def _before(self, mention: SupplierMention) -> str:
        text = self.original.subject if any(mention is one for one in self.subject) else self.original.text
        return text[max(0, mention.position - 6) : mention.position]

    def _put(self, text: str, mentions: Sequence[SupplierMention], replaced: str, name: str, written: list[str]) -> str:
        parts, end = list[str](), 0
        for mention in mentions:
            if mention.candidates[0].id == replaced:
                parts += [text[end : mention.position], self._written(mention.as_written, name, written)]
                end = mention.end
        return "".join([*parts, text[end:]])

    def _written(self, earlier: str, name: str, written: list[str]) -> str:
        """The name as the one before it was written: an address stays one, small letters stay small."""
        user, at, _ = earlier.partition("@")
        if at or "://" in earlier or earlier.startswith("www."):
            return (
                f"{user}@{fold(name).replace(' ', '-')}.example"
                if at
                else f"www.{fold(name).replace(' ', '-')}.example"
            )
        words = name.split()
        if written and len(words) > 1 and self.draw.random() < _SHORTENED and len(words[0]) > 3:
            name = words[0] if fold(words[0]) not in _NO_NAME else words[-1]
        name = self._in_letters(earlier, name)
        written.append(name)
        return name

    def _in_letters(self, earlier: str, name: str) -> str:
        if earlier.isupper() and len(earlier) > 4:
            return name.upper()
        if earlier.islower():
            return name.lower() if self.draw.random() >= _CAPITAL else name
        return name if self.draw.random() >= _SMALL else name.lower()


# Of a name that begins with one of these, the other word stands for all.
_NO_NAME = frozenset("maison ets etablissements atelier ateliers groupe transports laboratoires".split())


def writings(mails: Sequence[LabelledMail]) -> Iterator[tuple[str, LabelledMail]]:
    """Each mail with how its unknown name is written: "capital", "small", or "shouted" among capitals only."""
    for mail in mails:
        letters = [sign for sign in mail.text if sign.isalpha()]
        if sum(map(str.isupper, letters)) > len(letters) / 2:
            yield "shouted", mail
        elif any(one != one.lower() for one in mail.unknown):
            yield "capital", mail
        else:
            yield "small", mail
