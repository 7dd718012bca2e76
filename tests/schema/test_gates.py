"""Gated content: teasers for everybody, typed refusals instead of errors, nothing that tells what is behind."""

from __future__ import annotations

import datetime as dt

import pytest

import models
from tests.group import Ask, Group

CATALOGUE = """
query Catalogue {
  suppliers(first: 50) {
    totalCount
    nodes {
      name summary agencyCount categories { name }
      terms { __typename ... on SupplierTerms { general special } ... on AccessRestricted { code message requiredRole joinUrl } }
      carRentalCode { __typename ... on CarRentalCode { type hasGroupCode hasOwnCode } ... on AccessRestricted { code } }
      agencies(first: 3) { __typename ... on AgencyConnection { nodes { name phone } } ... on AccessRestricted { code } }
      coefficients(first: 12) { __typename ... on CoefficientConnection { nodes { value } } ... on AccessRestricted { code } }
    }
  }
}
"""  # noqa: E501
GATES = ("terms", "carRentalCode", "agencies", "coefficients")


async def many_suppliers() -> None:
    for number in range(50):
        supplier = await models.Supplier.create(
            code=f"f{number}", name=f"Fournisseur {number:02d}", cdp_code="SECRET-CODE"
        )
        await models.SupplierTerms.create(
            supplier=supplier, general="SECRET-CONDITIONS", valid_from=dt.date(2026, 1, 1)
        )


@pytest.mark.parametrize("who", ["anonymous", "prospect", "former", "lonely"])
async def test_others_get_all_teasers_and_typed_refusals(ask: Ask, group: Group, who: str) -> None:
    await many_suppliers()
    answer = await ask(CATALOGUE, as_=group.people()[who])
    assert "errors" not in answer
    nodes = answer["data"]["suppliers"]["nodes"]
    assert len(nodes) == 50
    assert answer["data"]["suppliers"]["totalCount"] == 53
    assert {node[gate]["__typename"] for node in nodes for gate in GATES} == {"AccessRestricted"}
    expected = "UNAUTHENTICATED" if who == "anonymous" else "FORBIDDEN"
    assert {node[gate]["code"] for node in nodes for gate in GATES} == {expected}
    assert "SECRET" not in str(answer)


@pytest.mark.parametrize("who", ["member", "double", "advisor", "admin"])
async def test_members_and_the_group_read_it(ask: Ask, group: Group, who: str) -> None:
    data = await ask.data(CATALOGUE, as_=group.people()[who])
    cars = next(node for node in data["suppliers"]["nodes"] if node["name"] == "Roulevite")
    assert cars["terms"] == {"__typename": "SupplierTerms", "general": "Tarif groupe.", "special": "Citer le code."}
    assert cars["carRentalCode"] == {
        "__typename": "CarRentalCode", "type": "CDP", "hasGroupCode": True, "hasOwnCode": False
    }  # fmt: skip
    assert [agency["name"] for agency in cars["agencies"]["nodes"]] == [
        "Agence de Lille",
        "Agence de Lyon",
        "Agence de Nantes",
    ]


async def test_a_membership_that_ends_closes_the_gates_at_once(ask: Ask, group: Group) -> None:
    group.member.status = models.MemberStatus.FORMER
    await group.member.save()
    data = await ask.data(CATALOGUE, as_=group.owner)
    assert {node["terms"]["__typename"] for node in data["suppliers"]["nodes"]} == {"AccessRestricted"}
