"""The IMAP mailbox against Dovecot and the embedded server: exact mails, moves, and no call that hangs."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator, Callable

import pytest

from mailbot import imap
from mailbot.imap import CommandRefused, ConnectionLost, FetchedMail, ImapAccount, ImapMailbox, LoginRefused
from mailbot.imap_replies import body_of, fetched, folder_name, uid_of, uids_in
from tests.mailbot.mail_hosts import MailHost, mail
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.process import free_port


@pytest.fixture
async def mailbox(host: MailHost) -> AsyncIterator[ImapMailbox]:
    """A mailbox on each kind of server, connected."""
    opened = ImapMailbox(host.account, timeout=10)
    await opened.connect()
    yield opened
    await opened.close()


@pytest.fixture
async def dovecot_mailbox(dovecot_host: MailHost) -> AsyncIterator[ImapMailbox]:
    """A mailbox on Dovecot, connected."""
    opened = ImapMailbox(dovecot_host.account, timeout=10)
    await opened.connect()
    yield opened
    await opened.close()


async def _fetch(mailbox: ImapMailbox, uids: list[int]) -> list[FetchedMail]:
    return [mail async for mail in mailbox.fetch(uids)]


async def test_mails_come_out_octet_for_octet_in_order(host: MailHost, mailbox: ImapMailbox) -> None:
    sent = [mail("un"), mail("deux", body="(((\r\n.\r\n\té\r\n)\r\n"), mail("trois", body="")]
    await host.deliver(*sent)
    uids = await mailbox.all_uids()
    mails = await _fetch(mailbox, uids)
    assert [each.uid for each in mails] == uids == sorted(uids)
    for source, each in zip(sent, mails, strict=True):
        assert each.source.endswith(source)
        assert not each.truncated


async def test_no_mail_and_one_that_is_gone_are_nothing(host: MailHost, mailbox: ImapMailbox) -> None:
    await host.deliver(mail("un"), mail("deux"))
    _, second = await mailbox.all_uids()
    assert await _fetch(mailbox, []) == []
    assert await _fetch(mailbox, [second + 1000]) == []


async def test_three_hundred_mails(host: MailHost, mailbox: ImapMailbox) -> None:
    await host.deliver(*(mail(f"n{number:03}") for number in range(300)))
    uids = await mailbox.all_uids()
    mails = await _fetch(mailbox, uids)
    assert [f"Subject: n{number:03}".encode() in each.source for number, each in enumerate(mails)] == [True] * 300
    await mailbox.move_to_processed(uids)
    assert await mailbox.all_uids() == []
    assert await mailbox.count("Processed") == len(await mailbox.all_uids("Processed")) == 300
    # Looking into the other folder did not leave it open.
    assert await mailbox.count() == 0


async def test_moving_creates_the_folder_and_forgives_mails_that_are_gone(host: MailHost, mailbox: ImapMailbox) -> None:
    await host.deliver(mail("un"), mail("deux"))
    first, second = await mailbox.all_uids()
    assert await mailbox.count("Processed") == 0
    await mailbox.move_to_processed([first])
    await mailbox.move_to_processed([first])
    assert (await mailbox.all_uids(), await mailbox.count("Processed")) == ([second], 1)


async def test_a_big_mail_gives_its_header_only(host: MailHost) -> None:
    await host.deliver(mail("petit"), mail("gros", body="x" * 70 + "\r\n" + 3000 * ("y" * 70 + "\r\n")), mail("fin"))
    mailbox = ImapMailbox(host.account, timeout=10, max_bytes=100_000)
    await mailbox.connect()
    mails = sorted(await _fetch(mailbox, await mailbox.all_uids()), key=lambda each: each.uid)
    await mailbox.close()
    assert [each.truncated for each in mails] == [False, True, False]
    assert b"Subject: gros" in mails[1].source
    assert b"yyy" not in mails[1].source


async def test_a_batch_stays_within_its_weight(
    host: MailHost, mailbox: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "_BATCH_OCTETS", 30_000)
    weights: list[int] = []
    bodies = mailbox._bodies

    def counted(uids: list[int], part: str, octets: int) -> AsyncIterator[tuple[int, bytes]]:
        weights.append(octets)
        return bodies(uids, part, octets)

    monkeypatch.setattr(mailbox, "_bodies", counted)
    await host.deliver(*(mail(str(size), body=("x" * 70 + "\r\n") * size) for size in (100, 150, 600, 50, 20)))
    assert len(await _fetch(mailbox, await mailbox.all_uids())) == 5
    assert len(weights) == 3
    assert sorted(weight > 30_000 for weight in weights) == [False, False, True]


async def test_idle_wakes_on_a_new_mail(host: MailHost, mailbox: ImapMailbox) -> None:
    for _ in range(3):
        idling = asyncio.create_task(mailbox.idle(20))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        await host.deliver(mail())
        assert await idling
        assert time.monotonic() - began < 3
    assert len(await mailbox.all_uids()) == 3


async def test_idle_ends_by_itself_when_nothing_happens(mailbox: ImapMailbox) -> None:
    assert not await mailbox.idle(0.3)
    assert await mailbox.all_uids() == []


async def test_a_wrong_password_is_a_configuration_error(host: MailHost) -> None:
    mailbox = ImapMailbox(dataclasses.replace(host.account, password="faux"), timeout=10)
    with pytest.raises(LoginRefused, match="password"):
        await mailbox.connect()
    await mailbox.close()


@pytest.mark.dovecot
@pytest.mark.parametrize("break_it", [PrivateDovecot.stop, PrivateDovecot.kill9])
async def test_idle_notices_that_the_server_goes(
    dovecot_server: PrivateDovecot, dovecot_mailbox: ImapMailbox, break_it: Callable[[PrivateDovecot], None]
) -> None:
    idling = asyncio.create_task(dovecot_mailbox.idle(30))
    await asyncio.sleep(0.2)
    try:
        await asyncio.to_thread(break_it, dovecot_server)
        async with asyncio.timeout(5):
            with pytest.raises(ConnectionLost):
                await idling
        with pytest.raises(ConnectionLost):
            await dovecot_mailbox.all_uids()
    finally:
        await asyncio.to_thread(dovecot_server.start)
    await dovecot_mailbox.connect()
    assert await dovecot_mailbox.all_uids() == []


@pytest.mark.dovecot
async def test_over_tls_a_lost_connection_is_noticed_too(
    dovecot_server: PrivateDovecot, dovecot_host: MailHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot_server.certificate))
    account = dataclasses.replace(dovecot_host.account, port=dovecot_server.imaps_port, tls=True)
    await dovecot_host.deliver(mail())
    mailbox = ImapMailbox(account, timeout=10)
    await mailbox.connect()
    assert len(await _fetch(mailbox, await mailbox.all_uids())) == 1
    idling = asyncio.create_task(mailbox.idle(30))
    await asyncio.sleep(0.2)
    await asyncio.to_thread(dovecot_server.restart)
    async with asyncio.timeout(5):
        with pytest.raises(ConnectionLost):
            await idling
    await mailbox.close()


@pytest.mark.dovecot
async def test_tls_with_an_unknown_certificate_is_no_connection(
    dovecot_server: PrivateDovecot, dovecot_host: MailHost
) -> None:
    account = dataclasses.replace(dovecot_host.account, port=dovecot_server.imaps_port, tls=True)
    mailbox = ImapMailbox(account, timeout=10)
    with pytest.raises(ConnectionLost, match="certificate"):
        await mailbox.connect()
    await mailbox.close()


@pytest.mark.dovecot
async def test_without_move_mails_are_copied_and_only_they_expunged(
    dovecot_host: MailHost, dovecot_mailbox: ImapMailbox
) -> None:
    await dovecot_host.deliver(mail("un"), mail("deux"), mail("trois"))
    first, second, third = await dovecot_mailbox.all_uids()
    client = dovecot_mailbox._connection.client
    client.protocol.capabilities.discard("MOVE")
    # What a person has marked as deleted must survive us.
    await client.uid("store", str(third), r"+FLAGS (\Deleted)")
    await dovecot_mailbox.move_to_processed([first])
    assert (await dovecot_mailbox.all_uids(), await dovecot_mailbox.count("Processed")) == ([second, third], 1)
    client.protocol.capabilities.discard("UIDPLUS")
    with pytest.raises(CommandRefused, match="neither MOVE nor"):
        await dovecot_mailbox.move_to_processed([second])
    assert await dovecot_mailbox.all_uids() == [second, third]


@pytest.mark.dovecot
async def test_a_french_folder_name(dovecot_host: MailHost) -> None:
    account = dataclasses.replace(dovecot_host.account, processed="Traités & classés")
    await dovecot_host.deliver(mail())
    mailbox = ImapMailbox(account, timeout=10)
    await mailbox.connect()
    await mailbox.move_to_processed(await mailbox.all_uids())
    assert await mailbox.count("Traités & classés") == 1
    await mailbox.close()


@pytest.mark.dovecot
async def test_reading_does_not_mark_as_read(dovecot_host: MailHost, dovecot_mailbox: ImapMailbox) -> None:
    await dovecot_host.deliver(mail())
    uids = await dovecot_mailbox.all_uids()
    await _fetch(dovecot_mailbox, uids)
    assert await dovecot_mailbox._search("UNSEEN") == uids


async def test_a_closed_port_is_a_lost_connection() -> None:
    mailbox = ImapMailbox(ImapAccount("127.0.0.1", free_port(), "contact", "secret", tls=False), timeout=5)
    with pytest.raises(ConnectionLost):
        await mailbox.connect()
    with pytest.raises(ConnectionLost):
        await mailbox.all_uids()
    await mailbox.close()


async def test_goodbye_ends_idle_before_the_connection_ends() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        while line := await reader.readline():
            tag, command, *_ = line.split()
            told = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE MOVE\r\n", b"SELECT": b"* OK [UIDVALIDITY 1]\r\n"}
            if command == b"IDLE":
                writer.write(b"+ idling\r\n* BYE shutting down\r\n")
            else:
                writer.write(told.get(command, b"") + tag + b" OK done\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    account = ImapAccount("127.0.0.1", server.sockets[0].getsockname()[1], "contact", "secret", tls=False)
    mailbox = ImapMailbox(account, timeout=5)
    async with server:
        await mailbox.connect()
        with pytest.raises(ConnectionLost, match="goodbye"):
            await mailbox.idle(5)
        await mailbox.close()


@pytest.mark.parametrize("greeting", [b"", b"* BYE too busy\r\n", b"* OK hello\r\n"])
async def test_a_server_that_falls_silent_is_given_up(greeting: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    account = ImapAccount("127.0.0.1", server.sockets[0].getsockname()[1], "contact", "secret", tls=False)
    mailbox = ImapMailbox(account, timeout=0.3)
    async with asyncio.timeout(5):
        with pytest.raises(ConnectionLost):
            await mailbox.connect()
        await mailbox.close()
    server.close()
    await server.wait_closed()


def test_answers_in_any_order_are_understood() -> None:
    lines: list[bytes | bytearray] = [
        b"1 FETCH (UID 7 BODY[] {3}",
        bytearray(b"un\n"),
        b")",
        b"2 FETCH (BODY[] {2}",
        bytearray(b"(x"),
        b" UID 8 FLAGS (\\Seen))",
        b"3 FETCH (FLAGS (\\Deleted))",
        b'4 FETCH (UID 9 BODY[] "a \\"b\\"")',
        b"5 FETCH (UID 10 BODY[] NIL)",
        b"Fetch completed.",
    ]
    assert [(uid_of(group), body_of(group)) for group in fetched(lines)] == [
        (7, b"un\n"),
        (8, b"(x"),
        (None, None),
        (9, b'a "b"'),
        (10, None),
    ]


def test_search_answers() -> None:
    assert uids_in([b"3 1 2", b"Search completed (0.001 + 0.000 secs)."]) == [1, 2, 3]
    assert uids_in([b"", b"done"]) == []
    assert uids_in([b"12 mails found"]) == []
    assert uids_in([b"1 2", b"4", b"OK"]) == [1, 2, 4]


def test_folder_names_are_quoted_and_in_modified_utf7() -> None:
    assert folder_name('A "b" \\ c') == '"A \\"b\\" \\\\ c"'
    assert folder_name("Traités & co") == '"Trait&AOk-s &- co"'
    assert folder_name("台北") == '"&U,BTFw-"'


@pytest.mark.dovecot
async def test_a_mail_told_of_in_passing_does_not_wait_for_the_poll(
    dovecot_host: MailHost, dovecot_mailbox: ImapMailbox
) -> None:
    assert await dovecot_mailbox.all_uids() == []
    await dovecot_host.deliver(mail())
    # The answer to this says EXISTS, which IDLE will not repeat.
    await dovecot_mailbox._command("noop")
    async with asyncio.timeout(5):
        assert await dovecot_mailbox.idle(30)
    assert len(await dovecot_mailbox.all_uids()) == 1
    assert not await dovecot_mailbox.idle(0.2)
