"""Every periodic job of the product, by name and time."""

from __future__ import annotations

import datetime as dt

from jobs.schedule import Daily, PeriodicJob
from settings import Settings
from workflows.privacy.retention import end_what_is_over


def periodic_jobs(settings: Settings) -> tuple[PeriodicJob, ...]:
    """The jobs; `server.py` runs them."""

    async def retention(due: dt.datetime) -> None:
        await end_what_is_over(settings)

    return (PeriodicJob("retention", Daily(dt.time(3, 30)), retention),)
