"""The runner: claims due rows of one kind and handles them, woken by a signal or by the clock."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from enum import StrEnum

from jobs.events import Signal
from jobs.leases import LeaseLost, claim, release, renew
from models.base import Leased

logger = logging.getLogger(__name__)

# How long the work of a process that died waits for another one. Renewed three times as often as it would run out.
LEASE = dt.timedelta(seconds=30)
# Seconds between two looks at the table when no signal comes: for retries that are due and leases that ran out.
IDLE = 5.0


class Runner:
    """Handles the rows of `model` in `statuses`, `concurrency` at a time.

    `handle(id, worker)` does the whole job, including its own retry; what it raises is logged and the lease runs out.
    """

    def __init__(
        self,
        model: type[Leased],
        statuses: Sequence[StrEnum],
        handle: Callable[[int, str], Awaitable[None]],
        signal: Signal,
        *,
        worker: str,
        concurrency: int = 4,
        idle: float | None = None,
    ) -> None:
        self.model, self.statuses, self.handle, self.signal = model, tuple(statuses), handle, signal
        self.worker, self.concurrency = worker, concurrency
        self.idle = IDLE if idle is None else idle

    async def run(self) -> None:
        """Work until cancelled. A slow row holds up no other one while there are free hands."""
        # Not gather: cancelled, it doesn't wait for all of them to give back what they hold.
        async with asyncio.TaskGroup() as hands:
            for _ in range(self.concurrency):
                hands.create_task(self._one_after_another())

    async def _one_after_another(self) -> None:
        while True:
            try:
                worked = await self.run_once()
            except Exception:
                logger.exception("claiming %s failed; trying again", self.model.__name__)
                await asyncio.sleep(1)
                continue  # the signal was cleared, but nothing was claimed
            if not worked:
                await self.signal.wait(self.idle)

    async def run_once(self) -> bool:
        """Claim a row that is due and handle it; whether there was one."""
        self.signal.clear()
        ids = await self._claim()
        for id_ in ids:
            await self._handle(id_)
        return bool(ids)

    async def _claim(self) -> list[int]:
        """At most one row. The database may well carry out a claim whose caller is cancelled: it is given back then."""
        claiming = asyncio.ensure_future(claim(self.model, self.statuses, self.worker, LEASE))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            with suppress(Exception):
                await release(self.model, await claiming, self.worker)
            raise

    async def _handle(self, id_: int) -> None:
        renewing = asyncio.create_task(self._keep(id_))
        try:
            await self.handle(id_, self.worker)
        except LeaseLost:
            logger.warning("%s %s: another worker took over", self.model.__name__, id_)
        except asyncio.CancelledError:
            with suppress(Exception):  # the database may be why we stop; then the lease runs out
                await release(self.model, [id_], self.worker)
            raise
        except Exception:
            logger.exception("%s %s failed; its lease will run out", self.model.__name__, id_)
        finally:
            renewing.cancel()

    async def _keep(self, id_: int) -> None:
        """Renew the lease until cancelled; when the database is away it may run out, which `finish` notices."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            with suppress(Exception):
                await renew(self.model, [id_], self.worker, LEASE)
