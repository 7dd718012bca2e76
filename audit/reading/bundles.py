"""Several invoices in one file, as whoever scans or joins a month of them sends them: where each of them ends.

A page may begin another document when it says so: another number or kind in its head, "page 1/2", a seller, a title.
That proves nothing yet, annexes say such things too. Each part is read as an invoice of its own, and a beginning is
believed when sums close beside it: lines that make a total which makes another one with its tax. What is not proved
is read as one document, with the doubts that one has. What a file holds beside invoices (a delivery note) is left out,
and told, where the invoices close without it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, groupby, pairwise
from operator import itemgetter

from audit.invoice import Flag, Invoice, Line, Method
from audit.reading.papers import other_paper
from audit.reading.printed.dividers import Drawn
from audit.reading.printed.heads import Sign, Start, starts_on
from audit.reading.printed.reader import invoice_of, rows_on
from audit.reading.printed.words import Word
from audit.reading.refusals import refused, refused_pages
from audit.reading.values import RefusalCode

_CENT = Decimal("0.02")
# Another number or seller counts twice, as does page 1 behind a last page; what closes, each side of it, once.
_PROVED = 3
_OPEN = frozenset({Flag.SUM_OF_LINES, Flag.TOTALS, Flag.NO_LINES})


@dataclass(frozen=True, slots=True)
class Part:
    """Pages of a file (the first is 0) that are one document: the invoice on them, and which other paper they surely
    are, in French. `start`: why it may begin here."""

    pages: range
    start: Start | None
    invoice: Invoice | None
    paper: str | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines on it, of whatever paper."""
        return self.invoice.lines if self.invoice is not None else ()

    @property
    def closes(self) -> bool:
        """Whether it is an invoice whose lines make its total, and that another one with its tax."""
        if self.invoice is None or self.paper is not None or not self.lines or self.invoice.flags & _OPEN:
            return False
        totals = self.invoice.totals
        if totals.net is None or totals.gross is None:
            return totals.net is not None and len(self.lines) > 1
        return abs(totals.net + (totals.vat or 0) - totals.gross) <= _CENT


def invoices_on(
    pages: Sequence[Sequence[Word]], method: Method, drawn: Drawn | None = None, unread: Collection[int] = ()
) -> tuple[Invoice, ...]:
    """The invoices whose pages hold these words, none without a line. `drawn`: asked for the edges on a page (1 …) when
    words leave doubts; `unread`: pages that could not be read, so that lines may miss.

    Raises `Refused` for other papers: with what was read of the invoices beside them.
    """
    reader = _Reader(pages, method, drawn, frozenset(unread))
    parts = reader.parts()
    found = tuple(part.invoice for part in parts if part.invoice is not None and part.paper is None and part.lines)
    papers = [part for part in parts if part.paper is not None]
    if len(papers) == len(parts):
        raise refused(RefusalCode.OTHER_PAPER, paper=papers[0].paper)
    if papers:
        told = [(part.pages[0] + 1, part.pages[-1] + 1, part.paper or "") for part in papers]
        raise refused_pages(told, found)
    return found


