"""Running one compiled statement on the connection of the moment."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import nullcontext
from typing import Any

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.transactions import in_transaction

from models.database import Dialect, client, readers
from models.versions import version_sql


class Connection:
    """The connection that statements run on right now: the pool's, or that of the transaction around us."""

    __slots__ = ("_client", "dialect", "in_transaction")

    def __init__(self) -> None:
        self._client: Any = client()
        self.dialect: Dialect = "sqlite" if self._client.capabilities.dialect == "sqlite" else "postgres"
        # A transaction sees its own writes, so nothing that is shared may be used or kept inside of it.
        self.in_transaction = isinstance(self._client, TransactionalDBClient)

    def row(self, sql: str, values: list[Any]) -> Awaitable[Any]:
        """The one row that the statement answers, by position."""
        kept = None if self.in_transaction else readers()
        return self._row(sql, values) if kept is None else kept.row(sql, values)

    async def _row(self, sql: str, values: list[Any]) -> Any:
        # In a transaction: a statement that fails must not spoil the one around it.
        async with (
            in_transaction() if self.in_transaction else nullcontext(),
            self._client.acquire_connection() as connection,
        ):
            if self.dialect == "postgres":
                return await connection.fetchrow(sql, *values)
            return (await connection.execute_fetchall(sql, values))[0]


async def read_version(name: str) -> int:
    """A data version right now."""
    return int((await Connection().row(f"SELECT {version_sql(name)}", []))[0])
