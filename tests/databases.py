"""Fixtures of databases: migrated once for a test run, then fresh for each test in hundredths of a second."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest

from models.database import database
from tests.private_servers.postgres import PrivatePostgres

__all__ = ["database_url", "db", "migrated_postgres", "migrated_sqlite"]

# Emptying is five times faster than CREATE DATABASE … TEMPLATE, and than TRUNCATE on tables this small. The sequences
# start again at one, sessions that a test left behind are cut.
_EMPTY = """
DO $$
DECLARE name text;
BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ('tortoise_migrations', 'data_version') LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences
        WHERE last_value IS NOT NULL AND sequencename <> 'tortoise_migrations_id_seq';
END $$
"""


async def _migrated(url: str) -> None:
    async with database(url):
        pass


def _migrate(url: str) -> None:
    # In a thread of its own: whoever asks for a fixture may have an event loop already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _migrated(url)).result()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "migrated.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PrivatePostgres) -> str:
    """The URL of a migrated PostgreSQL database, to be emptied."""
    url = postgres_server.create_database()
    _migrate(url)
    return url


async def emptied(url: str) -> str:
    """A migrated PostgreSQL database without rows; its URL."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_EMPTY)
    finally:
        await connection.close()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated, empty database of each kind in turn."""
    if request.param == "postgres":
        return await emptied(request.getfixturevalue("migrated_postgres"))
    path = tmp_path / "test.sqlite3"
    shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
    return f"sqlite:///{path}"


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    """The database, open; its URL."""
    async with database(database_url, migrate=False):
        yield database_url
