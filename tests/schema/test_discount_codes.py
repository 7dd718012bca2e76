"""Discount codes through the API: told by a mutation alone, to whom it may concern, with a line of the journal."""

from __future__ import annotations

from typing import Any

import pytest

import models
from models import AttachmentStatus, JournalKind
from tests.group import Ask, Group, siret

REVEAL = """mutation ($input: RevealCarRentalCodeInput!) { done: revealCarRentalCode(input: $input) {
  __typename
  ... on CarRentalCodeRevealed { value type label own supplier { code } member { siret } }
  ... on InvalidInput { userErrors { field code message } }
  ... on AccessRestricted { code requiredRole }
} }"""
CONFIRM = """mutation ($input: ConfirmSupplierAttachmentInput!) { done: confirmSupplierAttachment(input: $input) {
  ... on SupplierAttachmentPayload { supplierAttachment { status hasOwnCode } }
  ... on InvalidInput { userErrors { field code message } }
} }"""
REVEALS = "codeReveals { totalCount nodes { channel note person { lastName } member { legalName } supplier { code } } }"


async def reveal(ask: Ask, who: models.Person | None, supplier: models.Supplier, **more: Any) -> dict[str, Any]:
    input = {"supplierId": f"Supplier:{supplier.id}", **more}
    answer: dict[str, Any] = (await ask.data(REVEAL, input=input, as_=who))["done"]
    return answer


async def lines() -> list[models.JournalEntry]:
    return await models.JournalEntry.filter(kind=JournalKind.CODE_REVEALED).order_by("id")


async def attached(group: Group, member: models.Member, code: str | None = "990011",
                   status: AttachmentStatus = AttachmentStatus.ACCEPTED) -> models.SupplierAttachment:  # fmt: skip
    return await models.SupplierAttachment.create(
        member=member, supplier=group.cars, account_number="C-1", status=status, own_code=code
    )


async def test_the_groups_code_until_there_is_an_own_one(ask: Ask, group: Group) -> None:
    first = await reveal(ask, group.owner, group.cars)
    assert first == {
        "__typename": "CarRentalCodeRevealed", "value": "584213", "type": "CDP", "label": "code CDP", "own": False,
        "supplier": {"code": "roulevite"}, "member": {"siret": siret(1)},
    }  # fmt: skip
    await attached(group, group.member)
    second = await reveal(ask, group.owner, group.cars)
    assert (second["value"], second["own"]) == ("990011", True)
    (told, own) = await lines()
    assert (told.actor_id, told.person_id, told.member_id, told.supplier_id) == (
        group.owner.id, group.owner.id, group.member.id, group.cars.id
    )  # fmt: skip
    assert (told.note, own.note) == ("code CDP du groupe", "code CDP de l’entreprise")
    assert "584213" not in told.note


@pytest.mark.parametrize("status", [AttachmentStatus.SENT, AttachmentStatus.REFUSED, AttachmentStatus.ENDED])
async def test_an_own_code_counts_only_while_accepted(ask: Ask, group: Group, status: AttachmentStatus) -> None:
    await attached(group, group.member, status=status)
    assert (await reveal(ask, group.owner, group.cars))["value"] == "584213"


async def test_somebody_elses_own_code_is_nobodys_business(ask: Ask, group: Group) -> None:
    await attached(group, group.other)
    assert (await reveal(ask, group.owner, group.cars))["value"] == "584213"
    refused = await reveal(ask, group.owner, group.cars, siret=siret(2))
    assert [one["code"] for one in refused["userErrors"]] == ["NOT_YOURS"]
    unknown = await reveal(ask, group.owner, group.cars, siret=siret(77))
    assert [one["code"] for one in unknown["userErrors"]] == ["NOT_YOURS"]
    assert len(await lines()) == 1


async def test_people_of_several_companies_say_which(ask: Ask, group: Group) -> None:
    await attached(group, group.other)
    asked = await reveal(ask, group.double, group.cars)
    assert [(one["field"], one["code"]) for one in asked["userErrors"]] == [("siret", "REQUIRED")]
    assert (await reveal(ask, group.double, group.cars, siret=siret(1)))["own"] is False
    assert (await reveal(ask, group.double, group.cars, siret=siret(2)))["value"] == "990011"


