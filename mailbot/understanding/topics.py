"""What is said of a name by its matter: "le bureau est chez Engiéna … celui du bureau, mon père le gère"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mailbot.message.quoting import PASSED_ON
from mailbot.understanding.chosen import MOST_PLACES, Name, Named
from mailbot.understanding.clauses import Clauses
from models.folding import fold
from search.words import remembered_stem_of

_BEGINNING = 6
# A noun with what stands before nouns: "pour la boutique", "de l'atelier", "l'élec".
_NOUN = re.compile(
    r"(?:\b[ld]['’]|\b(?:le|la|les|du|des|au|aux|mon|ma|mes|notre|nos|pour|côté|the|our|de)[ \u00a0])"
    r"(?:[ \u00a0]?(?:l['’]|la |le |les ))?(?P<noun>[a-zà-ÿ]{4,}|eau|gaz)\b",
    re.IGNORECASE,
)
# What any supplier's mail speaks of tells them not apart.
_USUAL = frozenset(
    """
    avec sans chez nous vous leur leurs pour dans sont avons avez ont etre avoir fait faire bien tres tout tous toute
    toutes meme aussi comme mais donc bonjour merci madame monsieur compte comptes client contrat contrats numero prix
    tarif tarifs condition conditions code codes remise remises fournisseur fournisseurs offre devis facture factures
    accord accords groupe centrale adherent adherents membre membres deux trois mois annee jour jours semaine lundi
    mardi mercredi jeudi vendredi samedi dimanche societe entreprise boite agence besoin envoyer envoyez rattacher
    rattachement your with have chose choses cela beaucoup salut hello euro euros brut heure heures contact contacts
    coefficient cout interim
    """.split()
)


class _Noun(NamedTuple):
    value: str
    start: int
    end: int


def spoken_of(text: str, named: Sequence[Named]) -> list[Named]:
    """A place in each clause without a name that speaks of what only one name's clause spoke of before."""
    subject, gap, _ = text.partition("\n\n")
    body, passed_on = len(subject) if gap else 0, text.find(PASSED_ON)
    end = passed_on if passed_on >= 0 else len(text)
    places = sorted((one for one in named if not one.pointed), key=lambda one: one.start)[:MOST_PLACES]
    clauses = Clauses(text, places)
    matters = _matters(text, places, clauses, range(body, end))
    found = []
    for number, clause in enumerate(clauses.all):
        if number not in clauses.named and body <= clause.start < end:
            nouns = [one for one in _nouns(text, clause.start, clause.end) if one.value in matters]
            back = [one for one in nouns if one.start > matters[one.value][1]]
            keys = {matters[one.value][0] for one in back}
            if len(keys) == 1:
                found.append(Named(keys.pop(), back[0].start, back[0].end, pointed=True))
    return found


def _matters(text: str, places: Sequence[Named], clauses: Clauses, body: range) -> dict[str, tuple[Name, int]]:
    """The nouns that stand by one name alone, each with that name and the end of its first place."""
    told: dict[str, dict[Name, int]] = defaultdict(dict)
    for index, place in enumerate(places):
        if place.start in body:
            for noun in _beside(text, places, clauses, index):
                told[noun.value].setdefault(place.key, noun.end)
    return {noun: next(iter(by.items())) for noun, by in told.items() if len(by) == 1}


def _beside(text: str, places: Sequence[Named], clauses: Clauses, index: int) -> Iterator[_Noun]:
    """The nouns of a name's clause, up to the names beside it, and of the clause that leads to it."""
    clause = clauses.all[clauses.of[index]]
    start = max([clause.start, *(one.end for one in places[:index])])
    rivals = [one.start for one in places[index + 1 :] if one.key != places[index].key]
    yield from _nouns(text, start, min([clause.end, *rivals]))
    leading = clauses.leading(clauses.of[index])
    if leading is not None:
        yield from _nouns(text, leading.start, leading.end)


def _nouns(text: str, start: int, end: int) -> Iterator[_Noun]:
    for match in _NOUN.finditer(text, start, max(start, end)):
        word = fold(match["noun"])
        if word and word not in _USUAL and " " not in word:
            yield _Noun((remembered_stem_of(word) or word)[:_BEGINNING], *match.span("noun"))
