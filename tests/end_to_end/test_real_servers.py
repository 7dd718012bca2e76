"""The whole product on real servers: Postfix brings the mails, Dovecot keeps them, PostgreSQL remembers."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.end_to_end.place import Place, decision_link
from tests.end_to_end.server_process import ServerProcess
from tests.mailbot.bot import request_text, text_of

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.dovecot,
    pytest.mark.postfix,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]


def test_a_member_s_mail_becomes_an_attachment_that_the_supplier_accepts(place: Place, tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "server", place.env()) as server:
        server.await_health(place.url)
        place.write(place.owner, request_text(), subject="Papeterie", message_id=f"<un@{place.name}.test>")
        (letter,) = place.await_mails(place.supplier, 1)
        (answer,) = place.await_mails(place.owner, 1)
        _check_letters(place, answer)

        (attachment,) = place.attachments()
        assert (attachment["status"], attachment["accountNumber"]) == ("SENT", "4471-AB")
        assert attachment["member"]["siret"] == place.siret
        (received,) = place.mails()
        assert (received["status"], received["subject"]) == ("ANSWERED", "Papeterie")
        place.await_settled(1)

        link = decision_link(letter)
        assert link.startswith(place.url)
        assert "4471-AB" in httpx.get(link).text
        assert place.attachments()[0]["status"] == "SENT", "looking decides nothing"
        assert httpx.post(link, data={"decision": "accept"}).status_code == 303
        _, notice = place.await_mails(place.owner, 2)
        assert "a accepté votre demande" in text_of(notice)
        (attachment,) = place.attachments()
        assert [(line["status"], line["channel"]) for line in attachment["events"]] == [
            ("REQUESTED", "MAIL"),
            ("SENT", "MAIL"),
            ("ACCEPTED", "LINK"),
        ]

        _supplier_answers_by_mail(place)
        _forgeries(place)
        assert server.stop() == 0
        assert "Traceback" not in server.log()
    assert place.dovecot.mails(place.contact) == []
    assert len(place.dovecot.mails(place.contact, "Processed")) == 5


def _check_letters(place: Place, answer: object) -> None:
    """The answer is threaded, and goes back by an address that says which mail it was."""
    (answer,) = place.mailbox(place.owner)
    assert answer["In-Reply-To"] == f"<un@{place.name}.test>"
    assert answer["References"] == f"<un@{place.name}.test>"
    assert answer["Subject"] == "Re: Papeterie"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["From"].addresses[0].addr_spec == place.contact
    local = place.contact.partition("@")[0]
    assert answer["Return-Path"].strip("<>").startswith(f"{local}+b")


def _supplier_answers_by_mail(place: Place) -> None:
    place.write(place.other, request_text(account="8888"))
    *_, letter = place.await_mails(place.supplier, 2)
    reply_to = letter["Reply-To"].addresses[0].addr_spec
    place.write(place.supplier, "REFUSER : ce compte est clos.", to=reply_to, reply_to=letter)
    _, notice = place.await_mails(place.other, 2)
    assert "ce compte est clos" in text_of(notice)
    assert place.attachments()[0]["status"] == "REFUSED"


def _forgeries(place: Place) -> None:
    """A failure by the milter, which is not answered; and a verdict of the forger's own, which Postfix takes off."""
    before = place.attachments()
    place.write(place.owner, request_text("Roulevite", account=None), verdict="fail")
    pass_ = f"mx.centrale.test; dmarc=pass header.from={place.name}.test"
    forged = [("Authentication-Results", pass_)]
    place.write(place.owner, request_text("Roulevite", "999"), verdict=None, headers=forged)
    for answer in place.await_mails(place.owner, 3)[2:]:
        assert "nous n’avons rien modifié" in text_of(answer)
        for word in ("584213", "Zoé", "Claire", "Sophie", place.siret):
            assert word not in answer.as_string()
    place.await_settled(5)
    assert [one["status"] for one in place.mails()[:2]] == ["HANDED_OVER", "HANDED_OVER"]
    assert place.attachments() == before


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/none"},
            "The database of CENTRALE_DATABASE_URL can't be opened",
        ),
        ({"DATABASE_URL": "sqlite:////proc/none/x.sqlite3"}, "The database of CENTRALE_DATABASE_URL can't be opened"),
        ({"SECRET_KEY": "short", "NONSENSE": "1"}, "CENTRALE_NONSENSE is not a setting"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_a_message(
    place: Place, tmp_path: Path, wrong: dict[str, str], message: str
) -> None:
    with ServerProcess(tmp_path / "server", place.env(**wrong)) as server:
        assert server.wait() == 2
        assert message in server.log()
        assert "Traceback" not in server.log()


def test_a_port_that_is_taken_ends_the_start_with_a_message(place: Place, tmp_path: Path) -> None:
    port = {"PORT": str(place.dovecot.imap_port)}
    with ServerProcess(tmp_path / "server", place.env(**port)) as server:
        assert server.wait() == 2
        assert "Set CENTRALE_PORT to a free one" in server.log()
