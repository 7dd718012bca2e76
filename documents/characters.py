"""Which characters our documents can show: a PDF/A must not hold one that its fonts have no shape for."""

from __future__ import annotations

import unicodedata
from typing import Any

# Of Libertinus Serif: Latin, Greek and Cyrillic with their accents, punctuation, currencies.
RANGES = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x24F), (0x370, 0x3FF), (0x400, 0x482), (0x48A, 0x4FF), (0x1E00, 0x1EFF),
    (0x2010, 0x2027), (0x202F, 0x2040), (0x20A0, 0x20BF), (0x2212, 0x2212), (0x2260, 0x2260),
)  # fmt: skip
UNKNOWN = "?"


def shown(value: Any) -> Any:
    """The same value of JSON with texts that can be shown; what can't becomes its base letters, or a question mark."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value
        return "".join(map(_shown, unicodedata.normalize("NFC", value)))
    if isinstance(value, list):
        return [shown(one) for one in value]
    return {name: shown(one) for name, one in value.items()} if isinstance(value, dict) else value


def _shown(character: str) -> str:
    if _has_shape(character):
        return character
    if unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Mn", "Me"}:
        return " " if character in "\n\t\u2028\u2029" else ""
    base = [each for each in unicodedata.normalize("NFKD", character) if _has_shape(each)]
    return "".join(base) or UNKNOWN


def _has_shape(character: str) -> bool:
    code = ord(character)
    return any(first <= code <= last for first, last in RANGES) and unicodedata.category(character) != "Cn"
