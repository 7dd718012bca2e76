"""Signing in over HTTP: the cookie, the bearer token, and requests that pages of other sites can't forge."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
import pytest
from tortoise import timezone

import models
from settings import Settings
from tests.group import Group
from tests.passwords import set_password
from tests.web.site import WHO, site
from web.viewers import PREFLIGHT_HEADER, Viewers
from workflows.accounts import hash_token, open_session

PASSWORD = "quatre moulins bleus"
SIGN_IN = """
mutation SignIn($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) {
    __typename
    ... on SignedIn { token viewer { displayName roles members { legalName } } }
    ... on SignInRefused { message }
  }
}
"""
SIGN_OUT = "mutation { signOut { viewer { roles displayName } } }"


async def run(web: httpx.AsyncClient, document: str, **variables: Any) -> httpx.Response:
    return await web.post("/graphql", json={"query": document, "variables": variables})


async def sign_in(web: httpx.AsyncClient, person: models.Person) -> httpx.Response:
    await set_password(person, PASSWORD)
    return await run(web, SIGN_IN, email=person.email, password=PASSWORD)


async def name_of(web: httpx.AsyncClient, **headers: str) -> str:
    response = await web.post("/graphql", json={"query": WHO}, headers=headers)
    return str(response.json()["data"]["viewer"]["displayName"])


def cookies_of(response: httpx.Response) -> dict[str, Morsel[str]]:
    found: dict[str, Morsel[str]] = {}
    for header in response.headers.get_list("set-cookie"):
        found |= SimpleCookie(header)
    return found


async def test_signing_in_and_out(browser: httpx.AsyncClient, group: Group) -> None:
    assert await name_of(browser) == ""
    response = await sign_in(browser, group.owner)
    signed_in = response.json()["data"]["signIn"]
    # The rest of this very document is the signed-in person's.
    assert signed_in["viewer"] == {
        "displayName": "Claire Éclair",
        "roles": ["ANYONE", "SIGNED_IN", "MEMBER"],
        "members": [{"legalName": "Boulangerie Éclair"}],
    }
    assert await name_of(browser) == "Claire Éclair"
    kept = dict(browser.cookies)

    response = await run(browser, SIGN_OUT)
    assert response.json()["data"]["signOut"]["viewer"] == {"roles": ["ANYONE"], "displayName": ""}
    assert set(browser.cookies) == {"centrale-device"}
    browser.cookies.update(kept)
    assert await name_of(browser) == "", "the session itself is ended, not only the cookie"


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [("http://centrale.test", "centrale", False), ("https://centrale.test", "__Host-centrale", True)],
)
async def test_the_cookie(group: Group, settings: Settings, url: str, name: str, secure: bool) -> None:
    async with site(dataclasses.replace(settings, public_url=url, session_days=3)) as web:
        response = await sign_in(web, group.owner)
        cookies = cookies_of(response)
        assert set(cookies) == {name, f"{name}-device"}
        assert cookies[name].value == response.json()["data"]["signIn"]["token"]
        for cookie, days in ((cookies[name], 3), (cookies[f"{name}-device"], 400)):
            assert (cookie["httponly"], bool(cookie["secure"]), cookie["samesite"]) == (True, secure, "lax")
            assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", str(days * 86_400))
        assert await name_of(web) == "Claire Éclair"
        ((found, cookie),) = cookies_of(await run(web, SIGN_OUT)).items()
        assert (found, cookie.value, bool(cookie["secure"]), cookie["path"]) == (name, "", secure, "/")
        assert cookie["max-age"] == "0"


@pytest.mark.parametrize("email", ["claire@boulangerie-eclair.test", "personne@nulle-part.test", "", "\0", "é@x.test"])
async def test_a_refused_sign_in_says_the_same_of_whatever_was_wrong(
    browser: httpx.AsyncClient, group: Group, email: str
) -> None:
    await set_password(group.owner, PASSWORD)
    response = await run(browser, SIGN_IN, email=email, password="not " + PASSWORD)
    assert response.json()["data"] == {
        "signIn": {
            "__typename": "SignInRefused",
            "message": "Adresse ou mot de passe incorrect. Mot de passe oublié ? Demandez-en un nouveau.",
        }
    }
    assert "set-cookie" not in response.headers


async def test_the_address_is_taken_in_any_case(browser: httpx.AsyncClient, group: Group) -> None:
    await set_password(group.owner, PASSWORD)
    response = await run(browser, SIGN_IN, email=" Claire@Boulangerie-ECLAIR.test ", password=PASSWORD)
    assert response.json()["data"]["signIn"]["__typename"] == "SignedIn"


async def test_a_stale_cookie_is_the_public(browser: httpx.AsyncClient, group: Group) -> None:
    await sign_in(browser, group.owner)
    await models.Session.all().update(expires_at=timezone.now())
    assert await name_of(browser) == ""
    browser.cookies.set("centrale", "never issued")
    assert await name_of(browser) == ""


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
async def test_a_program_sends_its_token_itself(
    browser: httpx.AsyncClient, group: Group, settings: Settings, scheme: str
) -> None:
    session = await open_session(settings, group.owner.id)
    assert session is not None
    assert await name_of(browser, authorization=f"{scheme} {session.token}") == "Claire Éclair"


async def test_a_token_comes_before_the_cookie(browser: httpx.AsyncClient, group: Group, settings: Settings) -> None:
    await sign_in(browser, group.owner)
    session = await open_session(settings, group.other_owner.id)
    assert session is not None
    assert await name_of(browser, authorization=f"Bearer {session.token}") == "Gérard Lac"


async def test_a_token_that_is_not_valid_is_401(browser: httpx.AsyncClient, group: Group, settings: Settings) -> None:
    """A program must not go on as the public without noticing."""
    session = await open_session(settings, group.owner.id)
    assert session is not None
    await models.Session.all().update(revoked_at=timezone.now())
    for token in (session.token, "never issued"):
        response = await browser.post("/graphql", json={"query": WHO}, headers={"authorization": f"Bearer {token}"})
        assert response.status_code == 401
        (error,) = response.json()["errors"]
        assert error["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_a_new_password_and_a_closed_account_end_every_session(browser: httpx.AsyncClient, group: Group) -> None:
    await sign_in(browser, group.owner)
    await set_password(group.owner, "un autre mot de passe")
    assert await name_of(browser) == ""
    await sign_in(browser, group.owner)
    assert await name_of(browser) == "Claire Éclair"
    group.owner.active = False
    await group.owner.save()
    assert await name_of(browser) == ""


async def test_a_get_with_a_cookie_needs_the_header_that_forms_and_images_cannot_send(
    browser: httpx.AsyncClient, group: Group
) -> None:
    await sign_in(browser, group.owner)
    response = await browser.get("/graphql", params={"query": WHO})
    assert response.status_code == 400
    assert PREFLIGHT_HEADER in response.json()["errors"][0]["message"]
    response = await browser.get("/graphql", params={"query": WHO}, headers={PREFLIGHT_HEADER: "1"})
    assert response.json()["data"]["viewer"]["displayName"] == "Claire Éclair"


async def test_a_bug_is_masked_and_found_again_by_its_reference(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*args: Any, **more: Any) -> None:
        raise RuntimeError("password of the database: hunter2")

    monkeypatch.setattr("workflows.accounts.sign_in", broken)
    response = await run(browser, SIGN_IN, email="a@b.test", password="x")
    assert response.status_code == 200
    assert "hunter2" not in response.text
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    assert len(error["extensions"]["reference"]) == 12
    assert error["extensions"]["reference"] in caplog.text
    assert "hunter2" in caplog.text


SESSIONS = "{ viewer { sessions { id device current createdAt lastSeenAt expiresAt } } }"
REVOKE = """
mutation Revoke($id: ID!) {
  revokeSession(input: { id: $id }) { ... on SessionsRevoked { viewer { sessions { id } } } }
}
"""
REVOKE_OTHERS = "mutation { revokeOtherSessions { ... on SessionsRevoked { count viewer { sessions { current } } } } }"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605 Version/18.6 Mobile Safari/604.1"


async def signed_in_twice(settings: Settings, group: Group) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
    """The owner's computer and telephone, each served by a process of its own: they share only the database."""
    await set_password(group.owner, PASSWORD)
    found = []
    for agent in (FIREFOX, IPHONE):
        web = site(settings)
        web.headers["user-agent"] = agent
        response = await run(web, SIGN_IN, email=group.owner.email, password=PASSWORD)
        assert response.json()["data"]["signIn"]["__typename"] == "SignedIn"
        assert await name_of(web) == "Claire Éclair"
        found.append(web)
    return found[0], found[1]


