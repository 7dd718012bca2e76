"""Fixtures for all tests: each database in turn, a small group of companies, and somebody asking."""

from __future__ import annotations

import gc

import pytest

from settings import Settings
from tests.browsers import built_pages, chromium
from tests.databases import database_url, db, migrated_postgres, migrated_sqlite
from tests.group import Ask, Group, make_group
from tests.servers import dovecot_server, postfix_server, postgres_server, postgres_url

__all__ = [
    "built_pages",
    "chromium",
    "database_url",
    "db",
    "dovecot_server",
    "migrated_postgres",
    "migrated_sqlite",
    "postfix_server",
    "postgres_server",
    "postgres_url",
]

SECRET = "a secret of the tests that is long enough"


def pytest_collection_finish() -> None:
    """Thousands of tests, and what their modules hold, are never garbage: looking among them took half the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes never name a test: a ZIP holds the time of its making, and two workers must collect the same names."""
    return argname if isinstance(val, bytes | bytearray) else None


@pytest.fixture
def settings() -> Settings:
    """Settings without any server."""
    return Settings(secret_key=SECRET, authserv_id="mx.centrale.test")


@pytest.fixture
async def group(db: str) -> Group:
    """A small group: see `tests.group`."""
    return await make_group()


@pytest.fixture
def ask(group: Group, settings: Settings) -> Ask:
    """Runs documents as somebody, on the group's data."""
    return Ask(settings)
