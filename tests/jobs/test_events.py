"""Events: "look again", for runners and watches of this process and, on PostgreSQL, of the others. None is lost."""

from __future__ import annotations

import asyncio
import gc
import time
import warnings

import asyncpg
import pytest
from tortoise import timezone
from tortoise.transactions import in_transaction

from jobs import events as module
from jobs.events import MOST_PENDING, Event, Events, Signal, Watch, publish, update_and_publish
from models import InboundMail, OutboundMail, SupplierAttachment
from models.database import database
from models.schedule import ScheduledJob

pytestmark = pytest.mark.timeout(30)


async def is_woken(signal: Signal, seconds: float, since: int = 0) -> bool:
    started = time.perf_counter()
    await signal.wait(seconds, since)
    return time.perf_counter() - started < seconds * 0.9


async def next_of(watch: Watch, seconds: float = 5.0) -> int | None:
    return await asyncio.wait_for(anext(watch), seconds)


async def is_silent(watch: Watch, seconds: float = 0.2) -> bool:
    try:
        await next_of(watch, seconds)
    except TimeoutError:
        return True
    return False


async def test_waiting_ends_by_the_signal_or_by_the_clock() -> None:
    signal = Signal()
    assert not await is_woken(signal, 0.05)
    signal.set()
    assert await is_woken(signal, 5)
    assert await is_woken(signal, 5), "it stays set for those who haven't looked since"
    heard = signal.heard
    assert not await is_woken(signal, 0.05, heard)
    asyncio.get_running_loop().call_later(0.02, signal.set)
    assert await is_woken(signal, 5, heard)


async def test_each_table_has_its_own_signal() -> None:
    events = Events()
    inbound, outbound = events.signal(InboundMail), events.signal(OutboundMail)
    assert inbound is events.signal(InboundMail)
    events.tell(Event("inbound_mail", 3))
    assert await is_woken(inbound, 5)
    assert not await is_woken(outbound, 0.05)


@pytest.mark.parametrize(
    "event",
    [
        *(Event("a"), Event("a_b", 12), Event("a", 12, 4), Event("a", None, 4), Event("a", 2**31 - 1)),
        *(Event("a", 12, 4, done=True), Event("a", 12, done=True)),
    ],
)
def test_an_event_is_read_as_it_was_written(event: Event) -> None:
    assert Event.read(event.written()) == event


@pytest.mark.parametrize("text", ["", "a", "a:", "a:x", "a:-1", "a:²", "a::", "a:1:x", "a:1:2:3", ":::::"])
def test_whatever_else_is_notified_is_survived(text: str) -> None:
    """Anybody who may connect to the database may notify."""
    found = Event.read(text)
    assert found.table == text.partition(":")[0]
    assert found.key in (None, 1)


async def test_the_end_of_a_job_is_news_to_those_who_look_and_no_work_for_runners() -> None:
    events = Events()
    signal = events.signal(InboundMail)
    with events.watch(InboundMail) as watch:
        assert await next_of(watch) is None
        events.tell(Event("inbound_mail", 3, done=True))
        assert await next_of(watch) == 3
    assert not await is_woken(signal, 0.05)


async def test_a_watch_begins_with_a_look_at_everything() -> None:
    with Events().watch(SupplierAttachment) as watch:
        assert await next_of(watch) is None
        assert await is_silent(watch)


async def test_a_watch_tells_each_row_that_changed_once() -> None:
    events = Events()
    with events.watch(SupplierAttachment) as watch:
        assert await next_of(watch) is None
        for key in (3, 1, 3, 3):
            events.tell(Event("supplier_attachment", key))
        events.tell(Event("inbound_mail", 9))
        assert [await next_of(watch), await next_of(watch)] == [3, 1]
        assert await is_silent(watch)
        events.tell(Event("supplier_attachment", 3))
        assert await next_of(watch) == 3, "a change while or after looking is looked at again"


async def test_a_watch_of_one_row_hears_of_no_other() -> None:
    events = Events()
    with events.watch(SupplierAttachment, 5) as watch:
        assert await next_of(watch) is None
        events.tell(Event("supplier_attachment", 6))
        assert await is_silent(watch)
        events.tell(Event("supplier_attachment", 5))
        assert await next_of(watch) == 5
        events.tell(Event("supplier_attachment"))
        assert await next_of(watch) is None, "the whole table changed, so the row may have"


async def test_a_watch_for_some_companies_is_spared_what_is_others() -> None:
    events = Events()
    with events.watch(SupplierAttachment, member_ids=(4,)) as watch:
        assert await next_of(watch) is None
        events.tell(Event("supplier_attachment", 1, 5))
        assert await is_silent(watch)
        for key, member_id in ((2, 4), (3, None)):
            events.tell(Event("supplier_attachment", key, member_id))
        assert [await next_of(watch), await next_of(watch)] == [2, 3]


async def test_too_much_becomes_a_look_at_everything() -> None:
    """Whoever is slow costs a bounded amount of memory and misses nothing."""
    events = Events()
    with events.watch(SupplierAttachment) as watch:
        await next_of(watch)
        for key in range(MOST_PENDING):
            events.tell(Event("supplier_attachment", key))
        assert len(watch._pending) == MOST_PENDING
        for key in range(MOST_PENDING, MOST_PENDING + 500):
            events.tell(Event("supplier_attachment", key))
            assert len(watch._pending) <= MOST_PENDING
        assert await next_of(watch) is None
        assert await is_silent(watch)


async def test_whoever_left_is_not_told() -> None:
    events = Events()
    with events.watch(SupplierAttachment) as watch:
        await next_of(watch)
    events.tell(Event("supplier_attachment", 1))
    assert await is_silent(watch)
    assert not any(events._listeners.values())


