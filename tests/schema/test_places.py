"""Where suppliers and agencies are: regions for everybody, the nearest agencies for members."""

from __future__ import annotations

from typing import Any

import pytest

import models
from models.geography import place_of
from tests.group import Ask, Group

BY_REGION = "query ($region: Region) { suppliers(region: $region) { totalCount nodes { name regions } } }"
NEAREST = """query ($input: NearestAgenciesInput!) { nearestAgencies(input: $input) {
  __typename
  ... on AccessRestricted { requiredRole }
  ... on InvalidInput { userErrors { field code message } }
  ... on NearestAgencies { place { postcode city department }
    nodes { distanceKm agency { name postcode region department supplier { code } } } }
} }"""


async def nearest(ask: Ask, who: models.Person | None, **input: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await ask.data(NEAREST, input=input, as_=who))["nearestAgencies"]
    return answer


@pytest.mark.parametrize("who", ["anonymous", "prospect", "member", "admin"])
async def test_everybody_filters_suppliers_by_region(ask: Ask, group: Group, who: str) -> None:
    person = group.people()[who]
    await models.Agency.create(supplier=group.temps, name="Ajaccio", postcode="20000")
    await models.Agency.create(supplier=group.temps, name="Bastia", postcode="20200")
    found = (await ask.data(BY_REGION, region="CORSE", as_=person))["suppliers"]
    assert found == {"totalCount": 1, "nodes": [{"name": "Intérim Soleil", "regions": ["CORSE"]}]}
    found = (await ask.data(BY_REGION, region="HAUTS_DE_FRANCE", as_=person))["suppliers"]
    assert [one["name"] for one in found["nodes"]] == ["Bureau Clair", "Roulevite"]
    assert found["nodes"][0]["regions"] == ["AUVERGNE_RHONE_ALPES", "HAUTS_DE_FRANCE", "PAYS_DE_LA_LOIRE"]
    assert (await ask.data(BY_REGION, region="MAYOTTE", as_=person))["suppliers"]["totalCount"] == 0
    assert (await ask.data(BY_REGION, region=None, as_=person))["suppliers"]["totalCount"] == 3


async def test_the_filter_tells_no_more_than_the_list_of_regions(ask: Ask, group: Group) -> None:
    """Whoever asks for each region in turn has learnt what `regions` says, and nothing about agencies."""
    everything = (await ask.data(BY_REGION))["suppliers"]["nodes"]
    for region in models.Region:
        found = (await ask.data(BY_REGION, region=str(region)))["suppliers"]["nodes"]
        assert found == [one for one in everything if str(region) in one["regions"]]


async def test_an_agency_that_moves_changes_its_region(ask: Ask, group: Group) -> None:
    agency = await models.Agency.create(supplier=group.temps, name="Ambulante", postcode="97490")
    assert (await ask.data(BY_REGION, region="LA_REUNION"))["suppliers"]["totalCount"] == 1
    agency.postcode = "35042"  # a CEDEX code: without a place, but in a region
    await agency.save()
    assert (await ask.data(BY_REGION, region="LA_REUNION"))["suppliers"]["totalCount"] == 0
    assert (await ask.data(BY_REGION, region="BRETAGNE"))["suppliers"]["totalCount"] == 1


async def test_the_nearest_first(ask: Ask, group: Group) -> None:
    found = await nearest(ask, group.owner, postcode="69 001", first=4)
    assert found["place"] == {"postcode": "69001", "city": "Lyon 1er Arrondissement", "department": "69"}
    names = [(one["agency"]["name"], one["agency"]["supplier"]["code"]) for one in found["nodes"]]
    assert names == [
        ("Agence de Lyon", "bureau-clair"), ("Agence de Lyon", "roulevite"),
        ("Agence de Nantes", "bureau-clair"), ("Agence de Nantes", "roulevite"),
    ]  # fmt: skip
    here, there = place_of("69001"), place_of("44000")
    assert here
    assert there
    assert found["nodes"][0]["distanceKm"] < 5
    assert found["nodes"][2]["distanceKm"] == pytest.approx(516, abs=8)
    assert found["nodes"][0]["agency"]["region"] == "AUVERGNE_RHONE_ALPES"
    assert found["nodes"][0]["agency"]["department"] == "69"


