"""Memberships: who is registered, joins, leaves and comes back. The only writer of a company's status.

    (unknown) ──registered──▶ PROSPECT ──admitted──▶ MEMBER ──ended──▶ FORMER ──admitted again──▶ MEMBER
    MEMBER ──its end is announced──▶ MEMBER with a last day ──that day is over──▶ FORMER
                                     └──admitted again──▶ MEMBER without it

The gates follow at once, in every process (decision 0008). With a membership end its requests at suppliers and its
accepted attachments, and the suppliers are told. Imports write statuses in bulk; `settle_import` makes up for the rest.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from access.permissions import may, update_company
from access.viewer import Viewer
from models import Channel, JournalKind, Member, MembershipEvent, MemberStatus, Person
from models.france import today
from models.settled import settled_with
from settings import Settings
from workflows import attestations, company_data, member_letters, supplier_attachments
from workflows.company_data import CompanyData
from workflows.inputs import InputCode, Problems
from workflows.journal import record
from workflows.outcomes import Invalid
from workflows.responsibility import advisor_for

# The product itself, when a day has come or an import was settled.
_PRODUCT = "automatique"
_AT_ONCE = 500
_MOVES = {
    MemberStatus.PROSPECT: {MemberStatus.MEMBER},
    MemberStatus.MEMBER: {MemberStatus.FORMER},
    MemberStatus.FORMER: {MemberStatus.MEMBER},
}


@dataclass(frozen=True)
class Done:
    """The company as it is now."""

    member: Member


Outcome = Done | Invalid
UNKNOWN = Invalid.one("memberId", InputCode.NOT_FOUND, "Cette entreprise n’existe pas.")


async def register(viewer: Viewer, siret: str | None, given: CompanyData) -> Outcome:
    """Write down a company that asked for us: a prospect, followed by the advisor whose turn it is."""
    problems = Problems()
    number = ""
    with problems:
        number = company_data.siret("siret", siret)
    checked = company_data.company(problems, given, complete=True)
    if problems.found:
        return Invalid(problems.found)
    return await create(viewer, number, checked)


async def create(viewer: Viewer, siret: str, checked: CompanyData, *, advisor_id: int | None = None) -> Outcome:
    """The prospect of data that were checked, of this advisor while they are there; a CONFLICT for a known SIRET."""
    known = await Person.get_or_none(id=advisor_id or 0, active=True, staff_role__isnull=False)
    advisor = known or await advisor_for(checked.postcode)
    try:
        async with in_transaction():
            member = Member(siret=siret, advisor=advisor)
            await member.update_from_dict(checked.given()).save()
            await _note(member, MemberStatus.PROSPECT, today(), viewer, "")
            await record(JournalKind.COMPANY_REGISTERED, viewer, member_id=member.id)
    except IntegrityError:
        return Invalid.one("siret", InputCode.CONFLICT, "Cette entreprise est déjà connue : cherchez-la par son SIRET.")
    return Done(member)


async def update(viewer: Viewer, member_id: int, given: CompanyData) -> Outcome:
    """Correct a company's data; what is not given stays. The name is the group's to correct."""
    problems = Problems()
    checked = company_data.company(problems, given)
    async with in_transaction():
        member = await Member.select_for_update().get_or_none(id=member_id)
        if member is None or not may(viewer, update_company, member):
            return UNKNOWN
        if checked.legal_name not in (None, member.legal_name) and not viewer.is_staff:
            message = "La raison sociale est modifiée par votre conseiller : écrivez-lui."
            problems.add("legalName", InputCode.NOT_YOURS, message)
        if problems.found:
            return Invalid(problems.found)
        changed = {name: value for name, value in checked.given().items() if value != getattr(member, name)}
        if changed:
            member.update_from_dict(changed)
            member.settled = settled_with(member.settled, changed)
            member.derive()
            derived = ("department", "sort_name", "search_text")
            await member.save(update_fields=[*changed, "settled", *derived])
            await record(JournalKind.COMPANY_UPDATED, viewer, member_id=member.id, note=", ".join(sorted(changed)))
        return Done(member)


async def admit(
    settings: Settings, viewer: Viewer, member_id: int, *, on: dt.date | None = None, reason: str | None = None
) -> Outcome:
    """The company is a member from a day on (today, or before); saying so twice is fine."""
    day, problems = on or today(), Problems()
    why = company_data.reason(problems, reason)
    async with in_transaction():
        member = await Member.select_for_update().get_or_none(id=member_id)
        if member is None:
            return UNKNOWN
        if member.status == MemberStatus.MEMBER:
            return Invalid(problems.found) if problems.found else await _go_on(settings, viewer, member, why)
        if day > today():
            problems.add("on", InputCode.INVALID, "Une adhésion commence aujourd’hui ou avant, pas plus tard.")
        elif member.left_on and day < member.left_on:
            problems.add("on", InputCode.INVALID, f"L’adhésion d’avant a duré jusqu’au {member.left_on:%d/%m/%Y}.")
        if problems.found:
            return Invalid(problems.found)
        await _move(member, MemberStatus.MEMBER, day, viewer, why, joined_on=day, left_on=None)
        await record(JournalKind.MEMBERSHIP_BEGAN, viewer, member_id=member.id, note=why)
        await member_letters.membership_changed(settings, viewer, member, "BEGAN", day)
        return Done(member)


async def _go_on(settings: Settings, viewer: Viewer, member: Member, why: str) -> Outcome:
    """A member stays one: an end that was announced is called off."""
    if member.left_on is not None:
        await _set(member, left_on=None)
        await _note(member, MemberStatus.MEMBER, today(), viewer, why)
        await record(JournalKind.MEMBERSHIP_GOES_ON, viewer, member_id=member.id, note=why)
        await member_letters.membership_changed(settings, viewer, member, "GOES_ON", today())
    return Done(member)


async def end(
    settings: Settings, viewer: Viewer, member_id: int, *, on: dt.date | None = None, reason: str | None = None
) -> Outcome:
    """The membership ends: at once when `on`, its last day, is today or before, else when that day is over."""
    day, problems = on or today(), Problems()
    why = company_data.reason(problems, reason)
    async with in_transaction():
        member = await Member.select_for_update().get_or_none(id=member_id)
        if member is None:
            return UNKNOWN
        if member.status == MemberStatus.FORMER and not problems.found:
            return Done(member)
        if member.status == MemberStatus.PROSPECT:
            problems.add("memberId", InputCode.CONFLICT, "Cette entreprise n’est pas adhérente.")
        if member.joined_on and day < member.joined_on:
            problems.add("on", InputCode.INVALID, f"Elle n’est adhérente que depuis le {member.joined_on:%d/%m/%Y}.")
        if problems.found:
            return Invalid(problems.found)
        if day <= today():
            await _leave(settings, viewer, member, day, why)
        elif day != member.left_on:
            await _set(member, left_on=day)
            await _note(member, MemberStatus.FORMER, day, viewer, why, announced=True)
            await record(JournalKind.MEMBERSHIP_END_PLANNED, viewer, member_id=member.id, note=why)
            await member_letters.membership_changed(settings, viewer, member, "ENDS", day)
        return Done(member)


async def _leave(settings: Settings, viewer: Viewer, member: Member, day: dt.date, why: str) -> None:
    await _move(member, MemberStatus.FORMER, day, viewer, why, left_on=day)
    await record(JournalKind.MEMBERSHIP_ENDED, viewer, member_id=member.id, note=why)
    await supplier_attachments.end_with_membership(settings, viewer, member.id, day)
    await attestations.end_with_membership(member.id)
    await member_letters.membership_changed(settings, viewer, member, "ENDED", day)


async def end_memberships(settings: Settings) -> int:
    """End the memberships whose last day is over; how many. A daily job, safe to repeat."""
    due = await Member.filter(status=MemberStatus.MEMBER, left_on__lt=today()).order_by("id")
    viewer, ended = Viewer(display_name=_PRODUCT), 0
    for one in due:
        async with in_transaction():
            member = await Member.select_for_update().get(id=one.id)
            if member.status == MemberStatus.MEMBER and member.left_on is not None and member.left_on < today():
                await _leave(settings, viewer, member, member.left_on, "dernier jour annoncé")
                ended += 1
    return ended


async def settle_import(settings: Settings) -> int:
    """After an import: write the history of statuses that it changed, and end what ends with a membership; how many.

    Only suppliers are written to: a file of thousands of companies must not become thousands of letters.
    """
    last = dict(await MembershipEvent.filter(announced=False).order_by("id").values_list("member_id", "status"))
    changed = [member for member in await Member.all().order_by("id") if last.get(member.id) != member.status]
    viewer = Viewer(display_name="import", channel=Channel.IMPORT)
    for member in changed:
        if member.status != MemberStatus.MEMBER and await supplier_attachments.alive(member.id):
            async with in_transaction():
                await supplier_attachments.end_with_membership(settings, viewer, member.id, member.left_on or today())
    left = [member.id for member in changed if member.status != MemberStatus.MEMBER]
    for member_id in left:
        await attestations.end_with_membership(member_id)
    # Last: what was interrupted before is found again by the next run.
    events = [_line(member, member.status, _since(member), viewer) for member in changed]
    await MembershipEvent.bulk_create(events, batch_size=_AT_ONCE)
    return len(changed)


def _since(member: Member) -> dt.date:
    days = {MemberStatus.MEMBER: member.joined_on, MemberStatus.FORMER: member.left_on}
    return days.get(member.status) or today()


async def _move(
    member: Member, to: MemberStatus, day: dt.date, viewer: Viewer, why: str, **changes: dt.date | None
) -> None:
    """One transition and its line of history; the row is locked."""
    if to not in _MOVES[member.status]:
        raise ValueError(f"a company that is {member.status} can't become {to}")
    await _set(member, status=to, **changes)
    await _note(member, to, day, viewer, why)


async def _set(member: Member, **changes: Any) -> None:
    changes["settled"] = settled_with(member.settled, changes)
    await Member.filter(id=member.id).update(**changes)
    member.update_from_dict(changes)


async def _note(
    member: Member, status: MemberStatus, day: dt.date, viewer: Viewer, why: str, *, announced: bool = False
) -> None:
    event = _line(member, status, day, viewer)
    event.reason, event.announced = why, announced
    await event.save()


def _line(member: Member, status: MemberStatus, day: dt.date, viewer: Viewer) -> MembershipEvent:
    return MembershipEvent(
        member_id=member.id,
        status=status,
        day=day,
        actor_id=viewer.person_id,
        actor_label=viewer.display_name,
        channel=viewer.channel,
    )
