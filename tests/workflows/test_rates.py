"""Wages and coefficients kept by administrators: what is refused, what is written down, and two at the same moment."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import models
from imports import ImportRejected, import_folder
from models import ContractType, IfmIccp, JournalKind
from models.versions import CATALOGUE
from tests.group import Ask, Group, viewer_of
from workflows import rates

DAY = dt.date(2027, 1, 1)
COEFFICIENT = """
  ... on CoefficientPayload { coefficient { id qualification value ifmIccp validFrom validTo agency { name } } }
  ... on InvalidInput { userErrors { field code message } } ... on AccessRestricted { code requiredRole }"""
WAGE = """... on MinimumWagePayload { minimumWage { id validFrom hourlyGross } }
  ... on InvalidInput { userErrors { field code message } } ... on AccessRestricted { code requiredRole }"""


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else answers from memory here."""
    monkeypatch.setattr("graph.shared.COMMIT_WAIT", 0)


async def change(ask: Ask, who: models.Person | None, name: str, **input: Any) -> dict[str, Any]:
    type_name = name[0].upper() + name[1:] + "Input"
    parts = WAGE if name.endswith("Wage") else COEFFICIENT
    document = f"mutation ($input: {type_name}!) {{ done: {name}(input: $input) {{ {parts} }} }}"
    answer: dict[str, Any] = (await ask.data(document, input=input, as_=who))["done"]
    return answer


async def add(ask: Ask, group: Group, **input: Any) -> dict[str, Any]:
    given = {
        "supplierId": f"Supplier:{group.temps.id}", "contractType": "GESTION", "qualification": "Soudeur",
        "value": "2.05", "validFrom": "2027-01-01",
    } | input  # fmt: skip
    return await change(ask, group.admin, "addCoefficient", **given)


def fields(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["field"], one["code"]) for one in answer["userErrors"]]


async def journal() -> list[tuple[str, str]]:
    return [(str(one.kind), one.note) for one in await models.JournalEntry.all().order_by("id")]


async def version() -> int:
    return int((await models.DataVersion.get(name=CATALOGUE)).version)


async def test_a_coefficient_is_added_for_members_to_see(ask: Ask, group: Group) -> None:
    before = await version()
    added = (await add(ask, group, ifmIccp="ADDED"))["coefficient"]
    assert added | {"id": ""} == {
        "id": "", "qualification": "Soudeur", "value": "2.0500", "ifmIccp": "ADDED", "validFrom": "2027-01-01",
        "validTo": None, "agency": None,
    }  # fmt: skip
    assert await version() > before
    ((kind, note),) = await journal()
    assert (kind, note) == ("COEFFICIENT_ADDED", "Soudeur, gestion, du 1er\u00a0janvier\u00a02027")
    entry = await models.JournalEntry.get()
    assert (entry.actor_id, entry.supplier_id) == (group.admin.id, group.temps.id)
    seen = await ask.data("query ($id: ID!) { node(id: $id) { ... on Coefficient { value } } }", id=added["id"],
                          as_=group.owner)  # fmt: skip
    assert seen["node"] == {"value": "2.0500"}


@pytest.mark.parametrize("who", ["anonymous", "prospect", "member", "advisor"])
async def test_only_administrators(ask: Ask, group: Group, who: str) -> None:
    person = group.people()[who]
    coefficient, wage = await models.Coefficient.first(), await models.MinimumWage.first()
    assert coefficient
    assert wage
    for name, input in (
        ("addCoefficient", {"supplierId": "Supplier:3", "contractType": "GESTION", "qualification": "X", "value": "2",
                            "validFrom": "2027-01-01"}),
        ("endCoefficient", {"id": f"Coefficient:{coefficient.id}", "lastDay": "2026-12-31"}),
        ("correctCoefficient", {"id": f"Coefficient:{coefficient.id}", "value": "2"}),
        ("addMinimumWage", {"validFrom": "2027-01-01", "hourlyGross": "12.30"}),
        ("correctMinimumWage", {"id": f"MinimumWage:{wage.id}", "hourlyGross": "12.30"}),
    ):  # fmt: skip
        assert (await change(ask, person, name, **input))["requiredRole"] == "ADMIN"
    assert await journal() == []
    assert await models.Coefficient.filter(value=2).count() == 0


