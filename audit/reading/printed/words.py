"""Words with their places on a page, and the rows that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# Words of one text stand nearer than this (in text sizes) to each other, columns mostly farther.
NEAR = 0.62
_HEAD_OF_NUMBER = re.compile(r"[-+−–(€$£]?[ \u00a0\u202f]?\d{1,3}(?:[ \u00a0\u202f]\d{3})*")
_TAIL_OF_NUMBER = re.compile(r"\d{3}(?:[.,]\d+)?[-)%€$£]?")
_SIGN = re.compile(r"[-+−–]|[-−–]?[€$£]")
_SUFFIX = re.compile(r"€|EUR|euros?|%|\$|£|CHF", re.IGNORECASE)
_NUMBER = re.compile(r"[-+−–(]?\d[\d\u00a0\u202f .,]*")


@dataclass(slots=True)
class Word:
    """A word: points from the top left corner of its page; `size` about that of its type, `sure`: what OCR says;
    `bold`: whether its type is, where that was asked."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    sure: float = 1.0
    bold: bool | None = None

    @property
    def middle(self) -> float:
        """Half way from left to right."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Row:
    """Words on one baseline, from left to right."""

    words: list[Word]
    page: int
    top: float
    bottom: float
    left: float
    right: float
    text: str
    # What it says as a row of titles, once that was asked.
    titles: list[Word] | None = None

    @property
    def is_typed(self) -> bool:
        """Whether its type seems to be a typewriter's."""
        return len(self.words) > 1 and all(_typed(*pair) for pair in pairwise(self.words[:4]))

    @property
    def size(self) -> float:
        """The type's usual size."""
        return median(word.size for word in self.words)


def row_of(words: list[Word], page: int, near: float = 0.45) -> Row:
    """A row of these words; the halves of numbers that were printed with spaces are put together."""
    words = _with_whole_numbers(sorted(words, key=lambda word: word.left), near)
    return Row(
        words,
        page,
        min(word.top for word in words),
        max(word.bottom for word in words),
        words[0].left,
        max(word.right for word in words),
        " ".join(word.text for word in words),
    )


def rows_of(words: Iterable[Word], page: int, slack: float = 0.34, near: float = 0.52) -> list[Row]:
    """The rows of a page from top to bottom: what stands on one baseline, give or take `slack` times its size. `near`:
    how far (in sizes) the halves of a number may stand apart."""
    rows: list[list[Word]] = []
    line = 0.0
    for word in sorted(words, key=lambda word: word.bottom):
        if rows and word.bottom - line <= slack * min(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
            line = word.bottom
    return [row_of(row, page, near) for row in rows]


def joined(left: Word, right: Word, glue: str = " ") -> Word:
    """Two words as one."""
    return Word(
        left.text + glue + right.text,
        min(left.left, right.left),
        min(left.top, right.top),
        max(left.right, right.right),
        max(left.bottom, right.bottom),
        max(left.size, right.size),
        min(left.sure, right.sure),
        left.bold,
    )


def chunks(words: list[Word], near: float = NEAR, *, typed: bool = False) -> list[list[Word]]:
    """The words of a row in groups that stand close together; `typed`: as close as a typewriter's, if they are."""
    found: list[list[Word]] = []
    for word in words:
        gap = word.left - found[-1][-1].right if found else 0.0
        if found and (gap <= near * word.size or (typed and gap < word.size and gap <= _typed(found[-1][-1], word))):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _typed(left: Word, right: Word) -> float:
    """How far a typewriter's words stand apart, whose letters are all as wide as a space; 0 in other types."""
    one, other = ((word.right - word.left) / len(word.text) for word in (left, right))
    return 1.12 * one if abs(one - other) < 0.03 * one else 0.0


def _with_whole_numbers(words: list[Word], near: float) -> list[Word]:
    whole: list[Word] = []
    for word in words:
        apart = word.left - whole[-1].right if whole else 0.0
        if (
            whole
            and _belongs(whole[-1].text, word.text)
            and (apart <= near * word.size or (apart < word.size and apart <= _typed(whole[-1], word)))
        ):
            whole[-1] = joined(whole[-1], word)
        else:
            whole.append(word)
    return whole


def _belongs(left: str, right: str) -> bool:
    """Whether two neighbours are one number: "1" "234,56"; "-" "12"; "12,00" "€"."""
    if _SUFFIX.fullmatch(right):
        return _NUMBER.fullmatch(left) is not None
    if _TAIL_OF_NUMBER.fullmatch(right):
        return _HEAD_OF_NUMBER.fullmatch(left) is not None or _SIGN.fullmatch(left) is not None
    return _SIGN.fullmatch(left) is not None and right[0].isdigit()
