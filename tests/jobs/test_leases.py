"""Rows as jobs: each is one worker's at a time, whatever happens to the worker."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from tortoise import timezone

from jobs import runner as runner_module
from jobs.leases import LeaseLost, backoff, claim, finish, release, renew, retry_or_bury
from jobs.runner import Runner
from jobs.signals import Signal
from models import InboundMail, InboundStatus, Mailbox

pytestmark = pytest.mark.usefixtures("db")
WAITING = (InboundStatus.RECEIVED,)
MINUTE = dt.timedelta(minutes=1)


async def make_rows(count: int) -> list[int]:
    """So many jobs that are due; their ids."""
    mailbox = await Mailbox.create(name="contact")
    rows = [
        await InboundMail.create(mailbox=mailbox, uidvalidity=1, uid=uid, sha256="", size=0) for uid in range(count)
    ]
    return [row.id for row in rows]


async def test_the_oldest_first_and_each_once(db: str) -> None:
    ids = await make_rows(5)
    assert await claim(InboundMail, WAITING, "one", MINUTE, limit=2) == ids[:2]
    assert await claim(InboundMail, WAITING, "two", MINUTE, limit=2) == ids[2:4]
    assert await claim(InboundMail, WAITING, "one", MINUTE, limit=9) == ids[4:]
    assert await claim(InboundMail, WAITING, "two", MINUTE, limit=9) == []


async def test_many_at_once_claim_each_row_once(db: str) -> None:
    ids = await make_rows(30)
    claimed = await asyncio.gather(*(claim(InboundMail, WAITING, f"w{n}", MINUTE, limit=4) for n in range(10)))
    assert sorted(id_ for each in claimed for id_ in each) == ids


async def test_a_dead_worker_s_row_comes_back_and_a_living_one_s_does_not(db: str) -> None:
    (row,) = await make_rows(1)
    await claim(InboundMail, WAITING, "dead", dt.timedelta(seconds=-1))
    assert await claim(InboundMail, WAITING, "alive", dt.timedelta(milliseconds=-1)) == [row]
    await renew(InboundMail, [row], "alive", MINUTE)
    assert await claim(InboundMail, WAITING, "other", MINUTE) == []
    assert (await InboundMail.get(id=row)).attempts == 2
    # The dead one was only frozen: it must change nothing, nor prolong what is not its any more.
    late = await InboundMail.get(id=row)
    await renew(InboundMail, [row], "dead", -MINUTE)
    with pytest.raises(LeaseLost):
        await finish(late, "dead", status=InboundStatus.ANSWERED)
    with pytest.raises(LeaseLost):
        await retry_or_bury(late, "dead", "late", attempts=1, buried=InboundStatus.BURIED)
    await finish(late, "alive", status=InboundStatus.HANDED_OVER)
    await late.refresh_from_db()
    assert (late.status, late.lease_owner, late.lease_until) == (InboundStatus.HANDED_OVER, None, None)


async def test_what_ended_or_is_not_due_is_not_claimed(db: str) -> None:
    first, second = await make_rows(2)
    await InboundMail.filter(id=first).update(status=InboundStatus.ANSWERED)
    await InboundMail.filter(id=second).update(next_attempt_at=timezone.now() + MINUTE)
    assert await claim(InboundMail, WAITING, "one", MINUTE, limit=9) == []


async def test_a_clean_stop_is_no_attempt(db: str) -> None:
    (row,) = await make_rows(1)
    await claim(InboundMail, WAITING, "one", MINUTE)
    await release(InboundMail, [row], "somebody else")
    assert await claim(InboundMail, WAITING, "two", MINUTE) == []
    await release(InboundMail, [row], "one")
    assert (await InboundMail.get(id=row)).attempts == 0
    assert await claim(InboundMail, WAITING, "two", MINUTE) == [row]


def test_patience_doubles_up_to_an_hour() -> None:
    assert [backoff(attempts).total_seconds() for attempts in (0, 1, 2, 3, 11, 12, 13, 9_999)] == [
        2, 2, 4, 8, 2048, 3600, 3600, 3600,
    ]  # fmt: skip


def runner(handle: object, concurrency: int = 2) -> Runner:
    """A runner of these rows."""
    return Runner(InboundMail, WAITING, handle, Signal(), worker="runner", concurrency=concurrency)  # type: ignore[arg-type]


async def test_a_slow_row_holds_up_no_other_and_keeps_its_lease(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "LEASE", dt.timedelta(seconds=0.6))
    slow, *quick = await make_rows(5)
    handled: list[int] = []
    going_on = asyncio.Event()

    async def handle(id_: int, worker: str) -> None:
        handled.append(id_)
        if id_ == slow:
            await going_on.wait()
        await finish(await InboundMail.get(id=id_), worker, status=InboundStatus.ANSWERED)

    work = asyncio.create_task(runner(handle).run())
    await asyncio.sleep(1.5)
    assert sorted(handled) == [slow, *quick]
    assert await claim(InboundMail, WAITING, "thief", MINUTE) == []
    going_on.set()
    await asyncio.sleep(0.2)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert await InboundMail.filter(status=InboundStatus.ANSWERED).count() == 5


async def test_stopping_gives_back_what_was_begun(db: str) -> None:
    (row,) = await make_rows(1)
    begun = asyncio.Event()

    async def handle(id_: int, worker: str) -> None:
        begun.set()
        await asyncio.sleep(30)

    work = asyncio.create_task(runner(handle).run())
    await begun.wait()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    left = await InboundMail.get(id=row)
    assert (left.lease_owner, left.attempts) == (None, 0)


async def test_a_handler_that_raises_ends_no_work(db: str) -> None:
    first, second = await make_rows(2)
    handled: list[int] = []

    async def handle(id_: int, worker: str) -> None:
        handled.append(id_)
        raise LeaseLost("frozen") if id_ == first else RuntimeError("broken")

    one = runner(handle)
    assert [await one.run_once(), await one.run_once(), await one.run_once()] == [True, True, False]
    assert handled == [first, second]
