"""The runner: claims due rows of one kind and handles them, woken by a signal or by the clock."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum

from jobs.leases import LeaseLost, claim, release
from jobs.signals import Signal
from models.base import Leased

logger = logging.getLogger(__name__)


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
        lease: dt.timedelta = dt.timedelta(minutes=2),
        idle: float = 5.0,
    ) -> None:
        self.model, self.statuses, self.handle, self.signal = model, tuple(statuses), handle, signal
        self.worker, self.concurrency, self.lease, self.idle = worker, concurrency, lease, idle

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                worked = await self.run_once()
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("claiming %s failed; trying again", self.model.__name__)
                worked = 0
                await asyncio.sleep(1)
            if not worked:
                await self.signal.wait(self.idle)

    async def run_once(self) -> int:
        """Claim what is due and handle it; how many rows were claimed."""
        self.signal.clear()
        ids = await claim(self.model, self.statuses, self.worker, self.lease, limit=self.concurrency)
        try:
            await asyncio.gather(*(self._guarded(id_) for id_ in ids))
        except asyncio.CancelledError:
            await release(self.model, ids, self.worker)
            raise
        return len(ids)

    async def _guarded(self, id_: int) -> None:
        try:
            await self.handle(id_, self.worker)
        except LeaseLost:
            logger.warning("%s %s: another worker took over", self.model.__name__, id_)
        except Exception:
            logger.exception("%s %s failed; its lease will run out", self.model.__name__, id_)
