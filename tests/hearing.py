"""Hearing of events in tests."""

from __future__ import annotations

import models
from jobs.events import Events, Signal, publish


async def heard(events: Events) -> None:
    """Wait until this process has heard all that was published so far: events come in the order of the commits."""
    told = Signal()
    events.add("category", told)
    await publish(models.Category)
    await told.wait(10)
    events.remove("category", told)
