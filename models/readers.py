"""Connections kept for compiled statements: taken and given back without ceremony.

A statement of a hundred microseconds pays as much again for the pool's acquire and release. A reader is borrowed from
the pool once and stays out; whatever goes wrong with it, it goes back, and the pool puts it right.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Self

import aiosqlite


class PostgresReaders:
    """At most `most` connections of one pool."""

    def __init__(self, pool: Any, most: int) -> None:
        self._pool, self._most = pool, most
        self._free: list[Any] = []
        self._out = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._closed = False

    async def row(self, sql: str, values: list[Any]) -> Any:
        """The one row that the statement answers. The statement must leave the connection as it was."""
        while not self._free and self._out >= self._most:
            await self._turn()
        connection = self._free.pop() if self._free else await self._borrow()
        try:
            found = await connection.fetchrow(sql, *values)
        except BaseException:
            await self._return(connection)
            raise
        if self._closed:
            await self._return(connection)
        else:
            self._free.append(connection)
            self._wake()
        return found

    async def close(self) -> None:
        """Give all connections back; those at work follow when they are done."""
        self._closed = True
        while self._free:
            await self._return(self._free.pop())

    async def _turn(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self._wake()  # the turn was ours: somebody else shall have it
            raise

    def _wake(self) -> None:
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(None)
                return

    async def _borrow(self) -> Any:
        self._out += 1
        try:
            return await self._pool.acquire()
        except BaseException:
            self._out -= 1
            self._wake()
            raise

    async def _return(self, connection: Any) -> None:
        self._out -= 1
        try:
            await self._pool.release(connection)
        finally:
            self._wake()


class SqliteReader:
    """A connection of its own to the database's file: it waits for no transaction, and sees what was committed."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, path: str) -> Self:
        """The reader of a file that exists."""
        connection = await aiosqlite.connect(path, isolation_level=None)
        for pragma in ("query_only = ON", "busy_timeout = 10000"):
            await connection.execute(f"PRAGMA {pragma}")
        return cls(connection)

    async def row(self, sql: str, values: list[Any]) -> Any:
        """The one row that the statement answers."""
        return next(iter(await self._connection.execute_fetchall(sql, values)))

    async def close(self) -> None:
        """Let go of the file."""
        await self._connection.close()
