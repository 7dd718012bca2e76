"""Every periodic job of the product, by name and time."""

from __future__ import annotations

from jobs.schedule import PeriodicJob
from settings import Settings


def periodic_jobs(settings: Settings) -> tuple[PeriodicJob, ...]:
    """The jobs; `server.py` runs them."""
    return ()
