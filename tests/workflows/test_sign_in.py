"""Signing in: strangers neither get in nor in the way, and nothing tells them who has an account."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from argon2 import PasswordHasher

import access.throttling
import models
from access import limits
from access.devices import Visit, device_label, known_device, new_device
from access.passwords import hashing
from access.throttling import Throttled
from access.viewer import ANONYMOUS
from models import JournalKind
from settings import Settings
from tests.group import Group
from tests.passwords import set_password
from tests.schema.statements import statements
from workflows import accounts

PASSWORD = "quatre moulins bleus"
WRONG = "autre chose"
UNKNOWN = "personne@nulle-part.test"
OWNER_AT_HOME = Visit("192.0.2.1")


async def attempt(settings: Settings, visit: Visit, email: str, password: str = WRONG) -> Any:
    return await accounts.sign_in(settings, visit, email, password)


@pytest.fixture
async def owner(group: Group) -> models.Person:
    """The owner, who has a password."""
    await set_password(group.owner, PASSWORD)
    return group.owner


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of attempts: as many hashes as ever, each with little work. What costs what is tested elsewhere."""
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    hashing._decoy.cache_clear()


# Throttling.


async def test_a_network_that_guesses_one_address_is_slowed_down(settings: Settings, owner: models.Person) -> None:
    stranger = Visit("198.51.100.7")
    found = [await attempt(settings, stranger, owner.email) for _ in range(limits.SIGN_IN_PAIR.burst + 3)]
    assert [isinstance(one, Throttled) for one in found] == [False] * limits.SIGN_IN_PAIR.burst + [True] * 3
    # Not even the right password gets through meanwhile: guessing on would pay.
    assert isinstance(await attempt(settings, stranger, owner.email, PASSWORD), Throttled)


async def test_strangers_do_not_lock_the_owner_out(settings: Settings, owner: models.Person) -> None:
    for number in range(limits.SIGN_IN_PAIR.burst + 2):
        await attempt(settings, Visit("198.51.100.7"), owner.email)
        if number < 8:
            await attempt(settings, Visit(f"203.0.113.{number}"), owner.email)
    assert isinstance(await attempt(settings, OWNER_AT_HOME, owner.email, PASSWORD), accounts.SignedIn)


async def test_an_attack_from_everywhere_stops_at_the_browsers_that_the_owner_knows(
    settings: Settings, owner: models.Person
) -> None:
    """However many networks take part, only browsers that the owner has never used have to wait."""
    first = await attempt(settings, OWNER_AT_HOME, owner.email, PASSWORD)
    for number in range(limits.SIGN_IN_ADDRESS.burst + 5):
        await attempt(settings, Visit(f"network-{number}"), owner.email)
    assert isinstance(await attempt(settings, Visit("a-new-network"), owner.email, PASSWORD), Throttled)
    known = Visit("somewhere-else", first.device)
    for _ in range(3):
        again = await attempt(settings, known, owner.email, PASSWORD)
        assert isinstance(again, accounts.SignedIn)
        assert again.device == first.device
    # It is the browser that is believed, not its word: others' tokens and made-up ones are worth nothing.
    for token in (new_device("another secret", owner.id), new_device(settings.secret_key, owner.id + 1), "1-2-3", ""):
        assert isinstance(await attempt(settings, Visit("somewhere-else", token), owner.email, PASSWORD), Throttled)


async def test_a_known_browser_may_not_guess_for_ever_either(settings: Settings, owner: models.Person) -> None:
    first = await attempt(settings, OWNER_AT_HOME, owner.email, PASSWORD)
    found = [await attempt(settings, Visit("x", first.device), owner.email) for _ in range(12)]
    assert sum(isinstance(one, Throttled) for one in found) == 12 - limits.SIGN_IN_PAIR.burst


async def test_a_list_of_stolen_passwords_is_slowed_down(settings: Settings, group: Group) -> None:
    thief = Visit("198.51.100.7")
    found = [await attempt(settings, thief, f"person{number}@x.test") for number in range(105)]
    assert sum(isinstance(one, Throttled) for one in found) == 105 - limits.SIGN_IN_CLIENT.burst