async def test_the_groups_people(ask: Ask, group: Group) -> None:
    await attached(group, group.member)
    plain = await reveal(ask, group.advisor, group.cars)
    assert (plain["value"], plain["member"]) == ("584213", None)
    theirs = await reveal(ask, group.advisor, group.cars, siret=siret(1))
    assert (theirs["value"], theirs["member"]) == ("990011", {"siret": siret(1)})
    assert [(one.person_id, one.member_id) for one in await lines()] == [
        (group.advisor.id, None), (group.advisor.id, group.member.id)
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["anonymous", "prospect", "former", "lonely"])
async def test_nobody_else(ask: Ask, group: Group, who: str) -> None:
    assert (await reveal(ask, group.people()[who], group.cars))["__typename"] == "AccessRestricted"
    assert await lines() == []


async def test_a_company_that_left_gets_none_even_from_somebody_of_another(ask: Ask, group: Group) -> None:
    await models.Affiliation.create(person=group.owner, member=group.former)
    refused = await reveal(ask, group.owner, group.cars, siret=siret(4))
    assert refused["__typename"] == "AccessRestricted"
    assert await lines() == []


async def test_where_there_is_no_code(ask: Ask, group: Group) -> None:
    for supplier, code in ((group.office, "INVALID"), (models.Supplier(id=99), "NOT_FOUND")):
        refused = await reveal(ask, group.owner, supplier)
        assert [(one["field"], one["code"]) for one in refused["userErrors"]] == [("supplierId", code)]
    group.cars.cdp_code = None
    await group.cars.save()
    refused = await reveal(ask, group.owner, group.cars)
    assert "votre conseiller" in refused["userErrors"][0]["message"]
    everything = await reveal(ask, group.double, models.Supplier(id=99))
    assert [one["field"] for one in everything["userErrors"]] == ["siret", "supplierId"]
    assert await lines() == []


async def test_the_type_is_the_suppliers(ask: Ask, group: Group) -> None:
    await models.Supplier.filter(id=group.cars.id).update(cdp_code="K584213", code_type=models.DiscountCodeType.AWD)
    found = await reveal(ask, group.owner, group.cars)
    assert (found["value"], found["type"], found["label"]) == ("K584213", "AWD", "numéro AWD")


async def confirm(ask: Ask, who: models.Person, attachment: models.SupplierAttachment, code: str | None) -> Any:
    input = {"id": f"SupplierAttachment:{attachment.id}", "code": code}
    return (await ask.data(CONFIRM, input=input, as_=who))["done"]


async def test_a_code_comes_with_the_yes(ask: Ask, group: Group) -> None:
    attachment = await attached(group, group.member, None, AttachmentStatus.SENT)
    wrong = await confirm(ask, group.advisor, attachment, "K990011")
    assert wrong["userErrors"] == [
        {"field": "code", "code": "INVALID", "message": "Ce code n’a pas la forme attendue : 4 à 12 chiffres."}
    ]
    await attachment.refresh_from_db()
    assert (attachment.status, attachment.own_code) == (AttachmentStatus.SENT, None), "nothing half done"
    done = await confirm(ask, group.advisor, attachment, "99 00 11")
    assert done == {"supplierAttachment": {"status": "ACCEPTED", "hasOwnCode": True}}
    assert (await reveal(ask, group.owner, group.cars))["value"] == "990011"
    assert await models.JournalEntry.filter(kind=JournalKind.OWN_CODE_SET, member_id=group.member.id).count() == 1


async def test_an_advisor_brings_the_code_later(ask: Ask, group: Group) -> None:
    attachment = await attached(group, group.member, None)
    assert (await confirm(ask, group.advisor, attachment, None))["supplierAttachment"]["hasOwnCode"] is False
    assert (await confirm(ask, group.advisor, attachment, "990011"))["supplierAttachment"]["hasOwnCode"] is True
    assert (await confirm(ask, group.advisor, attachment, ""))["supplierAttachment"]["hasOwnCode"] is True
    assert await models.JournalEntry.filter(kind=JournalKind.OWN_CODE_SET).count() == 1


