"""How names sound to a French ear, so that one that was only heard is found."""

from __future__ import annotations

import functools
import re

# Letters, and what is heard; in this order.
_HEARD = (
    (r"e?aux?$", "o"), (r"ai[stx]?$", "e"), ("e[rtz]$", "e"), ("ce$", "s"), ("c(?=[ei])", "s"),
    ("ph", "f"), ("qu", "k"), ("ch", "k"), ("eau", "o"), ("au", "o"), ("x", "ks"), ("h", ""), ("y", "i"),
    ("c", "k"), ("q", "k"), ("j", "g"), ("z", "s"),
)  # fmt: skip
_PATTERNS = tuple((re.compile(written), heard) for written, heard in _HEARD)
_DOUBLED = re.compile(r"(.)\1+")


@functools.lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """How a French ear hears a folded word, roughly: "elisyo" and "ellizio" are Elysio, "rentalice" is Rentalis."""
    for written, heard in _PATTERNS:
        word = written.sub(heard, word)
    return _DOUBLED.sub(r"\1", word)


def first_heard(word: str) -> str:
    """The first letter that is heard: none hears an h."""
    return word[1] if word[0] == "h" and len(word) > 1 else word[0]


def sounds_alike(one: str, other: str) -> bool:
    """Whether two letters may be heard for one another."""
    return one == other or any(one in letters and other in letters for letters in ("ckq", "cs", "gj", "iy", "sz"))
