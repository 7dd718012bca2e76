"""An invoice out of the words of its pages: tries what titles and what arithmetic say, keeps what adds up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from audit.invoice import Adjustment, Flag, Invoice, Line, Method
from audit.reading.printed import facts
from audit.reading.printed.attempts import Document, best_of
from audit.reading.printed.build import line_of, with_codes
from audit.reading.printed.currency import currency_of
from audit.reading.printed.dividers import Drawn
from audit.reading.printed.header import Header, headers
from audit.reading.printed.kinds import kind_of
from audit.reading.printed.labels import PRICES, Role, role_of
from audit.reading.printed.numbers import decimal_mark
from audit.reading.printed.proof import adjustments, has_others, may_hold_vat, outside
from audit.reading.printed.sums import adds_up, holds_tax
from audit.reading.printed.totals import totals_of, vat_parts
from audit.reading.printed.words import Row, Word, rows_of

_CENT = Decimal("0.02")


def rows_on(pages: Sequence[Sequence[Word]], method: Method) -> list[list[Row]]:
    """The rows of each page of a file (1 …) that holds these words."""
    # OCR's boxes are less exact.
    slack, near = (0.55, 0.75) if method is Method.OCR else (0.34, 0.52)
    return [rows_of(words, number, slack, near) for number, words in enumerate(pages, 1)]


def invoice_of(by_page: Sequence[list[Row]], method: Method, drawn: Drawn | None = None) -> Invoice | None:
    """The invoice on pages with these rows; None when they hold none. Lines that nothing proves are flagged.
    `drawn`: asked for the edges on a page when words alone leave doubts."""
    wider = 1.32 if method is Method.OCR else 1.2
    rows = [row for page in by_page for row in page]
    if not rows:
        return None
    mark = decimal_mark(word.text for row in rows for word in row.words)
    totals, sums = totals_of(rows, mark)
    targets = {value for name in ("net", "lines") for value in sums.get(name, ())}
    told = frozenset(targets)
    vat = vat_parts(rows, mark)
    proved = (
        {totals.net} if totals.net and abs(totals.net + (totals.vat or 0) - (totals.gross or 0)) <= _CENT else set()
    )
    taxes = {value for part in vat for value in (part.base, part.tax)} | {totals.vat, totals.gross}
    document = Document(rows, mark, targets, proved, {value for value in taxes if value}, wider, drawn)
    best = best_of(document, headers(rows))
    around = outside(rows, best.items, best.total, mark)
    extra: tuple[Adjustment, ...] = ()
    has_taken = False
    if around is not None:
        # What stands in the lines' own rows is no total.
        read = targets
        totals, sums = totals_of(around.rows, mark)
        targets = (read - told) | {value for name in ("net", "lines") for value in sums.get(name, ())}
        by_rows = best.total in read and not any(abs(best.total - value) <= _CENT for value in targets)
        best.summed = best.summed and (not by_rows or adds_up(around.rows, around.last, best.total, mark))
        extra, has_taken = adjustments(around, totals)
        totals = replace(totals, lines=best.total) if extra else totals
    cents, bases = _in_cents(best.tables), _bases(best.tables)
    # Amounts that make the total with VAT are no net amounts: somebody has to look.
    columns = [column for table in best.tables for column in table.columns]
    both = any(column.role is Role.WITH_VAT for column in columns)
    # A till's columns are called so.
    till = any(column.role is Role.AMOUNT and role_of(column.title) is Role.WITH_VAT for column in columns)
    with_vat = bool(best.items) and not best.summed and not both and best.total not in targets
    with_vat = with_vat and (
        till or best.total in sums.get("gross", ()) or holds_tax(rows, best.items[-1], best.total, mark)
    )
    maybe = around is not None and not both and may_hold_vat(around, _told(best.tables, rows), totals, vat)
    lines = with_codes(
        [line_of(item, at, method, best.summed, cents, with_vat, bases) for at, item in enumerate(best.items, 1)]
    )
    first = {row.page for row in by_page[0]}
    start = min((item.anchor.top for item in best.items if item.anchor.page in first), default=400.0)
    head = [row for row in by_page[0] if row.top < start] or by_page[0]
    seller, buyer = facts.parties(by_page, start)
    (kind, is_its_kind), (currency, is_its_currency) = kind_of(head), currency_of(rows)
    day = facts.day_of(head, kind) or facts.day_of(rows, kind)
    number = facts.number_of(head) or facts.number_of(rows)
    if maybe or with_vat:
        lines = tuple(replace(line, flags=line.flags | {Flag.UNCERTAIN, Flag.MAYBE_WITH_VAT}) for line in lines)
    has_more = has_others(by_page, best.items)
    doubts = (
        not is_its_kind,
        not is_its_currency,
        has_taken,
        has_more,
        not best.summed and (targets or number is None),
    )
    if any(doubts):
        # Any table may have three numbers that fit: lines that don't make the total, or that have none and stand on
        # what isn't called an invoice, are not proved.
        lines = tuple(replace(line, flags=line.flags | {Flag.UNCERTAIN}) for line in lines)
    return Invoice(
        kind=kind,
        number=number,
        issued_on=day,
        currency=currency,
        seller=seller,
        buyer=buyer,
        lines=lines,
        adjustments=extra,
        vat=vat,
        totals=totals,
        method=method,
        pages=len(by_page),
        flags=_flags(lines, best.summed, bool(targets), day is None) | ({Flag.LINES_MISSING} if has_more else set()),
    )


def _told(tables: list[Header], rows: list[Row]) -> list[str]:
    """All that the tables' titles say."""
    columns = [column.title for table in tables for column in table.columns]
    return columns + [row.text for table in tables for row in rows[max(table.first, 0) : table.last + 1]]


def _titles(tables: list[Header]) -> str:
    return " ".join(column.title.casefold() for table in tables for column in table.columns if column.role in PRICES)


def _bases(tables: list[Header]) -> frozenset[Decimal]:
    """For how many the titles say that prices are."""
    said = re.findall(r"\b(?:mille|1 ?000|cent|100)\b", _titles(tables))
    return frozenset(Decimal(1000) if text.startswith(("m", "1 ", "1000")) else Decimal(100) for text in said)


def _in_cents(tables: list[Header]) -> bool:
    titles = _titles(tables)
    return "c€" in titles or "cts" in titles or "centimes" in titles


def _flags(lines: Sequence[Line], summed: bool, has_total: bool, no_date: bool) -> frozenset[Flag]:
    flags = set()
    if not lines:
        flags.add(Flag.NO_LINES)
    if lines and has_total and not summed:
        flags.add(Flag.SUM_OF_LINES)
    if no_date:
        flags.add(Flag.NO_DATE)
    if lines and not has_total:
        flags.add(Flag.TOTALS)
    return frozenset(flags)
