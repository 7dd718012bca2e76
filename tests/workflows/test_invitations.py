"""Inviting colleagues: nobody acts before they have accepted, and inviting tells nothing of anybody."""

from __future__ import annotations

import asyncio

import pytest

import models
from access import limits
from access.throttling import Throttled
from models import InvitationStatus, JournalKind
from settings import Settings
from tests.group import Group, viewer_of
from tests.passwords import set_password
from tests.workflows.resets import HOME, STRONG, letters, token_in
from tests.workflows.test_people import NEW, OWNER, STAFF, code_of, kinds, one_owner, role_of
from workflows import accounts, closing, invitations, passwords, people
from workflows.access_links import LinkRefused, LinkState
from workflows.inputs import InputCode
from workflows.outcomes import Invalid

__all__ = ["one_owner"]


async def invite(
    settings: Settings, group: Group, who: models.Person, email: str = "lise@b.test"
) -> invitations.Invited | Invalid | Throttled:
    return await invitations.invite(settings, await viewer_of(who), group.member.id, email, "Lise", None)


async def invitation_token(settings: Settings) -> str:
    return token_in((await letters("InvitationLetter"))[-1], settings, "invitation")


async def test_an_owner_invites_and_the_colleague_accepts(settings: Settings, group: Group) -> None:
    assert isinstance(await invite(settings, group, group.owner), invitations.Invited)
    (letter,) = await letters("InvitationLetter")
    assert letter.to_address == "lise@b.test"
    assert "Claire Éclair" in letter.body_text
    assert "Boulangerie Éclair" in letter.body_text
    assert not await models.Person.filter(email="lise@b.test").exists(), "nobody acts before they have accepted"
    token = await invitation_token(settings)
    assert (await invitations.look(token)).state == LinkState.VALID
    outcome = await invitations.accept(settings, token)
    assert isinstance(outcome, invitations.Accepted)
    assert (outcome.person.first_name, await role_of(outcome.person, group.member)) == ("Lise", STAFF)
    assert outcome.token is not None
    signed_in = await passwords.reset(settings, HOME, outcome.token, STRONG)
    assert isinstance(signed_in, accounts.SignedIn)
    assert await invitations.accept(settings, token) == LinkRefused(LinkState.USED)
    assert (await models.Invitation.get()).status == InvitationStatus.ACCEPTED
    assert await kinds() == [JournalKind.INVITED, JournalKind.INVITATION_ACCEPTED, JournalKind.PASSWORD_RESET]


async def test_inviting_tells_nothing_of_the_address(settings: Settings, group: Group) -> None:
    """Known elsewhere, closed, or unknown: the same answer, and nobody appears among the company's people."""
    await models.Person.filter(id=group.former_owner.id).update(active=False)
    before = await models.Affiliation.filter(member=group.member).count()
    for person in (group.other_owner.email, group.former_owner.email, "personne@nulle-part.test"):
        assert isinstance(await invite(settings, group, group.owner, person), invitations.Invited)
    assert await models.Affiliation.filter(member=group.member).count() == before
    assert len(await letters("InvitationLetter")) == 3
    # The one who has an account keeps name and password.
    await set_password(group.other_owner, STRONG)
    tokens = [token_in(letter, settings, "invitation") for letter in await letters("InvitationLetter")]
    outcome = await invitations.accept(settings, tokens[0])
    assert isinstance(outcome, invitations.Accepted)
    assert (outcome.person.first_name, outcome.token) == ("Gérard", None)
    assert await invitations.accept(settings, tokens[1]) == LinkRefused(LinkState.CANCELLED), "a closed account"


async def test_inviting_again_replaces_the_link(settings: Settings, group: Group) -> None:
    for _ in range(2):
        await invite(settings, group, group.owner)
    first, second = [token_in(letter, settings, "invitation") for letter in await letters("InvitationLetter")]
    assert await invitations.accept(settings, first) == LinkRefused(LinkState.REPLACED)
    assert isinstance(await invitations.accept(settings, second), invitations.Accepted)
    assert await models.Invitation.all().count() == 1


@pytest.mark.parametrize("who", ["staff", "other_owner", "prospect_owner", "lonely"])
async def test_only_owners_invite(settings: Settings, group: Group, who: str) -> None:
    outcome = await invite(settings, group, getattr(group, who))
    assert code_of(outcome) == ("memberId", InputCode.NOT_FOUND)
    assert not await models.Invitation.exists()


