"""The report of an audit as PDF and as workbook: the values that were calculated, with pictures of the lines."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum

from access.viewer import Viewer
from documents.audit_report import ReportContext, pdf, xlsx
from documents.audit_report.drawing import Drawers
from letters.outbox import group_card
from models import Audit, AuditFileContent, AuditReport, AuditStatus, JournalKind
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
    wanted = {file.sha256 for invoice in result.invoices for file in invoice.files}
    rows = await AuditFileContent.filter(file__audit_id=audit.id, file__sha256__in=list(wanted)).select_related("file")
    contents = {row.file.sha256: bytes(row.content) for row in rows}
    async with _TURN, Drawers() as drawers:
        crops = await drawers.crops(result, contents)
    return await pdf(result, replace(context, crops=crops))


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
