"""A transaction that can't begin leaves neither its task on a dead connection nor the others without one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.backends.sqlite.client import SqliteTransactionWrapper
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from models import Person
from models.database import database


@pytest.mark.parametrize("error", [ConnectionResetError("lost"), asyncio.CancelledError()], ids=["lost", "cancelled"])
@pytest.mark.parametrize("begun", [False, True], ids=["not begun", "begun"])
async def test_the_next_one_begins(
    database_url: str, monkeypatch: pytest.MonkeyPatch, error: BaseException, begun: bool
) -> None:
    client: Any = TransactionWrapper if database_url.startswith("postgres") else SqliteTransactionWrapper
    begin = client.begin

    async def failing(self: Any) -> None:
        if begun:
            await begin(self)
        raise error

    async with database(database_url, migrate=False, pool_size=2), asyncio.timeout(10):
        with monkeypatch.context() as patched:
            patched.setattr(client, "begin", failing)
            for _ in range(3):  # as often as empties the pool
                with pytest.raises(type(error)):
                    async with in_transaction():
                        pass
        assert not isinstance(get_connection("default"), TransactionalDBClient)
        async with in_transaction():
            await Person.create(email="anne@pme.test", first_name="Anne", last_name="Petit")
        assert await Person.all().count() == 1
