"""What a temp costs, through the API: coefficients, dates, wages, places, and questions that don't hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

import models
from models import ContractType, IfmIccp
from tests.group import Ask, Group

COST = """query ($input: StaffingCostInput!) { staffingCost(input: $input) {
  __typename
  ... on AccessRestricted { code requiredRole }
  ... on InvalidInput { userErrors { field code message } }
  ... on StaffingCost {
    at qualification { name supplierCount } correctedFrom grossHourlyWage isMinimumWage hours notes
    minimumWage { validFrom hourlyGross }
    place { postcode city department }
    offers {
      supplier { name } agency { name } distanceKm contractType hourlyCost totalCost ifmIccp hourlyCostIfAdded
      formula cheapest coefficient { value validFrom validTo }
      factors { grossHourlyWage ifmIccpFactor coefficient hours }
    }
    comparisons { hourlyDifference totalDifference percent gestion { hourlyCost } delegation { agency { name } } }
  }
} }"""


async def cost(ask: Ask, group: Group, **input: Any) -> dict[str, Any]:
    given = {"qualification": "Cariste", "at": "2026-06-01"} | input
    answer: dict[str, Any] = (await ask.data(COST, input=given, as_=group.owner))["staffingCost"]
    return answer


async def problems(ask: Ask, group: Group, **input: Any) -> dict[str, tuple[str, str]]:
    answer = await cost(ask, group, **input)
    assert answer["__typename"] == "InvalidInput", answer
    return {one["field"]: (one["code"], one["message"]) for one in answer["userErrors"]}


async def rate(
    group: Group, value: str, *, agency: models.Agency | None = None, supplier: models.Supplier | None = None,
    contract: ContractType = ContractType.GESTION, qualification: str = "Cariste", rule: IfmIccp = IfmIccp.INCLUDED,
    first: str = "2026-01-01", last: str | None = None,
) -> models.Coefficient:  # fmt: skip
    return await models.Coefficient.create(
        supplier=supplier or group.temps, agency=agency, contract_type=contract, qualification=qualification,
        value=Decimal(value), ifm_iccp=rule, valid_from=dt.date.fromisoformat(first),
        valid_to=last and dt.date.fromisoformat(last),
    )  # fmt: skip


async def second_supplier() -> models.Supplier:
    return await models.Supplier.create(code="interim-lune", name="Intérim Lune", temp_agency=True)


async def agency(supplier: models.Supplier, city: str, postcode: str) -> models.Agency:
    return await models.Agency.create(supplier=supplier, name=f"{supplier.name} {city}", postcode=postcode, city=city)


async def test_the_minimum_wage_and_both_contracts_by_default(ask: Ask, group: Group) -> None:
    """The group's one temp agency has 1.85 in gestion and in délégation; nobody told about IFM and ICCP."""
    found = await cost(ask, group, hours="35")
    assert (found["at"], found["grossHourlyWage"], found["isMinimumWage"]) == ("2026-06-01", "12.02", True)
    assert found["minimumWage"] == {"validFrom": "2026-01-01", "hourlyGross": "12.02"}
    assert found["qualification"] == {"name": "Cariste", "supplierCount": 1}
    assert [one["contractType"] for one in found["offers"]] == ["DELEGATION", "GESTION"]
    first = found["offers"][0]
    assert first["hourlyCost"] == "22.24"
    assert first["totalCost"] == "778.30", "from 22.237, not from 22.24"
    assert (first["ifmIccp"], first["hourlyCostIfAdded"], first["cheapest"]) == ("UNKNOWN", "26.91", True)
    assert first["coefficient"] == {"value": "1.8500", "validFrom": "2026-01-01", "validTo": None}
    assert first["factors"] == {
        "grossHourlyWage": "12.02", "ifmIccpFactor": "1", "coefficient": "1.8500", "hours": "35"
    }  # fmt: skip
    assert found["comparisons"][0]["percent"] == "0.00"
    assert len(found["notes"]) == 1
    assert "Intérim Soleil" in found["notes"][0]
    assert "1,21" in found["notes"][0]


async def test_the_faqs_example_through_the_api(ask: Ask, group: Group) -> None:
    await rate(group, "2", first="2016-01-01", last="2016-12-31")
    found = await cost(ask, group, at="2016-06-01")
    assert found["minimumWage"] == {"validFrom": "2016-01-01", "hourlyGross": "9.67"}
    (offer,) = found["offers"]
    assert (offer["hourlyCost"], offer["formula"]) == ("19.34", "9,67\u00a0€ × 2,00 = 19,34\u00a0€ HT de l’heure")
    assert offer["coefficient"]["validTo"] == "2016-12-31"


