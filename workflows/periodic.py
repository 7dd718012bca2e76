"""Every periodic job of the product, by name and time."""

from __future__ import annotations

import datetime as dt

from jobs.schedule import Daily, PeriodicJob, Weekly
from settings import Settings
from workflows.audits.forgotten import look_after
from workflows.content import publish_what_is_due
from workflows.digests.sending import DIGESTS, send_due
from workflows.members import end_memberships
from workflows.privacy.retention import end_what_is_over
from workflows.sites import SITE_CHECKS, keep_true
from workflows.undelivered import release_left_over


def periodic_jobs(settings: Settings) -> tuple[PeriodicJob, ...]:
    """The jobs; `server.py` runs them."""

    async def retention(due: dt.datetime) -> None:
        await end_what_is_over(settings)

    async def memberships(due: dt.datetime) -> None:
        await end_memberships(settings)

    async def articles(due: dt.datetime) -> None:
        await publish_what_is_due()

    async def held_letters(due: dt.datetime) -> None:
        await release_left_over()

    async def site_checks(due: dt.datetime) -> None:
        await keep_true()

    async def digests(due: dt.datetime) -> dt.timedelta | None:
        return await send_due(settings, due)

    async def audits(due: dt.datetime) -> None:
        await look_after(settings)

    return (
        PeriodicJob("articles", Daily(dt.time(0, 1)), articles),
        # Early: whose last day was yesterday is no member in the morning.
        PeriodicJob("memberships", Daily(dt.time(0, 5)), memberships),
        # What ordinary ways should have let go already; in working hours, as it may reach somebody.
        PeriodicJob("held_letters", Daily(dt.time(8, 0)), held_letters),
        # Also at once when a check has changed.
        PeriodicJob(SITE_CHECKS, Daily(dt.time(2, 0)), site_checks),
        # Tuesday morning; whoever gets it monthly has the first of the month. Also at once when an administrator asks.
        PeriodicJob(DIGESTS, Weekly(1, dt.time(8, 30)), digests),
        # Audits that collect and that nobody closes: a reminder, later the end. In the morning: letters are written.
        PeriodicJob("audits", Daily(dt.time(9, 0)), audits),
        PeriodicJob("retention", Daily(dt.time(3, 30)), retention),
    )
