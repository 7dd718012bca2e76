"""Terms in the file of suppliers, and dated ones in a file of their own, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from models import Supplier, SupplierTerms
from tests.imports.conftest import Folder

HEADER = "code,name,terms,special_terms\n"
DATED = "supplier,general,special,valid_from,valid_to\n"
DAY = dt.date(2026, 11, 23)


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.day = DAY
        monkeypatch.setattr("imports.terms.today", lambda: self.day)

    def on(self, month: int, day: int) -> None:
        self.day = dt.date(2026, month, day)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


async def periods(code: str = "papeo") -> list[tuple[Any, ...]]:
    found = await SupplierTerms.filter(supplier__code=code).order_by("valid_from")
    return [(str(it.valid_from), it.valid_to and str(it.valid_to), it.general, it.special) for it in found]


async def test_terms_hold_from_the_day_of_the_import_on(group: Folder, clock: Clock) -> None:
    assert await group.counts(suppliers=HEADER + "papeo,Papéo,A,B\nloca,Loca,,\nneuf,Neuf,C,\n") == (1, 1, 1)
    assert await periods() == [("2026-11-23", None, "A", "B")]
    assert await periods("loca") == []
    assert await periods("neuf") == [("2026-11-23", None, "C", None)]


async def test_an_unchanged_import_writes_nothing(group: Folder, clock: Clock) -> None:
    await group.load(suppliers=HEADER + "papeo,Papéo,A,B\n")
    before = await SupplierTerms.all().values()
    for day in (23, 24, 30):
        clock.on(11, day)
        assert await group.counts(suppliers=HEADER + "papeo,Papéo,A,B\n") == (0, 0, 1)
        assert await group.counts(suppliers=HEADER + "papeo,Papéo,,\n") == (0, 0, 1)
        assert await group.counts(suppliers="code,name\npapeo,Papéo\n") == (0, 0, 1)
    assert await SupplierTerms.all().values() == before


async def test_a_text_that_changed_begins_a_new_period(group: Folder, clock: Clock) -> None:
    await group.load(suppliers=HEADER + "papeo,Papéo,A,B\n")
    clock.on(12, 1)
    assert await group.counts(suppliers=HEADER + "papeo,Papéo,A2,\n") == (0, 1, 0)
    assert await periods() == [("2026-11-23", "2026-11-30", "A", "B"), ("2026-12-01", None, "A2", "B")]
    clock.on(12, 10)
    assert await group.counts(suppliers="code,name,special_terms\npapeo,Papéo,B2\n") == (0, 1, 0)
    assert (await periods())[1:] == [("2026-12-01", "2026-12-09", "A2", "B"), ("2026-12-10", None, "A2", "B2")]


async def test_a_second_text_of_the_same_day_replaces_the_first(group: Folder, clock: Clock) -> None:
    await group.load(suppliers=HEADER + "papeo,Papéo,Faute,B\n")
    assert await group.counts(suppliers=HEADER + "papeo,Papéo,A,\n") == (0, 1, 0)
    assert await periods() == [("2026-11-23", None, "A", "B")]


async def test_what_is_to_come_stays(group: Folder, clock: Clock) -> None:
    dated = DATED + "papeo,A,,2026-01-01,2026-12-31\npapeo,Z,,2027-01-01,\nloca,Z,,2027-01-01,\n"
    assert await group.counts(terms=dated) == (3, 0, 0)
    assert await group.counts(suppliers=HEADER + "papeo,Papéo,B,\nloca,Loca,L,\n") == (0, 2, 0)
    assert await periods() == [
        ("2026-01-01", "2026-11-22", "A", None), ("2026-11-23", "2026-12-31", "B", None),
        ("2027-01-01", None, "Z", None),
    ]  # fmt: skip
    assert await periods("loca") == [("2026-11-23", "2026-12-31", "L", None), ("2027-01-01", None, "Z", None)]


async def test_a_last_day_that_was_known_gives_way_to_new_terms(group: Folder, clock: Clock) -> None:
    await group.load(terms=DATED + "papeo,A,S,2026-01-01,2026-12-31\nloca,A,,2025-01-01,2026-11-22\n")
    assert await group.counts(suppliers=HEADER + "papeo,Papéo,B,\nloca,Loca,A,\n") == (0, 2, 0)
    assert await periods() == [("2026-01-01", "2026-11-22", "A", "S"), ("2026-11-23", None, "B", "S")]
    assert await periods("loca") == [("2025-01-01", "2026-11-22", "A", None), ("2026-11-23", None, "A", None)]


async def test_many_at_once(group: Folder, clock: Clock) -> None:
    rows = [f"f{n},F{n},Terme {n},\n" for n in range(1_203)]
    assert await group.counts(suppliers=HEADER + "".join(rows)) == (1_203, 0, 0)
    clock.on(12, 1)
    changed = [row.replace("Terme", "Autre") if n % 2 else row for n, row in enumerate(rows)]
    assert await group.counts(suppliers=HEADER + "".join(changed)) == (0, 601, 602)
    assert await SupplierTerms.filter(valid_to=None).count() == 1_203
    assert await SupplierTerms.filter(valid_to=dt.date(2026, 11, 30)).count() == 601
    assert await periods("f601") == [
        ("2026-11-23", "2026-11-30", "Terme 601", None),
        ("2026-12-01", None, "Autre 601", None),
    ]


async def test_a_bad_row_changes_nothing(group: Folder, clock: Clock) -> None:
    await group.refused(suppliers=HEADER + "papeo,Papéo,A,B\nloca,,L,\n")
    assert await SupplierTerms.all().count() == 0
    assert await Supplier.all().count() == 2


async def test_dated_terms_never_overlap(group: Folder) -> None:
    rows = "papeo,A,,2026-01-01,2026-06-30\npapeo,B,S,2026-07-01,\n"
    assert await group.counts(terms=DATED + rows) == (2, 0, 0)
    assert await group.counts(terms=DATED + rows) == (0, 0, 2)
    report = await group.refused(terms=DATED + "papeo,C,,2027-01-01,\nloca,A,,2026-01-01,\n")
    (error,) = report.errors
    assert (error.line, error.column) == (2, "valid_from")
    assert "with no end; give that one its last day first" in error.expected
    closed = DATED + "papeo,,,2026-07-01,2026-12-31\npapeo,C,,2027-01-01,\n"
    assert await group.counts(terms=closed) == (1, 1, 0)
    assert (await periods())[1:] == [("2026-07-01", "2026-12-31", "B", "S"), ("2027-01-01", None, "C", None)]