async def test_only_a_car_rental_company_has_codes(ask: Ask, group: Group) -> None:
    attachment = await models.SupplierAttachment.create(
        member=group.member, supplier=group.office, account_number="C-1", status=AttachmentStatus.SENT
    )
    wrong = await confirm(ask, group.advisor, attachment, "990011")
    assert "loueur" in wrong["userErrors"][0]["message"]


async def test_the_letter_of_the_yes_tells_the_own_code_and_is_written_down(ask: Ask, group: Group) -> None:
    attachment = await attached(group, group.member, None, AttachmentStatus.SENT)
    await confirm(ask, group.advisor, attachment, "990011")
    letters = await models.OutboundMail.filter(letter="AttachmentDecided")
    assert {letter.to_address for letter in letters} == {group.owner.email, group.staff.email, group.double.email}
    assert all("990011" in letter.body_text and "584213" not in letter.body_text for letter in letters)
    told = await lines()
    assert {one.person_id for one in told} == {group.owner.id, group.staff.id, group.double.id}
    assert {(str(one.channel), one.actor_id, one.member_id) for one in told} == {
        ("MAIL", group.advisor.id, group.member.id)
    }


async def test_a_no_tells_nothing(ask: Ask, group: Group) -> None:
    attachment = await attached(group, group.member, None, AttachmentStatus.SENT)
    await ask.data("""mutation ($input: RefuseSupplierAttachmentInput!) { refuseSupplierAttachment(input: $input) {
      __typename } }""", input={"id": f"SupplierAttachment:{attachment.id}"}, as_=group.advisor)  # fmt: skip
    assert await lines() == []


async def test_the_gate_says_which_codes_there_are(ask: Ask, group: Group) -> None:
    document = (
        '{ supplier(code: "roulevite") { carRentalCode { ... on CarRentalCode { type hasGroupCode hasOwnCode } } } }'
    )

    async def seen(who: models.Person) -> Any:
        return (await ask.data(document, as_=who))["supplier"]["carRentalCode"]

    assert await seen(group.owner) == {"type": "CDP", "hasGroupCode": True, "hasOwnCode": False}
    await attached(group, group.other)
    assert (await seen(group.owner))["hasOwnCode"] is False
    assert (await seen(group.other_owner))["hasOwnCode"] is True
    assert (await seen(group.double))["hasOwnCode"] is True
    assert (await seen(group.advisor))["hasOwnCode"] is False


async def test_who_reads_the_journal_of_codes(ask: Ask, group: Group) -> None:
    await reveal(ask, group.owner, group.cars)
    await reveal(ask, group.other_owner, group.cars)
    await reveal(ask, group.advisor, group.cars)
    by_supplier = f'{{ supplier(code: "roulevite") {{ {REVEALS} }} }}'
    found = (await ask.data(by_supplier, as_=group.advisor))["supplier"]["codeReveals"]
    assert [(one["person"]["lastName"], one["member"] and one["member"]["legalName"]) for one in found["nodes"]] == [
        ("Conseil", None), ("Lac", "Garage du Lac"), ("Éclair", "Boulangerie Éclair")
    ]  # fmt: skip
    assert found["totalCount"] == 3
    denied = await ask(by_supplier, as_=group.owner)
    assert denied["data"]["supplier"]["codeReveals"] is None
    assert denied["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    by_member = f"query ($siret: String!) {{ member(siret: $siret) {{ {REVEALS} }} }}"
    own = (await ask.data(by_member, siret=siret(1), as_=group.owner))["member"]["codeReveals"]
    assert [one["person"]["lastName"] for one in own["nodes"]] == ["Éclair"]
    assert own["nodes"][0]["channel"] == "WEB"
    assert (await ask.data(by_member, siret=siret(2), as_=group.owner))["member"] is None
    other = (await ask.data(by_member, siret=siret(2), as_=group.advisor))["member"]["codeReveals"]
    assert other["totalCount"] == 1


async def test_other_lines_of_the_journal_stay_the_groups(ask: Ask, group: Group) -> None:
    await models.JournalEntry.create(kind=JournalKind.SIGNED_IN, member=group.member, person=group.owner, note="x")
    by_member = f"query ($siret: String!) {{ member(siret: $siret) {{ {REVEALS} }} }}"
    for who in (group.owner, group.advisor):
        found = (await ask.data(by_member, siret=siret(1), as_=who))["member"]["codeReveals"]
        assert found["totalCount"] == 0
