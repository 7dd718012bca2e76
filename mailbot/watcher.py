"""Watches a mailbox for good: every mail is stored before it is moved away, whatever breaks in between.

A round is connect, sweep, wait, sweep, wait … until something breaks; then the next round begins, a little later
each time. A sweep that had to leave mails behind (the database is away) is repeated the same way.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import errors
from mailbot.imap import ImapAccount, ImapMailbox
from mailbot.sweep import Inbox, Sweeper

__all__ = ["Inbox", "Watcher", "WatcherStatus"]

_log = logging.getLogger(__name__)

_FIRST_DELAY = 0.1
_LONGEST_DELAY = 60.0
# A round that lasted so long (seconds) was a good one: its end says nothing about the next attempt.
_GOOD_ROUND = 10.0


@dataclass(frozen=True, slots=True)
class WatcherStatus:
    """How the watcher is doing, for the health page. Times are in UTC; counters start with the process.

    `last_sweep_at`: when the folder, or a batch of its mails, was last read; the sign of life. `left`: mails that the
    last sweep could not store, such as on a full disk; `left_since`: since when there have been any.
    """

    connected: bool = False
    last_sweep_at: datetime | None = None
    reconnects: int = 0
    stored: int = 0
    last_error: str | None = None
    left: int = 0
    left_since: datetime | None = None


class Watcher:
    """Brings the mails of one folder into an inbox.

    `poll_seconds` is the longest time between two sweeps, `timeout` (seconds) the longest wait for an answer of the
    server, `max_bytes` the size from which on only a mail's header is stored. `on_state` hears of every change.
    """

    def __init__(
        self,
        account: ImapAccount,
        inbox: Inbox,
        *,
        poll_seconds: float = 60.0,
        timeout: float = 30.0,
        max_bytes: int = 25 * 1024 * 1024,
        on_state: Callable[[WatcherStatus], None] = lambda status: None,
    ) -> None:
        self._mailbox = ImapMailbox(account, timeout=timeout, max_bytes=max_bytes)
        self._sweeper = Sweeper(self._mailbox, inbox, on_batch=self._alive)
        self._poll_seconds = poll_seconds
        self._on_state = on_state
        self._status = WatcherStatus()

    @property
    def status(self) -> WatcherStatus:
        """The state of affairs right now."""
        return self._status

    async def run(self) -> None:
        """Runs until it is cancelled; no error ends it."""
        delays = _delays()
        while True:
            began = time.monotonic()
            try:
                await self._round()
            except Exception as error:
                self._report(error)
                if time.monotonic() - began > _GOOD_ROUND:
                    delays = _delays()
                # Knocking fast with a wrong password gets accounts locked.
                wrong_settings = isinstance(error, errors.ConfigurationError)
                await asyncio.sleep(_LONGEST_DELAY if wrong_settings else next(delays))
            self._set(reconnects=self._status.reconnects + 1)

    async def _round(self) -> None:
        """One connection's life. Only ever ends by an exception."""
        try:
            await self._mailbox.connect()
            self._set(connected=True)
            delays = _delays()
            while True:
                if await self._sweep():
                    delays = _delays()
                    await self._mailbox.idle(self._poll_seconds)
                else:
                    await self._mailbox.idle(min(next(delays), self._poll_seconds))
        finally:
            self._set(connected=False)
            await self._mailbox.close()

    def _alive(self) -> None:
        self._set(last_sweep_at=datetime.now(UTC))

    async def _sweep(self) -> bool:
        """Whether nothing had to be left behind."""
        result = await self._sweeper.sweep()
        now = datetime.now(UTC)
        self._set(
            last_sweep_at=now,
            stored=self._status.stored + result.stored,
            last_error=result.problem,
            left=result.left,
            left_since=(self._status.left_since or now) if result.left else None,
        )
        return result.left == 0

    def _report(self, error: Exception) -> None:
        if isinstance(error, errors.AppError):
            _log.warning("Mailbox watcher: %s", error.message)
            self._set(last_error=error.message)
        else:
            _log.error("Mailbox watcher: %s", error, exc_info=error)
            self._set(last_error=f"{type(error).__name__}: {error}")

    def _set(self, **changes: object) -> None:
        self._status = replace(self._status, **changes)  # type: ignore[arg-type]
        self._on_state(self._status)


def _delays() -> Iterator[float]:
    """Seconds to wait before each attempt: doubling up to a minute, spread so that replicas don't march in step."""
    spread = random.SystemRandom()
    delay = _FIRST_DELAY
    while True:
        yield delay * spread.uniform(0.5, 1.0)
        delay = min(delay * 2, _LONGEST_DELAY)