async def test_my_sessions(settings: Settings, group: Group) -> None:
    computer, telephone = await signed_in_twice(settings, group)
    shown = (await run(computer, SESSIONS)).json()["data"]["viewer"]["sessions"]
    assert [(one["device"], one["current"]) for one in shown] == [
        ("Safari sur iPhone", False),
        ("Firefox sur Linux", True),
    ]
    assert all(one["createdAt"] <= one["lastSeenAt"] < one["expiresAt"] for one in shown)
    shown = (await run(telephone, SESSIONS)).json()["data"]["viewer"]["sessions"]
    assert [one["current"] for one in shown] == [True, False]
    await models.Session.filter(device="Firefox sur Linux").update(expires_at=timezone.now())
    shown = (await run(telephone, SESSIONS)).json()["data"]["viewer"]["sessions"]
    assert [one["current"] for one in shown] == [True], "what has ended by itself isn't listed"


async def test_a_revoked_session_ends_at_once_in_another_process(settings: Settings, group: Group) -> None:
    computer, telephone = await signed_in_twice(settings, group)
    shown = (await run(computer, SESSIONS)).json()["data"]["viewer"]["sessions"]
    (lost,) = (one["id"] for one in shown if not one["current"])
    left = (await run(computer, REVOKE, id=lost)).json()["data"]["revokeSession"]["viewer"]["sessions"]
    assert [one["id"] for one in left] == [one["id"] for one in shown if one["current"]]
    # The telephone's process had remembered who it is.
    assert await name_of(telephone) == ""
    assert await name_of(computer) == "Claire Éclair"


