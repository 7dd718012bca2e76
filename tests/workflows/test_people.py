"""Who acts for a company: accesses, invitations, roles, and that nobody puts anybody else out of their own house."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from tortoise import timezone

import models
from access.viewer import ANONYMOUS
from models import AffiliationRole, JournalKind, LinkKind
from settings import Settings
from tests.group import Ask, Group, viewer_of
from tests.passwords import set_password
from tests.workflows.resets import HOME, STRONG, letters, token_in
from workflows import accounts, invitations, passwords, people
from workflows.access_links import LinkState
from workflows.inputs import InputCode
from workflows.outcomes import Invalid

NEW = people.PersonData("Lise@Boulangerie-Eclair.test", "Lise", "Fournil")
OWNER, STAFF = AffiliationRole.OWNER, AffiliationRole.STAFF


@pytest.fixture(autouse=True)
async def one_owner(group: Group) -> None:
    """In these tests Claire owns the bakery, Paul works there, Dora has a foot in it."""
    await models.Affiliation.filter(person_id__in=[group.staff.id, group.double.id]).update(role=STAFF)


def code_of(outcome: object) -> tuple[str, InputCode]:
    assert isinstance(outcome, Invalid), outcome
    (problem,) = outcome.problems
    assert problem.message
    return problem.field, problem.code


async def role_of(person: models.Person, member: models.Member) -> AffiliationRole | None:
    found = await models.Affiliation.get_or_none(person=person, member=member)
    return found.role if found else None


async def kinds() -> list[JournalKind]:
    return [entry.kind for entry in await models.JournalEntry.all().order_by("id")]


# The advisor lets somebody in.


async def test_a_new_person_gets_a_letter_and_chooses_a_password(settings: Settings, group: Group) -> None:
    advisor = await viewer_of(group.advisor)
    outcome = await people.create_access(settings, advisor, group.member.id, NEW, STAFF)
    assert isinstance(outcome, people.Done)
    person = await models.Person.get(email="lise@boulangerie-eclair.test")
    assert await role_of(person, group.member) == STAFF
    (letter,) = await letters("ActivationLetter")
    assert (letter.to_address, letter.subject) == (person.email, "[HA + PME] Créez votre mot de passe")
    assert "pendant 7 jours" in letter.body_text
    link = await models.AccessLink.get(kind=LinkKind.PASSWORD)
    assert dt.timedelta(days=6.9) < link.expires_at - timezone.now() <= dt.timedelta(days=7)
    token = token_in(letter, settings)
    assert (await passwords.look(token)).activates
    signed_in = await passwords.reset(settings, HOME, token, STRONG)
    assert isinstance(signed_in, accounts.SignedIn)
    assert signed_in.viewer.member_ids == (group.member.id,)
    assert (await kinds())[0] == JournalKind.ACCESS_CREATED


async def test_asking_again_mails_another_link_until_there_is_a_password(settings: Settings, group: Group) -> None:
    advisor = await viewer_of(group.advisor)
    for _ in range(2):
        assert isinstance(await people.create_access(settings, advisor, group.member.id, NEW, STAFF), people.Done)
    first, second = [token_in(letter, settings) for letter in await letters("ActivationLetter")]
    assert [(await passwords.look(one)).state for one in (first, second)] == [LinkState.REPLACED, LinkState.VALID]
    await passwords.reset(settings, HOME, second, STRONG)
    again = await people.create_access(settings, advisor, group.member.id, NEW, STAFF)
    assert code_of(again) == ("email", InputCode.CONFLICT)
    assert await models.Affiliation.filter(member=group.member).count() == 4
    assert (await kinds()).count(JournalKind.ACCESS_CREATED) == 1


async def test_somebody_we_know_gets_one_more_company(settings: Settings, group: Group) -> None:
    await set_password(group.other_owner, STRONG)
    given = people.PersonData(group.other_owner.email, "Un", "Autre")
    await people.create_access(settings, await viewer_of(group.advisor), group.member.id, given, STAFF)
    assert (await models.Person.get(id=group.other_owner.id)).first_name == "Gérard", "nothing is overwritten"
    assert [letter.to_address for letter in await letters("AccessGrantedLetter")] == [group.other_owner.email]
    assert not await letters("ActivationLetter")


async def test_everything_wrong_is_told_at_once(settings: Settings, group: Group) -> None:
    given = people.PersonData("pas une adresse", "", "x" * 101, "zéro six")
    outcome = await people.create_access(settings, await viewer_of(group.advisor), group.member.id, given, STAFF)
    assert isinstance(outcome, Invalid)
    assert [problem.field for problem in outcome.problems] == ["email", "firstName", "lastName", "phone"]
    advisor = await viewer_of(group.advisor)
    assert code_of(await people.create_access(settings, advisor, 999, NEW, STAFF)) == ("memberId", InputCode.NOT_FOUND)
    await models.Person.create(email="lise@boulangerie-eclair.test", active=False)
    closed = await people.create_access(settings, advisor, group.member.id, NEW, STAFF)
    assert code_of(closed) == ("email", InputCode.CONFLICT)
    await models.PersonOldAddress.create(person=group.owner, address="ancienne@boulangerie-eclair.test")
    old = people.PersonData("ancienne@boulangerie-eclair.test", "Une", "Autre")
    taken = await people.create_access(settings, advisor, group.member.id, old, STAFF)
    assert code_of(taken) == ("email", InputCode.CONFLICT)


async def test_two_advisors_at_once_make_one_person(settings: Settings, group: Group) -> None:
    advisors = [await viewer_of(group.advisor), await viewer_of(group.other_advisor)]
    companies = [group.member.id, group.other.id]
    found = await asyncio.gather(
        *(
            people.create_access(settings, advisors[number % 2], companies[number % 2], NEW, STAFF)
            for number in range(6)
        )
    )
    assert all(isinstance(one, people.Done) for one in found)
    person = await models.Person.get(email="lise@boulangerie-eclair.test")
    assert await models.Affiliation.filter(person=person).count() == 2
    states = [(await passwords.look(token_in(one, settings))).state for one in await letters("ActivationLetter")]
    assert sorted(states) == [LinkState.REPLACED] * 5 + [LinkState.VALID]


# Leaving and roles.


async def test_owners_remove_staff_but_not_each_other(settings: Settings, group: Group) -> None:
    member = group.member
    await models.Affiliation.filter(person=group.double, member=member).update(role=OWNER)
    owner, other = await viewer_of(group.owner), await viewer_of(group.double)
    for viewer, target in ((owner, group.double), (other, group.owner)):
        assert code_of(await people.remove(viewer, member.id, target.id)) == ("personId", InputCode.NOT_YOURS)
        assert code_of(await people.set_role(viewer, member.id, target.id, STAFF)) == ("personId", InputCode.NOT_YOURS)
    assert isinstance(await people.remove(owner, member.id, group.staff.id), people.Done)
    assert await role_of(group.staff, member) is None
    assert [await role_of(one, member) for one in (group.owner, group.double)] == [OWNER, OWNER]
    assert await kinds() == [JournalKind.ACCESS_REMOVED]


async def test_removing_ends_the_access_at_once(ask: Ask, group: Group) -> None:
    document = "{ suppliers(first: 1) { nodes { terms { __typename } } } viewer { members { legalName } } }"
    assert "SupplierTerms" in str(await ask.data(document, as_=group.staff))
    await people.remove(await viewer_of(group.owner), group.member.id, group.staff.id)
    data = await ask.data(document, as_=group.staff)
    assert data["viewer"]["members"] == []
    assert "AccessRestricted" in str(data)


async def test_staff_may_leave_and_nothing_else(group: Group) -> None:
    staff = await viewer_of(group.staff)
    assert code_of(await people.remove(staff, group.member.id, group.owner.id))[1] == InputCode.NOT_YOURS
    assert code_of(await people.remove(staff, group.member.id, group.double.id))[1] == InputCode.NOT_YOURS
    assert isinstance(await people.remove(staff, group.member.id, group.staff.id), people.Done)
    assert code_of(await people.remove(staff, group.member.id, group.staff.id))[1] == InputCode.NOT_FOUND


async def test_the_last_owner_stays(group: Group) -> None:
    owner = await viewer_of(group.owner)
    assert code_of(await people.remove(owner, group.member.id, group.owner.id)) == ("personId", InputCode.CONFLICT)
    # A closed account is no owner who could look after the company.
    await models.Affiliation.filter(person=group.double, member=group.member).update(role=OWNER)
    await models.Person.filter(id=group.double.id).update(active=False)
    assert code_of(await people.remove(owner, group.member.id, group.owner.id))[1] == InputCode.CONFLICT
    await models.Person.filter(id=group.double.id).update(active=True)
    assert isinstance(await people.remove(owner, group.member.id, group.owner.id), people.Done)


async def test_two_owners_who_leave_at_once_don_t_both_leave(group: Group) -> None:
    await models.Affiliation.filter(person=group.double, member=group.member).update(role=OWNER)
    both = [await viewer_of(group.owner), await viewer_of(group.double)]
    found = await asyncio.gather(*(people.remove(one, group.member.id, one.person_id or 0) for one in both))
    assert sum(isinstance(one, people.Done) for one in found) == 1
    assert await models.Affiliation.filter(member=group.member, role=OWNER).count() == 1


async def test_the_group_changes_roles_and_removes_anybody(group: Group) -> None:
    advisor = await viewer_of(group.advisor)
    for role in (OWNER, OWNER, STAFF):
        assert isinstance(await people.set_role(advisor, group.member.id, group.staff.id, role), people.Done)
        assert await role_of(group.staff, group.member) == role
    notes = [entry.note for entry in await models.JournalEntry.filter(kind=JournalKind.ROLE_CHANGED).order_by("id")]
    assert notes == ["collaborateur → responsable", "responsable → collaborateur"], "saying it twice is once"
    assert isinstance(await people.remove(advisor, group.member.id, group.owner.id), people.Done)


@pytest.mark.parametrize("who", ["other_owner", "prospect_owner", "lonely"])
async def test_other_companies_are_nobodys_business(group: Group, who: str) -> None:
    viewer = await viewer_of(getattr(group, who))
    assert code_of(await people.remove(viewer, group.member.id, group.staff.id)) == ("personId", InputCode.NOT_FOUND)
    assert code_of(await people.remove(ANONYMOUS, group.member.id, group.staff.id))[1] == InputCode.NOT_FOUND
    assert code_of(await people.remove(viewer, 999, 999)) == ("personId", InputCode.NOT_FOUND)


# What the API shows.

COMPANY = """
query Company($id: ID!) {
  member(id: $id) {
    viewerCanInvite
    invitations { email viewerCanCancel }
    people { role viewerCanRemove viewerCanChangeRole person { email viewerCanClose } }
  }
}
"""


async def test_buttons_promise_what_mutations_do(ask: Ask, settings: Settings, group: Group) -> None:
    await invitations.invite(settings, await viewer_of(group.owner), group.member.id, "lise@b.test", None, None)
    promised = {}
    for who in ("owner", "staff", "advisor", "admin"):
        data = (await ask.data(COMPANY, id=f"Member:{group.member.id}", as_=getattr(group, who)))["member"]
        promised[who] = (
            data["viewerCanInvite"],
            len(data["invitations"] or []),
            [(one["person"]["email"].partition("@")[0], one["viewerCanRemove"]) for one in data["people"]],
            {one["viewerCanChangeRole"] for one in data["people"]},
            {one["person"]["viewerCanClose"] for one in data["people"]},
        )
    people_ = ("dora.double", "claire", "paul")
    assert promised == {
        "owner": (True, 1, [*zip(people_, (True, True, True), strict=True)], {False}, {False}),
        "staff": (False, 0, [*zip(people_, (False, False, True), strict=True)], {False}, {False}),
        "advisor": (True, 1, [*zip(people_, (True,) * 3, strict=True)], {True}, {True}),
        "admin": (True, 1, [*zip(people_, (True,) * 3, strict=True)], {True}, {True}),
    }


@pytest.mark.parametrize("who", ["anonymous", "member", "advisor"])
async def test_mutations_are_for_whom_they_say(ask: Ask, group: Group, who: str) -> None:
    person = group.people()[who]
    for document, role in (
        ('mutation { createAccess(input: {memberId: "Member:1", email: "a@b.test", firstName: "A", lastName: "B"})'
         " { __typename } }", "ADVISOR"),
        ('mutation { setStaffRole(input: {personId: "Person:1", role: ADMIN}) { __typename } }', "ADMIN"),
        ('mutation { closeAccount(input: {personId: "Person:5"}) { __typename } }', "ADVISOR"),
        ('mutation { inviteColleague(input: {memberId: "Member:1", email: "a@b.test"}) { __typename } }', "SIGNED_IN"),
    ):  # fmt: skip
        data = await ask.data(document, as_=person)
        allowed = {"anonymous": set(), "member": {"SIGNED_IN"}, "advisor": {"SIGNED_IN", "ADVISOR"}}[who]
        (outcome,) = data.values()
        assert (outcome["__typename"] == "AccessRestricted") == (role not in allowed), document
