"""The page behind the link below each digest, and what mail programs post there (RFC 8058)."""

from __future__ import annotations

import html

import httpx
import pytest

import models
from models import Channel, DigestFrequency
from settings import Settings
from tests.group import Group
from tests.web.sockets import token_of as session_of
from web.viewers import cookie_name
from workflows.digests.preferences import token_of, unsubscribe_url

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def frequency(person: models.Person) -> DigestFrequency | None:
    row = await models.DigestPreference.get_or_none(person_id=person.id)
    return row.frequency if row else None


def words(response: httpx.Response) -> str:
    return html.unescape(response.text)


async def test_looking_changes_nothing(browser: httpx.AsyncClient, settings: Settings, group: Group) -> None:
    """Scanners of mails open every link, some with HEAD; a query in the address makes no difference."""
    url = unsubscribe_url(settings, token_of(settings, group.owner.id))
    for method, target in (("GET", url), ("HEAD", url), ("GET", f"{url}?List-Unsubscribe=One-Click")):
        response = await browser.request(method, target)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "no-store"
        assert "script" not in response.headers["content-security-policy"]
    assert "Me désabonner" in words(await browser.get(url))
    assert not await models.DigestPreference.exists()
    assert not await models.JournalEntry.exists()


@pytest.mark.parametrize("body", [{"data": ONE_CLICK}, {"files": {"List-Unsubscribe": (None, "One-Click")}}, {}])
async def test_one_click(browser: httpx.AsyncClient, settings: Settings, group: Group, body: dict[str, object]) -> None:
    """Both forms that RFC 8058 allows, from a program without cookies or origin; the answer is no redirect."""
    response = await browser.post(unsubscribe_url(settings, token_of(settings, group.owner.id)), **body)  # type: ignore[arg-type]
    assert response.status_code == 200
    assert "set-cookie" not in response.headers
    assert await frequency(group.owner) is DigestFrequency.NEVER
    (entry,) = await models.JournalEntry.all()
    assert (entry.person_id, entry.actor_id, entry.channel) == (group.owner.id, None, Channel.LINK)


async def test_a_mail_programs_site_may_post(browser: httpx.AsyncClient, settings: Settings, group: Group) -> None:
    headers = {"origin": "https://webmail.example", "sec-fetch-site": "cross-site"}
    url = unsubscribe_url(settings, token_of(settings, group.owner.id))
    assert (await browser.post(url, data=ONE_CLICK, headers=headers)).status_code == 200
    assert await frequency(group.owner) is DigestFrequency.NEVER


async def test_the_token_counts_and_not_who_is_signed_in(
    browser: httpx.AsyncClient, settings: Settings, group: Group
) -> None:
    browser.cookies.set(cookie_name(settings), await session_of(settings, group.other_owner))
    await browser.post(unsubscribe_url(settings, token_of(settings, group.owner.id)), data=ONE_CLICK)
    assert (await frequency(group.owner), await frequency(group.other_owner)) == (DigestFrequency.NEVER, None)


async def test_the_button_and_the_way_back(browser: httpx.AsyncClient, settings: Settings, group: Group) -> None:
    token = token_of(settings, group.owner.id)
    ended = await browser.post(unsubscribe_url(settings, token))
    assert "Vous n’êtes plus abonné" in words(ended)
    assert f'action="/lettre/retour/{token}"' in ended.text
    assert "Vous n’êtes plus abonné" in words(await browser.get(unsubscribe_url(settings, token)))
    back = await browser.post(f"/lettre/retour/{token}")
    assert "Vous êtes de nouveau abonné" in words(back)
    assert await frequency(group.owner) is DigestFrequency.MONTHLY
    assert (await browser.get(f"/lettre/retour/{token}")).status_code == 405, "looking changes nothing here either"


async def test_a_link_cut_in_half(browser: httpx.AsyncClient, settings: Settings, group: Group) -> None:
    url = unsubscribe_url(settings, token_of(settings, group.owner.id))[:-3]
    for response in (await browser.get(url), await browser.post(url, data=ONE_CLICK)):
        assert response.status_code == 404
        assert "Ce lien n’est pas complet" in words(response)
    assert not await models.DigestPreference.exists()
