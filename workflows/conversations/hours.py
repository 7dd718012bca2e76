"""Whether somebody is there: Monday to Friday, 9 to 12 and 14 to 18, in Paris; the same hours as the letters name."""

from __future__ import annotations

import datetime as dt

from letters.outbox import SERVICE_HOURS
from models.france import PARIS

WHEN = SERVICE_HOURS
_WORKDAYS = range(5)
_HOURS = ((9, 12), (14, 18))


def is_open(at: dt.datetime) -> bool:
    """Whether somebody answers the chat at that moment."""
    local = at.astimezone(PARIS)
    return local.weekday() in _WORKDAYS and any(start <= local.hour < end for start, end in _HOURS)
