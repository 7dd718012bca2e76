"""Home, how to join, health, the ready operations, and the demo's doors."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

import models
from mailbot.watcher import WatcherStatus
from models.database import database
from schema.examples import load_examples
from settings import Settings
from tests.web.site import WHO, site
from web.viewers import PREFLIGHT_HEADER


@pytest.mark.parametrize("demo", [False, True])
async def test_home_leads_on(settings: Settings, demo: bool) -> None:
    async with site(dataclasses.replace(settings, demo=demo)) as web:
        response = await web.get("/")
    assert response.status_code == 200
    assert 'lang="fr"' in response.text
    assert "/app/graphiql.html" in response.text
    assert ("/app/mailroom.html" in response.text) == demo
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


async def test_how_to_join(settings: Settings) -> None:
    async with site(dataclasses.replace(settings, join_path="/rejoindre", group_name="<Groupe> & Cie")) as web:
        response = await web.get("/rejoindre")
        assert (await web.get("/adherer")).status_code == 404
    assert response.status_code == 200
    for fact in ("<Groupe> & Cie", settings.contact_address, "01 30 57 36 65", "SIRET"):
        assert fact in html.unescape(response.text).replace("\u00a0", " ")
    assert "<Groupe>" not in response.text


async def test_the_closed_gate_leads_to_the_page_that_is_there(web: httpx.AsyncClient, settings: Settings) -> None:
    assert (await web.get(settings.join_url)).status_code == 200


async def test_what_there_is_not(web: httpx.AsyncClient) -> None:
    assert (await web.get("/nowhere")).status_code == 404
    assert (await web.post("/")).status_code == 405
    assert (await web.get("/graphql/")).status_code in (307, 404)


# Health.


def mail_status(
    age: float | None, error: str | None = None, *, left: float | None = None
) -> Callable[[], WatcherStatus]:
    """What the watcher tells: its last look was so many seconds ago; None: it never looked. `left`: it leaves mails."""

    def status() -> WatcherStatus:  # when it is asked, which is long after the tests were collected
        at = None if age is None else datetime.now(UTC) - timedelta(seconds=age)
        since = None if left is None else datetime.now(UTC) - timedelta(seconds=left)
        problem = error if left is None else "the disk is full"
        return WatcherStatus(last_sweep_at=at, last_error=problem, connected=error is None, left_since=since)

    return status


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (lambda: None, None),
        (mail_status(1), None),
        (mail_status(100), None),
        (mail_status(1_000), "not_read_lately"),
        (mail_status(1_000, "connection refused"), "imap_away"),
        (mail_status(None), "not_read_lately"),
        (mail_status(1, left=100), None),
        (mail_status(1, left=1_000), "not_stored"),
    ],
)
async def test_health(
    db: str, settings: Settings, status: Callable[[], Any], problem: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    async with site(settings, status) as web:
        response = await web.get("/health")
    assert response.status_code == (200 if problem is None else 503)
    others = {"database": "ok", "incoming": "ok", "outgoing": "ok", "audits": "ok"}
    assert response.json() == {**others, "mail": problem or "ok"}
    assert response.headers["cache-control"] == "no-store"
    why = (status() or WatcherStatus()).last_error
    assert problem is None or (why or "no connection yet") in caplog.text, "the log says what the page does not"


@pytest.mark.postgres
async def test_health_without_a_database(settings: Settings, postgres_url: str) -> None:
    """Nothing of the address or the password is told."""
    async with database(postgres_url, migrate=False), site(settings) as web:
        assert (await web.get("/health")).json()["database"] == "ok"
    async with site(settings) as web:
        response = await web.get("/health")
    assert response.status_code == 503
    assert response.json()["database"] == "no_answer"


# Ready operations.


async def test_the_ready_operations(web: httpx.AsyncClient) -> None:
    shown = (await web.get("/graphql/examples.json")).json()
    assert [one["slug"] for one in shown] == [example.slug for example in load_examples()]
    assert set(shown[0]) == {"slug", "title", "description", "group", "role", "document", "variables"}
    assert shown[0]["document"] == load_examples()[0].document


# The demo.


@pytest.fixture
def demo(settings: Settings) -> Settings:
    return dataclasses.replace(settings, demo=True)


async def test_without_the_demo_its_doors_do_not_exist(web: httpx.AsyncClient) -> None:
    assert (await web.get("/demo/people.json")).status_code == 404
    for path in ("/demo/sign-in", "/demo/sign-out"):
        assert (await web.post(path, json={"email": "x"}, headers={PREFLIGHT_HEADER: "1"})).status_code == 404


async def test_the_people_of_the_demo_are_a_click_away(db: str, demo: Settings) -> None:
    async with site(demo) as web:
        people = (await web.get("/demo/people.json")).json()
        assert len(people) >= 3
        assert all(set(one) == {"email", "displayName", "role"} for one in people)
        email = people[0]["email"]
        await models.Person.create(email=email, first_name="Nadia", last_name="Girard")
        response = await web.post("/demo/sign-in", json={"email": email}, headers={PREFLIGHT_HEADER: "1"})
        assert response.json() == {"displayName": "Nadia Girard"}
        shown = (await web.post("/graphql", json={"query": WHO})).json()
        assert shown["data"]["viewer"]["displayName"] == "Nadia Girard"
        kept = dict(web.cookies)
        assert (await web.post("/demo/sign-out")).status_code == 400, "other sites can't sign anybody out either"
        await web.post("/demo/sign-out", headers={PREFLIGHT_HEADER: "1"})
        assert not web.cookies
        web.cookies.update(kept)
        shown = (await web.post("/graphql", json={"query": WHO})).json()
        assert shown["data"]["viewer"]["displayName"] == "", "the session is ended, not only the cookie"


async def test_nobody_else_is_signed_in_by_a_click(db: str, demo: Settings) -> None:
    await models.Person.create(email="directrice@ailleurs.test", staff_role=models.StaffRole.ADMIN)
    async with site(demo) as web:
        for email in ("directrice@ailleurs.test", "nobody@x.test", "", None, ["a"], 5):
            response = await web.post("/demo/sign-in", json={"email": email}, headers={PREFLIGHT_HEADER: "1"})
            assert response.status_code in (400, 404), email
            assert "set-cookie" not in response.headers
        for body in (b"", b"{", b"[]", b'"x"', b"5", b"{}", b"\xff"):
            response = await web.post("/demo/sign-in", content=body, headers={PREFLIGHT_HEADER: "1"})
            assert response.status_code == 400, body
        large = await web.post("/demo/sign-in", content=b"x" * 20_000, headers={PREFLIGHT_HEADER: "1"})
        assert large.status_code == 413


async def test_pages_of_other_sites_cannot_click(db: str, demo: Settings) -> None:
    async with site(demo) as web:
        email = (await web.get("/demo/people.json")).json()[0]["email"]
        await models.Person.create(email=email)
        response = await web.post("/demo/sign-in", json={"email": email})
    assert response.status_code == 400
    assert PREFLIGHT_HEADER in response.json()["error"]
