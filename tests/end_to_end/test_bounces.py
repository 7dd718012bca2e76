"""Letters that a real mail server returns: its reports come back by the return path, to whoever must know of them."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.place import Place
from tests.end_to_end.server_process import ServerProcess, until
from tests.mailbot.bot import request_text
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postfix import GONE, PrivatePostfix

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.dovecot,
    pytest.mark.postfix,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]
_STATE = """query ($member: String!) {
    inboundMails(first: 9) { nodes { fromAddress status outcome
        letters { toAddress letter status undeliveredReason undeliveredLabel } } }
    conversationQueue(first: 9) { nodes { id version waitingFor } }
    members(first: 9, search: $member) { nodes { people { person { email emailUndeliverableSince } } } }
}"""


@pytest.fixture
def place(database_url: str, dovecot_server: PrivateDovecot, postfix_server: PrivatePostfix) -> Place:
    """Everybody has an address that was right once."""
    return Place(
        database_url, dovecot_server, postfix_server, name=f"{uuid.uuid4().hex[:12]}.{GONE.removesuffix('.test')}"
    )


def test_unknown_users_are_told_to_the_advisor_and_never_answered(place: Place, tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "server", place.env()) as server:
        server.await_health(place.url)
        place.write(place.owner, request_text())

        def state() -> dict[str, Any]:
            return place.query(_STATE, member="Éclair")

        def returned() -> bool:
            letters = [letter for one in state()["inboundMails"]["nodes"] for letter in one["letters"]]
            return [letter["status"] for letter in letters] == ["UNDELIVERED"] * 2

        until(returned)
        time.sleep(1)  # for what must not come
        told = state()
        mails = told["inboundMails"]["nodes"]
        assert len(mails) == 3
        reports = [one for one in mails if one["fromAddress"].lower().startswith("mailer-daemon@")]
        assert sorted(one["outcome"] for one in reports) == sorted(
            f"Avis de non-remise à {address} : l’adresse n’existe pas." for address in (place.owner, place.supplier)
        )
        assert {one["status"] for one in reports} == {"IGNORED"}
        assert all(one["letters"] == [] for one in reports), "nobody answers a report"
        (wish,) = (one for one in mails if one not in reports)
        assert {(letter["toAddress"], letter["undeliveredReason"]) for letter in wish["letters"]} == {
            (place.owner, "UNKNOWN_ADDRESS"),
            (place.supplier, "UNKNOWN_ADDRESS"),
        }
        assert wish["status"] == "HANDED_OVER"
        people = [one["person"] for member in told["members"]["nodes"] for one in member["people"]]
        assert [one["email"] for one in people if one["emailUndeliverableSince"]] == [place.owner]
        assert [one["waitingFor"] for one in told["conversationQueue"]["nodes"]]
        assert server.stop() == 0
        assert "Traceback" not in server.log()
    assert place.dovecot.mails(place.contact) == []
    assert len(place.dovecot.mails(place.contact, "Processed")) == 3
