"""A compiled query is one statement, counted on the driver."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg
import pytest
from tortoise.connection import get_connection

from access.viewer import Viewer
from graph.context import Context
from graph.engine import Engine, Request
from models.database import dialect
from schema.build import build_schema
from settings import Settings
from tests.graph.stored import Stored, stored_queries

Counting = Callable[[], AbstractAsyncContextManager[list[str]]]


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Collects the text of every statement that reaches the driver within its block."""

    @asynccontextmanager
    async def collect() -> AsyncIterator[list[str]]:
        seen: list[str] = []
        client = get_connection("default")
        if dialect() == "sqlite":
            await client._connection.set_trace_callback(seen.append)
            yield seen
            await client._connection.set_trace_callback(None)
            return
        sent = asyncpg.Connection._do_execute

        async def logged(self: asyncpg.Connection, query: str, *args: object, **kwargs: object) -> object:
            seen.append(query)
            return await sent(self, query, *args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(asyncpg.Connection, "_do_execute", logged)
            yield seen

    return collect


@pytest.mark.parametrize("stored", stored_queries(), ids=lambda stored: stored.name)
async def test_every_stored_query_is_one_statement(
    counting: Counting, viewers: dict[str, Viewer], settings: Settings, stored: Stored
) -> None:
    engine = Engine(build_schema())
    async with counting() as seen:
        response = await engine.run(Request(stored.document, stored.variables), Context(viewers[stored.viewer], settings))
    assert "errors" not in response.as_dict()
    assert len(seen) == 1, seen


async def test_the_stock_executor_takes_more(counting: Counting, viewers: dict[str, Viewer], settings: Settings) -> None:
    document = "{ suppliers { nodes { name categories { name } agencyCount } } }"
    engine = Engine(build_schema(), compiled=False)
    async with counting() as seen:
        await engine.run(Request(document), Context(viewers["anonymous"], settings))
    assert len(seen) > 1
