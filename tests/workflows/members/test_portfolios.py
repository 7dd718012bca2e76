"""Companies go from one advisor to the next with what waits for them; absences are noted with who stands in."""

from __future__ import annotations

import asyncio
import datetime as dt

import models
from models.france import today
from settings import Settings
from tests.group import Group, viewer_of
from tests.workflows.requests import letters
from workflows import absences, portfolios
from workflows.members import Done
from workflows.outcomes import Invalid
from workflows.responsibility import responsible_advisor

DAY = dt.timedelta(days=1)


async def assign(
    settings: Settings, group: Group, who: models.Person, advisor: models.Person | None, *, tell: bool = True
) -> Done | Invalid:
    advisor_id = advisor.id if advisor else None
    viewer = await viewer_of(who)
    return await portfolios.assign(settings, viewer, group.member.id, advisor_id, reason="secteur", tell=tell)


async def conversation_of(
    member: models.Member, advisor: models.Person | None, status: models.ConversationStatus
) -> int:
    made = await models.Conversation.create(subject="Facture", member=member, advisor=advisor, status=status)
    return made.id


def problems(outcome: object) -> list[tuple[str, str]]:
    assert isinstance(outcome, Invalid), outcome
    return [(found.field, str(found.code)) for found in outcome.problems]


async def test_a_company_goes_to_another_advisor_with_what_waits(settings: Settings, group: Group) -> None:
    status = models.ConversationStatus
    waiting = await conversation_of(group.member, group.advisor, status.OPEN)
    snoozed = await conversation_of(group.member, group.advisor, status.SNOOZED)
    done = await conversation_of(group.member, group.advisor, status.CLOSED)
    others = await conversation_of(group.prospect, group.advisor, status.OPEN)
    taken = await conversation_of(group.member, group.admin, status.OPEN)
    assert isinstance(await assign(settings, group, group.admin, group.other_advisor), Done)
    assert await responsible_advisor(await models.Member.get(id=group.member.id)) == group.other_advisor
    queues = {one.id: one.advisor_id for one in await models.Conversation.all()}
    assert queues == {
        waiting: group.other_advisor.id, snoozed: group.other_advisor.id, done: group.advisor.id,
        others: group.advisor.id, taken: group.admin.id,
    }  # fmt: skip
    told = await models.ConversationMessage.filter(conversation_id=waiting).first()
    assert told is not None
    assert told.text == "Ada Direction a confié la conversation à Marc Appui."
    (line,) = await models.AdvisorHandover.all()
    assert (line.previous_id, line.advisor_id, line.actor_id, line.reason) == (
        group.advisor.id, group.other_advisor.id, group.admin.id, "secteur",
    )  # fmt: skip
    written = await letters("AdvisorChanged")
    assert {letter.to_address for letter in written} == {group.owner.email, group.staff.email, group.double.email}
    assert written[0].subject == "Marc Appui suit désormais votre dossier"
    assert "prend la suite de Sophie Conseil" in written[0].body_text


async def test_to_the_same_nothing_happens_and_to_the_pool_nobody_is_told(settings: Settings, group: Group) -> None:
    assert isinstance(await assign(settings, group, group.advisor, group.advisor), Done)
    assert not await models.AdvisorHandover.exists()
    assert isinstance(await assign(settings, group, group.advisor, None), Done)
    assert (await models.Member.get(id=group.member.id)).advisor_id is None
    assert isinstance(await assign(settings, group, group.advisor, group.other_advisor, tell=False), Done)
    assert not await letters()
    history = await models.AdvisorHandover.all().order_by("id")
    assert [(line.previous_id, line.advisor_id) for line in history] == [
        (group.advisor.id, None), (None, group.other_advisor.id),
    ]  # fmt: skip


async def test_only_to_somebody_who_is_there(settings: Settings, group: Group) -> None:
    assert problems(await assign(settings, group, group.admin, group.owner)) == [("advisorId", "NOT_FOUND")]
    await models.Person.filter(id=group.other_advisor.id).update(active=False)
    assert problems(await assign(settings, group, group.admin, group.other_advisor)) == [("advisorId", "NOT_FOUND")]
    viewer = await viewer_of(group.admin)
    outcome = await portfolios.assign(settings, viewer, 999_999, group.advisor.id, reason=None, tell=True)
    assert problems(outcome) == [("memberId", "NOT_FOUND")]


async def test_a_whole_portfolio(settings: Settings, group: Group) -> None:
    """Of Sophie's three companies one has left: it goes along, and nobody there is written to."""
    outcome = await portfolios.hand_over(
        settings, await viewer_of(group.advisor), group.advisor.id, group.other_advisor.id, reason="départ", tell=True
    )
    assert isinstance(outcome, portfolios.HandedOver)
    assert outcome.companies == 3
    assert not await models.Member.filter(advisor=group.advisor).exists()
    assert await models.AdvisorHandover.filter(reason="départ").count() == 3
    told = {letter.to_address for letter in await letters("AdvisorChanged")}
    assert group.prospect_owner.email in told
    assert group.former_owner.email not in told
    entry = await models.JournalEntry.get()
    assert (entry.kind, entry.note) == (models.JournalKind.PORTFOLIO_HANDED_OVER, "3 sociétés. départ")


