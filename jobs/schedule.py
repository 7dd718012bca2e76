"""Periodic jobs: each has a row that says when it is due; one replica at a time claims it, as any other job.

A run that was missed, because nothing ran, is made up for once. What a job does may happen again after a crash, so it
must be safe to repeat; `due`, the moment that a run is for, is the same each time and tells repetitions apart.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from tortoise import timezone
from tortoise.transactions import in_transaction

from jobs.events import Signal
from jobs.leases import backoff, finish, worker_name
from jobs.runner import Runner
from jobs.tasks import beside
from models.schedule import ScheduledJob, ScheduleStatus

logger = logging.getLogger(__name__)

PARIS = ZoneInfo("Europe/Paris")
# Seconds between two looks at the table: how late a job may begin.
IDLE = 20.0
# A job that only another version of the program knows is left for that one.
_UNKNOWN = dt.timedelta(minutes=1)


class Schedule(Protocol):
    """When a job is due."""

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The first time after `moment`; both are aware."""


@dataclass(frozen=True)
class Daily:
    """Every day at a time of French clocks."""

    at: dt.time

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The first time after `moment`, in UTC. A time that the clocks leave out comes an hour later."""
        return _next(moment, self.at, range(7))


@dataclass(frozen=True)
class Weekly:
    """On one day of each week (Monday is 0) at a time of French clocks."""

    weekday: int
    at: dt.time

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The first time after `moment`, in UTC."""
        return _next(moment, self.at, (self.weekday,))


def _next(moment: dt.datetime, at: dt.time, weekdays: Iterable[int]) -> dt.datetime:
    today = moment.astimezone(PARIS).date()
    days = (today + dt.timedelta(number) for number in range(9))
    times = (dt.datetime.combine(day, at, PARIS).astimezone(dt.UTC) for day in days if day.weekday() in weekdays)
    return next(time for time in times if time > moment)


# Does the job for the moment that it was due at. None: done; a duration: come back then, for the same moment.
Work = Callable[[dt.datetime], Awaitable[dt.timedelta | None]]


@dataclass(frozen=True)
class PeriodicJob:
    """What is to be done, and when; `name` is its row."""

    name: str
    schedule: Schedule
    work: Work


async def bring_forward(name: str) -> None:
    """Let a job run as soon as a process looks, within `IDLE` seconds; part of the caller's transaction."""
    now = timezone.now()
    await ScheduledJob.filter(name=name).update(due_at=now, next_attempt_at=now)


class Scheduler:
    """Runs the jobs that are due, each once however many processes do the same."""

    def __init__(self, jobs: Iterable[PeriodicJob], *, worker: str | None = None, idle: float = IDLE) -> None:
        self._jobs = {job.name: job for job in jobs}
        self.runner = Runner(
            ScheduledJob, (ScheduleStatus.ACTIVE,), self.handle, Signal(),
            worker=worker or worker_name(), concurrency=2, idle=idle,
        )  # fmt: skip

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work until the block ends; what was claimed is given back then."""
        await self.install()
        async with beside(self.runner.run()):
            yield

    async def install(self) -> None:
        """Write the rows of jobs that have none; a job that shall now come earlier than its row says does so."""
        for job in self._jobs.values():
            due = job.schedule.next_after(timezone.now())
            await ScheduledJob.get_or_create({"due_at": due, "next_attempt_at": due}, name=job.name)
            later = ScheduledJob.filter(name=job.name, due_at__gt=due, lease_owner=None)
            await later.update(due_at=due, next_attempt_at=due)

    async def handle(self, row: ScheduledJob, worker: str) -> None:
        """Do the claimed job, and say when it is due next."""
        job = self._jobs.get(row.name)
        if job is None:
            await finish(row, worker, next_attempt_at=timezone.now() + _UNKNOWN, attempts=0)
            return
        try:
            again = await job.work(row.due_at)
        except Exception as error:
            logger.exception("the periodic job %s failed; it is tried again", row.name)
            later = timezone.now() + backoff(row.attempts)
            await finish(row, worker, next_attempt_at=later, last_error=f"{type(error).__name__}: {error}"[:2000])
            return
        now = timezone.now()
        if again is not None:
            await finish(row, worker, next_attempt_at=now + again, attempts=0, last_error=None)
            return
        await self._done(row, worker, job.schedule.next_after(now), now)

    async def _done(self, row: ScheduledJob, worker: str, due: dt.datetime, now: dt.datetime) -> None:
        """Due again then; or at once, when somebody brought it forward while it ran and may have come too late."""
        async with in_transaction():
            current = await ScheduledJob.select_for_update().get(id=row.id)
            if current.due_at != row.due_at:
                due = current.due_at
            await finish(row, worker, due_at=due, next_attempt_at=due, last_done_at=now, attempts=0, last_error=None)
