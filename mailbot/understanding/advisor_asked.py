"""Whether a mail asks who follows the sender's company at the group."""

from __future__ import annotations

import re

from mailbot.understanding.words import any_of
from models.folding import fold

_ADVISOR = "(?:conseill\\w*|interlocut\\w*|referente?|charge de clientele|advisor)"
_ASKS = any_of(
    f"(?:qui est|c est qui|quel est le nom de|who is) (?:mon|ma|notre|my|our) {_ADVISOR}",
    f"(?:noms?|coordonnees|numeros?|telephone|tel|e ?mail|mail|adresse)(?: \\w+){{0,3}} de (?:mon|ma|notre) {_ADVISOR}",
    f"(?:joindre|contacter) (?:mon|ma|notre) {_ADVISOR}",
    "qui (?:s occupe de|suit|gere) (?:mon|notre) (?:dossier|compte|entreprise|societe)(?: chez vous)?|qui nous suit",
)
# Somebody of a supplier's.
_ELSEWHERE = re.compile(r"\b(?:chez (?!vous\b)|agence|fournisseur)")
_SENTENCE = re.compile(r"[^.!?\n]+")
_LONGEST = 2_000


def asks_for_advisor(text: str) -> bool:
    """Whether one of its sentences does."""
    sentences = map(fold, _SENTENCE.findall(text[:_LONGEST]))
    return any(_ASKS.search(sentence) and not _ELSEWHERE.search(sentence) for sentence in sentences)