class _Reader:
    """Reads parts of a file; the rows of its pages are made once."""

    def __init__(
        self, pages: Sequence[Sequence[Word]], method: Method, drawn: Drawn | None, unread: frozenset[int]
    ) -> None:
        self._words, self._method, self._drawn, self._unread = pages, method, drawn, unread
        self._rows = rows_on(pages, method)

    def parts(self) -> list[Part]:
        """The documents of the file, from the first page to the last; at least one."""
        whole = range(len(self._words))
        starts = starts_on(self._rows, self._is_paper) if len(whole) > 1 else []
        if not starts:
            return [self._read(whole, None)]
        if all(start.sign is Sign.WEAK for start in starts):
            # A letterhead on each page, mostly.
            one = self._read(whole, None)
            if one.closes:
                return [one]
        ends = [*(start.page for start in starts), len(whole)]
        single = [self._read(range(ends[0]), None)]
        single += [self._read(range(*between), start) for between, start in zip(pairwise(ends), starts, strict=True)]
        parts = list(self._joined(single))
        return parts if len(parts) == 1 else [_doubted(part) for part in parts]

    def _joined(self, single: Sequence[Part]) -> Iterator[Part]:
        """Parts whose beginning is proved; those in which it isn't are read again, together with what is before."""
        told = list(_without_empty(single))
        proved = [False, *(_is_proved(before, part) for before, part in pairwise(told))]
        for _, group in groupby(zip(accumulate(proved), told, strict=True), key=itemgetter(0)):
            parts = [part for _, part in group]
            pages = range(parts[0].pages.start, parts[-1].pages.stop)
            yield parts[0] if len(parts) == 1 else self._read(pages, parts[0].start)

    def _is_paper(self, page: int) -> bool:
        paper = other_paper([self._words[page]])
        return paper is not None and paper.is_sure

    def _read(self, pages: range, start: Start | None) -> Part:
        """The document on some pages; all its lines are UNCERTAIN where it may be another paper."""
        paper = other_paper([self._words[page] for page in pages])
        if paper is not None and paper.is_sure and len(pages) == len(self._words):
            return Part(pages, start, None, paper.name)
        invoice = invoice_of([self._rows[page] for page in pages], self._method, self._drawn)
        if paper is not None and paper.is_sure:
            return Part(pages, start, invoice, paper.name)
        if invoice is None:
            return Part(pages, start, None)
        flags = invoice.flags
        if paper is not None:
            invoice = uncertain(invoice)
            flags |= {Flag.OTHER_PAPER}
        if any(page + 1 in self._unread for page in pages):
            flags |= {Flag.LINES_MISSING}
        return Part(pages, start, replace(invoice, flags=flags))


def _without_empty(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts; delivery notes without prices are pages of what is before them, and change nothing of it."""
    last = parts[0]
    for part in parts[1:]:
        if part.paper is not None and not part.lines and last.invoice is not None and last.paper is None:
            pages = range(last.pages.start, part.pages.stop)
            last = replace(last, pages=pages, invoice=replace(last.invoice, pages=len(pages)))
        else:
            yield last
            last = part
    yield last


def _is_proved(before: Part, part: Part) -> bool:
    """Whether two parts are two documents, as the second's head says."""
    if before.paper is not None or part.paper is not None:
        # Lines of a delivery note are left out only beside an invoice that closes without them.
        return (before.closes or part.closes) and bool(before.lines and part.lines)
    start = part.start
    if start is None or not before.lines or not part.lines:
        return False
    if start.sign in {Sign.FIRST, Sign.WEAK} and not _differ(before, part):
        return False
    points = {Sign.OTHER: 2, Sign.WEAK: 1}.get(start.sign, 0) + before.closes + part.closes
    points += 2 * _has_other_seller(before, part) - start.is_later
    return points + start.is_first + (start.is_first and start.is_behind_last) >= _PROVED


def _has_other_seller(before: Part, part: Part) -> bool:
    """Whether two parts are of two sellers, neither of which is a buyer."""
    if before.invoice is None or part.invoice is None:
        return False
    parties = [(one.seller.siren, one.buyer.siren) for one in (before.invoice, part.invoice)]
    sellers, buyers = {seller for seller, _ in parties}, {buyer for _, buyer in parties}
    return len(sellers) == 2 and None not in sellers and not sellers & buyers


def _differ(one: Part, other: Part) -> bool:
    """Whether two parts charge different things: copies without a number would count twice."""
    return [line.net_amount for line in one.lines] != [line.net_amount for line in other.lines]


def _doubted(part: Part) -> Part:
    """A part of several: without sums that close it may be a part of another one."""
    if part.invoice is None or not part.invoice.flags & _OPEN:
        return part
    return replace(part, invoice=uncertain(part.invoice))


def uncertain(invoice: Invoice) -> Invoice:
    """All its lines are for a human."""
    lines = tuple(replace(line, flags=line.flags | {Flag.UNCERTAIN}) for line in invoice.lines)
    return replace(invoice, lines=lines)