async def test_a_company_behind_one_address_signs_in_all_day(
    settings: Settings, owner: models.Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes well isn't counted, even where the clock stands still."""
    monkeypatch.setattr(access.throttling, "_milliseconds", lambda: 1_800_000_000_000)
    for _ in range(limits.SIGN_IN_CLIENT.burst + 5):
        assert isinstance(await attempt(settings, OWNER_AT_HOME, owner.email, PASSWORD), accounts.SignedIn)


# What an answer tells.


async def work_of(settings: Settings, email: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """The statements that an attempt runs, without their values, and how many hashes it computes."""
    hashed = 0
    matches = hashing._matches

    def counted(*args: Any) -> bool:
        nonlocal hashed
        hashed += 1
        return matches(*args)

    with monkeypatch.context() as patch:
        patch.setattr(hashing, "_matches", counted)
        async with statements() as seen:
            assert await attempt(settings, Visit("192.0.2.9"), email) == accounts.SignInRefused()
    return [re.sub(r"'[^']*'|\b\d+\b|NULL", "?", each) for each in seen], hashed


async def test_known_and_unknown_addresses_cost_the_same_work(
    settings: Settings, owner: models.Person, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    await attempt(settings, Visit("192.0.2.9"), "the.first@x.test")  # sweeps, and prepares
    await models.Person.filter(id=group.staff.id).update(active=False)
    known = await work_of(settings, owner.email, monkeypatch)
    assert known[1] == 1
    assert len(known[0]) >= 5
    for email in (UNKNOWN, group.staff.email, group.lonely.email):
        assert await work_of(settings, email, monkeypatch) == known, email


async def test_the_journal_tells(settings: Settings, owner: models.Person) -> None:
    await attempt(settings, OWNER_AT_HOME, owner.email)
    await attempt(settings, OWNER_AT_HOME, UNKNOWN)
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36"
    signed_in = await attempt(settings, Visit("192.0.2.1", user_agent=agent), owner.email, PASSWORD)
    await accounts.sign_out(signed_in.viewer)
    await accounts.sign_out(signed_in.viewer)
    await accounts.sign_out(ANONYMOUS)
    lines = [
        (one.kind, one.actor_id, one.person_id, one.note) for one in await models.JournalEntry.all().order_by("id")
    ]
    assert lines == [
        (JournalKind.SIGN_IN_REFUSED, None, owner.id, ""),
        (JournalKind.SIGN_IN_REFUSED, None, None, ""),
        (JournalKind.SIGNED_IN, owner.id, owner.id, "Chrome sur Windows"),
        (JournalKind.SIGNED_OUT, owner.id, owner.id, ""),
    ]


# Passwords.


async def test_a_hash_of_weaker_parameters_is_made_anew(
    settings: Settings, owner: models.Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (await models.Person.get(id=owner.id)).password_hash
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(time_cost=2, memory_cost=128, parallelism=1))
    assert isinstance(await attempt(settings, OWNER_AT_HOME, owner.email), accounts.SignInRefused)
    assert (await models.Person.get(id=owner.id)).password_hash == before
    assert isinstance(await attempt(settings, OWNER_AT_HOME, owner.email, PASSWORD), accounts.SignedIn)
    after = (await models.Person.get(id=owner.id)).password_hash
    assert after is not None
    assert after != before
    assert "m=128,t=2,p=1" in after
    assert isinstance(await attempt(settings, OWNER_AT_HOME, owner.email, PASSWORD), accounts.SignedIn)
    assert (await models.Person.get(id=owner.id)).password_hash == after


async def test_a_password_that_is_replaced_meanwhile_opens_nothing(
    settings: Settings, owner: models.Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thief who is just being let in when the owner resets the password must not stay in."""
    verified, replaced = asyncio.Event(), asyncio.Event()
    is_password = hashing.is_password

    async def slow(password: str, known_hash: str | None) -> bool:
        found = await is_password(password, known_hash)
        verified.set()
        await replaced.wait()
        return found

    monkeypatch.setattr(accounts, "is_password", slow)
    thief = asyncio.create_task(attempt(settings, Visit("198.51.100.7"), owner.email, PASSWORD))
    await verified.wait()
    await set_password(owner, "une tout autre phrase")
    replaced.set()
    assert await thief == accounts.SignInRefused()
    assert not await models.Session.filter(revoked_at=None).exists()


@pytest.mark.parametrize("typed", ["de\u0301ja\u0300 vu cet e\u0301te\u0301", "déjà vu cet été"])
async def test_an_accent_is_the_same_from_every_keyboard(settings: Settings, group: Group, typed: str) -> None:
    await set_password(group.owner, "déjà vu cet été")
    assert isinstance(await attempt(settings, OWNER_AT_HOME, group.owner.email, typed), accounts.SignedIn)


async def test_a_megabyte_is_no_password(settings: Settings, owner: models.Person) -> None:
    await set_password(owner, "x" * hashing.LONGEST_PASSWORD)
    for length, fits in ((hashing.LONGEST_PASSWORD, True), (hashing.LONGEST_PASSWORD + 1, False), (10**6, False)):
        outcome = await attempt(settings, OWNER_AT_HOME, owner.email, "x" * length)
        assert isinstance(outcome, accounts.SignedIn) == fits, length


# Devices.


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0", "Edge sur Windows"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/141.0 Mobile Safari/537.36", "Chrome sur Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) CriOS/141.0 Mobile Safari/604.1", "Chrome sur iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.6 Safari/605.1.15", "Safari sur Mac"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/141.0 Safari/537.36", "Chrome sur Chromebook"),
        ("python-httpx/0.28.1", "Programme python-httpx"),
        ("Mozilla/5.0 (something new)", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
        ("<script>alert(1)</script>", "Programme <script>alert"),
    ],
)
def test_a_browser_by_the_name_that_its_owner_knows(agent: str, label: str) -> None:
    assert device_label(agent) == label


def test_a_device_is_told_apart_from_others_of_the_same_person() -> None:
    one, other = new_device("secret", 5), new_device("secret", 5)
    assert known_device("secret", one, 5) == one.rpartition("-")[0] != known_device("secret", other, 5)
    assert known_device("secret", one, 6) is None
    assert known_device("secret", one[:-1] + ("0" if one[-1] != "0" else "1"), 5) is None
    assert known_device("secret", one.replace("5-", "6-", 1), 6) is None
