"""The mailbox and the table are compared by content: what is stored nowhere, and what nobody finds, is told."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest
from tortoise import timezone

from mailbot.imap import Copy, ImapAccount, ImapMailbox
from mailbot.inbox import DatabaseInbox, take_over
from mailbot.reconcile import Difference, reconcile, reconciliation_job
from mailbot.sweep import Sweeper
from models import InboundMail, InboundSource
from settings import Settings
from tests.mailbot.mail_hosts import MailHost, mail


@pytest.fixture
def settings(settings: Settings, host: MailHost) -> Settings:
    account = host.account
    return dataclasses.replace(
        settings, imap_host=account.host, imap_port=account.port, imap_user=account.user,
        imap_password=account.password, imap_tls=False, max_mail_bytes=5_000,
    )  # fmt: skip


async def _sweep(settings: Settings) -> None:
    account = ImapAccount.of(settings)
    mailbox = ImapMailbox(account, timeout=10, max_bytes=settings.max_mail_bytes)
    await mailbox.connect()
    try:
        await Sweeper(mailbox, DatabaseInbox(await take_over(account.name))).sweep()
    finally:
        await mailbox.close()


async def _all_uids_moved_away(settings: Settings) -> None:
    """As somebody does who tidies up by hand."""
    mailbox = ImapMailbox(ImapAccount.of(settings), timeout=10)
    await mailbox.connect()
    try:
        await mailbox.move_to_processed(await mailbox.all_uids())
    finally:
        await mailbox.close()


async def _delete(settings: Settings, source: bytes) -> None:
    row = await InboundSource.get(content=source).select_related("mail")
    mailbox = ImapMailbox(ImapAccount.of(settings), timeout=10)
    await mailbox.connect()
    try:
        await mailbox.delete([Copy(row.mail.sha256, row.mail.size)])
    finally:
        await mailbox.close()


async def test_folder_and_table_agree_until_somebody_meddles(db: str, host: MailHost, settings: Settings) -> None:
    assert list((await reconcile(settings, patience=0)).lines())[-1] == "Folder and table agree."
    await host.deliver(mail("un"), mail("deux"), mail("grand", "x" * 10_000))
    await _sweep(settings)
    found = await reconcile(settings, patience=0)
    assert (found.looked_at, found.unstored, found.gone) == (3, [], [])
    await reconciliation_job(settings).work(timezone.now())

    await host.deliver(mail("tidied away before it was stored"))
    await _all_uids_moved_away(settings)
    found = await reconcile(settings, patience=0)
    (place,) = found.unstored
    assert (place.split()[0], found.gone) == (settings.imap_processed, [])
    assert any(line.startswith("NOT STORED: Processed") for line in found.lines())

    first = await InboundMail.all().order_by("id").first()
    assert first is not None
    source = await InboundSource.get(mail_id=first.id)
    await _delete(settings, bytes(source.content))
    assert (await reconcile(settings, patience=0)).gone == [first.id]
    await source.delete()  # its sender asked to be forgotten: the copy had to go
    assert (await reconcile(settings, patience=0)).gone == []


async def test_a_mail_that_is_just_coming_in_is_no_difference(db: str, host: MailHost, settings: Settings) -> None:
    await host.deliver(mail("un"))
    looking = asyncio.create_task(reconcile(settings, patience=2))
    await asyncio.sleep(0.5)
    await _sweep(settings)
    assert (await looking).unstored == []
    await host.deliver(mail("nobody takes it"))
    (place,) = (await reconcile(settings, patience=0)).unstored
    assert place.startswith("INBOX ")


async def test_the_nightly_job_fails_on_a_difference(
    db: str, host: MailHost, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("mailbot.reconcile.PATIENCE", 0.0)
    await host.deliver(mail("nobody takes it"))
    with pytest.raises(Difference, match="1 mails are not stored, 0 are not in the mailbox"):
        await reconciliation_job(settings).work(timezone.now())
    assert "the mailbox and the table differ" in caplog.text
