"""Each way an SMTP server can answer, or stay silent, has one outcome; Postfix and the demo server take our mails."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP as AiosmtpdServer

from embedded.mail_server import EmbeddedMail
from mailbot.smtp import Delivery, Outcome, SmtpAccount, SmtpSession, send
from tests.mailbot import scripted_smtp
from tests.mailbot.mail_hosts import mail, new_address, until
from tests.mailbot.scripted_smtp import CUT, SILENCE, ScriptedSmtp, scripted
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postfix import LATER, REFUSED, PrivatePostfix
from tests.private_servers.process import free_port


def _account(port: int, **changes: object) -> SmtpAccount:
    options = {"tls": "none", "timeout": 5.0, "data_timeout": 5.0, "helo": "bot.test", **changes}
    return SmtpAccount("127.0.0.1", port, **options)  # type: ignore[arg-type]


async def _send(port: int, recipient: str = "luc@pme.test", content: bytes = b"", **changes: object) -> Delivery:
    content = content or mail()
    return await send(_account(port, **changes), sender="contact@centrale.test", recipient=recipient, content=content)


@pytest.fixture(params=["", "250-PIPELINING\r\n"], ids=["one by one", "together"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once with a server that takes one command at a time, once with one that takes several."""
    monkeypatch.setitem(scripted_smtp._GOOD, "EHLO", f"250-mx.test\r\n{request.param}250 SIZE 1000000")


@pytest.mark.postfix
async def test_postfix_takes_a_mail_and_it_arrives_as_it_was(
    postfix_server: PrivatePostfix, dovecot_server: PrivateDovecot
) -> None:
    recipient = new_address()
    content = mail("Réponse".encode().hex(), body="Bonjour\r\n.\r\n..deux points\r\n" + "é" * 400 + "\r\n")
    delivery = await _send(postfix_server.port, recipient, content)
    assert (delivery.outcome, delivery.code) == (Outcome.SENT, 250)
    assert "queued" in delivery.detail
    await until(lambda: len(dovecot_server.mails(recipient)) == 1)
    arrived = dovecot_server.mails(recipient)[0].replace(b"\n", b"\r\n")
    assert arrived.endswith(content.partition(b"\r\n\r\n")[2])
    assert b"Return-Path: <contact@centrale.test>" in arrived


@pytest.mark.postfix
async def test_postfix_refuses_one_recipient_and_defers_another(postfix_server: PrivatePostfix) -> None:
    async with SmtpSession(_account(postfix_server.port)) as session:
        refused = await session.send(sender="contact@centrale.test", recipient=REFUSED, content=mail())
        later = await session.send(sender="contact@centrale.test", recipient=LATER, content=mail())
        fine = await session.send(sender="", recipient=new_address(), content=mail())
    assert (refused.outcome, refused.code) == (Outcome.REFUSED, 550)
    assert "Adresse inconnue" in refused.detail
    assert (later.outcome, later.code) == (Outcome.DEFERRED, 450)
    assert fine.outcome is Outcome.SENT


@pytest.mark.postfix
async def test_many_mails_over_one_connection(postfix_server: PrivatePostfix, dovecot_server: PrivateDovecot) -> None:
    recipient = new_address()
    async with SmtpSession(_account(postfix_server.port)) as session:
        for number in range(30):
            content = mail(f"n{number}")
            delivery = await session.send(sender="contact@centrale.test", recipient=recipient, content=content)
            assert delivery.outcome is Outcome.SENT
    await until(lambda: len(dovecot_server.mails(recipient)) == 30)


async def test_the_embedded_server_takes_utf8_addresses(embedded_mail: EmbeddedMail) -> None:
    delivery = await _send(embedded_mail.smtp_port, "été@pme.test", "Subject: été\r\n\r\nà\r\n".encode())
    assert delivery.outcome is Outcome.SENT
    assert embedded_mail.deliveries[-1].recipients == ("été@pme.test",)
    assert embedded_mail.deliveries[-1].source == "Subject: été\r\n\r\nà\r\n".encode()


