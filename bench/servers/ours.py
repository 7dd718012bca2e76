"""Our own server: the real routes over the real schema, without the mailbot.

As in the product, what start-up made is out of the collector's sight.
COMPILED=no leaves every query to the stock executor.
"""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from graph.engine import Engine
from models.database import database
from schema.build import build_schema
from schema.client import LocalClient
from settings import Settings
from web.site import Site

UNLIMITED = 10**15


def app() -> Site:
    """The application that the environment asks for."""
    settings = Settings(
        secret_key="a secret of the bench, thirty-two characters",  # noqa: S106 - signs nothing here
        database_url=os.environ["DATABASE_URL"],
        public_budget=UNLIMITED,
        signed_in_budget=UNLIMITED,
    )
    engine = Engine(build_schema(), compiled=os.environ.get("COMPILED") != "no")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with database(settings.database_url, migrate=False, pool_size=settings.database_pool):
            gc.collect()
            gc.freeze()
            yield

    return Site(settings, engine, LocalClient(engine, settings), lambda: None, lifespan)
