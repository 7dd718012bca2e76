"""Sending what is in the outbox: `SENDING` before the dialogue, `SENT` after the server's yes.

A mail can arrive twice in two cases: the connection is lost behind DATA, when nobody can know whether the server has
the mail, or a stop doesn't wait longer for what it says; or the sending worker dies, freezes, loses the database or is
stopped without it, and another one takes over when its lease is over. Either way the identical bytes go under the same
Message-ID. A worker whose lease is lost already sends nothing, and one that lives never sends again what it knows to be
taken.

Letters are claimed a few at a time. Those that the server has taken are written together, in a statement that begins
`SOON` after the first yes at the latest; where it takes longer than `LATE`, nothing more is sent until it is done. What
a worker sent in that time, and no more, goes twice when it dies.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from tortoise import timezone
from tortoise.transactions import in_transaction

from jobs import runner
from jobs.events import Event, table_of
from jobs.leases import LeaseLost, backoff, finish, finish_all, release, renew
from mailbot.smtp import Delivery, Outcome, SmtpAccount, SmtpSession
from mailbot.undelivered import tell
from mailbot.understanding.bounce import read_refusal
from models.mail import InboundMail, OutboundMail, OutboundStatus
from schema.client import LocalClient

logger = logging.getLogger(__name__)

# With the backoff of jobs.leases this is about two days, then a human must look.
MOST_ATTEMPTS = 55
# Letters of one claim.
AT_ONCE = 8
# Seconds from the server's yes until it is written at the latest, while more letters follow.
SOON = 0.02
# Seconds that this may take in all before the next letter waits for it.
LATE = 0.5
# Seconds between two tries to write that a letter is sent; the last again and again.
_PAUSES = (0.1, 0.5, 2, 5)
# Seconds that a stop waits for the server's answer, and then for that: together less than until works are cancelled
# again (`jobs.tasks`).
_ANSWER = 2.0
_STOP = 2.5


class Deliverer:
    """Sends what was claimed, one letter after the other; `handle` is what the runner calls."""

    def __init__(
        self, account: SmtpAccount, client: LocalClient, *, on_away: Callable[[bool], None] = lambda away: None
    ) -> None:
        """`on_away` hears after each letter whether the server could not be reached, or took none of us."""
        self._session, self._client, self._on_away = SmtpSession(account), client, on_away

    async def handle(self, mails: deque[OutboundMail], worker: str) -> None:
        """Send these letters, of which each leaves the deque, until one isn't taken: that one is put back for later.

        Raises `LeaseLost` before anything is sent if the first isn't ours, or soon may not be: when the answer to the
        claim took most of the lease. Where the letters before one took it, that one is given back with all behind it.
        It is judged by this machine's clock, as claims are: those of all workers must agree within seconds.
        """
        if not _is_ours(mails[0], worker):
            raise LeaseLost(f"OutboundMail {mails[0].id}")
        taken = _Taken(worker)
        try:
            while mails and _is_ours(mails[0], worker):
                await self._send(mails, worker, taken)
                await taken.caught_up()
            if mails:
                await release(OutboundMail, [mail.id for mail in mails], worker)
                mails.clear()
        except asyncio.CancelledError:
            await taken.stopped()
            raise
        finally:
            await taken.written()

    async def _send(self, mails: deque[OutboundMail], worker: str, taken: _Taken) -> None:
        mail = mails[0]
        sending = asyncio.ensure_future(
            self._session.send(sender=mail.return_path, recipient=mail.to_address, content=bytes(mail.content))
        )
        try:
            delivery = await asyncio.shield(sending)
        except asyncio.CancelledError:
            if await _is_sent(sending):
                taken.add(mails.popleft())
            raise
        self._on_away(delivery.server_away)
        if delivery.outcome is Outcome.SENT:
            taken.add(mails.popleft())
            return
        # The letters behind it are nobody's again when it is written: for the same address they may be held then.
        if others := [one.id for one in list(mails)[1:]]:
            await release(OutboundMail, others, worker)
        await self._write_failure(mail, worker, delivery)
        mails.clear()

    async def _write_failure(self, mail: OutboundMail, worker: str, delivery: Delivery) -> None:
        detail, tell = f"{delivery.code or ''} {delivery.detail}".strip(), _told(mail)
        if delivery.outcome is Outcome.REFUSED or mail.attempts >= MOST_ATTEMPTS:
            logger.error("outgoing mail %s failed for good: %s", mail.id, detail)
            async with in_transaction():
                failed = {"status": OutboundStatus.FAILED, "last_error": detail}
                await finish(mail, worker, tell=tell, **failed, **_kept(mail))
                await self._hand_over(mail, detail)
        else:
            logger.warning("outgoing mail %s: %s, trying again (%s)", mail.id, delivery.outcome, detail)
            later = timezone.now() + backoff(mail.attempts)
            again = {"status": OutboundStatus.QUEUED, "next_attempt_at": later, "last_error": detail}
            await finish(mail, worker, tell=tell, **again)

    async def _hand_over(self, mail: OutboundMail, detail: str) -> None:
        """Somebody was not reached. That our own server refuses a letter, or is away, says nothing of the address."""
        report = read_refusal(detail)
        await tell(
            self._client, mail, reason=report.reason, detail=detail, permanent=report.permanent, proven=report.permanent
        )

    async def close(self) -> None:
        """Take leave of the server."""
        await self._session.close()


async def _is_sent(sending: asyncio.Future[Delivery]) -> bool:
    """A stop came within the dialogue: whether it ends soon, and with the server's yes."""
    try:
        await asyncio.wait([sending], timeout=_ANSWER)
    finally:
        sending.cancel()
    with suppress(asyncio.CancelledError, Exception):
        return (await sending).outcome is Outcome.SENT
    return False


