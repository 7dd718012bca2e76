"""The results of an audit: what was read and matched, with all corrections and decisions, compared and summed up.

The engine calculates (`audit.savings`); here its result is written where it is shown. API, PDF and XLSX show that.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from audit.checking import rechecked
from audit.invoice import DOUBTS_OF_INVOICE, DOUBTS_OF_LINE, Flag, Line
from audit.invoice import Invoice as ReadInvoice
from audit.judging import both_contents
from audit.results import (
    AuditedInvoice,
    AuditedLine,
    AuditResult,
    Band,
    Match,
    MatchKind,
    NotCompared,
    RefusedFile,
    Savings,
    SourceFile,
    cents,
)
from audit.savings import Catalogue, Verdict
from audit.savings import audit as audited_by_engine
from models import (
    Audit,
    AuditFile,
    AuditReport,
    AuditSavings,
    Category,
    Invoice,
    InvoiceLine,
    LineDecision,
    LineMatch,
)
from workflows.audits.values import CANDIDATE, INVOICE, MATCH, RESULT

_SIX_PLACES = Decimal("0.000001")
_RESULT_COLUMNS = (
    "waiting", "amount", "unit", "paid_price", "negotiated_price", "compared_quantity", "saving", "not_compared",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class _Counted:
    """An invoice that counts, with the verdicts on its lines as rows, in their order."""

    audited: AuditedInvoice
    matches: tuple[LineMatch, ...]


async def calculate(audit: Audit, *, version: str | None = None, date: dt.date | None = None) -> AuditResult:
    """Compare and sum up anew, and write it. Part of a transaction that holds the audit.

    `version` and `date` are those of the catalogue; without them those of the calculation before stay. Thousands of
    lines take a processor seconds, so that part runs in a thread: the loop goes on with other people's requests.
    """
    read = await _read(audit)
    categories = {category.id: category for category in await Category.all()}
    before = await AuditReport.get_or_none(audit_id=audit.id)
    catalogue = Catalogue(
        version=version if version is not None else before.catalogue_version if before else "",
        date=date if date is not None else before.catalogue_date if before else None,
        category_names={category.code: category.name for category in categories.values()},
    )
    scope = [category.code for category in await audit.categories.all()]
    refused = await _refused(audit)

    def calculated() -> tuple[AuditResult, object, list[LineMatch]]:
        counted = [_one(*each) for each in read]
        result = audited_by_engine(
            [one.audited for one in counted],
            [_verdicts(one, categories) for one in counted],
            catalogue=catalogue,
            scope=scope,
            refused=refused,
        )
        changed = _changed([match for one in counted for match in one.matches], result.lines)
        return result, RESULT.dump(result), changed

    result, value, changed = await asyncio.to_thread(calculated)
    if changed:
        await LineMatch.bulk_update(changed, fields=list(_RESULT_COLUMNS), batch_size=100)
    await _write_report(audit, result, value, {category.code: category.id for category in categories.values()})
    return result


# A row, the rows of the same invoice in other files, and what became of its lines by their places.
_Read = tuple[Invoice, Sequence[Invoice], dict[int, LineMatch]]


async def _read(audit: Audit) -> list[_Read]:
    matches = {match.line_id: match for match in await LineMatch.filter(audit_id=audit.id)}
    places: dict[int, dict[int, LineMatch]] = {}
    for line in await InvoiceLine.filter(audit_id=audit.id):
        if line.id in matches:
            places.setdefault(line.invoice_id, {})[line.place] = matches[line.id]
    rows = await Invoice.filter(audit_id=audit.id, duplicate_of_id=None).order_by("id")
    twins: dict[int | None, list[Invoice]] = {}
    for twin in await Invoice.filter(audit_id=audit.id).exclude(duplicate_of_id=None).order_by("id"):
        twins.setdefault(twin.duplicate_of_id, []).append(twin)
    return [(row, twins.get(row.id, []), places.get(row.id, {})) for row in rows]


def _one(row: Invoice, twins: Sequence[Invoice], matches: dict[int, LineMatch]) -> _Counted:
    invoice = INVOICE.load(row.value["invoice"])
    own = tuple(matches[place] for place in range(len(invoice.lines)))
    lines = tuple(_corrected(line, match) for line, match in zip(invoice.lines, own, strict=True))
    files = [SourceFile(one["name"], one["sha256"]) for each in (row, *twins) for one in each.value["files"]]
    if lines != invoice.lines:
        if not invoice.flags & DOUBTS_OF_INVOICE:
            lines = tuple(
                line if line.flags & DOUBTS_OF_LINE else dataclasses.replace(line, is_confirmed=True) for line in lines
            )
        invoice = rechecked(dataclasses.replace(invoice, lines=lines, was_negative=_was_negative(invoice, lines)))
    return _Counted(AuditedInvoice(invoice=invoice, files=tuple(dict.fromkeys(files))), own)


def _was_negative(read: ReadInvoice, lines: Sequence[Line]) -> bool:
    """Whether its amounts are written below zero.

    What is mended in one line turns no other one round, unless it was a lost sign, and all lines agree since.
    """
    turned = any(
        (one.net_amount or 0) * (other.net_amount or 0) < 0 for one, other in zip(read.lines, lines, strict=True)
    )
    signs = {line.net_amount > 0 for line in lines if line.net_amount}
    return dataclasses.replace(read, lines=tuple(lines)).is_negative if turned and len(signs) == 1 else read.is_negative


def _corrected(line: Line, match: LineMatch) -> Line:
    """The line with what an advisor read instead, who is sure of it."""
    if match.corrected_quantity is None and match.corrected_unit is None and match.corrected_amount is None:
        return line
    unsure = Flag.MAYBE_WITH_VAT in line.flags and match.corrected_amount is None
    flags = line.flags if unsure else line.flags - {Flag.UNCERTAIN, Flag.MAYBE_WITH_VAT}
    changes: dict[str, Any] = {"flags": flags, "is_confirmed": not unsure}
    if match.corrected_quantity is not None:
        changes["quantity"] = match.corrected_quantity
    if match.corrected_unit is not None:
        changes |= {"unit": match.corrected_unit, "unit_code": None}
    if match.corrected_amount is not None:
        changes["net_amount"] = match.corrected_amount
    read = {name: getattr(line, name) for name in ("quantity", "unit", "net_amount") if name in changes}
    mended = dict(line.mended) | {name: "" if value is None else str(value) for name, value in read.items()}
    return dataclasses.replace(line, mended=mended, **changes)


def _verdicts(one: _Counted, categories: dict[int, Category]) -> list[Verdict]:
    return [
        _verdict(line, match, categories) for line, match in zip(one.audited.invoice.lines, one.matches, strict=True)
    ]


def _verdict(line: Line, row: LineMatch, categories: dict[int, Category]) -> Verdict:
    match = match_of(row)
    category = categories[row.category_id].code if row.category_id in categories else None
    content, price_content = both_contents(line, match.chosen.price if match.chosen else None)
    return Verdict(match=match, category=category, content=content, price_content=price_content)


def match_of(row: LineMatch) -> Match:
    """The match that counts: what an advisor decided, else what the engine found."""
    match = MATCH.load(row.value)
    if row.decision is None:
        return match
    if row.decision == LineDecision.NO_EQUIVALENT:
        return dataclasses.replace(match, band=Band.UNMATCHED, chosen=None)
    return dataclasses.replace(match, band=Band.AUTOMATIC, chosen=CANDIDATE.load(row.decided_value))


async def _refused(audit: Audit) -> list[RefusedFile]:
    found = []
    for file in await AuditFile.filter(audit_id=audit.id).order_by("id"):
        if file.refusal_code is not None and not file.refusals:
            source = SourceFile(file.name, file.sha256)
            found.append(RefusedFile(file=source, code=file.refusal_code, message=file.refusal_message or ""))
        for one in file.refusals:
            source = SourceFile(one["name"], one.get("sha256", ""))
            found.append(RefusedFile(file=source, code=one["code"], message=one["message"]))
    return found


def _changed(rows: Sequence[LineMatch], lines: Sequence[AuditedLine]) -> list[LineMatch]:
    """The rows that say something else now."""
    changed = []
    for row, line in zip(rows, lines, strict=True):
        values = _columns(line)
        if any(getattr(row, name) != value for name, value in values.items()):
            row.update_from_dict(values)
            changed.append(row)
    return changed


def _columns(line: AuditedLine) -> dict[str, object]:
    compared = line.comparison
    return {
        "waiting": line.not_compared is NotCompared.TO_REVIEW,
        "amount": line.amount.quantize(_SIX_PLACES),
        "unit": compared and compared.unit,
        "paid_price": compared and compared.paid_price.quantize(_SIX_PLACES),
        "negotiated_price": compared and compared.negotiated_price.quantize(_SIX_PLACES),
        "compared_quantity": compared and compared.quantity.quantize(_SIX_PLACES),
        "saving": line.saving,
        "not_compared": line.not_compared,
    }


async def _write_report(audit: Audit, result: AuditResult, value: object, category_ids: dict[str, int]) -> None:
    coverage = {
        name: cents(value) if isinstance(value, Decimal) else value
        for name, value in dataclasses.asdict(result.coverage).items()
    }
    values = coverage | {
        "value": value,
        "catalogue_version": result.catalogue_version,
        "catalogue_date": result.catalogue_date,
    }
    await AuditReport.update_or_create(values, audit_id=audit.id)
    await AuditSavings.filter(audit_id=audit.id).delete()
    sums = [_sum(audit, kind, each) for kind, each in _by_kind(result.identical, result.equivalent)]
    for one in sums:
        one.total, one.lines_audited = True, result.coverage.lines_audited
        one.amount_audited = cents(result.coverage.amount_audited)
    for category in result.categories:
        for kind, each in _by_kind(category.identical, category.equivalent):
            row = _sum(audit, kind, each)
            row.category_id = category_ids.get(category.category or "")
            row.category_name = result.category_names.get(category.category or "")
            row.lines_audited, row.amount_audited = category.lines_audited, cents(category.amount_audited)
            sums.append(row)
    await AuditSavings.bulk_create(sums)


def _by_kind(identical: Savings, equivalent: Savings) -> tuple[tuple[MatchKind, Savings], ...]:
    return ((MatchKind.IDENTICAL, identical), (MatchKind.EQUIVALENT, equivalent))


def _sum(audit: Audit, kind: MatchKind, savings: Savings) -> AuditSavings:
    return AuditSavings(
        audit_id=audit.id, kind=kind, lines=savings.lines, paid=cents(savings.paid),
        negotiated=cents(savings.negotiated), saving=cents(savings.saving),
    )  # fmt: skip
