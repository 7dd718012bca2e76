"""Two processes with the same periodic job on one PostgreSQL: each run happens once, and one may die at any time."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tortoise import timezone

from models import Category, ScheduledJob

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]


@contextmanager
def process(url: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.jobs.scheduling_process", url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline(), "it runs"
            yield running
        finally:
            running.kill()


async def runs(least: int, of: int | None = None) -> list[Category]:
    """All runs, once there are `least`, those of one process counted when `of` is given."""
    async with asyncio.timeout(20):
        while True:
            found = await Category.all().order_by("name")
            if sum(of is None or run.description == str(of) for run in found) >= least:
                return found
            await asyncio.sleep(0.05)


async def test_each_run_happens_once(db: str) -> None:
    with process(db) as one, process(db) as two:
        await runs(5, one.pid)
        found = await runs(5, two.pid)
        assert len({run.name for run in found}) == len(found)
        os.kill(one.pid, signal.SIGKILL)
        one.wait()
        # What it held when it died becomes free by the end of its lease, which we do not wait for here.
        await ScheduledJob.filter(lease_owner__contains=f":{one.pid}:").update(lease_until=timezone.now())
        before = Counter(run.description for run in await Category.all())
        await runs(before[str(two.pid)] + 5, two.pid)
    times = Counter(run.name for run in await Category.all())
    repeated = [name for name, count in times.items() if count > 1]
    assert len(repeated) <= 1, "only the run in whose middle it was killed may have happened again"
