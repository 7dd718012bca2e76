"""Opening the database: the Tortoise configuration, migrations at start-up, and the dialect in use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import asyncpg
from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import ConnectionHandler, get_connection
from tortoise.exceptions import DBConnectionError
from tortoise.transactions import in_transaction

from models.connections import undo_failed_begins
from models.migrating import Migrator
from models.readers import PostgresReaders, SqliteReaders

Dialect = Literal["sqlite", "postgres"]


def tortoise_config(url: str, *, pool_size: int = 10) -> dict[str, Any]:
    """The configuration of Tortoise for a database URL.

    `sqlite:///relative/path`, `sqlite:////absolute/path`, `sqlite:///:memory:` or
    `postgresql://user:password@host:port/name`.
    """
    return {
        "connections": {"default": _sqlite(url) if url.startswith("sqlite:") else _postgres(url, pool_size)},
        "apps": {
            "models": {
                "models": ["models"],
                "default_connection": "default",
                "migrations": "models.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


class _Connection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that goes back to the pool without a round trip: whoever changes its state puts it right again."""

    def get_reset_query(self) -> str:
        """Nothing to reset: advisory locks and listeners are ended by those who made them."""
        return ""


def _sqlite(url: str) -> dict[str, Any]:
    path = url.removeprefix("sqlite:///")
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    credentials = {"file_path": path, "busy_timeout": 10_000, "synchronous": "NORMAL"}
    return {"engine": "tortoise.backends.sqlite", "credentials": credentials}


def _postgres(url: str, pool_size: int) -> dict[str, Any]:
    connection = expand_db_url(url.replace("postgresql://", "asyncpg://", 1).replace("postgres://", "asyncpg://", 1))
    # Statements are compiled ones with long texts: keep them prepared whatever their size.
    connection["credentials"] |= {"statement_cache_size": 200, "max_cacheable_statement_size": 0}
    connection["credentials"]["connection_class"] = _Connection
    # PostgreSQL's own JIT costs more than it brings on statements of milliseconds; and planning a compiled statement
    # anew for each set of values costs more than running it, with the same plan in the end.
    server_settings = {"jit": "off", "plan_cache_mode": "force_generic_plan", "application_name": "centrale"}
    # Answers are made of texts that the server writes, whatever is usual for its other clients.
    server_settings |= {"datestyle": "ISO", "standard_conforming_strings": "on"}
    connection["credentials"] |= {"minsize": 1, "maxsize": pool_size, "server_settings": server_settings}
    return connection


@asynccontextmanager
async def database(
    url: str, *, migrate: bool = True, pool_size: int = 20, query_seconds: float = 10.0
) -> AsyncIterator[None]:
    """Open the database for the life of the block, its tables brought up to date first.

    A compiled query that takes longer than `query_seconds` is given up.
    """
    config = tortoise_config(url, pool_size=pool_size)
    # Tortoise keeps the text of INSERTs per connection name; one written for the other dialect must not be reused.
    EXECUTOR_CACHE.clear()
    _HANDLERS[:] = [(await Tortoise.init(config=config, _enable_global_fallback=True)).connections]
    _OPENED.append(url)
    undo_failed_begins(get_connection("default"))
    try:
        if migrate:
            await Migrator(get_connection("default"), config["apps"]).migrate(None)
        await _open_readers(pool_size, query_seconds)
        yield
    finally:
        await _close_readers()
        await Tortoise.close_connections()
        _HANDLERS.clear()


_OPENED: list[str] = []
_HANDLERS: list[ConnectionHandler] = []
_READERS: list[PostgresReaders | SqliteReaders] = []


async def _open_readers(pool_size: int, seconds: float) -> None:
    client: Any = get_connection("default")
    if client.capabilities.dialect != "sqlite":
        async with client.acquire_connection():  # opens the pool
            _READERS[:] = [PostgresReaders(client._pool, max(1, pool_size // 2 - 1), seconds)]
    elif client.filename != ":memory:":
        async with client.acquire_connection():  # makes the file
            _READERS[:] = [SqliteReaders(client.filename, seconds=seconds)]


def times_opened() -> int:
    """How often a database was opened: what is remembered of one is not true of the next."""
    return len(_OPENED)


async def _close_readers() -> None:
    for readers in _READERS:
        await readers.close()
    _READERS.clear()


def readers() -> PostgresReaders | SqliteReaders | None:
    """The connections for compiled statements; None for a SQLite database in memory, which has one connection."""
    return _READERS[0] if _READERS else None


def is_away(error: BaseException | None) -> bool:
    """Whether an error says that the database can't be reached."""
    return isinstance(error, ConnectionError | asyncpg.PostgresConnectionError | DBConnectionError)


def client() -> BaseDBAsyncClient:
    """The connection of the moment: the pool's, or that of the transaction around us.

    Tortoise's `get_connection`, past the way on which it finds out each time what it has connections of.
    """
    return _HANDLERS[0].get("default") if _HANDLERS else get_connection("default")


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """A transaction, or the one around us without a savepoint: for what nobody survives the failure of."""
    if isinstance(client(), TransactionalDBClient):
        yield
        return
    async with in_transaction():
        yield


def dialect() -> Dialect:
    """Which of the two databases is open."""
    return "sqlite" if client().capabilities.dialect == "sqlite" else "postgres"
