"""Texts that were given to lines and may be another's, by what they look like: where they begin, how they are set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from audit.reading.printed.build import REFERENCE_ROW
from audit.reading.printed.cells import Cells
from audit.reading.printed.headings import is_bold
from audit.reading.printed.items import Item, Sorted
from audit.reading.printed.labels import Role

# Sizes: rows of one text stand nearer than that.
_NEAR = 2.2
# Sizes: so close stand words of one text.
_CLOSE = 0.45
_NAMED = re.compile(r"[^\W\d_][a-zà-öø-ÿ]{2}")


def doubt_texts(table: Sequence[Sorted]) -> None:
    """Marks items whose text begins in the midst of a sentence below another row of text, holds rows that stand in
    different places, or goes on in bold type behind another one: names are bold before all else."""
    texts = [(one.item, _texts(one.item)) for one in table if one.item is not None]
    above = {id(below.cells.row): one for one, below in pairwise(table)}
    turned = [id(item) for item, rows in texts if _turns_bold(rows)]
    for item, rows in texts:
        if not rows:
            continue
        before = above.get(id(rows[0].row))
        begun = _begins_inside(rows[0]) and before is not None and before.item is None and _is_over(before, rows[0])
        # Where several do, all rows may have gone to the next line.
        is_turned = id(item) in turned or (len(turned) > 1 and len(rows) > 1)
        if begun or is_turned or _is_scattered(rows) or any(map(_is_cut, rows)):
            item.ambiguous = True


def _texts(item: Item) -> list[Cells]:
    """Its rows of text from top to bottom."""
    rows = [cells for cells in item.texts if cells.words.get(Role.TEXT)]
    return sorted(rows, key=lambda cells: (cells.row.page, cells.row.bottom))


def _begins_inside(cells: Cells) -> bool:
    first = cells.words[Role.TEXT][0].text[0]
    return first.islower() or first in ",;)%"


def _is_over(one: Sorted, cells: Cells) -> bool:
    """Whether a row of text stands close over another."""
    row = one.cells.row
    near = row.page == cells.row.page and cells.row.bottom - row.bottom < _NEAR * cells.row.size
    return near and bool(one.cells.words.get(Role.TEXT))


def _is_cut(cells: Cells) -> bool:
    """Whether a word of a name stands right before a text, in another column."""
    own, last = cells.words[Role.TEXT][0], None
    for word in cells.row.words:
        if word is own:
            break
        last = word
    if last is None or not 0 <= own.left - last.right < _CLOSE * last.size:
        return False
    return _NAMED.search(last.text) is not None


def _is_scattered(rows: Sequence[Cells]) -> bool:
    """Whether two rows of a text have no place in common: one of them is of another column."""
    spans = [(cells.words[Role.TEXT][0].left, cells.words[Role.TEXT][-1].right) for cells in rows]
    return any(one[1] <= other[0] or other[1] <= one[0] for one, other in pairwise(spans))


def _turns_bold(rows: Sequence[Cells]) -> bool:
    """Whether bold type follows another one, that of a reference over the name aside."""
    if not any(map(is_bold, rows[1:])):
        return False
    named = [cells for cells in rows if not REFERENCE_ROW.match(cells.text())]
    return any(is_bold(below) and not is_bold(above) for above, below in pairwise(named))
