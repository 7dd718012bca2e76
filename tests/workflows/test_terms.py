"""Terms kept by the group: what is refused, what is written down, and two at the same moment."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

import models
from imports import import_folder
from models import JournalKind
from models.france import today
from models.versions import CATALOGUE
from tests.group import Ask, Group, viewer_of
from workflows import terms

PERIOD = """
  ... on SupplierTermsPeriodPayload { period { id general special validFrom validTo supplier { code } } }
  ... on InvalidInput { userErrors { field code message } } ... on AccessRestricted { code requiredRole }"""


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else answers from memory here."""
    monkeypatch.setattr("graph.shared.COMMIT_WAIT", 0)


async def change(ask: Ask, who: models.Person | None, name: str, **input: Any) -> dict[str, Any]:
    type_name = name[0].upper() + name[1:] + "Input"
    document = f"mutation ($input: {type_name}!) {{ done: {name}(input: $input) {{ {PERIOD} }} }}"
    answer: dict[str, Any] = (await ask.data(document, input=input, as_=who))["done"]
    return answer


async def add(ask: Ask, group: Group, **input: Any) -> dict[str, Any]:
    given = {"supplierId": f"Supplier:{group.temps.id}", "general": "Remise de 5 %.", "validFrom": "2027-01-01"} | input
    return await change(ask, group.advisor, "addSupplierTerms", **given)


def fields(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["field"], one["code"]) for one in answer["userErrors"]]


async def journal() -> list[tuple[str, str]]:
    return [(str(one.kind), one.note) for one in await models.JournalEntry.all().order_by("id")]


async def periods(supplier: models.Supplier) -> list[tuple[str, str | None, str | None]]:
    found = await models.SupplierTerms.filter(supplier=supplier).order_by("valid_from")
    return [(str(one.valid_from), str(one.valid_to) if one.valid_to else None, one.general) for one in found]


async def key_of(supplier: models.Supplier) -> str:
    return f"SupplierTermsPeriod:{(await models.SupplierTerms.get(supplier=supplier)).id}"


async def test_terms_are_added_for_members_to_see(ask: Ask, group: Group) -> None:
    before = (await models.DataVersion.get(name=CATALOGUE)).version
    added = (await add(ask, group, special="  Citer\r\nle code.  "))["period"]
    assert added | {"id": ""} == {
        "id": "", "general": "Remise de 5 %.", "special": "Citer\nle code.", "validFrom": "2027-01-01", "validTo": None,
        "supplier": {"code": "interim-soleil"},
    }  # fmt: skip
    assert (await models.DataVersion.get(name=CATALOGUE)).version > before
    assert await journal() == [("TERMS_ADDED", "Intérim Soleil, du 1er\u00a0janvier\u00a02027")]
    entry = await models.JournalEntry.get()
    assert (entry.actor_id, entry.supplier_id) == (group.advisor.id, group.temps.id)
    node = "query ($id: ID!) { node(id: $id) { ... on SupplierTermsPeriod { general } } }"
    assert (await ask.data(node, id=added["id"], as_=group.owner))["node"] == {"general": "Remise de 5 %."}
    for who in ("anonymous", "prospect", "former"):
        assert (await ask.data(node, id=added["id"], as_=group.people()[who]))["node"] is None


@pytest.mark.parametrize("who", ["anonymous", "prospect", "former", "member"])
async def test_only_the_group(ask: Ask, group: Group, who: str) -> None:
    key = await key_of(group.office)
    for name, input in (
        ("addSupplierTerms", {"supplierId": f"Supplier:{group.temps.id}", "general": "X", "validFrom": "2027-01-01"}),
        ("endSupplierTerms", {"id": key, "lastDay": "2026-12-31"}),
        ("correctSupplierTerms", {"id": key, "general": "X"}),
    ):
        assert (await change(ask, group.people()[who], name, **input))["requiredRole"] == "ADVISOR"
    assert await journal() == []
    assert await models.SupplierTerms.filter(general="X").count() == 0


async def test_an_overlap_is_refused_and_says_how_to_go_on(ask: Ask, group: Group) -> None:
    answer = await add(ask, group, supplierId=f"Supplier:{group.office.id}")
    (error,) = answer["userErrors"]
    assert (error["field"], error["code"]) == ("validFrom", "CONFLICT")
    assert error["message"] == (
        "Des modalités de ce fournisseur courent déjà du 1er\u00a0janvier\u00a02026, sans fin. "
        "Donnez-leur d’abord un dernier jour, ou demandez endPrevious."
    )
    assert await journal() == []
    for first, last, fits in (
        ("2025-01-01", "2025-12-31", True), ("2024-01-01", "2025-01-01", False), ("2024-06-01", None, False),
        ("2024-12-31", "2024-12-31", True),
    ):  # fmt: skip
        answer = await add(ask, group, supplierId=f"Supplier:{group.office.id}", validFrom=first, validTo=last)
        assert ("period" in answer) == fits, answer
    # Another supplier's are no concern.
    assert "period" in await add(ask, group)


async def test_the_previous_ones_end_the_day_before(ask: Ask, group: Group) -> None:
    office = f"Supplier:{group.office.id}"
    assert "period" in await add(ask, group, supplierId=office, endPrevious=True)
    assert await periods(group.office) == [
        ("2026-01-01", "2026-12-31", "Remise de 30 % sur le catalogue."), ("2027-01-01", None, "Remise de 5 %.")
    ]  # fmt: skip
    assert [kind for kind, _ in await journal()] == ["TERMS_ENDED", "TERMS_ADDED"]
    # Terms that begin before those without an end can't end them.
    answer = await add(ask, group, supplierId=office, validFrom="2026-06-01", endPrevious=True)
    assert fields(answer) == [("validFrom", "CONFLICT")]


