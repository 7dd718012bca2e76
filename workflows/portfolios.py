"""Who follows a company: giving it to an advisor, and handing over a whole portfolio. Each leaves a line of history.

What waits for the advisor goes along: the company's conversations in their queue.
"""

from __future__ import annotations

from dataclasses import dataclass

from tortoise.transactions import in_transaction

from access.policy import may_speak_for
from access.viewer import Viewer
from models import (
    AdvisorHandover,
    Conversation,
    ConversationStatus,
    JournalKind,
    Member,
    MemberStatus,
    Person,
    StaffRole,
)
from models.settled import settled_with
from settings import Settings
from workflows import company_data, member_letters
from workflows.conversations.queues import give
from workflows.inputs import InputCode, InputError, Problems
from workflows.journal import record
from workflows.members import UNKNOWN, Done
from workflows.outcomes import Invalid


@dataclass(frozen=True)
class HandedOver:
    """So many companies have the new advisor."""

    advisor: Person
    companies: int


async def assign(
    settings: Settings, viewer: Viewer, member_id: int, advisor_id: int | None, *, reason: str | None, tell: bool
) -> Done | Invalid:
    """Give a company to an advisor, or to the pool (None). `tell`: its owners get a letter."""
    problems, advisor = Problems(), None
    why = company_data.reason(problems, reason)
    with problems:
        advisor = await staff("advisorId", advisor_id)
    if problems.found:
        return Invalid(problems.found)
    async with in_transaction():
        member = await Member.select_for_update().get_or_none(id=member_id)
        if member is None:
            return UNKNOWN
        if member.advisor_id != advisor_id:
            await _give(settings, viewer, member, advisor, why, tell=tell)
            await record(JournalKind.ADVISOR_ASSIGNED, viewer, member_id=member.id, person_id=advisor_id, note=why)
        return Done(member)


async def hand_over(
    settings: Settings, viewer: Viewer, previous_id: int, advisor_id: int, *, reason: str | None, tell: bool
) -> HandedOver | Invalid:
    """Give all companies of one advisor to another: one's own portfolio, or anybody's for an administrator."""
    problems, advisor = Problems(), None
    why = company_data.reason(problems, reason)
    with problems:
        advisor = await staff("advisorId", advisor_id)
    if not may_speak_for(viewer, previous_id):
        message = "Le portefeuille d’un collègue est confié par un administrateur."
        problems.add("previousAdvisorId", InputCode.NOT_YOURS, message)
    elif not await Person.exists(id=previous_id):
        problems.add("previousAdvisorId", InputCode.NOT_FOUND, "Ce conseiller n’existe pas.")
    if previous_id == advisor_id:
        problems.add("advisorId", InputCode.CONFLICT, "C’est le même conseiller.")
    if problems.found or advisor is None:
        return Invalid(problems.found)
    async with in_transaction():
        companies = await Member.select_for_update().filter(advisor_id=previous_id).order_by("id")
        for member in companies:
            await _give(settings, viewer, member, advisor, why, tell=tell)
        note = f"{len(companies)} sociétés. {why}".strip()
        await record(JournalKind.PORTFOLIO_HANDED_OVER, viewer, person_id=previous_id, note=note)
    return HandedOver(advisor, len(companies))


async def _give(
    settings: Settings, viewer: Viewer, member: Member, advisor: Person | None, why: str, *, tell: bool
) -> None:
    previous = await Person.get_or_none(id=member.advisor_id) if member.advisor_id else None
    advisor_id = advisor.id if advisor else None
    handover = await AdvisorHandover.create(
        member_id=member.id, previous=previous, advisor=advisor, actor_id=viewer.person_id, reason=why
    )
    member.settled = settled_with(member.settled, ["advisor_id"])
    await Member.filter(id=member.id).update(advisor_id=advisor_id, settled=member.settled)
    for conversation in await _waiting(member):
        await give(conversation, viewer, advisor_id)
    member.advisor_id = advisor_id
    if tell and advisor is not None and member.status != MemberStatus.FORMER:
        await member_letters.advisor_changed(settings, viewer, member, previous, advisor, handover.id)


async def _waiting(member: Member) -> list[Conversation]:
    """The company's open conversations in its advisor's queue, or in the pool when it has none; held until the end."""
    whose = {"advisor_id": member.advisor_id} if member.advisor_id else {"advisor_id__isnull": True}
    waiting = Conversation.select_for_update().filter(member_id=member.id, **whose)
    return await waiting.exclude(status=ConversationStatus.CLOSED).order_by("id")


async def staff(field: str, advisor_id: int | None) -> Person | None:
    """Somebody who works for the group; None for None. Raises `InputError`."""
    if advisor_id is None:
        return None
    person = await Person.get_or_none(id=advisor_id, active=True, staff_role__in=tuple(StaffRole))
    if person is None:
        raise InputError(field, InputCode.NOT_FOUND, "Ce conseiller n’existe pas, ou n’est plus là.")
    return person
