"""The pages of one's access, as a telephone without JavaScript sees them, and as other sites would like to use them."""

from __future__ import annotations

import html
import logging
import re

import httpx
import pytest

import models
from settings import Settings
from tests.group import Group
from tests.passwords import set_password
from tests.web.site import site
from tests.workflows.resets import STRONG, letters, link_for, token_in, work_off
from web.access_pages import local_path

OLD = "quatre moulins bleus"


def text_of(response: httpx.Response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.text))).strip()


async def signs_in(web: httpx.AsyncClient, email: str, password: str, **more: str) -> httpx.Response:
    return await web.post("/acces/connexion", data={"email": email, "password": password}, **more)  # type: ignore[arg-type]


@pytest.fixture
async def owner(group: Group) -> models.Person:
    """The owner, who has a password."""
    await set_password(group.owner, OLD)
    return group.owner


# Signing in and out.


async def test_signing_in_and_out(browser: httpx.AsyncClient, owner: models.Person) -> None:
    assert "Mot de passe oublié ?" in text_of(await browser.get("/acces/connexion"))
    response = await signs_in(browser, owner.email, OLD)
    assert (response.status_code, response.headers["location"]) == (303, "/acces/compte")
    assert {"centrale", "centrale-device"} == set(browser.cookies)
    page = text_of(await browser.get("/acces/compte"))
    for shown in ("Claire Éclair", owner.email, "Boulangerie Éclair", "cet appareil"):
        assert shown in page
    kept = dict(browser.cookies)
    response = await browser.post("/acces/deconnexion")
    assert response.headers["location"] == "/acces/connexion"
    assert set(browser.cookies) == {"centrale-device"}
    browser.cookies.update(kept)
    response = await browser.get("/acces/compte")
    assert response.headers["location"] == "/acces/connexion?suite=/acces/compte", "the session is ended"


async def test_a_refusal_keeps_the_address_and_never_the_password(
    browser: httpx.AsyncClient, owner: models.Person
) -> None:
    response = await signs_in(browser, owner.email, "un secret mal tapé")
    assert response.status_code == 422
    assert "Adresse ou mot de passe incorrect" in text_of(response)
    assert f'value="{owner.email}"' in response.text
    assert "secret" not in response.text
    assert "set-cookie" not in response.headers
    unknown = await signs_in(browser, "personne@nulle-part.test", "un secret mal tapé")
    assert text_of(unknown) == text_of(response)


async def test_too_many_attempts_say_when_to_come_back(browser: httpx.AsyncClient, group: Group) -> None:
    responses = [await signs_in(browser, "personne@nulle-part.test", "x") for _ in range(11)]
    assert [response.status_code for response in responses] == [422] * 10 + [429]
    assert "Réessayez dans" in text_of(responses[-1])


@pytest.mark.parametrize(
    ("suite", "path"),
    [
        ("/app/graphiql.html", "/app/graphiql.html"),
        ("/acces/compte?fait=session", "/acces/compte?fait=session"),
        ("//evil.test/x", "/acces/compte"),
        ("/\\evil.test", "/acces/compte"),
        ("/x\\..\\evil", "/acces/compte"),
        ("https://evil.test", "/acces/compte"),
        ("javascript:alert(1)", "/acces/compte"),
        ("/\r\nset-cookie: x=1", "/acces/compte"),
        ("", "/acces/compte"),
    ],
)
async def test_a_sign_in_leads_to_pages_of_ours_only(
    browser: httpx.AsyncClient, owner: models.Person, suite: str, path: str
) -> None:
    assert local_path(suite) == path
    response = await browser.post(
        "/acces/connexion", params={"suite": suite}, data={"email": owner.email, "password": OLD}
    )
    assert response.headers["location"] == path


# Other sites.


FORMS = ("/acces/connexion", "/acces/deconnexion", "/acces/mot-de-passe-oublie", "/acces/mot-de-passe/x",
         "/acces/compte/sessions", "/acces/robustesse")  # fmt: skip


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8000.evil.test"},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"},
    ],
)
async def test_forms_of_other_sites_are_refused(
    browser: httpx.AsyncClient, owner: models.Person, path: str, headers: dict[str, str]
) -> None:
    await signs_in(browser, owner.email, OLD)
    data = {"email": owner.email, "password": OLD}
    response = await browser.post(path, data=data, headers=headers)
    assert response.status_code == 403
    assert "set-cookie" not in response.headers
    assert await models.Session.filter(revoked_at=None).count() == 1
    assert not await models.ResetRequest.exists()


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "http://127.0.0.1:8000"}, {}]
)
async def test_our_own_forms_are_taken(
    browser: httpx.AsyncClient, owner: models.Person, headers: dict[str, str]
) -> None:
    response = await browser.post("/acces/connexion", data={"email": owner.email, "password": OLD}, headers=headers)
    assert response.status_code == 303


