"""How long letters are kept, whatever became of them."""

from __future__ import annotations

import datetime as dt

import pytest
from tortoise import timezone
from tortoise.transactions import in_transaction

import models
from letters.outbox import Envelope, group_card, post
from letters.values import AdvisorReply
from settings import Settings
from tests.group import Group
from workflows.privacy.retention import end_what_is_over
from workflows.undelivered import reachable

Status = models.OutboundStatus
OVER = set(Status) - {Status.QUEUED, Status.SENDING}


@pytest.mark.parametrize("marked", [False, True], ids=["old", "to be forgotten"])
async def test_what_no_longer_waits_to_be_sent_is_erased(settings: Settings, group: Group, marked: bool) -> None:
    letter = AdvisorReply(subject="Délais", text="Bonjour.", notice=False, in_web=True, advisor=None,
                          group=group_card(settings))  # fmt: skip
    old = timezone.now() - dt.timedelta(days=settings.keep_mail_days + 1)
    for status in Status:
        row = await post(settings, letter, Envelope(to=group.owner.email, dedupe_key=f"test:{status}"))
        changes = {"forget": True} if marked else {"created_at": old}
        await models.OutboundMail.filter(id=row.id).update(status=status, **changes)
    await end_what_is_over(settings)
    kept = {row.status for row in await models.OutboundMail.exclude(content=b"")}
    assert kept == set(Status) - OVER
    # One that is erased is not sent any more.
    await models.Person.filter(id=group.owner.id).update(email_undeliverable_since=timezone.now())
    await models.OutboundMail.filter(status=Status.HELD).update(to_address=group.owner.email)
    async with in_transaction():
        await reachable(group.owner.id)
    assert await models.OutboundMail.filter(status=Status.HELD).count() == 1


async def test_what_was_learned_ends(settings: Settings, group: Group) -> None:
    """Once its audit is gone or it was revoked, each for as long as audits are kept."""
    now = timezone.now()
    old = now - dt.timedelta(days=settings.keep_audit_days + 1)
    audit = await models.Audit.create(member=group.member)
    for name, decided, revoked, of in (
        ("counts", old, None, audit.id), ("revoked", old, now, audit.id), ("revoked long ago", old, old, audit.id),
        ("orphaned", now, None, None), ("orphaned long ago", old, None, None),
    ):  # fmt: skip
        alias = await models.MatchAlias.create(name=name, audit_id=of, revoked_at=revoked)
        await models.MatchAlias.filter(id=alias.id).update(decided_at=decided)
    assert (await end_what_is_over(settings))["learned matches"] == 2
    assert {alias.name for alias in await models.MatchAlias.all()} == {"counts", "revoked", "orphaned"}
