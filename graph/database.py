"""Running one compiled statement on the connection of the moment."""

from __future__ import annotations

from typing import Any

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from models.database import dialect


async def fetch_text(sql: str, values: list[Any]) -> str:
    """The one text that the statement answers."""
    client: Any = get_connection("default")
    if isinstance(client, TransactionalDBClient):
        # A statement that fails must not spoil the transaction around it.
        async with in_transaction():
            return await _fetch(client, sql, values)
    return await _fetch(client, sql, values)


async def _fetch(client: Any, sql: str, values: list[Any]) -> str:
    async with client.acquire_connection() as connection:
        if dialect() == "postgres":
            found = await connection.fetchval(sql, *values)
        else:
            found = (await connection.execute_fetchall(sql, values))[0][0]
    return str(found)
