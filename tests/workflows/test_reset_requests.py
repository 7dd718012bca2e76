"""Asking for a new password: told alike to everybody, mailed to the owner alone, only the last link works."""

from __future__ import annotations

import asyncio
import dataclasses
import email
import email.policy
import re

import pytest

import models
from access import limits
from access.devices import Visit
from access.throttling import Throttled
from access.viewer import ANONYMOUS, Viewer
from jobs.events import Events
from models import Channel, JournalKind
from settings import Settings
from tests.group import Ask, Group
from tests.mailbot.scripted_smtp import scripted
from tests.mailbot.test_delivery import deliver
from tests.schema.dump import dump
from tests.schema.statements import statements
from tests.workflows.resets import HOME, ask, letters, link_for, text_of, token_in, work_off
from workflows import passwords, reset_requests
from workflows.access_links import LinkState
from workflows.accounts import hash_token

UNKNOWN = "personne@nulle-part.test"


async def test_the_letter(settings: Settings, group: Group) -> None:
    settings = dataclasses.replace(settings, public_url="https://espace.centrale.test")
    assert await ask(settings, " CLAIRE@boulangerie-eclair.test ") is None
    (letter,) = await letters()
    message = email.message_from_bytes(letter.content, policy=email.policy.default)
    assert message["Subject"] == letter.subject == "[HA + PME] Mot de passe oublié"
    assert message["To"] == letter.to_address == group.owner.email
    assert message["Auto-Submitted"] == "auto-generated"
    token = token_in(letter, settings)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token), "256 bits"
    assert f"https://espace.centrale.test/acces/mot-de-passe/{token}" in text_of(letter)
    assert "Claire Éclair" in text_of(letter)
    assert "pendant 60 minutes" in text_of(letter)
    assert "Firefox sur Linux" in text_of(letter)


async def test_a_stranger_writes_nothing_into_the_letter(settings: Settings, group: Group) -> None:
    """The name that a program gives itself is a stranger's text."""
    await ask(settings, group.owner.email, Visit("198.51.100.7", user_agent="Appelez-le-0899123456/1 Chromez"))
    assert "0899" not in text_of((await letters())[0])


@pytest.mark.parametrize("case", ["unknown", "closed", "nonsense", "old"])
async def test_nobody_else_gets_a_letter(settings: Settings, group: Group, case: str) -> None:
    if case == "closed":
        await models.Person.filter(id=group.owner.id).update(active=False)
    address = {"unknown": UNKNOWN, "closed": group.owner.email, "nonsense": "\0 é@", "old": "claire@ancienne.test"}[
        case
    ]
    assert await ask(settings, address) is None
    assert not await models.OutboundMail.exists()
    assert not await models.AccessLink.exists()
    assert not await models.ResetRequest.exists(), "no address of a stranger is kept"
    assert not await models.JournalEntry.exists()


async def test_known_and_unknown_addresses_are_the_same_work(settings: Settings, group: Group) -> None:
    await reset_requests.ask(settings, ANONYMOUS, Visit("192.0.2.9"), "the.first@x.test")  # sweeps, and prepares
    seen = []
    for address in (group.owner.email, UNKNOWN, group.lonely.email):
        async with statements() as found:
            assert await reset_requests.ask(settings, ANONYMOUS, Visit("192.0.2.9"), address) is None
        seen.append([re.sub(r"'[^']*'|\d+", "?", each) for each in found])
    assert len(seen[0]) >= 3
    assert seen[0] == seen[1] == seen[2]
    assert not await models.OutboundMail.exists(), "all that differs comes later"


async def test_every_click_sends_one_more_and_only_the_last_link_works(settings: Settings, group: Group) -> None:
    tokens = [await link_for(settings, group.owner) for _ in range(3)]
    assert len(set(tokens)) == len(await letters()) == 3
    states = [(await passwords.look(token)).state for token in tokens]
    assert states == [LinkState.REPLACED, LinkState.REPLACED, LinkState.VALID]
    other = await link_for(settings, group.other_owner)
    assert (await passwords.look(other)).state == LinkState.VALID
    assert (await passwords.look(tokens[-1])).state == LinkState.VALID, "others' links are none of its business"


async def test_twenty_at_once_leave_exactly_one_link(
    settings: Settings, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reset_requests, "RESET_ADDRESS", dataclasses.replace(limits.RESET_ADDRESS, burst=20))
    asked = await asyncio.gather(*(reset_requests.ask(settings, ANONYMOUS, HOME, group.owner.email) for _ in range(20)))
    assert asked == [None] * 20
    assert await work_off(settings, workers=6) == 20
    mailed = await letters()
    assert len(mailed) == 20
    states = [(await passwords.look(token_in(letter, settings))).state for letter in mailed]
    assert states == [LinkState.REPLACED] * 19 + [LinkState.VALID], "it is the one of the last mail"