async def test_an_agencys_coefficient_goes_before_its_suppliers(ask: Ask, group: Group) -> None:
    rennes, brest = await agency(group.temps, "Rennes", "35000"), await agency(group.temps, "Brest", "29200")
    await rate(group, "1.70", agency=rennes)
    named = await cost(ask, group, agencyIds=[f"Agency:{one.id}" for one in (rennes, brest)], contractTypes=["GESTION"])
    assert [(one["agency"]["name"], one["hourlyCost"]) for one in named["offers"]] == [
        ("Intérim Soleil Rennes", "20.43"), ("Intérim Soleil Brest", "22.24")
    ]  # fmt: skip
    assert [one["cheapest"] for one in named["offers"]] == [True, False]
    everywhere = await cost(ask, group, contractTypes=["GESTION"])
    assert [one["agency"] and one["agency"]["name"] for one in everywhere["offers"]] == ["Intérim Soleil Rennes", None]
    # Délégation has no coefficient of the agency: there its supplier's counts, and can be compared.
    both = await cost(ask, group, agencyIds=[f"Agency:{rennes.id}"])
    (pair,) = both["comparisons"]
    assert pair == {
        "hourlyDifference": "1.80", "totalDifference": None, "percent": "8.82",
        "gestion": {"hourlyCost": "20.43"}, "delegation": {"agency": {"name": "Intérim Soleil Rennes"}},
    }  # fmt: skip


async def test_the_cheapest_of_each_contract_is_marked(ask: Ask, group: Group) -> None:
    other = await second_supplier()
    await rate(group, "1.75", supplier=other)
    await rate(group, "1.95", supplier=other, contract=ContractType.DELEGATION)
    found = await cost(ask, group)
    assert [(one["supplier"]["name"], one["contractType"], one["cheapest"]) for one in found["offers"]] == [
        ("Intérim Lune", "GESTION", True),
        ("Intérim Soleil", "DELEGATION", True),
        ("Intérim Soleil", "GESTION", False),
        ("Intérim Lune", "DELEGATION", False),
    ]
    assert [one["hourlyDifference"] for one in found["comparisons"]] == ["2.40", "0.00"]
    only = await cost(ask, group, supplierIds=[f"Supplier:{other.id}"], contractTypes=["GESTION"])
    assert [one["supplier"]["name"] for one in only["offers"]] == ["Intérim Lune"]


async def test_added_bonuses_are_in_the_price_and_in_the_formula(ask: Ask, group: Group) -> None:
    other = await second_supplier()
    await rate(group, "1.60", supplier=other, rule=IfmIccp.ADDED)
    found = await cost(ask, group, contractTypes=["GESTION"])
    names = [one["supplier"]["name"] for one in found["offers"]]
    assert names == ["Intérim Soleil", "Intérim Lune"], "1.60 × 1.21 is more than 1.85"
    dearer = found["offers"][1]
    assert (dearer["hourlyCost"], dearer["factors"]["ifmIccpFactor"]) == ("23.27", "1.21")
    assert dearer["formula"].startswith("12,02\u00a0€ × 1,21 (IFM et ICCP) × 1,60 = 23,27")


async def test_only_what_is_in_force_on_the_day(ask: Ask, group: Group) -> None:
    other = await second_supplier()
    await rate(group, "1.9", supplier=other, first="2025-01-01", last="2025-12-31")
    await rate(group, "2.1", supplier=other, first="2026-01-01", last="2026-06-30")
    ids = [f"Supplier:{other.id}"]
    for day, value in (("2025-12-31", "1.9000"), ("2026-01-01", "2.1000"), ("2026-06-30", "2.1000")):
        found = await cost(ask, group, at=day, supplierIds=ids)
        assert [one["coefficient"]["value"] for one in found["offers"]] == [value]
    for day in ("2026-07-01", "2024-12-31"):
        found = await cost(ask, group, at=day, supplierIds=ids)
        assert found["offers"] == []
        assert "Aucun coefficient" in found["notes"][0]
    assert (await cost(ask, group, at="2025-01-01"))["grossHourlyWage"] == "11.88"


