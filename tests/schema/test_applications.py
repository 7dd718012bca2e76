"""Applications through the API: sent by the public, read and decided by the group."""

from __future__ import annotations

from typing import Any

import models
from access import limits
from tests.group import Ask, Group, siret

APPLY = """mutation ($input: ApplyForMembershipInput!) { applyForMembership(input: $input) { __typename
  ... on MembershipApplicationReceived { message }
  ... on InvalidInput { userErrors { field code } } ... on TooManyAttempts { retryAfterSeconds } } }"""
QUEUE = """query ($mine: Boolean! = false, $status: ApplicationStatus) {
  membershipApplications(mine: $mine, status: $status) { totalCount nodes { id siret status statusLabel
    knownCompany { legalName } knownPerson { email } others { email } advisor { firstName }
    member { legalName } } } }"""
DECIDE = """mutation ($input: %sMembershipApplicationInput!) { %sMembershipApplication(input: $input) { __typename
  ... on MembershipApplicationPayload { application { statusLabel decidedBy { firstName } } member { legalName }
    person { email } }
  ... on InvalidInput { userErrors { field code } } ... on AccessRestricted { requiredRole } } }"""
ACCEPT, DECLINE = DECIDE % ("Accept", "accept"), DECIDE % ("Decline", "decline")


def given(**more: Any) -> dict[str, Any]:
    return {
        "siret": siret(90), "legalName": "Atelier Neuf", "postcode": "69003", "city": "Lyon", "firstName": "Nina",
        "lastName": "Neuf", "email": "nina@atelier-neuf.test", "consent": True, **more,
    }  # fmt: skip


async def apply(ask: Ask, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await ask.data(APPLY, input=given(**more)))["applyForMembership"]
    return found


async def test_from_the_form_to_the_member(ask: Ask, group: Group) -> None:
    for more in ({}, {"siret": group.prospect.siret}, {"email": group.owner.email}):
        assert await apply(ask, **more) == {
            "__typename": "MembershipApplicationReceived",
            "message": "Votre demande est bien arrivée. Un conseiller l’étudie et vous répond par courriel.",
        }
    queue = (await ask.data(QUEUE, as_=group.advisor))["membershipApplications"]
    assert queue["totalCount"] == 3
    new, known, third = queue["nodes"]
    assert (new["knownCompany"], new["knownPerson"], new["statusLabel"]) == (None, None, "À étudier")
    assert known["knownCompany"] == {"legalName": group.prospect.legal_name}
    assert third["knownPerson"] == {"email": group.owner.email}
    assert new["others"] == [{"email": group.owner.email}]
    mine = (await ask.data(QUEUE, mine=True, as_=group.advisor))["membershipApplications"]["nodes"]
    assert [one["id"] for one in mine] == [known["id"]], "the prospect's own advisor has it"

    accepted = (await ask.data(ACCEPT, input={"id": new["id"]}, as_=group.advisor))["acceptMembershipApplication"]
    assert accepted == {
        "__typename": "MembershipApplicationPayload",
        "application": {"statusLabel": "Acceptée", "decidedBy": {"firstName": "Sophie"}},
        "member": {"legalName": "Atelier Neuf"},
        "person": {"email": "nina@atelier-neuf.test"},
    }
    declined = (await ask.data(DECLINE, input={"id": third["id"]}, as_=group.admin))["declineMembershipApplication"]
    assert declined["application"] == {"statusLabel": "Déclinée", "decidedBy": {"firstName": "Ada"}}
    pending = (await ask.data(QUEUE, status="PENDING", as_=group.advisor))["membershipApplications"]["nodes"]
    assert [one["id"] for one in pending] == [known["id"]]


async def test_what_is_wrong_and_what_is_too_much(ask: Ask, group: Group) -> None:
    wrong = await apply(ask, siret="1", consent=False)
    assert wrong["userErrors"] == [{"field": "siret", "code": "INVALID"}, {"field": "consent", "code": "REQUIRED"}]
    for number in range(limits.APPLICATION.burst):
        assert (await apply(ask, siret=siret(100 + number)))["__typename"] == "MembershipApplicationReceived"
    refused = await apply(ask, siret=siret(200))
    assert refused["__typename"] == "TooManyAttempts"
    assert 0 < refused["retryAfterSeconds"] <= 600


async def test_only_the_group_reads_and_decides(ask: Ask, group: Group) -> None:
    await apply(ask, email=group.owner.email, siret=group.member.siret)
    (application,) = await models.MembershipApplication.all()
    id_ = f"MembershipApplication:{application.id}"
    for who in ("anonymous", "member", "prospect", "former", "double", "lonely"):
        person = group.people()[who]
        answer = await ask(QUEUE, as_=person)
        assert answer["data"] == {"membershipApplications": None}
        assert (await ask.data("query ($id: ID!) { node(id: $id) { id } }", id=id_, as_=person))["node"] is None
        for document, name in ((ACCEPT, "accept"), (DECLINE, "decline")):
            refused = (await ask.data(document, input={"id": id_}, as_=person))[f"{name}MembershipApplication"]
            assert refused == {"__typename": "AccessRestricted", "requiredRole": "ADVISOR"}
    assert (await models.MembershipApplication.get()).status == models.ApplicationStatus.PENDING


async def test_an_id_of_something_else(ask: Ask, group: Group) -> None:
    for document, name in ((ACCEPT, "accept"), (DECLINE, "decline")):
        for wrong in ("Member:1", "MembershipApplication:999", "?"):
            refused = (await ask.data(document, input={"id": wrong}, as_=group.admin))[f"{name}MembershipApplication"]
            assert refused["userErrors"] == [{"field": "id", "code": "NOT_FOUND"}]
