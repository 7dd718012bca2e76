"""Which rows of text belong to which item: by the gaps between rows, by the table's habit where gaps don't tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audit.reading.printed.cells import Cells
from audit.reading.printed.items import Item, Kind, Sorted
from audit.reading.printed.labels import Role

# A word of a text, and no code.
_NAMED = re.compile(r"[a-zà-öø-ÿ]{3}")
# What gaps between rows of one item may vary.
_WIDER = 1.2


@dataclass(slots=True)
class _Block:
    """Rows that stand close together; `before` and `after`: the gaps around them."""

    rows: list[Sorted] = field(default_factory=list)
    before: float = 99.0
    after: float = 99.0

    @property
    def items(self) -> list[Item]:
        return [one.item for one in self.rows if one.item is not None]

    @property
    def top(self) -> float:
        return self.rows[0].cells.row.top

    @property
    def bottom(self) -> float:
        return self.rows[-1].cells.row.bottom


def give_texts(table: Sequence[Sorted], wider: float = _WIDER) -> None:
    """Fills `texts` of all items of a table. A gap `wider` times the narrowest one separates items."""
    segments = list(_segments(table))
    gaps = [gap for segment in segments for gap in _gaps([one for one in segment if _wordy(one)])]
    narrow = _narrow(gaps, max((one.cells.row.size for one in table if _wordy(one)), default=0.0))
    cut = [_blocks(segment, narrow * wider + 0.3) for segment in segments]
    before = _text_comes_first(segments)
    followed = _followed(cut)
    inside = before or _numbers_inside(cut)
    shared: list[_Block] = []
    for blocks in cut:
        for at, block in enumerate(blocks):
            items = block.items
            if len(items) == 1:
                led = [] if inside else _led(block)
                items[0].texts = [one.cells for one in block.rows if _wordy(one) and one not in led]
                if (
                    led
                    and at
                    and blocks[at - 1].items
                    and block.before <= 1.35 * _gaps([*led[-1:], *block.rows[len(led) :]])[0]
                ):
                    blocks[at - 1].items[-1].texts += [one.cells for one in led]
                    blocks[at - 1].items[-1].ambiguous = True
                items[0].ambiguous = items[0].ambiguous or bool(led)
            elif items:
                _share(block, before)
                shared.append(block)
            else:
                _stray(blocks, at, followed, narrow)
    if not before:
        _doubt_rare(shared, [one.item for one in table if one.item is not None])


def doubt_beside(table: Sequence[Sorted]) -> None:
    """Gives items the rows in which their codes go on, and marks doubtful ones: below whose text stands, where its next
    row would be, a row with words in other columns alone (a text that is set in the middle of its column)."""
    owner: Item | None = None
    for above, note, after in zip(table, table[1:], table[2:], strict=False):
        rows = [one.cells.row for one in (above, note, after)]
        near, far = rows[1].bottom - rows[0].bottom, rows[2].bottom - rows[1].bottom
        if above.item is not None and note.kind is Kind.BREAK and _wordy(note) and not note.cells.numbers:
            # "Livraison du 12 août" close below a line may be its own second row.
            above.item.ambiguous = above.item.ambiguous or 0 < near < 0.8 * far
    for above, below in pairwise(table):
        row = below.cells.row
        owner = above.item or (owner if above.kind is Kind.TEXT else None)
        if below.kind is not Kind.TEXT or _wordy(below) or row.page != above.cells.row.page:
            continue
        if owner is not None and below.cells.words.get(Role.REFERENCE):
            owner.codes.append(below.cells)
        loose = [*below.cells.words.get(Role.REFERENCE, ()), *below.cells.words.get(Role.OTHER, ())]
        if not any(_NAMED.search(word.text) for word in loose):
            continue
        if above.item is not None and row.bottom - above.cells.row.bottom < 1.6 * row.size:
            above.item.ambiguous = True


def _narrow(gaps: list[float], size: float) -> float:
    """The smallest gap that type of this size may have and that isn't the only one; 0 for none."""
    ordered = sorted(gaps)
    if ordered and ordered[0] > 1.1 * size:
        return ordered[0]
    pairs = (wide for gap, wide in pairwise(ordered) if wide <= 1.12 * gap)
    return next(pairs, ordered[0] if ordered else 0.0)


