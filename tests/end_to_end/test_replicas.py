"""Two servers on one database and one mailbox: each mail is handled once, and one may go at any time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.end_to_end.place import Place
from tests.end_to_end.server_process import ServerProcess
from tests.mailbot.bot import request_text
from tests.private_servers.process import free_port

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.dovecot,
    pytest.mark.postfix,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]
LEADS = "this process watches"


def test_each_mail_is_handled_once_and_the_other_takes_over(place: Place, tmp_path: Path) -> None:
    ports = (place.port, free_port())
    with (
        ServerProcess(tmp_path / "one", place.env(PORT=str(ports[0]))) as one,
        ServerProcess(tmp_path / "two", place.env(PORT=str(ports[1]))) as two,
    ):
        for server, port in ((one, ports[0]), (two, ports[1])):
            server.await_health(f"http://127.0.0.1:{port}")
        place.write(place.owner, request_text())
        senders = [f"anne{number}@{place.name}.test" for number in range(12)]
        for sender in senders:
            place.write(sender, "Bonjour, une question.", subject="Question")
        place.await_settled(13)
        time.sleep(0.5)  # for what must not come
        assert [len(place.await_mails(sender, 1)) for sender in senders] == [1] * len(senders)
        assert len(place.await_mails(place.owner, 1)) == 1
        assert len(place.await_mails(place.supplier, 1)) == 1
        assert len(place.attachments()) == 1

        (leader,) = [server for server in (one, two) if LEADS in server.log()]
        survivor, port = (two, ports[1]) if leader is one else (one, ports[0])
        leader.kill9()
        place.write(place.other, request_text(account="8888"))
        place.await_mails(place.other, 1)
        assert LEADS in survivor.log()
        place.port = port
        place.await_settled(14)
        assert len(place.mails()) == 14
        assert survivor.stop() == 0
