"""Pages: whole lists in pieces, cursors that stay true while rows come and go, and bounds."""

from __future__ import annotations

from typing import Any

import pytest

import models
from access.viewer import Viewer
from tests.group import Ask, Group, siret

SUPPLIERS = """query ($first: Int! = 7, $after: String) {
  suppliers(first: $first, after: $after) {
    totalCount nodes { name } edges { cursor node { name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


async def add_suppliers(*names: str) -> None:
    for name in names:
        await models.Supplier.create(code=f"{name}-{await models.Supplier.all().count()}", name=name)


async def pages(ask: Ask, first: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while not found or found[-1]["pageInfo"]["hasNextPage"]:
        data = await ask.data(SUPPLIERS, first=first, after=after)
        found.append(data["suppliers"])
        after = found[-1]["pageInfo"]["endCursor"]
    return found


def names(page: dict[str, Any]) -> list[str]:
    return [node["name"] for node in page["nodes"]]


@pytest.mark.parametrize("first", [1, 2, 7, 12, 13, 100])
async def test_the_pages_together_are_the_list(ask: Ask, first: int) -> None:
    # Equal names, accents and case: the order is by the folded name, then by age.
    await add_suppliers("Éclat", "eclat", "Eclat", "Zèbre", "abeille", "Abeille", "Ours", "été", "Etc", "Œuf")
    found = await pages(ask, first)
    expected = [supplier.name for supplier in sorted(await models.Supplier.all(), key=lambda s: (s.sort_name, s.id))]
    assert [name for page in found for name in names(page)] == expected
    assert len(found) == -(-13 // first)
    for number, page in enumerate(found):
        assert page["totalCount"] == 13
        assert page["pageInfo"]["hasPreviousPage"] == (number > 0)
        assert [edge["node"]["name"] for edge in page["edges"]] == names(page)
        cursors = [edge["cursor"] for edge in page["edges"]]
        assert (page["pageInfo"]["startCursor"], page["pageInfo"]["endCursor"]) == (cursors[0], cursors[-1])


async def test_any_cursor_goes_on_behind_its_row(ask: Ask) -> None:
    await add_suppliers(*"abcdef")
    whole = (await ask.data(SUPPLIERS, first=100))["suppliers"]
    for number, edge in enumerate(whole["edges"], 1):
        page = (await ask.data(SUPPLIERS, first=100, after=edge["cursor"]))["suppliers"]
        assert names(page) == names(whole)[number:]


async def test_rows_that_come_and_go_move_nothing(ask: Ask) -> None:
    await add_suppliers("Alpha", "Delta", "Oméga")
    first = (await ask.data(SUPPLIERS, first=2))["suppliers"]
    assert names(first) == ["Alpha", "Bureau Clair"]
    await add_suppliers("Aaron", "Brise", "Delta")
    await models.Supplier.filter(name="Bureau Clair").delete()  # the row that the cursor stood on
    second = (await ask.data(SUPPLIERS, first=4, after=first["pageInfo"]["endCursor"]))["suppliers"]
    # What came in front is not seen any more, nothing is seen twice, nothing is left out.
    assert names(second) == ["Delta", "Delta", "Intérim Soleil", "Oméga"]
    assert second["pageInfo"]["hasNextPage"]


async def test_an_empty_page(ask: Ask) -> None:
    page = (await ask.data(SUPPLIERS, first=0))["suppliers"]
    assert page["nodes"] == page["edges"] == []
    assert page["totalCount"] == 3
    assert page["pageInfo"] == {
        "hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None,
    }  # fmt: skip
    await models.Supplier.all().delete()
    page = (await ask.data(SUPPLIERS))["suppliers"]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (0, False)


@pytest.mark.parametrize("first", [-1, 101, 2**31 - 1, -(2**31)])
async def test_first_has_bounds(ask: Ask, first: int) -> None:
    answer = await ask(SUPPLIERS, first=first)
    (error,) = answer["errors"]
    assert error["message"] == f"`first` must be between 0 and 100, not {first}"
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


BAD_CURSORS = [
    "", "x", "null", "[]", "{}", "[1,2]", '["a"]', '["a","b"]', '["a",1,2]', '["a",1.0]', '["a",true]', '["a",null]',
    '[1,1]', f'["a",{2**40}]', f'["a",{10**400}]', '["a\\u0000",1]', '["a",NaN]', "[" * 50_000, '["a",1]x', "\0",
    '["\\ud800",1]',
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(BAD_CURSORS)))
async def test_what_is_no_cursor_of_the_list(ask: Ask, number: int) -> None:
    answer = await ask(SUPPLIERS, after=BAD_CURSORS[number])
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert answer["data"] is None


async def test_the_cursor_of_another_list(ask: Ask, group: Group) -> None:
    document = "query ($after: String) { supplierAttachments(after: $after) { totalCount nodes { id } } }"
    cursor = (await ask.data(SUPPLIERS))["suppliers"]["pageInfo"]["endCursor"]
    answer = await ask(document, as_=group.owner, after=cursor)
    assert answer["data"] == {"supplierAttachments": None}
    assert "that this same list returned" in answer["errors"][0]["message"]


async def test_an_invented_cursor_opens_nothing(ask: Ask, group: Group) -> None:
    """A cursor is a position, not a key: rows are looked for behind it as ever."""
    await models.SupplierAttachment.create(member=group.other, supplier=group.office)
    document = "query ($after: String) { supplierAttachments(after: $after) { totalCount nodes { id } } }"
    data = await ask.data(document, as_=group.owner, after="[2000000000]")
    assert data["supplierAttachments"] == {"totalCount": 0, "nodes": []}


NESTED = """query ($first: Int! = 2, $after: String) {
  suppliers { nodes { name agencies(first: $first, after: $after) { __typename ... on AgencyConnection {
    totalCount nodes { name } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor }
  } } } }
}"""


async def test_pages_inside_of_rows(ask: Ask, group: Group) -> None:
    await models.Agency.create(supplier=group.temps, name="Agence du Nord")
    data = await ask.data(NESTED, as_=group.owner)
    found = {node["name"]: node["agencies"] for node in data["suppliers"]["nodes"]}
    assert {name: page["totalCount"] for name, page in found.items()} == {
        "Bureau Clair": 3, "Roulevite": 3, "Intérim Soleil": 1,
    }  # fmt: skip
    assert {name: page["pageInfo"]["hasNextPage"] for name, page in found.items()} == {
        "Bureau Clair": True, "Roulevite": True, "Intérim Soleil": False,
    }  # fmt: skip
    assert names(found["Roulevite"]) == ["Agence de Lille", "Agence de Lyon"]
    after = found["Roulevite"]["pageInfo"]["endCursor"]
    data = await ask.data(NESTED, as_=group.owner, after=after)
    found = {node["name"]: node["agencies"] for node in data["suppliers"]["nodes"]}
    assert names(found["Roulevite"]) == ["Agence de Nantes"]
    assert found["Roulevite"]["pageInfo"]["hasPreviousPage"]
    assert not found["Roulevite"]["pageInfo"]["hasNextPage"]


async def test_the_same_list_twice_in_one_document(ask: Ask, group: Group) -> None:
    """Aliases with other arguments must not get each other's rows."""
    data = await ask.data(
        """{ supplier(code: "interim-soleil") {
          one: coefficients(first: 1) { ... on CoefficientConnection { totalCount nodes { qualification } } }
          two: coefficients(first: 2, contractType: DELEGATION) {
            ... on CoefficientConnection { totalCount nodes { qualification contractType value validFrom } } }
        } }""",
        as_=group.owner,
    )
    supplier = data["supplier"]
    assert (supplier["one"]["totalCount"], len(supplier["one"]["nodes"])) == (6, 1)
    assert supplier["two"]["totalCount"] == 3
    assert supplier["two"]["nodes"][0] == {
        "qualification": "Cariste", "contractType": "DELEGATION", "value": "1.8500", "validFrom": "2026-01-01",
    }  # fmt: skip


