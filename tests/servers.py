"""Fixtures that hand private servers to tests; where one can't run, its tests are left out, or fail under CI=true."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postfix import PrivatePostfix
from tests.private_servers.postgres import PrivatePostgres
from tests.private_servers.process import Missing, PrivateServer

Server = TypeVar("Server", bound=PrivateServer)

__all__ = ["dovecot_server", "postfix_server", "postgres_server", "postgres_url"]


def _running(name: str, build: Callable[[], Server]) -> Iterator[Server]:
    try:
        server = build()
    except Missing as why:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} must run under CI=true, but: {why}")
        pytest.skip(f"no private {name}: {why}")
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PrivatePostgres]:
    """One PostgreSQL for the test run (for each worker of it)."""
    yield from _running("PostgreSQL", PrivatePostgres)


@pytest.fixture
def postgres_url(postgres_server: PrivatePostgres) -> Iterator[str]:
    """The URL of an empty database for one test."""
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[PrivateDovecot]:
    """One Dovecot for the test run. A test that stops it must start it again; use mailboxes of your own."""
    yield from _running("Dovecot", PrivateDovecot)


@pytest.fixture(scope="session")
def postfix_server(dovecot_server: PrivateDovecot) -> Iterator[PrivatePostfix]:
    """One Postfix for the test run, delivering to `dovecot_server`."""
    yield from _running("Postfix", lambda: PrivatePostfix(dovecot_server))
