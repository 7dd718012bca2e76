"""The floor: no framework, no GraphQL, one hand-written statement whose text is the answer.

FLOOR chooses `plain`, `session` (one statement more: who holds this token, as every real server must ask) or
`objects` (json_build_object in place of concatenation).
"""

from __future__ import annotations

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

_HOLDER = """SELECT p.id FROM session s JOIN person p ON p.id = s.person_id
  JOIN affiliation l ON l.person_id = p.id JOIN member m ON m.id = l.member_id
  WHERE s.token_hash = {0}1 AND s.revoked_at IS NULL AND s.expires_at > {1} AND p.active AND m.status = 'MEMBER'"""


class _Database(Protocol):
    async def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, None without a row."""


class _Connection(asyncpg.Connection):  # type: ignore[misc]
    def get_reset_query(self) -> str:
        """None: nothing here changes a connection, and resetting is a round trip."""
        return ""


class _Postgres:
    def __init__(self, pool: Any) -> None:
        self._pool = pool

    async def value(self, sql: str, *values: Any) -> Any:
        async with self._pool.acquire() as connection:
            return await connection.fetchval(sql, *values)


class _Sqlite:
    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def value(self, sql: str, *values: Any) -> Any:
        rows = list(await self._connection.execute_fetchall(sql, values))
        return rows[0][0] if rows else None


async def _opened(url: str) -> _Database:
    if url.startswith("sqlite:///"):
        connection = await aiosqlite.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            await connection.execute(f"PRAGMA {pragma}")
        return _Sqlite(connection)
    return _Postgres(await asyncpg.create_pool(url, min_size=10, max_size=10, connection_class=_Connection))


class Floor(Bare):
    """Answers the bench's operations, told apart by their names."""

    def __init__(self, kind: str, url: str) -> None:
        self._url = url
        sqlite = url.startswith("sqlite:")
        self._statements = objects() if kind == "objects" else fastest(sqlite=sqlite)
        now = "strftime('%Y-%m-%d %H:%M:%S+00:00', 'now')" if sqlite else "now()"
        self._holder = _HOLDER.format("?" if sqlite else "$", now) if kind == "session" else None

    async def opened(self) -> None:
        """Open the pool, of the same size as ours."""
        self._database = await _opened(self._url)

    async def answer(self, scope: Scope, body: bytes) -> bytes:
        """The text that the one statement makes."""
        asked = orjson.loads(body)
        person = await self._person(bearer(scope))
        text = await self._database.value(*self._statement(asked["operationName"], asked["variables"], person))
        return str(text).encode()

    async def _person(self, token: str) -> int | None:
        if not token:
            return None
        if self._holder is None:
            return int(token.removeprefix("bench-"))
        found: int | None = await self._database.value(self._holder, hashlib.sha256(token.encode()).hexdigest())
        return found

    def _statement(self, operation: str, variables: dict[str, Any], person: int | None) -> tuple[Any, ...]:
        if operation == "List":
            statement = self._statements.public if person is None else self._statements.list
            return statement, *json.loads(variables["after"])
        if person is None:
            raise PermissionError
        return (self._statements.one, variables["code"]) if operation == "One" else (self._statements.dashboard, person)


def app() -> Floor:
    """The floor that the environment asks for."""
    return Floor(os.environ["FLOOR"], os.environ["DATABASE_URL"])
