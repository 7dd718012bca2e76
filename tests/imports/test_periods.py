"""Periods of validity: in order, and never two at once for the same key, on both databases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models import Coefficient, IfmIccp, PriceLine
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


RATES = "supplier,agency,contract_type,qualification,value,valid_from,valid_to\n"
AGENCIES = "supplier,name,postcode\npapeo,Rennes,35000\nloca,Rennes,35000\nloca,Ajaccio,20000\n"


async def test_an_agency_has_coefficients_of_its_own_beside_the_suppliers(group: Folder) -> None:
    await group.load(agencies=AGENCIES)
    rows = (
        "loca,,GESTION,Cariste,1.9,2026-01-01,\n"
        "loca,Rennes,GESTION,Cariste,1.8,2026-01-01,\n"
        "papeo,Rennes,GESTION,Cariste,1.7,2026-01-01,\n"
        "loca,Ajaccio,GESTION,Cariste,2,2026-01-01,2026-06-30\n"
        "loca,Ajaccio,GESTION,Cariste,2.1,2026-07-01,\n"
    )
    assert await group.counts(coefficients=RATES + rows) == (5, 0, 0)
    assert await group.counts(coefficients=RATES + rows) == (0, 0, 5)
    found = await Coefficient.all().order_by("id").values_list("agency__supplier__code", "agency__name", "value")
    assert found[:3] == [
        (None, None, Decimal("1.9")), ("loca", "Rennes", Decimal("1.8")), ("papeo", "Rennes", Decimal("1.7"))
    ]  # fmt: skip
    # Without the column it is the supplier's own that is meant.
    old = "supplier,contract_type,qualification,value,valid_from\nloca,GESTION,Cariste,1.95,2026-01-01\n"
    assert await group.counts(coefficients=old) == (0, 1, 0)
    assert (await Coefficient.get(supplier__code="loca", agency_id=None)).value == Decimal("1.95")
    assert await Coefficient.all().count() == 5


async def test_periods_of_an_agency_overlap_only_with_its_own(group: Folder) -> None:
    await group.load(agencies=AGENCIES)
    await group.load(coefficients=RATES + "loca,Rennes,GESTION,Cariste,1.8,2026-01-01,\n")
    assert await group.counts(coefficients=RATES + "loca,,GESTION,Cariste,1.9,2026-03-01,\n") == (1, 0, 0)
    report = await group.refused(coefficients=RATES + "loca,Rennes,GESTION,Cariste,1.7,2026-03-01,\n")
    assert "with no end" in report.errors[0].expected
    twice = RATES + "loca,,GESTION,Soudeur,2,2026-01-01,\n" * 2
    assert [it.column for it in (await group.refused(coefficients=twice)).errors] == [
        "supplier, agency, contract_type, qualification, valid_from"
    ]


async def test_an_agency_of_another_supplier_is_unknown(group: Folder) -> None:
    await group.load(agencies=AGENCIES)
    rows = RATES + "papeo,Ajaccio,GESTION,Cariste,1.8,2026-01-01,\nloca,Rennes,GESTION,Cariste,1.8,2026-01-01,\n"
    report = await group.refused(coefficients=rows)
    (error,) = report.errors
    assert (error.line, error.column, error.value) == (2, "agency", "Ajaccio")
    assert error.expected == "the name of a row of agency of the same supplier"
    assert await Coefficient.all().count() == 0


async def test_whether_ifm_and_iccp_are_in_a_coefficient_is_unknown_until_told(group: Folder) -> None:
    head = "supplier,contract_type,qualification,value,ifm_iccp,valid_from\n"
    await group.load(coefficients=head + "loca,GESTION,A,2,,2026-01-01\nloca,GESTION,B,2,added,2026-01-01\n")
    assert [one.ifm_iccp for one in await Coefficient.all().order_by("id")] == [IfmIccp.UNKNOWN, IfmIccp.ADDED]
    assert await group.errors(coefficients=head + "loca,GESTION,A,2,maybe,2026-01-01\n") == [(2, "ifm_iccp", "maybe")]