class _Taken:
    """Letters that the server has taken, until that is written: those would go again of which nobody knows."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._mails: list[OutboundMail] = []
        self._writing: asyncio.Task[None] | None = None
        self._since = 0.0
        self._no_more = asyncio.Event()

    def add(self, mail: OutboundMail) -> None:
        """The server has said yes."""
        self._mails.append(mail)
        if self._writing is None or self._writing.done():
            self._since = time.monotonic()
            self._writing = asyncio.create_task(self._write_soon())

    async def caught_up(self) -> None:
        """Until all is written, where that takes long: else ever more would be unknown."""
        late = time.monotonic() - self._since > LATE
        if late and self._writing is not None and not self._writing.done():
            await asyncio.shield(self._writing)

    async def written(self) -> None:
        """No more come: until all is written."""
        self._no_more.set()
        if self._writing is not None and not self._writing.done():
            try:
                await asyncio.shield(self._writing)
            except asyncio.CancelledError:
                await self.stopped()
                raise

    async def stopped(self) -> None:
        """A stop came: once more to the end, unless the database is away."""
        self._no_more.set()
        if self._writing is not None:
            await asyncio.wait([self._writing], timeout=_STOP)
            self._writing.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await self._writing

    async def _write_soon(self) -> None:
        while self._mails:
            with suppress(TimeoutError):
                async with asyncio.timeout(SOON):
                    await self._no_more.wait()
            mails, self._mails = self._mails, []
            # Of one with a secret the bytes go, too.
            for several in ([mail for mail in mails if not mail.secret], *([mail] for mail in mails if mail.secret)):
                if several:
                    await self._write(several)
            self._since = time.monotonic()

    async def _write(self, mails: list[OutboundMail]) -> None:
        """Tried again and again: what was taken would go a second time if nobody knew of it."""
        pauses = itertools.chain(_PAUSES, itertools.repeat(_PAUSES[-1]))
        sent = {"status": OutboundStatus.SENT, "sent_at": timezone.now(), "last_error": None, **_kept(mails[0])}
        tell = tuple(dict.fromkeys(event for mail in mails for event in _told(mail)))
        while True:
            try:
                ours = await finish_all(mails, self._worker, tell=tell, **sent)
                break
            except Exception as error:
                ids = ", ".join(str(mail.id) for mail in mails)
                logger.warning("sent, which can't be written yet (%r): outgoing mail %s", error, ids)
                with suppress(Exception):
                    await renew(OutboundMail, [mail.id for mail in mails], self._worker, runner.LEASE)
                await asyncio.sleep(next(pauses))
        for mail in mails:
            if mail.id not in ours:
                logger.warning("outgoing mail %s is sent, and is another worker's by now", mail.id)


def _is_ours(mail: OutboundMail, worker: str) -> bool:
    until = mail.lease_until
    return mail.lease_owner == worker and until is not None and until - timezone.now() >= runner.LEASE / 3


def _told(mail: OutboundMail) -> tuple[Event, ...]:
    """A mail is shown with its letters."""
    return () if mail.cause_id is None else (Event(table_of(InboundMail), mail.cause_id, done=True),)


def _kept(mail: OutboundMail) -> dict[str, bytes]:
    """What replaces the bytes of a mail that held a secret: the text that is kept of it, in which it is masked."""
    return {"content": mail.body_text.encode()} if mail.secret else {}
