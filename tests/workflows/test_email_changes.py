"""Another address as login: asked for with the password, confirmed from its mailbox, approved by the group."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

import models
from access import limits
from access.identify import viewer_of_address
from access.throttling import Throttled
from models import EmailChangeStatus, JournalKind, LinkKind
from settings import Settings
from tests.group import Ask, Group, viewer_of
from tests.passwords import set_password
from tests.workflows.resets import HOME, STRONG, letters, link_for, token_in
from workflows import access_links, accounts, email_changes, passwords, people
from workflows.access_links import LinkRefused, LinkState
from workflows.inputs import InputCode
from workflows.outcomes import Invalid

NEW = "claire@nouvelle-adresse.test"
Status = EmailChangeStatus


@pytest.fixture
async def owner(group: Group) -> models.Person:
    """The owner, who has a password."""
    await set_password(group.owner, STRONG)
    return group.owner


def code_of(outcome: object) -> tuple[str, InputCode]:
    assert isinstance(outcome, Invalid), outcome
    (problem,) = outcome.problems
    assert problem.message
    return problem.field, problem.code


async def ask_for(settings: Settings, person: models.Person, email: str = NEW) -> models.EmailChange:
    outcome = await email_changes.ask(settings, await viewer_of(person), STRONG, email)
    assert isinstance(outcome, email_changes.Done)
    return outcome.change


async def confirmation(settings: Settings) -> str:
    return token_in((await letters("EmailConfirmationLetter"))[-1], settings, "adresse")


async def confirmed(settings: Settings, person: models.Person, email: str = NEW) -> models.EmailChange:
    await ask_for(settings, person, email)
    outcome = await email_changes.confirm(await confirmation(settings))
    assert isinstance(outcome, email_changes.Done)
    return outcome.change


async def login_of(person: models.Person) -> str:
    return (await models.Person.get(id=person.id)).email


async def test_from_asking_to_signing_in(settings: Settings, group: Group, owner: models.Person) -> None:
    session = await accounts.open_session(settings, owner.id)
    reset = await link_for(settings, owner)
    old = owner.email
    change = await ask_for(settings, owner, " Claire@Nouvelle-Adresse.test ")
    (letter,), (notice,) = await letters("EmailConfirmationLetter"), await letters("EmailChangeAskedLetter")
    assert (letter.to_address, notice.to_address) == (NEW, old)
    assert "Claire" not in letter.body_text, "the mailbox may be a stranger's"
    assert old not in letter.body_text
    assert "claire@nouvelle-adresse" in notice.body_text
    token = await confirmation(settings)
    assert await email_changes.look(token) == email_changes.EmailLook(LinkState.VALID, NEW)
    outcome = await email_changes.confirm(token)
    assert isinstance(outcome, email_changes.Done)
    assert await email_changes.confirm(token) == LinkRefused(LinkState.USED)
    assert await login_of(owner) == old, "the advisor has not spoken yet"

    decided = await email_changes.decide(settings, await viewer_of(group.advisor), change.id, approved=True)
    assert isinstance(decided, email_changes.Done)
    assert decided.change.status == Status.APPROVED
    assert await login_of(owner) == NEW
    assert [one.to_address for one in await letters("EmailChangedLetter")] == [old, NEW]
    assert isinstance(await accounts.sign_in(settings, HOME, NEW, STRONG), accounts.SignedIn)
    assert await accounts.sign_in(settings, HOME, old, STRONG) == accounts.SignInRefused()
    # Whoever asked stays signed in; what was mailed to the old mailbox opens nothing any more.
    assert session is not None
    assert await accounts.session_of_token(session.token) is not None
    assert (await passwords.look(reset)).state == LinkState.CANCELLED
    kinds = [entry.kind for entry in await models.JournalEntry.all().order_by("id")]
    for kind in (
        JournalKind.EMAIL_CHANGE_REQUESTED, JournalKind.EMAIL_CHANGE_CONFIRMED, JournalKind.EMAIL_CHANGED
    ):  # fmt: skip
        assert kinds.count(kind) == 1


async def test_mail_from_the_old_address_proves_nothing(settings: Settings, group: Group, owner: models.Person) -> None:
    old = owner.email
    assert await viewer_of_address(old) is not None
    change = await confirmed(settings, owner)
    await email_changes.decide(settings, await viewer_of(group.advisor), change.id, approved=True)
    assert await viewer_of_address(old) is None
    viewer = await viewer_of_address(NEW)
    assert viewer is not None
    assert viewer.person_id == owner.id
    # Not even when the mailbox is somebody else's login by now: whoever has it signs in to be known.
    await models.Person.create(email=old)
    assert await viewer_of_address(old) is None


async def test_back_to_an_address_of_one_s_own(settings: Settings, group: Group, owner: models.Person) -> None:
    old, advisor = owner.email, await viewer_of(group.advisor)
    for email in (NEW, old):
        change = await confirmed(settings, owner, email)
        assert isinstance(await email_changes.decide(settings, advisor, change.id, approved=True), email_changes.Done)
    assert await login_of(owner) == old
    assert [row.address for row in await models.PersonOldAddress.all()] == [NEW]
    assert await viewer_of_address(old) is not None


async def test_a_session_alone_is_not_enough(settings: Settings, owner: models.Person) -> None:
    viewer = await viewer_of(owner)
    for _ in range(limits.PASSWORD_CHANGE.burst):
        outcome = await email_changes.ask(settings, viewer, "not it", NEW)
        assert code_of(outcome) == ("password", InputCode.INVALID)
    assert isinstance(await email_changes.ask(settings, viewer, STRONG, NEW), Throttled)
    assert not await models.EmailChange.exists()


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("pas une adresse", "INVALID"),
        ("", "REQUIRED"),
        ("claire@boulangerie-eclair.test", "CONFLICT"),
        ("a@b", "INVALID"),
    ],
)
async def test_what_is_no_new_address(settings: Settings, owner: models.Person, email: str, code: str) -> None:
    outcome = await email_changes.ask(settings, await viewer_of(owner), STRONG, email)
    assert code_of(outcome) == ("newEmail", code)


async def test_the_latest_request_counts(settings: Settings, group: Group, owner: models.Person) -> None:
    await ask_for(settings, owner, "un@x.test")
    first = await confirmation(settings)
    await ask_for(settings, owner, "deux@x.test")
    second = await confirmation(settings)
    assert await email_changes.confirm(first) == LinkRefused(LinkState.REPLACED)
    assert isinstance(await email_changes.confirm(second), email_changes.Done)
    assert [one.status for one in await models.EmailChange.all().order_by("id")] == [Status.CANCELLED, Status.CONFIRMED]
    found = [await email_changes.ask(settings, await viewer_of(owner), STRONG, f"{n}@x.test") for n in range(3)]
    assert sum(isinstance(one, Throttled) for one in found) == 2


async def test_taking_it_back(settings: Settings, group: Group, owner: models.Person) -> None:
    change = await ask_for(settings, owner)
    token = await confirmation(settings)
    for who in (group.staff, group.advisor):
        assert code_of(await email_changes.cancel(await viewer_of(who), change.id)) == ("id", InputCode.NOT_FOUND)
    outcome = await email_changes.cancel(await viewer_of(owner), change.id)
    assert isinstance(outcome, email_changes.Done)
    assert outcome.change.status == Status.CANCELLED
    assert await email_changes.confirm(token) == LinkRefused(LinkState.CANCELLED)
    assert code_of(await email_changes.cancel(await viewer_of(owner), change.id))[1] == InputCode.NOT_FOUND


async def test_the_advisor_refuses_and_says_why(settings: Settings, group: Group, owner: models.Person) -> None:
    change = await confirmed(settings, owner)
    advisor = await viewer_of(group.advisor)
    outcome = await email_changes.decide(settings, advisor, change.id, approved=False, answer="Appelez-moi d’abord.")
    assert isinstance(outcome, email_changes.Done)
    assert (outcome.change.status, await login_of(owner)) == (Status.REFUSED, "claire@boulangerie-eclair.test")
    (letter,) = await letters("EmailChangeRefusedLetter")
    assert letter.to_address == owner.email
    assert "Appelez-moi d’abord." in letter.body_text
    assert code_of(await email_changes.decide(settings, advisor, change.id, approved=True))[1] == InputCode.NOT_FOUND


async def test_who_decides(settings: Settings, group: Group, owner: models.Person) -> None:
    unconfirmed = await ask_for(settings, owner)
    advisor = await viewer_of(group.advisor)
    assert (
        code_of(await email_changes.decide(settings, advisor, unconfirmed.id, approved=True))[1] == InputCode.NOT_FOUND
    )
    await email_changes.confirm(await confirmation(settings))
    for who in (group.owner, group.staff, group.other_owner):
        outcome = await email_changes.decide(settings, await viewer_of(who), unconfirmed.id, approved=True)
        assert code_of(outcome) == ("id", InputCode.NOT_FOUND)
    # Nobody approves their own.
    await set_password(group.advisor, STRONG)
    own = await confirmed(settings, group.advisor, "sophie@ailleurs.test")
    assert code_of(await email_changes.decide(settings, advisor, own.id, approved=True))[1] == InputCode.NOT_FOUND
    other = await viewer_of(group.other_advisor)
    assert isinstance(await email_changes.decide(settings, other, own.id, approved=True), email_changes.Done)


async def test_an_address_that_is_somebody_s_is_told_to_the_group_alone(
    settings: Settings, group: Group, owner: models.Person
) -> None:
    """Asking answers alike; only whoever reads that mailbox can confirm it, and the advisor is told why it can't be."""
    change = await confirmed(settings, owner, group.other_owner.email)
    outcome = await email_changes.decide(settings, await viewer_of(group.advisor), change.id, approved=True)
    assert code_of(outcome) == ("id", InputCode.CONFLICT)
    assert await login_of(owner) == owner.email
    assert (await models.EmailChange.get(id=change.id)).status == Status.CONFIRMED
    assert not await models.PersonOldAddress.exists()


