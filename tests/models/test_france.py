"""Postcodes and their departments, and the day that it is in Paris."""

from __future__ import annotations

import datetime as dt

import pytest

from models import france


@pytest.mark.parametrize(
    ("postcode", "department"),
    [
        ("69001", "69"), ("01000", "01"), ("75116", "75"), ("95999", "95"), ("20000", "2A"), ("20137", "2A"),
        ("20200", "2B"), ("20600", "2B"), ("97100", "971"), ("97600", "976"), ("98800", "988"), ("97133", "971"),
    ],
)  # fmt: skip
def test_the_department_of_a_postcode(postcode: str, department: str) -> None:
    assert france.department_of(postcode) == department
    assert department in france.DEPARTMENTS


@pytest.mark.parametrize(
    "text", [None, "", "6900", "690011", "00100", "96000", "99000", "97000", "F-6900", "69 001", "٦٩٠٠١", "2A004"]
)
def test_what_is_no_postcode_has_none(text: str | None) -> None:
    assert france.department_of(text) is None


def test_there_are_as_many_departments_as_there_are() -> None:
    """101, and the overseas collectivities with postcodes of their own."""
    assert len(set(france.DEPARTMENTS)) == len(france.DEPARTMENTS) == 96 + 5 + 7


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-06-30T21:59:59+00:00", "2026-06-30"),
        ("2026-06-30T22:00:00+00:00", "2026-07-01"),
        ("2026-12-31T23:00:00+00:00", "2027-01-01"),
    ],
)
def test_the_day_begins_at_midnight_in_paris(monkeypatch: pytest.MonkeyPatch, moment: str, day: str) -> None:
    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return dt.datetime.fromisoformat(moment).astimezone(tz)

    monkeypatch.setattr("models.france.dt.datetime", Clock)
    assert str(france.today()) == day
