"""Values that strangers may have typed, made harmless: one line, bounded, no hidden characters, no links, no Markdown.

Escaping alone wouldn't do: mail programs turn anything that looks like an address into a link by themselves, so a
forged mail could make us send `https://evil.example` to the person whose address was forged. Hence `without_links`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_VALUE = 500
EMPTY = "–"

_NARROW_NBSP = "\u202f"
_BREAKING_RUN = re.compile(r"[^\S\u00a0\u202f]+|\s{2,}")
# Any of the four dots that host names may hold, before what may be a top-level domain.
_HOST_DOT = re.compile(r"(?<=\w)([.\u3002\uff0e\uff61])(?=[^\W\d_]{2})")
# A file by its name alone, with an end that stands for no domain: it stays as its owner wrote it.
_FILE = re.compile(
    r"(?P<stem>[^/@:\\]*\w)(?P<end>\.(?:pdf|csv|xlsx?|docx?|od[st]|png|jpe?g|gif|tiff?|heic|xml|txt|eml|msg|dat))",
    re.IGNORECASE,
)
_SCHEME = re.compile(r":(?=//)")
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")  # all ASCII punctuation: what CommonMark lets a backslash escape
_UNBROKEN = {0xA0: None, 0x202F: None}
_HIDDEN = {"Cf", "Cs", "Co", "Cn"}  # format characters (bidi overrides, zero widths), surrogates, unassigned


def one_line(value: str, longest: int = LONGEST_VALUE) -> str:
    """The value as one line of visible characters, at most `longest` of them; the end is marked when it was cut."""
    shown = unicodedata.normalize("NFC", value[: longest * 4])
    # What Python calls printable has nothing hidden; the other blanks, which it doesn't, are left to the slow way.
    if not shown.translate(_UNBROKEN).isprintable():
        shown = "".join(_visible(character) for character in shown)
    line = _BREAKING_RUN.sub(" ", shown).strip()
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in _HIDDEN:
        return ""
    return " " if category in {"Cc", "Zl", "Zp"} else character


def without_links(line: str) -> str:
    """The line with a narrow space in whatever a mail program would take for a web or e-mail address."""
    file = _FILE.fullmatch(line)
    if file is not None:
        return without_links(file["stem"]) + file["end"]
    return _HOST_DOT.sub(rf"\1{_NARROW_NBSP}", _SCHEME.sub(f":{_NARROW_NBSP}", line))


@lru_cache(1_000)
def harmless(value: str) -> str:
    """What a letter shows of a value: one line, no links; a dash when nothing visible is left."""
    return without_links(one_line(value)) or EMPTY


def escape_markdown(text: str) -> str:
    """The text with every character that Markdown could act on escaped (CommonMark 2.4)."""
    return _MARKDOWN.sub(r"\\\1", text)
