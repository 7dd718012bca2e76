"""Which of the sender's companies a request is for."""

from __future__ import annotations

from collections.abc import Sequence

from letters.parts import AnswerPart, CompanyChoice, CompanyNotYours, WhichCompany
from mailbot.incoming import Company, Incoming
from mailbot.message.quoting import PASSED_ON
from models.folding import fold
from models.siret import CompanyNumberKind, find_company_numbers


def company_meant(mail: Incoming) -> Company | AnswerPart | None:
    """The company: the only one, the one that is named (now rather than earlier), or the question to ask back.

    None for a sender without companies.
    """
    if not mail.companies:
        return None
    new, earlier = mail.texts
    for text in (new, mail.message.subject, earlier):
        numbers = [number for number in find_company_numbers(text) if number.valid]
        named = [one for one in mail.companies if any(one.siret.startswith(number.siren) for number in numbers)]
        exact = [one for one in named if any(one.siret == number.value for number in numbers)]
        own = f" {fold(text.partition(PASSED_ON)[0])} "  # others may well speak of another company
        for found in (exact, named, _by_name(own, mail.companies)):
            if len(found) == 1:
                return found[0]
        if numbers and not named:
            siret = next((one.value for one in numbers if one.kind is CompanyNumberKind.SIRET), None)
            return CompanyNotYours(siret or numbers[0].as_written)
    if len(mail.companies) == 1:
        return mail.companies[0]
    told = _told_apart(new, mail.companies) if mail.earlier_text else []
    if len(told) == 1:
        return told[0]
    return WhichCompany(tuple(CompanyChoice(one.legal_name, one.siret) for one in mail.companies))


# So many words answer "which of them?"; a longer text speaks of other things, too.
_SHORT = 12
_NOT = {"pas", "non", "ni", "sauf"}


def _by_name(text: str, companies: Sequence[Company]) -> list[Company]:
    """Those whose whole name is in a folded text; not one whose name only begins another's that stands there."""
    names = {one.id: fold(one.legal_name) for one in companies}
    there = [one for one in companies if names[one.id] and f" {names[one.id]} " in text]
    return [one for one in there if not any(_begins(names[one.id], names[other.id]) for other in there)]


def _begins(name: str, other: str) -> bool:
    return name != other and f" {name} " in f" {other} "


def _told_apart(reply: str, companies: Sequence[Company]) -> list[Company]:
    """Those that a short reply names by a word that no other one's name has, or by the end of its SIRET."""
    said = fold(reply).split()[:_SHORT]
    if not _NOT.isdisjoint(said):
        return []
    words = {one.id: {*fold(one.legal_name).split(), one.siret[-5:]} for one in companies}
    others = {one.id: set().union(*(words[other.id] for other in companies if other is not one)) for one in companies}
    return [one for one in companies if not (words[one.id] - others[one.id]).isdisjoint(said)]
