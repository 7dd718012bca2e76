"""Sentences of a mail, and which of them speak of a supplier attachment: of those stand the suppliers that are meant.

The phrases are in the folded form (see `models.folding`). What a mail asks for at all is the classifier's to say.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from mailbot.understanding.words import any_of
from models.folding import fold

_SENTENCE_END = re.compile(r"(?<![.!?;])[.!?;]++(?=\s|$)|\n\s*\n|\n(?=\s*[-–*•·A-ZÀ-Þ0-9])|(?<=[,:])\n")
_ABBREVIATION = re.compile(r"(?:\b(?:n|no|num|r[ée]f|cpte?|m|mme|st|ste)|[^\w\s])\.$", re.IGNORECASE)
_ABBREVIATION_REACH = 12
_REPLY = re.compile(r"\s*(?:(?:re|rép?|tr|fwd?|aw)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True)
class Sentence:
    """A sentence or a line of a list, with its place in the text and its folded form."""

    start: int
    end: int
    folded: str


@functools.lru_cache(maxsize=16)
def sentences_of(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text; a line that merely wraps is none, a line of a list is one."""
    found, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match.group() == "." and _ABBREVIATION.search(
            text, max(start, match.end() - _ABBREVIATION_REACH), match.end()
        ):
            continue
        found.append(Sentence(start, match.end(), fold(text[start : match.end()])))
        start = match.end()
    found.append(Sentence(start, len(text), fold(text[start:])))
    return tuple(sentence for sentence in found if sentence.folded)


def split_subject(subject: str) -> tuple[str, bool]:
    """The subject without its prefixes, and whether it had any (then others may have written it)."""
    bare = _REPLY.sub("", subject, count=1)
    return bare, bare != subject


_ATTACH = re.compile(r"\brr?att?a?t?c?h\w*")
_OPEN_ACCOUNT = any_of(
    "(?:ouvrir|ouvrions|ouvre|ouvrez|ouverture|creer|creation|creions|open|opening) … (?:comptes?|account)",
    "(?:faire|avoir|demander|prendre|make) un(?: nouveau)? compte",
    "(?:faut|faudrait) un compte|devenir clients?",
)
_OTHER_ACCOUNT = any_of(
    "compte … (?:utilisateur|adherent|bancaire)",
    "(?:sur|a) (?:votre|notre|leur|le) (?:site|espace|extranet)",
    "vien* … d (?:ouvrir|creer)",
)
# What one does with terms.
# The terms of these may stand in another sentence ("comment en bénéficier ?").
_TAKE_PART = any_of(
    "beneficier|profiter(?! de (?:l occasion|ce|cette))|jouir|adherer|adhesion|affili*|admission|deploy*|bascul*",
    "(?<!est ce )qu?e? … (?:benefici|profit|jouiss)(?:e|ent|ions)",
)
# These are ordinary verbs: the terms must stand beside them.
_MOVE = any_of(
    "(?:integr|plac|activ|appliqu|reli|raccord|associ|ajout|positionn|align|entr|rentr|utilis|essay|test|branch|switch"
    "|migr|transfer|rattrap|etend|inscri)(?:er?|ent|ions|iez|ez|ee?s?|re)",
    "pass(?:er?|ent|ions|iez|ez|ee?s?) (?!(?:\\w+ )?commande)… (?:a|aux?|sous|sur|avec|dans|en|compte)",
    "mettre|met(?:tez|tiez|s)|mis|acced*|acces|obtenir|obtienne|prendre|rejoindre|inclure|activation|integration",
    "(?:avoir|veux|voulons|voudr*|aimer*) "
    "(?:acces |droit |aussi |egalement ){0,2}(?:a |aux? )?(?:vos|votre|les?|ces|des)",
    "(?:etre|soit|soient|soyons) … (?:sur|a|aux?|sous|dans)",
    "attach|link|connect|add|include|join|use|get",
)
_TERMS = "conditions?|tarifs?|tarification|prix|remises?|reductions?|accords?|coefficients?|contrats?|grilles?|deal"
_TERMS += "|agreement|discounts?|rates?|terms|prices"
_OUR_TERMS = any_of(
    rf"(?:vos|votre|your) (?:\w+ ){{0,2}}(?:{_TERMS})",
    rf"(?:{_TERMS}) (?:\w+ ){{0,8}}(?:ha pme|hapme|negoci*|centrale|groupement|groupe|cadre|de vous|adherents?)",
    rf"(?:ha pme|hapme|negotiated|group) (?:{_TERMS})",
    rf"(?:memes?) (?:{_TERMS})|vos membres|(?:dans|avec) (?:le|votre) group*|dans la centrale",
    "adherents? (?:de (?:la|votre) centrale|du group*|(?:de |a )?ha pme)",
    "(?:via|grace a|par l intermediaire d\\w+) (?:ha pme|hapme|vous|(?:la|votre) centrale|(?:le|votre) groupe*)",
)


def names_goal(sentence: Sentence) -> bool:
    """Whether this sentence, such as a subject, speaks of an attachment, an account to be opened, or our terms."""
    folded = sentence.folded
    if attach_word(folded) is not None or _opens(folded) or _TAKE_PART.search(folded):
        return True
    return _MOVE.search(folded) is not None and _OUR_TERMS.search(folded) is not None


def attach_word(folded: str) -> str | None:
    """The word "rattachement", "rattacher"… of a folded sentence, typos included."""
    match = _ATTACH.search(folded)
    if match:
        return match.group()
    long_words = (word for word in folded.split() if len(word) >= 9 and word.startswith("r"))
    return next((word for word in long_words if OSA.distance(word, "rattachement") <= 2), None)


def _opens(folded: str) -> bool:
    return _OPEN_ACCOUNT.search(folded) is not None and _OTHER_ACCOUNT.search(folded) is None
