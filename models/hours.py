"""When somebody answers: hours of the week in Paris, less public holidays of France and exceptional closures.

    Mon-Fri 09:00-12:00 14:00-18:00; Sat 09:00-12:00

Alsace and Moselle have two holidays more; the group isn't there.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import holidays

from models.france import PARIS

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
IN_FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAYS = "|".join(WEEKDAYS)
_PART = re.compile(rf"(?P<first>{_DAYS})(?:-(?P<last>{_DAYS}))?(?P<periods>(?: \d\d:\d\d-\d\d:\d\d)+)")
# How far ahead an opening is looked for: longer closures have no end that somebody would wait for.
_AHEAD = 400
EXPECTED = "hours like Mon-Fri 09:00-12:00 14:00-18:00; Sat 09:00-12:00"


class Period(NamedTuple):
    """From a time of the day until another one, of French clocks."""

    start: dt.time
    end: dt.time


class Closure(NamedTuple):
    """Days on which nobody answers, both included, and why, in French."""

    first_day: dt.date
    last_day: dt.date
    reason: str


@dataclass(frozen=True)
class Standing:
    """How it stands at a moment. `next_opening` is the beginning of the next period, also while one is on."""

    open: bool
    closes_at: dt.datetime | None
    next_opening: dt.datetime | None


@dataclass(frozen=True)
class Hours:
    """The periods of each day of the week, Monday first."""

    week: tuple[tuple[Period, ...], ...]

    @classmethod
    def parse(cls, text: str) -> Hours:
        """Hours as they are written above. Raises `ValueError` that says what was expected."""
        week: list[tuple[Period, ...]] = [()] * 7
        for part in text.split(";"):
            match = _PART.fullmatch(part.strip())
            if match is None:
                raise ValueError(EXPECTED)
            first = WEEKDAYS.index(match["first"])
            last = first if match["last"] is None else WEEKDAYS.index(match["last"])
            for day in range(first, last + 1):
                week[day] += tuple(_period(one) for one in match["periods"].split())
        ordered = (_in_order(periods) for periods in week)
        if not all(ordered) or not any(week):
            raise ValueError(f"{EXPECTED}, each day once, its periods one after the other")
        return cls(tuple(week))

    def on(self, day: dt.date, closures: Sequence[Closure]) -> tuple[Period, ...]:
        """The periods of a day: none on a public holiday or while it is closed."""
        if day in public_holidays(day.year) or any(one.first_day <= day <= one.last_day for one in closures):
            return ()
        return self.week[day.weekday()]

    def standing(self, moment: dt.datetime, closures: Sequence[Closure] = ()) -> Standing:
        """How it stands at an aware moment; times are in UTC."""
        closes_at = None
        for start, end in self._periods(moment.astimezone(PARIS).date(), closures):
            if start <= moment < end:
                closes_at = end
            elif start > moment:
                return Standing(closes_at is not None, closes_at, start)
        return Standing(closes_at is not None, closes_at, None)

    def _periods(self, first: dt.date, closures: Sequence[Closure]) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """From a day on, in UTC."""
        for number in range(_AHEAD):
            day = first + dt.timedelta(number)
            for period in self.on(day, closures):
                yield _utc(day, period.start), _utc(day, period.end)

    def in_french(self) -> str:
        """As it follows "nous répondons": "du lundi au vendredi, de 9 h à 12 h et de 14 h à 18 h"."""
        days: list[str] = []
        for periods, group in groupby(range(7), key=lambda day: self.week[day]):
            known = list(group)
            if periods:
                spans = " et ".join(f"de {clock(one.start)} à {clock(one.end)}" for one in periods)
                days.append(f"{_span(known)}, {spans}")
        return " ; ".join(days)


@functools.cache
def hours_of(text: str) -> Hours:
    """`Hours.parse`, remembered."""
    return Hours.parse(text)


@functools.lru_cache(maxsize=200)
def public_holidays(year: int) -> Mapping[dt.date, str]:
    """The public holidays of a year with their French names."""
    found = holidays.country_holidays("FR", years=year, language="fr")
    return {day: name.replace("'", "’") for day, name in found.items() if day.year == year}


def closures_of(hours: Hours, first: dt.date, last: dt.date, closures: Sequence[Closure]) -> list[Closure]:
    """What is closed from a day to another that would be open: holidays and closures, in order."""
    years = range(first.year, last.year + 1)
    days = [Closure(day, day, name) for year in years for day, name in public_holidays(year).items()]
    served = [one for one in days if first <= one.first_day <= last and hours.week[one.first_day.weekday()]]
    some = [one for one in closures if one.last_day >= first and one.first_day <= last]
    return sorted([*served, *some])


def clock(time: dt.time) -> str:
    """`9 h`, `9 h 30`."""
    return f"{time.hour} h" + (f" {time.minute:02d}" if time.minute else "")


def _period(text: str) -> Period:
    start, end = (_time(one) for one in text.split("-"))
    return Period(start, end)


def _time(text: str) -> dt.time:
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        raise ValueError(EXPECTED) from None


def _in_order(periods: tuple[Period, ...]) -> bool:
    times = [time for period in periods for time in period]
    return times == sorted(set(times))


def _span(days: Sequence[int]) -> str:
    first, last = IN_FRENCH[days[0]], IN_FRENCH[days[-1]]
    if len(days) == 1:
        return f"le {first}"
    return f"du {first} au {last}" if len(days) > 2 else f"le {first} et le {last}"


def _utc(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, PARIS).astimezone(dt.UTC)
