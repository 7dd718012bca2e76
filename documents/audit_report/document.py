"""The audit as a PDF, to be kept and to be read aloud: coverage first, then two totals that are never added."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from audit.results import AuditedLine, AuditResult, Coverage, MatchKind, NotCompared, Savings
from documents.audit_report import wording
from documents.audit_report.context import ReportContext
from documents.audit_report.crops import DPI, POINTS
from documents.audit_report.tables import comparison_row, file_rows, invoice_rows, other_row
from documents.typesetting import pdf as typeset
from letters.french import format_day, format_phone, format_siret
from letters.untrusted import one_line

# What is listed line by line though nothing was compared; the others are told by their sums.
_NOBODY_KNOWS = "Poste non reconnu"
_LISTED = (
    NotCompared.NO_EQUIVALENT,
    NotCompared.NO_PRICE_THAT_DAY,
    NotCompared.CONTENT_UNKNOWN,
    NotCompared.UNITS_DIFFER,
    NotCompared.INCOMPLETE,
    NotCompared.FOREIGN_CURRENCY,
)


async def pdf(result: AuditResult, context: ReportContext) -> bytes:
    """The report; the same bytes for the same values."""
    return await typeset("audit-report", values_of(result, context))


def values_of(result: AuditResult, context: ReportContext) -> dict[str, Any]:
    """Everything that the template shows, as texts; numbers are only the lengths of bars."""
    return {
        "group": context.group_name,
        "phone": format_phone(context.group_phone),
        "contact": context.contact_address,
        "issued": [context.issued_on.year, context.issued_on.month, context.issued_on.day],
        "company": one_line(context.legal_name),
        "facts": _facts(result, context),
        "coverage": _coverage(result.coverage),
        "shares": _shares(result),
        "totals": [_total(MatchKind.IDENTICAL, result.identical), _total(MatchKind.EQUIVALENT, result.equivalent)],
        "categories": _categories(result),
        "bars": _bars(result),
        "compared": [
            {"kind": kind, "rows": [comparison_row(result, at) for at in _places(result, kind)]} for kind in MatchKind
        ],
        "review": [other_row(result, line) for line in _with(result, NotCompared.TO_REVIEW)],
        "others": [
            {"why": wording.said(wording.NOT_COMPARED, why), "rows": [other_row(result, line) for line in lines]}
            for why in _LISTED
            if (lines := _with(result, why))
        ],
        "left_out": _left_out(result),
        "invoices": invoice_rows(result),
        "files": file_rows(result),
        "crops": [_crop(result, at, context.crops[at]) for at in sorted(context.crops)],
        "catalogue": _catalogue(result),
        "scope": _scope(result),
    }


def _facts(result: AuditResult, context: ReportContext) -> list[list[str]]:
    days = sorted(each.invoice.issued_on for each in result.invoices if each.invoice.issued_on)
    period = f"du {format_day(days[0])} au {format_day(days[-1])}" if days else ""
    facts = [
        ("Société", one_line(context.legal_name)),
        ("SIRET", format_siret(context.siret)),
        ("Factures datées", period),
        ("Postes de dépenses", _scope(result)),
        ("Prix comparés", _catalogue(result)),
        ("Votre conseiller", one_line(context.advisor)),
        ("Établi", f"le {format_day(context.issued_on)}"),
        ("Référence", context.reference),
    ]
    return [[label, value] for label, value in facts if value]


def _catalogue(result: AuditResult) -> str:
    version = f"catalogue {result.catalogue_version}" if result.catalogue_version else "catalogue"
    return f"{version} du {format_day(result.catalogue_date)}" if result.catalogue_date else version


def _scope(result: AuditResult) -> str:
    if result.scope is None:
        return "tous"
    return ", ".join(sorted(one_line(result.category_names.get(code, code)) for code in result.scope))


def _coverage(it: Coverage) -> list[list[str]]:
    read, files, invoices, lines, audited, compared = (
        wording.number(Decimal(count))
        for count in (it.files_read, it.files, it.invoices, it.lines, it.lines_audited, it.lines_compared)
    )
    return [
        [f"{read} / {files}", "fichiers lus"],
        [invoices, "factures et avoirs"],
        [lines, f"lignes lues, {audited} auditées"],
        [compared, "lignes comparées"],
    ]


def _shares(result: AuditResult) -> dict[str, Any]:
    """What the audited amount consists of; lengths are per mille of the bar, none where a credit outweighs."""
    it = result.coverage
    parts = [
        ("identical", "Comparé à un produit identique", result.identical.paid),
        ("equivalent", "Comparé à un produit équivalent", result.equivalent.paid),
        ("review", "À confirmer par votre conseiller", it.amount_to_review),
        ("rest", "Non comparable", it.amount_not_comparable),
    ]
    has_bar = it.amount_audited > 0 and all(amount >= 0 for _, _, amount in parts)
    return {
        "whole": wording.euros(it.amount_audited),
        "parts": [
            {
                "colour": colour,
                "label": label,
                "amount": wording.euros(amount),
                "share": wording.percent(amount, it.amount_audited),
                "length": int(1000 * amount / it.amount_audited) if has_bar else 0,
            }
            for colour, label, amount in parts
        ],
    }


def _total(kind: MatchKind, it: Savings) -> dict[str, str]:
    return {
        "kind": kind,
        "lines": wording.counted(it.lines, "ligne comparée", "lignes comparées"),
        "paid": wording.euros(it.paid) if it.lines else "–",
        "negotiated": wording.euros(it.negotiated),
        "saving": wording.euros(it.saving) if it.lines else "–",
        "percent": wording.percent(it.saving, it.paid),
        "means": "" if not it.lines else "d’économie" if it.saving >= 0 else "de plus qu’aujourd’hui",
    }


def _categories(result: AuditResult) -> list[dict[str, Any]]:
    return [
        {
            "name": category_name(result, each.category),
            "lines": wording.counted(each.lines_audited, "ligne", "lignes"),
            "audited": wording.euros(each.amount_audited),
            "identical": _total(MatchKind.IDENTICAL, each.identical),
            "equivalent": _total(MatchKind.EQUIVALENT, each.equivalent),
        }
        for each in result.categories
    ]


def category_name(result: AuditResult, code: str | None) -> str:
    """What people call a category, with its code where another is called alike; of a line whose category nobody knows,
    that. Spreadsheets add up by this name, and take capitals for small letters."""
    if code is None:
        return _NOBODY_KNOWS
    name = one_line(result.category_names.get(code, code))
    others = [_NOBODY_KNOWS, *(one_line(other) for each, other in result.category_names.items() if each != code)]
    return f"{name} ({code})" if name.casefold() in map(str.casefold, others) else name


def _bars(result: AuditResult) -> list[dict[str, Any]]:
    """Savings by category: where each bar begins and how long it is, per mille of the width; below zero to the left."""
    savings = [amount for each in result.categories for amount in (each.identical.saving, each.equivalent.saving)]
    lowest, highest = min([Decimal(0), *savings]), max([Decimal(0), *savings])
    span = highest - lowest or Decimal(1)
    rows = [
        {
            "name": category_name(result, each.category),
            "bars": [
                {
                    "colour": colour,
                    "from": int(1000 * (min(it.saving, Decimal(0)) - lowest) / span),
                    "length": int(1000 * abs(it.saving) / span),
                    "amount": wording.euros(it.saving),
                }
                for colour, it in (("identical", each.identical), ("equivalent", each.equivalent))
                if it.lines
            ],
        }
        for each in result.categories
    ]
    return [row for row in rows if row["bars"]]


def _places(result: AuditResult, kind: MatchKind) -> list[int]:
    """The compared lines of a kind, those that weigh most first."""
    places = [at for at, line in enumerate(result.lines) if line.kind is kind]
    return sorted(places, key=lambda at: -abs(result.lines[at].saving or Decimal(0)))


def _with(result: AuditResult, why: NotCompared) -> list[AuditedLine]:
    return sorted((line for line in result.lines if line.not_compared is why), key=lambda line: -abs(line.amount))


def _left_out(result: AuditResult) -> list[list[str]]:
    """What was read but is no subject of the audit: what it is, how many lines, how much."""
    groups: dict[str, list[AuditedLine]] = {}
    for line in result.lines:
        if line.not_compared is NotCompared.NOT_A_PRODUCT:
            groups.setdefault(wording.said(wording.LINE_KINDS, line.line.kind), []).append(line)
        elif line.not_compared in (NotCompared.OUT_OF_SCOPE, NotCompared.REPLACED):
            groups.setdefault(wording.said(wording.NOT_COMPARED, line.not_compared), []).append(line)
    return [
        [name, wording.number(Decimal(len(lines))), wording.euros(_sum(line.paid for line in lines))]
        for name, lines in groups.items()
    ]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))


def _crop(result: AuditResult, at: int, picture: bytes) -> dict[str, Any]:
    row = comparison_row(result, at)
    # Of a PNG, its size stands at the bytes 16 to 24.
    width, height = struct.unpack(">II", picture[16:24])
    told = {key: row[key] for key in ("name", "where", "paid", "saving")}
    return {"picture": _svg(picture, width, height), "width": width * POINTS / DPI, **told}


def _svg(picture: bytes, width: int, height: int) -> str:
    """A PNG as a text, which is what templates get."""
    content = base64.b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{content}"/></svg>'
    )
