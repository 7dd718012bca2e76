"""Who may open sockets, how many, and what happens to those who ask for too much or take too little."""

from __future__ import annotations

import asyncio
import dataclasses
import socket as sockets
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

import models
from graph.context import Context
from graph.engine import Engine, Request, Response
from server import listen, server_config
from settings import Settings
from tests.clients.serving import serving
from tests.group import Group
from tests.web.site import WHO, app
from tests.web.sockets import Talk, bearer, socket
from web import graphql_ws
from web import sockets as registry
from web.graphql_ws import origins

ROLES = "{ viewer { roles } }"
ALL = "subscription { supplierAttachmentChanged { status } }"


# Who may open one


@pytest.mark.parametrize(
    ("public_url", "expected"),
    [
        ("https://www.centrale.test", {"https://www.centrale.test"}),
        ("https://www.centrale.test:443", {"https://www.centrale.test"}),
        ("https://Centrale.test:8443/app", {"https://centrale.test:8443"}),
        ("http://127.0.0.1:8000", {"http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"}),
    ],
)
def test_whose_pages_may_open_sockets(public_url: str, expected: set[str]) -> None:
    assert origins(public_url) == expected


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.test",
        "http://127.0.0.1:8001",
        "https://127.0.0.1:8000",
        "http://127.0.0.1:8000.evil.test",
        "http://evil.test/http://127.0.0.1:8000",
        "null",
        "é",
    ],
)
async def test_another_sites_page_opens_none(served: str, group: Group, token: str, origin: str) -> None:
    """Cross-site WebSocket hijacking: the browser would send the cookie along."""
    with pytest.raises(InvalidStatus) as refused:
        async with socket(served, cookie=f"centrale={token}", origin=origin):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("origin", ["", "http://127.0.0.1:8000", "http://LOCALHOST:8000"])
async def test_our_own_page_is_its_session(served: str, group: Group, token: str, origin: str) -> None:
    async with socket(served, cookie=f"a=b; centrale={token}", origin=origin) as talk:
        await talk.subscribe("{ viewer { displayName } }")
        assert await talk.data() == {"displayName": "Claire Éclair"}


@pytest.mark.parametrize("name", ["authorization", "Authorization"])
async def test_a_program_is_its_token(served: str, group: Group, token: str, name: str) -> None:
    async with socket(served, init={name: f"Bearer {token}", "more": 1}) as talk:
        await talk.subscribe("{ viewer { displayName } }")
        assert await talk.data() == {"displayName": "Claire Éclair"}


@pytest.mark.parametrize("init", [None, {}, {"authorization": ""}, {"authorization": None}, {"authorization": ["x"]}])
async def test_without_any_it_is_the_public(served: str, group: Group, init: dict[str, Any] | None) -> None:
    async with socket(served, init=init, cookie="centrale=stale") as talk:
        await talk.subscribe(ROLES)
        assert await talk.data() == {"roles": ["ANYONE"]}


