"""Account numbers that a mail corrects: which one holds is a human's to say, before a supplier is told."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mailbot.understanding.meant import MAX_CHARACTERS
from mailbot.understanding.words import any_of
from models.folding import fold

_REACH = 120  # characters in front of a number and behind it
_MOST_PLACES = 50
_CORRECTS = any_of(
    "(?:suis|sommes|s est|etais|etions|me|nous) tromp*|rectifi*|correction|je corrige|errat*|confondu|oups|euh|heu",
    "erreur (?:de|dans|sur|du) (?:ma part|notre part|num*|compte|saisie|frappe|fournisseur)|est une erreur|par erreur",
    "(?:voulais|voulions|veux) dire|non pardon|pardon (?:c est|non|le|plutot|\\d+)|(?:et|mais) non(?: le)? \\d+",
    "(?:mauvais|faux) (?:numero|compte|client|code)|n existe plus|n est plus (?:actif|bon)",
    "(?:est|sont|etait) p(?:as|lus) (?:le|la|les|l|notre|nos|celui|chez)|pas (?:a nous|chez nous|l[ae]s? notres?)",
    "(?:le|la) (?:bon|bonne|vrai)(?: (?:numero|compte|code|fournisseur))? (?:est|c est|chez)",
    "(?:anciens?|vieux|precedents?) (?:numeros?|comptes?|clients?|codes?|gerante?)|desormais (?:(?:c est )?le )?\\d+",
    "compte … (?:ferme|cloture|resilie)|nous doi(?:t|vent)|nos clients|(?:clients?|comptes?) … chez nous",
    "i mean|my mistake|wrong (?:number|account)",
)


def corrects_account(text: str, numbers: Iterable[str]) -> bool:
    """Whether a text corrects itself near one of these account numbers (without the blanks that it may have)."""
    text = text[:MAX_CHARACTERS]
    # Most mails correct nothing anywhere: making a pattern for their numbers takes longer than all else here.
    if not _CORRECTS.search(fold(text)):
        return False
    for number in numbers:
        written = re.compile(r"[ \u00a0\u202f'’]?".join(map(_sign, number)), re.IGNORECASE)
        for count, place in enumerate(written.finditer(text)):
            around = fold(text[max(0, place.start() - _REACH) : place.end() + _REACH])
            if count >= _MOST_PLACES or _CORRECTS.search(around):
                return True
    return False


def _sign(sign: str) -> str:
    """How a character of a number may be written, or dictated."""
    spoken = {"-": "tiret", "/": "(?:slash|barre)", ".": "point"}.get(sign)
    return f"(?:{re.escape(sign)}|{spoken} ?)" if spoken else re.escape(sign)