async def test_an_overlap_is_refused_and_says_how_to_go_on(ask: Ask, group: Group) -> None:
    answer = await add(ask, group, qualification="Cariste")
    (error,) = answer["userErrors"]
    assert (error["field"], error["code"]) == ("validFrom", "CONFLICT")
    assert error["message"] == (
        "Un coefficient de cette qualification court déjà du 1er\u00a0janvier\u00a02026, sans fin. "
        "Donnez-lui d’abord un dernier jour, ou demandez endPrevious."
    )
    assert await journal() == []
    for first, last, fits in (
        ("2025-01-01", "2025-12-31", True), ("2025-01-01", "2026-01-01", False), ("2025-06-01", None, False)
    ):  # fmt: skip
        answer = await add(ask, group, qualification="Électricien", validFrom=first, validTo=last)
        assert ("coefficient" in answer) == fits, answer


async def test_the_previous_one_ends_the_day_before(ask: Ask, group: Group) -> None:
    answer = await add(ask, group, qualification="cariste", endPrevious=True)
    assert answer["coefficient"]["qualification"] == "Cariste", "as the data write it already"
    periods = await models.Coefficient.filter(qualification="Cariste", contract_type="GESTION").order_by("valid_from")
    assert [(str(one.valid_from), one.valid_to and str(one.valid_to)) for one in periods] == [
        ("2026-01-01", "2026-12-31"), ("2027-01-01", None)
    ]  # fmt: skip
    assert [kind for kind, _ in await journal()] == ["COEFFICIENT_ENDED", "COEFFICIENT_ADDED"]
    # One that begins before the one without an end can't end it.
    answer = await add(ask, group, qualification="Cariste", validFrom="2025-06-01", endPrevious=True)
    assert fields(answer) == [("validFrom", "CONFLICT")]


async def test_an_agency_may_have_its_own_beside_the_suppliers(ask: Ask, group: Group) -> None:
    agency = await models.Agency.create(supplier=group.temps, name="Rennes")
    answer = await add(ask, group, qualification="Cariste", agencyId=f"Agency:{agency.id}")
    assert answer["coefficient"]["agency"] == {"name": "Rennes"}
    again = await add(ask, group, qualification="Cariste", agencyId=f"Agency:{agency.id}", validFrom="2028-01-01")
    assert fields(again) == [("validFrom", "CONFLICT")]
    stranger = await models.Agency.filter(supplier=group.cars).first()
    assert stranger
    answer = await add(ask, group, agencyId=f"Agency:{stranger.id}")
    assert fields(answer) == [("agencyId", "NOT_FOUND")]


async def test_everything_wrong_is_told_at_once(ask: Ask, group: Group) -> None:
    answer = await add(
        ask, group, supplierId=f"Supplier:{group.office.id}", agencyId="Agency:999", qualification=" ", value="205",
        validFrom="2027-01-01", validTo="2026-01-01",
    )  # fmt: skip
    assert fields(answer) == [
        ("supplierId", "INVALID"), ("agencyId", "NOT_FOUND"), ("qualification", "REQUIRED"), ("value", "INVALID"),
        ("validTo", "INVALID"),
    ]  # fmt: skip
    assert fields(await add(ask, group, supplierId="Category:1")) == [("supplierId", "NOT_FOUND")]


