"""Matching the lines of an audit: one leased step, which may run again and keeps what advisors decided."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tortoise import timezone
from tortoise.transactions import in_transaction

from audit.results import Candidate
from audit.savings import Verdict
from jobs.leases import LeaseLost, finish
from letters.french import format_euros
from models import Audit, AuditStatus, Category, Invoice, InvoiceLine, LineMatch
from settings import Settings
from workflows.audits import failing, results
from workflows.audits.catalogue import Judges
from workflows.audits.counting import Counted, counting
from workflows.audits.learning import learned
from workflows.audits.values import MATCH

logger = logging.getLogger(__name__)

ATTEMPTS = 5


async def carry_out(settings: Settings, judges: Judges, audit_id: int, worker: str) -> None:
    """Compare the claimed audit's lines with our prices; it is in review then, or `FAILED`: after so many attempts, or
    when nothing of it could be read."""
    audit = await Audit.get(id=audit_id)
    try:
        if audit.attempts > ATTEMPTS:
            raise RuntimeError("each attempt ended with the death of its process")
        rows = await Invoice.filter(audit_id=audit.id).order_by("id")
        if not rows:
            await failing.nothing_read(settings, audit, worker)
            return
        judge = await judges()
        counted = await asyncio.to_thread(counting, rows)
        documents = [each.audited.invoice for each in counted]
        found = await asyncio.to_thread(judge.judged, documents, await learned(audit.id, documents))
        async with in_transaction():
            held = await Audit.select_for_update().get(id=audit.id)
            if held.status != AuditStatus.MATCHING:  # cancelled in the meantime
                await finish(audit, worker)
                return
            await _mark_duplicates(counted)
            await _write(audit, counted, found.verdicts)
            await results.calculate(audit, version=found.catalogue.version, date=found.catalogue.date)
            await finish(audit, worker, status=AuditStatus.REVIEW, matched_at=timezone.now(), last_error=None)
    except (LeaseLost, asyncio.CancelledError):
        raise
    except Exception as error:
        logger.exception("matching audit %s failed (attempt %s)", audit.id, audit.attempts)
        await failing.put_back(settings, audit, worker, error, attempts=ATTEMPTS)


async def _mark_duplicates(counted: Sequence[Counted]) -> None:
    for each in counted:
        for row, counts_instead in ((each.row, None), *((twin, each.row.id) for twin in each.twins)):
            if row.duplicate_of_id != counts_instead:
                await Invoice.filter(id=row.id).update(duplicate_of_id=counts_instead)


async def _write(audit: Audit, counted: Sequence[Counted], verdicts: Sequence[Sequence[Verdict]]) -> None:
    """Rows for all lines that count; those that are there keep their decisions."""
    codes = {category.code: category.id for category in await Category.all()}
    lines = {(line.invoice_id, line.place): line.id for line in await InvoiceLine.filter(audit_id=audit.id)}
    before = {match.line_id: match for match in await LineMatch.filter(audit_id=audit.id)}
    new: list[LineMatch] = []
    changed: list[LineMatch] = []

    def fill() -> None:
        for each, own in zip(counted, verdicts, strict=True):
            for place, judged in enumerate(own[: len(each.audited.invoice.lines)]):
                line_id = lines[each.row.id, place]
                match = before.pop(line_id, None)
                (changed if match else new).append(_filled(match or LineMatch(audit_id=audit.id, line_id=line_id),
                                                           judged, codes))  # fmt: skip

    await asyncio.to_thread(fill)
    await LineMatch.filter(id__in=[match.id for match in before.values()]).delete()
    await LineMatch.bulk_create(new, batch_size=200)
    if changed:
        await LineMatch.bulk_update(changed, fields=list(_FILLED), batch_size=100)


_CHOSEN = ("kind", "reason", "probability", "price_line_id", "supplier_name", "reference", "label")
_FILLED = ("value", "band", "candidates", "category_id", *_CHOSEN)


def _filled(row: LineMatch, judged: Verdict, codes: dict[str, int]) -> LineMatch:
    match = judged.match
    row.value, row.band = MATCH.dump(match), match.band
    row.candidates = [shown(one) for one in match.candidates[:10]]
    if row.decided_value is None:  # else the category that came with what was decided stands there
        row.category_id = codes.get(judged.category or "")
    if row.decision is None:
        show(row, match.chosen)
    return row


def show(row: LineMatch, chosen: Candidate | None) -> None:
    """The columns that tell which price it is; empty without one."""
    values: dict[str, Any] = dict.fromkeys(_CHOSEN)
    if chosen is not None:
        price = chosen.price
        values = dict(
            zip(
                _CHOSEN,
                (chosen.kind, chosen.reason, Decimal(f"{chosen.probability:.4f}"), price.key, price.supplier_name,
                 price.reference, price.name),
                strict=True,
            )
        )  # fmt: skip
    row.update_from_dict(values)


def shown(candidate: Candidate) -> dict[str, str]:
    """A candidate as texts."""
    price = candidate.price
    return {
        "price": f"PriceLine:{price.key}",
        "label": price.name,
        "supplier": price.supplier_name,
        "reference": price.reference,
        "amount": format_euros(price.price),
        "probability": f"{candidate.probability:.2f}",
        "kind": candidate.kind,
        "vetoes": ", ".join(sorted(candidate.vetoes)),
    }
