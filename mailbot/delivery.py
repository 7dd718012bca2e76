"""Sending what is in the outbox: `SENDING` before the dialogue, `SENT` after the server's yes.

A mail can arrive twice in two cases: the connection is lost behind DATA, when nobody can know whether the server has
the mail; or the sending worker dies, freezes, loses the database or is stopped without it, and another one takes over
when its lease is over. Either way the identical bytes go under the same Message-ID. A worker whose lease is lost
already sends nothing, and one that lives never sends again what it knows to be taken.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from contextlib import suppress

from tortoise import timezone
from tortoise.transactions import in_transaction

from jobs import runner
from jobs.events import Event, table_of
from jobs.leases import LeaseLost, backoff, finish
from mailbot.smtp import Delivery, Outcome, SmtpAccount, SmtpSession
from mailbot.undelivered import tell
from mailbot.understanding.bounce import read_refusal
from models.mail import InboundMail, OutboundMail, OutboundStatus
from schema.client import LocalClient

logger = logging.getLogger(__name__)

# With the backoff of jobs.leases this is about two days, then a human must look.
MOST_ATTEMPTS = 55
# Seconds between two tries to write that a letter is sent; the last again and again.
_PAUSES = (0.1, 0.5, 2, 5)
# Seconds that a stop waits for that; less than until works are cancelled again (`jobs.tasks`).
_STOP = 4.0


class Deliverer:
    """Sends one claimed mail at a time; `handle` is what the runner calls."""

    def __init__(
        self, account: SmtpAccount, client: LocalClient, *, on_away: Callable[[bool], None] = lambda away: None
    ) -> None:
        """`on_away` hears after each letter whether the server could not be reached, or took none of us."""
        self._session, self._client, self._on_away = SmtpSession(account), client, on_away

    async def handle(self, mail: OutboundMail, worker: str) -> None:
        """Send the mail, or put it back for later. Raises `LeaseLost` before anything is sent if it isn't ours, or soon
        may not be: when the answer to the claim took most of the lease.

        The lease is judged by this machine's clock, as claims are: those of all workers must agree within seconds.
        """
        if (
            mail.lease_owner != worker
            or mail.lease_until is None
            or mail.lease_until - timezone.now() < runner.LEASE / 3
        ):
            raise LeaseLost(f"OutboundMail {mail.id}")
        delivery = await self._session.send(
            sender=mail.return_path, recipient=mail.to_address, content=bytes(mail.content)
        )
        self._on_away(delivery.server_away)
        settling = asyncio.ensure_future(self._settle(mail, worker, delivery))
        try:
            await asyncio.shield(settling)
        except asyncio.CancelledError:
            await _ended(settling)
            raise

    async def _settle(self, mail: OutboundMail, worker: str, delivery: Delivery) -> None:
        """Write what came of it. What was taken would go a second time if nobody knew of it: that is tried again."""
        pauses = itertools.chain(_PAUSES, itertools.repeat(_PAUSES[-1]))
        while True:
            try:
                await self._write(mail, worker, delivery)
                return
            except Exception as error:
                if isinstance(error, LeaseLost) or delivery.outcome is not Outcome.SENT:
                    raise
                logger.warning("outgoing mail %s is sent, which can't be written yet (%r)", mail.id, error)
                await asyncio.sleep(next(pauses))

    async def _write(self, mail: OutboundMail, worker: str, delivery: Delivery) -> None:
        detail = f"{delivery.code or ''} {delivery.detail}".strip()
        # A mail is shown with its letters.
        tell = () if mail.cause_id is None else (Event(table_of(InboundMail), mail.cause_id, done=True),)
        if delivery.outcome is Outcome.SENT:
            done = {"status": OutboundStatus.SENT, "sent_at": timezone.now(), "last_error": None}
            await finish(mail, worker, tell=tell, **done, **_kept(mail))
        elif delivery.outcome is Outcome.REFUSED or mail.attempts >= MOST_ATTEMPTS:
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


async def _ended(settling: asyncio.Task[None]) -> None:
    """A stop came while the end of a letter was written: once more to its end, unless the database is away."""
    await asyncio.wait([settling], timeout=_STOP)
    settling.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await settling


def _kept(mail: OutboundMail) -> dict[str, bytes]:
    """What replaces the bytes of a mail that held a secret: the text that is kept of it, in which it is masked."""
    return {"content": mail.body_text.encode()} if mail.secret else {}
