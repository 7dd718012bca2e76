"""The bytes: what an SMTP server and a mail program find in them."""

from __future__ import annotations

import datetime
import email
import email.policy
from email.message import EmailMessage

import pytest

from errors import BadInput
from letters.compose import MOST_REFERENCES, compose, new_message_id
from letters.render import Rendered, render
from letters.values import Sender
from tests.letters.samples import LETTERS, PARTS, SUPPLIER_LETTER, answer

SENDER = Sender("HA+PME – service adhérents", "contact@centrale.test")
OURS = "<0123456789abcdef@centrale.test>"
THEIRS = "<CAF" + "x" * 120 + "=_+/$@mail.un-fournisseur-au-nom-vraiment-tres-long.example>"
ANSWER = render(
    answer(PARTS[0], subject="Réf. : Œuvre – rattachement d’un compte à l’été, avec un très long sujet accentué")
)


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def reply(rendered: Rendered = ANSWER, **changes: object) -> bytes:
    arguments: dict[str, object] = {
        "sender": SENDER,
        "to": "yann@legoff.example",
        "message_id": OURS,
        "automatic": True,
        "in_reply_to": THEIRS,
    }
    return compose(rendered, **{**arguments, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_makes_a_sound_mail(name: str) -> None:
    rendered = render(LETTERS[name])
    content = reply(rendered)
    lines = content.split(b"\r\n")
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 998
    message = parsed(content)
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert {part["Content-Transfer-Encoding"] for part in (text, html)} == {"quoted-printable"}
    assert text.get_content().replace("\r\n", "\n") == rendered.text
    assert html.get_content().replace("\r\n", "\n").rstrip() == rendered.html.rstrip()
    assert message["Subject"] == rendered.subject


def test_the_headers_of_an_answer() -> None:
    message = parsed(reply(reply_to="contact+jeton@centrale.test", references=["<racine@a.test>", THEIRS]))
    assert message["From"].addresses[0].addr_spec == SENDER.address
    assert message["From"].addresses[0].display_name == SENDER.name
    assert message["To"] == "yann@legoff.example"
    assert message["Reply-To"] == "contact+jeton@centrale.test"
    assert message["Message-ID"] == OURS
    assert message["In-Reply-To"] == THEIRS
    assert message["References"].split() == ["<racine@a.test>", THEIRS]
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "fr"
    assert message["MIME-Version"] == "1.0"
    assert message["Subject"].startswith("Re: Œuvre – rattachement")
    age = datetime.datetime.now(datetime.UTC) - message["Date"].datetime
    assert datetime.timedelta(0) <= age < datetime.timedelta(minutes=1)


def test_long_ids_and_addresses_are_written_as_they_are() -> None:
    token = "contact+" + "t" * 200 + "@un-domaine-assez-long-pour-passer-la-ligne.centrale.test"
    content = reply(reply_to=token)
    assert f"\r\nIn-Reply-To: {THEIRS}\r\n".encode() in content
    assert f"\r\nReferences: {THEIRS}\r\n".encode() in content
    assert f"\r\nReply-To: {token}\r\n".encode() in content


def test_encoded_words_keep_to_their_length() -> None:
    head = reply().partition(b"\r\n\r\n")[0]
    words = [word for word in head.split() if word.startswith(b"=?")]
    assert words
    assert max(map(len, words)) <= 75  # RFC 2047, 2


def test_a_letter_to_a_supplier_is_no_machine_mail_to_a_help_desk() -> None:
    message = parsed(reply(render(SUPPLIER_LETTER), automatic=False, in_reply_to=None))
    assert message["Auto-Submitted"] is None
    assert "NDR" not in message["X-Auto-Response-Suppress"].split(", ")
    assert {"OOF", "AutoReply"} <= set(message["X-Auto-Response-Suppress"].split(", "))
    assert message["In-Reply-To"] is None
    assert message["References"] is None


def test_a_notice_is_generated_not_replied() -> None:
    assert parsed(reply(in_reply_to=None))["Auto-Submitted"] == "auto-generated"
    assert parsed(reply(in_reply_to=""))["Auto-Submitted"] == "auto-replied", "an answer to a mail without Message-ID"


@pytest.mark.parametrize(
    "wrong", ["", "pas un id", "<a b@c>", "<a@b>\r\nBcc: x@y.test", "<é@b.test>", "<" + "x" * 300 + ">"]
)
def test_ids_that_are_not_well_formed_are_left_out(wrong: str) -> None:
    message = parsed(reply(in_reply_to=wrong, references=[wrong, "<racine@a.test>"]))
    assert message["In-Reply-To"] is None
    assert message["References"] == "<racine@a.test>"
    assert message["Bcc"] is None
    with pytest.raises(ValueError, match="Message-ID"):
        reply(message_id=wrong)


def test_a_long_conversation_keeps_its_root_and_its_end() -> None:
    ids = [f"<{i}@a.test>" for i in range(100)]
    kept = parsed(reply(references=ids))["References"].split()
    assert len(kept) == MOST_REFERENCES
    assert kept[0] == ids[0]
    assert kept[-2:] == [ids[-1], THEIRS]


@pytest.mark.parametrize(
    "wrong", ["", "yann", "a@b.test\r\nBcc: c@d.test", "a@b.test, c@d.test", "<a@b.test>", "é@b.test", "a b@c.test"]
)
def test_wrong_addresses_are_refused(wrong: str) -> None:
    with pytest.raises(BadInput, match="isn't an e-mail address"):
        reply(to=wrong)


def test_extra_headers() -> None:
    assert parsed(reply(extra_headers={"X-Centrale": "17"}))["X-Centrale"] == "17"
    for name, value in (("Subject", "x"), ("X-A\r\nBcc", "x"), ("X: Y", "x"), ("", "x"), ("X-A", "x\r\nBcc: y@z.test")):
        with pytest.raises(ValueError, match=r"(?i)header"):
            reply(extra_headers={name: value})


def test_a_given_date_is_kept() -> None:
    when = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC)
    assert parsed(reply(date=when))["Date"].datetime == when


def test_message_ids_are_new_each_time() -> None:
    ids = {new_message_id("centrale.test") for _ in range(100)}
    assert len(ids) == 100
    assert all(each.startswith("<") and each.endswith("@centrale.test>") for each in ids)