async def test_everything_wrong_is_told_at_once(ask: Ask, group: Group) -> None:
    answer = await add(
        ask, group, supplierId="Supplier:999", general="a\x01b", special="x" * 20_001, validTo="2026-12-31"
    )
    assert fields(answer) == [
        ("supplierId", "NOT_FOUND"), ("general", "INVALID"), ("special", "INVALID"), ("validTo", "INVALID")
    ]  # fmt: skip
    assert fields(await add(ask, group, general=" \n ", validFrom="1899-12-31", validTo="2201-01-01")) == [
        ("general", "REQUIRED"), ("validFrom", "INVALID"), ("validTo", "INVALID")
    ]  # fmt: skip
    assert fields(await add(ask, group, supplierId="Category:1")) == [("supplierId", "NOT_FOUND")]
    assert await journal() == []


async def test_terms_end(ask: Ask, group: Group) -> None:
    key = await key_of(group.office)
    too_early = await change(ask, group.admin, "endSupplierTerms", id=key, lastDay="2025-12-31")
    assert [one["message"] for one in too_early["userErrors"]] == [
        "Ces modalités ne commencent que le 1er\u00a0janvier\u00a02026."
    ]
    ended = await change(ask, group.admin, "endSupplierTerms", id=key, lastDay="2026-06-30")
    assert ended["period"]["validTo"] == "2026-06-30"
    later = await change(ask, group.admin, "endSupplierTerms", id=key, lastDay="2026-12-31")
    assert fields(later) == [("lastDay", "CONFLICT")]
    missing = await change(ask, group.admin, "endSupplierTerms", id="SupplierTermsPeriod:999", lastDay="2026-12-31")
    assert fields(missing) == [("id", "NOT_FOUND")]
    assert [kind for kind, _ in await journal()] == ["TERMS_ENDED"]


async def test_what_was_wrong_is_corrected(ask: Ask, group: Group) -> None:
    key = await key_of(group.cars)
    corrected = await change(
        ask, group.advisor, "correctSupplierTerms", id=key, special="", validFrom="2025-03-01", validTo="2026-12-31"
    )
    assert corrected["period"] | {"id": ""} == {
        "id": "", "general": "Tarif groupe.", "special": None, "validFrom": "2025-03-01", "validTo": "2026-12-31",
        "supplier": {"code": "roulevite"},
    }  # fmt: skip
    nothing_left = await change(ask, group.advisor, "correctSupplierTerms", id=key, general="")
    assert fields(nothing_left) == [("general", "REQUIRED")]
    assert "period" in await add(ask, group, supplierId=f"Supplier:{group.cars.id}")
    endless = await change(ask, group.advisor, "correctSupplierTerms", id=key, openEnd=True)
    assert fields(endless) == [("validFrom", "CONFLICT")]
    missing = await change(ask, group.advisor, "correctSupplierTerms", id="Supplier:1", general="X")
    assert fields(missing) == [("id", "NOT_FOUND")]
    assert [kind for kind, _ in await journal()] == ["TERMS_CORRECTED", "TERMS_ADDED"]


async def test_no_line_of_the_journal_tells_the_terms(ask: Ask, group: Group) -> None:
    key = await key_of(group.office)
    await change(ask, group.admin, "correctSupplierTerms", id=key, general="SECRET", special="SECRET")
    await change(ask, group.admin, "endSupplierTerms", id=key, lastDay="2026-12-31")
    await add(ask, group, supplierId=f"Supplier:{group.office.id}", general="SECRET")
    assert len(await journal()) == 3
    assert "SECRET" not in str(await journal())


async def test_two_at_the_same_moment(group: Group) -> None:
    """Whoever comes second finds the first one's."""
    viewer = await viewer_of(group.advisor)
    new = terms.NewTerms(group.temps.id, "Remise", None, dt.date(2027, 3, 1))
    done = await asyncio.gather(*(terms.add_terms(viewer, new) for _ in range(6)))
    assert sum(isinstance(one, models.SupplierTerms) for one in done) == 1
    assert await models.SupplierTerms.filter(supplier=group.temps).count() == 1


async def test_an_import_and_an_advisor_at_the_same_moment(group: Group, tmp_path: Path) -> None:
    """In whichever order, periods never overlap and nothing of either is lost."""
    viewer, now = await viewer_of(group.advisor), today()
    (tmp_path / "suppliers.csv").write_text("code,name,terms\ninterim-soleil,Intérim Soleil,Importées\n", "utf-8")
    later = terms.NewTerms(group.temps.id, "À venir", None, now + dt.timedelta(days=10), end_previous=True)
    for _ in range(4):
        await models.SupplierTerms.filter(supplier=group.temps).delete()
        await asyncio.gather(terms.add_terms(viewer, later), import_folder(tmp_path))
        assert await periods(group.temps) == [
            (str(now), str(now + dt.timedelta(days=9)), "Importées"), (str(later.valid_from), None, "À venir")
        ]  # fmt: skip


def test_every_kind_is_written_by_somebody() -> None:
    kinds = {kind for kind in JournalKind if kind.startswith("TERMS")}
    text = Path(terms.__file__).read_text("utf-8")
    assert len(kinds) == 3
    assert [kind for kind in kinds if f"JournalKind.{kind.name}" not in text] == []
