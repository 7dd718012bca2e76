"""The pages behind invitations and new addresses: looking decides nothing, a button does, once."""

from __future__ import annotations

import re

import httpx
import pytest

import models
from models import EmailChangeStatus, InvitationStatus
from settings import Settings
from tests.group import Group, viewer_of
from tests.passwords import set_password
from tests.web.test_access_pages import OLD, signs_in, text_of
from tests.workflows.resets import STRONG, letters, token_in
from workflows import invitations


async def invited(settings: Settings, group: Group, email: str = "lise@b.test") -> str:
    """The page of a fresh invitation."""
    await invitations.invite(settings, await viewer_of(group.owner), group.member.id, email, "Lise", None)
    return f"/acces/invitation/{token_in((await letters('InvitationLetter'))[-1], settings, 'invitation')}"


async def test_a_colleague_accepts_and_chooses_a_password(
    browser: httpx.AsyncClient, group: Group, settings: Settings
) -> None:
    url = await invited(settings, group)
    for _ in range(2):
        page = text_of(await browser.get(url))
        assert "Claire Éclair vous invite à agir pour Boulangerie Éclair auprès de HA+PME." in page
    assert (await models.Invitation.get()).status == InvitationStatus.PENDING
    response = await browser.post(url)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/acces/mot-de-passe/")
    page = text_of(await browser.get(response.headers["location"]))
    assert "Créez votre mot de passe" in page
    response = await browser.post(response.headers["location"], data={"password": STRONG})
    assert response.headers["location"] == "/acces/compte?fait=mot-de-passe"
    assert "Boulangerie Éclair" in text_of(await browser.get("/acces/compte"))
    used = await browser.get(url)
    assert used.status_code == 410
    assert "Ce lien a déjà servi" in text_of(used)


async def test_somebody_with_a_password_goes_on_to_sign_in(
    browser: httpx.AsyncClient, group: Group, settings: Settings
) -> None:
    await set_password(group.other_owner, OLD)
    url = await invited(settings, group, group.other_owner.email)
    response = await browser.post(url)
    assert response.status_code == 200
    assert f"Connectez-vous avec {group.other_owner.email}" in text_of(response)
    assert 'href="/acces/connexion"' in response.text


async def test_a_new_address_from_the_account_to_its_mailbox(
    browser: httpx.AsyncClient, group: Group, settings: Settings
) -> None:
    await set_password(group.owner, OLD)
    await signs_in(browser, group.owner.email, OLD)
    form = "/acces/compte/adresse"
    assert group.owner.email in text_of(await browser.get(form))
    response = await browser.post(form, data={"email": "pas une adresse", "password": OLD})
    assert "n’est pas une adresse e-mail valide" in text_of(response)
    assert 'value="pas une adresse"' in response.text
    response = await browser.post(form, data={"email": "claire@x.test", "password": "faux"})
    assert "Ce n’est pas votre mot de passe." in text_of(response)
    response = await browser.post(form, data={"email": "claire@x.test", "password": OLD})
    assert response.headers["location"] == "/acces/compte?fait=adresse"
    assert "Nouvelle adresse demandée : claire@x.test, à confirmer" in text_of(await browser.get("/acces/compte"))
    token = token_in((await letters("EmailConfirmationLetter"))[0], settings, "adresse")
    url = f"/acces/adresse/{token}"
    for _ in range(2):
        assert "claire@x.test doit-elle devenir votre identifiant" in text_of(await browser.get(url))
    assert (await models.EmailChange.get()).status == EmailChangeStatus.REQUESTED
    assert "claire@x.test est confirmée" in text_of(await browser.post(url))
    page = await browser.get("/acces/compte")
    assert "confirmée ; votre conseiller doit encore l’approuver" in text_of(page)
    id_ = re.search(r'name="id" value="(EmailChange:\d+)"', page.text)
    assert id_ is not None
    await browser.post("/acces/compte/adresse/annulation", data={"id": id_[1]})
    assert (await models.EmailChange.get()).status == EmailChangeStatus.CANCELLED
    assert "claire@x.test" not in text_of(await browser.get("/acces/compte"))


@pytest.mark.parametrize("page", ["invitation", "adresse"])
@pytest.mark.parametrize("token", ["x", "a" * 5_000, "%3Cscript%3E"])
async def test_a_link_that_is_none(browser: httpx.AsyncClient, group: Group, page: str, token: str) -> None:
    for response in (await browser.get(f"/acces/{page}/{token}"), await browser.post(f"/acces/{page}/{token}")):
        assert response.status_code == 404
        assert "Ce lien n’est pas complet" in text_of(response)
        assert "<form" not in response.text
        assert "<script>" not in response.text


@pytest.mark.parametrize("page", ["invitation/x", "adresse/x", "compte/adresse", "compte/adresse/annulation"])
async def test_forms_of_other_sites_are_refused(browser: httpx.AsyncClient, group: Group, page: str) -> None:
    await set_password(group.owner, OLD)
    await signs_in(browser, group.owner.email, OLD)
    response = await browser.post(f"/acces/{page}", headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403


async def test_names_are_text(browser: httpx.AsyncClient, group: Group, settings: Settings) -> None:
    name = "<script>alert('1')</script>"
    await models.Member.filter(id=group.member.id).update(legal_name=name)
    await models.Person.filter(id=group.owner.id).update(first_name=name)
    url = await invited(settings, group)
    response = await browser.get(url)
    assert "alert('1')" in text_of(response)
    assert "<script>" not in response.text
