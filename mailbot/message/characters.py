"""Bytes to text when the declared charset is wrong, unknown or missing; text to what a database can store."""

from __future__ import annotations

import codecs
import re
import unicodedata

# Names that Python accepts as text encodings, but that no mail is written in: some take quadratic time.
_NO_CHARSET = re.compile(r"idna|punycode|escape|undefined|mbcs|oem|charmap|utf-?7")
# NUL and controls, surrogates, zero-width signs and soft hyphens; tab and newline stay.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200d\u2060\ufeff\ud800-\udfff]")
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
    """One kind of line end, composed accents, and nothing that a database or a terminal refuses."""
    return unicodedata.normalize("NFC", _UNWANTED.sub(instead, _LINE_END.sub("\n", text)))