async def test_what_is_newest_comes_first(ask: Ask, group: Group) -> None:
    for supplier in (group.office, group.cars, group.temps):
        await models.SupplierAttachment.create(member=group.member, supplier=supplier)
    document = """query ($after: String) { supplierAttachments(first: 2, after: $after) {
      nodes { supplier { name } } pageInfo { hasNextPage endCursor } } }"""
    page = (await ask.data(document, as_=group.owner))["supplierAttachments"]
    assert [node["supplier"]["name"] for node in page["nodes"]] == ["Intérim Soleil", "Roulevite"]
    await models.SupplierAttachment.create(member=group.member, supplier=group.office)
    page = (await ask.data(document, as_=group.owner, after=page["pageInfo"]["endCursor"]))["supplierAttachments"]
    assert [node["supplier"]["name"] for node in page["nodes"]] == ["Bureau Clair"]
    assert not page["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(("who", "expected"), [("member", 2), ("other_member", 1), ("double", 3), ("advisor", 3),
                                               ("lonely", 0), ("prospect", 0)])  # fmt: skip
async def test_counts_are_of_what_exists_for_the_viewer(ask: Ask, group: Group, who: str, expected: int) -> None:
    for member, supplier in ((group.member, group.office), (group.member, group.cars), (group.other, group.cars)):
        await models.SupplierAttachment.create(member=member, supplier=supplier)
    person = group.people()[who]
    data = await ask.data("{ supplierAttachments(first: 1) { totalCount pageInfo { hasNextPage } } }", as_=person)
    assert data["supplierAttachments"] == {"totalCount": expected, "pageInfo": {"hasNextPage": expected > 1}}


async def test_the_public_counts_nothing(ask: Ask, group: Group) -> None:
    await models.SupplierAttachment.create(member=group.member, supplier=group.office)
    data = await ask.data("{ viewer { supplierAttachments { totalCount nodes { id } } members { siret } } }")
    assert data["viewer"] == {"supplierAttachments": {"totalCount": 0, "nodes": []}, "members": []}
    answer = await ask("{ supplierAttachments { totalCount } }", as_=Viewer(attachment_id=1))
    assert answer["data"] == {"supplierAttachments": None}


async def test_companies_with_the_same_name(ask: Ask, group: Group) -> None:
    for number in range(5):
        await models.Member.create(siret=siret(50 + number), legal_name="Moulin & Fils")
    document = 'query ($after: String) { members(first: 2, search: "moulin fils", after: $after) { nodes { siret } pageInfo { endCursor hasNextPage } } }'  # noqa: E501
    found: list[str] = []
    after, more = None, True
    while more:
        page = (await ask.data(document, as_=group.admin, after=after))["members"]
        found += [node["siret"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert found == [siret(50 + number) for number in range(5)]
