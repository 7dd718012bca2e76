"""Reading one file of an audit: a job of its own, so a file that can't be read holds up no other.

What is read is written in one transaction with the file's end: a process that dies leaves nothing half read, and
another one begins the file again when the lease runs out.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from tortoise import timezone
from tortoise.transactions import in_transaction

from audit.classify import classified
from audit.invoice import Invoice as ReadInvoice
from audit.reading.values import Progress, Reading
from audit.results import AuditedInvoice, RefusedFile, SourceFile
from jobs.events import publish
from jobs.leases import LeaseLost, finish, retry_or_bury
from models import Audit, AuditFile, AuditFileContent, AuditFileStatus, AuditStatus, Invoice, InvoiceLine
from settings import Settings
from workflows.audits import scanned
from workflows.audits.letters import files_read
from workflows.audits.requesting import when_read
from workflows.audits.values import INVOICE

logger = logging.getLogger(__name__)

ATTEMPTS = 3
# Until a file is read again for which others left too few scanned pages.
_LATER = dt.timedelta(seconds=20)
# Invoices and lines of one audit: each decision compares all of them anew.
MOST_LINES = 20_000
TOO_MANY_LINES = (
    "Ce fichier contient {lines} lignes ; un audit en compare {most} au plus, tous fichiers confondus. Envoyez une "
    "période plus courte, ou demandez un audit pour chaque catégorie."
)
FAILED_CODE = "FAILED"
_CANCELLED = {"status": AuditFileStatus.REFUSED, "refusal_code": "CANCELLED"}
FAILED = (
    "La lecture de ce fichier a échoué à plusieurs reprises. Renvoyez-le dans un autre format (PDF, image ou tableur), "
    "ou demandez de l’aide à votre conseiller."
)
_LONGEST = {"number": 200, "seller_name": 300, "currency": 8, "unit": 64, "seller_reference": 200, "gtin": 14}


# Name and content of a file, whom to tell how many of its pages are read, and how many scanned pages the audit has had.
Reader = Callable[[str, bytes, Progress | None, int], Awaitable[Reading]]


async def carry_out(settings: Settings, read: Reader, file_id: int, worker: str) -> None:
    """Read the claimed file and write what stands in it, or why nothing does."""
    file = await AuditFile.get(id=file_id).select_related("audit")
    told = _Told(file)
    try:
        if file.attempts > ATTEMPTS:
            raise RuntimeError("each attempt ended with the death of its process")
        if file.audit.status == AuditStatus.CANCELLED:
            await _end(settings, file, worker, scanned_pages=0, **_CANCELLED)
            return
        content = bytes((await AuditFileContent.get(file_id=file.id)).content)
        promised = await scanned.promise(file, worker, content)
        found = await read(file.name, content, told, promised.had_before)
        await told.done()
        if await scanned.may_have_more(file, promised, found):
            later = timezone.now() + _LATER
            await finish(file, worker, scanned_pages=0, next_attempt_at=later, attempts=file.attempts - 1)
            return
        async with in_transaction():
            # First of all: rows that refer to the audit share its lock, and two who share it would wait for each other.
            held = await Audit.select_for_update().get(id=file.audit_id)
            if held.status == AuditStatus.CANCELLED:  # in the meantime
                await _end(settings, file, worker, scanned_pages=told.pages, **_CANCELLED)
                return
            found = await _within_bounds(file, found)
            await _write(file, found)
            await _end(settings, file, worker, scanned_pages=told.pages, **_outcome(found))
    except (LeaseLost, asyncio.CancelledError):
        raise
    except Exception as error:
        logger.exception("audit file %s failed (attempt %s)", file.id, file.attempts)
        await _failed(settings, file, worker, error, pages=told.pages)


async def _failed(settings: Settings, file: AuditFile, worker: str, error: Exception, *, pages: int) -> None:
    if file.attempts < ATTEMPTS:
        buried = AuditFileStatus.REFUSED
        await retry_or_bury(file, worker, type(error).__name__, attempts=ATTEMPTS, buried=buried)
        return
    await _end(
        settings, file, worker, status=AuditFileStatus.REFUSED, refusal_code=FAILED_CODE, refusal_message=FAILED,
        last_error=type(error).__name__, scanned_pages=pages,
    )  # fmt: skip


async def _end(settings: Settings, file: AuditFile, worker: str, **outcome: Any) -> None:
    """The file's end, and the audit's next step when it was the last: whoever holds the audit counts right."""
    async with in_transaction():
        audit = await Audit.select_for_update().get(id=file.audit_id)
        await finish(file, worker, progress=100, finished_at=timezone.now(), **outcome)
        await when_read(audit)
        if not await AuditFile.filter(audit_id=audit.id, status=AuditFileStatus.WAITING).exists():
            await files_read(settings, audit)


class _Told:
    """Tells how far a file is, each tenth once, beside the reading; what is lost with a rollback does no harm."""

    def __init__(self, file: AuditFile) -> None:
        self._file, self._percent, self.pages = file, 0, 0
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, done: int, pages: int) -> None:
        """Called by the reader after each page."""
        self.pages += 1
        percent = min(99, 100 * done // max(1, pages))
        if percent // 10 > self._percent // 10:
            self._percent = percent
            task = asyncio.create_task(self._tell(percent))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def done(self) -> None:
        """Wait until all is told."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _tell(self, percent: int) -> None:
        await AuditFile.filter(id=self._file.id, status=AuditFileStatus.WAITING).update(progress=percent)
        await publish(AuditFile, self._file.id, member_id=self._file.audit.member_id)


