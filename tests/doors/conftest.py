"""Each door in turn, on each database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from schema.client import LocalClient
from settings import Settings
from tests.doors.door import Door, HttpDoor, MailDoor
from tests.doors.talk import HttpTalk, MailTalk, Talk
from tests.group import Group, engine
from tests.mailbot.bot import Bot
from web.site import Site


@pytest.fixture
async def both_doors(group: Group, settings: Settings) -> AsyncIterator[dict[str, Door]]:
    """The ways in by name, on one database."""
    site = Site(settings, engine(), LocalClient(engine(), settings), lambda: None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=settings.public_url) as http:
        yield {"http": HttpDoor(http, settings), "mail": MailDoor(await Bot.start(settings))}


@pytest.fixture
async def both_talks(group: Group, settings: Settings) -> AsyncIterator[dict[str, Talk]]:
    """The ways to write, on one database."""
    site = Site(settings, engine(), LocalClient(engine(), settings), lambda: None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=settings.public_url) as http:
        yield {"http": HttpTalk(http, settings), "mail": MailTalk(await Bot.start(settings))}


@pytest.fixture(params=["http", "mail"])
def talk(request: pytest.FixtureRequest, both_talks: dict[str, Talk]) -> Talk:
    """A way to write."""
    return both_talks[request.param]


@pytest.fixture
def other_talk(talk: Talk, both_talks: dict[str, Talk]) -> Talk:
    """The other one."""
    return next(other for other in both_talks.values() if other is not talk)


@pytest.fixture(params=["http", "mail"])
def door(request: pytest.FixtureRequest, both_doors: dict[str, Door]) -> Door:
    """A way in."""
    return both_doors[request.param]


@pytest.fixture
def other_door(door: Door, both_doors: dict[str, Door]) -> Door:
    """The other one."""
    return next(other for other in both_doors.values() if other is not door)
