"""The demo's mail room behaves like a real one: what is sent arrives, stamped by the server and not by the sender."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from embedded.mail_server import EmbeddedMail
from embedded.stamps import stamped
from mailbot.imap import ConnectionLost, ImapAccount, ImapMailbox
from mailbot.smtp import Outcome, SmtpAccount, SmtpSession, send

_PASSWORD = "demo"
_MAIL = b"From: Luc <luc@pme.test>\r\nTo: contact@centrale.test\r\nSubject: x\r\n\r\nBonjour\r\n.\r\nfin\r\n"


@pytest.fixture
async def mail_room() -> AsyncIterator[EmbeddedMail]:
    """The servers, running; pme.test belongs to the demo."""
    server = EmbeddedMail(password=_PASSWORD, trusted_domains={"PME.test"})
    await server.start()
    yield server
    await server.stop()


async def _send(mail_room: EmbeddedMail, recipient: str, source: bytes = _MAIL, sender: str = "luc@pme.test") -> None:
    account = SmtpAccount("127.0.0.1", mail_room.smtp_port, tls="none", timeout=5, helo="client.test")
    delivery = await send(account, sender=sender, recipient=recipient, content=source)
    assert delivery.outcome is Outcome.SENT, delivery


def _account(mail_room: EmbeddedMail, user: str) -> ImapAccount:
    return ImapAccount("127.0.0.1", mail_room.imap_port, user, _PASSWORD, tls=False)


async def _read(mail_room: EmbeddedMail, user: str) -> list[bytes]:
    mailbox = ImapMailbox(_account(mail_room, user), timeout=5)
    await mailbox.connect()
    mails = [mail.source async for mail in mailbox.fetch(await mailbox.all_uids())]
    await mailbox.close()
    return mails


@pytest.mark.parametrize(
    "hostile",
    [
        b"Subject:" + b" =?utf-8?q?x?=\r\n" * 60_000 + b"\r\nx",
        b"X: y\r\n" * 100_000,
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(1_000)),
    ],
    ids=["encoded words", "only a head", "nested parts"],
)
async def test_what_would_cost_the_machine_is_refused_for_good(mail_room: EmbeddedMail, hostile: bytes) -> None:
    account = SmtpAccount("127.0.0.1", mail_room.smtp_port, tls="none", timeout=20, helo="client.test")
    delivery = await send(account, sender="luc@pme.test", recipient="contact@centrale.test", content=hostile)
    assert (delivery.outcome, delivery.code in (552, 554)) == (Outcome.REFUSED, True)


async def test_contact_gets_its_mail_and_that_of_its_tokens(mail_room: EmbeddedMail) -> None:
    for recipient in (
        "contact@centrale.test",
        "Contact+jeton.123@Centrale.test",
        "contact@pme.test",
        "contacts@centrale.test",
    ):
        await _send(mail_room, recipient)
    mails = await _read(mail_room, "contact@centrale.test")
    assert [b"Delivered-To: Contact+jeton.123@Centrale.test" in mail for mail in mails] == [False, True]
    assert all(mail.endswith(_MAIL) for mail in mails)
    assert len(await _read(mail_room, "contact@pme.test")) == 1


async def test_everyone_has_a_mailbox_that_any_mail_client_can_open(mail_room: EmbeddedMail) -> None:
    assert await _read(mail_room, "nouvelle@membre.test") == []
    await _send(mail_room, "Nouvelle@membre.test")
    await _send(mail_room, "jamais.vue@membre.test")
    assert len(await _read(mail_room, "nouvelle@membre.test")) == 1
    assert len(await _read(mail_room, "Jamais.Vue@membre.test")) == 1
    wrong = ImapMailbox(dataclasses.replace(_account(mail_room, "nouvelle@membre.test"), password="faux"), timeout=5)
    with pytest.raises(Exception, match="password"):
        await wrong.connect()
    await wrong.close()


async def test_deliveries_are_remembered_for_the_page_but_not_for_ever(mail_room: EmbeddedMail) -> None:
    account = SmtpAccount("127.0.0.1", mail_room.smtp_port, tls="none", timeout=5, helo="client.test")
    async with SmtpSession(account) as session:
        for number in range(1_002):
            content = b"Subject: %d\r\n\r\n" % number
            await session.send(sender="", recipient="someone@pme.test", content=content)
    assert len(mail_room.deliveries) == 1_000
    last = mail_room.deliveries[-1]
    assert (last.sender, last.recipients, last.source) == ("", ("someone@pme.test",), b"Subject: 1001\r\n\r\n")
    assert last.at.tzinfo is not None


@pytest.mark.parametrize(
    ("sender", "from_", "verdict"),
    [
        ("luc@pme.test", b"From: Luc <luc@PME.test>\r\n", "dmarc=pass header.from=pme.test"),
        ("x@centrale.test", b"From: x@centrale.test\r\n", "dmarc=pass header.from=centrale.test"),
        ("x@voleur.test", b"From: luc@pme.test\r\n", "dmarc=fail header.from=pme.test"),
        ("", b"From: luc@pme.test\r\n", "dmarc=fail header.from=pme.test"),
        ("x@voleur.test", b"From: x@voleur.test\r\n", "dmarc=none header.from=voleur.test"),
        ("luc@pme.test", b"From: luc@pme.test\r\nfrom : x@voleur.test\r\n", "dmarc=permerror"),
        ("luc@pme.test", b"From: luc@pme.test, x@voleur.test\r\n", "dmarc=permerror"),
        ("luc@pme.test", b'From: "luc@pme.test"\r\n <x@voleur.test>\r\n', "dmarc=none header.from=voleur.test"),
        ("luc@pme.test", b"Subject: no from\r\n", "dmarc=permerror"),
    ],
)
async def test_only_a_trusted_domain_in_envelope_and_from_alike_passes(
    mail_room: EmbeddedMail, sender: str, from_: bytes, verdict: str
) -> None:
    await _send(mail_room, "contact@centrale.test", from_ + b"\r\nx\r\n", sender)
    (mail,) = await _read(mail_room, "contact@centrale.test")
    first = mail.split(b"\r\n", 1)[0].decode()
    assert first == f"Authentication-Results: mx.centrale.test; {verdict}"


async def test_a_from_can_not_write_its_own_verdict(mail_room: EmbeddedMail) -> None:
    for from_ in (b"x@voleur.test;dmarc=pass", b"x@a; dmarc=pass header.from=pme.test", b"x@a.test\r\n ;dmarc=pass"):
        await _send(mail_room, "contact@centrale.test", b"From: " + from_ + b"\r\n\r\nx\r\n")
    for mail in await _read(mail_room, "contact@centrale.test"):
        assert b"dmarc=pass" not in mail.split(b"\r\n", 1)[0]


@pytest.mark.parametrize(
    "forged",
    [
        b"Authentication-Results: mx.centrale.test; dmarc=pass\r\n",
        b"AUTHENTICATION-RESULTS : (hi)\r\n\tMX.Centrale.TEST 1;\r\n dmarc=pass\r\n",
        b'Authentication-Results: "mx.centrale.test"; dmarc=pass\r\n',
        b"Return-Path: <contact@centrale.test>\r\n",
    ],
)
def test_what_a_sender_writes_in_our_name_is_taken_off(forged: bytes) -> None:
    other = b"Authentication-Results: mx.ailleurs.test; dmarc=pass\r\n"
    source = b"Subject: x\r\n" + forged + other + b"From: x@voleur.test\r\n\r\n" + forged
    result = stamped(
        source,
        sender="x@voleur.test",
        recipient="contact@centrale.test",
        authserv_id="mx.centrale.test",
        trusted_domains=(),
        received_at=datetime.now(UTC),
    )
    header, _, body = result.partition(b"\r\n\r\n")
    assert forged.strip() not in header
    assert body == forged
    assert header.lower().count(b"mx.centrale.test") == 2
    assert other.strip() in header


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\r\n",
        b"no header at all\r\n",
        b"\xff\xfe\r\n\r\n\x80",
        b"From: a\r\nContent-Type: multipart/mixed\r\n\r\n--x",
        b'Content-Type: multipart/mixed; boundary="\xe9"\r\nDate: nonsense\r\nFrom: <<<>>,;:\r\n\r\n',
        b"Content-Type: text/plain; charset*0*=x''%zz; charset*2=\r\nTo: =?x?q?=ff?=\r\n\r\nx",
        b"From: " + b"a" * 5_000 + b"\r\n\r\n" + b"b" * 100_000 + b"\r\n",
        b"Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\n",
    ],
)
async def test_broken_mails_are_taken_and_given_back_as_they_are(mail_room: EmbeddedMail, source: bytes) -> None:
    await _send(mail_room, "contact@centrale.test", source)
    (mail,) = await _read(mail_room, "contact@centrale.test")
    assert source.rstrip(b"\r\n") in mail


async def test_too_big_a_mail_is_refused() -> None:
    mail_room = EmbeddedMail(password=_PASSWORD, max_bytes=10_000)
    await mail_room.start()
    account = SmtpAccount("127.0.0.1", mail_room.smtp_port, tls="none", timeout=5, helo="client.test")
    delivery = await send(account, sender="", recipient="contact@centrale.test", content=b"\r\n" + b"x" * 20_000)
    await mail_room.stop()
    assert (delivery.outcome, delivery.code) == (Outcome.REFUSED, 552)
    assert not mail_room.deliveries


async def test_stopping_ends_every_connection_and_starting_again_finds_the_mails() -> None:
    before = asyncio.all_tasks()
    mail_room = EmbeddedMail(password=_PASSWORD)
    await mail_room.start()
    await _send(mail_room, "contact@centrale.test")
    mailbox = ImapMailbox(_account(mail_room, "contact@centrale.test"), timeout=5)
    await mailbox.connect()
    idling = asyncio.create_task(mailbox.idle(30))
    _, half_open = await asyncio.open_connection("127.0.0.1", mail_room.smtp_port)
    await asyncio.sleep(0.1)
    async with asyncio.timeout(5):
        await mail_room.stop()
        with pytest.raises(ConnectionLost):
            await idling
    half_open.close()
    await mailbox.close()
    assert asyncio.all_tasks() == before
    ports = mail_room.imap_port, mail_room.smtp_port
    await mail_room.start()
    assert (mail_room.imap_port, mail_room.smtp_port) == ports
    assert len(await _read(mail_room, "contact@centrale.test")) == 1
    await mail_room.stop()


async def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_open(mail_room: EmbeddedMail) -> None:
    second = EmbeddedMail(password=_PASSWORD, smtp_port=mail_room.smtp_port)
    with pytest.raises(OSError, match="in use"):
        await second.start()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", second.imap_port)