def _segments(table: Sequence[Sorted]) -> Iterator[list[Sorted]]:
    """Runs of items and text on one page, without what stands between."""
    segment: list[Sorted] = []
    for one in table:
        if segment and (one.kind in {Kind.BREAK, Kind.END} or one.cells.row.page != segment[-1].cells.row.page):
            yield segment
            segment = []
        if one.kind in {Kind.ITEM, Kind.TEXT}:
            segment.append(one)
        elif one.kind is Kind.AMOUNT and _wordy(one):
            segment.append(one)
    if segment:
        yield segment


def _wordy(one: Sorted) -> bool:
    return bool(one.cells.words.get(Role.TEXT))


def _gaps(rows: Sequence[Sorted]) -> list[float]:
    """From baseline to baseline, of rows that are no nearer than type can be."""
    gaps = [below.cells.row.bottom - above.cells.row.bottom for above, below in pairwise(rows)]
    return [gap for gap in gaps if gap > 4]


def _blocks(segment: list[Sorted], widest: float) -> list[_Block]:
    """The segment's rows with text in groups with small gaps; items without text go to the nearest group."""
    blocks: list[_Block] = []
    for one in segment:
        if not _wordy(one):
            continue
        if blocks:
            gap = one.cells.row.bottom - blocks[-1].rows[-1].cells.row.bottom
            if gap <= widest:
                blocks[-1].rows.append(one)
                continue
            blocks[-1].after = gap
        blocks.append(_Block([one], blocks[-1].after if blocks else 99.0))
    for one in segment:
        if one.item is not None and not _wordy(one):
            _join_nearest(blocks, one)
    return blocks


def _join_nearest(blocks: list[_Block], one: Sorted) -> None:
    row = one.cells.row
    middle = (row.top + row.bottom) / 2
    near = min(blocks, key=lambda block: max(block.top - middle, middle - block.bottom, 0.0), default=None)
    if near is None or max(near.top - middle, middle - near.bottom) > 2 * row.size:
        blocks.append(_Block([one]))
        blocks.sort(key=lambda block: block.top)
    else:
        near.rows.append(one)
        near.rows.sort(key=lambda other: other.cells.row.bottom)


def _text_comes_first(segments: Sequence[Sequence[Sorted]]) -> bool:
    """Whether the numbers of this table stand beside the last row of a text: tables then begin with text and end with
    numbers."""
    rows = [[one for one in segment if _wordy(one)] for segment in segments]
    before = sum(one[0].item is None and one[-1].item is not None for one in rows if one)
    # What stands over a run's first item may be a heading; over the others it tells more.
    first = [above.item is None for one in rows for above, below in pairwise(one) if below.item is not None]
    inner = [[at for at, row in enumerate(one) if row.item is not None][1:] for one in rows]
    led = [one[at - 1].item is None for one, ats in zip(rows, inner, strict=True) for at in ats] or first
    return before > sum(one[0].item is not None for one in rows if one) and sum(led) > len(led) / 2


def _numbers_inside(cut: Sequence[Sequence[_Block]]) -> bool:
    """Whether numbers mostly stand beside a middle or last row of their text."""
    long = [block for blocks in cut for block in blocks if len(block.items) == 1 and len(block.rows) > 2]
    return sum(block.rows[0].item is None for block in long) > len(long) / 2


def _led(block: _Block) -> list[Sorted]:
    """The rows over an item that has text of its own: of the item above, or a heading, where numbers stand beside the
    first row of a text."""
    at = next(at for at, one in enumerate(block.rows) if one.item is not None)
    return block.rows[:at] if _wordy(block.rows[at]) else []


def _followed(cut: Sequence[Sequence[_Block]]) -> float:
    """The share of items that a group of mere text follows."""
    pairs = [(above, below) for blocks in cut for above, below in pairwise(blocks) if above.items]
    return sum(not below.items for _, below in pairs) / len(pairs) if pairs else 0.0


