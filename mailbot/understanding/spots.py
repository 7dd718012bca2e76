"""Where in France something is wanted: a postcode, the name of a town, a department's number."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailbot.understanding.spoken import plain
from mailbot.understanding.words import COMMON_WORDS
from models.folding import FoldedWord, fold, folded_words
from models.geography import REGION_OF_DEPARTMENT, place_of, places

_POSTCODE = re.compile(r"(?<![\w.,/+-])(?P<code>\d{5}|\d{2} \d{3})(?![\w€%]|[.,/-]?\d| ?(?:€|(?:euros?|km|eur)\b))")
_DEPARTMENT = re.compile(
    r"(?:\b(?:dans le|dept?\.?|d[ée]partement(?: du)?)[ \u00a0]|[(](?=\w{2,3}[)]))(?P<code>\d{2,3}"
    r"|2[AB])\b(?![\w€%/]|[.,]\d| ?(?:€|euros?|h\b))",
    re.IGNORECASE,
)
# In front of a number of five digits that is none.
_OTHER_NUMBER = re.compile(
    r"\b(?:comptes?|cpte?s?|clients?|factures?|commandes?|ref|reference|contrat|dossier|devis|n|no|num"
    r"|numero)\b[^\n,;(]{0,12}$"
)
_BEFORE = frozenset(
    "a sur vers pres de proche d cote autour secteur agence ville depuis region in near at au du".split()
)
_ALONE = frozenset("de d du le la au".split())  # these stand before anything
# Large towns by the short names that smaller ones have, too.
_SHORT_NAMES = {"clermont": "63000", "chalons": "51000", "chalon": "71100", "bourg": "01000", "boulogne": "92100"}
_LONGEST = 5
_MOST_WORDS = 3_000
# Words behind "à", "sur" or "de" that are towns, too.
_WORDS = COMMON_WORDS | frozenset(
    "ce nous vous tous tout cause partir compter base bord cours domicile fond jour mesure moins peine propos"
    " suite terme"
    " titre travers bientot demain partout pied soir midi ma sa la les des lui eux elle part mer bois sens mode"
    " don vif die"
    " usage vitre ville chaux laval".split()
) - {"laval", "vitre"}


@dataclass(frozen=True)
class Spot:
    """A place: its postcode, or else its department; `name` as we show it."""

    name: str
    postcode: str | None = None
    department: str | None = None


def find_spot(text: str, taken: Sequence[tuple[int, int]] = (), home: str | None = None) -> Spot | None:
    """The place that a text names. `taken`: places in the text of suppliers' names; `home`: the sender's department."""
    for match in _POSTCODE.finditer(text):
        place = place_of(match["code"])
        before = plain(text[max(0, match.start() - 30) : match.start()])
        if place is not None and not _within(match.start(), taken) and not _OTHER_NUMBER.search(before):
            return Spot(f"{place.city} ({place.postcode})", place.postcode, place.department)
    town = _town(text, taken, home)
    if town is not None:
        return town
    for match in _DEPARTMENT.finditer(text):
        if match["code"] in REGION_OF_DEPARTMENT:
            return Spot(f"le département {match['code']}", None, match["code"])
    return None


def _town(text: str, taken: Sequence[tuple[int, int]], home: str | None) -> Spot | None:
    words = folded_words(text)[:_MOST_WORDS]
    for first, word in enumerate(words):
        if first == 0 or words[first - 1].value not in _BEFORE or _within(word.start, taken):
            continue
        for last in range(min(len(words), first + _LONGEST), first, -1):
            key = " ".join(one.value for one in words[first:last])
            if words[first - 1].value in ("au", "du"):  # "au Mans"; "la Vienne" is a department
                key = f"le {key}"
            codes = _towns().get(key, ())
            if codes and _is_name(text, words, first, key):
                return _one_of(codes, home)
    return None


def _is_name(text: str, words: Sequence[FoldedWord], first: int, key: str) -> bool:
    """A capital says so, or a longer name behind "à" or "sur"."""
    if key in _WORDS:
        return False
    # "à l'hôpital" is no town, "à L'Hôpital" is one.
    named = first + 1 if words[first].value in ("l", "la", "le", "les") and " " in key else first
    capital = text[words[named].start].isupper() and not text.isupper()
    if named > first and not capital:
        return False
    return capital or (len(key) >= 5 and words[first - 1].value not in _ALONE)


def _one_of(codes: tuple[str, ...], home: str | None) -> Spot | None:
    """Towns of one name in several departments: the sender's own; None where that is a guess."""
    found = [place for place in map(place_of, codes) if place is not None]
    departments = {place.department for place in found}
    if len(departments) > 1:
        found = [place for place in found if place.department == home]
    if not found:
        return None
    city = re.sub(r" \d+er? Arrondissement$", "", found[0].city)
    return Spot(f"{city} ({found[0].postcode})", found[0].postcode, found[0].department)


@functools.cache
def _towns() -> dict[str, tuple[str, ...]]:
    """Postcodes by the folded name of their town."""
    found: dict[str, tuple[str, ...]] = {}
    for place in places().values():
        name = re.sub(r" \d+ere? arrondissement$| \d+e?r? arrondissement$", "", fold(place.city))
        for key in {name, re.sub(r"\bsaint(e?)\b", r"st\1", name)}:
            found[key] = (*found.get(key, ()), place.postcode)
    for key, postcode in _SHORT_NAMES.items():
        found[key] = (*found.get(key, ()), postcode)
    return found


def _within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)
