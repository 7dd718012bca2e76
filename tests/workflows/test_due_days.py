"""By when a check must be done: months as French law counts them."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import SitePhase
from workflows.due_days import CheckFacts, SiteFacts, applies, due_day, months_after

OPENING, OPERATION, SALE = SitePhase.OPENING, SitePhase.OPERATION, SitePhase.SALE
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))


@pytest.mark.parametrize(("day", "months", "expected"), [
    ("2026-01-31", 1, "2026-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2028-02-29", 12, "2029-02-28"),
    ("2028-02-29", 48, "2032-02-29"), ("2026-08-31", 6, "2027-02-28"), ("2026-02-28", 6, "2026-08-28"),
    ("2026-12-15", 1, "2027-01-15"), ("2026-11-30", 3, "2027-02-28"), ("2026-05-31", 60, "2031-05-31"),
    ("2026-03-10", 0, "2026-03-10"), ("2026-10-31", 600, "2076-10-31"),
])  # fmt: skip
def test_months(day: str, months: int, expected: str) -> None:
    assert months_after(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


@given(DAYS, st.integers(1, 600))
def test_months_end_on_the_same_day_or_the_last_of_the_month(day: dt.date, months: int) -> None:
    found = months_after(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    last = calendar.monthrange(found.year, found.month)[1]
    assert found.day == min(day.day, last)


@given(DAYS, DAYS, st.integers(1, 600))
def test_who_is_later_is_never_due_earlier(one: dt.date, other: dt.date, months: int) -> None:
    earlier, later = sorted((one, other))
    assert months_after(earlier, months) <= months_after(later, months)


@pytest.mark.parametrize(("check", "site", "last", "expected"), [
    # Before the opening: by the opening, once.
    (CheckFacts(OPENING), SiteFacts(OPENING, dt.date(2027, 2, 1)), None, dt.date(2027, 2, 1)),
    (CheckFacts(OPENING), SiteFacts(OPENING), None, None),
    (CheckFacts(OPENING), SiteFacts(OPENING, dt.date(2027, 2, 1)), dt.date(2026, 12, 1), None),
    (CheckFacts(OPERATION, 12), SiteFacts(OPENING, dt.date(2027, 2, 1)), None, None),
    # In operation: from the last time, else from the opening.
    (CheckFacts(OPERATION, 12), SiteFacts(OPERATION, dt.date(2026, 1, 31)), None, dt.date(2027, 1, 31)),
    (CheckFacts(OPERATION, 6), SiteFacts(OPERATION, dt.date(2010, 1, 1)), dt.date(2026, 8, 31), dt.date(2027, 2, 28)),
    (CheckFacts(OPERATION, 6), SiteFacts(OPERATION), dt.date(2026, 8, 31), dt.date(2027, 2, 28)),
    (CheckFacts(OPERATION), SiteFacts(OPERATION, dt.date(2026, 1, 1)), None, dt.date(2026, 1, 1)),
    (CheckFacts(OPERATION), SiteFacts(OPERATION, dt.date(2026, 1, 1)), dt.date(2026, 2, 1), None),
    (CheckFacts(OPERATION, 6), SiteFacts(OPERATION), None, None),
    (CheckFacts(OPENING), SiteFacts(OPERATION, dt.date(2026, 1, 1)), None, None),
    # Until it is sold, what operation asks for goes on.
    (CheckFacts(SALE), SiteFacts(SALE, None, dt.date(2027, 3, 31)), None, dt.date(2027, 3, 31)),
    (CheckFacts(OPERATION, 12), SiteFacts(SALE, None, dt.date(2027, 3, 31)), dt.date(2026, 6, 1), dt.date(2027, 6, 1)),
    (CheckFacts(SALE), SiteFacts(OPERATION), None, None),
])  # fmt: skip
def test_a_day(check: CheckFacts, site: SiteFacts, last: dt.date | None, expected: dt.date | None) -> None:
    assert due_day(check, site, last) == expected
    assert expected is None or applies(check, site)
