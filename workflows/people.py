"""Who acts for a company: accesses that an advisor creates, roles, and their ends.

Owners can't put each other out: only the group can, and a company's last owner doesn't leave by themselves.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from access.permissions import Permission, change_role, may, remove_from_company
from access.viewer import Viewer, as_now
from models import (
    Affiliation,
    AffiliationRole,
    JournalKind,
    LinkKind,
    Member,
    Person,
    PersonOldAddress,
    StaffRole,
)
from settings import Settings
from workflows import access_links, account_letters, company_data, invitations
from workflows.inputs import InputCode, Problems
from workflows.journal import record
from workflows.outcomes import Invalid

ROLE_NAMES = {AffiliationRole.OWNER: "responsable", AffiliationRole.STAFF: "collaborateur"}
UNKNOWN_MEMBER = Invalid.one("memberId", InputCode.NOT_FOUND, "Cette entreprise n’existe pas.")
UNKNOWN_PERSON = Invalid.one("personId", InputCode.NOT_FOUND, "Cette personne n’agit pas pour cette entreprise.")


@dataclass(frozen=True)
class PersonData:
    """What is told of a person; checked by `checked`."""

    email: str
    first_name: str
    last_name: str
    phone: str | None = None

    def checked(self, problems: Problems) -> PersonData:
        """The data as it is stored, each problem noted."""
        email, first, last, phone = "", None, None, None
        with problems:
            email = company_data.email("email", self.email)
        with problems:
            first = company_data.line("firstName", self.first_name, most=100, required=True)
        with problems:
            last = company_data.line("lastName", self.last_name, most=100, required=True)
        with problems:
            phone = company_data.phone("phone", self.phone)
        return PersonData(email, first or "", last or "", phone)


@dataclass(frozen=True)
class Done:
    """The person as they are now."""

    person: Person


Outcome = Done | Invalid


async def create_access(
    settings: Settings, viewer: Viewer, member_id: int, given: PersonData, role: AffiliationRole
) -> Outcome:
    """The advisor lets somebody in: they act for the company at once, and get the link to a first password.

    Asking again while they have no password mails another link.
    """
    problems = Problems()
    data = given.checked(problems)
    if problems.found:
        return Invalid(problems.found)
    async with in_transaction():
        member = await Member.select_for_update().get_or_none(id=member_id)
        if member is None or not (await as_now(viewer)).is_staff:
            return UNKNOWN_MEMBER
        person = await person_at(data)
        if isinstance(person, Invalid):
            return person
        _, created = await Affiliation.get_or_create({"role": role}, person_id=person.id, member_id=member.id)
        if created:
            note = ROLE_NAMES[role]
            entry = await record(
                JournalKind.ACCESS_CREATED, viewer, person_id=person.id, member_id=member.id, note=note
            )
            if person.password_hash is not None:
                await account_letters.access_granted(settings, person, member, f"journal:{entry.id}")
        elif person.password_hash is not None:
            return Invalid.one("email", InputCode.CONFLICT, "Cette personne a déjà son accès pour cette entreprise.")
        if person.password_hash is None:
            await send_activation(settings, person, member)
        return Done(person)


async def create_staff_access(settings: Settings, viewer: Viewer, given: PersonData, role: StaffRole) -> Outcome:
    """A new colleague of the group's own."""
    problems = Problems()
    data = given.checked(problems)
    if problems.found:
        return Invalid(problems.found)
    async with in_transaction():
        person = await person_at(data)
        if isinstance(person, Invalid):
            return person
        if person.staff_role is not None:
            return Invalid.one("email", InputCode.CONFLICT, "Cette personne fait déjà partie du groupement.")
        await Person.filter(id=person.id).update(staff_role=role)
        person.staff_role = role
        await record(JournalKind.ACCESS_CREATED, viewer, person_id=person.id, note=str(role))
        if person.password_hash is None:
            await send_activation(settings, person, None)
        return Done(person)