async def test_other_paths_have_no_sockets(bare: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket(bare + "/other"):
            pass
    assert refused.value.response.status_code in (403, 404)


# How many, and how much


async def test_a_socket_runs_so_many_operations_and_no_more(
    served: str, group: Group, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphql_ws, "MOST_OPERATIONS", 3)
    async with socket(served, init=bearer(token)) as talk:
        for id_ in "abc":
            await talk.subscribe(ALL, id_)
            await talk.data(id_)
        await talk.subscribe(ROLES, "d")
        assert (await talk.error("d"))[0] == "RATE_LIMITED"
        await talk.send("complete", "a")
        await talk.subscribe(ALL, "e")
        assert await talk.data("e") is None


async def test_a_process_holds_so_many_sockets(settings: Settings) -> None:
    few = dataclasses.replace(settings, max_sockets=2)
    async with serving(server_config(app(few), few)) as url, socket(url):
        async with socket(url):
            async with socket(url, acknowledged=False) as third:
                assert (await third.closed())[0] == 1013
        await asyncio.sleep(0.1)
        async with socket(url) as talk:
            await talk.subscribe(ROLES)
            assert await talk.data()


async def test_a_person_and_a_network_hold_so_many_sockets(
    served: str, group: Group, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphql_ws, "MOST_OF_PERSON", 2)
    async with socket(served, init=bearer(token)), socket(served, init=bearer(token)):
        async with socket(served, acknowledged=False) as third:
            await third.send("connection_init", payload=bearer(token))
            assert (await third.closed())[0] == 1013
        async with socket(served):
            pass
    monkeypatch.setattr(registry, "MOST_OF_CLIENT", 2)
    await asyncio.sleep(0.1)
    async with socket(served), socket(served), socket(served, acknowledged=False) as third:
        assert (await third.closed())[0] == 1013


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every answer has a megabyte; which ones were made."""
    found: list[str] = []

    async def run(self: Engine, request: Request, context: Context) -> Response:
        found.append(request.document)
        return Response(body=b'{"data":"%s"}' % (b"x" * 1_000_000))

    monkeypatch.setattr(Engine, "run", run)
    return found


def stop_reading(talk: Talk) -> None:
    """The client takes nothing more; what lies in the buffers of this machine is small."""
    talk.connection.transport.pause_reading()
    raw: sockets.socket = talk.connection.transport.get_extra_info("socket")
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4_096)


async def test_a_client_that_takes_nothing_is_cut_off(
    settings: Settings, made: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It asks and asks and never reads: few answers are made, then it is gone."""
    monkeypatch.setattr(graphql_ws, "SEND_SECONDS", 0.5)
    site = app(settings)
    async with serving(server_config(site, settings)) as url, socket(url) as talk:
        stop_reading(talk)
        for number in range(45):
            await talk.subscribe(ROLES, str(number))
        for _ in range(200):
            if not len(site.sockets.open):
                break
            await asyncio.sleep(0.05)
        assert len(site.sockets.open) == 0
        talk.connection.transport.abort()
    assert "took no message" in caplog.text
    assert graphql_ws.MOST_ANSWERS <= len(made) < 25, "the rest was never even run"
    assert not [task for task in asyncio.all_tasks() if "_Operation" in repr(task)]


@pytest.mark.skipif(not hasattr(sockets, "TCP_USER_TIMEOUT"), reason="only Linux has TCP_USER_TIMEOUT")
def test_the_kernel_ends_what_is_cut_off(settings: Settings) -> None:
    """What lies in its buffers for somebody who takes nothing must not lie there for hours."""
    listener, _ = listen(dataclasses.replace(settings, port=0))
    with listener:
        assert listener.getsockopt(sockets.IPPROTO_TCP, sockets.TCP_USER_TIMEOUT) == 60_000


async def test_a_slow_socket_holds_up_no_other(bare: str, made: list[str]) -> None:
    async with socket(bare) as slow, socket(bare) as quick:
        stop_reading(slow)
        for number in range(45):
            await slow.subscribe(ROLES, str(number))
        await quick.subscribe(WHO)
        assert len((await quick.next())["payload"]["data"]) == 1_000_000
        slow.connection.transport.abort()


async def test_a_mutation_that_was_begun_comes_to_its_end(
    served: str, group: Group, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the client takes back its question or its socket goes away."""
    began, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()
    run = Engine.run

    async def slowly(self: Engine, *args: Any) -> Any:
        began.set()
        await go_on.wait()
        try:
            return await run(self, *args)
        finally:
            done.set()

    monkeypatch.setattr(Engine, "run", slowly)
    async with socket(served, init=bearer(token)) as talk:
        await talk.subscribe("mutation { signOut { viewer { roles } } }")
        await began.wait()
        await talk.send("complete", "1")
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.05)
    go_on.set()
    await asyncio.wait_for(done.wait(), 5)
    assert await models.Session.filter(revoked_at=None).count() == 0
