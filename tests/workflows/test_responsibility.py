"""Who answers for a company on a day, and which advisor gets a new one."""

from __future__ import annotations

import datetime as dt

import pytest

import models
from models.france import today
from settings import Settings
from tests.group import Ask, Group, siret
from tests.workflows.requests import letters, sent
from workflows.responsibility import advisor_for, advisor_who_is_here, responsible_advisor

DAY = dt.timedelta(days=1)


async def away(
    advisor: models.Person, backup: models.Person | None, first: int = 0, last: int = 0
) -> models.AdvisorAbsence:
    """An absence, in days from today on."""
    return await models.AdvisorAbsence.create(
        advisor=advisor, backup=backup, first_day=today() + first * DAY, last_day=today() + last * DAY
    )


async def company(number: int, advisor: models.Person | None, status: models.MemberStatus) -> models.Member:
    return await models.Member.create(siret=siret(number), legal_name=f"N{number}", advisor=advisor, status=status)


async def advisor_named(name: str) -> models.Person:
    return await models.Person.create(
        email=f"{name}@centrale.test", first_name=name, staff_role=models.StaffRole.ADVISOR
    )


async def name_of(member: models.Member | None, on: dt.date | None = None) -> str | None:
    found = await responsible_advisor(member, on)
    return found.first_name if found else None


async def test_the_advisor_answers_while_at_work(group: Group) -> None:
    assert await name_of(group.member) == "Sophie"
    await away(group.advisor, group.other_advisor, -9, -1)
    await away(group.advisor, group.other_advisor, 1, 9)
    assert await name_of(group.member) == "Sophie"
    assert await name_of(group.other) == "Marc"


async def test_the_backup_stands_in_from_the_first_day_to_the_last(group: Group) -> None:
    await away(group.advisor, group.other_advisor, -1, 2)
    found = [await name_of(group.member, today() + days * DAY) for days in range(-2, 4)]
    assert found == ["Sophie", "Marc", "Marc", "Marc", "Marc", "Sophie"]
    assert await name_of(group.member) == "Marc"


async def test_a_backup_who_is_away_has_a_backup_too(group: Group) -> None:
    await away(group.advisor, group.other_advisor)
    await away(group.other_advisor, group.admin)
    assert await name_of(group.member) == await name_of(group.other) == "Ada"


async def test_without_anybody_it_is_the_pool(group: Group) -> None:
    assert await name_of(None) is None
    assert await name_of(await company(9, None, models.MemberStatus.MEMBER)) is None
    absence = await away(group.advisor, None)
    assert await name_of(group.member) is None
    absence.backup = group.other_advisor
    await absence.save()
    await away(group.other_advisor, group.advisor)
    assert await name_of(group.member) is None, "they stand in for each other, and neither is there"


@pytest.mark.parametrize("change", [{"active": False}, {"staff_role": None}])
async def test_whoever_has_left_the_group_answers_no_more(ask: Ask, group: Group, change: dict[str, object]) -> None:
    await models.Person.filter(id=group.advisor.id).update(**change)
    assert await name_of(group.member) is None
    (shown,) = (await ask.data(WHO, as_=group.owner))["viewer"]["members"]
    assert (shown["advisorIsHere"], shown["responsibleAdvisor"]) == (False, None)
    await away(group.other_advisor, group.advisor)
    assert await name_of(group.other) is None


async def test_letters_show_who_answers(group: Group, settings: Settings) -> None:
    await away(group.advisor, group.other_advisor)
    await sent(settings, group)
    (letter,) = await letters("SupplierAttachmentLetter")
    assert "Marc Appui" in letter.body_text
    assert "Sophie" not in letter.body_text


WHO = """query { viewer { members {
  advisor { firstName absence { firstDay lastDay backup { firstName } } }
  advisorIsHere
  responsibleAdvisor { firstName }
} } }"""


async def test_members_see_who_is_away_today_and_who_answers(ask: Ask, group: Group) -> None:
    await away(group.advisor, None, 30, 40)
    (shown,) = (await ask.data(WHO, as_=group.owner))["viewer"]["members"]
    assert shown == {
        "advisor": {"firstName": "Sophie", "absence": None},
        "advisorIsHere": True,
        "responsibleAdvisor": {"firstName": "Sophie"},
    }
    await away(group.advisor, group.other_advisor, -1, 3)
    (shown,) = (await ask.data(WHO, as_=group.owner))["viewer"]["members"]
    assert (shown["advisorIsHere"], shown["responsibleAdvisor"]) == (False, {"firstName": "Marc"})
    assert shown["advisor"]["absence"] == {
        "firstDay": str(today() - DAY), "lastDay": str(today() + 3 * DAY), "backup": {"firstName": "Marc"},
    }  # fmt: skip


