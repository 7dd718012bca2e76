"""How easily a password is guessed: one judgement for the server, the API and the page's meter.

zxcvbn estimates guesses; ours is the lowest of its estimates for the password and for what it becomes when accents,
look-alike characters and separators are undone, over French dictionaries and the words of the person. So writing `@`
for `a` is worth nothing.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from zxcvbn import matching
from zxcvbn.matching import RANKED_DICTIONARIES
from zxcvbn.scoring import most_guessable_match_sequence
from zxcvbn.time_estimates import guesses_to_score

from access.passwords.french import Ranked, dictionaries, ranked
from access.passwords.hashing import LONGEST_PASSWORD

SHORTEST_PASSWORD = 12
# Safely unguessable: a hundred million guesses and more (zxcvbn's scale).
ENOUGH = 3
LABELS = ("Très faible", "Faible", "Insuffisant", "Bon", "Excellent")
# zxcvbn's work grows with the square of the length; what follows can only add guesses.
_JUDGED = 48
# All of zxcvbn's but the one for look-alikes, whose work grows beyond bounds; ours are undone before.
_MATCHERS = (
    matching.dictionary_match,
    matching.reverse_dictionary_match,
    matching.spatial_match,
    matching.repeat_match,
    matching.sequence_match,
    matching.regex_match,
    matching.date_match,
)
_LOOKALIKES = str.maketrans("@431!|0$5€7+89(", "aaeiiiossettbgc")
_OTHER_LOOKALIKES = str.maketrans("@431!|0$5€7+89(", "aaelllossettbgc")
# A look-alike stands for a letter where it touches one; a group of digits is a number.
_IN_A_WORD = re.compile(r"(?<=[a-z])[@431!|0$5€7+89(](?!\d)|(?<!\d)[@431!|0$5€7+89(](?=[a-z])")
_NO_LETTERS_OR_DIGITS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Strength:
    """The judgement. `score` 0–4 as zxcvbn's; `advice` is French and says how to go on."""

    score: int
    acceptable: bool
    advice: tuple[str, ...]

    @property
    def label(self) -> str:
        """The score in a word."""
        return LABELS[self.score]


def judge(password: str, personal: Iterable[str] = ()) -> Strength:
    """The judgement of a password; `personal` are texts that others know of the person: names, company, address."""
    if not password:
        return Strength(0, False, (_GO_ON,))
    known = {**RANKED_DICTIONARIES, **dictionaries(), "personal": _personal(personal)}
    guesses, weakest, disguised = min(
        ((*_guesses(variant, known), disguised) for variant, disguised in _variants(password[:_JUDGED])),
        key=lambda found: found[0],
    )
    missing = SHORTEST_PASSWORD - len(password)
    score = int(guesses_to_score(guesses))
    if missing > 0:
        score = min(score, ENOUGH - 1)
    acceptable = score >= ENOUGH and missing <= 0 and len(password) <= LONGEST_PASSWORD
    return Strength(score, acceptable, () if acceptable else tuple(_advice(password, weakest, disguised))[:3])


def _guesses(variant: str, known: dict[str, Ranked]) -> tuple[int, list[dict[str, Any]]]:
    # Not `zxcvbn.zxcvbn`, which puts the personal words into a global that other threads read.
    matches = [match for matcher in _MATCHERS for match in matcher(variant, _ranked_dictionaries=known)]
    found = most_guessable_match_sequence(variant, sorted(matches, key=itemgetter("i", "j")))["sequence"]
    # Its own total adds 10,000 guesses for each further piece, so that any two names and a year would do.
    return math.prod(match["guesses"] for match in found) * math.factorial(len(found)), found


def _variants(password: str) -> Iterator[tuple[str, bool]]:
    """What guessers try, and whether look-alikes were undone to get there; each text once."""
    plain = fold_password(password)
    found: dict[str, bool] = {password: False, plain: False, _joined(plain): False}
    for lookalikes in (_LOOKALIKES, _OTHER_LOOKALIKES):
        undone = plain
        for _ in range(2):  # a letter that was undone makes its neighbour one
            undone = _IN_A_WORD.sub(lambda match, table=lookalikes: match[0].translate(table), undone)  # type: ignore[misc]
        for text in (undone, _joined(undone)):
            found.setdefault(text, True)
    yield from ((text, disguised) for text, disguised in found.items() if text)


def fold_password(text: str) -> str:
    """Without accents, in lower case."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _joined(text: str) -> str:
    return _NO_LETTERS_OR_DIGITS.sub("", text)


def _personal(texts: Iterable[str]) -> Ranked:
    """Whole texts without their separators, and their words."""
    found: list[str] = []
    for text in texts:
        plain = fold_password(text)
        pieces = [piece for piece in _NO_LETTERS_OR_DIGITS.split(plain) if len(piece) >= 3]
        found += [_joined(plain), plain, *pieces, "".join(piece[0] for piece in pieces)]
    return ranked(word for word in found if len(word) >= 3)


_ADVICE = {
    "personal": "Évitez votre nom, celui de votre entreprise et votre adresse : on les connaît.",
    "french_passwords": "Il ressemble à l’un des mots de passe les plus utilisés, que l’on essaie d’abord.",
    "passwords": "Il ressemble à l’un des mots de passe les plus utilisés, que l’on essaie d’abord.",
    "french_keyboard": "Les suites de touches voisines se devinent en premier.",
    "spatial": "Les suites de touches voisines se devinent en premier.",
    "years": "Une année ou une date n’ajoute presque rien.",
    "date": "Une année ou une date n’ajoute presque rien.",
    "regex": "Une année ou une date n’ajoute presque rien.",
    "repeat": "Répéter ne protège pas.",
    "sequence": "Les suites comme « abcd » ou « 4321 » se devinent en premier.",
}
_DISGUISED = "Remplacer des lettres par des signes qui leur ressemblent (@ pour a, 3 pour e) n’arrête personne."
_GO_ON = "Ajoutez un ou deux mots sans rapport entre eux : quatre mots au hasard font un très bon mot de passe."


def _advice(password: str, weakest: list[dict[str, Any]], disguised: bool) -> Iterator[str]:
    if len(password) > LONGEST_PASSWORD:
        yield f"Il est trop long : {LONGEST_PASSWORD} caractères au plus."
    missing = SHORTEST_PASSWORD - len(password)
    if missing > 0:
        yield f"Il manque {missing} caractère{'s' if missing > 1 else ''} : il en faut {SHORTEST_PASSWORD} au moins."
    if disguised:
        yield _DISGUISED
    kinds = (match.get("dictionary_name", match["pattern"]) for match in weakest)
    yield from dict.fromkeys(_ADVICE[kind] for kind in kinds if kind in _ADVICE)
    yield _GO_ON
