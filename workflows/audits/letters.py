"""The letters of an audit: what became of the files, and that its results are there, or none."""

from __future__ import annotations

import datetime as dt

from audit.results import MatchKind
from letters.audits import AuditedFile, AuditFailed, AuditFilesRead, AuditValidated, AuditWaiting
from letters.outbox import Envelope, can_reach, group_card, post
from letters.wire import PdfFile
from models import (
    Audit,
    AuditFile,
    AuditFileStatus,
    AuditReport,
    AuditSavings,
    AuditStatus,
    Channel,
    Member,
    Person,
)
from settings import Settings
from workflows.attachment_letters import advisor_card
from workflows.audits.counting import so_many
from workflows.member_letters import owners_of
from workflows.responsibility import responsible_advisor

# More names than these in one letter help nobody.
_MOST_NAMED = 50
# Bytes of a report that a letter may carry; base64 adds a third, and many mail servers take 20 MB, some only 10.
LARGEST_ATTACHED = 8_000_000


def report_url(settings: Settings, audit_id: int) -> str:
    """Where the company's people download the report."""
    return f"{settings.public_url}/audits/{audit_id}/report.pdf"


async def files_read(settings: Settings, audit: Audit) -> None:
    """All files that have come so far were looked at: told to whoever sent them by mail, and of unread ones at the end.

    Once for each number of files by mail, so that whoever mails more is answered again, and once at the end.
    """
    files = await AuditFile.filter(audit_id=audit.id).order_by("id")
    unread = [file for file in files if file.status == AuditFileStatus.REFUSED or file.refusals]
    by_mail = sum(1 for file in files if file.channel == Channel.MAIL)
    at_end = bool(unread and audit.files_closed_at)
    if audit.status == AuditStatus.CANCELLED or not (by_mail or at_end):
        return
    # As the audit counts them: what came as XML and as PDF is one invoice.
    invoices, lines = await so_many(audit.id)
    if audit.files_closed_at and not invoices:
        return  # `nothing_read` is told instead
    occasion = "closed" if at_end else str(by_mail)
    member = await Member.get(id=audit.member_id)
    read = [AuditedFile(name=file.name) for file in files if file.status == AuditFileStatus.READ]
    advisor = advisor_card(await responsible_advisor(member))
    for person in await _readers(audit):
        letter = AuditFilesRead(
            greeting_name=person.display_name,
            member_name=member.legal_name,
            siret=member.siret,
            read=tuple(read[:_MOST_NAMED]),
            unread=tuple(one for file in unread for one in _problems(file)),
            more=str(max(0, len(read) - _MOST_NAMED)),
            invoices=str(invoices),
            lines=str(lines),
            collecting=audit.status == AuditStatus.COLLECTING,
            advisor=advisor,
            group=group_card(settings),
        )
        key = f"audit:{audit.id}:files:{occasion}:{person.id}"
        await post(settings, letter, Envelope(to=person.email, dedupe_key=key, automatic=True))


def _problems(file: AuditFile) -> list[AuditedFile]:
    if file.status == AuditFileStatus.REFUSED and not file.refusals:
        return [AuditedFile(name=file.name, problem=file.refusal_message)]
    # What was in an archive or a mail is named with it: `factures.zip/note.pdf`.
    return [AuditedFile(name=one["name"], problem=one["message"]) for one in file.refusals]


async def _readers(audit: Audit) -> list[Person]:
    """Whoever asked for it, if they are of the company and can be written to; else its owners."""
    person = await Person.get_or_none(id=audit.requested_by_id, active=True, affiliations__member_id=audit.member_id)
    return [person] if person is not None and can_reach(person.email) else await owners_of(audit.member_id)


async def waiting(settings: Settings, audit: Audit, ends_on: dt.date) -> None:
    """It collects, and nothing comes: told once."""
    member = await Member.get(id=audit.member_id)
    categories = tuple(category.name for category in await audit.categories.all().order_by("name"))
    files = await AuditFile.filter(audit_id=audit.id).count()
    advisor = advisor_card(await responsible_advisor(member))
    for person in await _readers(audit):
        letter = AuditWaiting(
            greeting_name=person.display_name,
            member_name=member.legal_name,
            siret=member.siret,
            categories=categories,
            files=str(files),
            ends_on=ends_on,
            advisor=advisor,
            group=group_card(settings),
        )
        key = f"audit:{audit.id}:waiting:{person.id}"
        await post(settings, letter, Envelope(to=person.email, dedupe_key=key, automatic=True))


async def nothing_read(settings: Settings, audit: Audit, *, first: bool) -> None:
    """It ended, since none of its files could be read; the right is there again, `first` says which."""
    files = await AuditFile.filter(audit_id=audit.id).order_by("id")
    unread = [one for file in files for one in _problems(file)]
    await _failed(settings, audit, unread, first=first)


async def interrupted(settings: Settings, audit: Audit) -> None:
    """Comparing failed each time; told once, however often the group tries again."""
    await _failed(settings, audit, [], first=False)


async def _failed(settings: Settings, audit: Audit, unread: list[AuditedFile], *, first: bool) -> None:
    member = await Member.get(id=audit.member_id)
    advisor = advisor_card(await responsible_advisor(member))
    for person in await _readers(audit):
        letter = AuditFailed(
            greeting_name=person.display_name,
            member_name=member.legal_name,
            siret=member.siret,
            unread=tuple(unread[:_MOST_NAMED]),
            more=str(max(0, len(unread) - _MOST_NAMED)),
            first=first,
            advisor=advisor,
            group=group_card(settings),
        )
        key = f"audit:{audit.id}:{'unread' if unread else 'failed'}:{person.id}"
        await post(settings, letter, Envelope(to=person.email, dedupe_key=key, automatic=True))


async def validated(settings: Settings, audit: Audit, pdf: bytes) -> None:
    """The results are there: told to whoever asked, and to the company's owners, with the report if it fits in."""
    attached = PdfFile(f"Rapport d’audit AU-{audit.id}.pdf", pdf) if len(pdf) <= LARGEST_ATTACHED else None
    member, report = await Member.get(id=audit.member_id), await AuditReport.get(audit_id=audit.id)
    totals = {one.kind: one.saving for one in await AuditSavings.filter(audit_id=audit.id, total=True)}
    advisor = advisor_card(await responsible_advisor(member))
    people = {person.id: person for person in (*await _readers(audit), *await owners_of(member.id))}
    for person in people.values():
        letter = AuditValidated(
            greeting_name=person.display_name,
            member_name=member.legal_name,
            siret=member.siret,
            categories=tuple(category.name for category in await audit.categories.all().order_by("name")),
            invoices=str(report.invoices),
            lines=str(report.lines_audited),
            lines_compared=str(report.lines_compared),
            amount_audited=report.amount_audited,
            amount_compared=report.amount_compared,
            identical=totals[MatchKind.IDENTICAL],
            equivalent=totals[MatchKind.EQUIVALENT],
            audit_url=report_url(settings, audit.id),
            report_attached=attached is not None,
            advisor=advisor,
            group=group_card(settings),
        )
        key = f"audit:{audit.id}:validated:{person.id}"
        envelope = Envelope(to=person.email, dedupe_key=key, automatic=False, attached=attached)
        await post(settings, letter, envelope)
