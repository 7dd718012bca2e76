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


# What mails are written in that name the older or smaller charset, as the Encoding Standard of WHATWG reads them.
_READ_AS = {
    **{"iso8859-1": "cp1252", "ascii": "utf-8", "iso8859-9": "cp1254", "tis-620": "cp874", "iso8859-11": "cp874"},
    **{"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs"},
}
# Names that Python does not know.
_ALIASES = {
    **{"iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "x-gbk": "gbk", "x-sjis": "shift_jis"},
    **{"x-euc-jp": "euc_jp", "windows-949": "cp949", "windows-874": "cp874", "x-mac-roman": "mac_roman"},
}
_ALL_LATIN = "\u024f"
_MOST_LOST = 0.1


def decode_text(content: bytes, declared: str | None) -> str:
    """Declared charset → UTF-8 → the declared one for all but a few bytes → Windows-1252 → Latin-1, which knows all."""
    known = _known(declared)
    for charset in (known, "utf-8"):
        if charset is not None:
            try:
                return content.decode(charset)
            except (UnicodeError, ValueError):
                continue
    text = _with_gaps(content, known or "utf-8")
    if text is None:
        try:
            return content.decode("cp1252")
        except UnicodeError:
            return content.decode("latin-1")
    return text


def _with_gaps(content: bytes, charset: str) -> str | None:
    """A text of another script, of which a few bytes are broken or cut off; None where it isn't one.

    Latin letters are read better one by one: their bytes of two charsets may stand side by side.
    """
    text = content.decode(charset, "replace")
    beyond = [sign for sign in text if sign > "\x7f"]
    lost = beyond.count("\ufffd")
    foreign = sum(sign > _ALL_LATIN for sign in beyond) - lost
    return text if foreign * _MOST_LOST >= lost and foreign * 2 > len(beyond) else None


def _known(declared: str | None) -> str | None:
    """Python's name of a charset that a text may be in."""
    try:
        name = (declared or "").strip().strip("'\"")
        codec = codecs.lookup(_ALIASES.get(name.lower(), name))
    except (LookupError, ValueError, TypeError, UnicodeError):
        return None
    if not getattr(codec, "_is_text_encoding", True) or _NO_CHARSET.search(codec.name):
        return None
    return _READ_AS.get(codec.name, codec.name)


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