async def test_two_advisors_decide_once(settings: Settings, group: Group, owner: models.Person) -> None:
    change = await confirmed(settings, owner)
    both = [await viewer_of(group.advisor), await viewer_of(group.other_advisor)]
    found = await asyncio.gather(
        *(email_changes.decide(settings, who, change.id, approved=True) for who in both for _ in range(3))
    )
    assert sum(isinstance(one, email_changes.Done) for one in found) == 1
    assert len(await letters("EmailChangedLetter")) == 2


async def test_the_advisor_writes_a_new_address_down(settings: Settings, group: Group, owner: models.Person) -> None:
    """The FAQ's case: the old mailbox is lost, the person has called."""
    session, old = await accounts.open_session(settings, owner.id), owner.email
    waiting = await ask_for(settings, owner, "autre@x.test")
    advisor = await viewer_of(group.advisor)
    assert isinstance(await email_changes.write_down(settings, advisor, owner.id, NEW), people.Done)
    assert await login_of(owner) == NEW
    assert session is not None
    assert await accounts.session_of_token(session.token) is None, "nobody has proven anything: all sessions end"
    assert [one.to_address for one in await letters("EmailChangedLetter")] == [old, NEW]
    assert (await models.EmailChange.get(id=waiting.id)).status == Status.CANCELLED
    assert (
        await passwords.look(await link_for(settings, await models.Person.get(id=owner.id)))
    ).state == LinkState.VALID
    taken = await email_changes.write_down(settings, advisor, owner.id, group.other_owner.email)
    assert code_of(taken) == ("newEmail", InputCode.CONFLICT)
    for who, whom in ((group.staff, owner), (group.advisor, group.admin), (group.admin, group.admin)):
        outcome = await email_changes.write_down(settings, await viewer_of(who), whom.id, "x@y.test")
        assert code_of(outcome)[1] == InputCode.NOT_FOUND


