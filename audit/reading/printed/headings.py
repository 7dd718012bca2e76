"""Headings between the lines of a table: rows of text of no line, told by numbers, capitals, place and size."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import median

from audit.reading.printed.cells import Cells
from audit.reading.printed.items import Kind, Sorted
from audit.reading.printed.labels import Role

_NUMBERED = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}[.)])(?: |$)")
_POSITION = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?")


def mark_headings(table: Sequence[Sorted]) -> None:
    """Makes breaks of the rows of text that are headings beyond doubt."""
    items = [one for one in table if one.kind is Kind.ITEM]
    texts = [one for one in table if one.kind is Kind.TEXT and one.cells.words.get(Role.TEXT)]
    if len(items) < 2 or not texts:
        return
    edge = _edge([one.cells for one in items])
    size = median(_size(one.cells) for one in items)

    def larger(cells: Cells) -> bool:
        return _size(cells) > 1.12 * size

    tests: list[Callable[[Cells], bool]] = [
        _is_numbered,
        _shouts,
        larger,
        _is_bold,
        lambda cells: edge is not None and cells.words[Role.TEXT][0].left < edge - 0.6 * size,
    ]
    for test in tests:
        like = [one for one in texts if test(one.cells)]
        if not like:
            continue
        own = sum(bool(one.cells.words.get(Role.TEXT)) and test(one.cells) for one in items)
        # As many as lines are there: they may be the lines' own first rows. All the texts: so they are set here.
        wanted = len(items) * 2 / 3 <= own if test is _is_numbered else own <= len(items) / 3
        if not wanted or len(like) >= 0.8 * len(items):
            continue
        if test in {_is_bold, larger} and not _has_several(table, like, test):
            # The first rows of texts whose numbers stand further down.
            continue
        sure = test is not _shouts or _opens(table, like)
        for one in like:
            if sure:
                one.kind = Kind.BREAK
            else:
                _doubt(table, one)


def _size(cells: Cells) -> float:
    """The usual size of a row's text."""
    return median(word.size for word in cells.words.get(Role.TEXT) or cells.row.words)


def _opens(table: Sequence[Sorted], like: Sequence[Sorted]) -> bool:
    """Whether one of these rows stands over the first line of the table or of a part of it."""
    before: Sorted | None = None
    for one in table:
        if any(one is other for other in like) and (before is None or before.kind in {Kind.BREAK, Kind.END}):
            return True
        before = one
    return False


def _has_several(table: Sequence[Sorted], like: Sequence[Sorted], test: Callable[[Cells], bool]) -> bool:
    """Whether below these rows stand several lines that aren't set like them: below the last alone it may be chance,
    where names are set in this type and a few lines at the end have one row."""
    titles = {id(one) for one in like}
    counts: list[int] = []
    for one in table:
        if id(one) in titles:
            counts.append(0)
        elif counts and one.item is not None and not (one.cells.words.get(Role.TEXT) and test(one.cells)):
            counts[-1] += 1
    return any(count > 1 for count in (counts[:-1] if len(counts) > 2 else counts))


def _doubt(table: Sequence[Sorted], row: Sorted) -> None:
    """The line above may or may not have this row in its text."""
    at = next(at for at, one in enumerate(table) if one is row)
    above = next((one.item for one in reversed(table[:at]) if one.item is not None), None)
    if above is not None:
        above.ambiguous = True


def _edge(cells: Sequence[Cells]) -> float | None:
    """Where the items' texts begin, if they all begin there."""
    lefts = [words[0].left for one in cells if (words := one.words.get(Role.TEXT))]
    return min(lefts) if lefts and max(lefts) - min(lefts) < 2 else None


def _is_numbered(cells: Cells) -> bool:
    """Whether a row has a number of its own: 1.2 in its text, or in the column of positions."""
    position = cells.text(Role.POSITION)
    return _POSITION.fullmatch(position) is not None or _NUMBERED.match(cells.text()) is not None


def _is_bold(cells: Cells) -> bool:
    """Whether a row begins in bold type, or its text does."""
    told = [word.bold for word in (cells.words[Role.TEXT][0], *cells.row.words) if word.bold is not None]
    return bool(told) and told[0]


def _shouts(cells: Cells) -> bool:
    """Whether a row is of capitals alone; a norm or a model (with digits) is none, nor what says its own label."""
    text = cells.text()
    letters = sum(map(str.isalpha, text))
    return letters > 5 and text.upper() == text and not any(char.isdigit() or char in "():/" for char in text)
