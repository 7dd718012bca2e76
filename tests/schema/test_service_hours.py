"""When somebody answers, as the API tells it; closures that administrators announce."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

import models
from models.france import PARIS
from settings import Settings
from tests.group import Ask, Group

HOURS = """{ serviceHours { openNow closesAt nextOpening note summary phone timeZone
  weekly { weekday weekdayLabel opensAt closesAt } upcomingClosures { firstDay lastDay reason } } }"""
CREATE = """mutation ($input: CreateServiceClosureInput!) { createServiceClosure(input: $input) { __typename
  ... on ServiceClosurePayload { serviceClosure { id firstDay lastDay reason } }
  ... on InvalidInput { userErrors { field code } } } }"""
DELETE = """mutation ($id: ID!) { deleteServiceClosure(input: {id: $id}) { __typename
  ... on ServiceClosurePayload { serviceClosure { id } } ... on InvalidInput { userErrors { field code } } } }"""
Clock = Callable[[str], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Says what time it is in Paris."""

    def set_(moment: str) -> None:
        now = dt.datetime.fromisoformat(moment).replace(tzinfo=PARIS)
        monkeypatch.setattr("schema.service_hours.timezone.now", lambda: now.astimezone(dt.UTC))
        monkeypatch.setattr("workflows.service_hours.today", lambda: now.date())

    return set_


async def hours(ask: Ask) -> dict[str, Any]:
    found: dict[str, Any] = (await ask.data(HOURS))["serviceHours"]
    return found


@pytest.mark.parametrize(("moment", "is_open", "closes", "opens", "note"), [
    ("2026-11-23T10:00", True, "2026-11-23T11:00:00Z", "2026-11-23T13:00:00Z", "Nous répondons jusqu’à 12 h."),
    ("2026-11-23T12:30", False, None, "2026-11-23T13:00:00Z",
     "Nous répondons de nouveau aujourd’hui à partir de 14 h."),
    ("2026-11-23T20:00", False, None, "2026-11-24T08:00:00Z", "Nous répondons de nouveau demain à partir de 9 h."),
    ("2026-11-27T20:00", False, None, "2026-11-30T08:00:00Z", "Nous répondons de nouveau lundi à partir de 9 h."),
    ("2026-07-10T10:00", True, "2026-07-10T10:00:00Z", "2026-07-10T12:00:00Z", "Nous répondons jusqu’à 12 h."),
])  # fmt: skip
async def test_as_it_stands(
    ask: Ask, at: Clock, moment: str, is_open: bool, closes: str | None, opens: str, note: str
) -> None:
    at(moment)
    found = await hours(ask)
    assert (found["openNow"], found["closesAt"], found["nextOpening"]) == (is_open, closes, opens)
    assert found["note"] == note
    assert found["summary"] == "du lundi au vendredi, de 9 h à 12 h et de 14 h à 18 h"
    assert (found["phone"], found["timeZone"]) == ("01 30 57 36 65", "Europe/Paris")


async def test_the_week_is_the_settings(group: Group, settings: Settings) -> None:
    ask = Ask(dataclasses.replace(settings, service_hours="Tue 10:00-11:30; Sat 09:00-12:00"))
    assert (await hours(ask))["weekly"] == [
        {"weekday": "TUESDAY", "weekdayLabel": "mardi", "opensAt": "10:00", "closesAt": "11:30"},
        {"weekday": "SATURDAY", "weekdayLabel": "samedi", "opensAt": "09:00", "closesAt": "12:00"},
    ]