async def test_an_invitation_is_taken_back(settings: Settings, group: Group) -> None:
    invited = await invite(settings, group, group.owner)
    assert isinstance(invited, invitations.Invited)
    token = await invitation_token(settings)
    for who in (group.staff, group.other_owner):
        assert code_of(await invitations.cancel(await viewer_of(who), invited.invitation.id)) == (
            "id",
            InputCode.NOT_FOUND,
        )
    assert isinstance(
        await invitations.cancel(await viewer_of(group.owner), invited.invitation.id), invitations.Invited
    )
    assert await invitations.accept(settings, token) == LinkRefused(LinkState.CANCELLED)
    assert (
        code_of(await invitations.cancel(await viewer_of(group.owner), invited.invitation.id))[1] == InputCode.NOT_FOUND
    )


@pytest.mark.parametrize("how", ["removed", "demoted", "closed", "no advisor any more", "gone unseen"])
async def test_what_somebody_sent_ends_with_their_right_to_invite(settings: Settings, group: Group, how: str) -> None:
    await models.Affiliation.filter(person=group.double, member=group.member).update(role=OWNER)
    await models.Member.filter(advisor=group.advisor).update(advisor_id=group.other_advisor.id)
    inviter = group.advisor if how == "no advisor any more" else group.double
    assert isinstance(await invite(settings, group, inviter), invitations.Invited)
    token = await invitation_token(settings)
    admin = await viewer_of(group.admin)
    match how:
        case "removed":
            await people.remove(admin, group.member.id, inviter.id)
        case "demoted":
            await people.set_role(admin, group.member.id, inviter.id, STAFF)
        case "closed":
            await closing.close(admin, inviter.id, None)
        case "no advisor any more":
            assert isinstance(await closing.set_staff(admin, inviter.id, None), people.Done)
        case _:
            await models.Person.filter(id=inviter.id).update(active=False)
    still = InvitationStatus.PENDING if how == "gone unseen" else InvitationStatus.CANCELLED
    assert (await models.Invitation.get()).status == still
    assert (await invitations.look(token)).state == LinkState.CANCELLED
    assert await invitations.accept(settings, token) == LinkRefused(LinkState.CANCELLED)
    assert not await models.Person.filter(email="lise@b.test").exists()


async def test_another_right_ends_no_invitation(settings: Settings, group: Group) -> None:
    """An owner who leaves one company goes on inviting for another."""
    await models.Affiliation.filter(person=group.double).update(role=OWNER)
    await invite(settings, group, group.double)
    await people.remove(await viewer_of(group.advisor), group.other.id, group.double.id)
    assert isinstance(await invitations.accept(settings, await invitation_token(settings)), invitations.Accepted)


@pytest.mark.parametrize("what", ["invite", "remove", "create"])
async def test_rights_are_asked_once_more_after_the_wait(settings: Settings, group: Group, what: str) -> None:
    """The viewer was read before; somebody took the right away while the statement waited for the company."""
    owner, advisor = await viewer_of(group.owner), await viewer_of(group.advisor)
    await models.Affiliation.filter(person=group.owner).delete()
    await models.Person.filter(id=group.advisor.id).update(active=False)
    outcome: object
    match what:
        case "invite":
            outcome = await invitations.invite(settings, owner, group.member.id, "lise@b.test", None, None)
        case "remove":
            outcome = await people.remove(owner, group.member.id, group.staff.id)
        case _:
            outcome = await people.create_access(settings, advisor, group.member.id, NEW, STAFF)
    assert code_of(outcome)[1] == InputCode.NOT_FOUND
    assert await role_of(group.staff, group.member) is not None
    assert not await models.OutboundMail.exists()


async def test_ten_who_accept_at_once_are_one(settings: Settings, group: Group) -> None:
    await invite(settings, group, group.owner)
    token = await invitation_token(settings)
    found = await asyncio.gather(*(invitations.accept(settings, token) for _ in range(10)))
    assert sum(isinstance(one, invitations.Accepted) for one in found) == 1
    assert await models.Person.filter(email="lise@b.test").count() == 1


async def test_a_company_does_not_write_to_the_whole_world(settings: Settings, group: Group) -> None:
    found = [await invite(settings, group, group.owner, f"p{number}@x.test") for number in range(12)]
    assert sum(isinstance(one, Throttled) for one in found) == 12 - limits.INVITATION.burst


async def test_what_is_no_invitation(settings: Settings, group: Group) -> None:
    """A link to a password opens no company."""
    await people.create_access(settings, await viewer_of(group.advisor), group.member.id, NEW, STAFF)
    token = token_in((await letters("ActivationLetter"))[0], settings)
    for wrong in (token, "", "x"):
        assert await invitations.accept(settings, wrong) == LinkRefused(LinkState.UNKNOWN)
    await invite(settings, group, group.owner)
    assert (await passwords.look(await invitation_token(settings))).state == LinkState.UNKNOWN
