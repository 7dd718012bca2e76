"""Inviting a colleague: nobody acts for a company before they have accepted, and the inviter learns nothing of them.

PENDING ──the colleague accepts──▶ ACCEPTED
PENDING ──an owner takes it back, or who invited may invite no more──▶ CANCELLED
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tortoise import timezone
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from access.limits import INVITATION
from access.permissions import cancel_invitation, invite_colleague, may
from access.throttling import Throttled, throttle
from access.viewer import ANONYMOUS, Viewer, as_now, load_viewer
from models import Affiliation, Invitation, InvitationStatus, JournalKind, LinkKind, Member, Person
from settings import Settings
from workflows import access_links, account_letters, company_data
from workflows.access_links import LinkRefused, LinkState
from workflows.inputs import InputCode, Problems
from workflows.journal import record
from workflows.outcomes import Invalid

UNKNOWN = Invalid.one("id", InputCode.NOT_FOUND, "Cette invitation n’existe pas, ou plus.")
NOT_THEIRS = Invalid.one("memberId", InputCode.NOT_FOUND, "Cette entreprise n’est pas la vôtre.")


@dataclass(frozen=True)
class Invited:
    """The letter is on its way."""

    invitation: Invitation


async def invite(
    settings: Settings, viewer: Viewer, member_id: int, email: str, first_name: str | None, last_name: str | None
) -> Invited | Invalid | Throttled:
    """Invite somebody as the company's staff. Inviting again mails another link, and only that one works."""
    member = await Member.get_or_none(id=member_id)
    if member is None or not may(viewer, invite_colleague, member):
        return NOT_THEIRS
    problems = Problems()
    address, first, last = "", None, None
    with problems:
        address = company_data.email("email", email)
    with problems:
        first = company_data.line("firstName", first_name, most=100)
    with problems:
        last = company_data.line("lastName", last_name, most=100)
    if problems.found:
        return Invalid(problems.found)
    throttled = await throttle(settings, INVITATION.of(member_id))
    if throttled is not None:
        return throttled
    async with in_transaction():
        member = await Member.select_for_update().get(id=member_id)
        if not may(await as_now(viewer), invite_colleague, member):
            return NOT_THEIRS
        if await Affiliation.filter(member_id=member_id, person__email=address).exists():
            return Invalid.one("email", InputCode.CONFLICT, "Cette personne agit déjà pour votre entreprise.")
        names = {"first_name": first or "", "last_name": last or "", "invited_by_id": viewer.person_id}
        made = {"member_id": member_id, "email": address, **names}
        invitation, created = await Invitation.get_or_create(made, open_key=f"{member_id}:{address}")
        if not created:
            await Invitation.filter(id=invitation.id).update(**names)
            invitation.update_from_dict(names)
        invitation.member = member
        life = dt.timedelta(days=settings.activation_days)
        key = access_links.invitation_key(invitation.id)
        link = await access_links.issue(LinkKind.INVITATION, key, life, invitation_id=invitation.id)
        await account_letters.invited(settings, invitation, viewer.display_name, link)
        await record(JournalKind.INVITED, viewer, member_id=member_id)
        return Invited(invitation)


async def cancel(viewer: Viewer, invitation_id: int) -> Invited | Invalid:
    """Take an invitation back; its link works no more."""
    async with in_transaction():
        invitation = await Invitation.select_for_update().get_or_none(id=invitation_id)
        if invitation is None or not may(viewer, cancel_invitation, invitation):
            return UNKNOWN
        await withdraw(invitation)
        return Invited(invitation)


async def withdraw(invitation: Invitation) -> None:
    """End an invitation that waits."""
    await _end(invitation, InvitationStatus.CANCELLED)
    await access_links.cancel(access_links.invitation_key(invitation.id))


async def withdraw_unbacked(person_id: int) -> None:
    """End what somebody sent and may not send any more; in the transaction that takes the right from them."""
    waiting = Invitation.filter(invited_by_id=person_id, status=InvitationStatus.PENDING).order_by("id")
    for invitation in await waiting.select_related("member"):
        if not await _backed(invitation, invitation.member):
            await withdraw(invitation)


async def _backed(invitation: Invitation, member: Member) -> bool:
    """Whether who invited may still invite: an invitation gives no more than they could give today."""
    inviter = await load_viewer(invitation.invited_by_id) if invitation.invited_by_id else None
    return inviter is not None and may(inviter, invite_colleague, member)


@dataclass(frozen=True)
class InvitationLook:
    """Where the link of an invitation stands; while it works, the invitation with its company and inviter."""

    state: LinkState
    invitation: Invitation | None = None


async def look(token: str) -> InvitationLook:
    """Look at an invitation without accepting it."""
    state, link = await access_links.look(LinkKind.INVITATION, token)
    if state is not LinkState.VALID or link is None:
        return InvitationLook(state)
    waiting = Invitation.filter(id=link.invitation_id, status=InvitationStatus.PENDING)
    invitation = await waiting.first().select_related("member", "invited_by")
    if invitation is None or not await _backed(invitation, invitation.member):
        return InvitationLook(LinkState.CANCELLED)
    return InvitationLook(state, invitation)


@dataclass(frozen=True)
class Accepted:
    """They act for the company. `token`: of a link to a first password, for somebody who has none."""

    member: Member
    person: Person
    token: str | None


async def accept(settings: Settings, token: str) -> Accepted | LinkRefused:
    """The colleague accepts: whoever reads the mailbox is whom the owner invited."""
    seen = await look(token)
    if seen.invitation is None:
        return LinkRefused(seen.state)
    async with in_transaction():
        member = await Member.select_for_update().get(id=seen.invitation.member_id)
        if not await _backed(seen.invitation, member):
            return LinkRefused(LinkState.CANCELLED)
        link = await access_links.take(LinkKind.INVITATION, token)
        if isinstance(link, LinkRefused):
            return link
        person = await _person(seen.invitation)
        if not person.active:
            return LinkRefused(LinkState.CANCELLED)
        await Affiliation.get_or_create({"role": seen.invitation.role}, person_id=person.id, member_id=member.id)
        await _end(seen.invitation, InvitationStatus.ACCEPTED)
        await record(JournalKind.INVITATION_ACCEPTED, ANONYMOUS, person_id=person.id, member_id=member.id)
        if person.password_hash is not None:
            return Accepted(member, person, None)
        # Straight on to the page where a password is chosen: the link is shown, not mailed.
        life = dt.timedelta(minutes=settings.reset_minutes)
        key = access_links.password_key(person.id)
        first = await access_links.issue(LinkKind.PASSWORD, key, life, person_id=person.id)
        return Accepted(member, person, first.token)


async def _person(invitation: Invitation) -> Person:
    person = await Person.select_for_update().get_or_none(email=invitation.email)
    if person is not None:
        return person
    try:
        async with in_transaction():
            return await Person.create(
                email=invitation.email, first_name=invitation.first_name, last_name=invitation.last_name
            )
    except IntegrityError:  # made by somebody else at the same moment
        return await Person.select_for_update().get(email=invitation.email)


async def _end(invitation: Invitation, status: InvitationStatus) -> None:
    changes = {"status": status, "open_key": None, "decided_at": timezone.now()}
    await Invitation.filter(id=invitation.id, status=InvitationStatus.PENDING).update(**changes)
    invitation.update_from_dict(changes)
