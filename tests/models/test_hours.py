"""Hours of the week around holidays, closures and the changes of the clocks."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.france import PARIS
from models.hours import Closure, Hours, Period, closures_of, public_holidays

HOURS = Hours.parse("Mon-Fri 09:00-12:00 14:00-18:00")
NIGHT = Hours.parse("Mon-Sun 00:30-02:30 02:45-04:00 22:00-23:59")
MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2031, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))
CLOSURES = st.lists(
    st.builds(lambda day, length: Closure(day, day + dt.timedelta(length), "Pont"), DAYS, st.integers(0, 20)),
    max_size=4,
)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(dt.UTC)


@pytest.mark.parametrize(("moment", "is_open", "closes_at", "next_opening"), [
    ("2026-11-23T09:00", True, "2026-11-23T12:00", "2026-11-23T14:00"),
    ("2026-11-23T08:59:59", False, None, "2026-11-23T09:00"),
    ("2026-11-23T12:00", False, None, "2026-11-23T14:00"),
    ("2026-11-23T17:59:59", True, "2026-11-23T18:00", "2026-11-24T09:00"),
    ("2026-11-27T18:00", False, None, "2026-11-30T09:00"),
    # The eve of Christmas 2026 is a Thursday; the day after Christmas a Saturday.
    ("2026-12-24T18:00", False, None, "2026-12-28T09:00"),
    ("2026-12-25T10:00", False, None, "2026-12-28T09:00"),
    # Ascension, Easter Monday, Pentecost Monday; All Saints' 2026 is a Sunday, Armistice a Wednesday.
    ("2026-05-14T10:00", False, None, "2026-05-15T09:00"), ("2026-04-06T10:00", False, None, "2026-04-07T09:00"),
    ("2026-05-25T10:00", False, None, "2026-05-26T09:00"), ("2026-11-11T15:00", False, None, "2026-11-12T09:00"),
    # Good Friday is no holiday, nor is the 26th of December: Alsace and Moselle alone have them.
    ("2026-04-03T10:00", True, "2026-04-03T12:00", "2026-04-03T14:00"),
    ("2025-12-26T10:00", True, "2025-12-26T12:00", "2025-12-26T14:00"),
    # The Mondays after the clocks have changed.
    ("2026-03-30T08:59", False, None, "2026-03-30T09:00"),
    ("2026-10-26T09:00", True, "2026-10-26T12:00", "2026-10-26T14:00"),
])  # fmt: skip
def test_a_moment(moment: str, is_open: bool, closes_at: str | None, next_opening: str) -> None:
    found = HOURS.standing(utc(moment))
    assert (found.open, found.closes_at) == (is_open, closes_at and utc(closes_at))
    assert found.next_opening == utc(next_opening)


def test_clocks_that_change_move_the_hours_in_utc() -> None:
    winter, summer = HOURS.standing(utc("2026-03-27T19:00")), HOURS.standing(utc("2026-10-23T19:00"))
    assert winter.next_opening == dt.datetime(2026, 3, 30, 7, tzinfo=dt.UTC)
    assert summer.next_opening == dt.datetime(2026, 10, 26, 8, tzinfo=dt.UTC)


@given(MOMENTS, CLOSURES, st.sampled_from([HOURS, NIGHT]))
def test_what_is_told_is_so(moment: dt.datetime, closures: list[Closure], hours: Hours) -> None:
    """Open until just before `closes_at`; not open from then to `next_opening`; open at that."""
    found = hours.standing(moment, closures)
    tick = dt.timedelta(microseconds=1)
    assert found.next_opening is not None
    assert found.next_opening > moment
    assert hours.standing(found.next_opening, closures).open
    before = hours.standing(found.next_opening - tick, closures)
    if found.open:
        assert found.closes_at is not None
        assert moment < found.closes_at <= found.next_opening
        assert hours.standing(found.closes_at - tick, closures).closes_at == found.closes_at
        assert found.closes_at == found.next_opening or not hours.standing(found.closes_at, closures).open
    assert not before.open or before.closes_at == found.next_opening


@given(MOMENTS, CLOSURES)
def test_nobody_answers_on_a_closed_day(moment: dt.datetime, closures: list[Closure]) -> None:
    local = moment.astimezone(PARIS)
    day = local.date()
    closed = any(one.first_day <= day <= one.last_day for one in closures) or day in public_holidays(day.year)
    expected = not closed and day.weekday() < 5 and (9 <= local.hour < 12 or 14 <= local.hour < 18)
    assert HOURS.standing(moment, closures).open is expected


@given(st.integers(2000, 2100))
def test_france_has_eleven_public_holidays(year: int) -> None:
    found = public_holidays(year)
    # Ascension may fall on the 1st or the 8th of May.
    assert len(found) in (10, 11)
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    assert fixed <= {(day.month, day.day) for day in found}
    assert "Lundi de Pâques" in found.values()
    assert not any("'" in name for name in found.values())


def test_a_year_without_an_end() -> None:
    closure = Closure(dt.date(2026, 1, 1), dt.date(2028, 1, 1), "Travaux")
    found = HOURS.standing(utc("2026-06-01T10:00"), [closure])
    assert (found.open, found.closes_at, found.next_opening) == (False, None, None)


def test_closures_that_matter() -> None:
    bridge = Closure(dt.date(2026, 5, 15), dt.date(2026, 5, 15), "Pont")
    found = closures_of(HOURS, dt.date(2026, 5, 1), dt.date(2026, 11, 30), [bridge])
    assert [(one.first_day.isoformat()[5:], one.reason) for one in found] == [
        ("05-01", "Fête du Travail"), ("05-08", "Fête de la Victoire"), ("05-14", "Ascension"), ("05-15", "Pont"),
        ("05-25", "Lundi de Pentecôte"), ("07-14", "Fête nationale"), ("11-11", "Armistice"),
    ], "not the 15th of August, a Saturday, nor All Saints', a Sunday"  # fmt: skip


@pytest.mark.parametrize(("text", "french"), [
    ("Mon-Fri 09:00-12:00 14:00-18:00", "du lundi au vendredi, de 9 h à 12 h et de 14 h à 18 h"),
    ("Mon-Thu 08:30-12:30; Fri 09:00-12:00", "du lundi au jeudi, de 8 h 30 à 12 h 30 ; le vendredi, de 9 h à 12 h"),
    ("Sat-Sun 10:00-11:00", "le samedi et le dimanche, de 10 h à 11 h"),
    ("Mon 09:00-10:00; Wed 09:00-10:00", "le lundi, de 9 h à 10 h ; le mercredi, de 9 h à 10 h"),
])  # fmt: skip
def test_hours_in_french(text: str, french: str) -> None:
    assert Hours.parse(text).in_french() == french


@pytest.mark.parametrize("text", [
    "", "always", "Mon 9:00-12:00", "Mon 12:00-09:00", "Fri-Mon 09:00-10:00", "Mon 09:00-12:00; Mon 11:00-13:00",
    "Mon 25:00-26:00", "Mon 09:00-09:00", "Mon", "Mon-Fri 09:00-12:00 11:00-18:00",
])  # fmt: skip
def test_hours_that_can_not_be(text: str) -> None:
    with pytest.raises(ValueError, match="hours like Mon-Fri"):
        Hours.parse(text)


def test_a_day_may_be_given_in_parts() -> None:
    assert Hours.parse("Mon 09:00-12:00; Mon 14:00-18:00").week[0] == (
        Period(dt.time(9), dt.time(12)), Period(dt.time(14), dt.time(18)),
    )  # fmt: skip
