"""kill -9 between any two steps of the mail path, then a start: one attachment, one letter, one answer."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.crashing_server import MARKER, POINTS
from tests.end_to_end.place import Place
from tests.end_to_end.server_process import ROOT, ServerProcess, until
from tests.mailbot.bot import request_text

pytestmark = [pytest.mark.postgres, pytest.mark.dovecot, pytest.mark.postfix]

LAUNCHER = ROOT / "tests" / "end_to_end" / "crashing_server.py"
# The one window in which nobody can know whether the mail server has the mail: the same bytes go again.
TWICE = "sent, not written down"


ON_SQLITE = ("mail stored, not committed", "end written, not committed", TWICE)
CASES = [("postgres", point) for point in POINTS] + [("sqlite", point) for point in ON_SQLITE]


@pytest.mark.parametrize(("database_url", "point"), CASES, indirect=["database_url"])
def test_nothing_is_lost_and_nothing_done_twice(place: Place, tmp_path: Path, point: str) -> None:
    with ServerProcess(tmp_path / "server", place.env(), LAUNCHER, point) as server:
        place.write(place.owner, request_text())
        until((tmp_path / "server" / MARKER).exists)
        server.await_health(place.url)
        place.await_settled(1)
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
    copies = _copies(place, place.supplier, received) + _copies(place, place.owner, received)
    assert copies == (3 if point == TWICE else 2)


def _copies(place: Place, address: str, received: dict[str, Any]) -> int:
    """How often the one letter to this address arrived, always the same."""
    (message_id,) = {letter["messageId"] for letter in received["letters"] if letter["toAddress"] == address}
    copies = place.dovecot.mails(address)
    assert {one["Message-ID"] for one in place.mailbox(address)} == {message_id}
    # Below the lines that the mail servers wrote on top.
    assert len({copy[copy.index(b"Date: ") :] for copy in copies}) == 1
    return len(copies)
