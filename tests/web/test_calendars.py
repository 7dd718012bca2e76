"""The calendar of an establishment: valid, steady, secret, and ended with what it rests on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import icalendar
import pytest
from tortoise import timezone

import models
from access.tokens import Purpose, sign
from models.france import today
from settings import Settings
from tests.conftest import SECRET
from tests.group import Group
from tests.texts import make_texts
from workflows.sites import keep_true


@pytest.fixture
async def feed(group: Group) -> models.CalendarFeed:
    await make_texts()
    await models.RegulatoryCheck.filter(slug="electricite").update(
        title="Électricité ; gaz, portes",
        body="Une **vérification** :\n\n- un\n- deux",
        legal_source="Code, art. 1 ; 2",
    )
    await models.Site.create(
        member=group.member, phase=models.SitePhase.OPERATION, opened_on=today() - dt.timedelta(days=300)
    )
    await keep_true()
    return await models.CalendarFeed.create(member=group.member, person=group.owner)


def path(feed: models.CalendarFeed) -> str:
    return f"/calendrier/{sign(SECRET, Purpose.CALENDAR, feed.id)}.ics"


async def read(browser: httpx.AsyncClient, feed: models.CalendarFeed) -> Any:
    response = await browser.get(path(feed))
    assert response.status_code == 200
    return parsed(response.content)


def parsed(content: bytes) -> Any:
    return icalendar.Calendar.from_ical(content)


async def test_a_calendar_program_reads_it(browser: httpx.AsyncClient, feed: models.CalendarFeed) -> None:
    response = await browser.get(path(feed))
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "private, no-cache"
    assert response.headers["x-robots-tag"] == "noindex"
    lines = response.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines), "folded (RFC 5545, 3.1)"
    assert b"\n" not in response.content.replace(b"\r\n", b"")
    found = await read(browser, feed)
    assert (found["VERSION"], found["NAME"], found["X-WR-CALNAME"]) == (
        "2.0", "Contrôles\u00a0: Boulangerie Éclair", "Contrôles\u00a0: Boulangerie Éclair",
    )  # fmt: skip
    assert found["PRODID"].startswith("-//HA+PME//")
    assert found["REFRESH-INTERVAL"].dt == dt.timedelta(hours=12)
    assert found["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert not found.walk("VTIMEZONE")
    lifts, electricity = found.walk("VEVENT")
    assert not lifts.errors and not electricity.errors  # noqa: PT018 - of the parser
    assert electricity["SUMMARY"] == "Électricité\u00a0; gaz, portes"
    assert electricity["DESCRIPTION"].startswith(
        "Une vérification\u00a0:\n\n– un\n– deux\n\nÀ refaire tous les 12 mois."
    )
    assert "Source\u00a0: Code, art. 1\u00a0; 2." in electricity["DESCRIPTION"]
    assert type(electricity["DTSTART"].dt) is dt.date
    assert electricity["DTEND"].dt - electricity["DTSTART"].dt == dt.timedelta(days=1)
    assert electricity["TRANSP"] == "TRANSPARENT"
    assert [alarm["TRIGGER"].dt for alarm in electricity.walk("VALARM")] == [
        dt.timedelta(days=-30, hours=9), dt.timedelta(days=-7, hours=9),
    ]  # fmt: skip
    assert all(alarm["ACTION"] == "DISPLAY" and alarm["DESCRIPTION"] for alarm in electricity.walk("VALARM"))
    assert lifts["SUMMARY"] == "En retard\u00a0: Vérifier les appareils de levage"
    assert lifts.walk("VALARM") == []
    assert lifts["DTSTART"].dt < today() < electricity["DTSTART"].dt


async def test_members_read_what_is_for_members(browser: httpx.AsyncClient, feed: models.CalendarFeed) -> None:
    lifts = (await read(browser, feed)).walk("VEVENT")[0]
    assert "par une personne compétente" in lifts["DESCRIPTION"]


async def test_it_stays_the_same_until_something_changes(
    browser: httpx.AsyncClient, feed: models.CalendarFeed, group: Group
) -> None:
    first = await browser.get(path(feed))
    etag = first.headers["etag"]
    for tags in (etag, f'"other", W/{etag}'):
        known = await browser.get(path(feed), headers={"if-none-match": tags})
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
    head = await browser.head(path(feed))
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", etag)
    before = (await read(browser, feed)).walk("VEVENT")[0]
    await models.SiteCheck.filter(check__slug="levage").update(last_done_on=today())
    await keep_true()
    changed = await browser.get(path(feed), headers={"if-none-match": etag})
    assert changed.status_code == 200
    after = next(event for event in parsed(changed.content).walk("VEVENT") if event["UID"] == before["UID"])
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["DTSTART"].dt > before["DTSTART"].dt
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt


async def test_an_establishment_without_days_has_an_empty_calendar(
    browser: httpx.AsyncClient, feed: models.CalendarFeed
) -> None:
    await models.SiteCheck.all().delete()
    assert (await read(browser, feed)).walk("VEVENT") == []


@pytest.mark.parametrize("what", ["revoked", "account", "colleague", "membership", "deleted"])
async def test_it_ends_with_what_it_rests_on(
    browser: httpx.AsyncClient, feed: models.CalendarFeed, group: Group, what: str
) -> None:
    assert (await browser.get(path(feed))).status_code == 200
    match what:
        case "revoked":
            await models.CalendarFeed.filter(id=feed.id).update(revoked_at=timezone.now())
        case "account":
            await models.Person.filter(id=group.owner.id).update(active=False)
        case "colleague":
            await models.Affiliation.filter(person=group.owner).delete()
        case "membership":
            await models.Member.filter(id=group.member.id).update(status=models.MemberStatus.FORMER)
        case _:
            await models.CalendarFeed.filter(id=feed.id).delete()
    response = await browser.get(path(feed))
    assert response.status_code == 404
    assert b"BEGIN" not in response.content
    assert "levage" not in response.text


@pytest.mark.parametrize("token", ["1", "1-aaaaaaaaaaaaaaaaaaaaaaaaaa", "x", "%2e%2e", "0-" + "a" * 26])
async def test_an_address_can_not_be_guessed(browser: httpx.AsyncClient, feed: models.CalendarFeed, token: str) -> None:
    assert (await browser.get(f"/calendrier/{token}.ics")).status_code == 404
    other = sign(SECRET, Purpose.REPLY, feed.id)
    assert (await browser.get(f"/calendrier/{other}.ics")).status_code == 404


async def test_it_can_only_be_read(browser: httpx.AsyncClient, feed: models.CalendarFeed, settings: Settings) -> None:
    for method in ("POST", "PUT", "DELETE", "PROPFIND"):
        assert (await browser.request(method, path(feed))).status_code == 405