async def test_ending_all_others(settings: Settings, group: Group) -> None:
    computer, telephone = await signed_in_twice(settings, group)
    answer = (await run(telephone, REVOKE_OTHERS)).json()["data"]["revokeOtherSessions"]
    assert answer == {"count": 1, "viewer": {"sessions": [{"current": True}]}}
    assert await name_of(computer) == ""
    assert await name_of(telephone) == "Claire Éclair"
    assert (await run(telephone, REVOKE_OTHERS)).json()["data"]["revokeOtherSessions"]["count"] == 0


async def test_the_session_that_a_browser_brings_is_never_the_one_that_it_gets(
    browser: httpx.AsyncClient, group: Group
) -> None:
    """Fixation: whoever plants a cookie before the sign-in doesn't know the one after it."""
    browser.cookies.set("centrale", "planted-by-somebody", domain="127.0.0.1", path="/")
    response = await sign_in(browser, group.owner)
    first = response.json()["data"]["signIn"]["token"]
    assert first != "planted-by-somebody"
    assert not await models.Session.filter(token_hash=hash_token("planted-by-somebody")).exists()
    # Signing in again in the same browser replaces the session.
    response = await run(browser, SIGN_IN, email=group.owner.email, password=PASSWORD)
    second = response.json()["data"]["signIn"]["token"]
    assert second != first
    refused = await browser.post("/graphql", json={"query": WHO}, headers={"authorization": f"Bearer {first}"})
    assert refused.status_code == 401
    assert await name_of(browser) == "Claire Éclair"


async def test_being_seen_is_noted_but_makes_nobody_read_again(
    browser: httpx.AsyncClient, group: Group, settings: Settings
) -> None:
    await sign_in(browser, group.owner)
    before = timezone.now() - dt.timedelta(hours=1)
    await models.Session.all().update(last_seen_at=before)
    version = (await models.DataVersion.get(name="access")).version
    async with site(settings) as other_process:
        other_process.cookies = browser.cookies
        assert await name_of(other_process) == "Claire Éclair"
        session = await models.Session.get()
        assert session.last_seen_at is not None
        assert session.last_seen_at > before + dt.timedelta(minutes=59)
        assert await name_of(other_process) == "Claire Éclair"
    assert (await models.DataVersion.get(name="access")).version == version
    await models.Session.all().update(revoked_at=timezone.now())
    assert (await models.DataVersion.get(name="access")).version > version


async def test_reading_one_viewer_again_looks_at_no_other(group: Group, settings: Settings) -> None:
    """A change of the access data has every viewer read again, one by one: each takes no longer for all the others."""
    viewers, sessions = Viewers(settings), [await open_session(settings, group.owner.id) for _ in range(2)]
    tokens = [session.token for session in sessions if session]
    one, other = [await viewers.of(f"Bearer {token}", "") for token in tokens]
    viewers._remembered |= {str(number): other for number in range(20_000)}
    began = time.process_time()
    viewers.forget(one)
    assert time.process_time() - began < 0.001
    assert await viewers.of(f"Bearer {tokens[1]}", "") is other
    assert await viewers.of(f"Bearer {tokens[0]}", "") is not one
    assert tokens[0] not in repr(one)
