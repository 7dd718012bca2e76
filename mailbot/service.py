"""The mailbot as one service: watching, processing and sending side by side, for as long as the block lasts."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from jobs.events import Events
from jobs.leases import worker_name
from jobs.runner import Runner
from jobs.schedule import PeriodicJob
from jobs.tasks import beside
from mailbot.delivery import AT_ONCE, Deliverer
from mailbot.imap import ImapAccount
from mailbot.inbox import DatabaseInbox
from mailbot.leader import lead
from mailbot.message.apart import ReadersApart
from mailbot.process import Processor
from mailbot.reconcile import reconciliation_job
from mailbot.smtp import SmtpAccount
from mailbot.watcher import Watcher, WatcherStatus
from models.mail import InboundMail, InboundStatus, Mailbox, OutboundMail, OutboundStatus
from schema.client import LocalClient
from settings import Settings

logger = logging.getLogger(__name__)


class MailService:
    """What runs; `status` is the watcher's, None while this process doesn't watch.

    `smtp_away`: the last letter did not reach the mail server.
    """

    def __init__(self, client: LocalClient, settings: Settings, events: Events) -> None:
        self._client, self._settings, self._events = client, settings, events
        self._worker = worker_name()
        self.status: WatcherStatus | None = None
        self.smtp_away = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work until the block ends; what was claimed is given back then."""
        async with ReadersApart() as readers, beside(*self._works(readers)):
            yield

    def _works(self, readers: ReadersApart) -> list[Coroutine[Any, Any, None]]:
        works = [self._processing(readers).run()]
        if self._settings.imap_host:
            works.append(lead(ImapAccount.of(self._settings).name, self._watch))
        if self._settings.smtp_host:
            works.append(self._deliver())
        return works

    async def _watch(self, mailbox: Mailbox) -> None:
        s = self._settings
        watcher = Watcher(
            ImapAccount.of(s),
            DatabaseInbox(mailbox),
            poll_seconds=s.imap_poll_seconds,
            max_bytes=s.max_mail_bytes,
            on_state=self._set_status,
        )
        try:
            await watcher.run()
        finally:
            self.status = None

    def periodic_jobs(self) -> tuple[PeriodicJob, ...]:
        """What is to be done about mail every night."""
        return (reconciliation_job(self._settings),) if self._settings.imap_host else ()

    def _set_status(self, status: WatcherStatus) -> None:
        self.status = status

    def _set_smtp_away(self, away: bool) -> None:
        self.smtp_away = away

    def _processing(self, readers: ReadersApart) -> Runner:
        processor = Processor(self._client, self._settings, read=readers.read)
        return Runner(
            InboundMail,
            (InboundStatus.RECEIVED,),
            processor.handle,
            self._events.signal(InboundMail),
            worker=self._worker,
        )

    async def _deliver(self) -> None:
        s = self._settings
        account = SmtpAccount(s.smtp_host, s.smtp_port, s.smtp_user, s.smtp_password, tls=s.smtp_tls)
        deliverer = Deliverer(account, self._client, on_away=self._set_smtp_away)
        runner = Runner(
            OutboundMail, (OutboundStatus.QUEUED, OutboundStatus.SENDING), deliverer.handle,
            self._events.signal(OutboundMail), worker=self._worker, concurrency=1, working=OutboundStatus.SENDING,
            at_once=AT_ONCE,
        )  # fmt: skip
        try:
            await runner.run()
        finally:
            await deliverer.close()
