"""The disk that keeps the mails is full, and is not any more: nothing lost, nothing done twice, and it was told."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from tests.databases import emptied
from tests.end_to_end.place import Place
from tests.end_to_end.server_process import ServerProcess, until
from tests.end_to_end.small_disk import NoMount, SmallDisk
from tests.mailbot.bot import request_text
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postfix import PrivatePostfix

pytestmark = [pytest.mark.postgres, pytest.mark.dovecot, pytest.mark.postfix]
SPACE = "small_disk"


def _mounted(megabytes: int, owner: str | None = None) -> Iterator[SmallDisk]:
    try:
        with SmallDisk(megabytes, owner=owner) as disk:
            yield disk
    except NoMount as why:
        pytest.skip(str(why))


@pytest.fixture
def whole_database(migrated_sqlite: Path) -> Iterator[tuple[SmallDisk, str]]:
    """SQLite, all of it on a small disk."""
    for disk in _mounted(40):
        shutil.copyfile(migrated_sqlite, disk.path / "centrale.sqlite3")
        yield disk, f"sqlite:///{disk.path}/centrale.sqlite3"


@pytest.fixture
def sources_alone(migrated_postgres: str) -> Iterator[tuple[SmallDisk, str]]:
    """PostgreSQL, whose mails' sources lie on a small disk."""

    async def run(*statements: str) -> None:
        connection = await asyncpg.connect(migrated_postgres)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    for disk in _mounted(8, "postgres"):
        asyncio.run(emptied(migrated_postgres))
        asyncio.run(
            run(
                f"CREATE TABLESPACE {SPACE} LOCATION '{disk.path}'",
                f"ALTER TABLE inbound_source SET TABLESPACE {SPACE}",
            )
        )
        yield disk, migrated_postgres
        asyncio.run(
            run("ALTER TABLE inbound_source SET TABLESPACE pg_default", f"DROP TABLESPACE {SPACE}"),
        )


@pytest.mark.parametrize("kept", ["whole_database", "sources_alone"])
def test_mails_stay_in_the_mailbox_until_there_is_room(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    dovecot_server: PrivateDovecot,
    postfix_server: PrivatePostfix,
    kept: str,
) -> None:
    disk, url = request.getfixturevalue(kept)
    place = Place(url, dovecot_server, postfix_server)
    with ServerProcess(tmp_path / "server", place.env(IMAP_POLL_SECONDS="1")) as server:
        server.await_health(place.url)
        place.write(place.owner, request_text())
        place.await_mails(place.owner, 1)
        place.await_settled(1)
        disk.fill()
        senders = [f"anne{number}@{place.name}.test" for number in range(2)]
        for sender in senders:
            place.write(sender, f"Bonjour, une question.\n{_incompressible()}", subject="Question")
        until(lambda: len(dovecot_server.mails(place.contact)) == 2)
        assert until(lambda: _health(place).get("mail") == "not_stored")
        assert len(dovecot_server.mails(place.contact)) == 2, "what is not stored stays where it is"
        disk.free()
        place.await_settled(3)
        until(lambda: not dovecot_server.mails(place.contact))
        assert [len(place.await_mails(sender, 1)) for sender in senders] == [1] * 2
        assert len(place.mails()) == 3
        assert len(place.mailbox(place.owner)) == len(place.mailbox(place.supplier)) == 1
        assert len(dovecot_server.mails(place.contact, "Processed")) == 3
        server.await_health(place.url)
        for secret in (place.owner, "anne1@", "une question"):
            assert secret not in server.log()
        assert server.stop() == 0


def _incompressible() -> str:
    """Some kilobytes that a database can't put into a page that it has."""
    return "\n".join(os.urandom(32).hex() for _ in range(300))


def _health(place: Place) -> dict[str, str]:
    answer: dict[str, str] = httpx.get(f"{place.url}/health").json()
    return answer
