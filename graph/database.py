"""Running one compiled statement on the connection of the moment, together with a version that it is true under."""

from __future__ import annotations

from typing import Any

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from models.database import dialect
from models.versions import version_sql


def in_a_transaction() -> bool:
    """Whether a transaction is open around us: it sees its own writes, so nothing shared may be used or kept."""
    return isinstance(get_connection("default"), TransactionalDBClient)


async def read_version(name: str) -> int:
    """A data version right now."""
    return int(await fetch_value(f"SELECT {version_sql(name)}", []))


async def fetch_value(sql: str, values: list[Any]) -> Any:
    """The one value that the statement answers."""
    return (await fetch_row(sql, values))[0]


async def fetch_row(sql: str, values: list[Any]) -> Any:
    """The one row that the statement answers, by position."""
    client: Any = get_connection("default")
    if isinstance(client, TransactionalDBClient):
        # A statement that fails must not spoil the transaction around it.
        async with in_transaction():
            return await _fetch(client, sql, values)
    return await _fetch(client, sql, values)


async def _fetch(client: Any, sql: str, values: list[Any]) -> Any:
    async with client.acquire_connection() as connection:
        if dialect() == "postgres":
            return await connection.fetchrow(sql, *values)
        return (await connection.execute_fetchall(sql, values))[0]
