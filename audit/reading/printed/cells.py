"""Puts the words of a row into the columns of its table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from audit.reading.printed.header import Column
from audit.reading.printed.labels import PRICES, TEXTS, Role
from audit.reading.printed.numbers import Number, number
from audit.reading.printed.words import Row, Word, row_of

_MONEY = frozenset({Role.AMOUNT, *PRICES})


@dataclass(slots=True)
class Cells:
    """A row in columns: its numbers by role (nearest to the column first), words by role, units behind numbers."""

    row: Row
    numbers: dict[Role, list[tuple[Word, Number]]] = field(default_factory=dict)
    words: dict[Role, list[Word]] = field(default_factory=dict)
    units: dict[Role, str] = field(default_factory=dict)
    # Whether a group of its words had to be cut: only then it differs as a row of text alone.
    is_cut: bool = False

    def first(self, role: Role) -> Number | None:
        """The number in a column."""
        found = self.numbers.get(role)
        return found[0][1] if found else None

    def all(self, *roles: Role) -> list[Number]:
        """The numbers in columns of these roles."""
        if not self.numbers:
            return []
        return [found for role in roles for _, found in self.numbers.get(role, ())]

    def text(self, role: Role = Role.TEXT) -> str:
        """The words in a column."""
        return " ".join([word.text for word in self.words.get(role, ())])


class Grid:
    """The columns of a table once its rows were seen: where numbers really stand, where texts really begin."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row], mark: str) -> None:
        self._mark = mark
        self._numeric = [column for column in columns if column.role not in TEXTS and column.role is not Role.BASE]
        self._texts = [column for column in columns if column.role in TEXTS]
        self._codes = [column for column in columns if column.role is Role.VAT]
        self._starts = {id(column): column.left for column in self._texts}
        self._known: dict[str, Number | None] = {}
        # Where words stand, once that was asked: a row is cut twice, and each word of it placed.
        self._placed: dict[int, tuple[Word, Column | None]] = {}
        self._learn(rows)

    def cells(self, row: Row, *, goes_on: bool = False) -> Cells:
        """The row in columns; `goes_on`: one of text alone, which may run on below the columns of numbers."""
        found = Cells(row)
        groups = row.chunks(typed=True)
        parts = self._runs(groups) if goes_on else self._cut(groups)
        found.is_cut = len(parts) != len(groups)
        for chunk in parts:
            self._place(chunk, found)
        for role, numbers in found.numbers.items():
            if len(numbers) > 1:
                column = next((one for one in self._numeric if one.role is role), None)
                if column is None:
                    continue
                self._nearest_first(column, numbers)
        return found

    def without_side(self, rows: Sequence[Row]) -> list[Row]:
        """The rows without what stands in a column of its own left of the table, as an address beside it."""
        seen = [column.seen[0] for column in self._numeric if column.seen]
        titles = [column.left for column in (*self._numeric, *self._texts)]
        edge = min([*seen, *titles, *self._starts.values()], default=0.0)
        kept: list[Row] = []
        for row in rows:
            if row.left >= edge:
                kept.append(row)
                continue
            words = [word for word in row.words if word.right > edge - 1.2 * word.size]
            if len(words) == len(row.words):
                kept.append(row)
            elif words:
                kept.append(row_of(words, row.page))
        return kept

    @staticmethod
    def _nearest_first(column: Column, numbers: list[tuple[Word, Number]]) -> None:
        numbers.sort(key=lambda pair: _off(column, pair[0]))

    def number(self, text: str) -> Number | None:
        """`number` with this document's decimal mark, remembered."""
        known = self._known
        if text not in known:
            # Half of a bracket: "(net: 12,00)" is two words.
            bare = text[:-1] if text.endswith(")") and "(" not in text else text
            known[text] = number(bare, self._mark)
        return known[text]

    def _learn(self, rows: Sequence[Row]) -> None:
        """Where the numbers of each column stand, from the rows that have an amount; then where texts begin."""
        placed: dict[int, list[Word]] = {}
        anchors = []
        for row in rows:
            here = [(self._nearest(word), word) for word in row.words if self.number(word.text)]
            if any([column is not None and column.role in _MONEY for column, _ in here]):
                anchors.append(row)
                for column, word in here:
                    if column is not None:
                        placed.setdefault(id(column), []).append(word)
        for column in self._numeric:
            column.seen = _extent(column, placed.get(id(column), []))
        self._learn_texts(anchors)

    def _learn_texts(self, anchors: Sequence[Row]) -> None:
        """The usual left edge of each column of text."""
        begun: defaultdict[int, Counter[float]] = defaultdict(Counter)
        for row in anchors:
            for chunk in row.chunks(typed=True):
                if self._over(chunk[0]) is None or self.number(chunk[0].text) is None:
                    text = self._text_column(chunk)
                    if text is not None:
                        begun[id(text)][round(chunk[0].left)] += 1
        for key, lefts in begun.items():
            best, count = lefts.most_common(1)[0]
            if count > 1:
                self._starts[key] = best

    def _nearest(self, word: Word) -> Column | None:
        """The numeric column under whose title a number stands, or the nearest one when it stands under none."""
        over = [column for column in self._numeric if _overlap(word, column.left, column.right) > 0]
        if over:
            return over[0] if len(over) == 1 else min(over, key=lambda column: _off(column, word))
        if any([_overlap(word, column.left, column.right) > 0 for column in self._texts]):
            return None
        near = min(self._numeric, key=lambda column: _off(column, word), default=None)
        if near is None or _gap(word, near.left, near.right) > 5 * word.size:
            return None
        return near

    def _over(self, word: Word) -> Column | None:
        """The numeric column in whose place a number stands."""
        known = self._placed.get(id(word))
        if known is None:
            # The word beside its place: so its identity stays its own.
            known = self._placed[id(word)] = word, self._place_of(word)
        return known[1]

    def _place_of(self, word: Word) -> Column | None:
        best, most = None, 0.0
        left, right, slack = word.left, word.right, 0.2 * word.size
        for column in self._numeric:
            start, end = column.seen or (column.left, column.right)
            if right <= start - slack or left >= end + slack:
                continue
            share = _overlap(word, start - slack, end + slack)
            if share > most and _fits(word, start, end):
                best, most = column, share
        return best

    def _touched(self, chunk: list[Word], found: Cells) -> Column | None:
        """The column that a number with its unit touches, when it has none yet: both were set in the middle."""
        first, last = chunk[0], chunk[-1]
        empty = [column for column in self._numeric if column.role not in found.numbers]
        near = [
            one for one in empty
            if one.seen is not None and max(one.seen[0] - last.right, first.left - one.seen[1]) < 0.3 * first.size
        ]  # fmt: skip
        return near[0] if len(near) == 1 else None

    def _cut(self, groups: list[list[Word]]) -> list[list[Word]]:
        """Groups of words cut where a number of a column begins or ends, and where a column of text begins."""
        cut: list[list[Word]] = []
        for group in groups:
            part: list[Word] = []
            numeric = False
            for word in group:
                here = self.number(word.text) is not None and self._over(word) is not None
                if part and (here or self._begins(word) or (numeric and self._in_text(word))):
                    cut.append(part)
                    part = []
                numeric = here or (numeric and bool(part))
                part.append(word)
            cut.append(part)
        return cut

    def _begins(self, word: Word) -> bool:
        """Whether a word stands where a column of text does."""
        near, left = 0.3 * word.size, word.left
        for start in self._starts.values():
            if -near < left - start < near:
                return True
        return False

    def _runs(self, groups: list[list[Word]]) -> list[list[Word]]:
        """Groups that begin as text do whole: numbers in them are words."""
        runs: list[list[Word]] = []
        for group in groups:
            text = self._text_column(group[:1]) if self.number(group[0].text) is None else None
            inside = text is not None and text.role is Role.TEXT and self._over(group[0]) is None
            runs += [group] if inside else self._cut([group])
        return runs

    def _in_text(self, word: Word) -> bool:
        """Whether a word that follows a number stands in a column of text of its own."""
        return any(_overlap(word, column.left, column.right) > 0 for column in (*self._texts, *self._codes))

    def _place(self, chunk: list[Word], found: Cells) -> None:
        value = self.number(chunk[0].text)
        column = self._over(chunk[0]) or self._touched(chunk, found) if value is not None else None
        if value is not None and column is not None:
            found.numbers.setdefault(column.role, []).append((chunk[0], value))
            unit = " ".join((*([value.unit] if value.unit else ()), *(word.text for word in chunk[1:])))
            if unit:
                found.units[column.role] = unit
            return
        text = self._text_column(chunk)
        if text is not None and text.role is Role.TEXT and self._beyond(chunk[0], text):
            text = None
        if text is not None and text.role is Role.TEXT and value is not None and self._stray(chunk, text, found):
            if value.percent:
                found.numbers.setdefault(Role.VAT, []).append((chunk[0], value))
            return
        found.words.setdefault(text.role if text else Role.OTHER, []).extend(chunk)

    def _beyond(self, word: Word, text: Column) -> bool:
        """Whether numbers of this row's columns stand between a text and what follows: "%" or a code behind them."""
        if _overlap(word, text.left, text.right) > 0:
            return False
        begins = self._starts[id(text)]
        return any(
            column.seen is not None and column.seen[0] > begins and column.seen[1] < word.left + 0.1 * word.size
            for column in self._numeric
        )

    def _stray(self, chunk: list[Word], text: Column, found: Cells) -> bool:
        """Whether a number alone, far right of a text, stands in a column without a title."""
        before = found.words.get(Role.TEXT)
        edge = max(before[-1].right if before else 0.0, text.right if text.title else 0.0)
        return len(chunk) == 1 and before is not None and chunk[0].left > edge + 1.2 * chunk[0].size

    def _text_column(self, chunk: list[Word]) -> Column | None:
        """The column of text (or of VAT codes) that a group of words belongs to."""
        for column in self._codes:
            left, right = column.seen or (column.left, column.right)
            if len(chunk) == 1 and len(chunk[0].text) <= 4 and _overlap(chunk[0], left, right) > 0:
                return column
        left, right = chunk[0].left, chunk[-1].right
        size = chunk[0].size
        exact, nearest_by = None, 0.6 * size
        for column, start in zip(self._texts, self._starts.values(), strict=False):
            if (by := abs(start - left)) < nearest_by:
                exact, nearest_by = column, by
        if exact is not None:
            return exact
        over = [
            column for column in self._texts
            if (right if right < column.right else column.right) - (left if left > column.left else column.left) > 0
        ]  # fmt: skip
        if len(over) == 1:
            return over[0]
        if over:
            return min(
                over,
                key=lambda column: (
                    column.role is not Role.TEXT and column.role is not Role.REFERENCE,
                    round((max(left, column.left) - min(right, column.right)) / size) if size else 0.0,
                    column.left,
                ),
            )
        places = [column.seen or (column.left, column.right) for column in self._numeric]
        if any(min(right, end) - max(left, start) > 0 for start, end in places):
            # Words between the numbers of a column, as "net:" or "offert".
            return None
        before = [column for column in self._texts if self._starts[id(column)] <= left + size]
        wordy = next((column for column in self._texts if column.role is Role.TEXT), None)
        nearest = max(before, key=lambda column: self._starts[id(column)], default=None)
        if nearest is not None and nearest.role is not Role.TEXT and wordy is not None and len(chunk) > 1:
            return wordy
        return nearest or wordy