@pytest.mark.parametrize(
    ("replies", "outcome", "code"),
    [
        ({"greeting": "554 go away"}, Outcome.DEFERRED, 554),
        ({"greeting": "421 too busy"}, Outcome.DEFERRED, 421),
        ({"greeting": CUT}, Outcome.DEFERRED, None),
        ({"greeting": "hello"}, Outcome.DEFERRED, None),
        ({"EHLO": "550 who are you"}, Outcome.DEFERRED, 550),
        ({"MAIL": "550 5.7.1 not you"}, Outcome.REFUSED, 550),
        ({"MAIL": "530 5.7.0 sign in first"}, Outcome.DEFERRED, 530),
        ({"MAIL": "452 4.3.1 disk full"}, Outcome.DEFERRED, 452),
        ({"MAIL": "251 what"}, Outcome.DEFERRED, 251),
        ({"RCPT": "550 5.1.1 unknown"}, Outcome.REFUSED, 550),
        ({"RCPT": "450 4.2.0 greylisted"}, Outcome.DEFERRED, 450),
        ({"RCPT": "421 4.3.2 shutting down"}, Outcome.DEFERRED, 421),
        ({"RCPT": CUT}, Outcome.DEFERRED, None),
        ({"DATA": "451 4.3.0 later"}, Outcome.DEFERRED, 451),
        ({"DATA": "554 5.5.1 no valid recipients"}, Outcome.REFUSED, 554),
        ({"mail": "552 5.3.4 too big"}, Outcome.REFUSED, 552),
        ({"mail": "451 4.3.0 later"}, Outcome.DEFERRED, 451),
        ({"mail": "251 fine too"}, Outcome.SENT, 251),
        ({"mail": CUT}, Outcome.UNKNOWN, None),
        ({"mail": "quite so"}, Outcome.UNKNOWN, None),
        ({"RCPT": "550 no", "RSET": CUT}, Outcome.REFUSED, 550),
        ({"RCPT": "550 no", "DATA": "554 no recipients", "RSET": CUT}, Outcome.REFUSED, 550),
        ({"RCPT": "450 later", "DATA": CUT}, Outcome.DEFERRED, 450),
    ],
)
@pytest.mark.usefixtures("ways")
async def test_each_answer_has_its_outcome(replies: dict[str, str], outcome: Outcome, code: int | None) -> None:
    async with scripted(**replies) as server:
        delivery = await _send(server.port)
    assert (delivery.outcome, delivery.code) == (outcome, code)
    assert delivery.detail
    # Only a mail that was handed over whole may be in doubt.
    assert bool(server.mails) == ("mail" in replies)


@pytest.mark.parametrize(("word", "outcome"), [("greeting", "DEFERRED"), ("RCPT", "DEFERRED"), ("mail", "UNKNOWN")])
@pytest.mark.usefixtures("ways")
async def test_a_silent_server_is_given_up(word: str, outcome: str) -> None:
    async with scripted(**{word: SILENCE}) as server, asyncio.timeout(5):
        delivery = await _send(server.port, timeout=0.3, data_timeout=0.3)
    assert delivery.outcome == outcome


async def test_a_closed_port_and_an_unknown_host_are_deferred() -> None:
    assert (await _send(free_port())).outcome is Outcome.DEFERRED
    nowhere = SmtpAccount("nowhere.invalid", 25, tls="none", timeout=5, helo="bot.test")
    delivery = await send(nowhere, sender="a@b.test", recipient="c@d.test", content=mail())
    assert delivery.outcome is Outcome.DEFERRED


@pytest.mark.usefixtures("ways")
async def test_a_connection_that_was_idle_for_too_long_is_replaced() -> None:
    async with scripted() as server, SmtpSession(_account(server.port)) as session:
        for reply in ("250 ok", CUT, "421 4.4.2 idle for too long"):
            server.replies["MAIL"] = reply
            if reply != "250 ok":
                _heal_after_one(server)
            delivery = await session.send(sender="a@b.test", recipient="c@d.test", content=mail())
            assert delivery.outcome is Outcome.SENT
    assert server.connections == 3
    assert len(server.mails) == 3


def _heal_after_one(server: ScriptedSmtp) -> None:
    """The server fails on the connection that it has, and works on the next."""
    serve = server.serve

    async def healed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.replies["MAIL"] = "250 ok"
        await serve(reader, writer)

    server.serve = healed  # type: ignore[method-assign]


@pytest.mark.usefixtures("ways")
async def test_after_a_refusal_the_next_mail_goes_over_the_same_connection() -> None:
    refusals = {"RCPT": "550 no", "DATA": "554 no valid recipients"}
    async with scripted(**refusals) as server, SmtpSession(_account(server.port)) as session:
        first = await session.send(sender="a@b.test", recipient="c@d.test", content=mail())
        server.replies |= {"RCPT": "250 ok", "DATA": "354 go on"}
        second = await session.send(sender="a@b.test", recipient="e@f.test", content=mail())
    assert [first.outcome, second.outcome] == [Outcome.REFUSED, Outcome.SENT]
    assert server.connections == 1


@pytest.mark.usefixtures("ways")
async def test_a_cancelled_hand_over_does_not_spoil_the_next() -> None:
    async with scripted(mail=SILENCE) as server, SmtpSession(_account(server.port)) as session:
        sending = asyncio.create_task(session.send(sender="a@b.test", recipient="c@d.test", content=mail()))
        await until(lambda: bool(server.mails))
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        server.replies["mail"] = "250 ok"
        delivery = await session.send(sender="a@b.test", recipient="e@f.test", content=mail("suivant"))
    assert delivery.outcome is Outcome.SENT
    assert server.connections == 2
    assert b"Subject: suivant" in server.mails[1]


