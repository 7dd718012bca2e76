"""Mails made of single phrases that say of a supplier whether it is asked for: far more wordings than whole mails have.

`phrases.toml` lists what people say of a supplier that they ask for, and of one that they only name. Each phrase is
put beside others, in either order, about suppliers of the directory; the choice of them is the same every time.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from mailbot.training.corpus import LabelledMail
from mailbot.understanding.directory import SupplierEntry
from models.mail_kinds import MailKind

FILE = Path(__file__).with_name("phrases.toml")
ROUNDS = 3
# So many phrases count as one author's.
_AUTHORS = 25
_ASKS = re.compile(
    r"^(?:que|quels?|quelles?|combien|qui|comment|pouvez|pourriez|avez|lequel|c'est quoi|c koi|what|who|could|how|et )"
    r"|font-ils|combien|propose quoi|vous avez qu|ça donne quoi",
    re.IGNORECASE,
)
_GREETINGS = ("", "", "", "Bonjour,\n\n", "Bonjour, ", "bonjour\n", "Madame, Monsieur,\n\n")
_CLOSINGS = ("", "\n\nMerci", "\nMerci d’avance", "\nCordialement", "\nmerci")
_SUBJECTS = ("Question", "Nos achats", "demande", "Fournisseurs", "", "Bonjour", "Compte", "{X} et {Y}", "{Y}", "{X}")
_BUT = ("", "", "", "Par contre, ", "En revanche, ", "Mais ", "Donc ", "Sinon, ", "Du coup, ")
_BY_THE_WAY = ("", "", "", "", "", "", "Par contre, ", "En revanche, ", "D’ailleurs, ", "Pour info, ")
_ALSO = ("", "", "Et ", "Par ailleurs, ", "Sinon, ")
_JOINTS = (", ", ", mais ", " et ", ", donc ")


def composed(suppliers: Sequence[SupplierEntry]) -> list[LabelledMail]:
    """The mails of all phrases, the same ones every time."""
    return list(_Composer(suppliers).mails())


class _Composer:
    def __init__(self, suppliers: Sequence[SupplierEntry]) -> None:
        phrases = tomllib.loads(FILE.read_text("utf-8"))
        self.asked, self.aside = phrases["asked"], phrases["aside"]
        self.together, self.both = phrases["together"], phrases["both"]
        self.suppliers, self.draw = suppliers, random.Random(0)  # noqa: S311

    def mails(self) -> Iterator[LabelledMail]:
        for _ in range(ROUNDS):
            for at, phrase in enumerate(self.draw.sample(self.aside, len(self.aside))):
                yield self._one_aside(phrase, at)
                if at % 2:
                    yield self._all_asked(at)

    def _one_aside(self, phrase: str, at: int) -> LabelledMail:
        left, right, third = self.draw.sample(self.suppliers, 3)
        other = self.draw.choice(self.asked)
        way, but = self.draw.choice(_BY_THE_WAY), self.draw.choice(_BUT)
        aside, asked = self._said(phrase, left, before=way), self._said(other, right, before="" if way else but)
        sentences = [aside, asked] if self.draw.random() < 0.6 else [asked, aside]
        if self.draw.random() < 0.15 and not (way or but):
            joint = self.draw.choice(_JOINTS)
            sentences = [aside[:-1] + joint + asked] if sentences[0] == aside else [asked[:-1] + joint + aside]
        wanted = [right.id]
        if self.draw.random() < 0.2:
            sentences.append(self._said(self.draw.choice(self.asked), third))
            wanted.append(third.id)
        if self.draw.random() < 0.2:
            first, second = self.draw.sample([left, right], 2)
            sentences.insert(0, self._said(self.draw.choice(self.together), first, second))
        return self._mail(left, right, sentences, wanted, at)

    def _all_asked(self, at: int) -> LabelledMail:
        left, right, third = self.draw.sample(self.suppliers, 3)
        if self.draw.random() < 0.45:
            also = self.draw.choice(_ALSO)
            sentences = [
                self._said(self.draw.choice(self.asked), left),
                self._said(self.draw.choice(self.asked), right, before=also),
            ]
        else:
            sentences = [self._said(self.draw.choice(self.both), left, right)]
            if self.draw.random() < 0.4:
                sentences.insert(self.draw.choice((0, 1)), self._said(self.draw.choice(self.aside), third))
        return self._mail(left, right, sentences, [left.id, right.id], at)

    def _said(self, phrase: str, one: SupplierEntry, other: SupplierEntry | None = None, before: str = "") -> str:
        if before and not phrase.startswith("{X}"):
            phrase = phrase[0].lower() + phrase[1:]
        sign = " ?" if _ASKS.search(phrase) else "."
        return before + self._filled(phrase, one, other) + sign

    def _filled(self, phrase: str, one: SupplierEntry, other: SupplierEntry | None) -> str:
        return phrase.replace("{X}", _usual(one)).replace("{Y}", _usual(other) if other else "")

    def _mail(
        self, one: SupplierEntry, other: SupplierEntry, sentences: Sequence[str], wanted: Sequence[str], at: int
    ) -> LabelledMail:
        subject = self._filled(self.draw.choice(_SUBJECTS), one, other)
        gap = " " if self.draw.random() < 0.8 else "\n"
        text = self.draw.choice(_GREETINGS) + gap.join(sentences) + self.draw.choice(_CLOSINGS)
        if self.draw.random() < 0.12:
            subject, text = subject.lower(), text.lower()
        author = f"phrases {at % _AUTHORS}"
        return LabelledMail(author, at, subject, text, (MailKind.SUPPLIER_TERMS,), suppliers=tuple(wanted))


def _usual(one: SupplierEntry) -> str:
    """How people call it."""
    return one.aliases[-1] if one.aliases else one.name
