"""Audits that nobody closes: reminded of once, and ended in the end."""

from __future__ import annotations

import datetime as dt

from tortoise import timezone

from models import Audit, AuditFile, AuditStatus, JournalEntry, OutboundMail
from settings import Settings
from tests.group import Group
from tests.workflows.audits.steps import read_all, with_files
from workflows.audits.forgotten import LookedAfter, look_after

NOTHING, REMINDED, CLOSED = LookedAfter(0, 0), LookedAfter(1, 0), LookedAfter(0, 1)


async def pass_days(days: int) -> None:
    """All that is there becomes older."""
    by = dt.timedelta(days=days)
    for audit in await Audit.all():
        audit.created_at -= by
        audit.reminded_at = audit.reminded_at and audit.reminded_at - by
        await audit.save(update_fields=["created_at", "reminded_at"])
    for file in await AuditFile.all():
        file.created_at -= by
        await file.save(update_fields=["created_at"])


async def letters() -> list[OutboundMail]:
    return await OutboundMail.filter(letter="AuditWaiting").order_by("id")


async def test_a_reminder_then_the_analysis(group: Group, settings: Settings) -> None:
    audit = await with_files(settings, group.owner, group.stationery, "two.xml", close=False)
    await read_all(settings)
    await pass_days(6)
    assert await look_after(settings) == NOTHING
    await pass_days(1)
    assert await look_after(settings) == REMINDED
    assert await look_after(settings) == NOTHING, "once"
    (letter,) = await letters()
    assert letter.to_address == group.owner.email
    assert "lancerons l’analyse avec les fichiers reçus" in letter.body_text
    await pass_days(22)
    assert await look_after(settings) == NOTHING
    await pass_days(1)
    assert await look_after(settings) == CLOSED
    await audit.refresh_from_db()
    assert audit.status == AuditStatus.MATCHING
    assert audit.files_closed_at is not None
    assert await JournalEntry.filter(kind="AUDIT_FILES_CLOSED", member_id=audit.member_id).count() == 1
    assert await look_after(settings) == NOTHING
    assert len(await letters()) == 1


async def test_another_file_gives_more_time(group: Group, settings: Settings) -> None:
    audit = await with_files(settings, group.owner, group.stationery, "two.xml", close=False)
    await pass_days(8)
    assert await look_after(settings) == REMINDED
    await pass_days(20)
    await with_files(settings, group.owner, group.stationery, "four.xml", close=False)
    assert await Audit.all().count() == 1
    await pass_days(10)
    assert await look_after(settings) == NOTHING
    await pass_days(20)
    assert await look_after(settings) == CLOSED
    await audit.refresh_from_db()
    assert audit.status == AuditStatus.READING, "its files are still to be read"


async def test_without_files_it_is_called_off(group: Group, settings: Settings) -> None:
    audit = await Audit.create(member=group.member, requested_by=group.owner, right_key="4:7")
    await pass_days(45)
    assert await look_after(settings) == REMINDED, "late, as nothing ran: there is time to answer"
    (letter,) = await letters()
    assert "classerons cette demande" in letter.body_text
    assert await look_after(settings) == NOTHING
    await pass_days(7)
    assert await look_after(settings) == CLOSED
    await audit.refresh_from_db()
    assert (audit.status, audit.right_key) == (AuditStatus.CANCELLED, None)


async def test_what_is_under_way_is_left_alone(group: Group, settings: Settings) -> None:
    for status in set(AuditStatus) - {AuditStatus.COLLECTING}:
        await Audit.create(member=group.member, status=status, next_attempt_at=timezone.now())
    await pass_days(90)
    assert await look_after(settings) == NOTHING
    assert await letters() == []
