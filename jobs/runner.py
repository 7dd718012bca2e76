"""The runner: claims due rows of one kind and handles them, woken by a signal or by the clock.

Each of its hands holds one row at a time, under a name of its own, or a few that it handles one after the other. A
lease only runs out when its process dies, or while its row waits behind a slow one: a row whose handling failed is put
back, and after a failure of the database a hand lets go of whatever is its own.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Any

from tortoise import timezone

from jobs.events import Signal
from jobs.leases import LeaseLost, claim, let_go, put_back, release, renew
from models.base import Leased

logger = logging.getLogger(__name__)

# How long the work of a process that died waits for another one. Renewed three times as often as it would run out.
LEASE = dt.timedelta(seconds=30)
# Seconds between two looks at the table when no signal comes: for retries that are due and leases that ran out.
IDLE = 5.0
# Seconds until the next look after one that failed.
AFTER_FAILURE = 1.0


class Runner:
    """Handles the rows of `model` in `statuses`, `concurrency` at a time.

    `handle(row, hand)` does the whole job, including its own retry; what it raises nevertheless is logged, and the row
    is tried again a little later. `hand` is the name that the row's lease bears; `working` the status that claiming a
    row gives it.

    `at_once`: how many rows a hand claims together. With more than one it is `handle(rows, hand)` of a deque: the first
    of them is the one under way, whose lease is renewed, and leaves the deque when it is done; what is left behind one
    that failed is given back untouched.
    """

    def __init__(
        self,
        model: type[Leased],
        statuses: Sequence[StrEnum],
        handle: Callable[[Any, str], Awaitable[None]],
        signal: Signal,
        *,
        worker: str,
        concurrency: int = 4,
        idle: float | None = None,
        working: StrEnum | None = None,
        at_once: int = 1,
    ) -> None:
        self.working, self.at_once = working, at_once
        self.model, self.statuses, self.handle, self.signal = model, tuple(statuses), handle, signal
        self.worker, self.concurrency = worker, concurrency
        self.idle = IDLE if idle is None else idle

    async def run(self) -> None:
        """Work until cancelled. A slow row holds up no other one while there are free hands."""
        # Not gather: cancelled, it doesn't wait for all of them to give back what they hold.
        async with asyncio.TaskGroup() as hands:
            for number in range(self.concurrency):
                hands.create_task(self._one_after_another(f"{self.worker}/{number}"))

    async def _one_after_another(self, hand: str) -> None:
        failed = False
        while True:
            try:
                if failed:  # the database may have given it a row without its hearing of that
                    await let_go(self.model, hand)
                    failed = False
                heard = self.signal.heard
                worked = await self.run_once(hand)
            except Exception:
                logger.exception("claiming or putting back %s failed; trying again", self.model.__name__)
                failed = True
                await asyncio.sleep(AFTER_FAILURE)
                continue
            if not worked:
                await self.signal.wait(self.idle, since=heard)

    async def run_once(self, hand: str | None = None) -> bool:
        """Claim what is due, at most `at_once` rows, and handle it; whether there was any."""
        hand = hand or self.worker
        rows = await self._claim(hand)
        if rows:
            await self._handle(deque(rows), hand)
        return bool(rows)

    async def _claim(self, hand: str) -> list[Leased]:
        """The database may well carry out a claim whose caller is cancelled: it is given back then."""
        claiming = asyncio.ensure_future(
            claim(self.model, self.statuses, hand, LEASE, limit=self.at_once, working=self.working)
        )
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            with suppress(Exception):
                await release(self.model, [row.pk for row in await claiming], hand)
            raise

    async def _handle(self, rows: deque[Leased], hand: str) -> None:
        # Most rows are done long before their lease must be renewed: no task is made for them.
        renewing: list[asyncio.Task[None]] = []
        timer = asyncio.get_running_loop().call_later(
            _until_renewal(rows[0]), lambda: renewing.append(asyncio.create_task(self._keep(rows, hand)))
        )
        try:
            await self._handle_or_put_back(rows, hand)
        except LeaseLost:
            logger.warning("%s %s: another worker took over", self.model.__name__, rows[0].pk)
            await self._give_back(list(rows)[1:], hand)
        except asyncio.CancelledError:
            with suppress(Exception):  # the database may be why we stop; then the lease runs out
                await self._give_back(rows, hand)
            raise
        finally:
            timer.cancel()
            for task in renewing:
                task.cancel()

    async def _handle_or_put_back(self, rows: deque[Leased], hand: str) -> None:
        try:
            await self.handle(rows[0] if self.at_once == 1 else rows, hand)
        except LeaseLost:
            raise
        except Exception as error:
            if not rows:
                raise
            row = rows[0]
            logger.exception("%s %s failed; it is tried again", self.model.__name__, row.pk)
            await self._give_back(list(rows)[1:], hand)
            await put_back(self.model, row.pk, hand, f"{type(error).__name__}: {error}")

    async def _give_back(self, rows: Collection[Leased], hand: str) -> None:
        if rows:
            await release(self.model, [row.pk for row in rows], hand)

    async def _keep(self, rows: deque[Leased], hand: str) -> None:
        """Renew the lease of the first row until cancelled; when the database is away it may run out, which `finish`
        notices."""
        while True:
            with suppress(Exception):
                await renew(self.model, [row.pk for row in list(rows)[:1]], hand, LEASE)
            await asyncio.sleep(LEASE.total_seconds() / 3)


def _until_renewal(row: Leased) -> float:
    """Seconds until two thirds of its lease are left; none when the answer to the claim took longer than that."""
    left = LEASE if row.lease_until is None else row.lease_until - timezone.now()
    return max(0.0, (left - LEASE * 2 / 3).total_seconds())
