"""By when a check must be done: pure, from the check, the establishment and the last time.

OPENING    by the opening, once
OPERATION  every so many months from the last time; never done, from the opening
SALE       by the sale, once; what operation asks for goes on until then
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Set
from dataclasses import dataclass

from models import SitePhase

# The stages whose checks an establishment has at each stage of its life.
ASKED_FOR: dict[SitePhase, Set[SitePhase]] = {
    SitePhase.OPENING: frozenset({SitePhase.OPENING}),
    SitePhase.OPERATION: frozenset({SitePhase.OPERATION}),
    SitePhase.SALE: frozenset({SitePhase.OPERATION, SitePhase.SALE}),
}


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known of an establishment."""

    phase: SitePhase
    opened_on: dt.date | None = None
    sale_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """What is known of a check."""

    phase: SitePhase
    every_months: int | None = None


def applies(check: CheckFacts, site: SiteFacts) -> bool:
    """Whether the establishment has to have it made at this stage."""
    return check.phase in ASKED_FOR[site.phase]


def due_day(check: CheckFacts, site: SiteFacts, last_done_on: dt.date | None) -> dt.date | None:
    """The last day for it; None when it is done for good, doesn't apply, or nobody told from when to count."""
    if not applies(check, site):
        return None
    if last_done_on is not None:
        return None if check.every_months is None else months_after(last_done_on, check.every_months)
    match check.phase:
        case SitePhase.OPENING:
            return site.opened_on
        case SitePhase.SALE:
            return site.sale_on
        case SitePhase.OPERATION:
            return None if site.opened_on is None else months_after(site.opened_on, check.every_months or 0)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day when it has no such day.

    As French law counts months (Code de procédure civile, art. 641): a month from 31 January ends on 28 or 29 February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