@pytest.mark.parametrize(("input", "field"), [
    ({"value": "0.99"}, "value"), ({"value": "10.0001"}, "value"), ({"value": "1.23456"}, "value"),
    ({"value": "NaN"}, "value"), ({"value": "-Infinity"}, "value"), ({"value": "sNaN"}, "value"),
    ({"value": "1e400"}, "value"), ({"qualification": "x" * 121}, "qualification"),
    ({"qualification": "a\x00b"}, "qualification"), ({"validFrom": "1899-12-31"}, "validFrom"),
    ({"validTo": "2201-01-01"}, "validTo"),
])  # fmt: skip
async def test_bounds(ask: Ask, group: Group, input: dict[str, Any], field: str) -> None:
    assert fields(await add(ask, group, **input)) == [(field, "INVALID")]


async def test_a_coefficient_ends(ask: Ask, group: Group) -> None:
    row = await models.Coefficient.get(qualification="Cariste", contract_type="GESTION")
    key = f"Coefficient:{row.id}"
    assert fields(await change(ask, group.admin, "endCoefficient", id=key, lastDay="2025-12-31")) == [
        ("lastDay", "INVALID")
    ]
    ended = await change(ask, group.admin, "endCoefficient", id=key, lastDay="2026-06-30")
    assert ended["coefficient"]["validTo"] == "2026-06-30"
    earlier = await change(ask, group.admin, "endCoefficient", id=key, lastDay="2026-03-31")
    assert earlier["coefficient"]["validTo"] == "2026-03-31"
    later = await change(ask, group.admin, "endCoefficient", id=key, lastDay="2026-12-31")
    assert fields(later) == [("lastDay", "CONFLICT")]
    assert fields(await change(ask, group.admin, "endCoefficient", id="Coefficient:999", lastDay="2026-12-31")) == [
        ("id", "NOT_FOUND")
    ]
    assert [kind for kind, _ in await journal()] == ["COEFFICIENT_ENDED"] * 2


async def test_a_coefficient_is_corrected(ask: Ask, group: Group) -> None:
    row = await models.Coefficient.get(qualification="Cariste", contract_type="GESTION")
    key = f"Coefficient:{row.id}"
    done = await change(ask, group.admin, "correctCoefficient", id=key, value="1.8", ifmIccp="INCLUDED",
                        validTo="2026-12-31")  # fmt: skip
    assert done["coefficient"]["value"] == "1.8000"
    assert (done["coefficient"]["ifmIccp"], done["coefficient"]["validTo"]) == ("INCLUDED", "2026-12-31")
    await add(ask, group, qualification="Cariste")
    for wrong in ({"validTo": "2027-01-01"}, {"openEnd": True}):
        assert fields(await change(ask, group.admin, "correctCoefficient", id=key, **wrong)) == [
            ("validFrom", "CONFLICT")
        ]
    assert fields(await change(ask, group.admin, "correctCoefficient", id=key, validFrom="2027-02-01")) == [
        ("validTo", "INVALID")
    ]
    assert fields(await change(ask, group.admin, "correctCoefficient", id="Coefficient:0", value="2")) == [
        ("id", "NOT_FOUND")
    ]
    await row.refresh_from_db()
    assert (row.value, str(row.valid_from), str(row.valid_to)) == (Decimal("1.8"), "2026-01-01", "2026-12-31")


async def test_the_journal_holds_no_value(ask: Ask, group: Group) -> None:
    await add(ask, group, value="2.3456")
    assert not [note for _, note in await journal() if "2,3" in note or "2.3" in note]