def _outcome(found: Reading) -> dict[str, object]:
    """READ when anything was; one refusal of the whole file is the file's own, those of an archive are listed."""
    refusals = [{"name": one.file.name, "code": one.code, "message": one.message} for one in found.refused]
    if found.invoices:
        return {"status": AuditFileStatus.READ, "refusals": refusals}
    first = refusals[0] if refusals else {"code": "NOTHING_INSIDE", "message": "Ce fichier ne contient aucune facture."}
    return {
        "status": AuditFileStatus.REFUSED,
        "refusal_code": first["code"],
        "refusal_message": first["message"],
        "refusals": refusals if len(refusals) > 1 else [],
    }


async def _within_bounds(file: AuditFile, found: Reading) -> Reading:
    """The same, or a refusal when the audit would have too many lines with it."""
    lines = sum(1 + len(one.invoice.lines) for one in found.invoices)
    before = await InvoiceLine.filter(audit_id=file.audit_id).count()
    before += await Invoice.filter(audit_id=file.audit_id).count()
    if not lines or before + lines <= MOST_LINES:
        return found
    message = TOO_MANY_LINES.format(lines=lines - len(found.invoices), most=MOST_LINES)
    source = SourceFile(file.name, file.sha256)
    return Reading(refused=(RefusedFile(file=source, code="TOO_MANY_LINES", message=message), *found.refused))


async def _write(file: AuditFile, found: Reading) -> None:
    for read in found.invoices:
        audited = replace(read, invoice=classified(read.invoice))
        row = await Invoice.create(**_columns(file, audited))
        await InvoiceLine.bulk_create(
            [_line(file.audit_id, row.id, place, audited.invoice) for place in range(len(audited.invoice.lines))],
            batch_size=500,
        )


def _columns(file: AuditFile, audited: AuditedInvoice) -> dict[str, Any]:
    invoice = audited.invoice
    sources = [{"name": one.name, "sha256": one.sha256} for one in audited.files]
    return {
        "audit_id": file.audit_id,
        "file_id": file.id,
        "value": {"invoice": INVOICE.dump(invoice), "files": sources},
        "kind": invoice.kind,
        "method": invoice.method,
        "number": _short("number", invoice.number),
        "issued_on": invoice.issued_on,
        "currency": _short("currency", invoice.currency) or "",
        "seller_name": _short("seller_name", invoice.seller.name),
        "seller_siren": invoice.seller.siren,
        "net_total": invoice.totals.net,
        "pages": invoice.pages,
        "flags": sorted(invoice.flags),
    }


def _line(audit_id: int, invoice_id: int, place: int, invoice: ReadInvoice) -> InvoiceLine:
    line = invoice.lines[place]
    return InvoiceLine(
        audit_id=audit_id,
        invoice_id=invoice_id,
        place=place,
        position=line.position,
        kind=line.kind,
        name=line.name.replace("\0", " "),
        description=line.description and line.description.replace("\0", " "),
        quantity=line.quantity,
        unit=_short("unit", line.unit or line.unit_code),
        net_price=line.net_price,
        net_amount=line.net_amount,
        seller_reference=_short("seller_reference", line.seller_reference),
        gtin=_short("gtin", line.gtin),
        flags=sorted(line.flags),
    )


def _short(column: str, text: str | None) -> str | None:
    return text and text.replace("\0", " ")[: _LONGEST[column]]
