"""A process that runs a periodic job on a database: `python -m tests.jobs.scheduling_process URL`, until killed."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import sys
import uuid

from tortoise import timezone

from jobs.schedule import PeriodicJob, Scheduler
from models import Category
from models.database import database

STEP = 0.1


class EveryMoment:
    """Due at each tenth of a second."""

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The next tenth."""
        return moment + dt.timedelta(seconds=STEP) - dt.timedelta(microseconds=moment.microsecond % int(STEP * 1e6))


async def work(due: dt.datetime) -> None:
    """Write down the moment that it is for, and who did it."""
    await Category.create(code=uuid.uuid4().hex, name=due.isoformat(), description=str(os.getpid()))


async def main(url: str) -> None:
    """Run the job until the process is ended."""
    async with database(url, migrate=False):
        scheduler = Scheduler([PeriodicJob("moments", EveryMoment(), work)], idle=0.02)
        async with scheduler.running():
            print(timezone.now(), flush=True)  # noqa: T201 - tells that it runs
            await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
