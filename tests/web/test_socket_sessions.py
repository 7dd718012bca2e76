"""Sockets end with their session, and what they watch with the rights to it: within a second, without any event."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from tortoise import timezone

import models
from access.viewer import load_viewer, load_viewers
from jobs.events import publish
from server import server_config
from settings import Settings
from tests.clients.serving import serving
from tests.group import Group, engine
from tests.hearing import heard
from tests.passwords import set_password
from tests.schema.statements import statements
from tests.web.site import app
from tests.web.sockets import bearer, socket, token_of
from tests.workflows.requests import ask_for, sent
from web import sockets as module
from workflows.accounts import sign_out, valid_sessions

ALL = "subscription { supplierAttachmentChanged { status } }"
MAILS = "subscription { inboundMailChanged { id } }"
ONE = "subscription One($id: ID) { supplierAttachmentChanged(id: $id) { status } }"
SECOND = 1.0
ENDED = (4403, "the session has ended; sign in again")


async def owner_signs_out(group: Group) -> None:
    session = await models.Session.get(person_id=group.owner.id)
    viewer = await load_viewer(group.owner.id, session_id=session.id)
    assert viewer is not None
    await sign_out(viewer)


async def password_is_reset(group: Group) -> None:
    await set_password(group.owner, "quatre moulins bleus")


async def account_is_closed(group: Group) -> None:
    await models.Person.filter(id=group.owner.id).update(active=False)


async def session_is_deleted(group: Group) -> None:
    await models.Session.filter(person_id=group.owner.id).delete()


async def time_is_over(group: Group) -> None:
    await models.Session.filter(person_id=group.owner.id).update(expires_at=timezone.now() + dt.timedelta(seconds=0.2))


@pytest.mark.parametrize(
    "what", [owner_signs_out, password_is_reset, account_is_closed, session_is_deleted, time_is_over]
)
async def test_a_socket_ends_with_its_session(
    served: str, group: Group, settings: Settings, what: Callable[[Group], Awaitable[None]]
) -> None:
    mine, other = await token_of(settings, group.owner), await token_of(settings, group.staff)
    async with (
        socket(served, init=bearer(mine)) as idle,
        socket(served, cookie=f"centrale={mine}") as watching,
        socket(served, init=bearer(other)) as colleague,
        socket(served) as public,
    ):
        for talk in (watching, colleague):
            await talk.subscribe(ALL)
            assert await talk.data() is None
        await what(group)
        began = time.perf_counter()
        assert await idle.closed() == ENDED
        assert await watching.closed() == ENDED
        assert time.perf_counter() - began < SECOND
        await ask_for(settings, group.staff, group.office)
        assert await colleague.data() == {"status": "SENT"}
        await public.subscribe("{ viewer { roles } }")
        assert await public.data() == {"roles": ["ANYONE"]}


async def test_nothing_is_told_between_the_end_and_its_notice(
    served: str, group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if nobody looked for a minute: each answer checks for itself."""
    monkeypatch.setattr(module, "LOOK_EVERY", 60)
    async with socket(served, init=bearer(await token_of(settings, group.owner))) as talk:
        await talk.subscribe(ALL)
        assert await talk.data() is None
        await password_is_reset(group)
        await sent(settings, group)
        assert await talk.closed() == ENDED
        assert talk.dropped == []


async def test_a_token_that_was_just_revoked_opens_no_socket(served: str, group: Group, settings: Settings) -> None:
    """Although this process still remembers whose it was."""
    token = await token_of(settings, group.owner)
    async with socket(served, init=bearer(token)):
        pass
    await models.Session.all().update(revoked_at=timezone.now())
    async with socket(served, acknowledged=False) as talk:
        await talk.send("connection_init", payload=bearer(token))
        assert (await talk.closed())[0] == 4403


