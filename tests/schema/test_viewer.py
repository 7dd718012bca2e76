"""Who asks, as the API tells them."""

from __future__ import annotations

import pytest

import models
from access.viewer import Viewer
from tests.group import Ask, Group

VIEWER = """{ viewer { displayName roles person { email firstName } members { legalName status advisor { lastName } }
  supplierAttachments { totalCount nodes { supplier { name } } } } }"""
SIGNED_IN, STAFF = ["ANYONE", "SIGNED_IN"], ["ANYONE", "SUPPLIER", "SUPPLIER_ACCESS", "SIGNED_IN", "MEMBER", "ADVISOR"]
EXPECTED = {
    "anonymous": ("", ["ANYONE"], []),
    "prospect": ("Flore Août", SIGNED_IN, ["Fleurs d’Août"]),
    "former": ("Jean Meunier", SIGNED_IN, ["Ancien Moulin"]),
    "lonely": ("Luc Seul", SIGNED_IN, []),
    "member": ("Claire Éclair", [*SIGNED_IN, "MEMBER"], ["Boulangerie Éclair"]),
    "double": ("Dora Double", [*SIGNED_IN, "MEMBER"], ["Boulangerie Éclair", "Garage du Lac"]),
    "advisor": ("Sophie Conseil", STAFF, []),
    "admin": ("Ada Direction", [*STAFF, "ADMIN"], []),
}


@pytest.mark.parametrize("who", EXPECTED)
async def test_who_asks(ask: Ask, group: Group, who: str) -> None:
    for member, supplier in ((group.member, group.office), (group.other, group.cars)):
        await models.SupplierAttachment.create(member=member, supplier=supplier)
    person = group.people()[who]
    viewer = (await ask.data(VIEWER, as_=person))["viewer"]
    name, roles, companies = EXPECTED[who]
    assert (viewer["displayName"], viewer["roles"]) == (name, roles)
    assert viewer["person"] == (person and {"email": person.email, "firstName": person.first_name})
    assert [member["legalName"] for member in viewer["members"]] == companies
    # An advisor sees all attachments elsewhere; these are those of one's own companies.
    count = {"member": 1, "double": 2}.get(who, 0)
    assert viewer["supplierAttachments"]["totalCount"] == count


async def test_a_person_without_a_name_is_greeted_by_the_address(ask: Ask, group: Group) -> None:
    await models.Person.filter(id=group.lonely.id).update(first_name="", last_name="")
    viewer = (await ask.data("{ viewer { displayName } }", as_=group.lonely))["viewer"]
    assert viewer["displayName"] == group.lonely.email


async def test_a_supplier_sees_its_request_and_nothing_more(ask: Ask, group: Group) -> None:
    mine, other = [
        await models.SupplierAttachment.create(member=member, supplier=group.office)
        for member in (group.member, group.other)
    ]
    viewer = Viewer(attachment_id=mine.id)
    document = """query ($id: ID!) { supplierAttachment(id: $id) { id member { legalName street } events { note } } }"""
    answer = await ask(document, as_=viewer, id=f"SupplierAttachment:{mine.id}")
    assert answer["data"]["supplierAttachment"] == {
        "id": f"SupplierAttachment:{mine.id}", "member": {"legalName": "Boulangerie Éclair", "street": None},
        "events": None,
    }  # fmt: skip
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"UNAUTHENTICATED"}
    assert (await ask(document, as_=viewer, id=f"SupplierAttachment:{other.id}")) == {
        "data": {"supplierAttachment": None}
    }
    assert (await ask.data("{ viewer { roles displayName members { siret } } }", as_=viewer))["viewer"] == {
        "roles": ["ANYONE", "SUPPLIER"], "displayName": "", "members": [],
    }  # fmt: skip
