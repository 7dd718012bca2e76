"""The threads that read SQLite: what they see, what they refuse, and that nobody waits for nothing."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from threading import enumerate as threads
from typing import Any

import pytest

from models.readers import PostgresReaders, SqliteReaders

SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT count(*) FROM n"
LONG = 6_000_000  # far more than a second


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (n INTEGER)")
        yield connection


@pytest.fixture
async def readers(writer: sqlite3.Connection, tmp_path: Path) -> AsyncIterator[SqliteReaders]:
    found = SqliteReaders(str(tmp_path / "a.db"), 2)
    yield found
    await found.close()


async def count(readers: SqliteReaders) -> int:
    return int((await readers.row("SELECT count(*) FROM t", []))[0])


async def test_what_was_committed_is_seen_and_nothing_else(readers: SqliteReaders, writer: sqlite3.Connection) -> None:
    writer.execute("INSERT INTO t VALUES (1)")
    assert await count(readers) == 1
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO t VALUES (2)")
    assert await count(readers) == 1
    writer.execute("COMMIT")
    assert [await count(readers) for _ in range(10)] == [2] * 10


async def test_many_get_each_their_own_row(readers: SqliteReaders) -> None:
    rows = await asyncio.gather(*(readers.row("SELECT ?1, ?1 * 2", [number]) for number in range(500)))
    assert rows == [(number, number * 2) for number in range(500)]


async def test_a_long_statement_is_in_nobodys_way(readers: SqliteReaders) -> None:
    long = asyncio.create_task(readers.row(SLOW, [LONG]))
    for _ in range(20):
        assert await count(readers) == 0
    assert not long.done()
    assert await long == (LONG,)


async def test_an_error_is_whose_statement_it_was(readers: SqliteReaders) -> None:
    asked = (readers.row("SELECT nothing", []), readers.row("SELECT count(*) FROM t", []))
    found: list[Any] = list(await asyncio.gather(*asked, return_exceptions=True))
    assert isinstance(found[0], sqlite3.OperationalError)
    assert found[1] == (0,)


async def test_no_row_is_none(readers: SqliteReaders) -> None:
    assert await readers.row("SELECT n FROM t", []) is None


async def test_nothing_is_written_by_readers(readers: SqliteReaders) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await readers.row("INSERT INTO t VALUES (1) RETURNING n", [])
    assert await count(readers) == 0


async def test_whoever_gives_up_leaves_the_others_their_turn(readers: SqliteReaders) -> None:
    busy = [asyncio.create_task(readers.row(SLOW, [300_000])) for _ in range(2)]
    given_up = [asyncio.create_task(readers.row(SLOW, [LONG])) for _ in range(50)]
    await asyncio.sleep(0)
    for task in given_up:
        task.cancel()
    assert await asyncio.wait_for(count(readers), 2) == 0
    assert await asyncio.gather(*busy) == [(300_000,)] * 2
    assert all(task.cancelled() for task in given_up)


async def test_closing_answers_what_was_asked_and_ends_the_threads(writer: sqlite3.Connection, tmp_path: Path) -> None:
    readers = SqliteReaders(str(tmp_path / "a.db"), 3)
    asked = asyncio.gather(*(readers.row(SLOW, [1_000]) for _ in range(20)))
    await asyncio.sleep(0)
    await readers.close()
    assert await asked == [(1_000,)] * 20
    assert not any("_work" in thread.name for thread in threads())
    for connection in readers.connections:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
    with pytest.raises(RuntimeError, match="closed"):
        await count(readers)


async def test_a_short_statement_is_run_where_it_is_asked(readers: SqliteReaders) -> None:
    here = "SELECT count(*) FROM t"
    task = asyncio.ensure_future(readers.row(here, []))
    await asyncio.sleep(0)
    assert task.done(), "no thread had to be waited for"
    long = asyncio.ensure_future(readers.row(SLOW, [LONG]))
    started = time.thread_time()
    await asyncio.sleep(0)
    assert not long.done()
    assert time.thread_time() - started < 0.01, "the loop went on long before the statement's end"
    assert await long == (LONG,)


async def test_one_bad_moment_makes_no_statement_long(readers: SqliteReaders) -> None:
    """A collection of garbage in its time, say: it goes to a thread once, three times running for a second."""

    async def ran_here(most: int) -> bool:
        task = asyncio.ensure_future(readers.row(SLOW, [most]))
        await asyncio.sleep(0)
        here = task.done()
        await task
        return here

    slow, quick = 500_000, 1
    assert not await ran_here(slow)
    assert not await ran_here(slow)
    assert await ran_here(quick)
    for _ in range(3):
        assert not await ran_here(slow)
    assert not await ran_here(quick), "long for a second"
    await asyncio.sleep(1.1)
    assert await ran_here(quick)


async def test_the_loop_waits_for_no_lock(readers: SqliteReaders, writer: sqlite3.Connection) -> None:
    writer.execute("PRAGMA journal_mode = DELETE")
    writer.execute("BEGIN EXCLUSIVE")
    blocked = asyncio.ensure_future(count(readers))
    await asyncio.sleep(0.05)
    assert not blocked.done()
    writer.execute("COMMIT")
    assert await blocked == 0


class _Connection:
    """Stands for one of PostgreSQL's: it notes whose statements it ran, each in a round of the loop."""

    def __init__(self) -> None:
        self.ran: list[str] = []

    async def fetchrow(self, sql: str) -> str:
        await asyncio.sleep(0)
        self.ran.append(sql)
        return sql

    async def execute(self, sql: str) -> None:
        """Settings."""


class _Pool:
    def __init__(self) -> None:
        self.connection = _Connection()

    async def acquire(self) -> _Connection:
        return self.connection

    async def release(self, connection: _Connection) -> None:
        """Nothing to give back."""


async def test_nobody_pushes_in() -> None:
    """Whoever comes while a connection changes hands waits behind those who were there before."""
    pool = _Pool()
    readers = PostgresReaders(pool, 1, 1.0)

    async def ask_twice(name: str) -> None:
        await readers.row(f"{name}1", [])
        await readers.row(f"{name}2", [])

    await asyncio.gather(*(ask_twice(name) for name in "abc"))
    assert pool.connection.ran == ["a1", "b1", "c1", "a2", "b2", "c2"]


async def test_a_turn_that_nobody_takes_goes_on() -> None:
    pool = _Pool()
    readers = PostgresReaders(pool, 1, 1.0)
    first, second, third = (asyncio.ensure_future(readers.row(name, [])) for name in "abc")
    await first
    second.cancel()
    assert await asyncio.wait_for(third, 1) == "c"
    assert await asyncio.wait_for(readers.row("d", []), 1) == "d"
