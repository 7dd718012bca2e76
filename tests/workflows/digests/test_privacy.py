"""What is kept of a digest, and for how long; being forgotten ends it."""

from __future__ import annotations

import datetime as dt

from tortoise import timezone

import models
from access.viewer import ANONYMOUS
from models import DigestFrequency, OutboundStatus
from settings import Settings
from tests.group import Group
from tests.workflows.digests.reading import TUESDAY, WEEK, prefer, publish, send
from workflows.digests.preferences import token_of, unsubscribe
from workflows.privacy.erasure import forget
from workflows.privacy.retention import end_what_is_over


async def test_sent_letters_go_after_their_time(settings: Settings, group: Group) -> None:
    await publish("Prime énergie")
    await send(settings)
    letters = models.OutboundMail.filter(letter="DigestLetter")
    await letters.filter(to_address=group.owner.email).update(status=OutboundStatus.SENT)
    before = timezone.now() - dt.timedelta(days=settings.keep_digest_days + 1)
    assert (await end_what_is_over(settings))["digests"] == 0
    await letters.update(created_at=before)
    assert (await end_what_is_over(settings))["digests"] == 1, "what waits to be sent stays"
    assert not await letters.filter(to_address=group.owner.email).exists()
    assert await send(settings) == sorted([group.staff.email, group.other_owner.email, group.double.email]), (
        "the reader's row still knows that they had it"
    )


async def test_who_is_forgotten_gets_none_and_the_link_still_answers(settings: Settings, group: Group) -> None:
    await prefer(group.staff, DigestFrequency.WEEKLY)
    token = token_of(settings, group.staff.id)
    await forget(await models.Person.get(id=group.staff.id))
    assert not await models.DigestPreference.exists()
    await publish("Prime énergie")
    assert group.staff.email not in await send(settings, TUESDAY + WEEK)
    ended = await unsubscribe(settings, ANONYMOUS, token)
    assert ended is not None
    assert not ended.subscribed
    assert not await models.DigestPreference.exists(person_id=group.staff.id)
