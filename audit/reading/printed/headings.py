"""Headings between the lines of a table: rows of text of no line, told by numbers, capitals, place and size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from audit.reading.printed.cells import Cells
from audit.reading.printed.items import Kind, Sorted
from audit.reading.printed.labels import Role

_NUMBERED = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}[.)])(?: |$)")
_CODE = re.compile(r"(?=.*[\d-])[A-Z0-9][A-Z0-9./_-]{2,20}")
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
        is_bold,
        lambda cells: edge is not None and cells.words[Role.TEXT][0].left < edge - 0.6 * size,
    ]
    for test in tests:
        like = [one for one in texts if test(one.cells)]
        if test in {is_bold, larger}:
            # What has a code is a line's.
            like = [one for one in like if not _CODE.fullmatch(one.cells.text(Role.REFERENCE))]
        if like:
            _mark(table, items, like, test, is_type=test in {is_bold, larger})


def _mark(
    table: Sequence[Sorted],
    items: Sequence[Sorted],
    like: Sequence[Sorted],
    test: Callable[[Cells], bool],
    *,
    is_type: bool,
) -> None:
    """Makes breaks of rows that are alike (`is_type`: in their type) when they are headings, marks doubts."""
    if test is is_bold and _begin_texts(table):
        for one in _apart(table, like):
            one.kind = Kind.BREAK
        return
    own = sum(_wordy(one) and test(one.cells) for one in items)
    # As many as lines are there: they may be the lines' own first rows. All the texts: so they are set here.
    wanted = len(items) * 2 / 3 <= own if test is _is_numbered else own <= len(items) / 3
    if not wanted or len(like) >= 0.8 * len(items):
        return
    if is_type and (not _has_several(table, like, test) or _stand_over_bare(table, like)):
        # The first rows of texts whose numbers stand further down.
        return
    sure = test is not _shouts or _opens(table, like)
    for one in like:
        if sure:
            one.kind = Kind.BREAK
        else:
            _doubt(table, one)


def _stand_over_bare(table: Sequence[Sorted], like: Sequence[Sorted]) -> bool:
    """Whether below most of these rows stand the numbers of a line without a text beside them."""
    ids = {id(one) for one in like}
    bare = sum(below.item is not None and not _wordy(below) for above, below in pairwise(table) if id(above) in ids)
    return 2 * bare > len(like)


def _begin_texts(table: Sequence[Sorted]) -> bool:
    """Whether texts begin in bold type beside their numbers, and go on in another one."""
    pairs = [(above, below) for above, below in pairwise(table) if _wordy(above) and _wordy(below)]
    own = sum(above.item is not None and below.item is None and _turns(above, below) for above, below in pairs)
    over = [
        is_bold(below.cells) for above, below in pairs if above.item is None and below.item and is_bold(above.cells)
    ]
    return own > max(1, sum(over)) and own >= len(over) - sum(over)


def _apart(table: Sequence[Sorted], like: Sequence[Sorted]) -> Iterator[Sorted]:
    """Those of these bold rows that go on with no bold row."""
    for above, below in pairwise(table):
        goes_on = above.kind is not Kind.BREAK and _wordy(above) and is_bold(above.cells)
        if any(below is one for one in like) and not goes_on:
            yield below


def _turns(above: Sorted, below: Sorted) -> bool:
    """Whether a bold row is followed by one that isn't."""
    return is_bold(above.cells) and not is_bold(below.cells)


def _wordy(one: Sorted) -> bool:
    return bool(one.cells.words.get(Role.TEXT))


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


def is_bold(cells: Cells) -> bool:
    """Whether a row begins in bold type, or its text does."""
    told = [word.bold for word in (cells.words[Role.TEXT][0], *cells.row.words) if word.bold is not None]
    return bool(told) and told[0]


def _shouts(cells: Cells) -> bool:
    """Whether a row is of capitals alone; a norm or a model (with digits) is none, nor what says its own label."""
    text = cells.text()
    letters = sum(map(str.isalpha, text))
    return letters > 5 and text.upper() == text and not any(char.isdigit() or char in "():/" for char in text)
