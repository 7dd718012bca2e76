"""Connections kept for compiled statements: taken and given back without ceremony.

A statement of a hundred microseconds pays as much again for the pool's acquire and release. A reader is borrowed from
the pool once and stays out; whatever goes wrong with it, it goes back, and the pool puts it right.
"""

from __future__ import annotations

import asyncio
import math
import os
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing, suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any

import asyncpg

# How many statements a connection to SQLite keeps prepared; as many as on PostgreSQL (`models.database`).
_STATEMENTS = 200
# Steps of SQLite's machine between two looks at the clock: about half a millisecond.
_STEPS = 50_000
# What a short statement takes at most, in seconds; looked at every tenth of that. Longer three times running: long for
# a second. Once may be a collection of garbage in its time, and behind the threads everybody waits their turn for long.
_SHORT, _SHORT_STEPS, _TIMES, _LONG_FOR = 0.0005, 2_000, 3, 1.0
# Enough that a long statement is in nobody's way; more than there are processors would only take turns.
_THREADS = max(2, min(4, os.cpu_count() or 2))


class TookTooLong(Exception):
    """A statement was given up because it took longer than a reader may."""


class PostgresReaders:
    """At most `most` connections of one pool; the server gives up statements that take longer than `seconds`."""

    def __init__(self, pool: Any, most: int, seconds: float) -> None:
        self._pool, self._most, self._seconds = pool, most, seconds
        self._free: list[Any] = []
        self._out = 0
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._closed = False

    async def row(self, sql: str, values: list[Any]) -> Any:
        """The first row that the statement answers, None without one. It must leave the connection as it was.

        Raises `TookTooLong`.
        """
        connection = self._free.pop() if self._free else await self._turn()
        try:
            found = await connection.fetchrow(sql, *values)
        except BaseException as error:
            await self._return(connection)
            if isinstance(error, asyncpg.QueryCanceledError):
                raise TookTooLong from error
            raise
        if self._closed:
            await self._return(connection)
        else:
            self._hand_on(connection)
        return found

    async def close(self) -> None:
        """Give all connections back; those at work follow when they are done."""
        self._closed = True
        while self._free:
            await self._return(self._free.pop())

    async def _turn(self) -> Any:
        """A connection, for those who came first: it goes from hand to hand, so that no newcomer takes it away."""
        while self._out >= self._most:
            future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            try:
                connection = await future
            except asyncio.CancelledError:
                if future.done() and not future.cancelled():
                    self._hand_on(future.result())  # the turn was ours: somebody else shall have it
                raise
            if connection is not None:
                return connection
        return await self._borrow()

    def _hand_on(self, connection: Any) -> None:
        """To whoever has waited longest; None: a place to borrow one is free."""
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(connection)
                return
        if connection is not None:
            self._free.append(connection)

    async def _borrow(self) -> Any:
        self._out += 1
        try:
            connection = await self._pool.acquire()
        except BaseException:
            self._out -= 1
            self._hand_on(None)
            raise
        try:
            await connection.execute(f"SET statement_timeout = {round(self._seconds * 1000)}")
        except BaseException:
            await self._return(connection)
            raise
        return connection

    async def _return(self, connection: Any) -> None:
        self._out -= 1
        try:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # lost: the pool makes another
                await connection.execute("RESET statement_timeout")
            await self._pool.release(connection)
        finally:
            self._hand_on(None)


_Asked = tuple[asyncio.Future[Any], str, list[Any]]


