"""Which currency a page's amounts are in: by the signs and codes beside them, then by what titles say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from audit.reading.currencies import CODES, EURO, SIGNS
from audit.reading.printed.labels import folded
from audit.reading.printed.words import Row

_NAME = r"(?P<{name}>€|US\$|\$|£|¥|zł|Kč|Fr\.|lei|euros?|[A-Z]{{2,4}}|Dhs?)"
# Cents or groups of thousands make an amount; other numbers may stand in a product's name.
_REST = r"(?:[ \u00a0\u202f.,'’]?\d{3})*(?:[.,]\d{2}|(?<=\d{3}))(?!\d)"
# What each amount has: asked first, for it is quickly said.
_MAY_PRICE = re.compile(r"\d{3}|[.,]\d{2}")
_BEFORE = re.compile(rf"(?<![A-Za-z]){_NAME.format(name='name')}[ \u00a0]?-?\d{{1,3}}{_REST}")
_BEHIND = re.compile(rf"\d(?<!\d\d)\d{{0,2}}{_REST}[ \u00a0]?{_NAME.format(name='name')}(?![A-Za-z])")
_TITLED = re.compile(
    r"(?i:\b(?:devise|currency|w[äa]hrung|prix|montants?|total|amount|price|p\.?u\.?|ht|ttc)\b)[^\d\n]{0,24}?"
    rf"(?<![A-Za-z]){_NAME.format(name='name')}(?![A-Za-z])"
)
# Of a company or of terms, in whatever currency the law has it.
_ELSEWHERE = re.compile(r"\bcapital\b|\bindemnite\b|\brecouvrement\b|\bpenalite")


def currency_of(rows: Sequence[Row]) -> tuple[str, bool]:
    """The code of ISO 4217, and whether that is sure; euros where nothing is said. Two currencies beside amounts leave
    a doubt, and the one that stands there more often is taken."""
    priced = [row.text for row in rows if _MAY_PRICE.search(row.text)]
    beside = Counter(code for text in priced for code in _found(text, _BEFORE, _BEHIND))
    if beside:
        return beside.most_common(1)[0][0], len(beside) == 1
    titled = Counter(code for row in rows for code in _found(row.text, _TITLED))
    if titled:
        return titled.most_common(1)[0][0], len(titled) == 1
    return EURO, True


def _found(text: str, *patterns: re.Pattern[str]) -> list[str]:
    codes = [_code(match["name"]) for pattern in patterns for match in pattern.finditer(text)]
    found = [code for code in codes if code is not None]
    return [] if found and _ELSEWHERE.search(folded(text)) else found


def _code(name: str) -> str | None:
    upper = name.upper()
    return SIGNS.get(upper) or (upper if upper in CODES else None)
