"""Two groups with this product write to each other: one answer, and there it ends."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.end_to_end.place import Place
from tests.end_to_end.server_process import ServerProcess
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postfix import PrivatePostfix

pytestmark = [
    pytest.mark.dovecot,
    pytest.mark.postfix,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def other(
    tmp_path: Path, migrated_sqlite: Path, dovecot_server: PrivateDovecot, postfix_server: PrivatePostfix
) -> Place:
    """Another group, with a database and a mailbox of its own."""
    shutil.copyfile(migrated_sqlite, tmp_path / "other.sqlite3")
    return Place(f"sqlite:///{tmp_path / 'other.sqlite3'}", dovecot_server, postfix_server)


def test_they_exchange_one_answer(place: Place, other: Place, tmp_path: Path) -> None:
    with (
        ServerProcess(tmp_path / "one", place.env()) as one,
        ServerProcess(tmp_path / "two", other.env()) as two,
    ):
        one.await_health(place.url)
        two.await_health(other.url)
        place.write(other.contact, "Bonjour, que proposez-vous à vos adhérents ?", subject="Question")
        place.await_settled(1)
        other.await_settled(1)
        time.sleep(3)  # for what must not come
        (asked,) = place.mails()
        assert [letter["toAddress"] for letter in asked["letters"]] == [other.contact]
        (answered,) = other.mails()
        assert (answered["status"], answered["outcome"]) == ("IGNORED", "Réponse automatique : classée.")
        assert answered["fromAddress"] == place.contact
        assert answered["letters"] == []
        assert len(place.dovecot.mails(place.contact, "Processed")) == 1
        assert len(place.dovecot.mails(other.contact, "Processed")) == 1
        assert (one.stop(), two.stop()) == (0, 0)
