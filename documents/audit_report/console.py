"""The audit on a console: coverage and savings as tables, and what became of each file."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audit.results import AuditResult, NotCompared, Savings, SourceFile
from letters.untrusted import one_line


def print_result(result: AuditResult, console: Console | None = None) -> None:
    """Files first, then coverage, then the two totals, which are never added."""
    out = console or Console()
    for table in (_files(result), _coverage(result), _savings(result)):
        out.print(table)


def _files(result: AuditResult) -> Table:
    table = Table("file", "invoice", "lines", "read as", "to check / why it was refused")
    table.columns[2].justify = "right"
    for each in result.invoices:
        invoice = each.invoice
        flags = invoice.flags.union(*(line.flags for line in invoice.lines))
        number = _plain(invoice.number or "without a number")
        for file in each.files:
            table.add_row(_name(file), number, str(len(invoice.lines)), invoice.method, ", ".join(sorted(flags)))
    for refused in result.refused:
        table.add_row(_name(refused.file), "", "", f"refused: {refused.code}", _plain(refused.message), style="red")
    return table


def _coverage(result: AuditResult) -> Table:
    it = result.coverage
    table = Table("coverage", "", show_header=True)
    table.columns[1].justify = "right"
    table.add_row("files read", f"{it.files_read:,} of {it.files:,}")
    table.add_row("invoices", f"{it.invoices:,}")
    table.add_row("lines read", f"{it.lines:,}")
    table.add_row("lines audited", f"{it.lines_audited:,}")
    table.add_row("lines compared", f"{it.lines_compared:,}")
    table.add_row("€ audited", _money(it.amount_audited))
    table.add_row("€ compared", _money(it.amount_compared))
    table.add_row("€ for an advisor to confirm", _money(it.amount_to_review))
    table.add_row("€ not comparable", _money(it.amount_not_comparable))
    for why in NotCompared:
        count = sum(line.not_compared is why for line in result.lines)
        if count:
            table.add_row(f"lines {why}", f"{count:,}", style="dim")
    return table


def _savings(result: AuditResult) -> Table:
    table = Table("category", "products", "lines", "€ paid", "€ negotiated", "€ saving")
    for column in table.columns[2:]:
        column.justify = "right"
    for each in result.categories:
        name = "unknown" if each.category is None else result.category_names.get(each.category, each.category)
        for kind, own in (("identical", each.identical), ("equivalent", each.equivalent)):
            if own.lines:
                table.add_row(_plain(name), kind, *_sums(own))
    table.add_section()
    table.add_row("all", "identical", *_sums(result.identical), style="bold")
    table.add_row("all", "equivalent", *_sums(result.equivalent), style="bold")
    return table


def _sums(it: Savings) -> tuple[str, str, str, str]:
    return f"{it.lines:,}", _money(it.paid), _money(it.negotiated), _money(it.saving)


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _name(file: SourceFile) -> str:
    return _plain(file.name)


def _plain(text: str) -> str:
    """A stranger's text as text: nothing in it steers the terminal."""
    return escape(one_line(text, 200))
