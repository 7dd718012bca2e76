"""The web application without sockets: requests go straight into it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from jobs.events import Signal
from models.database import dialect
from schema.client import LocalClient
from settings import Settings
from tests.group import engine
from web.graphql_http import GRAPHQL_JSON, JSON
from web.site import Site

BOTH_TYPES = (GRAPHQL_JSON, JSON)
WHO = "{ viewer { displayName roles } }"


def nothing() -> None:
    """The mail status of a process that watches no mailbox."""


def app(settings: Settings, mail_status: Callable[[], Any] = nothing, *, smtp_away: bool = False) -> Site:
    """The site as an ASGI application."""
    return Site(settings, engine(), LocalClient(engine(), settings), mail_status, smtp_away=lambda: smtp_away)


def site(settings: Settings, mail_status: Callable[[], Any] = nothing, *, smtp_away: bool = False) -> httpx.AsyncClient:
    """A browser on the site; it keeps cookies. Bugs outside GraphQL are raised, not hidden in a 500."""
    transport = httpx.ASGITransport(app(settings, mail_status, smtp_away=smtp_away))
    return httpx.AsyncClient(transport=transport, base_url=settings.public_url)


@asynccontextmanager
async def hearing() -> AsyncIterator[None]:
    """The site hears of events while the block lasts. Needs an open database."""
    events, ready = engine().events, Signal()
    events.add("", ready)
    async with events.listening():
        if dialect() == "postgres":  # LISTEN begins with a look at everything
            await ready.wait(10)
        events.remove("", ready)
        yield
