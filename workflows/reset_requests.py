"""Forgotten passwords: asking for a link, and mailing it a moment later.

Asking writes one row, whatever address is asked for; a worker then looks whether it is somebody's. So known and unknown
addresses are answered alike, in words and in time, by construction.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tortoise.transactions import in_transaction

from access.devices import Visit, browser_label
from access.limits import RESET_ADDRESS, RESET_CLIENT
from access.throttling import Throttled, throttle
from access.viewer import Viewer
from jobs.events import Events, publish
from jobs.leases import LeaseLost, finish, retry_or_bury, worker_name
from jobs.runner import Runner
from jobs.tasks import beside
from models import JournalKind, LinkKind, Person, ResetRequest, ResetRequestStatus
from settings import Settings
from workflows import access_links, account_letters, journal
from workflows.accounts import as_login

logger = logging.getLogger(__name__)

_ATTEMPTS = 5


async def ask(settings: Settings, viewer: Viewer, visit: Visit, email: str) -> Throttled | None:
    """Ask for a link. None: if the address is somebody's login, a letter is on its way to it, and to nowhere else.

    Each call mails one more letter, as long as the caps allow; they never close for longer than a link works.
    """
    address = as_login(email)
    buckets = [RESET_ADDRESS.of(address)]
    if visit.client:  # a mail comes from no network; who sent it is counted by the address
        buckets.insert(0, RESET_CLIENT.of(visit.client))
    throttled = await throttle(settings, *buckets)
    if throttled is not None:
        return throttled
    async with in_transaction():
        request = await ResetRequest.create(
            email=address, device=browser_label(visit.user_agent), channel=viewer.channel
        )
        await publish(ResetRequest, request.id)
    return None


async def carry_out(settings: Settings, request_id: int, worker: str) -> None:
    """Mail the link that a request asks for, if there is somebody to mail it to; the request is gone then."""
    request = await ResetRequest.get(id=request_id)
    try:
        async with in_transaction():
            await finish(request, worker)
            await _mail_link(settings, request)
            await ResetRequest.filter(id=request.id).delete()
    except LeaseLost:
        raise
    except Exception as error:
        logger.exception("reset request %s failed", request.id)
        await retry_or_bury(request, worker, type(error).__name__, attempts=_ATTEMPTS, buried=ResetRequestStatus.BURIED)


async def _mail_link(settings: Settings, request: ResetRequest) -> None:
    # Locked: of several requests at once the one whose letter is written last has the link that works.
    person = await Person.select_for_update().get_or_none(email=request.email, active=True)
    if person is None:
        return
    life = dt.timedelta(minutes=settings.reset_minutes)
    link = await access_links.issue(LinkKind.PASSWORD, access_links.password_key(person.id), life, person_id=person.id)
    await account_letters.password_reset(settings, person, link, request.device)
    asker = Viewer(channel=request.channel)
    await journal.record(JournalKind.PASSWORD_RESET_REQUESTED, asker, person_id=person.id, note=request.device)


class ResetService:
    """Carries out what is asked for, for as long as the block lasts."""

    def __init__(self, settings: Settings, events: Events) -> None:
        self._settings = settings
        self.runner = Runner(
            ResetRequest, (ResetRequestStatus.RECEIVED,), self._handle, events.signal(ResetRequest),
            worker=worker_name(), concurrency=2,
        )  # fmt: skip

    async def _handle(self, request: ResetRequest, worker: str) -> None:
        await carry_out(self._settings, request.id, worker)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work until the block ends."""
        async with beside(self.runner.run()):
            yield
