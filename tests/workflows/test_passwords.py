"""New passwords: through a link, which works once; by whoever knows the present one; never a weak one."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from argon2 import PasswordHasher
from tortoise import timezone

import models
from access import limits
from access.devices import Visit
from access.passwords import hashing
from access.passwords.strength import Strength
from access.throttling import Throttled
from access.viewer import ANONYMOUS, Viewer
from models import JournalKind
from settings import Settings
from tests.group import Group, viewer_of
from tests.passwords import set_password
from tests.workflows.resets import HOME, STRONG, letters, link_for
from workflows import accounts, passwords
from workflows.access_links import LinkRefused, LinkState
from workflows.inputs import InputCode

OLD = "quatre moulins bleus"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    hashing._decoy.cache_clear()


async def reset(
    settings: Settings, token: str, password: str = STRONG
) -> accounts.SignedIn | LinkRefused | passwords.Unfit:
    return await passwords.reset(settings, HOME, token, password)


async def signs_in(settings: Settings, person: models.Person, password: str) -> bool:
    outcome = await accounts.sign_in(settings, HOME, person.email, password)
    return isinstance(outcome, accounts.SignedIn)


async def signed_in(settings: Settings, person: models.Person) -> accounts.SignedIn:
    found = await accounts.open_session(settings, person.id)
    assert found is not None
    return found


# Through a link.


async def test_a_new_password_ends_every_session_and_opens_one(settings: Settings, group: Group) -> None:
    await set_password(group.owner, OLD)
    before = [await signed_in(settings, group.owner) for _ in range(3)]
    stranger = await signed_in(settings, group.other_owner)
    token = await link_for(settings, group.owner)
    outcome = await reset(settings, token)
    assert isinstance(outcome, accounts.SignedIn)
    assert outcome.viewer.person_id == group.owner.id
    assert await accounts.session_of_token(outcome.token) is not None
    assert [await accounts.session_of_token(one.token) for one in before] == [None] * 3
    assert await accounts.session_of_token(stranger.token) is not None
    assert await signs_in(settings, group.owner, STRONG)
    assert not await signs_in(settings, group.owner, OLD)
    (notice,) = await letters("PasswordChangedLetter")
    assert notice.to_address == group.owner.email
    assert "avec Firefox sur Linux" in notice.body_text
    assert f"{settings.public_url}/acces/mot-de-passe-oublie" in notice.body_text
    entry = await models.JournalEntry.get(kind=JournalKind.PASSWORD_RESET)
    assert (entry.person_id, entry.actor_id, entry.note) == (group.owner.id, group.owner.id, "Firefox sur Linux")


async def test_a_link_works_once(settings: Settings, group: Group) -> None:
    token = await link_for(settings, group.owner)
    assert isinstance(await reset(settings, token), accounts.SignedIn)
    assert await reset(settings, token, "une tout autre phrase") == LinkRefused(LinkState.USED)
    assert await signs_in(settings, group.owner, STRONG)


async def test_of_ten_at_once_one_gets_in(settings: Settings, group: Group) -> None:
    token = await link_for(settings, group.owner)
    tries = [f"{STRONG} {number}" for number in range(10)]
    found = await asyncio.gather(*(reset(settings, token, password) for password in tries))
    winners = [number for number, one in enumerate(found) if isinstance(one, accounts.SignedIn)]
    assert len(winners) == 1
    assert [one for one in found if not isinstance(one, accounts.SignedIn)] == [LinkRefused(LinkState.USED)] * 9
    assert await signs_in(settings, group.owner, tries[winners[0]])
    assert await models.Session.filter(revoked_at=None).count() == 2
    assert len(await letters("PasswordChangedLetter")) == 1


async def test_an_older_link_says_that_a_newer_mail_exists(settings: Settings, group: Group) -> None:
    older, newer = await link_for(settings, group.owner), await link_for(settings, group.owner)
    outcome = await reset(settings, older)
    assert outcome == LinkRefused(LinkState.REPLACED)
    assert isinstance(outcome, LinkRefused)
    assert "plus récent" in outcome.message
    assert isinstance(await reset(settings, newer), accounts.SignedIn)


async def test_a_link_ends_after_an_hour(settings: Settings, group: Group) -> None:
    token = await link_for(settings, group.owner)
    link = await models.AccessLink.get()
    assert dt.timedelta(minutes=59) < link.expires_at - timezone.now() <= dt.timedelta(minutes=60)
    await models.AccessLink.all().update(expires_at=timezone.now())
    assert (await passwords.look(token)).state == LinkState.EXPIRED
    assert await reset(settings, token) == LinkRefused(LinkState.EXPIRED)


@pytest.mark.parametrize("token", ["", "x", "\0", "é", "x" * 100_000, "null"])
async def test_what_is_no_link(settings: Settings, group: Group, token: str) -> None:
    await link_for(settings, group.owner)
    assert await reset(settings, token) == LinkRefused(LinkState.UNKNOWN)


async def test_a_closed_account_is_not_opened_by_a_link(settings: Settings, group: Group) -> None:
    token = await link_for(settings, group.owner)
    await models.Person.filter(id=group.owner.id).update(active=False)
    assert (await passwords.look(token)).state == LinkState.CANCELLED
    assert await reset(settings, token) == LinkRefused(LinkState.CANCELLED)


async def test_a_refused_password_does_not_use_up_the_link(settings: Settings, group: Group) -> None:
    token = await link_for(settings, group.owner)
    for weak in ("Motdepasse2026!", "P@r;3xEmp!e", "Boulangerie2026!", "ClaireEclair2026", "", "x" * 501):
        outcome = await reset(settings, token, weak)
        assert isinstance(outcome, passwords.Unfit), weak
        (problem,) = outcome.problems
        assert (problem.field, problem.code) == ("password", InputCode.INVALID)
        assert problem.message
    assert (await passwords.look(token)).state == LinkState.VALID
    assert isinstance(await reset(settings, token), accounts.SignedIn)


async def test_looking_at_a_link_uses_nothing_up(settings: Settings, group: Group) -> None:
    token = await link_for(settings, group.owner)
    assert (await passwords.look(token)).person == group.owner
    assert (await passwords.look(token)).activates
    await set_password(group.owner, OLD)
    assert not (await passwords.look(token)).activates


# By whoever knows the present one.


async def change(
    settings: Settings, viewer: Viewer, current: str, new: str = STRONG
) -> passwords.Changed | passwords.Unfit | Throttled:
    return await passwords.change(settings, viewer, HOME, current, new)


async def test_changing_it_keeps_this_session_and_ends_all_others(settings: Settings, group: Group) -> None:
    await set_password(group.owner, OLD)
    here, there = await signed_in(settings, group.owner), await signed_in(settings, group.owner)
    token = await link_for(settings, group.owner)
    assert await change(settings, here.viewer, OLD) == passwords.Changed()
    assert await accounts.session_of_token(here.token) is not None
    assert await accounts.session_of_token(there.token) is None
    assert await signs_in(settings, group.owner, STRONG)
    assert (await passwords.look(token)).state == LinkState.CANCELLED, "a link that was asked for before opens nothing"
    assert len(await letters("PasswordChangedLetter")) == 1
    assert await models.JournalEntry.filter(kind=JournalKind.PASSWORD_CHANGED, person_id=group.owner.id).exists()
    assert await change(settings, here.viewer, STRONG, "une tout autre phrase") == passwords.Changed()
    assert len(await letters("PasswordChangedLetter")) == 2


async def test_a_wrong_present_password_changes_nothing(settings: Settings, group: Group) -> None:
    await set_password(group.owner, OLD)
    viewer = await viewer_of(group.owner)
    for _ in range(limits.PASSWORD_CHANGE.burst):
        outcome = await change(settings, viewer, "not it")
        assert isinstance(outcome, passwords.Unfit)
        assert outcome.problems[0].field == "currentPassword"
    assert isinstance(await change(settings, viewer, OLD), Throttled)
    assert await signs_in(settings, group.owner, OLD)
    assert not await letters("PasswordChangedLetter")


async def test_a_weak_new_password_is_refused(settings: Settings, group: Group) -> None:
    await set_password(group.owner, OLD)
    outcome = await change(settings, await viewer_of(group.owner), OLD, "Boulangerie69000")
    assert isinstance(outcome, passwords.Unfit)
    assert outcome.problems[0].field == "newPassword"
    assert await signs_in(settings, group.owner, OLD)


# Judging.


async def score(settings: Settings, viewer: Viewer, password: str, token: str | None = None) -> int:
    found = await passwords.strength(settings, viewer, HOME, password, token)
    assert isinstance(found, Strength)
    return found.score


async def test_what_is_known_of_somebody_is_worth_nothing(settings: Settings, group: Group) -> None:
    owner, public = await viewer_of(group.owner), ANONYMOUS
    token = await link_for(settings, group.owner)
    for password in ("boulangerieéclair", "claire@boulangerie-eclair.test", "06 00 00 00 00", group.member.siret):
        assert await score(settings, owner, password) <= 1, password
        assert await score(settings, public, password, token) <= 1, password
    assert await score(settings, public, group.member.siret) > await score(settings, owner, group.member.siret)
    assert await score(settings, public, "HA + PME adhérent") <= 1
    # A link that doesn't work tells nothing of anybody.
    await models.AccessLink.all().update(expires_at=timezone.now())
    assert await score(settings, public, group.member.siret, token) == await score(settings, public, group.member.siret)


async def test_judging_is_bounded(settings: Settings, group: Group) -> None:
    visit = Visit("198.51.100.7")
    found = [await passwords.strength(settings, ANONYMOUS, visit, "x", None) for _ in range(62)]
    assert isinstance(found[0], Strength)
    assert isinstance(found[-1], Throttled)
