"""Rows to be marked of what the group publishes: one of each kind that is for members."""

from __future__ import annotations

import datetime as dt

from tortoise.models import Model

import models
from tests.group import Group
from tests.texts import reserved_texts

TABLES: frozenset[type[Model]] = frozenset(
    {models.FaqEntry, models.Article, models.RegulatoryCheck, models.ServiceClosure, models.Site,
     models.SiteCheck, models.CalendarFeed}
)  # fmt: skip


async def rows(group: Group) -> list[Model]:
    """One of each table."""
    closure = await models.ServiceClosure.create(first_day=dt.date(2026, 1, 2), last_day=dt.date(2026, 1, 2), reason="")
    texts = await reserved_texts()
    day = dt.date(2026, 1, 1)
    site = await models.Site.create(member=group.member, phase=models.SitePhase.OPENING)
    check = await models.SiteCheck.create(member=group.member, check_id=1, last_done_on=day, next_due_on=day)
    feed = await models.CalendarFeed.create(member=group.member, person=group.owner)
    # News of the digest: a text, and terms that are others than when they were last looked at.
    now, kinds = dt.datetime.now(dt.UTC), models.AnnouncementKind
    for kind, key in ((kinds.ARTICLE, 1), (kinds.SUPPLIER, group.cars.id), (kinds.TERMS, group.office.id)):
        await models.Announcement.create(kind=kind, key=key, fingerprint="another", at=now)
    return [*texts, closure, site, check, feed]
