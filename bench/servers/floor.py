"""The floor: no framework, no GraphQL, one hand-written statement whose text is the answer.

FLOOR chooses `plain`, `tuned` (the same without the driver's pool and its decoding of texts), `session` (one statement
more: who holds this token, as every real server must ask) or `objects` (json_build_object in place of concatenation).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from typing import Any, Protocol

import aiosqlite
import asyncpg
import orjson

from bench.servers.asgi import Bare, Scope, bearer
from bench.servers.floor_objects import objects
from bench.servers.floor_sql import fastest
from bench.workloads import HOME
from models.france import today
from models.readers import SqliteReaders

_HOLDER = """SELECT p.id FROM session s JOIN person p ON p.id = s.person_id
  JOIN affiliation l ON l.person_id = p.id JOIN member m ON m.id = l.member_id
  WHERE s.token_hash = {0}1 AND s.revoked_at IS NULL AND s.expires_at > {1} AND p.active AND m.status = 'MEMBER'"""

# As many as our pool has as it is shipped (`settings.database_pool`).
_CONNECTIONS = 20


class _Database(Protocol):
    async def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, None without a row."""


class _Connection(asyncpg.Connection):  # type: ignore[misc]
    def get_reset_query(self) -> str:
        """None: nothing here changes a connection, and resetting is a round trip."""
        return ""


class _Pool:
    """The driver's own pool."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    async def value(self, sql: str, *values: Any) -> Any:
        async with self._pool.acquire() as connection:
            return await connection.fetchval(sql, *values)


class _Tuned:
    """As many connections without a pool's ceremony, which costs as much as a small statement, and texts as bytes."""

    def __init__(self, connections: list[Any]) -> None:
        self._free = connections
        self._turns = asyncio.Semaphore(len(connections))

    async def value(self, sql: str, *values: Any) -> Any:
        async with self._turns:
            connection = self._free.pop()
            try:
                return await connection.fetchval(sql, *values)
            finally:
                self._free.append(connection)


async def _tuned(url: str) -> _Tuned:
    connections = [await asyncpg.connect(url) for _ in range(_CONNECTIONS)]
    for connection in connections:
        await connection.set_type_codec("text", schema="pg_catalog", encoder=str.encode, decoder=bytes, format="binary")
    return _Tuned(connections)


class _Sqlite:
    """The usual driver, which is a thread for each connection; as many as a machine has use for."""

    def __init__(self, connections: list[aiosqlite.Connection]) -> None:
        self._free, self._turns = connections, asyncio.Semaphore(len(connections))

    async def value(self, sql: str, *values: Any) -> Any:
        async with self._turns:
            connection = self._free.pop()
            try:
                rows = await connection.execute_fetchall(sql, values)
            finally:
                self._free.append(connection)
        return next(iter(rows), (None,))[0]


async def _sqlite(path: str) -> _Sqlite:
    return _Sqlite([await aiosqlite.connect(path, isolation_level=None) for _ in range(os.cpu_count() or 2)])


class _TunedSqlite:
    """The same driver as ours, which runs short statements at once."""

    def __init__(self, path: str) -> None:
        self._readers = SqliteReaders(path)

    async def value(self, sql: str, *values: Any) -> Any:
        row = await self._readers.row(sql, list(values))
        return row[0] if row else None


async def _opened(kind: str, url: str) -> _Database:
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        return _TunedSqlite(path) if kind == "tuned" else await _sqlite(path)
    if kind == "tuned":
        return await _tuned(url)
    size = _CONNECTIONS
    return _Pool(await asyncpg.create_pool(url, min_size=size, max_size=size, connection_class=_Connection))


class Floor(Bare):
    """Answers the bench's operations, told apart by their names."""

    def __init__(self, kind: str, url: str) -> None:
        self._kind, self._url = kind, url
        sqlite = url.startswith("sqlite:")
        self._statements = objects() if kind == "objects" else fastest(sqlite=sqlite)
        found = self._statements
        self._own = {"Dashboard": found.dashboard, HOME: found.home, "Queue": found.queue}
        now = "strftime('%Y-%m-%d %H:%M:%S+00:00', 'now')" if sqlite else "now()"
        self._holder = _HOLDER.format("?" if sqlite else "$", now) if kind == "session" else None

    async def opened(self) -> None:
        """Open as many connections as ours."""
        self._database = await _opened(self._kind, self._url)

    async def answer(self, scope: Scope, body: bytes) -> bytes:
        """The text that the one statement makes."""
        asked = orjson.loads(body)
        person = await self._person(bearer(scope))
        text = await self._database.value(*self._statement(asked["operationName"], asked["variables"], person))
        return text if isinstance(text, bytes) else str(text).encode()

    async def _person(self, token: str) -> int | None:
        if not token:
            return None
        if self._holder is None:
            return int(token.removeprefix("bench-"))
        found: int | None = await self._database.value(self._holder, hashlib.sha256(token.encode()).hexdigest())
        return found

    def _statement(self, operation: str, variables: dict[str, Any], person: int | None) -> tuple[Any, ...]:
        if operation == "List":
            after = json.loads(variables["after"])
            return (self._statements.public, *after) if person is None else (self._statements.list, *after, self._day())
        if person is None:
            raise PermissionError
        if operation == "One":
            return self._statements.one, variables["code"], self._day()
        return self._own[operation], person

    def _day(self) -> Any:
        """Today, as the driver takes it."""
        return str(today()) if self._url.startswith("sqlite:") else today()


def app() -> Floor:
    """The floor that the environment asks for."""
    return Floor(os.environ["FLOOR"], os.environ["DATABASE_URL"])
