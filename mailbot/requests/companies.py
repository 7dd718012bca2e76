"""Which of the sender's companies a request is for."""

from __future__ import annotations

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
        names = [(one, fold(one.legal_name)) for one in mail.companies]
        by_name = [one for one, name in names if name and f" {name} " in own]
        for found in (exact, named, by_name):
            if len(found) == 1:
                return found[0]
        if numbers and not named:
            siret = next((one.value for one in numbers if one.kind is CompanyNumberKind.SIRET), None)
            return CompanyNotYours(siret or numbers[0].as_written)
    if len(mail.companies) == 1:
        return mail.companies[0]
    return WhichCompany(tuple(CompanyChoice(one.legal_name, one.siret) for one in mail.companies))
