"""Signals: waking workers of this process and, on PostgreSQL, of the others."""

from __future__ import annotations

import asyncio
import gc
import time
import warnings

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from jobs.signals import INBOUND, OUTBOUND, Signal, Signals, notify
from models.database import database

pytestmark = pytest.mark.timeout(30)


async def is_woken(signal: Signal, seconds: float) -> bool:
    started = time.perf_counter()
    await signal.wait(seconds)
    return time.perf_counter() - started < seconds * 0.9


async def test_waiting_ends_by_the_signal_or_by_the_clock() -> None:
    signal = Signal()
    assert not await is_woken(signal, 0.05)
    signal.set()
    assert await is_woken(signal, 5)
    assert await is_woken(signal, 5), "it stays set until somebody looks"
    signal.clear()
    assert not await is_woken(signal, 0.05)
    asyncio.get_running_loop().call_later(0.02, signal.set)
    assert await is_woken(signal, 5)


async def test_each_name_has_its_own() -> None:
    signals = Signals()
    signals.wake(INBOUND)
    assert await is_woken(signals[INBOUND], 5)
    assert not await is_woken(signals[OUTBOUND], 0.05)


async def test_on_sqlite_there_is_nobody_else(tmp_path: object) -> None:
    async with database(f"sqlite:///{tmp_path}/test.sqlite3", migrate=False):
        await asyncio.wait_for(Signals().listen(), 1)
        await notify(INBOUND)


async def listening(signals: Signals, url: str) -> asyncio.Task[None]:
    """A task that listens already."""
    task = asyncio.create_task(signals.listen())
    other = await asyncpg.connect(url)
    try:
        for _ in range(500):
            if await other.fetchval("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN %centrale%'"):
                return task
            await asyncio.sleep(0.02)
    finally:
        await other.close()
    pytest.fail("nobody listens")


async def stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.postgres
async def test_another_process_is_heard(postgres_url: str) -> None:
    async with database(postgres_url, migrate=False):
        signals = Signals()
        task = await listening(signals, postgres_url)
        other = await asyncpg.connect(postgres_url)
        try:
            await other.execute("SELECT pg_notify('centrale', $1)", OUTBOUND)
            assert await is_woken(signals[OUTBOUND], 5)
            assert not await is_woken(signals[INBOUND], 0.05)
        finally:
            await other.close()
        await stop(task)


@pytest.mark.postgres
async def test_what_is_told_in_a_transaction_is_heard_when_it_commits(postgres_url: str) -> None:
    async with database(postgres_url, migrate=False):
        signals = Signals()
        task = await listening(signals, postgres_url)
        async with in_transaction():
            await notify(INBOUND)
            assert not await is_woken(signals[INBOUND], 0.2)
        assert await is_woken(signals[INBOUND], 5)
        signals[INBOUND].clear()

        async def undone() -> None:
            async with in_transaction():
                await notify(INBOUND)
                raise RuntimeError("undone")

        with pytest.raises(RuntimeError, match="undone"):
            await undone()
        assert not await is_woken(signals[INBOUND], 0.2)
        await stop(task)


@pytest.mark.postgres
async def test_a_lost_connection_is_made_again(postgres_url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with database(postgres_url, migrate=False):
        signals = Signals()
        task = await listening(signals, postgres_url)
        other = await asyncpg.connect(postgres_url)
        try:
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            async with asyncio.timeout(10):
                while not signals[INBOUND]._event.is_set():
                    await other.execute("SELECT pg_notify('centrale', $1)", INBOUND)
                    await asyncio.sleep(0.1)
        finally:
            await other.close()
        await stop(task)


@pytest.mark.postgres
async def test_stopping_leaves_a_clean_connection(postgres_url: str) -> None:
    """asyncpg warns of listeners on a connection that goes back to its pool."""
    async with database(postgres_url, migrate=False, pool_size=1):
        signals = Signals()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            await stop(await listening(signals, postgres_url))
            gc.collect()
        assert [str(one.message) for one in caught] == []
        await notify(OUTBOUND)
        assert not await is_woken(signals[OUTBOUND], 0.2), "nobody listens any more"