async def test_the_host_that_a_request_names_gets_into_no_letter(
    browser: httpx.AsyncClient, group: Group, settings: Settings
) -> None:
    for header in ("host", "x-forwarded-host", "forwarded"):
        value = "host=evil.test" if header == "forwarded" else "evil.test"
        response = await browser.post(
            "/acces/mot-de-passe-oublie", data={"email": group.owner.email}, headers={header: value}
        )
        assert response.status_code == 200
    await work_off(settings)
    for letter in await letters():
        assert token_in(letter, settings)
        assert b"evil" not in letter.content


# Forgotten passwords.


async def test_from_forgetting_to_signing_in(
    browser: httpx.AsyncClient, owner: models.Person, settings: Settings
) -> None:
    response = await browser.post("/acces/mot-de-passe-oublie", data={"email": owner.email})
    known = text_of(response)
    unknown = text_of(await browser.post("/acces/mot-de-passe-oublie", data={"email": "personne@nulle-part.test"}))
    assert known == unknown
    assert "Si cette adresse est celle d’un accès" in known
    await work_off(settings)
    (letter,) = await letters()
    url = f"/acces/mot-de-passe/{token_in(letter, settings)}"
    for method in ("GET", "HEAD", "GET"):
        response = await browser.request(method, url)
        assert response.status_code == 200
    page = text_of(response)
    assert "Choisissez un nouveau mot de passe" in page
    assert "Bonjour Claire Éclair" in page
    proposal = re.search(r'name="password" type="text" value="([a-z-]+)"', response.text)
    assert proposal is not None
    response = await browser.post(url, data={"password": proposal[1]})
    assert (response.status_code, response.headers["location"]) == (303, "/acces/compte?fait=mot-de-passe")
    assert "votre nouveau mot de passe est enregistré" in text_of(await browser.get("/acces/compte?fait=mot-de-passe"))
    used = await browser.get(url)
    assert used.status_code == 410
    assert "Ce lien a déjà servi" in text_of(used)
    async with site(settings) as elsewhere:
        assert (await signs_in(elsewhere, owner.email, proposal[1])).status_code == 303


async def test_an_older_link_says_that_a_newer_mail_exists(
    browser: httpx.AsyncClient, group: Group, settings: Settings
) -> None:
    older, _ = await link_for(settings, group.owner), await link_for(settings, group.owner)
    response = await browser.get(f"/acces/mot-de-passe/{older}")
    assert response.status_code == 410
    assert "Un courrier plus récent existe" in text_of(response)
    assert "<form" not in response.text
    assert "Claire" not in response.text
    assert "/acces/mot-de-passe-oublie" in response.text
    response = await browser.post(f"/acces/mot-de-passe/{older}", data={"password": STRONG})
    assert response.status_code == 410
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("token", ["x", "%3Cscript%3Ealert(1)%3C%2Fscript%3E".replace("%2F", "|"), "é", "a" * 5_000])
async def test_a_link_that_is_none(browser: httpx.AsyncClient, group: Group, token: str) -> None:
    response = await browser.get(f"/acces/mot-de-passe/{token}")
    assert response.status_code == 404
    assert "Ce lien ne fonctionne pas" in text_of(response)
    assert "<script" not in response.text


async def test_a_weak_password_is_refused_with_advice_and_another_proposal(
    browser: httpx.AsyncClient, owner: models.Person, settings: Settings
) -> None:
    url = f"/acces/mot-de-passe/{await link_for(settings, owner)}"
    response = await browser.post(url, data={"password": "Boulangerie2026!"})
    assert response.status_code == 422
    assert "Ce mot de passe n’a pas été accepté. Évitez votre nom" in text_of(response)
    assert "Boulangerie2026" not in response.text
    assert (await browser.post(url, data={"password": STRONG})).status_code == 303


async def test_a_first_password(browser: httpx.AsyncClient, group: Group, settings: Settings) -> None:
    response = await browser.get(f"/acces/mot-de-passe/{await link_for(settings, group.lonely)}")
    assert "Créez votre mot de passe" in text_of(response)


# One's own access.


async def test_changing_the_password(browser: httpx.AsyncClient, owner: models.Person) -> None:
    await signs_in(browser, owner.email, OLD)
    url = "/acces/compte/mot-de-passe"
    assert (await browser.get(url)).status_code == 200
    response = await browser.post(url, data={"current": "faux", "password": STRONG})
    assert "Ce n’est pas votre mot de passe actuel." in text_of(response)
    response = await browser.post(url, data={"current": OLD, "password": "azertyuiop12"})
    assert "Ce mot de passe n’a pas été accepté." in text_of(response)
    response = await browser.post(url, data={"current": OLD, "password": STRONG})
    assert response.headers["location"] == "/acces/compte?fait=mot-de-passe"
    assert (await browser.get("/acces/compte")).status_code == 200


