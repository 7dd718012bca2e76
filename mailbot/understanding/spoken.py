"""Numbers written as words, as people dictate them ("quatorze euros vingt", "trente-cinq heures"), made digits."""

from __future__ import annotations

import re
import unicodedata

_UNITS = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
_VALUES = {word: value for value, word in enumerate(_UNITS)} | {
    "une": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_WORD = "|".join(sorted(_VALUES, key=len, reverse=True))
_NUMBER = re.compile(rf"\b(?:{_WORD})(?:(?:[ -]| et )(?:{_WORD}))*\b")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "\u00a0": " ", "\u202f": " "})


def plain(text: str) -> str:
    """The text in lower case, without accents and with ordinary blanks; its signs stay, unlike with `fold`."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold()
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def with_digits(text: str) -> str:
    """A `plain` text in which numbers below a hundred are digits; "un" and "une" alone stay articles."""
    return _NUMBER.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    """The numbers of a run of number words, in their order: "vingt deux trente" is 22 and 30."""
    found: list[int] = []
    last = ""
    for word in re.split(r"[ -]+", match.group().replace(" et ", " ")):
        value = _VALUES[word]
        if found and _joins(found[-1], last, value):
            found[-1] = found[-1] * 20 if word.startswith("vingt") else found[-1] + value
        else:
            found.append(value)
        last = word
    if match.group() in ("un", "une"):
        return match.group()
    return " ".join(map(str, found))


def _joins(before: int, last: str, value: int) -> bool:
    """Whether a word goes on with the number: "vingt deux", "soixante dix", "dix sept", "quatre vingt"."""
    if value == 20:
        return last == "quatre" and before == 4
    if last.startswith("vingt") or last in ("soixante",):
        limit = 20 if before in (60, 80) else 10
        return 0 < value < limit
    if last == "dix":
        return value in (7, 8, 9)
    return before >= 20 and before % 10 == 0 and 0 < value < 10
