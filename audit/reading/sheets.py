"""Invoices out of spreadsheets: exports of suppliers' shops and of accounting programs, tables that people made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from audit.invoice import Flag, Invoice, InvoiceKind, LineKind, Method, Totals
from audit.reading import cells
from audit.reading.cells import Cell, folded, written
from audit.reading.columns import Role, Titles, find_titles, proves, role_of
from audit.reading.currencies import EURO, code_of, currencies_told
from audit.reading.identifiers import party_of
from audit.reading.papers import Paper, calls_an_invoice, paper_of_kind, paper_of_table
from audit.reading.refusals import refused
from audit.reading.sheet_kinds import Kinds
from audit.reading.sheet_rows import Facts, Problem, RowReader, SheetLine, Total
from audit.reading.tables import Table, open_tables
from audit.reading.terms import MOST_LINES
from audit.reading.values import RefusalCode, Refused
from audit.reading.with_vat import net_of_vat

_MOST_PROBLEMS = 15
_ABOVE = (Role.NUMBER, Role.DATE, Role.SELLER, Role.COMPANY_NUMBER, Role.VAT_NUMBER, Role.CURRENCY)
_NAMED = re.compile(
    r"(?:facture|avoir|invoice|credit note)\s*(?:n[°o]?\.?\s*)?([A-Z0-9][\w/-]*\d[\w/-]*)$", re.IGNORECASE
)


def read_sheets(content: bytes, name: str = "") -> tuple[Invoice, ...]:
    """The invoices of a workbook or CSV, one for each number in it; not checked yet. Raises `Refused`.

    All bad cells are named at once: sheet, row, column, value and what was expected; the refusal brings the invoices
    that have none. What is a quote, an order or the
    like by what stands over the table, by its sheet's name, by the `name` of its file or by a column of kinds, isn't
    read; all lines of what may be one are UNCERTAIN.
    """
    tables = open_tables(content)
    problems: list[Problem] = []
    papers: list[str] = []
    found = [each for table in tables for each in _of_table(table, name, problems, papers)]
    invoices = [invoice for invoice, _ in found]
    if problems:
        reason = refused(RefusalCode.SHEET_VALUES, problems=_said(problems))
        readable = _without_bad(found)
        if not readable:
            raise reason
        raise Refused(reason.code, f"{reason.message} Les autres factures de ce tableau ont été lues.", readable)
    if not invoices and papers:
        raise refused(RefusalCode.OTHER_PAPER, paper=papers[0])
    if not invoices:
        raise refused(RefusalCode.SHEET_WITHOUT_COLUMNS, found=_first_row(tables))
    return tuple(invoices)


def _of_table(table: Table, file: str, problems: list[Problem], papers: list[str]) -> Iterator[tuple[Invoice, bool]]:
    """The invoices of a sheet, and whether each can be read whole."""
    found = _titles(table)
    if found is None:
        return
    titles, above = found
    paper = _paper(table, titles, file)
    if paper is not None and paper.is_sure:
        papers.append(paper.name)
        return
    reader = RowReader(table, titles, problems)
    kinds = Kinds(table, titles, above.kind, file)
    groups: dict[tuple[object, object, object, InvoiceKind], list[SheetLine]] = {}
    currencies = set().union(*map(currencies_told, _texts_above(table, titles)))
    totals: list[Total] = []
    last = Facts()
    for row in reader.rows():
        if isinstance(row, Total):
            totals.append(row)
            currencies |= row.currencies
            continue
        # Merged cells name the invoice in its first row only.
        last = row.facts.completed_by(last) if row.facts.number in (None, last.number) else row.facts
        other = paper_of_kind(folded(last.kind or ""))
        if other is not None:
            papers.append(other)
            continue
        # Without a number, days tell invoices apart: prices are those of the day.
        day = last.issued_on if last.number is None and above.number is None else None
        kind, is_sure = kinds.of(last.kind, last.number)
        row = replace(row, facts=last, is_doubtful=row.is_doubtful or not is_sure)
        groups.setdefault((last.number, last.seller, day, kind), []).append(row)
    # The last total of each kind: sub-totals stand before.
    sums = {total.kind: total.amount for total in totals} if len(groups) == 1 else {}
    # What a title means it means for all invoices under it.
    everything, with_vat = net_of_vat([each for lines in groups.values() for each in lines], table, titles, sums)
    if with_vat:
        sums.pop("total", None)
    left = iter(everything)
    has_amounts = any(each.line.net_amount and not each.has_no_amount for each in everything)
    for key, group in groups.items():
        lines = [next(left) for _ in group]
        is_bad = reader.has_lost_rows or any(each.is_bad for each in lines)
        if all(each.line.kind is LineKind.TEXT for each in lines):
            continue  # nothing is charged: what looked like titles were none
        facts = _facts_of(lines, above)
        told = _currencies(lines, above) | currencies
        if paper is not None or not proves(titles.columns) or len(told) > 1:
            lines = [_unproven(each) for each in lines]
        # One amount that is missing among others may be none, or one that a formula couldn't tell.
        lines = [
            _unproven(each) if each.is_doubtful or (each.has_no_amount and has_amounts) else each for each in lines
        ]
        flags = frozenset({Flag.OTHER_PAPER} if paper is not None else ())
        currency = code_of(facts.currency or min(told, default=EURO))
        yield _invoice(lines, replace(facts, currency=currency), sums, flags, key[-1]), is_bad


def _titles(table: Table) -> tuple[Titles, Facts] | None:
    """The titles, and what stands over them; labels and amounts alone need the number of an invoice there."""
    titles = find_titles(table.rows)
    if titles is not None:
        return titles, _facts_above(table, titles)
    titles = find_titles(table.rows, of_invoice=True)
    above = _facts_above(table, titles) if titles is not None else Facts()
    is_invoice = above.number is not None and calls_an_invoice(folded(above.kind or ""))
    return (titles, above) if titles is not None and is_invoice else None


def _paper(table: Table, titles: Titles, file: str) -> Paper | None:
    """Which other paper the table is, or may be."""
    above = [folded(text) for text in _texts_above(table, titles)]
    names = (table.name, file.rpartition("/")[2].rpartition(".")[0] or file)
    return paper_of_table(above, [folded(name) for name in titles.names], [folded(name) for name in names if name])


def _texts_above(table: Table, titles: Titles) -> list[str]:
    return [text for row in table.rows[: titles.row] for cell in row for text in [written(cell)] if text]


def _unproven(each: SheetLine) -> SheetLine:
    """An amount without quantity or price: nothing says what it is for. Or that of a paper that may be no invoice."""
    return replace(each, line=replace(each.line, flags=each.line.flags | {Flag.UNCERTAIN}))


def _without_bad(found: list[tuple[Invoice, bool]]) -> tuple[Invoice, ...]:
    """Those that can be read whole: none where some have no number, for then the mended table would count twice."""
    bad = {invoice.number for invoice, is_bad in found if is_bad}
    kept = tuple(invoice for invoice, is_bad in found if not is_bad and invoice.number not in bad)
    return kept if all(invoice.number for invoice in kept) else ()


def _facts_of(lines: list[SheetLine], above: Facts) -> Facts:
    facts = Facts()
    for line in lines:
        facts = facts.completed_by(line.facts)
    return facts.completed_by(above)


def _currencies(lines: list[SheetLine], above: Facts) -> set[str]:
    return {code_of(code) for code in (*(each.facts.currency for each in lines), above.currency) if code}


def _invoice(
    lines: list[SheetLine], facts: Facts, totals: dict[str, Decimal], flags: frozenset[Flag], kind: InvoiceKind
) -> Invoice:
    numbers = [(None, facts.company_number)] if facts.company_number else []
    return Invoice(
        kind=kind,
        number=facts.number,
        issued_on=facts.issued_on,
        currency=facts.currency or EURO,
        seller=party_of(facts.seller, facts.vat_number, numbers),
        lines=tuple(replace(each.line, position=position) for position, each in enumerate(lines[:MOST_LINES], 1)),
        totals=Totals(net=totals.get("net", totals.get("total")), vat=totals.get("vat"), gross=totals.get("gross")),
        method=Method.SHEET,
        flags=flags,
    )


def _facts_above(table: Table, titles: Titles) -> Facts:
    """`Facture n° : F-12`, `Date` | `12/03/2026`: what stands over the table, in one cell or two."""
    facts = Facts()
    for row in table.rows[: titles.row]:
        values = [cell for cell in row if written(cell)]
        for index, cell in enumerate(values):
            label, colon, rest = written(cell).partition(":")
            follower = values[index + 1] if index + 1 < len(values) else None
            value: Cell | None = rest.strip() if colon and rest.strip() else follower
            role = role_of(label)
            if role in _ABOVE and value is not None:
                facts = facts.completed_by(_fact(role, value, label))
            elif match := _NAMED.match(written(cell)):
                facts = facts.completed_by(Facts(number=match[1], kind=written(cell)))
    return facts


def _fact(role: Role, value: Cell, label: str) -> Facts:
    text = written(value)
    match role:
        case Role.NUMBER:
            return Facts(number=text, kind=label)
        case Role.DATE:
            try:
                return Facts(issued_on=cells.day(value))
            except ValueError:
                return Facts()  # a title like any other
        case Role.SELLER:
            return Facts(seller=text)
        case Role.COMPANY_NUMBER:
            return Facts(company_number=text)
        case Role.VAT_NUMBER:
            return Facts(vat_number=text)
        case _:
            return Facts(currency=text)


def _said(problems: list[Problem]) -> str:
    lines = [problem.said() for problem in problems[:_MOST_PROBLEMS]]
    if len(problems) > _MOST_PROBLEMS:
        lines.append(f"Et {len(problems) - _MOST_PROBLEMS} autres.")
    return " ".join(lines) + " "


def _first_row(tables: tuple[Table, ...]) -> str:
    """The titles that were seen instead."""
    for table in tables:
        for row in table.rows:
            names = [written(cell)[:30] for cell in row if written(cell)]
            if len(names) >= 2:
                return f" Première ligne lue : {' | '.join(names[:12])}."
    return ""
