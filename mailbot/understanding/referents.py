"""Names that a mail points back to by their order: "seul le premier est concerné, le second sera fermé"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailbot.understanding.aside import denied
from mailbot.understanding.chosen import Name, Named
from models.folding import fold

_FIRST = {"premier": 0, "premiere": 0, "second": 1, "seconde": 1, "deuxieme": 1, "troisieme": 2, "quatrieme": 3}
_COUNTS = {"deux": 2, "2": 2, "trois": 3, "3": 3}
# An ordinal that no noun follows: "le premier trimestre" is no supplier. What may follow is no noun.
_POINTER = re.compile(
    r"\b(?P<article>les?|la|l['’]|du|aux?|des|ces?|cet|cette)[ \u00a0]?"
    r"(?:(?P<count>deux|trois|[23])[ \u00a0])?"
    r"(?P<which>premi[eè]re?s?|seconde?|(?:deux|trois|quatr)i[eè]me|derni[eè]re?s?|autres?)\b"
    r"(?=[ \u00a0\n]*(?:[.,;:!?)…–-]|$|(?:et|ou|mais|est|sera|seront|sont|[ée]tait|a|avait|ont|aura"
    r"|n['’e]|me|m['’]|nous|on|y|je|j['’]|il|elle|ils|elles|pour|pas|plus|qui|que|ferme|arrive|attend\w*|reste\w*|suffi\w+|pourra|peut|doit|va|vont"
    r"|convient|uniquement|seulement|svp|s['’]il|c['’]est|[àa]|dans|depuis|avec|sur|chez|r[ée]serve|livre|propose)\b))",
    re.IGNORECASE,
)
_ONE_AND_OTHER = re.compile(r"\bl['’]une?[ ](?:et|ou|comme|ni)(?: (?:chez|de|à|avec|pour))?[ ]$", re.IGNORECASE)
_REACH, _BEHIND, _MOST_POINTERS = 24, 80, 20


def pointed_to(text: str, named: Sequence[Named]) -> list[Named]:
    """A place for each name that the text points back to, where it does; `named` are the places of its names."""
    subject, gap, _ = text.partition("\n\n")
    body = len(subject) if gap else 0
    named = sorted(named, key=lambda one: one.start)
    found: list[Named] = []
    for count, match in enumerate(_POINTER.finditer(text, body)):
        if count >= _MOST_POINTERS:
            break
        earlier = [one for one in named if body <= one.start < match.start()]
        order = list(dict.fromkeys(one.key for one in earlier))
        if len(order) < 2:
            earlier = [one for one in named if one.start < match.start()]
            order = list(dict.fromkeys(one.key for one in earlier))
        if len(order) > 1 and not _ONE_AND_OTHER.search(text[max(0, match.start() - _REACH) : match.start()]):
            spoken = [*earlier, *found]
            for key in _meant(match, order, max(spoken, key=lambda one: one.start).start, spoken):
                aside = denied(text[match.end() : match.end() + _BEHIND].partition("\n")[0])
                found.append(Named(key, match.start(), match.end(), aside=aside, pointed=True))
    return found


def _meant(match: re.Match[str], order: Sequence[Name], last: int, spoken: Sequence[Named]) -> Iterator[Name]:
    """Which of the names, in their order, an ordinal means; none where it means something else."""
    which, count = fold(match["which"]), _COUNTS.get((match["count"] or "").lower(), 1)
    single = which.removesuffix("s")
    if single == "autre":
        just = {one.key for one in spoken if one.start == last}
        others = [key for key in order if key not in just]
        plural = fold(match["article"]) in ("les", "des", "aux", "ces")
        if (len(others) > 1) == plural and (count == 1 or count == len(others)):
            yield from others
    elif single in ("dernier", "derniere"):
        yield from order[-count:] if count < len(order) else ()
    elif single.startswith("premier"):
        yield from order[:count] if count < len(order) else ()
    elif _FIRST[single] < len(order):
        yield order[_FIRST[single]]