@pytest.mark.parametrize("octets", [1, 7, 1_000])
async def test_replies_may_come_in_any_pieces(octets: int) -> None:
    replies = b"250-2.1.0 the sender\r\n250 is fine\r\n250 ok\r\n354 go on\r\n"
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mx.test\r\n")
        await reader.readline()
        writer.write(b"250-mx.test\r\n250 PIPELINING\r\n")
        for _ in range(2):
            seen.append(await reader.readuntil(b"DATA\r\n"))
            for start in range(0, len(replies), octets):
                writer.write(replies[start : start + octets])
                await writer.drain()
                await asyncio.sleep(0)
            seen.append(await reader.readuntil(b"\r\n.\r\n"))
            writer.write(b"250 taken\r\n")
        await reader.readline()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, SmtpSession(_account(server.sockets[0].getsockname()[1])) as session:
        for _ in range(2):
            delivery = await session.send(sender="a@b.test", recipient="c@d.test", content=b"Subject: a\n\n.b\n")
            assert (delivery.outcome, delivery.detail) == (Outcome.SENT, "taken")
    assert seen[::2] == [b"MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n"] * 2
    assert seen[1::2] == [b"Subject: a\r\n\r\n..b\r\n.\r\n"] * 2


async def test_a_wrong_password_defers_the_mail_instead_of_failing_it() -> None:
    replies = {"EHLO": "250-mx.test\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 wrong"}
    async with scripted(**replies) as server:
        delivery = await _send(server.port, user="contact", password="faux")
    assert (delivery.outcome, delivery.code) == (Outcome.DEFERRED, 535)
    assert "faux" not in repr(_account(1, password="faux"))


async def test_utf8_is_asked_for_only_where_it_is_needed() -> None:
    ehlo = "250-mx.test\r\n250-8BITMIME\r\n250 SMTPUTF8"
    async with scripted(EHLO=ehlo) as server:
        assert (await _send(server.port, content=b"Subject: a\r\n\r\nascii\r\n")).outcome is Outcome.SENT
        assert (await _send(server.port, content="Subject: a\r\n\r\né\r\n".encode())).outcome is Outcome.SENT
        assert (await _send(server.port, "été@pme.test")).outcome is Outcome.SENT
    options = [line.partition("> ")[2] for line in server.commands if line.startswith("MAIL")]
    assert options == ["", "BODY=8BITMIME", "BODY=8BITMIME SMTPUTF8"]
    async with scripted() as server:
        refused = await _send(server.port, "été@pme.test")
    assert refused.outcome is Outcome.REFUSED
    assert "SMTPUTF8" in refused.detail


@pytest.mark.parametrize(
    "recipient",
    ["", "no-at-sign", "a@b.test\r\nRCPT TO:<x@y.test>", "a@b.test, c@d.test", "Luc <a@b.test>", "a b@c.test"],
)
async def test_what_is_no_address_never_reaches_the_server(recipient: str) -> None:
    async with scripted() as server:
        delivery = await _send(server.port, recipient)
    assert (delivery.outcome, server.commands) == (Outcome.REFUSED, [])


@pytest.fixture
async def tls_server(dovecot_server: PrivateDovecot) -> AsyncIterator[tuple[int, int]]:
    """The ports of an SMTP server with STARTTLS, and of one with TLS from the first byte."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(dovecot_server.certificate, dovecot_server.base / "key.pem")

    class Handler:
        async def handle_EHLO(
            self, server: object, session: Any, envelope: object, hostname: str, responses: list[str]
        ) -> list[str]:
            session.host_name = hostname
            return [*responses[:-1], "250-PIPELINING", responses[-1]]

        async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
            return "250 taken"

    loop = asyncio.get_running_loop()
    upgrading = await loop.create_server(
        lambda: AiosmtpdServer(Handler(), hostname="mx.test", tls_context=context, require_starttls=True, loop=loop),
        "127.0.0.1",
        0,
    )
    encrypted = await loop.create_server(
        lambda: AiosmtpdServer(Handler(), hostname="mx.test", loop=loop), "127.0.0.1", 0, ssl=context
    )
    yield upgrading.sockets[0].getsockname()[1], encrypted.sockets[0].getsockname()[1]
    for server in (upgrading, encrypted):
        server.close()
        await server.wait_closed()


@pytest.mark.dovecot
async def test_tls_both_ways_and_only_with_a_known_certificate(
    tls_server: tuple[int, int], dovecot_server: PrivateDovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrading, encrypted = tls_server
    for port, tls in ((upgrading, "starttls"), (encrypted, "tls")):
        unknown = await _send(port, tls=tls)
        assert unknown.outcome is Outcome.DEFERRED
        assert "certificate" in unknown.detail.lower()
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot_server.certificate))
    assert (await _send(upgrading, tls="starttls")).outcome is Outcome.SENT
    assert (await _send(encrypted, tls="tls")).outcome is Outcome.SENT
    plain = await _send(upgrading, tls="none")
    assert (plain.outcome, plain.code) == (Outcome.DEFERRED, 530)


async def test_without_starttls_nothing_goes_out_in_the_clear() -> None:
    async with scripted() as server:
        delivery = await _send(server.port, tls="starttls")
    assert delivery.outcome is Outcome.DEFERRED
    assert "STARTTLS" in delivery.detail
    assert not any(line.startswith("MAIL") for line in server.commands)
