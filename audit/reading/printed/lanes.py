"""Columns as they stand on the page, whatever their titles: strips that words of the lines share, with free strips between.

Titles then name strips: what stands over a strip, row by row, is its title; a title over several strips is the upper
half of each ("Total" over "HT" and "TTC"). A strip without a title is told by what stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from audit.reading.printed.header import Column, Header, settled, titles_of
from audit.reading.printed.labels import TEXTS, Role, closes, ends_lines, folded, is_subtotal, is_total, role_of
from audit.reading.printed.numbers import Number, number
from audit.reading.printed.words import Row, Word, chunks

# Points; so narrow may the room between two columns be.
_NARROWEST = 1.5
_MOST_TITLE_ROWS = 3
_CODE = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9./_-]{2,20}")
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
        filled = sum(map(bool, self.cells))
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
        if money and any(map(str.isalpha, label)) and not is_total(label) and not is_subtotal(label):
            found.append(row)
    return found


def sums_beside(row: Row, mark: str) -> bool:
    """Whether a row that begins with something else goes on with a total and its amount: taxes beside the totals."""
    parts = chunks(row.words, typed=True)
    for part in parts[1:]:
        words = [word.text for word in part if number(word.text, mark) is None]
        label = folded(" ".join(words))
        last = number(row.words[-1].text, mark)
        if label.startswith(("total", "montant", "net a")) and ends_lines(label) and last is not None:
            return True
    return False


def lanes_of(rows: Sequence[Row]) -> list[Lane]:
    """The strips that these rows share, from left to right. Few rows may bridge two of them."""
    pieces = [(part[0].left, part[-1].right) for row in rows for part in chunks(row.words, typed=True)]
    slack = len(rows) // 6
    lanes: list[Lane] = []
    count = 0
    for at, step in sorted([(left, 1) for left, _ in pieces] + [(right + _NARROWEST, -1) for _, right in pieces]):
        before, count = count, count + step
        if before <= slack < count:
            lanes.append(Lane(at, at))
        elif count <= slack < before:
            lanes[-1].right = at - _NARROWEST
    for left, right in pieces:
        over = [lane for lane in lanes if lane.over(left, right) > 0]
        if len(over) == 1:
            over[0].left, over[0].right = min(over[0].left, left), max(over[0].right, right)
    _fill(lanes, rows)
    return lanes


def _fill(lanes: Sequence[Lane], rows: Sequence[Row]) -> None:
    for row in rows:
        for lane in lanes:
            lane.cells.append([word for word in row.words if lane.left - 0.1 <= word.middle <= lane.right + 0.1])


def in_lanes(
    table: Header, rows: Sequence[Row], body: Sequence[Row], mark: str
) -> tuple[Header, list[Lane]] | None:
    """A table whose columns are the strips that its lines stand in, by the titles over them, and these strips; None
    without any."""
    lines = charging(body, mark)
    lanes = lanes_of(lines)
    if len(lanes) < 2:
        return None
    titles = [titles_of(row) for row in rows[max(table.first, 0) : table.last + 1]]
    last = table.last
    for row in body[: _MOST_TITLE_ROWS - 1]:
        if row is lines[0] or not _titles_more(row, lanes, mark):
            break
        titles, last = [*titles, titles_of(row)], last + 1
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
    return Header(table.first, last, columns, table.score), clear


def _titles_more(row: Row, lanes: Sequence[Lane], mark: str) -> bool:
    """Whether a row below the titles goes on with them: short words without numbers, most of which mean something."""
    parts = titles_of(row)
    known = sum(role_of(part.text) is not None or folded(part.text) in {"ht", "ttc"} for part in parts)
    own = [[lane for lane in lanes if lane.over(part.left, part.right) > 0] for part in parts]
    plain = not any(map(str.isdigit, row.text)) and all(len(part.text) < 24 for part in parts)
    return plain and 2 * known > len(parts) and all(len(lane) == 1 for lane in own)


def _name(lanes: Sequence[Lane], parts: Sequence[Word], more: bool) -> None:
    """Gives each title of a row to the strip below it, one over several to all of them if there are more rows."""
    for part in parts:
        over = [lane for lane in lanes if lane.over(part.left, part.right) > 0]
        free = [lane for lane in over if not any(lane.over(one.left, one.right) > 0 for one in parts if one is not part)]
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
    """Gives strips without a title, or with one that means nothing, the role that their contents have."""
    by_left = {lane.left: lane for lane in lanes}
    loose = [
        (column, lane) for column in columns
        if column.role is Role.OTHER and role_of(column.title) is None and (lane := by_left.get(column.left))
    ]  # fmt: skip
    for column, lane in loose:
        filled = lane.filled()
        if filled and all(_DATE.fullmatch(text) for text in filled):
            column.role = Role.DATE
        elif all(value is None or value.percent for value in lane.values(mark)) and lane.numeric(mark):
            column.role = Role.VAT if not any(one.role is Role.VAT for one in columns) else Role.OTHER
    roles = {column.role for column in columns}
    worded = [(column, lane) for column, lane in loose if column.role is Role.OTHER and not lane.numeric(mark)]
    if Role.TEXT not in roles and worded:
        column = max(worded, key=lambda pair: letters(pair[1]))[0]
        column.role = Role.TEXT
    coded = [
        column for column, lane in loose
        if column.role is Role.OTHER and len(set(lane.filled())) > 1 and all(map(_CODE.fullmatch, lane.filled()))
        and 2 * len(lane.filled()) > len(lane.cells)
    ]  # fmt: skip
    wordy = next((column for column in columns if column.role is Role.TEXT), None)
    if Role.REFERENCE not in roles and len(coded) == 1 and wordy is not None and coded[0].left < wordy.left:
        coded[0].role = Role.REFERENCE


def letters(lane: Lane) -> int:
    """How many letters stand in a strip."""
    return sum(map(str.isalpha, "".join(lane.filled())))


def _is_money(value: Number) -> bool:
    return not value.percent and (value.places == 2 or value.money)

