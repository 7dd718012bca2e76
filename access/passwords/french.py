"""What French people make passwords of, as ranked dictionaries for zxcvbn: the first word of a list is guessed first.

The words are our own lists (`words/*.txt`); keyboards and calendars are computed. All without accents, in lower case.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

_WORDS = Path(__file__).parent / "words"
_CALENDAR = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi "
    "vendredi samedi dimanche printemps ete automne hiver"
).split()
# An AZERTY keyboard: its rows, and its columns downwards with the digits above them.
_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "&é\"'(-è_çà", "1234567890")
_COLUMNS = ("1aqw", "2zsx", "3edc", "4rfv", "5tgb", "6yhn", "7uj", "8ik", "9ol", "0pm")
_SHORTEST_WALK = 3

Ranked = dict[str, int]


@functools.cache
def dictionaries() -> dict[str, Ranked]:
    """The lists by name, each word with its rank from 1."""
    return {
        "french_passwords": ranked(words("passwords")),
        "french_keyboard": ranked(walks()),
        "french_names": ranked(words("names")),
        "french_words": ranked(chain(words("common"), _CALENDAR, words("proposals"))),
        "years": ranked(_years(dt.datetime.now(dt.UTC).year)),
    }


def words(name: str) -> list[str]:
    """The words of a list, in its order."""
    lines = (_WORDS / f"{name}.txt").read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def ranked(found: Iterable[str]) -> Ranked:
    """Each word with the first place that it stands at."""
    return {word: rank for rank, word in enumerate(dict.fromkeys(found), 1)}


def walks() -> Iterator[str]:
    """Runs of neighbouring keys, the longer ones of a row first."""
    down = [column[1:] for column in _COLUMNS]
    lines = [
        *_ROWS,
        "".join(down),
        "".join(column[::-1] for column in down),
        "".join(_COLUMNS),
        "".join(f"{column[0]}{column[1]}" for column in _COLUMNS),
        "".join(f"{column[1]}{column[0]}" for column in _COLUMNS),
    ]
    for length in range(max(map(len, lines)), _SHORTEST_WALK - 1, -1):
        for line in lines:
            yield from (line[start : start + length] for start in range(len(line) - length + 1))


def _years(now: int) -> list[str]:
    return [str(year) for year in sorted(range(1930, 2050), key=lambda year: abs(year - now))]
