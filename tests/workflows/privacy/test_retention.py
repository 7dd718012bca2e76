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
