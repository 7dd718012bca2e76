"""Companies and advisors through the API: who may, what is answered, and by what companies are narrowed down."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tortoise import timezone

import models
from models.france import today
from tests.group import Ask, Group, siret

DAY = dt.timedelta(days=1)
COMPANY = """{ __typename ... on CompanyPayload { member { legalName status phone department advisor { firstName } } }
  ... on InvalidInput { userErrors { field code } } ... on AccessRestricted { code requiredRole } }"""


def mutation(name: str, input_type: str, selection: str = COMPANY) -> str:
    return f"mutation ($input: {input_type}!) {{ {name}(input: $input) {selection} }}"


CLOSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("admitMember", "AdmitMemberInput", {"memberId": "Member:3"}, "ADVISOR"),
    ("endMembership", "EndMembershipInput", {"memberId": "Member:1"}, "ADVISOR"),
    ("assignAdvisor", "AssignAdvisorInput", {"memberId": "Member:1"}, "ADVISOR"),
    ("registerCompany", "RegisterCompanyInput",
     {"siret": siret(80), "legalName": "Neuve", "postcode": "69001", "city": "Lyon"}, "ADVISOR"),
    ("updateCompany", "UpdateCompanyInput", {"memberId": "Member:1", "city": "Ailleurs"}, "SIGNED_IN"),
]  # fmt: skip
SELECTION = "{ __typename ... on AccessRestricted { code requiredRole } ... on InvalidInput { userErrors { code } } }"
CLOSED_ELSE = [
    ("handOverPortfolio", "HandOverPortfolioInput", {"previousAdvisorId": "Advisor:1", "advisorId": "Advisor:2"},
     "ADVISOR"),
    ("planAdvisorAbsence", "PlanAdvisorAbsenceInput", {"firstDay": "2030-01-01", "lastDay": "2030-01-02"}, "ADVISOR"),
    ("cancelAdvisorAbsence", "CancelAdvisorAbsenceInput", {"id": "AdvisorAbsence:1"}, "ADVISOR"),
    ("setAdvisorDepartments", "SetAdvisorDepartmentsInput", {"advisorId": "Advisor:1", "departments": ["69"]}, "ADMIN"),
]  # fmt: skip


@pytest.mark.parametrize("who", ["anonymous", "member", "prospect", "former", "double", "advisor"])
async def test_closed_to_whom_it_is_not_for(ask: Ask, group: Group, who: str) -> None:
    person = group.people()[who]
    granted = {"anonymous": 0, "advisor": 2}.get(who, 1)
    for name, kind, given, role in CLOSED + CLOSED_ELSE:
        if ["ANYONE", "SIGNED_IN", "ADVISOR", "ADMIN"].index(role) <= granted:
            continue
        answer = (await ask.data(mutation(name, kind, SELECTION), as_=person, input=given))[name]
        code = "UNAUTHENTICATED" if person is None else "FORBIDDEN"
        assert answer == {"__typename": "AccessRestricted", "code": code, "requiredRole": role}, name
    assert await models.Member.all().count() == 4
    assert not await models.JournalEntry.exists()


async def test_what_advisors_are_answered(ask: Ask, group: Group) -> None:
    async def done(number: int, **more: Any) -> dict[str, Any]:
        name, kind, given, _ = CLOSED[number]
        answer = (await ask.data(mutation(name, kind), as_=group.advisor, input={**given, **more}))[name]
        assert answer["__typename"] == "CompanyPayload", answer
        return dict(answer["member"])

    assert (await done(0, memberId=f"Member:{group.prospect.id}", on=str(today())))["status"] == "MEMBER"
    assert (await done(1, memberId=f"Member:{group.member.id}", reason="fin"))["status"] == "FORMER"
    assigned = await done(2, memberId=f"Member:{group.member.id}", advisorId=f"Advisor:{group.other_advisor.id}")
    assert assigned["advisor"] == {"firstName": "Marc"}
    registered = await done(3, phone="04 00 00 00 00")
    assert (registered["status"], registered["phone"], registered["department"]) == ("PROSPECT", "04 00 00 00 00", "69")
    assert (await done(4, memberId=f"Member:{group.member.id}", legalName="Éclair"))["legalName"] == "Éclair"


async def test_an_id_of_something_else_names_nothing(ask: Ask, group: Group) -> None:
    for name, kind, given, _ in CLOSED:
        if "memberId" in given:
            for wrong in ("Supplier:1", "Member:999999", "?", ""):
                answer = await ask.data(mutation(name, kind), as_=group.advisor, input={**given, "memberId": wrong})
                assert answer[name]["userErrors"] == [{"field": "memberId", "code": "NOT_FOUND"}]


async def test_absences_and_departments(ask: Ask, group: Group) -> None:
    first, last = str(today()), str(today() + 3 * DAY)
    plan = mutation(
        "planAdvisorAbsence", "PlanAdvisorAbsenceInput",
        "{ ... on AdvisorAbsencePayload { advisor { firstName } absence { id lastDay backup { firstName } } } }",
    )  # fmt: skip
    given = {"firstDay": first, "lastDay": last, "backupId": f"Advisor:{group.other_advisor.id}"}
    answer = (await ask.data(plan, as_=group.advisor, input=given))["planAdvisorAbsence"]
    assert answer["advisor"] == {"firstName": "Sophie"}
    absence = answer["absence"]
    assert (absence["lastDay"], absence["backup"]) == (last, {"firstName": "Marc"})
    cancel = mutation(
        "cancelAdvisorAbsence", "CancelAdvisorAbsenceInput", "{ ... on AdvisorAbsencePayload { absence { id } } }"
    )
    cancelled = (await ask.data(cancel, as_=group.advisor, input={"id": absence["id"]}))["cancelAdvisorAbsence"]
    assert cancelled == {"absence": None}
    departments = mutation(
        "setAdvisorDepartments", "SetAdvisorDepartmentsInput",
        "{ ... on AdvisorPayload { advisor { departments { department } } } }",
    )  # fmt: skip
    wanted = {"advisorId": f"Advisor:{group.advisor.id}", "departments": ["75", "2a"]}
    shown = (await ask.data(departments, as_=group.admin, input=wanted))["setAdvisorDepartments"]
    assert shown == {"advisor": {"departments": [{"department": "2A"}, {"department": "75"}]}}


async def test_a_portfolio_changes_hands(ask: Ask, group: Group) -> None:
    document = mutation(
        "handOverPortfolio", "HandOverPortfolioInput",
        "{ ... on PortfolioHandedOver { companies advisor { firstName } } }",
    )  # fmt: skip
    given = {
        "previousAdvisorId": f"Advisor:{group.advisor.id}", "advisorId": f"Advisor:{group.other_advisor.id}",
        "reason": "départ", "tellOwners": False,
    }  # fmt: skip
    answer = (await ask.data(document, as_=group.admin, input=given))["handOverPortfolio"]
    assert answer == {"companies": 3, "advisor": {"firstName": "Marc"}}
    history = "query ($siret: String) { member(siret: $siret) { handovers { reason previous { firstName } } } }"
    shown = await ask.data(history, siret=group.member.siret, as_=group.other_advisor)
    assert shown["member"]["handovers"] == [{"reason": "départ", "previous": {"firstName": "Sophie"}}]


async def test_who_sees_that_they_may(ask: Ask, group: Group) -> None:
    await models.Affiliation.filter(person=group.staff).update(role=models.AffiliationRole.STAFF)
    document = "query ($siret: String) { member(siret: $siret) { viewerCanUpdate } }"
    seen = {}
    for who, person in group.people().items():
        member = (await ask(document, siret=group.member.siret, as_=person))["data"]["member"]
        seen[who] = member and member["viewerCanUpdate"]
    assert {who for who, may in seen.items() if may} == {"member", "double", "advisor", "other_advisor", "admin"}
    member = (await ask.data(document, siret=group.member.siret, as_=group.staff))["member"]
    assert member == {"viewerCanUpdate": False}


# By what companies are narrowed down.


async def names(ask: Ask, group: Group, arguments: str, who: str = "advisor") -> set[str]:
    data = await ask.data(f"{{ members{arguments} {{ nodes {{ legalName }} }} }}", as_=group.people()[who])
    return {node["legalName"] for node in data["members"]["nodes"]}


ALL = {"Boulangerie Éclair", "Garage du Lac", "Fleurs d’Août", "Ancien Moulin"}


async def test_mine_and_those_that_i_stand_in_for(ask: Ask, group: Group) -> None:
    mine = ALL - {"Garage du Lac"}
    assert await names(ask, group, "") == ALL
    assert await names(ask, group, "(mine: true)") == mine
    assert await names(ask, group, "(mine: true)", "other_advisor") == {"Garage du Lac"}
    assert await names(ask, group, "(mine: true)", "admin") == set()
    assert await names(ask, group, f'(advisor: "Advisor:{group.advisor.id}")', "admin") == mine
    absence = await models.AdvisorAbsence.create(
        advisor=group.advisor, backup=group.other_advisor, first_day=today(), last_day=today()
    )
    assert await names(ask, group, "(mine: true)", "other_advisor") == ALL
    assert await names(ask, group, "(mine: true, status: FORMER)", "other_advisor") == {"Ancien Moulin"}
    await models.AdvisorAbsence.filter(id=absence.id).update(first_day=today() + DAY, last_day=today() + DAY)
    assert await names(ask, group, "(mine: true)", "other_advisor") == {"Garage du Lac"}


async def test_by_department_and_city(ask: Ask, group: Group) -> None:
    group.other.postcode, group.other.city = "20137", "Porto-Vecchio"
    await group.other.save()
    assert await names(ask, group, '(department: "2a")') == {"Garage du Lac"}
    assert await names(ask, group, '(department: "69")') == ALL - {"Garage du Lac"}
    assert await names(ask, group, '(search: "porto vecchio")') == {"Garage du Lac"}
    assert await names(ask, group, '(department: "6")') == set()


async def test_of_whom_nothing_came(ask: Ask, group: Group) -> None:
    async def silent(day: dt.date) -> set[str]:
        return await names(ask, group, f'(inactiveSince: "{day}")')

    assert await silent(today()) == ALL
    await models.SupplierAttachment.create(member=group.member, supplier=group.office)
    mailbox = await models.Mailbox.create(name="INBOX")
    await models.InboundMail.create(mailbox=mailbox, uidvalidity=1, uid=1, sha256="", size=1, member=group.other)
    await models.Session.create(person=group.prospect_owner, token_hash="x", expires_at=timezone.now())
    assert await silent(today()) == {"Ancien Moulin"}
    assert await silent(today() + DAY) == ALL
    await models.InboundMail.all().update(received_at=timezone.now() - 3 * DAY)
    assert await silent(today()) == {"Ancien Moulin", "Garage du Lac"}
    assert await silent(today() - 4 * DAY) == {"Ancien Moulin"}