async def test_ending_sessions(
    browser: httpx.AsyncClient, owner: models.Person, settings: Settings, group: Group
) -> None:
    await signs_in(browser, owner.email, OLD)
    async with site(settings) as telephone, site(settings) as tablet, site(settings) as other:
        await set_password_of_other(group, other)
        for each in (telephone, tablet):
            await signs_in(each, owner.email, OLD)
        page = (await browser.get("/acces/compte")).text
        ids = re.findall(r'name="session" value="([^"]+)"', page)
        assert len(ids) == 2
        theirs = await models.Session.get(person=group.other_owner)
        for id_ in (ids[0], ids[0], f"Session:{theirs.id}", "nonsense"):
            await browser.post("/acces/compte/sessions", data={"session": id_})
        assert await models.Session.filter(person=owner, revoked_at=None).count() == 2
        assert await models.Session.filter(id=theirs.id, revoked_at=None).exists()
        response = await browser.post("/acces/compte/sessions", data={})
        assert response.headers["location"] == "/acces/compte?fait=sessions"
        assert await models.Session.filter(person=owner, revoked_at=None).count() == 1
        assert (await browser.get("/acces/compte")).status_code == 200
        assert (await telephone.get("/acces/compte")).status_code == 303


async def set_password_of_other(group: Group, web: httpx.AsyncClient) -> None:
    await set_password(group.other_owner, OLD)
    await signs_in(web, group.other_owner.email, OLD)


@pytest.mark.parametrize("path", ["/acces/compte", "/acces/compte/mot-de-passe"])
async def test_nobody_is_led_to_the_sign_in(browser: httpx.AsyncClient, group: Group, path: str) -> None:
    response = await browser.get(path)
    assert (response.status_code, response.headers["location"]) == (303, f"/acces/connexion?suite={path}")


# The meter's question.


async def strength(web: httpx.AsyncClient, password: str, token: str | None = None) -> dict[str, object]:
    response = await web.post("/acces/robustesse", json={"password": password, "token": token})
    assert response.status_code == 200
    found: dict[str, object] = response.json()
    return found


async def test_the_meter_judges_as_the_server(
    browser: httpx.AsyncClient, owner: models.Person, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = await link_for(settings, owner)
    for password, acceptable in (("Boulangerie2026!", False), (STRONG, True), ("P@r;3xEmp!e", False), ("", False)):
        found = await strength(browser, password, token)
        assert found["acceptable"] is acceptable, password
        taken = (await browser.post(f"/acces/mot-de-passe/{token}", data={"password": password})).status_code == 303
        assert taken is acceptable, password
        if taken:
            token = await link_for(settings, owner)
    for secret in ("Boulangerie2026", STRONG, "xEmp"):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'"x"', b"5", b'{"token": 1}', b"\xff", b'{"password": "x", "token": 5}']
)
async def test_a_question_that_is_none(browser: httpx.AsyncClient, group: Group, body: bytes) -> None:
    response = await browser.post("/acces/robustesse", content=body)
    assert response.status_code == 400
    assert "error" in response.json()


# What all of them have in common.


@pytest.mark.parametrize("path", ["/acces/connexion", "/acces/mot-de-passe-oublie", "/acces/mot-de-passe/x"])
async def test_headers_and_markup(browser: httpx.AsyncClient, group: Group, path: str) -> None:
    response = await browser.get(path)
    headers = response.headers
    policy = dict(rule.strip().partition(" ")[::2] for rule in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert '<html lang="fr">' in response.text
    assert not re.search(r"<script(?! src=\"/acces/password.js\")", response.text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', response.text), "nothing from elsewhere"
    for field in re.findall(r"<input[^>]*>", response.text):
        name = re.search(r'id="(\w+)"', field)
        assert name is not None
        assert f'<label for="{name[1]}">' in response.text


async def test_names_are_text(browser: httpx.AsyncClient, owner: models.Person) -> None:
    name = "<script>alert('1')</script> & \"Fils\""
    await models.Person.filter(id=owner.id).update(first_name=name)
    await models.Member.all().update(legal_name=name)
    await signs_in(browser, owner.email, OLD)
    await models.Session.all().update(device="<b>Programme</b>")
    response = await browser.get("/acces/compte")
    assert "alert('1')" in text_of(response)
    assert "<script>" not in response.text
    assert "<b>" not in response.text
