"""Closing and reopening accounts, and who is of the group. There is always an administrator left."""

from __future__ import annotations

from tortoise.transactions import in_transaction

from access.permissions import Permission, close_account, may, set_staff_role
from access.viewer import Viewer
from models import JournalKind, Member, Person, StaffRole
from models.settled import settled_with
from workflows import access_links, company_data
from workflows.accounts import end_sessions
from workflows.email_changes import end_waiting
from workflows.inputs import InputCode, InputError
from workflows.invitations import withdraw_unbacked
from workflows.journal import record
from workflows.outcomes import Invalid
from workflows.people import Done, Outcome

UNKNOWN = Invalid.one("personId", InputCode.NOT_FOUND, "Vous ne pouvez pas le faire pour cette personne.")
STAFF_NAMES: dict[StaffRole | None, str] = {
    StaffRole.ADVISOR: "conseiller",
    StaffRole.ADMIN: "administrateur",
    None: "hors du groupement",
}


async def close(viewer: Viewer, person_id: int, reason: str | None) -> Outcome:
    """Close an account: its sessions end, its links work no more. What it did stays."""
    try:
        why = company_data.line("reason", reason, most=500) or ""
    except InputError as error:
        return Invalid((error.problem,))
    async with in_transaction():
        person = await _locked(viewer, person_id, close_account)
        if isinstance(person, Invalid):
            return person
        if person.active:
            hindrance = await _hindrance(person)
            if hindrance is not None:
                return hindrance
            await Person.filter(id=person.id).update(active=False)
            person.active = False
            await end_sessions(person.id)
            await access_links.cancel(access_links.password_key(person.id))
            await end_waiting(person.id)
            await withdraw_unbacked(person.id)
            await record(JournalKind.ACCOUNT_CLOSED, viewer, person_id=person.id, note=why)
        return Done(person)


async def reopen(viewer: Viewer, person_id: int) -> Outcome:
    """Open a closed account again; its password is the one that it had."""
    async with in_transaction():
        person = await _locked(viewer, person_id, close_account)
        if isinstance(person, Invalid):
            return person
        if not person.active:
            await Person.filter(id=person.id).update(active=True)
            person.active = True
            await record(JournalKind.ACCOUNT_REOPENED, viewer, person_id=person.id)
        return Done(person)


async def set_staff(viewer: Viewer, person_id: int, role: StaffRole | None) -> Outcome:
    """Make somebody an advisor or an administrator, or neither; saying so twice is fine."""
    async with in_transaction():
        person = await _locked(viewer, person_id, set_staff_role)
        if isinstance(person, Invalid):
            return person
        if person.staff_role == role:
            return Done(person)
        hindrance = await _hindrance(person) if role is None else None
        if hindrance is not None:
            return hindrance
        before = person.staff_role
        settled = settled_with(person.settled, ["staff_role"])
        await Person.filter(id=person.id).update(staff_role=role, settled=settled)
        person.update_from_dict({"staff_role": role})
        await withdraw_unbacked(person.id)
        note = f"{STAFF_NAMES[before]} → {STAFF_NAMES[role]}"
        await record(JournalKind.ROLE_CHANGED, viewer, person_id=person.id, note=note)
        return Done(person)


async def _locked(viewer: Viewer, person_id: int, permission: Permission) -> Person | Invalid:
    """The person, locked. Whoever is about to act on an administrator must still be one by then.

    Nobody can act on themselves and all administrators are locked in one order: two who put each other out at the same
    moment take turns, and the second one isn't an administrator any more.
    """
    admins = await Person.filter(staff_role=StaffRole.ADMIN, active=True).order_by("id").select_for_update()
    person = await Person.select_for_update().get_or_none(id=person_id)
    if person is None or not may(viewer, permission, person):
        return UNKNOWN
    concerns_group = person.staff_role is not None or permission is set_staff_role
    if concerns_group and viewer.person_id not in {admin.id for admin in admins}:
        return UNKNOWN
    return person


async def _hindrance(person: Person) -> Invalid | None:
    """What must be settled before somebody leaves the group."""
    followed = await Member.filter(advisor_id=person.id).count()
    if followed == 0:
        return None
    companies = f"{followed} entreprise{'s' if followed > 1 else ''}"
    message = f"Cette personne suit encore {companies} : confiez-les d’abord à quelqu’un d’autre."
    return Invalid.one("personId", InputCode.CONFLICT, message)
