"""Bytes to text when the declared charset is wrong, unknown or missing; text to what a database can store."""

from __future__ import annotations

import codecs
import re
import unicodedata

# Names that Python accepts as text encodings, but that no mail is written in: some take quadratic time.
_NO_CHARSET = re.compile(r"idna|punycode|escape|undefined|mbcs|oem|charmap|utf-?7")
# NUL and controls, surrogates, zero-width signs and soft hyphens; tab and newline stay.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200d\u2060\ufeff\ud800-\udfff]")
# UTF-8 that a program took for Windows-1252 and wrote down so: "Ã©" is "é", "â€™" is "’".
_TAKEN_TWICE = re.compile(
    "[ÂÃÅ][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|â[€\x80][\x80-\xbf\u0152-\u2122]"
)
_LINE_END = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")


def decode_text(content: bytes, declared: str | None) -> str:
    """Declared charset → UTF-8 → Windows-1252 → Latin-1, which knows every byte."""
    for charset in (_known(declared), "utf-8", "cp1252"):
        if charset is not None:
            try:
                return content.decode(charset)
            except (UnicodeError, ValueError):
                continue
    return content.decode("latin-1")


def _known(declared: str | None) -> str | None:
    """Python's name of a charset that a text may be in. Latin-1 is read as Windows-1252, as every mail program does."""
    try:
        codec = codecs.lookup((declared or "").strip().strip("'\""))
    except (LookupError, ValueError, TypeError, UnicodeError):
        return None
    if not getattr(codec, "_is_text_encoding", True) or _NO_CHARSET.search(codec.name):
        return None
    return {"iso8859-1": "cp1252", "ascii": "utf-8"}.get(codec.name, codec.name)


def clean(text: str, instead: str = "") -> str:
    """One kind of line end, whole and composed accents, and nothing that a database or a terminal refuses."""
    return unicodedata.normalize("NFC", _UNWANTED.sub(instead, _LINE_END.sub("\n", _mended(text))))


def _mended(text: str) -> str:
    mended = _TAKEN_TWICE.sub(_once, text)
    return mended if mended == text else mended.replace("Ã ", "à ")  # its no-break space became a blank


def _once(match: re.Match[str]) -> str:
    try:
        content = b"".join(sign.encode("latin-1" if sign < "\xa0" else "cp1252") for sign in match.group())
        return content.decode("utf-8")
    except UnicodeError:
        return match.group()
