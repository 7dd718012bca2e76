"""Establishments: their stage, their checks and the days that follow, for their people and nobody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import models
from models import ContentStatus, JournalKind, SiteCheck
from models.france import today
from tests.group import Ask, Group, siret
from tests.texts import make_texts
from workflows.sites import MOST_FEEDS, keep_true

DESCRIBE = """mutation ($input: DescribeSiteInput!) { done: describeSite(input: $input) { __typename
  ... on SiteDescribed { member { site { phase phaseLabel openedOn saleOn } checks { nodes { id nextDueOn overdue check { slug } } } } }
  ... on InvalidInput { userErrors { field code } } } }"""  # noqa: E501
RECORD = """mutation ($input: RecordCheckDoneInput!) { done: recordCheckDone(input: $input) { __typename
  ... on CheckRecorded { siteCheck { id lastDoneOn nextDueOn overdue } } ... on InvalidInput { userErrors { field code } } } }"""  # noqa: E501
CHECKS = """query ($siret: String!, $overdueOnly: Boolean! = false) { member(siret: $siret) { legalName
  site { phase } checks(overdueOnly: $overdueOnly) { totalCount nodes { check { slug } lastDoneOn nextDueOn overdue } }
  nextChecks { nodes { check { slug } nextDueOn } } } }"""
CREATE = """mutation ($siret: String) { done: createCalendarFeed(input: {siret: $siret}) { __typename
  ... on CalendarFeedCreated { url webcalUrl calendarFeed { id person { email } revokedAt } }
  ... on InvalidInput { userErrors { field code } } } }"""
REVOKE = """mutation ($id: ID!) { done: revokeCalendarFeed(input: {id: $id}) { __typename
  ... on CalendarFeedRevoked { calendarFeed { id } } ... on InvalidInput { userErrors { field code } } } }"""


@pytest.fixture(autouse=True)
async def texts(group: Group) -> None:
    await make_texts()


async def describe(ask: Ask, who: models.Person, **given: Any) -> Any:
    return (await ask.data(DESCRIBE, as_=who, input=given))["done"]


async def record(ask: Ask, who: models.Person, id_: str, day: dt.date | None) -> Any:
    return (await ask.data(RECORD, as_=who, input={"id": id_, "doneOn": day and day.isoformat()}))["done"]


async def checks_of(ask: Ask, who: models.Person | None, company: int = 1, **given: Any) -> Any:
    return (await ask.data(CHECKS, as_=who, siret=siret(company), **given))["member"]


def slugs(page: Any) -> list[str]:
    return [node["check"]["slug"] for node in page["nodes"]]


async def test_a_member_tells_and_the_checks_follow(ask: Ask, group: Group) -> None:
    result = await describe(ask, group.owner, phase="OPERATION", openedOn="2026-01-31")
    member = result["member"]
    assert member["site"] == {
        "phase": "OPERATION", "phaseLabel": "Exploitation", "openedOn": "2026-01-31", "saleOn": None,
    }  # fmt: skip
    assert [(node["check"]["slug"], node["nextDueOn"]) for node in member["checks"]["nodes"]] == [
        ("levage", "2026-07-31"), ("electricite", "2027-01-31"),
    ]  # fmt: skip
    entry = await models.JournalEntry.get(kind=JournalKind.SITE_DESCRIBED)
    assert (entry.actor_id, entry.member_id) == (group.owner.id, group.member.id)


async def test_recording_moves_the_day_and_a_mistake_is_taken_back(ask: Ask, group: Group) -> None:
    member = (await describe(ask, group.owner, phase="OPERATION", openedOn="2020-03-15"))["member"]
    lifts, electricity = (node["id"] for node in member["checks"]["nodes"])
    assert [node["overdue"] for node in member["checks"]["nodes"]] == [True, True]
    recorded = await record(ask, group.staff, lifts, today())
    assert recorded["siteCheck"]["lastDoneOn"] == today().isoformat()
    assert recorded["siteCheck"]["nextDueOn"] > today().isoformat()
    assert recorded["siteCheck"]["overdue"] is False
    found = await checks_of(ask, group.owner)
    assert slugs(found["checks"]) == slugs(found["nextChecks"]) == ["electricite", "levage"]
    assert slugs((await checks_of(ask, group.owner, overdueOnly=True))["checks"]) == ["electricite"]
    again = await record(ask, group.advisor, electricity, dt.date(2024, 2, 29))
    assert again["siteCheck"]["nextDueOn"] == "2025-02-28"
    back = await record(ask, group.owner, lifts, None)
    assert (back["siteCheck"]["lastDoneOn"], back["siteCheck"]["nextDueOn"]) == (None, "2020-09-15")
    notes = [entry.note for entry in await models.JournalEntry.filter(kind=JournalKind.CHECK_RECORDED).order_by("id")]
    assert notes[1].endswith("fait le 29\u00a0février\u00a02024")
    assert notes[2].endswith("date effacée")


async def test_due_today_is_not_yet_overdue(ask: Ask, group: Group) -> None:
    await describe(ask, group.owner, phase="OPERATION", openedOn="2020-01-01")
    for day, overdue in ((today(), False), (today() - dt.timedelta(days=1), True), (None, False)):
        await SiteCheck.all().update(next_due_on=day, due_order=day or dt.date(9000, 1, 1))
        found = await checks_of(ask, group.owner)
        assert [node["overdue"] for node in found["checks"]["nodes"]] == [overdue] * 2
        assert len(found["nextChecks"]["nodes"]) == (2 if day else 0)


async def test_another_stage_has_other_checks_and_what_was_done_is_remembered(ask: Ask, group: Group) -> None:
    member = (await describe(ask, group.owner, phase="OPENING", openedOn="2026-02-01"))["member"]
    (extinguishers,) = member["checks"]["nodes"]
    assert extinguishers["nextDueOn"] == "2026-02-01"
    await record(ask, group.owner, extinguishers["id"], dt.date(2026, 1, 15))
    await describe(ask, group.owner, phase="OPERATION", openedOn="2026-02-01")
    found = await checks_of(ask, group.owner)
    assert slugs(found["checks"]) == ["levage", "electricite", "extincteurs"], "the last one is done for good"
    assert slugs(found["nextChecks"]) == ["levage", "electricite"]
    taken_back = await record(ask, group.owner, extinguishers["id"], None)
    shown = {"id": extinguishers["id"], "lastDoneOn": None, "nextDueOn": None, "overdue": False}
    assert taken_back["siteCheck"] == shown, "and it goes, as it is of another stage"
    assert "extincteurs" not in slugs((await checks_of(ask, group.owner))["checks"])
    await describe(ask, group.owner, phase="SALE", openedOn="2026-02-01", saleOn="2026-05-31")
    assert slugs((await checks_of(ask, group.owner))["nextChecks"]) == ["cession", "levage", "electricite"]
    await describe(ask, group.owner, phase="OPERATION", openedOn="2026-02-01")
    assert "cession" not in slugs((await checks_of(ask, group.owner))["checks"])


async def test_checks_that_change_reach_every_establishment(ask: Ask, group: Group) -> None:
    await describe(ask, group.owner, phase="OPERATION", openedOn="2026-01-31")
    await describe(ask, group.other_owner, phase="OPERATION", openedOn="2026-02-28")
    rows = {row.id: row.revision for row in await SiteCheck.all()}
    await keep_true()
    assert {row.id: row.revision for row in await SiteCheck.all()} == rows, "nothing changed, nothing is written"
    await models.RegulatoryCheck.filter(slug="electricite").update(every_months=1)
    await models.RegulatoryCheck.filter(slug="levage").update(status=ContentStatus.WITHDRAWN)
    await models.RegulatoryCheck.create(
        slug="neuf", phase=models.SitePhase.OPERATION, title="Neuf", body="Neuf.", every_months=24,
    )  # fmt: skip
    await keep_true()
    for who, company, days in (
        (group.owner, 1, ["2026-02-28", "2028-01-31"]), (group.other_owner, 2, ["2026-03-28", "2028-02-28"]),
    ):  # fmt: skip
        found = await checks_of(ask, who, company)
        assert slugs(found["checks"]) == ["electricite", "neuf"]
        assert [node["nextDueOn"] for node in found["nextChecks"]["nodes"]] == days
    changed = await SiteCheck.get(member=group.member, check__slug="electricite")
    assert changed.revision == rows[changed.id] + 1


async def test_a_check_that_is_withdrawn_hides_what_was_done_and_gives_it_back(ask: Ask, group: Group) -> None:
    member = (await describe(ask, group.owner, phase="OPERATION", openedOn="2026-01-31"))["member"]
    await record(ask, group.owner, member["checks"]["nodes"][0]["id"], dt.date(2026, 3, 1))
    for status, expected in (
        (ContentStatus.WITHDRAWN, ["electricite"]),
        (ContentStatus.PUBLISHED, ["levage", "electricite"]),
    ):
        await models.RegulatoryCheck.filter(slug="levage").update(status=status)
        await keep_true()
        assert slugs((await checks_of(ask, group.owner))["checks"]) == expected


@pytest.mark.parametrize("who", ["anonymous", "prospect", "former", "lonely", "other_member"])
async def test_nobody_elses_business(ask: Ask, group: Group, who: str) -> None:
    member = (await describe(ask, group.owner, phase="OPERATION", openedOn="2026-01-31"))["member"]
    person, id_ = group.people()[who], member["checks"]["nodes"][0]["id"]
    node = await ask("query ($id: ID!) { node(id: $id) { id } }", as_=person, id=id_)
    assert node["data"]["node"] is None
    answer = await ask(RECORD, as_=person, input={"id": id_, "doneOn": "2026-03-01"})
    if who == "other_member":
        assert answer["data"]["done"]["userErrors"] == [{"field": "id", "code": "NOT_FOUND"}]
    else:
        assert answer["data"]["done"]["__typename"] == "AccessRestricted"
    result = await ask.data(DESCRIBE, as_=person, input={"siret": siret(1), "phase": "SALE"})
    assert result["done"]["__typename"] in ("AccessRestricted", "InvalidInput")
    assert (await models.Site.get(member=group.member)).phase == models.SitePhase.OPERATION
    assert not await SiteCheck.filter(last_done_on__isnull=False).exists()


async def test_a_membership_that_ends_takes_the_checks_along(ask: Ask, group: Group) -> None:
    member = (await describe(ask, group.double, siret=siret(1), phase="OPERATION", openedOn="2026-01-31"))["member"]
    await models.Member.filter(id=group.member.id).update(status=models.MemberStatus.FORMER)
    found = await checks_of(ask, group.double)
    assert (found["site"], found["checks"]["totalCount"], found["nextChecks"]["nodes"]) == (None, 0, [])
    # Of another company, Dora is still a member.
    recorded = await record(ask, group.double, member["checks"]["nodes"][0]["id"], dt.date(2026, 3, 1))
    assert recorded["__typename"] == "AccessRestricted"
    told = await describe(ask, group.double, siret=siret(1), phase="SALE")
    assert told["__typename"] == "AccessRestricted"


@pytest.mark.parametrize(("given", "problems"), [
    ({"phase": "OPERATION", "openedOn": "2999-01-01"}, [("openedOn", "INVALID"), ("openedOn", "INVALID")]),
    ({"phase": "OPERATION", "openedOn": "2199-01-01"}, [("openedOn", "INVALID")]),
    ({"phase": "SALE", "openedOn": "2026-02-01", "saleOn": "2026-01-01"}, [("saleOn", "INVALID")]),
    ({"phase": "SALE", "saleOn": "1700-01-01"}, [("saleOn", "INVALID")]),
    ({"phase": "SALE", "siret": "123"}, [("siret", "INVALID")]),
])  # fmt: skip
async def test_what_can_not_be_told(
    ask: Ask, group: Group, given: dict[str, str], problems: list[tuple[str, str]]
) -> None:
    result = await describe(ask, group.owner, **given)
    assert [(error["field"], error["code"]) for error in result["userErrors"]] == problems
    assert not await models.Site.exists()


@pytest.mark.parametrize("day", [dt.date(1899, 12, 31), dt.date(2999, 1, 1)])
async def test_a_check_was_done_in_the_past(ask: Ask, group: Group, day: dt.date) -> None:
    member = (await describe(ask, group.owner, phase="OPERATION", openedOn="2026-01-31"))["member"]
    result = await record(ask, group.owner, member["checks"]["nodes"][0]["id"], day)
    assert result["userErrors"] == [{"field": "doneOn", "code": "INVALID"}]
    for id_ in ("SiteCheck:999", "Article:1", "x"):
        result = await record(ask, group.owner, id_, dt.date(2026, 1, 1))
        assert result["userErrors"] == [{"field": "id", "code": "NOT_FOUND"}]


async def test_a_calendar_is_made_listed_and_revoked_by_a_colleague(ask: Ask, group: Group) -> None:
    made = (await ask.data(CREATE, as_=group.owner))["done"]
    feed = made["calendarFeed"]
    assert (feed["person"], feed["revokedAt"]) == ({"email": group.owner.email}, None)
    assert made["webcalUrl"].startswith("webcal://")
    assert made["webcalUrl"].partition("://")[2] == made["url"].partition("://")[2]
    listed = "{ viewer { members { calendarFeeds { id } } } }"
    assert (await ask.data(listed, as_=group.staff))["viewer"]["members"] == [{"calendarFeeds": [{"id": feed["id"]}]}]
    stranger = (await ask.data(REVOKE, as_=group.other_owner, id=feed["id"]))["done"]
    assert stranger["userErrors"] == [{"field": "id", "code": "NOT_FOUND"}]
    revoked = (await ask.data(REVOKE, as_=group.staff, id=feed["id"]))["done"]
    assert revoked == {"__typename": "CalendarFeedRevoked", "calendarFeed": {"id": feed["id"]}}
    assert (await ask.data(listed, as_=group.staff))["viewer"]["members"] == [{"calendarFeeds": []}]
    again = (await ask.data(REVOKE, as_=group.staff, id=feed["id"]))["done"]
    assert again["userErrors"] == [{"field": "id", "code": "NOT_FOUND"}]


async def test_not_too_many_calendars(ask: Ask, group: Group) -> None:
    for _ in range(MOST_FEEDS):
        assert (await ask.data(CREATE, as_=group.owner))["done"]["__typename"] == "CalendarFeedCreated"
    assert (await ask.data(CREATE, as_=group.staff))["done"]["userErrors"] == [{"field": "siret", "code": "TOO_MANY"}]
    assert (await ask.data(CREATE, as_=group.other_owner))["done"]["__typename"] == "CalendarFeedCreated"
