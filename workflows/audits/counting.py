"""Which of the invoices that were read count: each once, although it came as XML and as PDF, or in two mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.duplicates import alike, one_of
from audit.results import AuditedInvoice, SourceFile
from models import Invoice
from workflows.audits.values import INVOICE


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
