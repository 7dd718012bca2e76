"""Closing accounts and who is of the group: at once, by whoever may, and an administrator is always left."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

import models
from access.viewer import ANONYMOUS
from models import JournalKind, LinkKind, StaffRole
from settings import Settings
from tests.group import Group, viewer_of
from tests.passwords import set_password
from tests.workflows.resets import HOME, STRONG, letters
from tests.workflows.test_people import NEW, code_of, one_owner
from workflows import access_links, accounts, closing, passwords, people
from workflows.access_links import LinkState
from workflows.inputs import InputCode

__all__ = ["one_owner"]


async def test_closing_ends_everything_at_once(settings: Settings, group: Group) -> None:
    await set_password(group.owner, STRONG)
    session = await accounts.open_session(settings, group.owner.id)
    assert session is not None
    link = await access_links.issue(
        LinkKind.PASSWORD, access_links.password_key(group.owner.id), dt.timedelta(hours=1), person_id=group.owner.id
    )
    advisor = await viewer_of(group.advisor)
    assert isinstance(await closing.close(advisor, group.owner.id, "a quitté l’entreprise"), people.Done)
    assert isinstance(await closing.close(advisor, group.owner.id, None), people.Done)
    assert await accounts.session_of_token(session.token) is None
    assert (await passwords.look(link.token)).state == LinkState.CANCELLED
    assert await accounts.sign_in(settings, HOME, group.owner.email, STRONG) == accounts.SignInRefused()
    entry = await models.JournalEntry.get(kind=JournalKind.ACCOUNT_CLOSED)
    assert (entry.person_id, entry.note) == (group.owner.id, "a quitté l’entreprise")
    assert isinstance(await closing.reopen(advisor, group.owner.id), people.Done)
    assert await accounts.session_of_token(session.token) is None, "sessions don't come back"
    assert isinstance(await accounts.sign_in(settings, HOME, group.owner.email, STRONG), accounts.SignedIn)


async def test_advisors_close_companies_people_and_administrators_everybody_else(group: Group) -> None:
    advisor, admin = await viewer_of(group.advisor), await viewer_of(group.admin)
    for target in (group.other_advisor, group.admin, group.advisor):
        assert code_of(await closing.close(advisor, target.id, None)) == ("personId", InputCode.NOT_FOUND)
    assert code_of(await closing.close(admin, group.admin.id, None))[1] == InputCode.NOT_FOUND, "not oneself"
    assert code_of(await closing.close(admin, group.advisor.id, None))[1] == InputCode.CONFLICT, "follows companies"
    await models.Member.filter(advisor=group.advisor).update(advisor_id=group.other_advisor.id)
    assert isinstance(await closing.close(admin, group.advisor.id, None), people.Done)
    for viewer in (await viewer_of(group.owner), ANONYMOUS):
        assert code_of(await closing.close(viewer, group.staff.id, None))[1] == InputCode.NOT_FOUND


async def test_who_is_of_the_group(settings: Settings, group: Group) -> None:
    admin = await viewer_of(group.admin)
    outcome = await people.create_staff_access(settings, admin, NEW, StaffRole.ADVISOR)
    assert isinstance(outcome, people.Done)
    assert outcome.person.staff_role == StaffRole.ADVISOR
    assert len(await letters("ActivationLetter")) == 1
    again = await people.create_staff_access(settings, admin, NEW, StaffRole.ADMIN)
    assert code_of(again) == ("email", InputCode.CONFLICT)
    assert isinstance(await closing.set_staff(admin, outcome.person.id, StaffRole.ADMIN), people.Done)
    assert isinstance(await closing.set_staff(admin, outcome.person.id, None), people.Done)
    assert (await models.Person.get(id=outcome.person.id)).staff_role is None
    assert code_of(await closing.set_staff(admin, group.advisor.id, None))[1] == InputCode.CONFLICT
    for viewer in (await viewer_of(group.advisor), await viewer_of(group.owner), ANONYMOUS):
        assert code_of(await closing.set_staff(viewer, group.staff.id, StaffRole.ADMIN))[1] == InputCode.NOT_FOUND
    assert code_of(await closing.set_staff(admin, group.admin.id, None))[1] == InputCode.NOT_FOUND, "not oneself"


@pytest.mark.parametrize("act", ["close", "demote"])
async def test_two_administrators_who_put_each_other_out_leave_one(group: Group, act: str) -> None:
    await models.Person.filter(id=group.other_advisor.id).update(staff_role=StaffRole.ADMIN)
    await models.Member.all().update(advisor_id=group.advisor.id)
    one, other = await viewer_of(group.admin), await viewer_of(group.other_advisor)
    both = ((one, group.other_advisor.id), (other, group.admin.id))
    found = await asyncio.gather(
        *(
            closing.close(who, whom, None) if act == "close" else closing.set_staff(who, whom, None)
            for who, whom in both
        )
    )
    assert sum(isinstance(each, people.Done) for each in found) == 1
    assert await models.Person.filter(staff_role=StaffRole.ADMIN, active=True).count() == 1
