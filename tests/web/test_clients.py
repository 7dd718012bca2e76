"""From where a request comes: the connection tells it, or one of our own proxies, and nobody else."""

from __future__ import annotations

import dataclasses
from typing import Any

import httpx
import pytest

from errors import ConfigurationError
from graph.context import Context
from graph.engine import Request
from schema.client import LocalClient
from server import server_config
from settings import Settings
from tests.group import engine
from tests.web.site import WHO, nothing
from web.clients import client_of
from web.site import Site


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("testclient", "testclient"),
        ("x" * 500, "x" * 64),
    ],
)
def test_the_network_of_an_address(host: str, client: str) -> None:
    assert client_of({"client": (host, 1234)}) == client


def test_a_connection_without_an_address() -> None:
    assert client_of({"client": None}) == client_of({}) == ""


async def seen_client(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, peer: str, headers: list[tuple[str, str]]
) -> str:
    """The client that operations see when `peer` connects and sends the headers."""
    seen: list[str] = []
    run = engine().run

    async def watched(request: Request, context: Context) -> Any:
        seen.append(context.client)
        return await run(request, context)

    monkeypatch.setattr(engine(), "run", watched)
    config = server_config(Site(settings, engine(), LocalClient(engine(), settings), nothing), settings)
    config.load()
    transport: Any = httpx.ASGITransport(config.loaded_app, client=(peer, 4321))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_url) as web:
        response = await web.post("/graphql", json={"query": WHO}, headers=headers)
    assert response.status_code == 200
    return seen[0]


FORWARDED = [("x-forwarded-for", "203.0.113.9"), ("forwarded", "for=203.0.113.9"), ("x-real-ip", "203.0.113.9")]


@pytest.mark.parametrize("peer", ["192.0.2.1", "127.0.0.1"])
async def test_by_default_nobody_is_believed(
    db: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, peer: str
) -> None:
    assert await seen_client(settings, monkeypatch, peer, FORWARDED) == peer


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.5", "203.0.113.9", "203.0.113.9"),
        # What the client itself wrote stands on the left and is not believed.
        ("10.0.0.5", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.5", "198.51.100.1, 203.0.113.9, 10.1.0.77", "203.0.113.9"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.6", "203.0.113.9", "10.0.0.6"),
        ("10.1.0.9", "2001:db8::1", "2001:db8::/64"),
    ],
)
async def test_our_proxies_are_believed(
    db: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, peer: str, forwarded: str, client: str
) -> None:
    settings = dataclasses.replace(settings, trusted_proxies="10.0.0.5, 10.1.0.0/24")
    assert await seen_client(settings, monkeypatch, peer, [("x-forwarded-for", forwarded)]) == client


@pytest.mark.parametrize("proxies", ["*", "proxy.local", "10.0.0.5;10.0.0.6", "10.0.0.5/24"])
def test_proxies_are_addresses(proxies: str) -> None:
    env = {"CENTRALE_SECRET_KEY": "x" * 32, "CENTRALE_TRUSTED_PROXIES": proxies}
    with pytest.raises(ConfigurationError, match="TRUSTED_PROXIES must be addresses or networks"):
        Settings.from_env(env)
