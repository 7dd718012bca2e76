"""A browser on the site."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from settings import Settings
from tests.web.site import site


@pytest.fixture
async def web(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the site; tests of the protocol alone need no database behind it."""
    async with site(settings) as client:
        yield client