async def test_only_the_group_sees_absences_of_other_days(ask: Ask, group: Group) -> None:
    for first, last in ((-9, -5), (-1, 3), (30, 40)):
        await away(group.advisor, None, first, last)
    document, ids = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", [f"AdvisorAbsence:{id_}" for id_ in (1, 2, 3)]
    shown = [node and node["id"] for node in (await ask.data(document, ids=ids, as_=group.owner))["nodes"]]
    assert shown == [None, "AdvisorAbsence:2", None]
    assert None not in (await ask.data(document, ids=ids, as_=group.other_advisor))["nodes"]
    assert (await ask.data(document, ids=ids))["nodes"] == [None] * 3
    document = "query ($id: ID!) { node(id: $id) { ... on Advisor { absences { firstDay } } } }"
    shown = (await ask.data(document, id=f"Advisor:{group.advisor.id}", as_=group.admin))["node"]["absences"]
    assert shown == [{"firstDay": str(today() - DAY)}, {"firstDay": str(today() + 30 * DAY)}]
    answer = await ask(document, id=f"Advisor:{group.advisor.id}", as_=group.owner)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


# Who gets a new company.


async def test_the_advisor_of_the_department_gets_it(group: Group) -> None:
    await models.AdvisorDepartment.create(advisor=group.advisor, department="69")
    await models.AdvisorDepartment.create(advisor=group.advisor, department="2A")
    for postcode in ("69002", "20000"):
        assert await advisor_for(postcode) == group.advisor, "although Marc has fewer companies"
    for elsewhere in ("75001", "20200", "x", "", None):
        assert await advisor_for(elsewhere) == group.other_advisor


async def test_of_several_the_one_with_the_fewest_companies(group: Group) -> None:
    """Sophie has a member and a prospect, and one that left, which doesn't count; Marc has one member."""
    lea, tom = await advisor_named("Lea"), await advisor_named("Tom")
    assert await advisor_for("75001") == lea, "neither has one: the lower id"
    await company(11, lea, models.MemberStatus.PROSPECT)
    assert await advisor_for("75001") == tom
    await company(12, tom, models.MemberStatus.MEMBER)
    await company(13, tom, models.MemberStatus.MEMBER)
    assert await advisor_for("75001") == group.other_advisor, "Marc has one, like Lea, and the lower id"
    for advisor in (tom, group.advisor):
        await models.AdvisorDepartment.create(advisor=advisor, department="75")
    assert await advisor_for("75001") == group.advisor, "two each: the lower id"
    await company(14, group.advisor, models.MemberStatus.FORMER)
    assert await advisor_for("75001") == group.advisor
    await company(15, group.advisor, models.MemberStatus.PROSPECT)
    assert await advisor_for("75001") == tom


async def test_who_is_away_comes_last(group: Group) -> None:
    absence = await away(group.other_advisor, group.advisor, 0, 5)
    assert await advisor_for("75001") == group.advisor
    assert await advisor_for("75001", today() + 6 * DAY) == group.other_advisor
    await away(group.advisor, None)
    assert await advisor_for("75001") == group.other_advisor, "all are away: they come back"
    await models.AdvisorDepartment.create(advisor=group.other_advisor, department="75")
    await absence.delete()
    assert await advisor_for("75001") == group.other_advisor


async def test_administrators_and_those_who_left_get_none(group: Group) -> None:
    await models.Person.filter(id=group.other_advisor.id).update(active=False)
    assert await advisor_for("75001") == group.advisor
    await models.Person.filter(id=group.advisor.id).update(staff_role=None)
    assert await advisor_for("75001") is None


async def test_the_own_advisor_is_here_or_nobody_is_named(group: Group) -> None:
    member, advisor = group.member, group.advisor
    assert await advisor_who_is_here(member.id) == advisor.id
    assert await advisor_who_is_here(member.id + 1_000) is None
    for first, last, here in ((-2, -1, True), (1, 2, True), (0, 0, False), (-1, 1, False)):
        absence = await away(advisor, None, first, last)
        assert (await advisor_who_is_here(member.id) == advisor.id) is here, (first, last)
        await absence.delete()
    for gone in ({"active": False}, {"staff_role": None}):
        await models.Person.filter(id=advisor.id).update(**gone)
        assert await advisor_who_is_here(member.id) is None
        await models.Person.filter(id=advisor.id).update(active=True, staff_role=models.StaffRole.ADVISOR)
    await models.Member.filter(id=member.id).update(advisor_id=None)
    assert await advisor_who_is_here(member.id) is None
