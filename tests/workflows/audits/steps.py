"""An audit on its way: opened with files, read, matched."""

from __future__ import annotations

import datetime as dt

import models
from jobs.leases import claim
from models import Audit, AuditFile, AuditFileStatus, AuditStatus
from settings import Settings
from tests.group import Group, viewer_of
from tests.workflows.audits import engine
from workflows.audits import files, matching, reading, requesting

LEASE = dt.timedelta(minutes=1)


async def with_files(
    settings: Settings, person: models.Person, category: models.Category, *names: str, close: bool = True
) -> Audit:
    viewer = await viewer_of(person)
    opened = await requesting.request(settings, viewer, siret=None, category_ids=[category.id])
    assert isinstance(opened, requesting.Opened)
    sent = [files.SentFile(name, name.encode()) for name in names]
    added = await files.add(settings, viewer, opened.audit.id, sent)
    assert isinstance(added, files.FilesAdded)
    if close:
        assert isinstance(await requesting.close_files(viewer, opened.audit.id), requesting.Changed)
    return opened.audit


async def read_all(settings: Settings, worker: str = "reader") -> int:
    """Read what waits, one after another; how many files that were."""
    read = 0
    while rows := await claim(AuditFile, (AuditFileStatus.WAITING,), worker, LEASE):
        for row in rows:
            await reading.carry_out(settings, engine.read, row.id, worker)
            read += 1
    return read


async def match_all(settings: Settings, worker: str = "matcher") -> int:
    matched = 0
    while rows := await claim(Audit, (AuditStatus.MATCHING,), worker, LEASE):
        for row in rows:
            await matching.carry_out(settings, engine.judges, row.id, worker)
            matched += 1
    return matched


async def in_review(settings: Settings, group: Group, *names: str) -> Audit:
    """An audit of the group's member whose lines wait for an advisor."""
    audit = await with_files(settings, group.owner, group.stationery, *names)
    await read_all(settings)
    assert await match_all(settings) == 1
    await audit.refresh_from_db()
    assert audit.status == AuditStatus.REVIEW
    return audit