async def test_today_is_the_default(ask: Ask, group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.staffing.today", lambda: dt.date(2026, 1, 1))
    assert (await cost(ask, group, at=None))["at"] == "2026-01-01"


async def test_the_nearest_agencies_to_a_postcode(ask: Ask, group: Group) -> None:
    other = await second_supplier()
    near, far = await agency(group.temps, "Rennes", "35000"), await agency(group.temps, "Nice", "06000")
    middle = await agency(other, "Nantes", "44000")
    await agency(other, "Vitré", "35500")  # its supplier has no coefficient, and it has none of its own
    await agency(group.temps, "Cedex", "35042")
    await rate(group, "1.99", agency=middle, supplier=other)
    found = await cost(ask, group, postcode="35 700", contractTypes=["GESTION"])
    assert found["place"] == {"postcode": "35700", "city": "Rennes", "department": "35"}
    by_name = {one["agency"]["name"]: one["distanceKm"] for one in found["offers"]}
    assert by_name.keys() == {near.name, far.name, middle.name}
    assert by_name[near.name] < 5
    assert 90 < by_name[middle.name] < 115
    assert 820 < by_name[far.name] < 900
    two = await cost(ask, group, postcode="35700", nearCount=2, contractTypes=["GESTION"])
    assert {one["agency"]["name"] for one in two["offers"]} == {near.name, middle.name}


@pytest.mark.parametrize("text", ["cariste", "CARISTE", " Cariste ", "carriste", "caristes", "Carsite"])
async def test_a_qualification_is_understood(ask: Ask, group: Group, text: str) -> None:
    found = await cost(ask, group, qualification=text)
    assert found["qualification"]["name"] == "Cariste"
    assert found["correctedFrom"] == (None if text.strip() == "Cariste" else text.strip())
    assert len(found["offers"]) == 2


async def test_writings_that_differ_in_accents_are_one_qualification(ask: Ask, group: Group) -> None:
    other = await second_supplier()
    await rate(group, "1.8", supplier=other, qualification="Manoeuvre")
    found = await cost(ask, group, qualification="manœuvre", contractTypes=["GESTION"])
    assert found["qualification"]["supplierCount"] == 2
    assert len(found["offers"]) == 2


@pytest.mark.parametrize(("text", "code", "says"), [
    ("Astronaute", "NOT_FOUND", "n’est pas connue"), ("", "REQUIRED", "Indiquez"), ("Électro", "NOT_FOUND",
     "Vouliez-vous dire «\u00a0Électricien\u00a0»"), ("%", "NOT_FOUND", "pas connue"), ("\x00", "NOT_FOUND", "pas"),
])  # fmt: skip
async def test_an_unknown_qualification_gets_suggestions(
    ask: Ask, group: Group, text: str, code: str, says: str
) -> None:
    found = await problems(ask, group, qualification=text)
    assert found["qualification"][0] == code
    assert says in found["qualification"][1]


async def test_a_wage_below_the_minimum_names_it(ask: Ask, group: Group) -> None:
    found = await problems(ask, group, grossHourlyWage="12.01")
    assert found["grossHourlyWage"] == (
        "INVALID",
        "12,01\u00a0€ brut de l’heure est inférieur au SMIC, qui est de 12,02\u00a0€ le 1er\u00a0juin\u00a02026.",
    )
    assert "9,67" in (await problems(ask, group, grossHourlyWage="9.66", at="2016-01-01"))["grossHourlyWage"][1]
    exact = await cost(ask, group, grossHourlyWage="12.02")
    assert exact["isMinimumWage"]
    more = await cost(ask, group, grossHourlyWage="14.5575")
    assert (more["grossHourlyWage"], more["isMinimumWage"]) == ("14.5575", False)
    assert more["offers"][0]["hourlyCost"] == "26.93"


async def test_a_day_before_any_known_minimum_wage(ask: Ask, group: Group) -> None:
    assert (await problems(ask, group, at="2015-12-31"))["at"][0] == "NOT_FOUND"
    found = await cost(ask, group, at="2015-12-31", grossHourlyWage="9.61")
    assert (found["minimumWage"], found["isMinimumWage"]) == (None, False)


async def test_everything_wrong_is_told_at_once(ask: Ask, group: Group) -> None:
    found = await problems(
        ask, group, qualification="", grossHourlyWage="0", hours="0", postcode="99999", supplierIds=["Supplier:99"],
        agencyIds=["Category:1"],
    )  # fmt: skip
    assert set(found) == {"qualification", "grossHourlyWage", "hours", "postcode", "supplierIds", "agencyIds"}


@pytest.mark.parametrize(("input", "field"), [
    ({"hours": "10001"}, "hours"), ({"hours": "1.005"}, "hours"), ({"hours": "-1"}, "hours"),
    ({"hours": "NaN"}, "hours"), ({"grossHourlyWage": "1001"}, "grossHourlyWage"),
    ({"grossHourlyWage": "12.00001"}, "grossHourlyWage"), ({"grossHourlyWage": "Infinity"}, "grossHourlyWage"),
    ({"nearCount": 0, "postcode": "35000"}, "nearCount"), ({"nearCount": 21}, "nearCount"),
    ({"contractTypes": []}, "contractTypes"), ({"postcode": ""}, "postcode"),
])  # fmt: skip
async def test_bounds(ask: Ask, group: Group, input: dict[str, Any], field: str) -> None:
    assert list(await problems(ask, group, **input)) == [field]


async def test_a_cedex_code_gets_a_hint(ask: Ask, group: Group) -> None:
    code, message = (await problems(ask, group, postcode="35042"))["postcode"]
    assert code == "NOT_FOUND"
    assert "CEDEX" in message


@pytest.mark.parametrize("who", ["anonymous", "prospect", "former", "lonely"])
async def test_others_see_the_formula_and_the_wage_only(ask: Ask, group: Group, who: str) -> None:
    person = group.people()[who]
    answer = await ask(COST, input={"qualification": "Cariste"}, as_=person)
    assert "errors" not in answer
    assert answer["data"]["staffingCost"] == {
        "__typename": "AccessRestricted", "requiredRole": "MEMBER",
        "code": "UNAUTHENTICATED" if person is None else "FORBIDDEN",
    }  # fmt: skip
    data = await ask.data(
        """{ staffingFormula { text textWithAdded ifmRate iccpRate ifmIccpFactor example exampleWage }
             minimumWages { validFrom hourlyGross } old: minimumWage(at: "2025-12-31") { hourlyGross }
             none: minimumWage(at: "2015-12-31") { hourlyGross }
             qualifications { __typename ... on QualificationList { nodes { name } } } }""",
        as_=person,
    )
    formula = data["staffingFormula"]
    assert formula["text"] == "Coût horaire HT = salaire horaire brut × coefficient de facturation"
    assert (formula["ifmRate"], formula["iccpRate"], formula["ifmIccpFactor"]) == ("0.10", "0.10", "1.21")
    assert (formula["exampleWage"], "9,67" in formula["example"]) == ("9.67", True)
    assert [one["hourlyGross"] for one in data["minimumWages"]] == ["9.67", "11.88", "12.02"]
    assert (data["old"], data["none"]) == ({"hourlyGross": "11.88"}, None)
    assert data["qualifications"] == {"__typename": "AccessRestricted"}


async def test_qualifications_are_searched_for_as_they_are_typed(ask: Ask, group: Group) -> None:
    document = """query ($search: String) { qualifications(search: $search) {
      ... on QualificationList { nodes { name contractTypes supplierCount } } } }"""

    async def found(search: str | None) -> list[str]:
        data = await ask.data(document, search=search, as_=group.owner)
        return [one["name"] for one in data["qualifications"]["nodes"]]

    assert await found(None) == await found("  ") == ["Cariste", "Électricien", "Manœuvre"]
    assert (await found("electr"))[0] == "Électricien"
    assert (await found("maneuvre"))[0] == "Manœuvre"
    assert await found("xyzzy") == []


async def test_an_hour_in_a_mixed_document(ask: Ask, group: Group) -> None:
    """Rows behind the calculation are read by the declared fields: policies and loaders as everywhere."""
    document = """{ staffingCost(input: { qualification: "Cariste" }) { ... on StaffingCost { offers {
      supplier { code regions agencies(first: 1) { __typename } }
      coefficient { id agency { id } } } } } }"""
    data = await ask.data(document, as_=group.owner)
    assert data["staffingCost"]["offers"][0]["supplier"] == {
        "code": "interim-soleil", "regions": [], "agencies": {"__typename": "AgencyConnection"}
    }  # fmt: skip
