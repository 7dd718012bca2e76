"""A browser on the site."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from settings import Settings
from tests.group import Group
from tests.web.site import site


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
