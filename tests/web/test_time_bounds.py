"""Nothing takes for ever: statements, operations, and clients that are slow to send."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import asyncpg
import httpx
import pytest
from tortoise.exceptions import DBConnectionError

import graph.compiler
from graph.compiler import Plan
from models.database import database, dialect, readers
from models.readers import TookTooLong
from server import server_config
from settings import Settings
from tests.clients.serving import serving
from tests.group import engine
from tests.web.site import WHO, app, site
from tests.web.sockets import socket

# Statements that end some time next year.
FOREVER = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT CAST(max(i) AS BLOB) FROM n",
    "postgres": "SELECT textsend('{}') FROM pg_sleep(1e7)",
}
SECONDS = 0.4


@pytest.fixture
async def impatient(database_url: str) -> AsyncIterator[None]:
    """A database whose readers give up soon."""
    async with database(database_url, migrate=False, query_seconds=SECONDS):
        yield


async def test_a_statement_is_given_up_and_its_connection_goes_on(impatient: None) -> None:
    found = readers()
    assert found is not None
    for _ in range(3):
        began = time.perf_counter()
        with pytest.raises(TookTooLong):
            await found.row(FOREVER[dialect()], [])
        assert SECONDS * 0.9 < time.perf_counter() - began < SECONDS + 5
        assert (await found.row("SELECT 1", []))[0] == 1


@pytest.mark.postgres
async def test_other_statements_of_the_pool_have_their_own_time(postgres_url: str) -> None:
    """An import may take an hour: only the readers are bounded, and a connection that comes back is as it was."""
    async with database(postgres_url, migrate=False, query_seconds=SECONDS, pool_size=4):
        found: Any = readers()
        with pytest.raises(TookTooLong):
            await found.row(FOREVER["postgres"], [])
        await found.close()
        connections = [await found._pool.acquire() for _ in range(4)]
        assert {await one.fetchval("SHOW statement_timeout") for one in connections} == {"0"}
        for one in connections:
            await found._pool.release(one)


def check_unavailable(response: httpx.Response, caplog: pytest.LogCaptureFixture) -> None:
    """503, a code, and a reference that the log has too."""
    assert response.status_code == 503
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert error["message"] == "this can't be answered right now; try again later, or ask for less"
    assert f"unavailable {error['extensions']['reference']}: " in caplog.text
    assert "data" not in response.json()


async def test_a_compiled_query_that_takes_too_long(
    impatient: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And the stock executor isn't made to try the same once more."""
    forever = FOREVER[dialect()]

    def compiled(*arguments: Any, **named: Any) -> Plan:
        plan = graph.compiler.compile_query(*arguments, **named)
        return dataclasses.replace(plan, sql=forever, shared=False)

    monkeypatch.setattr("graph.engine.compile_query", compiled)
    engine().documents._kept.clear()
    stock = engine().counts["stock"]
    async with site(settings) as web:
        response = await web.post("/graphql", json={"query": "query Slow { categories { name } }"})
    check_unavailable(response, caplog)
    assert "the query Slow took too long in SQL" in caplog.text
    assert engine().counts["stock"] == stock
    engine().documents._kept.clear()


async def test_an_operation_of_the_stock_executor_that_takes_too_long(
    impatient: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def never(*arguments: Any, **named: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("graph.sources.select", never)
    monkeypatch.setattr("graph.engine.compile_query", compiler_that_fails)
    engine().documents._kept.clear()
    began = time.perf_counter()
    async with site(dataclasses.replace(settings, query_seconds=1)) as web:
        response = await web.post("/graphql", json={"query": "query Stuck { categories { name } }"})
    assert 0.9 < time.perf_counter() - began < 6
    check_unavailable(response, caplog)
    engine().documents._kept.clear()


def compiler_that_fails(*arguments: Any, **named: Any) -> Plan:
    raise graph.compiler.Unsupported("for this test")


AWAY = [ConnectionRefusedError("refused"), asyncpg.ConnectionDoesNotExistError("lost"), DBConnectionError("no")]


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
async def test_a_database_that_is_away(
    impatient: None,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    async def away(*arguments: Any, **named: Any) -> None:
        raise error

    monkeypatch.setattr("graph.sources.select", away)
    monkeypatch.setattr("graph.engine.compile_query", compiler_that_fails)
    engine().documents._kept.clear()
    async with site(settings) as web:
        response = await web.post("/graphql", json={"query": "{ viewer { roles members { siret } } }"})
        shown = response.json()["errors"][0]["extensions"]
        assert shown["code"] == "UNAVAILABLE"
        assert f"unavailable {shown['reference']}: at ['viewer', 'members']: the database is away" in caplog.text
        monkeypatch.setattr("web.viewers.read_version", away)  # who asks can't be found out
        headers = {"authorization": "Bearer x"}
        check_unavailable(await web.post("/graphql", json={"query": WHO}, headers=headers), caplog)
    engine().documents._kept.clear()


# Clients.


@pytest.fixture
async def hasty(settings: Settings) -> AsyncIterator[str]:
    """A server that waits two seconds for a request; its URL."""
    settings = dataclasses.replace(settings, request_seconds=2)
    async with serving(server_config(app(settings), settings), settings) as url:
        yield url


HEAD = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 40\r\n"
SLOW = {
    "nothing": b"",
    "a part of the head": HEAD,
    "a part of the body": HEAD + b"\r\n" + b'{"query": "',
}


@pytest.mark.parametrize("name", SLOW)
async def test_whoever_takes_too_long_to_send_is_cut_off(hasty: str, name: str) -> None:
    url = httpx.URL(hasty)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(SLOW[name])
    began = time.perf_counter()
    answer = await asyncio.wait_for(reader.read(), 15)
    assert 1.9 < time.perf_counter() - began < 12
    assert answer.rpartition(b"HTTP/1.1")[2].startswith(b" 408 Request Timeout\r\n")
    writer.close()


async def test_a_second_request_has_no_more_time_than_the_first(hasty: str) -> None:
    url = httpx.URL(hasty)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(b"GET /adherer HTTP/1.1\r\nhost: x\r\n\r\n")
    await reader.readuntil(b"</html>")
    writer.write(b"GET / HTTP/1.1\r\n")
    assert b" 408 Request Timeout\r\n" in await asyncio.wait_for(reader.read(), 15)
    writer.close()


async def test_a_drop_at_a_time_is_no_way_around(hasty: str) -> None:
    url = httpx.URL(hasty)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    began = time.perf_counter()
    # Whoever goes on writing may find the connection reset before they read why.
    with suppress(ConnectionError):
        for byte in HEAD + b"x-more: and more\r\n" * 20:
            writer.write(bytes([byte]))
            await writer.drain()
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(1_000), 0.1)
            if reader.at_eof():
                break
    assert 1.9 < time.perf_counter() - began < 12
    writer.close()


async def test_others_are_left_alone(hasty: str) -> None:
    """A connection that is kept between requests, an answer that takes its time, a socket."""
    async with httpx.AsyncClient(base_url=hasty) as web, socket(hasty) as talk:
        for _ in range(3):
            assert (await web.post("/graphql", json={"query": WHO})).status_code == 200
            await asyncio.sleep(1.5)
        await talk.subscribe(WHO)
        assert (await talk.next())["type"] == "next"
