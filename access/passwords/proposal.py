"""A password to propose: words at random, easy to read out and to type."""

from __future__ import annotations

import functools
import secrets

from access.passwords.french import words

WORDS = 5


@functools.cache
def vocabulary() -> tuple[str, ...]:
    """The words that are short enough to be typed on a telephone."""
    return tuple(word for word in words("proposals") if 4 <= len(word) <= 6)


def propose_password() -> str:
    """E.g. `tulipe-balcon-orage-cidre-voile`: some 48 bits, more than any guesser tries against our hashes."""
    return "-".join(secrets.choice(vocabulary()) for _ in range(WORDS))
