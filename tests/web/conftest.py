"""A browser on the site."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from server import server_config
from settings import Settings
from tests.clients.serving import serving
from tests.group import Group
from tests.web.site import app, hearing, site
from tests.web.sockets import token_of


@pytest.fixture
async def web(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the site; tests of the protocol alone need no database behind it."""
    async with site(settings) as client:
        yield client


@pytest.fixture
async def browser(group: Group, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the site with the group behind it."""
    async with site(settings) as client:
        yield client


@pytest.fixture
async def bare(settings: Settings) -> AsyncIterator[str]:
    """The site on a port of its own, with no database behind it; its URL."""
    async with serving(server_config(app(settings), settings)) as url:
        yield url


@pytest.fixture
async def served(db: str, bare: str) -> AsyncIterator[str]:
    """The same with a database, and events are heard."""
    async with hearing():
        yield bare


@pytest.fixture
async def token(group: Group, settings: Settings) -> str:
    """A session of the owner."""
    return await token_of(settings, group.owner)
