"""kill -9 between any two steps of the mail path, then a start: one attachment, one letter, one answer."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.end_to_end.crashing_server import MARKER, POINTS
from tests.end_to_end.place import Place
from tests.end_to_end.server_process import ROOT, ServerProcess, until
from tests.mailbot.bot import request_text
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postfix import PrivatePostfix

pytestmark = [pytest.mark.postgres, pytest.mark.dovecot, pytest.mark.postfix]

LAUNCHER = ROOT / "tests" / "end_to_end" / "crashing_server.py"
# The one window in which nobody can know whether the mail server has the mail: the same bytes go again.
TWICE = "sent, not written down"


@pytest.fixture
def place_on_sqlite(tmp_path: Path, dovecot_server: PrivateDovecot, postfix_server: PrivatePostfix) -> Place:
    """The same with the other database."""
    return Place(f"sqlite:///{tmp_path}/place.sqlite3", dovecot_server, postfix_server)


@pytest.mark.parametrize("point", POINTS)
def test_on_postgresql(place: Place, tmp_path: Path, point: str) -> None:
    _crash_and_go_on(place, tmp_path / "server", point)


@pytest.mark.parametrize("point", ["mail stored, not committed", "end written, not committed", TWICE])
def test_on_sqlite(place_on_sqlite: Place, tmp_path: Path, point: str) -> None:
    _crash_and_go_on(place_on_sqlite, tmp_path / "server", point)


def _crash_and_go_on(place: Place, folder: Path, point: str) -> None:
    with ServerProcess(folder, place.env(), LAUNCHER, point) as server:
        place.write(place.owner, request_text())
        until((folder / MARKER).exists)
        server.await_health(place.url)
        until(lambda: place.settled(1))
        place.await_mails(place.supplier, 1)
        place.await_mails(place.owner, 1)
        until(lambda: not place.dovecot.mails(place.contact))
        time.sleep(0.7)  # for what must not come
        _check(place, point)
        assert server.stop() == 0


def _check(place: Place, point: str) -> None:
    (attachment,) = place.attachments()
    assert [line["status"] for line in attachment["events"]] == ["REQUESTED", "SENT"]
    assert [letter["letter"] for letter in attachment["letters"]] == ["SupplierAttachmentLetter"]
    (received,) = place.mails()
    assert (received["status"], received["lastError"]) == ("ANSWERED", None)
    assert len(received["letters"]) == 2
    assert len(place.dovecot.mails(place.contact, "Processed")) == 1
    for address in (place.supplier, place.owner):
        (message_id,) = {letter["messageId"] for letter in received["letters"] if letter["toAddress"] == address}
        copies = place.dovecot.mails(address)
        assert [one["Message-ID"] for one in place.mailbox(address)] == [message_id] * len(copies)
        # Below the lines that the mail servers wrote on top.
        assert len({copy[copy.index(b"Date: ") :] for copy in copies}) == 1
        assert len(copies) == 1 or point == TWICE
