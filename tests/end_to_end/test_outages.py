"""What the mailbot needs goes away in the middle, and comes back: nothing lost, nothing done twice, nobody logged."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import asyncpg
import pytest

from tests.end_to_end.place import Place
from tests.end_to_end.server_process import ServerProcess, until
from tests.mailbot.bot import request_text
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postgres import PrivatePostgres
from tests.private_servers.process import free_port

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.dovecot,
    pytest.mark.postfix,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]
LEADS = "this process watches"
_END_LEADERSHIP = """
    SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def _ask(place: Place, count: int) -> list[str]:
    """So many strangers write; their addresses."""
    senders = [f"anne{number}-{time.monotonic_ns()}@{place.name}.test" for number in range(count)]
    for sender in senders:
        place.write(sender, "Bonjour, une question.", subject="Question")
    return senders


def _all_once(place: Place, senders: list[str], count: int) -> None:
    place.await_settled(count)
    time.sleep(0.5)  # for what must not come
    assert [len(place.await_mails(sender, 1)) for sender in senders] == [1] * len(senders)
    assert len(place.await_mails(place.owner, 1)) == len(place.await_mails(place.supplier, 1)) == 1
    assert len(place.attachments()) == 1
    # A mail server that ends before it said that it has taken a mail gets it once more: that one is a twin.
    mails = place.mails()
    twins = [one for one in mails if one["status"] == "DUPLICATE"]
    assert len(mails) - len(twins) == count, [(one["fromAddress"], one["status"], one["outcome"]) for one in mails]
    assert all(one["letters"] == [] for one in twins)
    assert place.dovecot.mails(place.contact) == []
    assert len(place.dovecot.mails(place.contact, "Processed")) == len(mails)


def _nobody_in(log: str, place: Place) -> None:
    for secret in (place.name, place.owner, place.supplier, "Claire", "Éclair", "4471-AB", place.siret):
        assert secret not in log


@pytest.mark.parametrize("what", ["database", "mailbox"])
def test_a_server_that_restarts_in_the_middle(
    place: Place, tmp_path: Path, postgres_server: PrivatePostgres, dovecot_server: PrivateDovecot, what: str
) -> None:
    with ServerProcess(tmp_path / "server", place.env()) as server:
        server.await_health(place.url)
        place.write(place.owner, request_text())
        senders = _ask(place, 8)
        (postgres_server if what == "database" else dovecot_server).restart()
        senders += _ask(place, 2)
        _all_once(place, senders, 11)
        server.await_health(place.url)
        _nobody_in(server.log(), place)
        assert server.stop() == 0


def test_a_frozen_leader_is_replaced_and_does_no_harm_when_it_wakes_up(place: Place, tmp_path: Path) -> None:
    ports = (place.port, free_port())
    with (
        ServerProcess(tmp_path / "one", place.env(PORT=str(ports[0]))) as one,
        ServerProcess(tmp_path / "two", place.env(PORT=str(ports[1]))) as two,
    ):
        for server, port in ((one, ports[0]), (two, ports[1])):
            server.await_health(f"http://127.0.0.1:{port}")
        (leader,) = [server for server in (one, two) if LEADS in server.log()]
        survivor, place.port = (two, ports[1]) if leader is one else (one, ports[0])
        place.write(place.owner, request_text())
        os.kill(leader.pid, signal.SIGSTOP)
        try:
            asyncio.run(_end_leadership(place.database_url))
            until(lambda: LEADS in survivor.log())
            senders = _ask(place, 5)
            for sender in senders:
                place.await_mails(sender, 1)
        finally:
            os.kill(leader.pid, signal.SIGCONT)
        senders += _ask(place, 5)
        _all_once(place, senders, 11)
        assert (leader.stop(), survivor.stop()) == (0, 0)


async def _end_leadership(url: str) -> None:
    """As PostgreSQL does by itself when a frozen client's connection times out."""
    connection = await asyncpg.connect(url)
    try:
        assert await connection.fetch(_END_LEADERSHIP)
    finally:
        await connection.close()