def _share(block: _Block, before: bool) -> None:
    """Shares the text of a group of several items: each row goes to the item above (or below) it, or to the nearest if
    items stand beside no text."""
    rows = block.rows
    bare = [one for one in rows if one.item is not None and not _wordy(one)]
    if bare and _centred(block):
        return
    for at, one in enumerate(rows):
        if not _wordy(one):
            continue
        owner = one.item
        if owner is None and len(bare) == len(block.items):
            owner = min(bare, key=lambda other: abs(_middle(other.cells) - _middle(one.cells))).item
        if owner is None:
            around = reversed(rows[:at]) if not before else rows[at + 1 :]
            other = rows[at + 1 :] if not before else reversed(rows[:at])
            bounds = (*around, *other) if before or bare else around
            owner = next((near.item for near in bounds if near.item is not None), None)
        if owner is not None:
            owner.texts.append(one.cells)
    if len(bare) < len(block.items) and rows[0].item is None:
        _doubt(block, before)


def _centred(block: _Block) -> bool:
    """Shares the rows so that all items' numbers stand half way down their texts; False when none can be shared so."""
    items = [one for one in block.rows if one.item is not None]
    texts = [one for one in block.rows if _wordy(one)]
    pitch = min(_gaps(texts), default=0.0)
    # For so many items, where their texts may end: the last item's begin, for each.
    ends: list[dict[int, int]] = [{0: 0}]
    for item in items:
        found: dict[int, int] = {}
        for begin in ends[-1]:
            for end in range(begin + 1, len(texts) + 1):
                middle = (texts[begin].cells.row.top + texts[end - 1].cells.row.bottom) / 2
                own = not _wordy(item) or any(one is item for one in texts[begin:end])
                if own and abs(middle - _middle(item.cells)) <= 0.3 * pitch:
                    found[end] = begin
        ends.append(found)
    if len(texts) not in ends[-1]:
        return False
    end = len(texts)
    for item, begins in zip(reversed(items), reversed(ends[1:]), strict=True):
        if item.item is not None:
            item.item.texts = [one.cells for one in texts[begins[end] : end]]
        end = begins[end]
    return True


def _doubt(block: _Block, before: bool) -> None:
    """Text over the first item may be a heading, and there may be more; with text below the last, all may be off."""
    for above, below in pairwise(block.rows):
        if above.item is not None and below.item is None and not before:
            above.item.ambiguous = True
    if block.rows[-1].item is None:
        for item in block.items:
            item.ambiguous = True


def _doubt_rare(blocks: Sequence[_Block], items: Sequence[Item]) -> None:
    """Where few lines have a second row and no gap tells whose it is, one that reads like a title may be a heading."""
    longer = [item for item in items if len(item.texts) > 1]
    if 2 * len(longer) > len(items):
        return
    for item in (item for block in blocks for item in block.items if len(item.texts) > 1):
        first, last = item.texts[0].row, item.texts[-1].row
        reads = last.text[0].isupper() and not last.text.isupper() and not first.text.endswith((",", "-", "/"))
        if reads and last.size > 0.96 * first.size:
            item.ambiguous = True


def _middle(cells: Cells) -> float:
    return (cells.row.top + cells.row.bottom) / 2


def _stray(blocks: list[_Block], at: int, followed: float, narrow: float) -> None:
    """Text alone: goes on with the item above when it is nearer to it, or when this table does so throughout; else it
    is a heading."""
    block = blocks[at]
    above = blocks[at - 1].items if at else []
    if not above:
        return
    after = blocks[at + 1].before if at + 1 < len(blocks) else 99.0
    nearer = block.before < 0.9 * after and block.before < 1.6 * narrow + 2
    if nearer or (followed >= 0.4 and block.before <= 1.15 * after):
        above[-1].texts += [one.cells for one in block.rows]
        above[-1].ambiguous = above[-1].ambiguous or not nearer
