"""Periods of validity: in order, and never two at once for the same key, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from models import PriceLine
from tests.imports.conftest import Folder

HEADER = "supplier,reference,label,unit,price,valid_from,valid_to\n"


def row(reference: str, first: str, last: str = "", price: str = "1") -> str:
    return f"papeo,{reference},L,u,{price},{first},{last}\n"


async def test_periods_that_touch_are_fine(group: Folder) -> None:
    rows = (
        row("R", "2026-07-01")
        + row("R", "2026-01-01", "2026-06-30")
        + row("S", "2026-01-01")
        + "loca"
        + row("R", "2026-02-01")[5:]
    )
    assert await group.counts(prices=HEADER + rows) == (4, 0, 0)


async def test_one_day_is_a_period(group: Folder) -> None:
    assert await group.counts(prices=HEADER + row("R", "2026-01-01", "2026-01-01") + row("R", "2026-01-02")) == (
        2,
        0,
        0,
    )


@pytest.mark.parametrize("last", ["", "2026-07-01", "2027-01-01"])
async def test_an_overlap_in_the_file_is_refused(group: Folder, last: str) -> None:
    report = await group.refused(
        prices=HEADER + row("R", "2026-01-01", last) + row("S", "2026-01-01") + row("R", "2026-07-01")
    )
    (error,) = report.errors
    assert (error.line, error.column, error.value) == (4, "valid_from", "2026-07-01")
    assert "2026-01-01" in error.expected
    assert "line 2" in error.expected


async def test_an_overlap_with_the_database_is_refused_either_way(group: Folder) -> None:
    await group.load(prices=HEADER + row("R", "2026-01-01", "2026-12-31"))
    for first, last in (("2026-06-01", "2027-06-30"), ("2025-06-01", "2026-01-01"), ("2025-06-01", "")):
        report = await group.refused(prices=HEADER + row("R", first, last) + row("T", first))
        (error,) = report.errors
        assert (error.line, error.value) == (2, first)
        assert "from 2026-01-01 to 2026-12-31 (in the database)" in error.expected
    assert await group.counts(prices=HEADER + row("R", "2027-01-01")) == (1, 0, 0)


async def test_an_open_period_is_closed_in_the_file_that_follows_it(group: Folder) -> None:
    await group.load(prices=HEADER + row("R", "2026-01-01"))
    report = await group.refused(prices=HEADER + row("R", "2027-01-01"))
    assert "with no end; give that one its last day first" in report.errors[0].expected
    both = HEADER + row("R", "2027-01-01", price="2") + row("R", "2026-01-01", "2026-12-31")
    assert await group.counts(prices=both) == (1, 1, 0)
    assert await group.counts(prices=both) == (0, 0, 2)
    assert (await PriceLine.get(valid_from=date(2026, 1, 1))).valid_to == date(2026, 12, 31)


async def test_a_longer_period_may_not_reach_the_next_one(group: Folder) -> None:
    await group.load(prices=HEADER + row("R", "2026-01-01", "2026-06-30") + row("R", "2026-07-01"))
    assert await group.errors(prices=HEADER + row("R", "2026-01-01", "2026-07-01")) == [(2, "valid_from", "2026-01-01")]


async def test_the_database_s_own_end_counts_where_the_file_gives_none(group: Folder) -> None:
    await group.load(prices=HEADER + row("R", "2026-01-01", "2026-06-30") + row("R", "2026-07-01"))
    without_ends = HEADER.replace(",valid_to", "") + "papeo,R,L,u,5,2026-01-01\n"
    assert await group.counts(prices=without_ends) == (0, 1, 0)
