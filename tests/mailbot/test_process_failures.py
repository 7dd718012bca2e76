"""Mails that are too large, broken or poisonous: nothing is lost, nothing else is held up."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import logging
import random
from typing import Any
from unittest import mock

import pytest
from tortoise import timezone

import models
from mailbot import incoming, process
from mailbot.imap import FetchedMail
from mailbot.understanding.reading import read_request
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import Bot, mail, request_text

pytestmark = pytest.mark.usefixtures("db")
Status = models.InboundStatus


async def due_now() -> None:
    """The backoff is over."""
    await models.InboundMail.all().update(next_attempt_at=timezone.now())


async def test_a_mail_that_is_too_large_is_an_advisor_s(group: Group, settings: Settings) -> None:
    bot = await Bot.start(dataclasses.replace(settings, max_mail_bytes=20_000, acknowledgements_per_hour=2))
    large = await bot.receive(mail(group.owner, request_text() + "x" * 30_000))
    only_header = await bot.receive(mail(group.owner, ""), truncated=True)
    for received in (large, only_header):
        assert received.status is Status.HANDED_OVER
        assert received.person_id == group.owner.id
        assert await bot.answer(received)
    assert only_header.truncated
    assert await models.SupplierAttachment.all().count() == 0


BROKEN = {
    "empty": b"",
    "blank": b"\r\n\r\n",
    "no header": b"Bonjour, ceci n'est pas un mail",
    "bytes": b"".join(hashlib.sha256(bytes([n])).digest() for n in range(160)),
    "NUL": b"From: a@b.test\r\nSubject: a\x00b\r\n\r\nBonjour\x00\r\n",
    "charset": b"From: a@b.test\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe\xe9\r\n",
    "boundary": b"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: a/b\r\n",
    "base64": b"From: a@b.test\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%%===\r\n",
    "long id": b"From: a@b.test\r\nMessage-ID: <" + b"x" * 3_000 + b"@b.test>\r\n\r\nBonjour\r\n",
    "id of 998": b"From: a@b.test\r\nMessage-ID: <" + b"x" * 998 + b">\r\n\r\nBonjour\r\n",
    "long subject": b"From: a@b.test\r\nSubject: " + b"x" * 100_000 + b"\r\n\r\nBonjour\r\n",
    "long references": b"From: a@b.test\r\nReferences: " + b"<x@y> " * 10_000 + b"\r\n\r\nBonjour\r\n",
    "long name": b"From: " + b"x" * 5_000 + b" <a@b.test>\r\n\r\nBonjour\r\n",
    "half a character": b"From: a@b.test\r\nSubject: =?utf-16?q?=D8=00?=\r\n\r\nBonjour\r\n",
    "nested": b"From: a@b.test\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 200,
    "a bad date": b"From: a@b.test\r\nDate: 99 Foo 99999 99:99:99 +9999\r\n\r\nBonjour\r\n",
    "a header in the subject": b"From: a@b.test\r\nSubject: =?utf-8?q?a=0D=0ABcc:_x=40y.test?=\r\n\r\nBonjour\r\n",
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_mail_comes_to_an_end_and_is_kept(bot: Bot, group: Group, kind: str) -> None:
    received = await bot.receive(BROKEN[kind])
    assert received.status in (Status.HANDED_OVER, Status.IGNORED), received.last_error
    assert received.attempts == 1
    source = await models.InboundSource.get(mail_id=received.id)
    assert bytes(source.content) == BROKEN[kind]
    for row in await models.OutboundMail.all():
        assert row.to_address == "a@b.test"
        assert b"\nBcc:" not in bytes(row.content)


async def test_a_poisonous_mail_is_tried_again_and_then_buried(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bot = await Bot.start(dataclasses.replace(settings, mail_attempts=3))

    def poisoned(subject: str, *rest: Any) -> object:
        if subject == "Poison":
            raise RuntimeError("unforeseen")
        return read_request(subject, *rest)

    monkeypatch.setattr(incoming, "read_request", poisoned)
    source = mail(group.owner, request_text(), subject="Poison")
    poison = await bot.receive(source)
    assert (poison.status, poison.attempts, poison.lease_owner) == (Status.RECEIVED, 1, None)
    assert poison.last_error == "RuntimeError: unforeseen"
    assert 1 < (poison.next_attempt_at - timezone.now()).total_seconds() < 2.1
    await bot.work()
    await poison.refresh_from_db()
    assert poison.attempts == 1, "it must wait"
    # Others go by meanwhile.
    assert (await bot.receive(mail(group.owner, request_text()))).status is Status.ANSWERED
    for _ in range(3):
        await due_now()
        await bot.work()
    await poison.refresh_from_db()
    assert (poison.status, poison.attempts) == (Status.BURIED, 3)
    assert any(record.levelno == logging.ERROR and "set aside" in record.message for record in caplog.records)
    assert bytes((await models.InboundSource.get(mail_id=poison.id)).content) == source
    assert await models.OutboundMail.filter(cause_id=poison.id).count() == 0


async def test_what_was_done_before_a_failure_is_undone(
    bot: Bot, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*args: object, **more: object) -> None:
        raise RuntimeError("no answer can be written")

    with monkeypatch.context() as patched:
        patched.setattr("mailbot.process.write_answer", broken)
        received = await bot.receive(mail(group.owner, request_text()))
    assert received.last_error == "RuntimeError: no answer can be written"
    assert await models.SupplierAttachment.all().count() == 0
    assert await models.SupplierAttachmentEvent.all().count() == 0
    assert await models.OutboundMail.all().count() == 0
    await due_now()
    await bot.work()
    again = await models.InboundMail.get(id=received.id)
    assert again.status is Status.ANSWERED
    assert again.last_error is None
    assert await models.SupplierAttachment.all().count() == 1
    assert await models.OutboundMail.all().count() == 2


async def test_a_mail_that_takes_for_ever_is_given_up(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await Bot.start(dataclasses.replace(settings, mail_seconds=1))

    async def endless(*args: object) -> None:
        await asyncio.sleep(30)

    monkeypatch.setattr(process, "route", endless)
    bot = await Bot.start(dataclasses.replace(settings, mail_seconds=1))
    received = await bot.receive(mail(group.owner, request_text()))
    assert (received.status, received.attempts) == (Status.RECEIVED, 1)
    assert received.last_error is not None
    assert "TimeoutError" in received.last_error
    assert await models.SupplierAttachment.all().count() == 0


async def test_a_mail_that_kills_its_process_each_time_is_buried(bot: Bot, group: Group) -> None:
    stored = await bot.store(mail(group.owner, request_text()))
    # So often it was claimed, and each time the claim ran out without a word.
    await models.InboundMail.filter(id=stored.id).update(attempts=bot.settings.mail_attempts)
    await bot.work()
    await stored.refresh_from_db()
    assert stored.status is Status.BURIED
    assert await models.SupplierAttachment.all().count() == 0


async def test_the_leader_that_was_replaced_can_not_store(bot: Bot, settings: Settings, group: Group) -> None:
    source = mail(group.owner, request_text())
    stored = await bot.store(source)
    await bot.inbox.store(1, stored.uid, source, False)
    assert await models.InboundMail.all().count() == 1
    await Bot.start(settings)
    with pytest.raises(Exception, match="another process watches"):
        await bot.store(source)
    assert await models.InboundMail.all().count() == 1
    assert (await models.Mailbox.get()).last_uid == stored.uid


async def test_mails_are_stored_together_or_not_at_all(bot: Bot, group: Group) -> None:
    known, *others = [mail(group.owner, request_text(account=f"C-{number}")) for number in range(4)]
    await bot.inbox.store(1, 1, known, False)
    mails = [FetchedMail(uid, source) for uid, source in enumerate(others, 2)]
    gone = mock.patch("mailbot.inbox.publish", side_effect=[None, ConnectionError("the database is away")])
    with gone, pytest.raises(ConnectionError):
        await bot.inbox.store_together(1, mails)
    assert [row.uid for row in await models.InboundMail.all()] == [1]
    assert (await models.Mailbox.get()).last_uid == 1
    await bot.inbox.store_together(1, [FetchedMail(1, known), *mails])
    rows = await models.InboundMail.all().order_by("uid").select_related("source")
    assert [(row.uid, bytes(row.source.content)) for row in rows] == list(enumerate([known, *others], 1))
    assert [row.sha256 for row in rows] == [hashlib.sha256(source).hexdigest() for source in (known, *others)]
    assert (await models.Mailbox.get()).last_uid == 4
    await bot.work()
    assert {row.status for row in await models.InboundMail.all()} == {Status.ANSWERED}


async def test_a_long_id_that_is_no_id_buries_nothing(bot: Bot, group: Group) -> None:
    """Nothing packs it any shorter: as three bytes a sign it would not fit into an index of PostgreSQL."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    signs = "".join(chr(chance.randrange(0x4E00, 0x9FA6)) for _ in range(980))
    short = "<un@eclair.test>"
    source = mail(group.owner, request_text(), message_id=short, headers=[("References", short)])
    received = await bot.receive(source.replace(short.encode(), f"<{signs}@x.test>".encode()))
    assert (received.status, received.message_id) == (Status.ANSWERED, None)
    assert await bot.answer(received)
