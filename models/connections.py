"""Transactions that can't begin leave nothing behind; what lost a race for locks is done once more.

Tortoise 1.1 takes a connection, makes it the task's own and then says BEGIN. When that fails or is cancelled nobody
gives the connection back, and all that the task asks from then on goes to that connection, which may be dead.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, TypeVar

import asyncpg
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext

logger = logging.getLogger(__name__)
T = TypeVar("T")
# For how many seconds the other one is let go first: whoever tries at once may take again what it is waiting for.
_LET_PASS = 0.1
# Whether a transaction of what is being done was committed; None outside of `once_more`.
_KEPT: ContextVar[list[bool] | None] = ContextVar("kept", default=None)


def lost_a_race(error: BaseException | None) -> bool:
    """Whether PostgreSQL gave a transaction up for another one: nothing of it was kept, and the same may work now."""
    return isinstance(error, asyncpg.DeadlockDetectedError | asyncpg.SerializationError)


async def once_more(act: Callable[[], Awaitable[T]]) -> T:
    """What `act` answers; run a second time when its transaction was given up for another one.

    Not when a transaction of it had been committed before, nor inside of somebody's transaction: that one has failed.
    """
    token = _KEPT.set([])
    try:
        return await act()
    except Exception as error:
        if not lost_a_race(error) or _KEPT.get():
            raise
        logger.warning("given up by the database for another one, and done once more: %s", error)
        await asyncio.sleep(_LET_PASS)
        return await act()
    finally:
        _KEPT.reset(token)


def undo_failed_begins(client: Any) -> None:
    """Have the transactions of a connection give back what they took when they can't begin."""
    make = client._in_transaction
    client._in_transaction = lambda: _Undone(make())


class _Undone(TransactionContext):
    def __init__(self, transaction: TransactionContext) -> None:
        self._transaction = transaction

    async def __aenter__(self) -> TransactionalDBClient:
        try:
            return await self._transaction.__aenter__()
        except BaseException as error:
            if hasattr(self._transaction, "token"):  # the connection is the task's
                with suppress(Exception):
                    await self.__aexit__(type(error), error, error.__traceback__)
            raise

    async def __aexit__(self, *error: Any) -> None:
        await self._transaction.__aexit__(*error)
        kept = _KEPT.get()
        if kept is not None and error[0] is None:
            kept.append(True)
