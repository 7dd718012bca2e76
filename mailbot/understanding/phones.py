"""Telephone numbers that a mail gives, and which of them is the one to call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailbot.understanding.words import any_of
from models.folding import fold
from models.siret import find_company_numbers

MOST_NUMBERS = 20

_GAP = r"[ \u00a0\u202f.\-/]{0,2}"
_NUMBER = re.compile(
    rf"(?<![\w+/@.,-])(?:(?:\+|00){_GAP}33{_GAP}(?:\(0\){_GAP})?[1-9]|0[1-9])(?:{_GAP}[0-9]{{2}}){{4}}(?![\w@])"
    rf"|(?<![\w+/@.,-])\+(?!33)[1-9][0-9]{{0,2}}(?:{_GAP}\(?[0-9]{{1,4}}\)?){{2,6}}(?![\w@])"
)
_FAX = any_of("fax|telecopie")
_CALL = any_of(
    "rappel*", "appel*", "joindre", "joignable", "contacte*", "portable", "mobile", "ligne directe", "call*",
    "disponible", "numero",
)  # fmt: skip
# "Ne m'appelez pas au 06 …", "plus au 06 …"; the one to call is another.
_NOT_TO_CALL = re.compile(r"\b(?:ne|n|pas|plus|jamais|eviter|evitez|ancien|au lieu) [a-z ]{0,40}$")
_INSTEAD = re.compile(r"\b(?:mais|plutot|nouveau|desormais|maintenant|seulement|que)\b")
_CALLING = any_of("rap+el*", "appele[rz]", "appels?", "joindre", "joignable", "telephon*", "call*", "coup de fil")


@dataclass(frozen=True)
class Phone:
    """A number as it was written, and where."""

    as_written: str
    position: int


def find_phones(text: str) -> list[Phone]:
    """The numbers of a text, fax numbers and parts of company numbers left out."""
    taken = [(one.position, one.position + len(one.as_written)) for one in find_company_numbers(text) if one.valid]
    found: list[Phone] = []
    for match in _NUMBER.finditer(text):
        inside = any(match.start() < end and start < match.end() for start, end in taken)
        before = fold(text[max(0, match.start() - 20) : match.start()].rpartition("\n")[2])
        if not inside and 8 <= _digits(match.group()) <= 15 and not _FAX.search(before):
            found.append(Phone(" ".join(match.group().split()), match.start()))
    return found[:MOST_NUMBERS]


def phone_to_call(texts: Sequence[str]) -> str | None:
    """The number to call: the one that is called so, else the first; what is written now goes before the rest."""
    for text in texts:
        phones = [(phone, _before(text, phone)) for phone in find_phones(text)]
        wanted = [(phone, before) for phone, before in phones if not _is_unwanted(before)] or phones
        for phone, before in wanted:
            if _CALL.search(before) or before.endswith(" au"):
                return phone.as_written
        if wanted:
            return wanted[0][0].as_written
    return None


def _before(text: str, phone: Phone) -> str:
    return fold(text[max(0, phone.position - 60) : phone.position].rpartition("\n\n")[2])


def _is_unwanted(before: str) -> bool:
    found = _NOT_TO_CALL.search(re.split(r"[0-9.;]", before)[-1])
    return found is not None and not _INSTEAD.search(found.group())


def asks_for_call(text: str) -> bool:
    """Whether there is talk of calling at all."""
    return _CALLING.search(fold(text)) is not None


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)
