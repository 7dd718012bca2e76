"""The report of an audit as PDF and as workbook: the values that were calculated, with pictures of the lines."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum

from access.viewer import Viewer
from audit.reading.apart import InvoiceReaders
from audit.reading.values import source_of
from audit.results import AuditResult
from documents.audit_report import ReportContext, pdf, xlsx
from documents.audit_report.crops import wanted
from documents.audit_report.drawing import Drawers
from letters.outbox import group_card
from models import Audit, AuditFile, AuditFileContent, AuditFileStatus, AuditReport, AuditStatus, JournalKind
from models.france import today
from settings import Settings
from workflows import journal
from workflows.audits.values import RESULT
from workflows.responsibility import responsible_advisor

# One at a time in each process: pictures of pages take a processor and memory.
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
    """The report for the company's people once it is validated, for the group from the start; None for others."""
    audit = await Audit.get_or_none(id=audit_id).select_related("member")
    if audit is None or not (viewer.is_staff or audit.member_id in viewer.member_ids):
        return None
    if not viewer.is_staff and audit.status != AuditStatus.VALIDATED:
        return None
    report = await AuditReport.get_or_none(audit_id=audit.id)
    if report is None:
        return None
    await journal.record(JournalKind.AUDIT_READ, viewer, member_id=audit.member_id, note=f"audit {audit.id}, {format_}")
    name = f"audit-{audit.id}.{format_}"
    if format_ is Format.XLSX:
        content = await asyncio.to_thread(xlsx, RESULT.load(report.value), await _context(settings, audit))
        return Document(name, content)
    return Document(name, await pdf_of(settings, audit, report))


async def pdf_of(settings: Settings, audit: Audit, report: AuditReport) -> bytes:
    """The report as PDF, with pictures of the lines that weigh most; `audit` with its member."""
    result, context = RESULT.load(report.value), await _context(settings, audit)
    async with _TURN:
        crops = await crops_of(audit, result)
    return await pdf(result, replace(context, crops=crops))


async def crops_of(audit: Audit, result: AuditResult) -> dict[int, bytes]:
    """Pictures of the lines that weigh most, by their places, out of the files that were sent and what was in them."""
    wanted_files = {file.sha256 for one in wanted(result) for file in one.files}
    if not wanted_files:
        return {}
    read = AuditFile.filter(audit_id=audit.id, status=AuditFileStatus.READ)
    contents: dict[str, bytes] = {}
    # Archives and mails are opened only for what wasn't sent by itself, and apart, as for reading.
    async with InvoiceReaders(1) as readers:
        for files in (read.filter(sha256__in=wanted_files), read.exclude(sha256__in=wanted_files)):
            for file in await files.order_by("id"):
                if wanted_files <= contents.keys():
                    break
                contents |= await _inside(readers, file, wanted_files)
    async with Drawers() as drawers:
        return await drawers.crops(result, contents)


async def _inside(readers: InvoiceReaders, file: AuditFile, wanted_files: set[str]) -> dict[str, bytes]:
    content = bytes((await AuditFileContent.get(file_id=file.id)).content)
    inside, _ = await readers.open(file.name, content)
    found = {source_of(packed.name, packed.content).sha256: packed.content for packed in inside}
    return {sha256: each for sha256, each in found.items() if sha256 in wanted_files}


async def _context(settings: Settings, audit: Audit) -> ReportContext:
    group, advisor = group_card(settings), await responsible_advisor(audit.member)
    return ReportContext(
        group_name=group.name,
        group_phone=group.phone,
        contact_address=group.contact_address,
        issued_on=audit.validated_at.date() if audit.validated_at else today(),
        legal_name=audit.member.legal_name,
        siret=audit.member.siret,
        advisor=advisor.display_name if advisor else "",
        reference=f"AU-{audit.id}",
    )
