"""Which of the invoices that were read count: each once, although it came as XML and as PDF, or in two mails."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from audit.duplicates import alike, number_key, one_of
from audit.results import AuditedInvoice, SourceFile
from models import Invoice, InvoiceLine
from workflows.audits.values import INVOICE

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """An invoice that counts, the row that it was read into, and the rows of the same one in other files."""

    row: Invoice
    audited: AuditedInvoice
    twins: tuple[Invoice, ...]


def counting(rows: Sequence[Invoice]) -> list[Counted]:
    """The invoices that count, each once although it came as XML and as PDF."""
    loaded: dict[int, Invoice] = {}
    audited = []
    for row in rows:
        files = tuple(SourceFile(one["name"], one["sha256"]) for one in row.value["files"])
        audited.append(AuditedInvoice(invoice=INVOICE.load(row.value["invoice"]), files=files))
        loaded[id(audited[-1].invoice)] = row
    found = []
    for group in alike(audited):
        one = one_of(group)
        row = loaded[id(one.invoice)]
        twins = tuple(twin for twin in (loaded[id(each.invoice)] for each in group) if twin is not row)
        found.append(Counted(row, one, twins))
    return found


async def so_many(audit_id: int) -> tuple[int, int]:
    """How many invoices and lines of an audit count. Only invoices whose number comes again are looked at whole."""
    of_audit = Invoice.filter(audit_id=audit_id)
    numbers: list[tuple[int, str | None]] = await of_audit.values_list("id", "number")
    keys = {id_: number_key(number) for id_, number in numbers}
    often = Counter(key for key in keys.values() if key)
    again = [id_ for id_, key in keys.items() if often[key] > 1]
    rows = [row for ids in _parts(again) for row in await Invoice.filter(id__in=ids).order_by("id")]
    twins = [twin.id for one in await asyncio.to_thread(counting, rows) for twin in one.twins]
    lines = await InvoiceLine.filter(audit_id=audit_id).count()
    for ids in _parts(twins):
        lines -= await InvoiceLine.filter(invoice_id__in=ids).count()
    return len(keys) - len(twins), lines


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    """So many at once as a statement takes as parameters on any database."""
    return [ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE)]