async def test_a_colleague_s_portfolio_is_the_administrator_s_to_give(settings: Settings, group: Group) -> None:
    async def give(who: models.Person, previous: models.Person, to: models.Person) -> object:
        viewer = await viewer_of(who)
        return await portfolios.hand_over(settings, viewer, previous.id, to.id, reason=None, tell=False)

    refused = await give(group.advisor, group.other_advisor, group.advisor)
    assert problems(refused) == [("previousAdvisorId", "NOT_YOURS")]
    assert problems(await give(group.admin, group.advisor, group.advisor)) == [("advisorId", "CONFLICT")]
    assert problems(await give(group.advisor, group.advisor, group.owner)) == [("advisorId", "NOT_FOUND")]
    assert isinstance(await give(group.admin, group.other_advisor, group.advisor), portfolios.HandedOver)
    assert problems(await give(group.admin, models.Person(id=999), group.advisor)) == [
        ("previousAdvisorId", "NOT_FOUND")
    ]


# Absences.


async def plan(
    who: models.Person, first: int, last: int, *, of: models.Person | None = None, backup: models.Person | None = None
) -> absences.Planned | Invalid:
    return await absences.plan(
        await viewer_of(who), of.id if of else None, today() + first * DAY, today() + last * DAY,
        backup.id if backup else None,
    )  # fmt: skip


async def test_an_absence_is_noted_and_cancelled(group: Group) -> None:
    outcome = await plan(group.advisor, 0, 4, backup=group.other_advisor)
    assert isinstance(outcome, absences.Planned)
    assert await responsible_advisor(group.member) == group.other_advisor
    later = await plan(group.advisor, 5, 9)
    assert isinstance(later, absences.Planned)
    assert later.absence is not None
    cancelled = await absences.cancel(await viewer_of(group.advisor), later.absence.id)
    assert isinstance(cancelled, absences.Planned)
    assert cancelled.absence is None
    assert await models.AdvisorAbsence.all().count() == 1


async def test_back_earlier(group: Group) -> None:
    absence = await models.AdvisorAbsence.create(
        advisor=group.advisor, backup=group.other_advisor, first_day=today() - 3 * DAY, last_day=today() + 3 * DAY
    )
    viewer = await viewer_of(group.advisor)
    assert isinstance(await absences.cancel(viewer, absence.id), absences.Planned)
    assert await responsible_advisor(group.member) == group.advisor
    assert await responsible_advisor(group.member, today() - DAY) == group.other_advisor
    assert problems(await absences.cancel(viewer, absence.id)) == [("id", "NOT_FOUND")], "it is past"


async def test_absences_that_cannot_be(group: Group) -> None:
    await plan(group.advisor, 2, 4)
    assert problems(await plan(group.advisor, 4, 6)) == [("firstDay", "CONFLICT")]
    assert problems(await plan(group.advisor, 0, 9)) == [("firstDay", "CONFLICT")]
    assert isinstance(await plan(group.advisor, 0, 1), absences.Planned)
    assert problems(await plan(group.advisor, 9, 8)) == [("lastDay", "INVALID")]
    assert problems(await plan(group.advisor, -9, -1)) == [("lastDay", "INVALID")]
    assert problems(await plan(group.advisor, 10, 400)) == [("lastDay", "TOO_MANY")]
    assert problems(await plan(group.advisor, 10, 11, backup=group.advisor)) == [("backupId", "CONFLICT")]
    assert problems(await plan(group.advisor, 10, 11, backup=group.owner)) == [("backupId", "NOT_FOUND")]


async def test_whose_absences_one_may_note(group: Group) -> None:
    refused = await plan(group.advisor, 0, 1, of=group.other_advisor)
    assert problems(refused) == [("advisorId", "NOT_YOURS")]
    planned = await plan(group.admin, 0, 1, of=group.other_advisor)
    assert isinstance(planned, absences.Planned)
    assert planned.absence is not None
    refused = await absences.cancel(await viewer_of(group.advisor), planned.absence.id)
    assert problems(refused) == [("id", "NOT_YOURS")]
    assert isinstance(await absences.cancel(await viewer_of(group.admin), planned.absence.id), absences.Planned)
    assert problems(await plan(group.admin, 0, 1, of=group.owner)) == [("advisorId", "NOT_FOUND")]


async def test_of_absences_noted_at_once_that_overlap_one_stays(group: Group) -> None:
    await asyncio.gather(*(plan(group.advisor, number, number + 3) for number in range(4)))
    assert await models.AdvisorAbsence.all().count() == 1


async def test_of_many_lists_of_departments_at_once_one_holds(group: Group) -> None:
    viewer, lists = await viewer_of(group.admin), (["69", "38"], ["69", "01"], ["69"], ["38", "69", "42"])
    await asyncio.gather(*(absences.set_departments(viewer, group.advisor.id, each) for each in lists))
    assert sorted(await departments_of(group.advisor)) in [sorted(each) for each in lists]


async def departments_of(advisor: models.Person) -> list[str]:
    return [row.department for row in await models.AdvisorDepartment.filter(advisor=advisor)]


async def test_departments(group: Group) -> None:
    viewer = await viewer_of(group.admin)
    assert await absences.set_departments(viewer, group.advisor.id, ["69", " 2a ", "69", "974"]) == group.advisor
    assert isinstance(await absences.set_departments(viewer, group.other_advisor.id, ["69"]), models.Person)
    refused = await absences.set_departments(viewer, group.advisor.id, ["69", "20", "96", "Rhône"])
    assert problems(refused) == [("departments", "INVALID")]
    kept = await models.AdvisorDepartment.filter(advisor=group.advisor).order_by("department")
    assert [row.department for row in kept] == ["2A", "69", "974"]
    assert await absences.set_departments(viewer, group.advisor.id, []) == group.advisor
    assert not await models.AdvisorDepartment.filter(advisor=group.advisor).exists()
    assert problems(await absences.set_departments(viewer, group.owner.id, ["69"])) == [("advisorId", "NOT_FOUND")]
