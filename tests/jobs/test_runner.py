"""The runner: every due row is handled, by signal or by the clock; its end gives back what it holds."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tortoise import timezone

from jobs import runner as runner_module
from jobs.events import Signal
from jobs.leases import LeaseLost, claim, finish
from jobs.runner import Runner
from models import OutboundMail, OutboundStatus
from tests.jobs.rows import QUEUED, rows, take

pytestmark = pytest.mark.usefixtures("db")
Handle = Callable[[OutboundMail, str], Awaitable[None]]


async def send(row: OutboundMail, worker: str) -> None:
    """A job well done."""
    await finish(row, worker, status=OutboundStatus.SENT)


def runner(handle: Handle, signal: Signal | None = None, *, concurrency: int = 2, idle: float = 30) -> Runner:
    return Runner(OutboundMail, QUEUED, handle, signal or Signal(), worker="test", concurrency=concurrency, idle=idle)


@asynccontextmanager
async def running(one: Runner) -> AsyncIterator[None]:
    task = asyncio.create_task(one.run())
    try:
        yield
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(1_000):
        if await holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not happen within ten seconds")


async def all_sent() -> bool:
    return not await OutboundMail.exclude(status=OutboundStatus.SENT).exists()


async def test_what_is_due_is_handled() -> None:
    await rows(7)
    async with running(runner(send)):
        await until(all_sent)


async def test_a_signal_wakes_it() -> None:
    signal = Signal()
    async with running(runner(send, signal, idle=60)):
        await asyncio.sleep(0.05)  # it found nothing and waits
        await rows(3)
        signal.set()
        await until(all_sent)


async def test_news_reach_the_hand_whose_look_came_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """It found nothing, and before it heard of that two rows came, of which another hand took one."""
    found_nothing, may_hear = asyncio.Event(), asyncio.Event()

    async def claims(*args: Any, **more: Any) -> list[Any]:
        claimed: list[Any] = await claim(*args, **more)
        if not claimed and not found_nothing.is_set():
            found_nothing.set()
            await may_hear.wait()
        return claimed

    async def first_is_slow(row: OutboundMail, hand: str) -> None:
        if may_hear.is_set():
            await send(row, hand)
        else:
            may_hear.set()
            await asyncio.sleep(60)

    monkeypatch.setattr("jobs.runner.claim", claims)
    signal = Signal()
    async with running(runner(first_is_slow, signal, idle=60)):
        await found_nothing.wait()
        await rows(2)
        signal.set()
        await until(OutboundMail.filter(status=OutboundStatus.SENT).exists)


async def test_the_clock_wakes_it() -> None:
    async with running(runner(send, idle=0.05)):
        await rows(1)
        await until(all_sent)


async def test_a_slow_row_holds_up_no_other_one() -> None:
    slow, *_ = await rows(4)
    forever = asyncio.Event()

    async def handle(row: OutboundMail, worker: str) -> None:
        if row.id == slow:
            await forever.wait()
        await send(row, worker)

    async def others_sent() -> bool:
        return await OutboundMail.filter(status=OutboundStatus.SENT).count() == 3

    async with running(runner(handle)):
        await until(others_sent)
        assert (await OutboundMail.get(id=slow)).lease_owner in ("test/0", "test/1")


async def test_never_more_at_once_than_told() -> None:
    await rows(9)
    now, most = 0, 0

    async def handle(row: OutboundMail, worker: str) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        await send(row, worker)

    async with running(runner(handle, concurrency=3)):
        await until(all_sent)
    assert most == 3


async def test_a_bug_in_one_row_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    bad, stolen, _ = await rows(3)

    async def handle(row: OutboundMail, worker: str) -> None:
        if row.id == bad:
            raise RuntimeError("a bug")
        if row.id == stolen:
            raise LeaseLost("another one's")
        await send(row, worker)

    async def one_sent() -> bool:
        return await OutboundMail.filter(status=OutboundStatus.SENT).count() == 1

    async with running(runner(handle, concurrency=1)):
        await until(one_sent)
    assert f"OutboundMail {bad} failed" in caplog.text
    assert f"OutboundMail {stolen}: another worker took over" in caplog.text
    failed = await OutboundMail.get(id=bad)
    assert (failed.lease_owner, failed.attempts, failed.last_error) == (None, 1, "RuntimeError: a bug")
    assert 1 < (failed.next_attempt_at - timezone.now()).total_seconds() <= 2, "soon, not when its lease would be over"


async def test_stopping_gives_back_what_is_under_way() -> None:
    (id_,) = await rows(1)
    started = asyncio.Event()

    async def handle(row: OutboundMail, worker: str) -> None:
        started.set()
        await asyncio.Event().wait()

    async with running(runner(handle)):
        await started.wait()
    row = await OutboundMail.get(id=id_)
    assert (row.lease_owner, row.attempts) == (None, 0)
    assert await take("the next one") == [id_]


@pytest.mark.parametrize("stop", [False, True], ids=["fails", "is stopped"])
async def test_what_waits_behind_a_row_is_given_back_untouched(stop: bool) -> None:
    ids = await rows(4)
    started = asyncio.Event()

    async def handle(claimed: deque[OutboundMail], worker: str) -> None:
        assert [row.id for row in claimed] == ids[:3]
        await send(claimed.popleft(), worker)
        started.set()
        if stop:
            await asyncio.Event().wait()
        raise RuntimeError("a bug")

    several = Runner(OutboundMail, QUEUED, handle, Signal(), worker="test", at_once=3)
    working = asyncio.create_task(several.run_once())
    await started.wait()
    if stop:
        working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    found = await OutboundMail.all().order_by("id")
    assert {row.lease_owner for row in found} == {None}
    assert [row.status is OutboundStatus.SENT for row in found] == [True, False, False, False]
    assert [row.attempts for row in found] == [1, 0 if stop else 1, 0, 0]
    assert await take("the next one", 4) == [id_ for id_ in ids[1:] if stop or id_ != ids[1]]


async def test_only_the_row_under_way_keeps_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "LEASE", dt.timedelta(seconds=0.3))
    first, second = await rows(2)

    async def handle(claimed: deque[OutboundMail], worker: str) -> None:
        assert [row.id for row in claimed] == [first, second]
        await asyncio.sleep(0.5)
        assert await take("another") == [second]
        await send(claimed.popleft(), worker)
        raise LeaseLost(str(second))

    await Runner(OutboundMail, QUEUED, handle, Signal(), worker="test", at_once=2).run_once()
    assert (await OutboundMail.get(id=first)).status is OutboundStatus.SENT
    assert (await OutboundMail.get(id=second)).lease_owner == "another"


async def test_long_work_keeps_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "LEASE", dt.timedelta(seconds=0.3))
    await rows(1)

    async def handle(row: OutboundMail, worker: str) -> None:
        for _ in range(10):
            await asyncio.sleep(0.1)
            assert await take("a thief") == []
        await send(row, worker)

    await runner(handle).run_once()
    assert await all_sent()


@pytest.mark.parametrize("carried_out", [False, True], ids=["before the claim", "before its answer"])
async def test_a_database_that_fails_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, carried_out: bool
) -> None:
    failures = iter([OSError("connection lost")])

    async def unsteady(*args: object, **more: object) -> list[OutboundMail]:
        for failure in failures:
            if carried_out:
                assert await claim(*args, **more)  # type: ignore[arg-type]
            raise failure
        return await claim(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(runner_module, "AFTER_FAILURE", 0.1)
    monkeypatch.setattr(runner_module, "claim", unsteady)
    await rows(1)
    async with running(runner(send, concurrency=1)):
        await until(all_sent)
    assert "claiming or putting back OutboundMail failed" in caplog.text


async def test_what_could_not_be_put_back_does_not_wait_for_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "AFTER_FAILURE", 0.1)
    failures = iter([RuntimeError("a bug"), OSError("the database is away")])

    async def handle(row: OutboundMail, worker: str) -> None:
        for failure in failures:
            monkeypatch.setattr(runner_module, "put_back", away)
            raise failure
        await send(row, worker)

    async def away(*args: object) -> None:
        raise next(failures)

    await rows(1)
    async with running(runner(handle, concurrency=1)):
        await until(all_sent)
    assert (await OutboundMail.get()).attempts == 2