async def test_what_is_published_is_heard_when_it_commits(db: str) -> None:
    """On both databases: not before, and not if it fails."""
    events = Events()
    async with events.listening():
        with events.watch(SupplierAttachment) as watch:
            await next_of(watch)
            while not await is_silent(watch, 0.5):  # LISTEN has begun
                pass
            async with in_transaction():
                await publish(SupplierAttachment, 1, member_id=4)
                await publish(SupplierAttachment, 2)
                async with in_transaction():
                    await publish(SupplierAttachment, 1, member_id=4)
                assert await is_silent(watch)
            assert sorted([str(await next_of(watch)), str(await next_of(watch))]) == ["1", "2"]

            async def undone() -> None:
                async with in_transaction():
                    await publish(SupplierAttachment, 3)
                    raise RuntimeError("undone")

            with pytest.raises(RuntimeError, match="undone"):
                await undone()
            assert await is_silent(watch)
            await publish(SupplierAttachment, 4)
            assert await next_of(watch) == 4, "outside of a transaction at once"


async def test_what_a_nested_transaction_undoes_takes_no_event_of_the_one_around_it_away(db: str) -> None:
    job = await ScheduledJob.create(name="nightly", due_at=timezone.now(), next_attempt_at=timezone.now())
    events = Events()

    async def undone() -> None:
        async with in_transaction():
            assert await update_and_publish(ScheduledJob, {"id": job.id}, {"attempts": 9}, ()) == {job.id}
            raise RuntimeError("undone")

    async with events.listening():
        with events.watch(SupplierAttachment) as watch:
            await next_of(watch)
            while not await is_silent(watch, 0.5):  # LISTEN has begun
                pass
            async with in_transaction():
                await publish(SupplierAttachment, 1)
                with pytest.raises(RuntimeError, match="undone"):
                    await undone()
            assert await next_of(watch) == 1
    assert (await ScheduledJob.get(id=job.id)).attempts == 0


async def test_on_sqlite_there_is_nobody_else(tmp_path: object) -> None:
    async with database(f"sqlite:///{tmp_path}/test.sqlite3", migrate=False):
        await asyncio.wait_for(Events().listen(), 1)


async def listening(events: Events, url: str) -> asyncio.Task[None]:
    """A task that listens already."""
    task = asyncio.create_task(events.listen())
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
        events = Events()
        outbound, inbound = events.signal(OutboundMail), events.signal(InboundMail)
        task = await listening(events, postgres_url)
        for signal in (outbound, inbound):
            assert await is_woken(signal, 5), "something may have been told before anybody listened"
        heard = outbound.heard, inbound.heard
        other = await asyncpg.connect(postgres_url)
        try:
            await other.execute("SELECT pg_notify('centrale', 'outbound_mail:7')")
            assert await is_woken(outbound, 5, heard[0])
            assert not await is_woken(inbound, 0.05, heard[1])
        finally:
            await other.close()
        await stop(task)


@pytest.mark.postgres
async def test_what_was_told_while_the_connection_was_lost_is_not_missed(
    postgres_url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECONNECT", 0.3)
    async with database(postgres_url, migrate=False):
        events = Events()
        task = await listening(events, postgres_url)
        other = await asyncpg.connect(postgres_url)
        try:
            with events.watch(SupplierAttachment) as watch:
                assert await next_of(watch) is None
                while not await is_silent(watch):
                    pass
                await other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                await other.execute("SELECT pg_notify('centrale', 'supplier_attachment:7')")
                assert await next_of(watch) is None, "nobody heard it, so everything is looked at again"
                await other.execute("SELECT pg_notify('centrale', 'supplier_attachment:8')")
                assert await next_of(watch) == 8
        finally:
            await other.close()
        await stop(task)
    assert "events wait until it is back" in caplog.text


@pytest.mark.postgres
async def test_a_connection_that_died_without_a_word_is_noticed(
    postgres_url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A firewall that forgot the connection tells nobody: only asking shows it."""
    monkeypatch.setattr(module, "HEARTBEAT", 0.2)
    monkeypatch.setattr(module, "RECONNECT", 0.1)
    asked = asyncio.Event()
    execute = asyncpg.Connection.execute

    async def unanswered(self: asyncpg.Connection, query: str, *args: object, **options: object) -> str:
        if query == "SELECT 1" and not asked.is_set():
            asked.set()
            query = "SELECT pg_sleep(20)"
        return str(await execute(self, query, *args, **options))

    monkeypatch.setattr(asyncpg.Connection, "execute", unanswered)
    async with database(postgres_url, migrate=False):
        events = Events()
        task = await listening(events, postgres_url)
        with events.watch(SupplierAttachment) as watch:
            await next_of(watch)
            await asyncio.wait_for(asked.wait(), 5)
            assert await next_of(watch) is None, "it listens again"
            await publish(SupplierAttachment, 8)
            assert await next_of(watch) == 8
        await stop(task)
    assert "LISTEN was interrupted (TimeoutError)" in caplog.text


@pytest.mark.postgres
async def test_stopping_leaves_a_clean_connection(postgres_url: str) -> None:
    """asyncpg warns of listeners on a connection that goes back to its pool."""
    async with database(postgres_url, migrate=False, pool_size=1):
        events = Events()
        signal = events.signal(OutboundMail)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            await stop(await listening(events, postgres_url))
            gc.collect()
        assert [str(one.message) for one in caught] == []
        heard = signal.heard
        await publish(OutboundMail, 1)
        assert not await is_woken(signal, 0.2, heard), "nobody listens any more"
