"""What the head of a page says of the document that it belongs to, and which pages may begin another one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from audit.invoice import InvoiceKind
from audit.reading.printed import facts
from audit.reading.printed.kinds import titled_kind
from audit.reading.printed.labels import folded
from audit.reading.printed.words import Row

# Points from the top of a page: so far down reach the number and the day of an invoice.
_HEAD = 330.0
_MARK = re.compile(
    r"\b(?:page|pages|feuillet|folio|seite|blatt|p\.|pg\.?)\s*(?:n[°o]\s*)?:?\s*"
    r"(\d{1,3})(?:\s*(?:/|sur|de|of|von|-)\s*(\d{1,3}))?\s*[-.)]?$",
    re.IGNORECASE,
)
_BARE_MARK = re.compile(r"\(?(\d{1,2})\s?/\s?(\d{1,2})\)?")
# So many rows at the top and at the bottom may tell the number of a page and nothing else.
_EDGE = 4


_CARRIED = re.compile(
    r"\ba (?:reporter|suivre)\b|\bsuite (?:au verso|page|sur|en page)|\bcarried (?:over|forward)|\b(?:ubertrag|tournez)"
)
_BROUGHT = re.compile(
    r"(?:report|reporte|(?:montant|total|solde) reporte|suite(?= (?:de |de la )?(?:facture|page)|$)|brought|ubertrag)\b"
)
_MAY_CARRY = re.compile(r"report|suiv|suite|carried|brought|bertrag|tourne", re.IGNORECASE)
_ENDING = 12
_ENDS = frozenset("0123456789-.)")


class Sign(StrEnum):
    """Why a page may begin another document."""

    # Its head has another number, or calls it the other kind.
    OTHER = "OTHER"
    # It is page 1 again: of the same number, or with none to compare.
    AGAIN = "AGAIN"
    FIRST = "FIRST"
    # It is called an invoice, or has another seller, where numbers say nothing.
    WEAK = "WEAK"
    # It is called a delivery note, a quote …
    PAPER = "PAPER"


@dataclass(frozen=True, slots=True)
class Start:
    """A page (the first is 0) that may begin another document. `is_first`: it is counted as page 1; `is_later`: as page
    2 or a later one; `is_behind_last`: it stands behind one that is counted as the last of its document."""

    page: int
    sign: Sign
    is_first: bool = False
    is_later: bool = False
    is_behind_last: bool = False


@dataclass(frozen=True, slots=True)
class _Head:
    """The number and kind that a page tells, and which page of how many it says that it is."""

    number: str | None = None
    kind: InvoiceKind | None = None
    mark: tuple[int, int | None] | None = None

    @property
    def is_first(self) -> bool:
        return self.mark is not None and self.mark[0] == 1

    @property
    def is_later(self) -> bool:
        return self.mark is not None and self.mark[0] > 1

    @property
    def is_last(self) -> bool:
        return self.mark is not None and self.mark[0] == self.mark[1]

    def follows(self, other: _Head) -> bool:
        """Whether it is counted as the next page."""
        if self.mark is None or other.mark is None:
            return False
        return self.mark[0] == other.mark[0] + 1 and self.mark[1] == other.mark[1]


def starts_on(pages: Sequence[Sequence[Row]], is_paper: Callable[[int], bool]) -> list[Start]:
    """The pages behind the first that may begin another document. `is_paper`: whether a page is called another paper
    than an invoice."""
    heads = [_head_of(rows) for rows in pages]
    found: list[Start] = []
    # What the pages since the last beginning tell together; `is_other` where they are another paper.
    so_far, begun, is_other = heads[0], 0, False
    for page in range(1, len(pages)):
        head, before = heads[page], heads[page - 1]
        if _goes_on(pages[page - 1], pages[page]):
            continue
        sign = _sign(so_far, before, head)
        if sign is None and not (head.mark is not None or (head.number is not None and so_far.number is not None)):
            sign = Sign.WEAK if _is_called(head, pages[page], pages[begun]) else None
        if sign is not Sign.OTHER and not (head.number and head.number == so_far.number) and is_paper(page):
            sign, is_other = Sign.PAPER, True
        elif is_other and head.kind is not None:
            sign, is_other = Sign.OTHER, False
        elif sign is not None:
            is_other = False
        if sign is None:
            so_far = replace(so_far, number=so_far.number or head.number, kind=so_far.kind or head.kind)
        else:
            found.append(Start(page, sign, head.is_first, head.is_later, before.is_last))
            so_far, begun = head, page
    return found


def _goes_on(above: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether a sum or a text is carried over from the page above."""
    ending = (row.text for row in above[-_ENDING:])
    begun = (row.text for row in rows if row.top < _HEAD)
    return any(_MAY_CARRY.search(text) and _CARRIED.search(folded(text)) for text in ending) or any(
        _MAY_CARRY.search(text) and _BROUGHT.match(folded(text)) for text in begun
    )


def _sign(so_far: _Head, before: _Head, head: _Head) -> Sign | None:
    if so_far.number is not None and head.number is not None:
        if not head.number.startswith(so_far.number) and not so_far.number.startswith(head.number):
            return Sign.OTHER
    if None not in (so_far.kind, head.kind) and so_far.kind is not head.kind and not head.follows(before):
        return Sign.OTHER
    if not head.is_first:
        return None
    return Sign.AGAIN if head.number is not None and head.number == so_far.number else Sign.FIRST


def _is_called(head: _Head, rows: Sequence[Row], first: Sequence[Row]) -> bool:
    """Whether a page without a number is called an invoice, or has another seller than the `first` of its document."""
    if head.kind is not None:
        return True
    seller, own = (facts.parties([page], _HEAD)[0].siren for page in (rows, first))
    return seller is not None and own is not None and seller != own


def _head_of(rows: Sequence[Row]) -> _Head:
    top = [row for row in rows if row.top < _HEAD]
    number = facts.number_of(top)
    plain = re.sub(r"\W", "", number).casefold() if number is not None else None
    return _Head(plain or None, titled_kind(top), _mark_of(rows))


def _mark_of(rows: Sequence[Row]) -> tuple[int, int | None] | None:
    """Which page of how many this says that it is."""
    # Quickly: what doesn't end in a digit is none.
    called = (found for row in rows if row.text[-1] in _ENDS and (found := _MARK.search(row.text)))
    edges = (chunk for row in (*rows[:_EDGE], *rows[-_EDGE:]) for chunk in row.chunks() if len(chunk) == 1)
    bare = (found for chunk in edges if (found := _BARE_MARK.fullmatch(chunk[0].text)))
    return next((mark for found in chain(called, bare) if (mark := _counted(found))), None)


def _counted(found: re.Match[str]) -> tuple[int, int | None] | None:
    page, last = int(found[1]), int(found[2]) if found[2] else None
    return (page, last) if 0 < page <= (last or page) else None
