"""A transaction that can't begin leaves neither its task on a dead connection nor the others without one."""

from __future__ import annotations

import asyncio
from typing import Any
from unittest.mock import AsyncMock

import asyncpg
import pytest
from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.backends.sqlite.client import SqliteTransactionWrapper
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from models import AdvisorDepartment, Person
from models.connections import once_more
from models.database import database, dialect
from tests.group import Ask, Group


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


@pytest.mark.usefixtures("db")
async def test_two_in_each_other_s_way_both_come_through() -> None:
    """PostgreSQL gives one of them up; nothing of it was kept, so it is done once more."""
    one, other = [await Person.create(email=f"{n}@pme.test", first_name="A", last_name="B") for n in range(2)]
    tries: list[int] = []
    both = asyncio.Event()

    async def lock(first: Person, second: Person) -> None:
        async with in_transaction():
            await Person.select_for_update().get(id=first.id)
            tries.append(first.id)
            if dialect() == "postgres":  # the other database lets one in at a time
                if len(tries) == 2:
                    both.set()
                await both.wait()
            await Person.select_for_update().get(id=second.id)

    async with asyncio.timeout(20):
        await asyncio.gather(once_more(lambda: lock(one, other)), once_more(lambda: lock(other, one)))
    assert len(tries) == (3 if dialect() == "postgres" else 2)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("kept", [False, True])
async def test_what_was_kept_is_not_done_twice(*, kept: bool) -> None:
    times = 0

    async def act() -> None:
        nonlocal times
        times += 1
        if kept:
            async with in_transaction():
                await Person.create(email="a@pme.test", first_name="A", last_name="B")
        async with in_transaction():
            raise asyncpg.DeadlockDetectedError("deadlock detected")

    with pytest.raises(asyncpg.DeadlockDetectedError):
        await once_more(act)
    assert times == (1 if kept else 2)


@pytest.mark.parametrize(("failures", "code"), [(1, None), (2, "UNAVAILABLE")])
async def test_a_mutation_is_done_once_more(
    ask: Ask, group: Group, monkeypatch: pytest.MonkeyPatch, failures: int, code: str | None
) -> None:
    lost = [asyncpg.DeadlockDetectedError("deadlock detected")] * failures
    monkeypatch.setattr("workflows.absences.record", AsyncMock(side_effect=[*lost, None]))
    document = """mutation ($id: ID!) { setAdvisorDepartments(input: { advisorId: $id, departments: ["69"] }) {
      __typename } }"""
    answer = await ask(document, as_=group.admin, id=f"Advisor:{group.advisor.id}")
    assert [error["extensions"]["code"] for error in answer.get("errors", ())] == ([code] if code else [])
    assert await AdvisorDepartment.all().count() == (0 if code else 1)
