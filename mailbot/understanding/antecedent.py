"""The supplier that a mail speaks of without naming it, "leurs conditions", "chez eux": the one that it quotes."""

from __future__ import annotations

import re

from mailbot.message.quoting import PASSED_ON, quoted_mails
from mailbot.understanding.account import find_accounts
from mailbot.understanding.directory import SupplierDirectory, SupplierEntry
from mailbot.understanding.meant import MAX_CHARACTERS, OF_NO_KIND, asked_in, distinct, mentions_in
from models.siret import find_company_numbers

# How sure it must be which of several quoted suppliers the quoted mail was about.
SURELY = 0.8

_FIRMS = (
    "fournisseur|loueur|prestataire|partenaire|transporteur|distributeur|agence|soci[ée]t[ée]|maison|enseigne|entreprise"
    "|supplier|company|provider"
)
_MATTERS = (
    "conditions?|tarifs?|grilles?|prix|remises?|rabais|codes?|agences?|commercial\\w*|contacts?|interlocut\\w+"
    "|coordonn[ée]es|coefficients?|taux|franco|d[ée]lais?|catalogue|offres?|accords?|comptes?|num[ée]ro|t[ée]l[ée]phone"
    "|adresse|site|service|repr[ée]sentante?|terms|prices?|rates?|discounts?|branch|account"
)
# Words that stand for a supplier; "leur" also for whomever "je leur ai dit" speaks of, so its matter must follow.
_POINTER = re.compile(
    r"\b(?:chez|avec|par|pour|[àa]|aupr[èe]s d['’]|d['’]|vers|with|from|at)[ ]?(?:eux|them)\b"
    rf"|\b(?:leurs?|their)(?: [\w-]+)? (?:{_MATTERS})\b"
    rf"|\b(?:ce|cet|cette|m[êe]me|this|that|same|dite?|ledit|ladite) (?:{_FIRMS})\b"
    rf"|\b(?:le|la|l['’]|du|au) ?(?:{_FIRMS}) (?:ci-dessous|ci-dessus|en question|cit[ée]e?|concern[ée]e?|propos[ée]e?"
    r"|indiqu[ée]e?|mentionn[ée]e?|plus bas|pr[ée]cit[ée]e?|dont)\b"
    r"|\bcel(?:ui|le)(?:[- ](?:l[àa]|ci)\b(?:[- ]dessous)?| (?:en question|cit[ée]e? (?:ci-dessous|plus bas))\b)"
    r"|\bl[àa]-bas\b",
    re.IGNORECASE,
)
_STANDS = re.compile(r"\b(?:eux|them)$", re.IGNORECASE)


def with_antecedent(
    subject: str, text: str, whole: str, directory: SupplierDirectory
) -> tuple[str, SupplierEntry | None]:
    """The text with the supplier that it speaks of put in, and that supplier; None where it names one, or none is told.

    `whole`: the mail with its quoted history. Nothing else is taken from there: whoever quotes may write what he likes.
    """
    pointer = _POINTER.search(text[:MAX_CHARACTERS])
    if len(whole) <= len(text) or PASSED_ON in text or not (pointer or _has_account(text)):
        return text, None
    own = f"{subject}\n\n{text}"[:MAX_CHARACTERS]
    mentions = mentions_in(own, directory)
    if mentions or asked_in(own, (), OF_NO_KIND).unknown:
        return text, None
    quoted = _quoted(whole, directory)
    if quoted is None:
        return text, None
    if pointer is None:
        return f"{text}\n\nchez {quoted.name}", quoted
    stands = _STANDS.search(pointer[0])
    if stands:  # "chez eux" is "chez Lyreva"
        return f"{text[: pointer.start() + stands.start()]}{quoted.name}{text[pointer.end() :]}", quoted
    return f"{text[: pointer.end()]} chez {quoted.name}{text[pointer.end() :]}", quoted


def _has_account(text: str) -> bool:
    taken = [(one.position, one.position + len(one.as_written)) for one in find_company_numbers(text)]
    return bool(find_accounts(text, (), taken))


def _quoted(whole: str, directory: SupplierDirectory) -> SupplierEntry | None:
    """The one supplier that the latest quoted mail which names any was about."""
    for quoted in quoted_mails(whole):
        mentions = mentions_in(quoted, directory)
        named = distinct(mentions)
        if len(named) > 1:
            asked = asked_in(quoted, tuple(mentions), OF_NO_KIND)
            named = distinct(asked.mentions) if asked.chance >= SURELY and not asked.unknown else named
        if named:
            return named[0].candidates[0] if len(named) == 1 and not named[0].ambiguous else None
    return None
