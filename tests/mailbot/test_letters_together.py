"""Letters that are claimed together: what is taken is written together, and nothing waits or goes twice for it."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import pytest
from tortoise import timezone

import models
from jobs.leases import claim, finish_all, release
from jobs.runner import LEASE
from mailbot import delivery
from mailbot.smtp import SmtpSession
from tests.group import Group
from tests.mailbot.scripted_smtp import scripted
from tests.mailbot.test_delivery import TO_SEND, Status, a_letter_to, deliver, deliverer_to, runner_of

pytestmark = pytest.mark.usefixtures("db")


async def test_letters_that_are_taken_at_once_are_written_at_once(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[list[int]] = []

    async def writing(rows: Any, *args: Any, **changes: Any) -> set[int]:
        written.append([row.id for row in rows])
        return await finish_all(rows, *args, **changes)

    monkeypatch.setattr(delivery, "finish_all", writing)
    monkeypatch.setattr(delivery, "SOON", 5)
    for number in range(4):
        await a_letter_to(group.owner.email, number)
    await models.OutboundMail.filter(dedupe_key="reset:2").update(secret=True, body_text="masqué")
    async with scripted() as script:
        await deliver(script)
        assert len(script.mails) == 4
    first, second, secret, fourth = await models.OutboundMail.all().order_by("id")
    assert written == [[first.id, second.id, fourth.id], [secret.id]]
    assert {row.status for row in (first, second, secret, fourth)} == {Status.SENT}
    assert (bytes(first.content), bytes(secret.content)) == (b"Subject: x\r\n\r\nx\r\n", "masqué".encode())


@pytest.mark.parametrize("stopped", [False, True], ids=["in time", "at a stop"])
async def test_what_is_taken_is_written_while_another_letter_takes_long(
    group: Group, monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    under_way, written, send = asyncio.Event(), asyncio.Event(), SmtpSession.send

    async def slow(session: SmtpSession, **letter: Any) -> Any:
        if script.mails:
            under_way.set()
            await asyncio.Event().wait()
        return await send(session, **letter)

    async def writing(*args: Any, **changes: Any) -> set[int]:
        done = await finish_all(*args, **changes)
        written.set()
        return done

    monkeypatch.setattr(SmtpSession, "send", slow)
    monkeypatch.setattr(delivery, "finish_all", writing)
    monkeypatch.setattr(delivery, "SOON", 60 if stopped else 0.02)
    monkeypatch.setattr(delivery, "_ANSWER", 0.01)
    for number in range(3):
        await a_letter_to(group.owner.email, number)
    async with scripted() as script:
        deliverer = deliverer_to(script)
        working = asyncio.create_task(runner_of(deliverer).run())
        await under_way.wait()
        if not stopped:
            await written.wait()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await deliverer.close()
    rows = await models.OutboundMail.all().order_by("id")
    assert [row.status for row in rows] == [Status.SENT, Status.SENDING, Status.SENDING]
    assert {row.lease_owner for row in rows} == {None}
    assert [row.attempts for row in rows] == [1, 0, 0], "nobody tried in vain"


async def test_what_the_server_says_yes_to_at_a_stop_is_known(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, send = asyncio.Event(), SmtpSession.send

    async def slow(session: SmtpSession, **letter: Any) -> Any:
        answer = await send(session, **letter)
        taken.set()
        await asyncio.sleep(0.05)
        return answer

    monkeypatch.setattr(SmtpSession, "send", slow)
    await a_letter_to(group.owner.email, 1)
    async with scripted() as script:
        deliverer = deliverer_to(script)
        working = asyncio.create_task(runner_of(deliverer).run())
        await taken.wait()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await deliver(script)
        assert len(script.mails) == 1
    assert (await models.OutboundMail.get()).status is Status.SENT


async def test_nothing_more_is_sent_while_it_can_not_be_written(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what is sent stays ours while the database refuses that alone, as one does whose queue of events is full."""
    tries, often, back = 0, asyncio.Event(), asyncio.Event()

    async def refused(rows: Any, *args: Any, **changes: Any) -> set[int]:
        nonlocal tries
        if back.is_set():
            return await finish_all(rows, *args, **changes)
        tries += 1
        if tries == 1:
            await models.OutboundMail.filter(id=rows[0].id).update(lease_until=timezone.now())
        elif tries == 3:
            often.set()
        raise OSError("too many notifications")

    monkeypatch.setattr(delivery, "finish_all", refused)
    monkeypatch.setattr(delivery, "_PAUSES", (0.01,))
    monkeypatch.setattr(delivery, "LATE", 0)
    for number in range(3):
        await a_letter_to(group.owner.email, number)
    async with scripted() as script:
        working = asyncio.create_task(deliver(script))
        await often.wait()
        assert len(script.mails) == 1
        in_time = timezone.now() + LEASE / 2
        assert await models.OutboundMail.filter(lease_owner="tests", lease_until__gt=in_time).count() == 3
        back.set()
        await working
        assert len(script.mails) == 3
    assert await models.OutboundMail.filter(status=Status.SENT).count() == 3


async def test_a_letter_that_waited_too_long_behind_another_is_given_back(group: Group) -> None:
    for number in range(3):
        await a_letter_to(group.owner.email, number)
    async with scripted() as script:
        deliverer = deliverer_to(script)
        mails = deque(await claim(models.OutboundMail, TO_SEND, "tests", LEASE, limit=3, working=Status.SENDING))
        mails[1].lease_until = timezone.now() + LEASE / 4
        await deliverer.handle(mails, "tests")
        await deliverer.close()
        assert len(script.mails) == 1
        rows = await models.OutboundMail.all().order_by("id")
        assert [row.attempts for row in rows] == [1, 0, 0]
        await deliver(script)
        assert len(script.mails) == 3


async def test_letters_behind_one_that_fails_are_nobodys_though_the_database_stumbles(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([OSError("connection lost")])

    async def stumbling(*args: Any) -> None:
        for failure in failures:
            raise failure
        await release(*args)

    monkeypatch.setattr(delivery, "release", stumbling)
    for number in range(3):
        await a_letter_to(group.owner.email, number)
    async with scripted(RCPT="450 4.2.1 plus tard") as script:
        deliverer = deliverer_to(script)
        await runner_of(deliverer).run_once()
        await deliverer.close()
    rows = await models.OutboundMail.all().order_by("id")
    assert [(row.lease_owner, row.attempts) for row in rows] == [(None, 1), (None, 0), (None, 0)]