class SqliteReaders:
    """Connections of their own to the database's file: they wait for no transaction and see what was committed.

    A short statement is run at once, where it is asked: handing it to a thread and its answer back takes longer than
    the statement itself. One that turns out to be long is stopped and goes to the threads, as do those of its text for
    a while. Leaner than aiosqlite: one queue for all the threads, and one call into the event loop for all the answers
    that are ready.
    """

    def __init__(self, path: str, threads: int = _THREADS, seconds: float = 10.0) -> None:
        self._loop, self._seconds = asyncio.get_running_loop(), seconds
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()
        self._answered: deque[tuple[asyncio.Future[Any], Any, Exception | None]] = deque()
        self._told = self._closed = False
        # Waits for no lock: nobody else is served meanwhile. Its own time counts, not what the machine does besides.
        self._here, self._patience = _opened(path, timeout=0), _Patience(time.thread_time)
        self._here.set_progress_handler(self._patience.is_over, _SHORT_STEPS)
        self._long: dict[str, float] = {}
        self._stopped: dict[str, int] = {}
        kept = [_opened(path) for _ in range(threads)]
        self.connections = [self._here, *kept]
        self._threads = [Thread(target=self._work, args=(one,), daemon=True) for one in kept]
        for thread in self._threads:
            thread.start()

    async def row(self, sql: str, values: list[Any]) -> Any:
        """The first row that the statement answers, None without one. Raises `TookTooLong`."""
        if self._closed:
            raise RuntimeError("the database is closed")
        if time.monotonic() > self._long.get(sql, 0.0):
            with suppress(sqlite3.OperationalError):  # stopped, or somebody holds a lock; a mistake shows once more
                row = self._at_once(sql, values)
                if self._stopped:
                    self._stopped.pop(sql, None)
                return row
            self._count_stopped(sql)
        future: asyncio.Future[Any] = self._loop.create_future()
        self._asked.put((future, sql, values))
        return await future

    def _count_stopped(self, sql: str) -> None:
        if max(len(self._long), len(self._stopped)) >= _STATEMENTS:
            self._long.clear()
            self._stopped.clear()
        self._stopped[sql] = times = self._stopped.get(sql, 0) + 1
        if times >= _TIMES:
            del self._stopped[sql]
            self._long[sql] = time.monotonic() + _LONG_FOR

    def _at_once(self, sql: str, values: list[Any]) -> Any:
        self._patience.until = time.thread_time() + _SHORT
        rows = self._here.execute(sql, values).fetchall()
        return rows[0] if rows else None

    async def close(self) -> None:
        """Let go of the file when all that was asked is answered."""
        self._closed = True
        self._here.close()
        for _ in self._threads:
            self._asked.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    def _work(self, connection: sqlite3.Connection) -> None:
        patience = _Patience()
        connection.set_progress_handler(patience.is_over, _STEPS)
        with closing(connection):
            while self._serve(connection, patience, self._asked.get()):
                pass  # nothing of what was asked and answered may stay alive in here while nobody asks

    def _serve(self, connection: sqlite3.Connection, patience: _Patience, asked: _Asked | None) -> bool:
        """Answer one question; false when there will be no more."""
        if asked is None:
            return False
        future, sql, values = asked
        if future.cancelled():
            return True
        row, error = None, None
        patience.until = time.monotonic() + self._seconds
        try:
            rows = connection.execute(sql, values).fetchall()  # to its end: a snapshot must not stay open
            row = rows[0] if rows else None
        except Exception as caught:  # it belongs to whoever asked
            error = TookTooLong() if patience.is_over() else caught
        self._answer(future, row, error)
        return True

    def _answer(self, future: asyncio.Future[Any], row: Any, error: Exception | None) -> None:
        self._answered.append((future, row, error))
        if not self._told:  # else the loop is about to look, and will find this answer too
            self._told = True
            self._loop.call_soon_threadsafe(self._hand_out)

    def _hand_out(self) -> None:
        self._told = False
        while self._answered:
            future, row, error = self._answered.popleft()
            if future.done():  # given up meanwhile
                continue
            if error is None:
                future.set_result(row)
            else:
                future.set_exception(error)


class _Patience:
    """How long the statement at work may take; SQLite asks every now and then."""

    __slots__ = ("_clock", "until")

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self.until = clock, math.inf

    def is_over(self) -> bool:
        """Whether it has taken too long."""
        return self._clock() > self.until


def _opened(path: str, *, timeout: float = 10) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=timeout, isolation_level=None, check_same_thread=False, cached_statements=_STATEMENTS
    )
    connection.execute("PRAGMA query_only = ON")
    return connection
