"""Compiled statements in a transaction of others: one that fails leaves it usable, one that has answered is quick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from graph import database
from graph.compiler.plan import Plan
from graph.database import Connection
from models.database import client

pytestmark = pytest.mark.usefixtures("db")


def plan() -> Plan:
    return Plan("", (), "", shared=False)


@contextmanager
def savepoints(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """One more in the list for each that is made."""
    made: list[str] = []

    def counted() -> Any:
        made.append("savepoint")
        return in_transaction()

    with monkeypatch.context() as patch:
        patch.setattr(database, "in_transaction", counted)
        yield made


async def test_a_statement_that_fails_leaves_the_transaction_usable() -> None:
    async with in_transaction():
        with pytest.raises(Exception, match="no_such_table"):
            await Connection().row("SELECT * FROM no_such_table", [], of=plan())
        assert await client().execute_query_dict("SELECT 1 AS one") == [{"one": 1}]


async def test_what_has_answered_needs_no_savepoint_until_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = plan(), plan()
    with savepoints(monkeypatch) as made:
        async with in_transaction():
            for _ in range(3):
                assert (await Connection().row("SELECT 1", [], of=one))[0] == 1
            assert len(made) == 1
            await Connection().row("SELECT 1", [], of=other)
            assert len(made) == 2
        with pytest.raises(Exception, match="no_such_table"):
            async with in_transaction():
                await Connection().row("SELECT * FROM no_such_table", [], of=one)
        assert len(made) == 2
        async with in_transaction():
            await Connection().row("SELECT 1", [], of=one)
            await Connection().row("SELECT 1", [])
        assert len(made) == 4
