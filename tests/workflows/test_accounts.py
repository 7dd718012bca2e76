"""Accounts: signing in, sessions and their ends, passwords."""

from __future__ import annotations

import asyncio
import datetime as dt
import statistics
import time
from typing import Any

import pytest
from tortoise import timezone

import models
from access.devices import Visit
from access.throttling import Throttled
from access.viewer import ANONYMOUS, Viewer, load_viewer
from settings import Settings
from tests.group import Group
from tests.passwords import set_password
from workflows import accounts

PASSWORD = "quatre moulins bleus"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
HOME = Visit("192.0.2.1", user_agent=FIREFOX)


async def attempt(
    settings: Settings, email: str, password: str, visit: Visit = HOME, viewer: Viewer = ANONYMOUS
) -> accounts.SignedIn | accounts.SignInRefused | Throttled:
    return await accounts.sign_in(settings, visit, email, password, viewer=viewer)


async def enter(settings: Settings, email: str, password: str, visit: Visit = HOME) -> accounts.SignedIn:
    outcome = await attempt(settings, email, password, visit)
    assert isinstance(outcome, accounts.SignedIn)
    return outcome


async def test_signing_in_opens_a_session(settings: Settings, group: Group) -> None:
    await set_password(group.owner, PASSWORD)
    signed_in = await enter(settings, group.owner.email.upper(), PASSWORD, Visit(user_agent="x" * 400))
    assert signed_in.viewer.person_id == group.owner.id
    session = await models.Session.get()
    assert session.id == signed_in.viewer.session_id
    assert session.user_agent == "x" * 300
    days = (session.expires_at - timezone.now()) / dt.timedelta(days=1)
    assert settings.session_days - 0.01 < days <= settings.session_days
    valid = await accounts.session_of_token(signed_in.token)
    assert valid is not None
    assert valid.viewer == signed_in.viewer


async def test_neither_passwords_nor_tokens_are_stored(settings: Settings, group: Group) -> None:
    await set_password(group.owner, PASSWORD)
    signed_in = await enter(settings, group.owner.email, PASSWORD)
    session, person = await models.Session.get(), await models.Person.get(id=group.owner.id)
    assert session.token_hash == accounts.hash_token(signed_in.token) != signed_in.token
    assert len(signed_in.token) >= 43, "256 bits"
    assert str(person.password_hash).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("case", ["wrong", "unknown", "inactive", "no password", "broken hash"])
async def test_refused(settings: Settings, group: Group, case: str) -> None:
    await set_password(group.owner, PASSWORD)
    cases: dict[str, dict[str, Any]] = {
        "inactive": {"active": False},
        "no password": {"password_hash": None},
        "broken hash": {"password_hash": "x"},
    }
    if case in cases:
        await models.Person.filter(id=group.owner.id).update(**cases[case])
    email = "personne@nulle-part.test" if case == "unknown" else group.owner.email
    password = PASSWORD.upper() if case == "wrong" else PASSWORD
    assert await attempt(settings, email, password) == accounts.SignInRefused()
    assert await models.Session.all().count() == 0


async def test_an_unknown_address_takes_as_long_as_a_wrong_password(settings: Settings, group: Group) -> None:
    await set_password(group.owner, PASSWORD)
    await set_password(group.staff, PASSWORD)
    await models.Person.filter(id=group.staff.id).update(active=False)
    seconds: dict[str, list[float]] = {}
    for _ in range(7):
        for email in (group.owner.email, "personne@nulle-part.test", group.staff.email, group.lonely.email):
            started = time.perf_counter()
            assert await attempt(settings, email, "not the password") == accounts.SignInRefused()
            seconds.setdefault(email, []).append(time.perf_counter() - started)
    # Hashing takes tens of milliseconds, looking up one or two: without the decoy this is a factor of ten.
    quickest = [min(each) for each in seconds.values()]
    assert max(quickest) < 3 * min(quickest), {email: statistics.median(each) for email, each in seconds.items()}


async def test_a_burst_of_sign_ins_is_served(settings: Settings, group: Group) -> None:
    await set_password(group.owner, PASSWORD)
    passwords = [PASSWORD if number % 2 else "not the password" for number in range(8)]
    found = await asyncio.gather(*(attempt(settings, group.owner.email, password) for password in passwords))
    entered = [one for one in found if isinstance(one, accounts.SignedIn)]
    assert [one in entered for one in found] == [password == PASSWORD for password in passwords]
    assert len({signed_in.token for signed_in in entered}) == 4


async def test_sessions_end(settings: Settings, group: Group) -> None:
    tokens = {}
    for case in ("fresh", "expired", "revoked", "signed out"):
        signed_in = await accounts.open_session(settings, group.owner.id)
        assert signed_in is not None
        tokens[case] = signed_in.token
        session = models.Session.filter(id=signed_in.viewer.session_id)
        if case == "expired":
            await session.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
        elif case == "revoked":
            await session.update(revoked_at=timezone.now())
        elif case == "signed out":
            await accounts.sign_out(signed_in.viewer)
    for case, token in tokens.items():
        assert (await accounts.session_of_token(token) is not None) == (case == "fresh"), case
    assert await accounts.session_of_token("never issued") is None
    assert await accounts.session_of_token("") is None


async def test_signing_out_ends_no_other_session(settings: Settings, group: Group) -> None:
    here, there = [await accounts.open_session(settings, group.owner.id) for _ in range(2)]
    assert here is not None
    assert there is not None
    await accounts.sign_out(here.viewer)
    await accounts.sign_out(ANONYMOUS)
    assert await accounts.session_of_token(here.token) is None
    assert await accounts.session_of_token(there.token) is not None


async def test_a_closed_account_has_no_sessions(settings: Settings, group: Group) -> None:
    signed_in = await accounts.open_session(settings, group.owner.id)
    assert signed_in is not None
    await models.Person.filter(id=group.owner.id).update(active=False)
    assert await accounts.session_of_token(signed_in.token) is None
    assert await accounts.open_session(settings, group.owner.id) is None
    assert await load_viewer(group.owner.id) is None
    assert await load_viewer(999) is None


async def test_a_new_password_ends_what_the_old_one_opened(settings: Settings, group: Group) -> None:
    await set_password(group.owner, PASSWORD)
    mine = await enter(settings, group.owner.email, PASSWORD)
    others = await accounts.open_session(settings, group.other_owner.id)
    assert others is not None
    await set_password(group.owner, "une tout autre phrase")
    assert await accounts.session_of_token(mine.token) is None
    assert await accounts.session_of_token(others.token) is not None
    assert await attempt(settings, group.owner.email, PASSWORD) == accounts.SignInRefused()
    assert await enter(settings, group.owner.email, "une tout autre phrase")


async def test_a_viewer_is_who_somebody_is_right_now(group: Group) -> None:
    before = await load_viewer(group.double.id)
    assert before is not None
    assert set(before.member_ids) == {group.member.id, group.other.id}
    assert before.is_active_member
    assert not before.is_staff
    await models.Member.all().update(status=models.MemberStatus.FORMER)
    after = await load_viewer(group.double.id)
    assert after is not None
    assert not after.is_active_member
