"""The watched folder is deleted and made again under its name while the server runs: all its mails have new numbers."""

from __future__ import annotations

import contextlib
import functools
import imaplib
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.place import Place
from tests.end_to_end.server_process import ServerProcess, until
from tests.mailbot.bot import mail, passing, request_text
from tests.private_servers.dovecot import PrivateDovecot

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.dovecot,
    pytest.mark.postfix,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]
FOLDER = "Contact"


@contextlib.contextmanager
def mail_program(place: Place, dovecot: PrivateDovecot) -> Iterator[imaplib.IMAP4]:
    """What an administrator has open beside the server."""
    with imaplib.IMAP4("127.0.0.1", dovecot.imap_port) as program:
        program.login(place.contact, dovecot.password)
        yield program


def validity(program: imaplib.IMAP4) -> int:
    _, (answer,) = program.status(FOLDER, "(UIDVALIDITY)")
    found = re.search(rb"UIDVALIDITY (\d+)", answer or b"")
    assert found is not None
    return int(found[1])


def put(program: imaplib.IMAP4, *sources: bytes) -> None:
    for source in sources:
        # While the server still lets go of the folder that was there before, Dovecot says NO.
        until(functools.partial(_taken, program, source))


def _taken(program: imaplib.IMAP4, source: bytes) -> bool:
    return program.append(FOLDER, "", "", source)[0] == "OK"


def test_nothing_is_lost_and_nothing_done_twice(place: Place, tmp_path: Path, dovecot_server: PrivateDovecot) -> None:
    strangers = [f"anne{number}@{place.name}.test" for number in range(3)]
    asked = [mail(one, "Bonjour, une question.", subject="Question", to=place.contact) for one in strangers]
    wish = mail(place.owner, request_text(), to=place.contact, results=passing(place.owner))
    with mail_program(place, dovecot_server) as program:
        program.create(FOLDER)
        first_validity = validity(program)
        settings = place.env(IMAP_MAILBOX=FOLDER, IMAP_PROCESSED="Fait", IMAP_POLL_SECONDS="1")
        with ServerProcess(tmp_path / "server", settings) as server:
            server.await_health(place.url)
            put(program, wish, asked[0])
            place.await_settled(2)
            until(lambda: not dovecot_server.mails(place.contact, FOLDER))
            # Numbers that meant other mails before: what is restored, and what is new, has them again.
            assert program.delete(FOLDER)[0] == "OK"
            assert program.create(FOLDER)[0] == "OK"
            assert validity(program) != first_validity
            put(program, asked[0], asked[1], wish, asked[2])
            place.await_settled(6)
            until(lambda: not dovecot_server.mails(place.contact, FOLDER))
            time.sleep(0.5)  # for what must not come
            assert sorted(one["status"] for one in place.mails()) == [
                "ANSWERED", "DUPLICATE", "DUPLICATE", "HANDED_OVER", "HANDED_OVER", "HANDED_OVER",
            ]  # fmt: skip
            assert [len(place.await_mails(one, 1)) for one in (*strangers, place.owner, place.supplier)] == [1] * 5
            assert len(place.attachments()) == 1
            assert len(dovecot_server.mails(place.contact, "Fait")) == 6
            server.await_health(place.url)
            assert server.stop() == 0
