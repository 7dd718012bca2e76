"""Transactions that can't begin leave nothing behind.

Tortoise 1.1 takes a connection, makes it the task's own and then says BEGIN. When that fails or is cancelled nobody
gives the connection back, and all that the task asks from then on goes to that connection, which may be dead.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext


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