async def test_what_needs_a_role_ends_with_the_role(served: str, group: Group, settings: Settings) -> None:
    """The session goes on: only what isn't theirs any more ends, with a typed error."""
    async with socket(served, init=bearer(await token_of(settings, group.advisor))) as talk:
        await talk.subscribe(MAILS, "mails")
        assert await talk.data("mails") is None
        began = time.perf_counter()
        await models.Person.filter(id=group.advisor.id).update(staff_role=None)
        assert await talk.error("mails") == ("FORBIDDEN", "Réservé aux conseillers.")
        assert time.perf_counter() - began < SECOND
        await talk.subscribe(ALL, "own")
        assert await talk.data("own") is None


async def test_a_row_is_no_longer_watched_by_whoever_left_its_company(
    served: str, group: Group, settings: Settings
) -> None:
    attachment = await sent(settings, group)
    await heard(engine().events)
    async with socket(served, init=bearer(await token_of(settings, group.staff))) as talk:
        await talk.subscribe(ONE, "one", id=f"SupplierAttachment:{attachment.id}")
        assert await talk.data("one") == {"status": "SENT"}
        await talk.subscribe(ALL, "all")
        assert await talk.data("all") is None
        await models.Affiliation.filter(person_id=group.staff.id).delete()
        messages = [await talk.next(), await talk.next()]
        assert {(message["id"], message["type"]) for message in messages} == {("one", "error"), ("all", "next")}
        await publish(models.SupplierAttachment, attachment.id)
        assert await talk.is_silent()


async def test_gates_follow_the_membership(served: str, group: Group, settings: Settings) -> None:
    """A membership that ends closes what is for members in the very next answer."""
    attachment = await sent(settings, group)
    await heard(engine().events)
    document = """subscription One($id: ID) { supplierAttachmentChanged(id: $id) { supplier { terms {
        ... on SupplierTerms { general } ... on AccessRestricted { code requiredRole } } } } }"""
    async with socket(served, init=bearer(await token_of(settings, group.owner))) as talk:
        await talk.subscribe(document, id=f"SupplierAttachment:{attachment.id}")
        assert await talk.data() == {"supplier": {"terms": {"general": "Remise de 30 % sur le catalogue."}}}
        await models.Member.filter(id=group.member.id).update(status=models.MemberStatus.FORMER)
        closed = {"code": "FORBIDDEN", "requiredRole": "MEMBER"}
        assert await talk.data() == {"supplier": {"terms": closed}}


async def test_others_changes_are_not_told(served: str, group: Group, settings: Settings) -> None:
    """The version of the access data moves for anybody; who stays the same is not bothered."""
    async with socket(served, init=bearer(await token_of(settings, group.owner))) as talk:
        await talk.subscribe(ALL)
        assert await talk.data() is None
        await models.Member.filter(id=group.other.id).update(status=models.MemberStatus.FORMER)
        assert await talk.is_silent(1.5)


async def test_looking_after_many_sockets_takes_four_statements(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", 60)
    site = app(settings)
    async with serving(server_config(site, settings)) as url, AsyncExitStack() as stack:
        for person in (group.owner, group.staff, group.double, group.advisor, group.lonely):
            await stack.enter_async_context(socket(url, init=bearer(await token_of(settings, person))))
        await models.Person.filter(id=group.lonely.id).update(first_name="Lucien")
        async with statements() as seen:
            await site.sockets.open.look()
        assert len(seen) == 4
        async with statements() as seen:
            await site.sockets.open.look()
        assert len(seen) == 1


async def test_valid_sessions_are_those_of_their_tokens(db: str, group: Group, settings: Settings) -> None:
    for person in (group.owner, group.staff, group.advisor, group.lonely, group.other_owner):
        await token_of(settings, person)
    await models.Session.filter(person_id=group.staff.id).update(revoked_at=timezone.now())
    await models.Session.filter(person_id=group.lonely.id).update(expires_at=timezone.now())
    await models.Person.filter(id=group.other_owner.id).update(active=False)
    sessions = {session.id: session for session in await models.Session.all()}
    found = await valid_sessions([*sessions, 4711])
    assert {one.viewer.person_id for one in found.values()} == {group.owner.id, group.advisor.id}
    for id_, one in found.items():
        assert one.viewer == await load_viewer(sessions[id_].person_id, session_id=id_)
    assert await load_viewers([]) == {}
