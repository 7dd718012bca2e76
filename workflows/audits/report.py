"""The report of an audit as PDF and as workbook: the values that were calculated, with pictures of the lines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from access.viewer import Viewer
from audit.reading.apart import InvoiceReaders
from audit.reading.values import source_of
from audit.results import AuditResult
from documents.audit_report.context import ReportContext
from documents.audit_report.crops import by_file
from documents.audit_report.document import pdf
from documents.audit_report.drawing import Drawers
from documents.audit_report.workbook import xlsx
from letters.outbox import group_card
from models import (
    Audit,
    AuditDocument,
    AuditFile,
    AuditFileContent,
    AuditFileStatus,
    AuditReport,
    AuditStatus,
    JournalKind,
)
from models.france import PARIS, today
from settings import Settings
from workflows import journal
from workflows.audits.values import RESULT
from workflows.responsibility import responsible_advisor

# One at a time in each process: a result, a file, pictures of its pages take a processor and memory.
_TURN = asyncio.Semaphore(1)


class Format(StrEnum):
    """What a report is made as."""

    PDF = "pdf"
    XLSX = "xlsx"


@dataclass(frozen=True)
class Document:
    """A report as a file."""

    name: str
    content: bytes


async def document_of(settings: Settings, viewer: Viewer, audit_id: int, format_: Format) -> Document | None:
    """The report for the company's people once it is validated, for the group from the start; None for others.

    That of a validated audit is made once: everybody gets the same bytes.
    """
    audit = await Audit.get_or_none(id=audit_id).select_related("member")
    if audit is None or not (viewer.is_staff or audit.member_id in viewer.member_ids):
        return None
    validated = audit.status == AuditStatus.VALIDATED
    if not (viewer.is_staff or validated) or not await AuditReport.exists(audit_id=audit.id):
        return None
    await journal.record(JournalKind.AUDIT_READ, viewer, member_id=audit.member_id, note=f"audit {audit.id}, {format_}")
    name = f"audit-{audit.id}.{format_}"
    async with _TURN:
        kept = await AuditDocument.get_or_none(audit_id=audit.id, format=format_.value) if validated else None
        if kept is not None:
            return Document(name, bytes(kept.content))
        content = await _made(settings, audit, format_)
        if content is None:
            return None
        if validated:  # another process may have kept it meanwhile: everybody gets the same
            first, _ = await AuditDocument.get_or_create({"content": content}, audit_id=audit.id, format=format_.value)
            content = bytes(first.content)
        return Document(name, content)


async def pdf_of(settings: Settings, audit: Audit) -> bytes | None:
    """The report as PDF, as it is now, and not kept; `audit` with its member. None: there is none any more."""
    async with _TURN:
        return await _made(settings, audit, Format.PDF)


async def keep_pdf(audit: Audit, content: bytes) -> None:
    """That of the audit that is being validated. Part of a transaction that holds the audit."""
    await AuditDocument.create(audit_id=audit.id, format=Format.PDF.value, content=content)


async def _made(settings: Settings, audit: Audit, format_: Format) -> bytes | None:
    report = await AuditReport.get_or_none(audit_id=audit.id)
    if report is None:  # cancelled in the meantime
        return None
    result, context = await asyncio.to_thread(RESULT.load, report.value), await _context(settings, audit)
    if format_ is Format.XLSX:
        return await asyncio.to_thread(xlsx, result, context)
    return await pdf(result, replace(context, crops=await crops_of(audit, result)))


async def crops_of(audit: Audit, result: AuditResult) -> dict[int, bytes]:
    """Pictures of the lines that weigh most, by their places: one file, or one archive, in memory at a time."""
    left, made = by_file(result), dict[int, bytes]()
    known = {file.sha256 for invoice in result.invoices for file in invoice.files}
    async with Drawers() as drawers, InvoiceReaders(1) as readers:
        async for sha256, content in _contents(audit, readers, left, known):
            made |= await drawers.pictures(content, left.pop(sha256))
    return made


async def _contents(
    audit: Audit, readers: InvoiceReaders, wanted: Mapping[str, object], known: set[str]
) -> AsyncIterator[tuple[str, bytes]]:
    """The files with these hashes, as long as they are wanted, out of what was sent.

    Archives and mails are opened only for what wasn't sent by itself, and apart, as for reading; a file that is `known`
    to hold an invoice is none.
    """
    read = AuditFile.filter(audit_id=audit.id, status=AuditFileStatus.READ)
    for sha256 in list(wanted):
        stored = await AuditFileContent.get_or_none(file__audit_id=audit.id, file__sha256=sha256)
        if stored is not None:
            yield sha256, bytes(stored.content)
    for id_, name, sha256 in await read.order_by("id").values_list("id", "name", "sha256"):
        if not wanted:
            return
        if sha256 not in known:
            stored = await AuditFileContent.get(file_id=id_)
            inside, _ = await readers.open(name, bytes(stored.content))
            for packed in inside:
                found = source_of(packed.name, packed.content).sha256
                if found in wanted:
                    yield found, packed.content


async def _context(settings: Settings, audit: Audit) -> ReportContext:
    group, advisor = group_card(settings), await responsible_advisor(audit.member)
    return ReportContext(
        group_name=group.name,
        group_phone=group.phone,
        contact_address=group.contact_address,
        issued_on=audit.validated_at.astimezone(PARIS).date() if audit.validated_at else today(),
        legal_name=audit.member.legal_name,
        siret=audit.member.siret,
        advisor=advisor.display_name if advisor else "",
        reference=f"AU-{audit.id}",
    )
