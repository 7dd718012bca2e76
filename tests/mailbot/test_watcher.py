"""The watcher loses no mail and stores none twice, whatever goes away in the middle."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from mailbot.imap import CommandRefused, Copy, ImapMailbox
from mailbot.watcher import Watcher, WatcherStatus
from settings import Settings
from tests.mailbot.mail_hosts import MailHost, MemoryInbox, mail, until
from tests.private_servers.dovecot import PrivateDovecot
from tests.web.site import site


@asynccontextmanager
async def _watching(host: MailHost, inbox: MemoryInbox, **options: Any) -> AsyncIterator[Watcher]:
    watcher = Watcher(host.account, inbox, timeout=5, **options)
    running = asyncio.create_task(watcher.run())
    try:
        yield watcher
        assert not running.done()
    finally:
        running.cancel()
        await asyncio.wait({running}, timeout=5)
        assert running.cancelled()


async def _folders(host: MailHost) -> tuple[int, int]:
    """How many mails lie in INBOX and in Processed."""
    mailbox = ImapMailbox(host.account, timeout=10)
    await mailbox.connect()
    try:
        return await mailbox.count(), await mailbox.count("Processed")
    finally:
        await mailbox.close()


async def _until_moved(host: MailHost, mails: int) -> None:
    async with asyncio.timeout(20):
        while await _folders(host) != (0, mails):  # noqa: ASYNC110 (the server tells nobody)
            await asyncio.sleep(0.05)


async def test_mails_from_before_and_from_now_are_stored_then_moved(host: MailHost) -> None:
    inbox = MemoryInbox()
    await host.deliver(mail("avant 1"), mail("avant 2"))
    async with _watching(host, inbox) as watcher:
        await until(lambda: len(inbox.mails) == 2)
        await host.deliver(mail("après"))
        await until(lambda: len(inbox.mails) == 3)
        await _until_moved(host, 3)
        assert watcher.status.connected
    assert inbox.subjects() == ["après", "avant 1", "avant 2"]
    assert watcher.status == WatcherStatus(False, watcher.status.last_sweep_at, 0, 3, None)
    assert watcher.status.last_sweep_at is not None


async def test_three_hundred_mails_each_once(host: MailHost) -> None:
    inbox = MemoryInbox()
    await host.deliver(*(mail(f"n{number:03}") for number in range(300)))
    async with _watching(host, inbox):
        await _until_moved(host, 300)
    assert inbox.subjects() == [f"n{number:03}" for number in range(300)]
    assert inbox.attempts == 300


async def test_a_store_that_is_away_keeps_the_mail_in_the_folder(host: MailHost) -> None:
    inbox = MemoryInbox()
    inbox.fails = lambda source: True
    await host.deliver(*(mail(f"n{number}") for number in range(20)))
    async with _watching(host, inbox) as watcher:
        await until(lambda: inbox.attempts >= 6)
        assert await _folders(host) == (20, 0)
        assert "database is away" in str(watcher.status.last_error)
        # The store is away, so not each of the twenty was tried in vain.
        assert inbox.attempts % 5 == 0
        inbox.fails = lambda source: False
        await _until_moved(host, 20)
        await until(lambda: watcher.status.last_error is None)
    assert len(inbox.stored) == 20


async def test_an_inbox_that_can_not_even_be_asked_is_asked_again(host: MailHost) -> None:
    inbox = MemoryInbox()
    inbox.away = True
    await host.deliver(mail("un"))
    async with _watching(host, inbox) as watcher:
        await until(lambda: watcher.status.reconnects >= 2)
        assert await _folders(host) == (1, 0)
        inbox.away = False
        await _until_moved(host, 1)


async def test_strange_mails_do_not_hold_up_the_others(host: MailHost) -> None:
    inbox = MemoryInbox()
    inbox.fails = lambda source: b"Subject: poison" in source
    await host.deliver(*(mail(f"poison {number}") for number in range(8)), mail("bon 1"))
    async with _watching(host, inbox):
        await until(lambda: inbox.subjects() == ["bon 1"])
        await host.deliver(mail("bon 2"))
        await until(lambda: inbox.subjects() == ["bon 1", "bon 2"])
        assert await _folders(host) == (8, 2)
        inbox.fails = lambda source: False
        await _until_moved(host, 10)
    assert len(inbox.stored) == 10


async def test_mails_stored_before_a_crash_are_moved_and_not_stored_again(host: MailHost) -> None:
    await host.deliver(mail("stocké"), mail("oublié"), mail("stocké aussi"))
    mailbox = ImapMailbox(host.account, timeout=10)
    await mailbox.connect()
    first, _, third = await mailbox.all_uids()
    await mailbox.close()
    inbox = MemoryInbox()
    # The one in the middle is below the high-water mark and was never stored.
    for uid in (first, third):
        inbox.mails[mailbox.uidvalidity, uid] = b"Subject: d\xc3\xa9j\xc3\xa0"
    async with _watching(host, inbox):
        await _until_moved(host, 3)
    assert inbox.attempts == 1
    assert inbox.subjects() == ["déjà", "déjà", "oublié"]


async def test_a_folder_that_can_not_be_emptied_costs_no_second_store(
    host: MailHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(self: ImapMailbox, uids: object) -> None:
        if uids:
            raise CommandRefused("no")

    monkeypatch.setattr(ImapMailbox, "move_to_processed", refuse)
    inbox = MemoryInbox()
    await host.deliver(mail("un"))
    async with _watching(host, inbox, poll_seconds=0.1) as watcher:
        await until(lambda: len(inbox.mails) == 1)
        await host.deliver(mail("deux"))
        await until(lambda: len(inbox.mails) == 2)
        await asyncio.sleep(0.5)
        assert "can't be moved" in str(watcher.status.last_error)
    assert inbox.attempts == 2


async def test_too_big_a_mail_is_stored_as_truncated(host: MailHost) -> None:
    inbox = MemoryInbox()
    await host.deliver(mail("gros", body=2000 * ("y" * 70 + "\r\n")), mail("petit"))
    async with _watching(host, inbox, max_bytes=50_000):
        await _until_moved(host, 2)
    assert [inbox.mails[key][-10:] for key in inbox.truncated] == [b"charset=utf-8\r\n\r\n"[-10:]]


async def test_a_wrong_password_is_told_and_not_hammered(host: MailHost, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = 0
    connect = ImapMailbox.connect

    async def counted(self: ImapMailbox) -> None:
        nonlocal attempts
        attempts += 1
        await connect(self)

    monkeypatch.setattr(ImapMailbox, "connect", counted)
    wrong = dataclasses.replace(host, account=dataclasses.replace(host.account, password="faux"))
    async with _watching(wrong, MemoryInbox()) as watcher:
        await until(lambda: watcher.status.last_error is not None)
        await asyncio.sleep(1)
        assert "password" in str(watcher.status.last_error)
        assert not watcher.status.connected
    assert attempts == 1


async def test_states_are_told_and_cancelling_leaves_nothing_behind(host: MailHost) -> None:
    told: list[WatcherStatus] = []
    before = asyncio.all_tasks()
    async with _watching(host, MemoryInbox(), on_state=told.append):
        await until(lambda: any(status.last_sweep_at for status in told))
    assert [told[0].connected, told[-1].connected] == [True, False]
    await asyncio.sleep(0.1)
    left = {
        task for task in asyncio.all_tasks() - before if "pymap" not in repr(task) and "IMAPServer" not in repr(task)
    }
    assert left == set()


@pytest.mark.dovecot
@pytest.mark.parametrize("stop", [PrivateDovecot.stop, PrivateDovecot.kill9])
async def test_no_mail_is_lost_or_stored_twice_over_restarts(
    dovecot_server: PrivateDovecot, dovecot_host: MailHost, stop: Callable[[PrivateDovecot], None]
) -> None:
    def broken() -> None:
        stop(dovecot_server)
        dovecot_server.start()

    inbox = MemoryInbox()
    async with _watching(dovecot_host, inbox) as watcher:
        for round_ in range(3):
            await until(lambda: watcher.status.connected)
            await dovecot_host.deliver(*(mail(f"n{round_}{number}") for number in range(10)))
            if round_ == 1:
                # This time in the middle of its IDLE, the other times while it is fetching.
                await until(lambda: len(inbox.mails) == 20)
            await asyncio.to_thread(broken)
        await dovecot_host.deliver(mail("n9"))
        await _until_moved(dovecot_host, 31)
        assert watcher.status.reconnects >= 3
    assert inbox.subjects() == sorted([f"n{round_}{number}" for round_ in range(3) for number in range(10)] + ["n9"])
    assert len(inbox.stored) == len(set(inbox.stored)) == 31


@pytest.mark.dovecot
async def test_a_frozen_server_is_given_up_and_comes_back(
    dovecot_server: PrivateDovecot, dovecot_host: MailHost, settings: Settings
) -> None:
    inbox = MemoryInbox()
    watcher = Watcher(dovecot_host.account, inbox, timeout=0.5, poll_seconds=0.5)

    async def health() -> str:
        async with site(dataclasses.replace(settings, imap_poll_seconds=1), lambda: watcher.status) as web:
            return str((await web.get("/health")).json()["mail"])

    running = asyncio.create_task(watcher.run())
    await until(lambda: watcher.status.last_sweep_at is not None)
    assert await health() == "ok"
    dovecot_server.signal_all(signal.SIGSTOP)
    try:
        await until(lambda: watcher.status.last_error is not None and not watcher.status.connected)
        assert await health() == "ok", "a hiccup alarms nobody"
        await asyncio.sleep(3)
        assert await health() == "imap_away"
    finally:
        dovecot_server.signal_all(signal.SIGCONT)
    last = watcher.status.last_sweep_at
    await dovecot_host.deliver(mail("dégel"))
    await until(lambda: inbox.subjects() == ["dégel"] and watcher.status.last_sweep_at != last)
    assert await health() == "ok"
    running.cancel()
    await asyncio.wait({running}, timeout=5)


@pytest.mark.dovecot
async def test_renumbered_mails_are_all_read_again(dovecot_server: PrivateDovecot, dovecot_host: MailHost) -> None:
    inbox = MemoryInbox()
    # A mark of an earlier life of the mailbox, far above what is in it now.
    inbox.mails[1, 5000] = b"Subject: jadis"
    await dovecot_host.deliver(mail("un"), mail("deux"))
    async with _watching(dovecot_host, inbox):
        await _until_moved(dovecot_host, 2)
    await dovecot_host.deliver(mail("trois"))
    await asyncio.to_thread(dovecot_server.change_uidvalidity, dovecot_host.account.user, 987_654_321)
    async with _watching(dovecot_host, inbox):
        await _until_moved(dovecot_host, 3)
    assert inbox.subjects() == ["deux", "jadis", "trois", "un"]
    assert [validity for validity, _ in inbox.stored][2] == 987_654_321


async def test_mails_to_be_forgotten_are_deleted_from_the_mailbox_and_no_others(host: MailHost) -> None:
    inbox = MemoryInbox()
    # The same size, and another content: only what was stored tells them apart.
    await host.deliver(mail("à oublier"), mail("à  garder"), mail("autre chose"))
    async with _watching(host, inbox, poll_seconds=0.2):
        await _until_moved(host, 3)
        (source,) = (stored for stored in inbox.mails.values() if "à oublier".encode() in stored)
        inbox.copies_to_forget = [Copy(hashlib.sha256(source).hexdigest(), len(source))]
        await host.deliver(mail("et un de plus"))
        await until(lambda: not inbox.copies_to_forget)
        await _until_moved(host, 3)
    mailbox = ImapMailbox(host.account, timeout=10)
    await mailbox.connect()
    try:
        assert source not in await _sources(mailbox)
    finally:
        await mailbox.close()


async def _sources(mailbox: ImapMailbox) -> list[bytes]:
    """What lies in Processed, by moving it nowhere: the folder is opened as if it were the watched one."""
    other = ImapMailbox(dataclasses.replace(mailbox._account, mailbox="Processed"), timeout=10)
    await other.connect()
    try:
        return [found.source async for found in other.fetch(await other.all_uids())]
    finally:
        await other.close()


async def test_a_mail_of_which_only_the_header_was_stored_is_deleted_too(host: MailHost) -> None:
    inbox = MemoryInbox()
    await host.deliver(mail("énorme", body="x" * 5000))
    async with _watching(host, inbox, poll_seconds=0.2, max_bytes=1000):
        await _until_moved(host, 1)
        ((key, source),) = inbox.mails.items()
        assert key in inbox.truncated
        inbox.copies_to_forget = [Copy(hashlib.sha256(source).hexdigest(), len(source), truncated=True)]
        await _until_moved(host, 0)