async def test_the_cap_is_no_lock_out(settings: Settings, group: Group) -> None:
    """Strangers who ask for somebody's link until the cap: the owner has one in the mailbox that works."""
    burst = limits.RESET_ADDRESS.burst
    found = [await ask(settings, group.owner.email, Visit(f"network-{number}")) for number in range(burst + 3)]
    assert [isinstance(one, Throttled) for one in found] == [False] * burst + [True] * 3
    mailed = await letters()
    assert len(mailed) == burst
    assert (await passwords.look(token_in(mailed[-1], settings))).state == LinkState.VALID
    assert limits.RESET_ADDRESS.every.total_seconds() < settings.reset_minutes * 60
    # The cap says nothing about whether the address is known.
    found = [await ask(settings, UNKNOWN, Visit(f"other-{number}")) for number in range(burst + 3)]
    assert [isinstance(one, Throttled) for one in found] == [False] * burst + [True] * 3


async def test_one_network_asks_for_so_many_addresses(settings: Settings, group: Group) -> None:
    found = [await ask(settings, f"person{number}@x.test") for number in range(limits.RESET_CLIENT.burst + 2)]
    assert sum(isinstance(one, Throttled) for one in found) == 2


async def test_by_mail_it_is_the_same(settings: Settings, group: Group) -> None:
    """A mail comes from no network; whoever forges one gets a letter sent to the owner and nothing else."""
    mail = Viewer(channel=Channel.MAIL)
    assert await reset_requests.ask(settings, mail, Visit(), group.owner.email) is None
    await work_off(settings)
    assert [letter.to_address for letter in await letters()] == [group.owner.email]
    assert (await models.JournalEntry.get(kind=JournalKind.PASSWORD_RESET_REQUESTED)).channel == Channel.MAIL


async def test_the_token_is_stored_nowhere_but_in_the_letter_on_its_way(
    settings: Settings, group: Group, ask: Ask
) -> None:
    token = await link_for(settings, group.owner)
    assert (await models.AccessLink.get()).token_hash == hash_token(token)
    assert token not in await dump(without={models.OutboundMail})
    (letter,) = await letters()
    assert token not in letter.body_text
    assert "/acces/mot-de-passe/…" in letter.body_text
    # What the group reads of it.
    document = "query ($id: ID!) { node(id: $id) { ... on OutboundMail { subject bodyText toAddress status } } }"
    shown = await ask.data(document, id=f"OutboundMail:{letter.id}", as_=group.admin)
    assert shown["node"]["subject"] == "[HA + PME] Mot de passe oublié"
    assert token not in str(shown)
    async with scripted() as script:
        await deliver(script)
        assert len(script.mails) == 1
        assert token_in(letter, settings) == token
    (letter,) = await letters()
    assert letter.status == models.OutboundStatus.SENT
    assert token not in await dump(), "once it is sent, nobody but its reader has it"


async def test_a_letter_that_cannot_be_delivered_keeps_no_link_either(settings: Settings, group: Group) -> None:
    token = await link_for(settings, group.owner)
    async with scripted(RCPT="550 5.1.1 unknown") as script:
        await deliver(script)
    assert (await letters())[0].status == models.OutboundStatus.FAILED
    assert token not in await dump()


async def test_the_demo_shows_its_links(settings: Settings, group: Group) -> None:
    settings = dataclasses.replace(settings, demo=True)
    token = await link_for(settings, group.owner)
    assert token in (await letters())[0].body_text


async def test_a_request_that_fails_is_tried_again(
    settings: Settings, group: Group, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*args: object) -> None:
        raise RuntimeError("no template")

    with monkeypatch.context() as patch:
        patch.setattr("workflows.account_letters.password_reset", broken)
        await ask(settings, group.owner.email)
    request = await models.ResetRequest.get()
    assert (request.attempts, request.status) == (1, models.ResetRequestStatus.RECEIVED)
    assert not await models.AccessLink.exists(), "nothing half done"
    assert "no template" in caplog.text
    assert group.owner.email not in caplog.text
    await models.ResetRequest.all().update(next_attempt_at=request.asked_at)
    assert await work_off(settings) == 1
    assert len(await letters()) == 1
    for _ in range(2):
        await models.ResetRequest.create(email=group.owner.email, attempts=4)
    with monkeypatch.context() as patch:
        patch.setattr("workflows.account_letters.password_reset", broken)
        await work_off(settings)
    assert {one.status for one in await models.ResetRequest.all()} == {models.ResetRequestStatus.BURIED}


async def test_the_service_carries_it_out_at_once(settings: Settings, group: Group) -> None:
    events = Events()
    async with events.listening(), reset_requests.ResetService(settings, events).running():
        await asyncio.sleep(0.2)
        await reset_requests.ask(settings, ANONYMOUS, HOME, group.owner.email)
        for _ in range(200):
            if await letters():
                break
            await asyncio.sleep(0.01)
    assert len(await letters()) == 1
