"""Running one compiled statement on the connection of the moment."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.transactions import in_transaction

from models.database import Dialect, client, readers
from models.versions import version_sql

if TYPE_CHECKING:
    from graph.compiler.plan import Plan

# Plans that have answered, and not failed since.
_ANSWERED: WeakSet[Plan] = WeakSet()


class Connection:
    """The connection that statements run on right now: the pool's, or that of the transaction around us."""

    __slots__ = ("_client", "dialect", "in_transaction")

    def __init__(self) -> None:
        self._client: Any = client()
        self.dialect: Dialect = "sqlite" if self._client.capabilities.dialect == "sqlite" else "postgres"
        # A transaction sees its own writes, so nothing that is shared may be used or kept inside of it.
        self.in_transaction = isinstance(self._client, TransactionalDBClient)

    def row(self, sql: str, values: list[Any], *, of: Plan | None = None) -> Awaitable[Any]:
        """The one row that the statement answers, by position. `of`: the plan whose statement it is."""
        kept = None if self.in_transaction else readers()
        return self._in_turn(sql, values, of) if kept is None else kept.row(sql, values)

    async def _in_turn(self, sql: str, values: list[Any], plan: Plan | None) -> Any:
        """In a transaction a statement that fails must not spoil the one around it: that takes a savepoint, two round
        trips more, until the plan has answered once."""
        if plan is None or not self.in_transaction or plan not in _ANSWERED:
            async with in_transaction() if self.in_transaction else nullcontext():
                found = await self._row(sql, values)
            if plan is not None:
                _ANSWERED.add(plan)
            return found
        try:
            return await self._row(sql, values)
        except BaseException:
            _ANSWERED.discard(plan)
            raise

    async def _row(self, sql: str, values: list[Any]) -> Any:
        async with self._client.acquire_connection() as connection:
            if self.dialect == "postgres":
                return await connection.fetchrow(sql, *values)
            return (await connection.execute_fetchall(sql, values))[0]


async def read_version(name: str) -> int:
    """A data version right now."""
    return int((await Connection().row(f"SELECT {version_sql(name)}", []))[0])
