"""A mail that was set aside is handled again when somebody of the group says so."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from tortoise import timezone

import models
from mailbot import process
from settings import Settings
from tests.group import Ask, Group
from tests.mailbot.bot import Bot, mail, request_text

pytestmark = pytest.mark.usefixtures("db")
REPLAY = """mutation ($input: ReplayMailInput!) { replayMail(input: $input) {
  __typename
  ... on MailReplayed { mail { status attempts } }
  ... on AccessRestricted { code }
  ... on InvalidInput { userErrors { field code } }
} }"""


async def replay(ask: Ask, who: models.Person | None, mail_id: int) -> dict[str, Any]:
    answer = await ask.data(REPLAY, as_=who, input={"mailId": f"InboundMail:{mail_id}"})
    result: dict[str, Any] = answer["replayMail"]
    return result


async def buried(bot: Bot, group: Group, monkeypatch: pytest.MonkeyPatch) -> models.InboundMail:
    async def broken(*args: object) -> None:
        raise RuntimeError("unforeseen")

    with monkeypatch.context() as patched:
        patched.setattr(process, "route", broken)
        return await bot.receive(mail(group.owner, request_text()))


async def test_a_buried_mail_is_handled_again_once(
    ask: Ask, group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await Bot.start(dataclasses.replace(settings, mail_attempts=1))
    poison = await buried(bot, group, monkeypatch)
    assert poison.status is models.InboundStatus.BURIED
    source = bytes((await models.InboundSource.get(mail_id=poison.id)).content)

    assert await replay(ask, group.advisor, poison.id) == {
        "__typename": "MailReplayed",
        "mail": {"status": "RECEIVED", "attempts": 0},
    }
    await bot.work()
    again = await models.InboundMail.get(id=poison.id)
    assert (again.status, again.attempts) == (models.InboundStatus.ANSWERED, 1)
    assert again.last_error is None
    assert await models.SupplierAttachment.all().count() == 1
    assert bytes((await models.InboundSource.get(mail_id=poison.id)).content) == source
    [entry] = await models.JournalEntry.filter(kind=models.JournalKind.MAIL_REPLAYED)
    assert (entry.actor_id, entry.note) == (group.advisor.id, f"Courrier n° {poison.id}")

    refused = await replay(ask, group.advisor, poison.id)
    assert refused["userErrors"] == [{"field": "mailId", "code": "CONFLICT"}]


async def test_a_mail_that_still_fails_is_buried_again(
    ask: Ask, group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await Bot.start(dataclasses.replace(settings, mail_attempts=2))
    await models.InboundMail.filter(id=(await buried(bot, group, monkeypatch)).id).update(status="BURIED")
    poison = await models.InboundMail.get()
    await replay(ask, group.advisor, poison.id)

    async def broken(*args: object) -> None:
        raise RuntimeError("as ever")

    monkeypatch.setattr(process, "route", broken)
    for _ in range(2):
        await models.InboundMail.all().update(next_attempt_at=timezone.now())
        await bot.work()
    await poison.refresh_from_db()
    assert (poison.status, poison.attempts) == (models.InboundStatus.BURIED, 2)


async def test_members_and_strangers_replay_nothing(
    ask: Ask, group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await Bot.start(dataclasses.replace(settings, mail_attempts=1))
    poison = await buried(bot, group, monkeypatch)
    assert (await replay(ask, group.owner, poison.id))["code"] == "FORBIDDEN"
    assert (await replay(ask, None, poison.id))["code"] == "UNAUTHENTICATED"
    assert (await replay(ask, group.advisor, 9_999))["userErrors"] == [{"field": "mailId", "code": "NOT_FOUND"}]
    await poison.refresh_from_db()
    assert poison.status is models.InboundStatus.BURIED