async def test_a_closure_counts_from_when_it_is_announced(ask: Ask, group: Group, at: Clock) -> None:
    at("2026-12-21T10:00")
    assert (await hours(ask))["openNow"]
    given = {"firstDay": "2026-12-21", "lastDay": "2026-12-31", "reason": "  Inventaire  annuel "}
    result = (await ask.data(CREATE, as_=group.admin, input=given))["createServiceClosure"]
    closure = result["serviceClosure"]
    assert (closure["firstDay"], closure["reason"]) == ("2026-12-21", "Inventaire annuel")
    found = await hours(ask)
    assert not found["openNow"]
    assert found["nextOpening"] == "2027-01-04T08:00:00Z", "New Year's Day is a Friday"
    assert found["note"] == "Nous répondons de nouveau le 4\u00a0janvier\u00a02027 à partir de 9 h."
    assert found["upcomingClosures"][:3] == [
        {"firstDay": "2026-12-21", "lastDay": "2026-12-31", "reason": "Inventaire annuel"},
        {"firstDay": "2026-12-25", "lastDay": "2026-12-25", "reason": "Noël"},
        {"firstDay": "2027-01-01", "lastDay": "2027-01-01", "reason": "Jour de l’an"},
    ]
    assert (await ask.data(DELETE, as_=group.admin, id=closure["id"]))["deleteServiceClosure"] == {
        "__typename": "ServiceClosurePayload", "serviceClosure": {"id": closure["id"]},
    }  # fmt: skip
    assert (await hours(ask))["openNow"]
    kinds = [entry.kind for entry in await models.JournalEntry.filter(actor=group.admin).order_by("id")]
    assert kinds == [models.JournalKind.CLOSURE_PLANNED, models.JournalKind.CLOSURE_CANCELLED]


@pytest.mark.parametrize(("given", "fields"), [
    ({"firstDay": "2026-12-24", "lastDay": "2026-12-23", "reason": "Pont"}, ["lastDay"]),
    ({"firstDay": "2026-01-02", "reason": "Pont"}, ["lastDay"]),
    ({"firstDay": "2026-12-24", "lastDay": "2029-12-24", "reason": ""}, ["lastDay", "reason"]),
    ({"firstDay": "2026-12-24", "reason": "x" * 201}, ["reason"]),
    ({"firstDay": "2026-12-24", "reason": "a\u0007b"}, ["reason"]),
])  # fmt: skip
async def test_what_can_not_be_is_told_at_once(
    ask: Ask, group: Group, at: Clock, given: dict[str, str], fields: list[str]
) -> None:
    at("2026-12-01T10:00")
    result = (await ask.data(CREATE, as_=group.admin, input=given))["createServiceClosure"]
    assert [error["field"] for error in result["userErrors"]] == fields
    assert not await models.ServiceClosure.exists()


@pytest.mark.parametrize("who", ["anonymous", "member", "advisor"])
async def test_administrators_alone(ask: Ask, group: Group, who: str) -> None:
    closure = await models.ServiceClosure.create(
        first_day=dt.date(2030, 1, 2), last_day=dt.date(2030, 1, 2), reason="Pont"
    )
    person = group.people()[who]
    created = await ask.data(CREATE, as_=person, input={"firstDay": "2030-01-02", "reason": "Pont"})
    deleted = await ask.data(DELETE, as_=person, id=f"ServiceClosure:{closure.id}")
    assert created["createServiceClosure"] == deleted["deleteServiceClosure"] == {"__typename": "AccessRestricted"}
    assert await models.ServiceClosure.all().count() == 1


async def test_a_wrong_id(ask: Ask, group: Group) -> None:
    for id_ in ("ServiceClosure:99", "Article:1", "x"):
        result = (await ask.data(DELETE, as_=group.admin, id=id_))["deleteServiceClosure"]
        assert result["userErrors"] == [{"field": "id", "code": "NOT_FOUND"}]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
async def test_a_moment_beyond_all_calendars(ask: Ask, moment: str) -> None:
    answer = await ask("query ($at: DateTime) { serviceHours(at: $at) { openNow } }", at=moment)
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_number_of_thousands_of_digits(ask: Ask) -> None:
    answer = await ask(f"{{ suppliers(first: {'9' * 6_000}) {{ nodes {{ id }} }} }}")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
