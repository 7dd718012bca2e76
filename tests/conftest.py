"""Fixtures for all tests: each database in turn, a small group of companies, and somebody asking."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.database import database
from settings import Settings
from tests.group import Ask, Group, make_group
from tests.servers import dovecot_server, postfix_server, postgres_server, postgres_url

__all__ = ["dovecot_server", "postfix_server", "postgres_server", "postgres_url"]

SECRET = "a secret of the tests that is long enough"


@pytest.fixture
def settings() -> Settings:
    """Settings without any server."""
    return Settings(secret_key=SECRET, authserv_id="mx.centrale.test")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.sqlite3"
    url = request.getfixturevalue("postgres_url")
    assert isinstance(url, str)
    return url


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    """The database, open and migrated; its URL."""
    async with database(database_url):
        yield database_url


@pytest.fixture
async def group(db: str) -> Group:
    """A small group: see `tests.group`."""
    return await make_group()


@pytest.fixture
def ask(group: Group, settings: Settings) -> Ask:
    """Runs documents as somebody, on the group's data."""
    return Ask(settings)