async def person_at(data: PersonData) -> Person | Invalid:
    """The person with this login, locked, or a new one; what we know of somebody is not overwritten."""
    person = await Person.select_for_update().get_or_none(email=data.email)
    if person is None:
        if await PersonOldAddress.filter(address=data.email).exists():
            message = "Cette adresse était celle de quelqu’un d’autre chez nous : utilisez-en une autre."
            return Invalid.one("email", InputCode.CONFLICT, message)
        try:
            async with in_transaction():
                person = await Person.create(**vars(data))
        except IntegrityError:  # made by somebody else at the same moment
            person = await Person.select_for_update().get(email=data.email)
    if not person.active:
        message = "Le compte de cette adresse est fermé : rouvrez-le d’abord, ou utilisez une autre adresse."
        return Invalid.one("email", InputCode.CONFLICT, message)
    return person


async def send_activation(settings: Settings, person: Person, member: Member | None) -> None:
    """Mail the link to a first password; the person's row is locked."""
    life = dt.timedelta(days=settings.activation_days)
    key = access_links.password_key(person.id)
    link = await access_links.issue(LinkKind.PASSWORD, key, life, person_id=person.id)
    await account_letters.activation(settings, person, member, link)


async def remove(viewer: Viewer, member_id: int, person_id: int) -> Outcome:
    """Somebody acts for a company no more; what they did stays. The gates close for them at once."""
    async with in_transaction():
        affiliation = await _affiliation(viewer, member_id, person_id, remove_from_company)
        if isinstance(affiliation, Invalid):
            return affiliation
        if affiliation.role == AffiliationRole.OWNER and not viewer.is_staff:
            others = Affiliation.filter(member_id=member_id, role=AffiliationRole.OWNER, person__active=True)
            if not await others.exclude(person_id=person_id).exists():
                message = (
                    "Vous êtes le seul responsable de cette entreprise : votre conseiller en nomme un autre "
                    "avant votre départ."
                )
                return Invalid.one("personId", InputCode.CONFLICT, message)
        await affiliation.delete()
        await invitations.withdraw_unbacked(person_id)
        await record(JournalKind.ACCESS_REMOVED, viewer, person_id=person_id, member_id=member_id)
        return Done(affiliation.person)


async def set_role(viewer: Viewer, member_id: int, person_id: int, role: AffiliationRole) -> Outcome:
    """Make somebody an owner of the company, or its staff; saying so twice is fine."""
    async with in_transaction():
        affiliation = await _affiliation(viewer, member_id, person_id, change_role)
        if isinstance(affiliation, Invalid):
            return affiliation
        if affiliation.role != role:
            await Affiliation.filter(id=affiliation.id).update(role=role)
            await invitations.withdraw_unbacked(person_id)
            note = f"{ROLE_NAMES[affiliation.role]} → {ROLE_NAMES[role]}"
            await record(JournalKind.ROLE_CHANGED, viewer, person_id=person_id, member_id=member_id, note=note)
        return Done(affiliation.person)


async def _affiliation(viewer: Viewer, member_id: int, person_id: int, permission: Permission) -> Affiliation | Invalid:
    """The affiliation, its company locked so that nobody else changes who acts for it meanwhile."""
    member = await Member.select_for_update().get_or_none(id=member_id)
    viewer = await as_now(viewer)
    affiliation = await Affiliation.get_or_none(member_id=member_id, person_id=person_id).select_related("person")
    visible = viewer.is_staff or member_id in viewer.member_ids
    if member is None or affiliation is None or not visible:
        return UNKNOWN_PERSON
    if not may(viewer, permission, affiliation):
        message = (
            "Seul votre conseiller peut le faire."
            if affiliation.role == AffiliationRole.OWNER
            else ("Seul un responsable de l’entreprise peut le faire.")
        )
        return Invalid.one("personId", InputCode.NOT_YOURS, message)
    return affiliation
