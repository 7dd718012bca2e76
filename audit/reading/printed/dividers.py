"""Which rows of a table are one item's beyond doubt: what is drawn between items, or what each item begins with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from audit.reading.printed.items import Kind, Sorted
from audit.reading.printed.labels import Role

# Points: edges so near to each other are one.
_SAME = 1.5
_WIDE = 0.5


@dataclass(frozen=True, slots=True)
class Edge:
    """A horizontal edge that is drawn on a page."""

    y: float
    left: float
    right: float


# The edges on a page (1 …).
Drawn = Callable[[int], Sequence[Edge]]


def divided(table: Sequence[Sorted], drawn: Drawn) -> bool:
    """Gives items their texts where something divides them; False (and nothing given) where nothing does."""
    rows = [one for one in table if one.kind in {Kind.ITEM, Kind.TEXT} or (one.kind is Kind.AMOUNT and _wordy(one))]
    items = [one for one in rows if one.item is not None]
    if len(items) < 2:
        return False
    for parts in (_by_edges(rows, drawn), _by_first_cells(rows)):
        if parts is not None:
            first, pitch = _begin_with_numbers(parts), _pitch(parts)
            for part in parts:
                _give(part, first, pitch)
            return True
    return False


def _by_edges(rows: Sequence[Sorted], drawn: Drawn) -> list[list[Sorted]] | None:
    """Rows between edges, when there is one item between any two, or text alone between few."""
    parts: list[list[Sorted]] = []
    for page, found in groupby(rows, key=lambda one: one.cells.row.page):
        here = list(found)
        left, right = min(one.cells.row.left for one in here), max(one.cells.row.right for one in here)
        edges = _through(drawn(page), left, right)
        parts += [list(part) for _, part in groupby(here, key=lambda one: _place(one, edges))]
    counts = [sum(one.item is not None for one in part) for part in parts]
    loose = sum(count == 0 and any(map(_wordy, part)) for count, part in zip(counts, parts, strict=True))
    if max(counts) > 1 or 3 * loose > sum(counts) or not any(len(part) > 1 for part in parts):
        return None
    return parts


def _through(edges: Sequence[Edge], left: float, right: float) -> list[float]:
    """The heights at which edges go through most of a table's width."""
    heights: list[list[Edge]] = []
    for edge in sorted(edges, key=lambda edge: edge.y):
        if heights and edge.y - heights[-1][-1].y < _SAME:
            heights[-1].append(edge)
        else:
            heights.append([edge])
    return [one[0].y for one in heights if _covered(one, left, right) > _WIDE * (right - left)]


def _covered(edges: Sequence[Edge], left: float, right: float) -> float:
    """How much of the width some edges cover together."""
    total, reached = 0.0, left
    for edge in sorted(edges, key=lambda edge: edge.left):
        begin, end = max(edge.left, reached), min(edge.right, right)
        if end > begin:
            total, reached = total + end - begin, end
    return total


def _place(one: Sorted, heights: Sequence[float]) -> int:
    row = one.cells.row
    middle = (row.top + row.bottom) / 2
    return sum(height < middle for height in heights)


def _by_first_cells(rows: Sequence[Sorted]) -> list[list[Sorted]] | None:
    """Rows from one that has a position, a code or a day to the next, when each item's numbers stand between two."""
    items = [one for one in rows if one.item is not None]
    for role in (Role.POSITION, Role.REFERENCE, Role.DATE):
        first = [one for one in rows if one.cells.words.get(role)]
        if len(first) != len(items) or rows[0] is not first[0] or all(one.item is not None for one in first):
            continue
        parts: list[list[Sorted]] = []
        for one in rows:
            if any(one is other for other in first):
                parts.append([])
            parts[-1].append(one)
        if all(sum(one.item is not None for one in part) == 1 for part in parts):
            return parts
    return None


def _begin_with_numbers(parts: Sequence[Sequence[Sorted]]) -> bool:
    """Whether numbers mostly stand beside the first row of their text."""
    long = [part for part in parts if len(part) > 1 and any(one.item is not None for one in part)]
    return 2 * sum(part[0].item is not None for part in long) > len(long)


def _pitch(parts: Sequence[Sequence[Sorted]]) -> float:
    """The smallest gap between two rows of a part, from baseline to baseline."""
    gaps = [_gap(above, below) for part in parts for above, below in pairwise(filter(_wordy, part))]
    return min((gap for gap in gaps if gap > 4), default=0.0)


def _give(part: Sequence[Sorted], first: bool, pitch: float) -> None:
    """Gives a part's rows to its item; rows over its own, across a wider gap or where items begin with their numbers,
    are a heading."""
    at = next((at for at, one in enumerate(part) if one.item is not None), None)
    item = part[at].item if at is not None else None
    if at is None or item is None:
        return
    texts = [one for one in part if _wordy(one)]
    own = [one for one in texts if one in part[at:]] if first and _wordy(part[at]) else texts
    for over, below in pairwise(texts):
        if over in part[:at] and _gap(over, below) > 1.3 * pitch:
            own = [one for one in own if one not in texts[: texts.index(below)]]
    led = texts[: len(texts) - len(own)]
    item.ambiguous = bool(led and own) and _gap(led[-1], own[0]) <= 1.3 * pitch
    for above, below in pairwise(own):
        if above in part[at:] and _gap(above, below) > 1.6 * pitch:
            # Behind so wide a gap stands what belongs to no line.
            own, item.ambiguous = own[: own.index(below)], True
            break
    item.texts = [one.cells for one in own]
    item.whole = True


def _gap(above: Sorted, below: Sorted) -> float:
    return below.cells.row.bottom - above.cells.row.bottom


def _wordy(one: Sorted) -> bool:
    return bool(one.cells.words.get(Role.TEXT))
