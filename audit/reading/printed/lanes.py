"""Columns as they stand on the page, whatever their titles: strips that words of lines share, with free ones between.

Titles then name strips: what stands over a strip, row by row, is its title; a title over several strips is the upper
half of each ("Total" over "HT" and "TTC"). A strip without a title is told by what stands in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from audit.reading.printed.header import Column, Header, settled, titles_of
from audit.reading.printed.labels import (
    TEXTS,
    Role,
    closes,
    ends_lines,
    folded,
    is_of_papers,
    is_subtotal,
    is_total,
    role_of,
    tells_total,
)
from audit.reading.printed.numbers import Number, number
from audit.reading.printed.words import Row, Word

# Points; so narrow may the room between two columns be.
_NARROWEST = 1.5
_MOST_TITLE_ROWS = 3
_CODE = re.compile(r"(?=.*[\d-])(?=.*[A-Z\d])[A-Z0-9][A-Z0-9./_-]{2,20}|[A-Z]{2,8}")
# Numbers, days and codes.
_TYPED = re.compile(r"[-−–]?[\d.,/ \u00a0\u202f-]+(?: ?€)?|(?=.*\d)[A-Z0-9][A-Z0-9./_-]{2,20}")
_SUMS = re.compile(r"total|montant|net [aà]", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}(?:[./-](?:20)?\d{2})?|\d{1,2} [^\W\d]{3,9}\.? (?:20)?\d{2}")


@dataclass(slots=True)
class Lane:
    """A strip of the page; `cells`: what stands in it, for each of the rows that made it (empty where nothing does)."""

    left: float
    right: float
    cells: list[list[Word]] = field(default_factory=list)
    titles: list[Word] = field(default_factory=list)
    # Whether titles of several columns stand side by side over it: words of one reach into the next.
    mixed: bool = False

    @property
    def title(self) -> str:
        """What stands over it, from top to bottom."""
        return " ".join(word.text for word in self.titles)

    def filled(self) -> list[str]:
        """The texts in it."""
        return [" ".join(word.text for word in cell) for cell in self.cells if cell]

    def values(self, mark: str) -> list[Number | None]:
        """For each row the number that its cell begins with."""
        return [number(cell[0].text, mark) if cell else None for cell in self.cells]

    def numeric(self, mark: str) -> bool:
        """Whether most of its cells begin with a number."""
        filled = sum(bool(cell) and not all(word.text in "-–—" for word in cell) for cell in self.cells)
        return 2 * sum(value is not None for value in self.values(mark)) > filled

    def over(self, left: float, right: float) -> float:
        """How much of it is within these edges."""
        return min(self.right, right) - max(self.left, left)


def charging(rows: Sequence[Row], mark: str) -> list[Row]:
    """The rows above the totals that have words and an amount of money, and are no sums."""
    found: list[Row] = []
    for row in rows:
        label = folded(" ".join(word.text for word in row.words if number(word.text, mark) is None))
        money = [value for word in row.words if (value := number(word.text, mark)) and _is_money(value)]
        if found and (closes(label) or (money and ends_lines(label)) or sums_beside(row, mark)):
            break
        counted = sum(number(word.text, mark) is not None for word in row.words) > 2
        if money and (counted or any(map(str.isalpha, label))) and not is_total(label) and not is_subtotal(label):
            found.append(row)
    return found


def sums_beside(row: Row, mark: str) -> bool:
    """Whether a row that begins with something else goes on with a total and its amount: taxes beside the totals."""
    if not _SUMS.search(row.text):
        return False
    for part in row.chunks(typed=True)[1:]:
        words = [word.text for word in part if number(word.text, mark) is None]
        label = folded(" ".join(words))
        last = number(row.words[-1].text, mark)
        if label.startswith(("total", "montant", "net a")) and ends_lines(label) and last is not None:
            return True
    return False


def lanes_of(rows: Sequence[Row]) -> list[Lane]:
    """The strips that these rows share, from left to right. Few rows may bridge two of them, or be shorter than others
    and bridge many: a charge whose text stands below several titles."""
    cut = [row.chunks(typed=True) for row in rows]
    usual = median(map(len, cut)) if cut else 0
    pieces = [(part[0].left, part[-1].right) for parts in cut for part in parts]
    full = [(part[0].left, part[-1].right) for parts in cut if len(parts) > 0.6 * usual for part in parts]
    slack = len(rows) // 6
    lanes: list[Lane] = []
    count = 0
    for at, step in sorted([(left, 1) for left, _ in full] + [(right + _NARROWEST, -1) for _, right in full]):
        before, count = count, count + step
        if before <= slack < count:
            lanes.append(Lane(at, at))
        elif count <= slack < before:
            lanes[-1].right = at - _NARROWEST
    for left, right in pieces:
        over = [lane for lane in lanes if lane.left < right and lane.right > left]
        if len(over) == 1:
            over[0].left, over[0].right = min(over[0].left, left), max(over[0].right, right)
    _fill(lanes, cut)
    return [part for lane in lanes for part in _split(lane)]


def _split(lane: Lane) -> list[Lane]:
    """A strip whose columns stand no farther apart than words do: cut where words of nearly all rows begin below each
    other, though those before them end anywhere or are numbers, days or codes."""
    rows = [cell for cell in lane.cells if cell]
    if len(rows) < 2:
        return [lane]
    size = rows[0][0].size
    # Quickly: about here begin words of enough rows.
    begins = Counter(int(word.left / size) for cell in rows for word in cell[1:])
    lefts = {
        round(word.left, 1)
        for cell in rows
        for word in cell[1:]
        if begins[at := int(word.left / size)] + max(begins[at - 1], begins[at + 1]) >= max(2, 0.8 * len(rows))
    }
    for left in sorted(lefts):
        begun = [
            next((at for at, word in enumerate(cell) if abs(word.left - left) < 0.25 * size), None) for cell in rows
        ]
        cut = [(cell[:at], cell[at:]) for cell, at in zip(rows, begun, strict=True) if at]
        if len(cut) < 2 or len(cut) < 0.8 * len(rows):
            continue
        edge = left - 0.25 * size
        if any(word.left < edge < word.right - 0.5 * size for cell in rows for word in cell):
            continue
        gaps = [right[0].left - before[-1].right for before, right in cut]
        before = [" ".join(word.text for word in words) for words, _ in cut]
        apart = len(cut) > 2 and max(gaps) - min(gaps) > 0.4 * size and min(gaps) > 0.15 * size
        if apart or (len(set(before)) > 1 and all(_TYPED.fullmatch(text) for text in before)):
            first, second = Lane(lane.left, lane.left), Lane(left, lane.right)
            for cell in lane.cells:
                first.cells.append([word for word in cell if word.left < left - 0.25 * size])
                second.cells.append([word for word in cell if word.left >= left - 0.25 * size])
            first.right = max(word.right for cell in first.cells for word in cell)
            return [first, *_split(second)]
    return [lane]


def _fill(lanes: Sequence[Lane], rows: Sequence[Sequence[list[Word]]]) -> None:
    """Gives strips their words; what bridges several is of none."""
    for parts in rows:
        for lane in lanes:
            lane.cells.append([])
        for part in parts:
            left, right = part[0].left, part[-1].right
            over = [lane for lane in lanes if lane.left < right and lane.right > left]
            if len(over) == 1:
                over[0].cells[-1] += part
            elif number(part[0].text) is not None:
                for lane in over:
                    lane.cells[-1] += [word for word in part if lane.left - 0.1 <= word.middle <= lane.right + 0.1]


def in_lanes(
    table: Header, rows: Sequence[Row], body: Sequence[Row], mark: str
) -> tuple[Header, list[Lane], list[Row]] | None:
    """A table whose columns are the strips that its lines stand in, by the titles over them, these strips and
    these lines; None without any."""
    lines = charging(body, mark)
    lanes = lanes_of(lines)
    if len(lanes) < 2:
        return None
    titles = [_by_lane(row, lanes, mark) for row in rows[max(table.first, 0) : table.last + 1]]
    last = table.last
    text = next((column for column in table.columns if column.role is Role.TEXT), None)
    for row in body[: _MOST_TITLE_ROWS - 1]:
        if row is lines[0] or not _titles_more(row, lanes, text):
            break
        titles, last = [*titles, _by_lane(row, lanes, mark)], last + 1
    for at, parts in enumerate(titles):
        _name(lanes, parts, at + 1 < len(titles))
    clear = [lane for lane in lanes if not lane.mixed]
    columns = [column_of(lane, mark) for lane in clear]
    # What is titled and stands in no line read so far, or in one strip with others.
    columns += [
        replace(column) for column in table.columns
        if column.role is not Role.OTHER and not any(lane.over(column.left, column.right) > 0 for lane in clear)
    ]  # fmt: skip
    columns = settled(sorted(columns, key=lambda column: column.left))
    tell_untitled(columns, clear, mark)
    return Header(table.first, last, columns, table.score), clear, lines


def free_table(rows: Sequence[Row], mark: str) -> tuple[Header, list[Lane], list[Row]] | None:
    """A table without titles: the rows whose amounts end (or begin) below each other most often, and their strips."""
    money = [(row, word) for row in _worded(rows, mark) for word in row.words[-1:] if _is_price(word, mark)]
    lines: list[Row] = []
    for _, edge in money:
        for ends in (True, False):
            here = [
                row for row, word in money
                if abs(word.right - edge.right if ends else word.left - edge.left) < 0.6 * edge.size
            ]  # fmt: skip
            lines = here if len(here) > len(lines) else lines
    lanes = lanes_of(lines)
    if len(lines) < 2 or len(lanes) < 2:
        return None
    columns = [Column(Role.OTHER, lane.left, lane.right, "") for lane in lanes]
    tell_untitled(columns, lanes, mark)
    if all(column.role is not Role.TEXT for column in columns):
        max(zip(columns, lanes, strict=True), key=lambda pair: letters(pair[1]))[0].role = Role.TEXT
    first = next(at for at, row in enumerate(rows) if row is lines[0])
    # A text's first rows may stand over its numbers.
    over = [at for at in range(first) if rows[at].page == lines[0].page and _within(rows[at], lanes)]
    for at in reversed(over[-_MOST_TITLE_ROWS:]):
        if rows[first].bottom - rows[at].bottom > 2 * rows[at].size:
            break
        first = at
    return Header(first - 1, first - 1, columns, 1.0), lanes, lines


def _within(row: Row, lanes: Sequence[Lane]) -> bool:
    """Whether a row has words where these strips are."""
    return any(word.left > lanes[0].left - 2 and word.right < lanes[-1].right + 2 for word in row.words)


def _worded(rows: Sequence[Row], mark: str) -> list[Row]:
    """Rows with words or several numbers that are no sums."""
    found = []
    for row in rows:
        label = folded(" ".join(word.text for word in row.words if number(word.text, mark) is None))
        if len(row.words) > 1 and not is_total(label) and not is_subtotal(label) and not tells_total(label):
            found.append(row)
    return found


def _is_price(word: Word, mark: str) -> bool:
    value = number(word.text, mark)
    return value is not None and _is_money(value) and value.places == 2


def _by_lane(row: Row, lanes: Sequence[Lane], mark: str) -> list[Word]:
    """The titles of a row; one over two columns of numbers whose words stand over one each, and mean different things,
    is two."""
    found: list[Word] = []
    for part in titles_of(row):
        words = [word for word in row.words if part.left <= word.middle <= part.right]
        over = [[lane for lane in lanes if lane.over(word.left, word.right) > 0] for word in words]
        apart = len(words) == 2 and all(len(each) == 1 and each[0].numeric(mark) for each in over)
        if apart and over[0][0] is not over[1][0] and role_of(words[0].text) is not role_of(words[1].text):
            found += words
        else:
            found.append(part)
    return found


def _titles_more(row: Row, lanes: Sequence[Lane], text: Column | None) -> bool:
    """Whether a row below the titles goes on with them: short words without numbers, most of which mean something. One
    over the texts (below the title of `text`) alone goes on with what is a title of texts."""
    parts = titles_of(row)
    known = sum(role_of(part.text) is not None or folded(part.text) in {"ht", "ttc"} for part in parts)
    own = [[lane for lane in lanes if lane.over(part.left, part.right) > 0] for part in parts]
    plain = not any(map(str.isdigit, row.text)) and all(len(part.text) < 24 for part in parts)
    if len(parts) == 1 and text is not None and any(one.over(text.left, text.right) > 0 for one in own[0]):
        plain = plain and role_of(f"{text.title} {parts[0].text}") is Role.TEXT
    return plain and 2 * known > len(parts) and all(len(lane) == 1 for lane in own)


def _name(lanes: Sequence[Lane], parts: Sequence[Word], more: bool) -> None:
    """Gives each title of a row to the strip below it, one over several to all of them if there are more rows."""
    for part in parts:
        over = [lane for lane in lanes if lane.over(part.left, part.right) > 0]
        free = [
            lane for lane in over if not any(lane.over(one.left, one.right) > 0 for one in parts if one is not part)
        ]
        if not over:
            near = min(lanes, key=lambda lane: -lane.over(part.left, part.right))
            taken = any(near.over(one.left, one.right) > 0 for one in parts)
            over = [near] if not taken and -near.over(part.left, part.right) < 4 * part.size else []
        elif not (more and len(free) > 1):
            over = [max(free or over, key=lambda lane: lane.over(part.left, part.right))]
        else:
            over = free
        for lane in over:
            lane.titles.append(part)
    for lane in lanes:
        roles = [role for part in parts if part in lane.titles and (role := role_of(part.text)) is not None]
        lane.mixed = lane.mixed or (len(set(roles)) > 1 and not TEXTS.issuperset(roles))


def column_of(lane: Lane, mark: str) -> Column:
    """The column that a strip is: by its title, unless what stands in it says otherwise."""
    role = role_of(lane.title) or next((role for one in lane.titles if (role := role_of(one.text))), Role.OTHER)
    if role not in TEXTS and role is not Role.VAT and not lane.numeric(mark):
        role = Role.OTHER
    return Column(role, lane.left, lane.right, lane.title)


def tell_untitled(columns: list[Column], lanes: Sequence[Lane], mark: str) -> None:
    """Gives strips without a title, or with one that means nothing here, the role that their contents have."""
    by_left = {lane.left: lane for lane in lanes}
    loose = [
        (column, lane) for column in columns
        if column.role is Role.OTHER and role_of(column.title) not in TEXTS and (lane := by_left.get(column.left))
    ]  # fmt: skip
    for column, lane in loose:
        if _dated(lane):
            column.role = Role.DATE
        elif all(value is None or value.percent for value in lane.values(mark)) and lane.numeric(mark):
            column.role = Role.VAT if not any(one.role is Role.VAT for one in columns) else Role.OTHER
    worded = [(column, lane) for column, lane in loose if column.role is Role.OTHER and not lane.numeric(mark)]
    # "Article" over names, beside codes that are called otherwise.
    worded += [
        (column, lane) for column in columns
        if column.role is Role.REFERENCE and (lane := by_left.get(column.left)) and not _coded(lane) and _spaced(lane)
    ]  # fmt: skip
    named = [(column, lane) for column in columns if column.role is Role.TEXT and (lane := by_left.get(column.left))]
    if worded and (named or all(column.role is not Role.TEXT for column in columns)):
        best = max(worded, key=lambda pair: letters(pair[1]))
        doubtful = [
            one for one, lane in named
            if role_of(one.title) is not Role.TEXT or (_coded(lane) and _digits(lane)) or _dated(lane)
        ]  # fmt: skip
        if not named or (doubtful and letters(best[1]) > letters(named[0][1])):
            for column in doubtful:
                column.role = Role.OTHER
            best[0].role = Role.TEXT
            loose += [pair for pair in named if pair[0] in doubtful]
    coded = [column for column, lane in loose if column.role is Role.OTHER and _coded(lane)]
    coded = [column for column in coded if not is_of_papers(column.title)]
    if len(coded) == 1 and all(column.role is not Role.REFERENCE for column in columns):
        coded[0].role = Role.REFERENCE


def _coded(lane: Lane) -> bool:
    """Whether codes alone stand in a strip, most of its rows, and not one again and again."""
    filled = lane.filled()
    coded = sum(_CODE.fullmatch(text) is not None for text in filled)
    return len(set(filled)) > 1 and coded >= 0.9 * len(filled) and 2 * len(filled) > len(lane.cells)


def _dated(lane: Lane) -> bool:
    filled = lane.filled()
    return bool(filled) and all(map(_DATE.fullmatch, filled))


def _spaced(lane: Lane) -> bool:
    """Whether most texts in a strip are several words."""
    filled = lane.filled()
    return 2 * sum(" " in text for text in filled) > len(filled)


def _digits(lane: Lane) -> bool:
    """Whether most codes in a strip have digits: names of one word in capitals have none."""
    filled = lane.filled()
    return 2 * sum(any(map(str.isdigit, text)) for text in filled) > len(filled)


def letters(lane: Lane) -> int:
    """How many letters stand in a strip."""
    return sum(map(str.isalpha, "".join(lane.filled())))


def _is_money(value: Number) -> bool:
    return not value.percent and (value.places == 2 or value.money)
