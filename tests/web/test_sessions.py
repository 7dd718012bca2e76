"""Signing in over HTTP: the cookie, the bearer token, and requests that pages of other sites can't forge."""

from __future__ import annotations

import dataclasses
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
import pytest
from tortoise import timezone

import models
from settings import Settings
from tests.group import Group
from tests.web.site import WHO, site
from web.viewers import PREFLIGHT_HEADER
from workflows.accounts import open_session, set_password

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


def cookie_of(response: httpx.Response) -> tuple[str, Morsel[str]]:
    jar = SimpleCookie(response.headers["set-cookie"])
    ((name, morsel),) = jar.items()
    return name, morsel


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
    assert not browser.cookies
    browser.cookies.update(kept)
    assert await name_of(browser) == "", "the session itself is ended, not only the cookie"


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [("http://centrale.test", "centrale", False), ("https://centrale.test", "__Host-centrale", True)],
)
async def test_the_cookie(group: Group, settings: Settings, url: str, name: str, secure: bool) -> None:
    async with site(dataclasses.replace(settings, public_url=url, session_days=3)) as web:
        response = await sign_in(web, group.owner)
        found, cookie = cookie_of(response)
        assert found == name
        assert cookie.value == response.json()["data"]["signIn"]["token"]
        assert (cookie["httponly"], bool(cookie["secure"]), cookie["samesite"]) == (True, secure, "lax")
        assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", str(3 * 86_400))
        assert await name_of(web) == "Claire Éclair"
        found, cookie = cookie_of(await run(web, SIGN_OUT))
        assert (found, cookie.value, bool(cookie["secure"]), cookie["path"]) == (name, "", secure, "/")
        assert cookie["max-age"] == "0"


@pytest.mark.parametrize("email", ["claire@boulangerie-eclair.test", "personne@nulle-part.test", "", "\0", "é@x.test"])
async def test_a_refused_sign_in_says_the_same_of_whatever_was_wrong(
    browser: httpx.AsyncClient, group: Group, email: str
) -> None:
    await set_password(group.owner, PASSWORD)
    response = await run(browser, SIGN_IN, email=email, password="not " + PASSWORD)
    assert response.json() == {
        "data": {
            "signIn": {
                "__typename": "SignInRefused",
                "message": "Adresse ou mot de passe incorrect. "
                "Mot de passe oublié ? Appelez-nous, votre conseiller vous aidera.",
            }
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
