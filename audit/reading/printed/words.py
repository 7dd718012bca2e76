"""Words with their places on a page, and the rows that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter
from statistics import median

from audit.reading.printed.numbers import Number

# Words of one text stand nearer than this (in text sizes) to each other, columns mostly farther.
NEAR = 0.62
_HEAD_OF_NUMBER = re.compile(r"[-+−–(€$£]?[ \u00a0\u202f]?\d{1,3}(?:[ \u00a0\u202f]\d{3})*")
_TAIL_OF_NUMBER = re.compile(r"\d{3}(?:[.,]\d+)?[-)%€$£]?")
_SIGN = re.compile(r"[-+−–]|[-−–]?[€$£]")
_SUFFIX = re.compile(r"€|EUR|euros?|%|\$|£|CHF", re.IGNORECASE)
# What a suffix begins with.
_BEHIND = frozenset("€$£%EeCc")
_NUMBER = re.compile(r"[-+−–(]?\d[\d\u00a0\u202f .,]*")
_LEFT, _BOTTOM = attrgetter("left"), attrgetter("bottom")


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
    # What it says as a row of titles, and how it falls into groups, once that was asked.
    titles: list[Word] | None = None
    groups: dict[tuple[float, bool], list[list[Word]]] = field(default_factory=dict, repr=False, compare=False)
    usual: float | None = field(default=None, repr=False, compare=False)
    # Its amounts of money, by their places among the words, once `totals` looked for them.
    amounts: dict[int, Number] | None = field(default=None, repr=False, compare=False)

    @property
    def is_typed(self) -> bool:
        """Whether its type seems to be a typewriter's."""
        return len(self.words) > 1 and all(_typed(*pair) for pair in pairwise(self.words[:4]))

    @property
    def size(self) -> float:
        """The type's usual size."""
        if self.usual is None:
            self.usual = median([word.size for word in self.words])
        return self.usual

    def chunks(self, near: float = NEAR, *, typed: bool = False) -> list[list[Word]]:
        """`chunks` of its words, cut once: nobody may change them."""
        found = self.groups.get((near, typed))
        if found is None:
            found = self.groups[near, typed] = chunks(self.words, near, typed=typed)
        return found


def row_of(words: list[Word], page: int, near: float = 0.45) -> Row:
    """A row of these words; the halves of numbers that were printed with spaces are put together."""
    words = _with_whole_numbers(sorted(words, key=_LEFT), near)
    return Row(
        words,
        page,
        min([word.top for word in words]),
        max([word.bottom for word in words]),
        words[0].left,
        max([word.right for word in words]),
        " ".join([word.text for word in words]),
    )


def rows_of(words: Iterable[Word], page: int, slack: float = 0.34, near: float = 0.52) -> list[Row]:
    """The rows of a page from top to bottom: what stands on one baseline, give or take `slack` times its size. `near`:
    how far (in sizes) the halves of a number may stand apart."""
    rows: list[list[Word]] = []
    line = 0.0
    for word in sorted(words, key=_BOTTOM):
        if rows and word.bottom - line <= slack * min(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
            line = word.bottom
    return [row_of(row, page, near) for row in rows]


def joined(left: Word, right: Word, glue: str = " ") -> Word:
    """Two words as one."""
    # Compared by hand, as in `pdf_words`.
    return Word(
        left.text + glue + right.text,
        right.left if right.left < left.left else left.left,
        right.top if right.top < left.top else left.top,
        right.right if right.right > left.right else left.right,
        right.bottom if right.bottom > left.bottom else left.bottom,
        right.size if right.size > left.size else left.size,
        right.sure if right.sure < left.sure else left.sure,
        left.bold,
    )


def chunks(words: list[Word], near: float = NEAR, *, typed: bool = False) -> list[list[Word]]:
    """The words of a row in groups that stand close together; `typed`: as close as a typewriter's, if they are."""
    if not words:
        return []
    last, part = words[0], [words[0]]
    found = [part]
    for word in words[1:]:
        gap, size = word.left - last.right, word.size
        if gap <= near * size or (typed and gap < size and gap <= _typed(last, word)):
            part.append(word)
        else:
            part = [word]
            found.append(part)
        last = word
    return found


def _typed(left: Word, right: Word) -> float:
    """How far a typewriter's words stand apart, whose letters are all as wide as a space; 0 in other types."""
    one, other = (left.right - left.left) / len(left.text), (right.right - right.left) / len(right.text)
    return 1.12 * one if abs(one - other) < 0.03 * one else 0.0


def _with_whole_numbers(words: list[Word], near: float) -> list[Word]:
    whole = words[:1]
    for word in words[1:]:
        last, size = whole[-1], word.size
        apart = word.left - last.right
        # The room first: words are mostly farther apart, and to compare is quicker than to match.
        if (apart <= near * size or (apart < size and apart <= _typed(last, word))) and _belongs(last.text, word.text):
            whole[-1] = joined(last, word)
        else:
            whole.append(word)
    return whole


def _belongs(left: str, right: str) -> bool:
    """Whether two neighbours are one number: "1" "234,56"; "-" "12"; "12,00" "€"."""
    if not (right[0].isdigit() or right[0] in _BEHIND):
        return False
    if _SUFFIX.fullmatch(right):
        return _NUMBER.fullmatch(left) is not None
    if _TAIL_OF_NUMBER.fullmatch(right):
        return _HEAD_OF_NUMBER.fullmatch(left) is not None or _SIGN.fullmatch(left) is not None
    return _SIGN.fullmatch(left) is not None and right[0].isdigit()