def _overlap(word: Word, left: float, right: float) -> float:
    return (word.right if word.right < right else right) - (word.left if word.left > left else left)


def _gap(word: Word, left: float, right: float) -> float:
    if word.right < left:
        return left - word.right
    return word.left - right if word.left > right else 0.0


def _off(column: Column, word: Word) -> float:
    """How far a number is from its column: by the nearest of left edge, right edge and middle."""
    left, right = column.seen or (column.left, column.right)
    edges = min(abs(word.left - left), abs(word.right - right), abs(word.middle - (left + right) / 2))
    return _gap(word, left, right) * 2 + edges


def _fits(word: Word, left: float, right: float) -> bool:
    """Whether most of a number is inside, or it reaches beyond both edges (a wide number under a short title)."""
    inside = min(word.right, right) - max(word.left, left)
    return inside > 0.5 * min(word.right - word.left, right - left)


def _extent(column: Column, words: list[Word]) -> tuple[float, float] | None:
    """From where to where a column's numbers stand, without those apart from the rest; None when there are none."""
    if not words:
        return None
    left, right = median(word.left for word in words), median(word.right for word in words)
    middle = (left + right) / 2
    size = 0.5 * words[0].size
    kept = [
        word for word in words
        if min(abs(word.left - left), abs(word.right - right), abs(word.middle - middle)) < size
        or _overlap(word, column.left, column.right) > 0
    ]  # fmt: skip
    if not kept:
        return None
    return min(word.left for word in kept), max(word.right for word in kept)