async def test_wages(ask: Ask, group: Group) -> None:
    before = await version()
    added = await change(ask, group.admin, "addMinimumWage", validFrom="2027-01-01", hourlyGross="12.30")
    assert added["minimumWage"]["hourlyGross"] == "12.30"
    assert await version() > before
    again = await change(ask, group.admin, "addMinimumWage", validFrom="2027-01-01", hourlyGross="12.31")
    assert fields(again) == [("validFrom", "CONFLICT")]
    assert "12,30\u00a0€" in again["userErrors"][0]["message"]
    key = added["minimumWage"]["id"]
    done = await change(ask, group.admin, "correctMinimumWage", id=key, hourlyGross="12.32")
    assert done["minimumWage"]["hourlyGross"] == "12.32"
    for amount in ("0.99", "1001", "12.345"):
        wrong = await change(ask, group.admin, "correctMinimumWage", id=key, hourlyGross=amount)
        assert fields(wrong) == [("hourlyGross", "INVALID")]
    assert fields(await change(ask, group.admin, "correctMinimumWage", id="x", hourlyGross="12")) == [
        ("id", "NOT_FOUND")
    ]
    assert await journal() == [
        ("WAGE_ADDED", "SMIC du 1er\u00a0janvier\u00a02027\u00a0: 12,30\u00a0€"),
        ("WAGE_CORRECTED", "SMIC du 1er\u00a0janvier\u00a02027\u00a0: 12,32\u00a0€ au lieu de 12,30\u00a0€"),
    ]
    data = await ask.data('{ minimumWage(at: "2027-06-01") { hourlyGross } }')
    assert data["minimumWage"] == {"hourlyGross": "12.32"}


async def test_of_many_at_the_same_moment_one_is_added(group: Group) -> None:
    viewer = await viewer_of(group.admin)

    async def one(number: int) -> Any:
        return await rates.add_coefficient(viewer, rates.NewCoefficient(
            supplier_id=group.temps.id, agency_id=None, contract_type=ContractType.GESTION, qualification="Soudeur",
            value=Decimal(2), ifm_iccp=IfmIccp.INCLUDED, valid_from=DAY + dt.timedelta(number),
        ))  # fmt: skip

    found = await asyncio.gather(*(one(number) for number in range(12)))
    added = [row for row in found if isinstance(row, models.Coefficient)]
    assert len(added) == 1
    assert await models.Coefficient.filter(qualification="Soudeur").count() == 1
    assert len(await journal()) == 1


async def test_of_many_wages_of_a_day_one_is_added(group: Group) -> None:
    viewer = await viewer_of(group.admin)
    found = await asyncio.gather(*(rates.add_minimum_wage(viewer, DAY, Decimal(13 + n)) for n in range(8)))
    assert len([row for row in found if isinstance(row, models.MinimumWage)]) == 1


async def test_an_import_and_an_administrator_at_the_same_moment(group: Group, tmp_path: Path) -> None:
    """Whoever comes second finds the first one's: an overlap can't slip in between a check and its writing."""
    viewer = await viewer_of(group.admin)
    sheet = "supplier,contract_type,qualification,value,valid_from\ninterim-soleil,GESTION,{},1.9,2027-03-01\n"

    async def imports(name: str) -> bool:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "coefficients.csv").write_text(sheet.format(name), "utf-8")
        try:
            await import_folder(folder)
        except ImportRejected:
            return False
        return True

    async def adds(name: str) -> bool:
        found = await rates.add_coefficient(viewer, rates.NewCoefficient(
            supplier_id=group.temps.id, agency_id=None, contract_type=ContractType.GESTION, qualification=name,
            value=Decimal(2), ifm_iccp=IfmIccp.INCLUDED, valid_from=DAY,
        ))  # fmt: skip
        return isinstance(found, models.Coefficient)

    for number in range(6):
        name = f"Métier {number}"
        done = await asyncio.gather(*((imports(name), adds(name)) if number % 2 else (adds(name), imports(name))))
        assert sorted(done) == [False, True]
        assert await models.Coefficient.filter(qualification=name).count() == 1


def test_every_kind_is_written_by_somebody() -> None:
    kinds = {kind for kind in JournalKind if kind.startswith(("COEFFICIENT", "WAGE"))}
    text = Path(rates.__file__).read_text("utf-8")
    assert kinds
    assert [kind for kind in kinds if f"JournalKind.{kind.name}" not in text] == []
