"""French typography: the spaces that don't break."""

from __future__ import annotations

import re

NBSP = "\u00a0"
_BEFORE_MARK = re.compile(r"(?<! ) +(?=[:;?!»%€])|(?<=[^\s«])(?=»)|(?<=«)(?: +|(?=\S))|(?<=\d) (?=h\b)|(?<=\bh) (?=\d)")


def typeset(text: str) -> str:
    """The text with no-break spaces where French wants them: before `: ; ? ! % €`, inside « », in « 9 h 30 »."""
    return _BEFORE_MARK.sub(NBSP, text)