async def test_the_nearest_of_a_kind(ask: Ask, group: Group) -> None:
    await models.Agency.create(supplier=group.temps, name="Soleil Lille", postcode="59800")

    async def names(**input: Any) -> list[str]:
        found = await nearest(ask, group.owner, postcode="59000", first=2, **input)
        return [one["agency"]["supplier"]["code"] for one in found["nodes"]]

    assert await names(tempAgencyOnly=True) == ["interim-soleil"]
    assert await names(carRentalOnly=True) == ["roulevite", "roulevite"]
    assert await names(category=f"Category:{group.stationery.id}") == ["bureau-clair", "bureau-clair"]
    assert await names(supplierIds=[f"Supplier:{group.temps.id}"]) == ["interim-soleil"]
    assert await names(supplierIds=[]) == []
    assert await names(supplierIds=["Category:1"]) == []
    assert await names(category="x") == []


async def test_agencies_without_a_place_are_left_out(ask: Ask, group: Group) -> None:
    for name, postcode in (("a", None), ("b", "35042"), ("c", "99999"), ("d", "")):
        await models.Agency.create(supplier=group.temps, name=name, postcode=postcode)
    assert (await nearest(ask, group.owner, postcode="35000", tempAgencyOnly=True))["nodes"] == []


@pytest.mark.parametrize(("input", "field", "code", "says"), [
    ({"postcode": "99999"}, "postcode", "INVALID", "5 chiffres"), ({"postcode": ""}, "postcode", "INVALID", "35000"),
    ({"postcode": "Rennes"}, "postcode", "INVALID", "«\u00a0Rennes\u00a0»"),
    ({"postcode": "35042"}, "postcode", "NOT_FOUND", "CEDEX"), ({"postcode": "98800"}, "postcode", "NOT_FOUND", "pas"),
    ({"postcode": "35000", "first": 0}, "first", "INVALID", "de 1 à 50"),
    ({"postcode": "35000", "first": 51}, "first", "INVALID", "de 1 à 50"),
])  # fmt: skip
async def test_what_is_wrong_is_said(
    ask: Ask, group: Group, input: dict[str, Any], field: str, code: str, says: str
) -> None:
    found = await nearest(ask, group.owner, **input)
    (error,) = found["userErrors"]
    assert (error["field"], error["code"]) == (field, code)
    assert says in error["message"]


@pytest.mark.parametrize("who", ["anonymous", "prospect", "former", "lonely"])
async def test_members_only(ask: Ask, group: Group, who: str) -> None:
    found = await nearest(ask, group.people()[who], postcode="35000")
    assert found == {"__typename": "AccessRestricted", "requiredRole": "MEMBER"}


async def test_coefficients_of_a_day(ask: Ask, group: Group) -> None:
    document = """query ($at: Date) { supplier(code: "interim-soleil") { coefficients(at: $at, contractType: GESTION) {
      ... on CoefficientConnection { totalCount nodes { ifmIccp agency { name } } } } } }"""
    agency = await models.Agency.create(supplier=group.temps, name="Rennes", postcode="35000")
    row = await models.Coefficient.get(contract_type="GESTION", qualification="Cariste")
    await models.Coefficient.filter(id=row.id).update(agency_id=agency.id, valid_to="2026-06-30", ifm_iccp="ADDED")

    async def found(at: str | None) -> dict[str, Any]:
        data = await ask.data(document, at=at, as_=group.owner)
        answer: dict[str, Any] = data["supplier"]["coefficients"]
        return answer

    assert (await found(None))["totalCount"] == 3
    assert (await found("2026-06-30"))["nodes"][0] == {"ifmIccp": "ADDED", "agency": {"name": "Rennes"}}
    assert [(await found(day))["totalCount"] for day in ("2025-12-31", "2026-01-01", "2026-07-01")] == [0, 3, 2]
