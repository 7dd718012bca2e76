"""The audit as a workbook, for those who calculate: numbers are numbers, and sums are formulas over the lines.

Texts are written as texts, whatever they begin with: what looks like a formula is none, and is marked so that it stays
none when it is typed over or saved as CSV (`quotePrefix`).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from audit.results import AuditedLine, AuditResult, MatchKind, NotCompared, Savings
from documents.audit_report import wording
from documents.audit_report.context import ReportContext
from documents.audit_report.document import category_name
from documents.audit_report.tables import file_rows, invoice_rows, place_in, why
from letters.untrusted import one_line

_LINES = "Lignes comparées"
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    ("Nature", 12), ("Poste", 26), ("Désignation facturée", 44), ("Produit négocié", 44), ("Fournisseur", 20),
    ("Référence", 16), ("Pourquoi", 30), ("Facture", 18), ("Place", 14), ("Date", 11), ("Vendeur", 22),
    ("Quantité", 10), ("Unité", 10), ("Prix payé", 12), ("Prix négocié", 12), ("Payé HT", 12),
    ("Au prix négocié HT", 14), ("Différence HT", 12), ("dont remise répartie HT", 14),
)  # fmt: skip
_OTHERS = (
    ("Raison", 40), ("Poste", 26), ("Désignation facturée", 44), ("Facture", 18), ("Place", 14),
    ("Date", 11), ("Vendeur", 22), ("Quantité", 10), ("Unité écrite", 12), ("Montant HT", 12),
)  # fmt: skip


class _Book:
    """A workbook being written, with its formats."""

    def __init__(self, context: ReportContext) -> None:
        self.file = BytesIO()
        self.book = xlsxwriter.Workbook(self.file, {"in_memory": True, "strings_to_urls": False})
        day = context.issued_on
        created = dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001  # workbooks know no time zones
        self.book.set_properties({"title": "Audit des achats", "author": context.group_name, "created": created})
        make = self.book.add_format
        self.title = make({"bold": True, "font_size": 16, "font_color": "#0b5c8c"})
        self.head = make({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#eef3f7"})
        self.bold = make({"bold": True})
        self.plain = make({})
        self.quoted = make({"quote_prefix": True})
        self.euros = make({"num_format": "#,##0.00\\ [$€-40C];[Red]-#,##0.00\\ [$€-40C]"})
        self.bold_euros = make({"num_format": "#,##0.00\\ [$€-40C];[Red]-#,##0.00\\ [$€-40C]", "bold": True})
        self.price = make({"num_format": "#,##0.00####\\ [$€-40C]"})
        self.number = make({"num_format": "#,##0.###"})
        self.day = make({"num_format": "dd/mm/yyyy"})

    def sheet(self, name: str, columns: tuple[tuple[str, int], ...]) -> Any:
        """A sheet that is a table: its titles stay on top, and can be filtered by."""
        sheet = self.book.add_worksheet(name)
        for at, (title, width) in enumerate(columns):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, title, self.head)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def row(self, sheet: Any, row: int, cells: list[Any], formats: dict[int, Any] | None = None) -> None:
        """A row: texts as texts, numbers as numbers (a format of its own by its column), days as days."""
        for at, value in enumerate(cells):
            style = (formats or {}).get(at)
            if isinstance(value, str):
                self.text(sheet, row, at, value)
            elif isinstance(value, dt.date):
                sheet.write_datetime(row, at, dt.datetime(value.year, value.month, value.day), self.day)  # noqa: DTZ001
            elif value is not None:
                sheet.write_number(row, at, float(value), style or self.number)

    def text(self, sheet: Any, row: int, at: int, value: str, style: Any = None) -> None:
        """A text, which never becomes a formula."""
        shown = one_line(value)
        sheet.write_string(row, at, shown, self.quoted if shown.startswith(_FORMULA_SIGNS) else style or self.plain)


def xlsx(result: AuditResult, context: ReportContext) -> bytes:
    """The workbook; the same bytes for the same values."""
    book = _Book(context)
    summary = book.book.add_worksheet("Synthèse")
    rows = _write_compared(book, result)
    _write_summary(book, summary, result, context, rows)
    _write_others(book, result)
    _write_documents(book, result)
    book.book.close()
    return book.file.getvalue()


def _write_compared(book: _Book, result: AuditResult) -> int:
    """The compared lines; how many there are."""
    sheet = book.sheet(_LINES, _COLUMNS)
    compared = [line for line in result.lines if line.comparison]
    euros, price = book.euros, book.price
    formats = {13: price, 14: price, 15: euros, 18: euros}
    for at, line in enumerate(compared, 1):
        book.row(sheet, at, _compared_cells(result, line), formats)
        # Quantity × price to the cent, then the difference: as the engine rounds.
        sheet.write_formula(at, 16, f"=ROUND(L{at + 1}*O{at + 1},2)", euros, float(line.negotiated or 0))
        sheet.write_formula(at, 17, f"=P{at + 1}-Q{at + 1}", euros, float(line.saving or 0))
    sheet.autofilter(0, 0, max(1, len(compared)), len(_COLUMNS) - 1)
    return len(compared)


def _compared_cells(result: AuditResult, line: AuditedLine) -> list[Any]:
    comparison, chosen = line.comparison, line.match.chosen
    if comparison is None or chosen is None:
        raise ValueError("a line that isn't compared has no row here")
    invoice = result.invoices[line.invoice].invoice
    return [
        wording.KINDS[chosen.kind],
        category_name(result, line.category),
        line.line.name,
        chosen.price.name,
        chosen.price.supplier_name,
        chosen.price.reference,
        why(line),
        invoice.number or "",
        place_in(line),
        invoice.issued_on,
        invoice.seller.name or "",
        comparison.quantity,
        wording.UNITS[comparison.unit][0],
        comparison.paid_price,
        comparison.negotiated_price,
        line.paid,
        None,
        None,
        line.spread or None,
    ]


def _write_summary(book: _Book, sheet: Any, result: AuditResult, context: ReportContext, rows: int) -> None:
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 8, 17)
    book.text(sheet, 0, 0, "Audit de vos achats", book.title)
    it, euros = result.coverage, book.euros
    facts: list[list[Any]] = [
        ["Société", context.legal_name], ["SIRET", context.siret], ["Établi le", context.issued_on],
        ["Catalogue", result.catalogue_version], ["Prix au", result.catalogue_date],
        ["Fichiers reçus", it.files], ["Fichiers lus", it.files_read], ["Factures et avoirs", it.invoices],
        ["Lignes lues", it.lines], ["Lignes auditées", it.lines_audited], ["Lignes comparées", it.lines_compared],
        ["Lignes à confirmer", it.lines_to_review],
    ]  # fmt: skip
    for at, cells in enumerate(facts, 2):
        book.row(sheet, at, cells)
    amounts = [
        ("Montant audité HT", it.amount_audited), ("dont comparé", it.amount_compared),
        ("dont à confirmer", it.amount_to_review), ("dont non comparable", it.amount_not_comparable),
    ]  # fmt: skip
    at = 2 + len(facts)
    for label, amount in amounts:
        book.row(sheet, at, [label, amount], {1: euros})
        at += 1
    _write_categories(book, sheet, at + 1, result, rows)


def _write_categories(book: _Book, sheet: Any, top: int, result: AuditResult, rows: int) -> None:
    """A row for each category, then the sums: formulas over the lines, which say what the audit says."""
    titles = ["Poste", "Audité HT"]
    for kind in ("Identiques", "Équivalents"):
        titles += [f"{kind} : payé HT", f"{kind} : au prix négocié HT", f"{kind} : différence HT"]
    for column, title in enumerate(titles):
        book.text(sheet, top, column, title, book.head)
    end = top + len(result.categories)
    for row, category in enumerate(result.categories, top + 1):
        book.text(sheet, row, 0, category_name(result, category.category))
        sheet.write_number(row, 1, float(category.amount_audited), book.euros)
        for first, kind in ((2, MatchKind.IDENTICAL), (5, MatchKind.EQUIVALENT)):
            own = category.identical if kind is MatchKind.IDENTICAL else category.equivalent
            for column, source, value in _columns(first, own):
                formula = _sum_of_lines(kind, source, f"$A{row + 1}", rows)
                sheet.write_formula(row, column, formula, book.euros, float(value))
    book.text(sheet, end + 1, 0, "Ensemble", book.bold)
    sums = [(1, "B", result.coverage.amount_audited)]
    sums += _columns(2, result.identical) + _columns(5, result.equivalent)
    for column, _, value in sums:
        letter = chr(ord("A") + column)
        formula = f"=SUM({letter}{top + 2}:{letter}{end + 1})" if result.categories else "=0"
        sheet.write_formula(end + 1, column, formula, book.bold_euros, float(value))
    told = "Identiques et équivalents ne s’additionnent pas : les seconds supposent un changement de produit."
    book.text(sheet, end + 3, 0, told)


def _columns(first: int, own: Savings) -> list[tuple[int, str, Decimal]]:
    """Where the three figures of a sum go, and the columns of the lines that they come from."""
    return [(first, "P", own.paid), (first + 1, "Q", own.negotiated), (first + 2, "R", own.saving)]


def _sum_of_lines(kind: MatchKind, source: str, category: str, rows: int) -> str:
    """Not SUMIFS, which would take a `*` in a name for a wildcard."""
    if not rows:
        return "=0"

    def column(letter: str) -> str:
        return f"'{_LINES}'!${letter}$2:${letter}${rows + 1}"

    is_kind = f'({column("A")}="{wording.KINDS[kind]}")'
    return f"=SUMPRODUCT({is_kind}*({column('B')}={category})*{column(source)})"


def _write_others(book: _Book, result: AuditResult) -> None:
    sheet = book.sheet("Autres lignes", _OTHERS)
    others = [line for line in result.lines if line.not_compared]
    for at, line in enumerate(others, 1):
        book.row(sheet, at, _other_cells(result, line), {9: book.euros})
    sheet.autofilter(0, 0, max(1, len(others)), len(_OTHERS) - 1)


def _other_cells(result: AuditResult, line: AuditedLine) -> list[Any]:
    invoice = result.invoices[line.invoice].invoice
    in_scope = line.not_compared is not NotCompared.OUT_OF_SCOPE
    return [
        wording.said(wording.NOT_COMPARED, line.not_compared) if line.not_compared else "",
        # What is out of scope may have its category from a price of ours.
        category_name(result, line.category) if in_scope else "",
        line.line.name,
        invoice.number or "",
        place_in(line),
        invoice.issued_on,
        invoice.seller.name or "",
        line.line.quantity,
        line.line.unit or "",
        line.paid,
    ]


def _write_documents(book: _Book, result: AuditResult) -> None:
    columns = (("Document", 34), ("Vendeur", 28), ("Date", 20), ("Lignes", 8), ("Lu dans", 22), ("À vérifier", 44),
               ("Fichiers", 44))  # fmt: skip
    sheet = book.sheet("Documents", columns)
    for at, cells in enumerate(invoice_rows(result), 1):
        book.row(sheet, at, [*cells[:3], Decimal(cells[3]), *cells[4:]])
    refused = book.sheet("Fichiers refusés", (("Fichier", 44), ("Pourquoi", 90)))
    for at, cells in enumerate(file_rows(result), 1):
        book.row(refused, at, list(cells))
