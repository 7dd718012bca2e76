"""Other writings of labelled lines, for training alone: shortened words, another order, what scans make of letters."""

from __future__ import annotations

import random

_CONFUSED = {"0": "O", "1": "l", "5": "S", "8": "B", "o": "0", "l": "1", "e": "c", "i": "l", "m": "rn"}


def rewritten(text: str, chance: random.Random) -> str:
    """The text as someone else, or a scan, may have it."""
    words = text.replace(",", " ").split()
    kind = chance.randrange(4)
    if kind == 0 and len(words) > 2:
        at = chance.randrange(len(words))
        words.insert(chance.randrange(len(words)), words.pop(at))
    elif kind == 1:
        words = [word[: max(4, len(word) - 3)] if word.isalpha() and chance.random() < 0.4 else word for word in words]
    elif kind == 2 and len(words) > 3:
        plain = [at for at, word in enumerate(words) if word.isalpha() and at]
        if plain:
            words.pop(chance.choice(plain))
    else:
        words = [_misread(word, chance) for word in words]
    written = " ".join(words)
    return written.upper() if chance.random() < 0.5 else written


def _misread(word: str, chance: random.Random) -> str:
    """One letter of a longer word; numbers stay, since what is misread in them no one can put right."""
    if len(word) < 5 or not word.isalpha() or chance.random() > 0.3:
        return word
    at = chance.randrange(len(word))
    return word[:at] + _CONFUSED.get(word[at].lower(), word[at]) + word[at + 1 :]