async def test_links_are_told_apart(settings: Settings, owner: models.Person) -> None:
    await ask_for(settings, owner)
    token = await confirmation(settings)
    assert (await passwords.look(token)).state == LinkState.UNKNOWN
    link = await access_links.issue(LinkKind.PASSWORD, "x", dt.timedelta(hours=1), person_id=owner.id)
    assert await email_changes.confirm(link.token) == LinkRefused(LinkState.UNKNOWN)


QUEUE = """
{ emailChanges(status: CONFIRMED) { nodes { newEmail oldEmail viewerCanDecide viewerCanCancel person { email } } }
  viewer { emailChanges { newEmail status viewerCanCancel viewerCanDecide } } }
"""


async def test_what_the_api_shows(settings: Settings, group: Group, owner: models.Person, ask: Ask) -> None:
    await confirmed(settings, owner)
    seen = await ask.data(QUEUE, as_=group.advisor)
    assert seen["emailChanges"]["nodes"] == [
        {"newEmail": NEW, "oldEmail": owner.email, "viewerCanDecide": True, "viewerCanCancel": False,
         "person": {"email": owner.email}}
    ]  # fmt: skip
    answer = await ask(QUEUE, as_=owner)
    assert answer["data"]["emailChanges"] is None
    assert answer["data"]["viewer"]["emailChanges"] == [
        {"newEmail": NEW, "status": "CONFIRMED", "viewerCanCancel": True, "viewerCanDecide": False}
    ]
    assert (await ask(QUEUE, as_=group.staff))["data"]["viewer"]["emailChanges"] == []


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("how", ["reset", "change"])
async def test_another_password_ends_what_waits(
    settings: Settings, owner: models.Person, how: str, *, known: bool
) -> None:
    """Whoever asked may be whom the new password shuts out: neither the link nor a confirmed address goes on."""
    token = await link_for(settings, owner)
    change = await confirmed(settings, owner) if known else await ask_for(settings, owner)
    link = await confirmation(settings)
    another = "hippopotame violet sur trampoline"
    if how == "reset":
        assert isinstance(await passwords.reset(settings, HOME, token, another), accounts.SignedIn)
    else:
        outcome = await passwords.change(settings, await viewer_of(owner), HOME, STRONG, another)
        assert isinstance(outcome, passwords.Changed)
    assert (await models.EmailChange.get(id=change.id)).status == Status.CANCELLED
    assert isinstance(await email_changes.confirm(link), LinkRefused)
