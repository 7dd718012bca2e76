"""Works beside a block end with it, whatever they wait for."""

from __future__ import annotations

import asyncio

import pytest

from jobs import tasks
from jobs.events import Signal
from jobs.tasks import beside


async def test_all_end_with_the_block() -> None:
    ended = []

    async def work(number: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(number)

    async with beside(work(1), work(2)):
        await asyncio.sleep(0)
        assert ended == []
    assert sorted(ended) == [1, 2]


async def test_a_cancellation_that_a_library_loses_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "AGAIN", 0.05)
    cancelled = 0

    async def deaf() -> None:
        nonlocal cancelled
        while cancelled < 3:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                cancelled += 1

    async with asyncio.timeout(5), beside(deaf()):
        await asyncio.sleep(0)
    assert cancelled == 3


async def test_a_work_that_fails_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> None:
        raise RuntimeError("a bug")

    async with beside(broken()):
        await asyncio.sleep(0.01)
    assert "broken ended" in caplog.text
    assert "a bug" in caplog.text


async def test_who_waits_for_a_signal_hears_that_it_is_cancelled() -> None:
    """Though the signal comes at the same moment: else a runner would go on while all else has ended."""
    signal = Signal()
    waiting = asyncio.create_task(signal.wait(60))
    await asyncio.sleep(0.01)
    signal.set()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(waiting, 5)
