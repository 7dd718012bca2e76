"""Terms of a day, their history, and what everybody may know of them; shared answers at midnight."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import models
from access.viewer import ANONYMOUS
from graph.context import Context
from graph.engine import Engine, Request
from models.france import today
from schema.build import build_schema
from settings import Settings
from tests.group import Ask, Group, viewer_of

TERMS = """query ($at: Date, $code: String = "roulevite") { supplier(code: $code) { terms(at: $at) {
  __typename ... on SupplierTerms { general special validFrom validTo } ... on AccessRestricted { code } } } }"""
HISTORY = """query ($after: String) { supplier(code: "roulevite") { termsHistory(first: 2, after: $after) {
  __typename ... on SupplierTermsPeriodConnection {
    totalCount nodes { general validFrom validTo supplier { code } } pageInfo { hasNextPage endCursor } }
  ... on AccessRestricted { code } } } }"""
TEASER = "{ suppliers { nodes { code hasTerms hasSpecialTerms hasDiscountCode coefficientCount agencyCount } } }"
NOTHING = {"__typename": "SupplierTerms", "general": None, "special": None, "validFrom": None, "validTo": None}


@pytest.fixture
async def history(group: Group) -> Group:
    """Roulevite: last year's terms, those of this year, and those from 2030 on, with a gap before them."""
    await models.SupplierTerms.filter(supplier=group.cars).update(valid_to=dt.date(2029, 6, 30))
    for general, first, last in (
        ("L’an dernier", dt.date(2025, 1, 1), dt.date(2025, 12, 31)), ("Plus tard", dt.date(2030, 1, 1), None)
    ):  # fmt: skip
        await models.SupplierTerms.create(supplier=group.cars, general=general, valid_from=first, valid_to=last)
    return group


async def terms(ask: Ask, who: models.Person | None, **variables: Any) -> Any:
    return (await ask.data(TERMS, as_=who, **variables))["supplier"]["terms"]


async def test_the_terms_of_a_day(ask: Ask, history: Group) -> None:
    for day, general in (
        ("2024-12-31", None), ("2025-01-01", "L’an dernier"), ("2025-12-31", "L’an dernier"),
        ("2026-01-01", "Tarif groupe."), ("2029-06-30", "Tarif groupe."), ("2029-07-01", None),
        ("2029-12-31", None), ("2030-01-01", "Plus tard"), ("9999-12-31", "Plus tard"),
    ):  # fmt: skip
        assert (await terms(ask, history.owner, at=day))["general"] == general, day


async def test_today_is_the_default(ask: Ask, history: Group) -> None:
    now = {
        "__typename": "SupplierTerms", "general": "Tarif groupe.", "special": "Citer le code.",
        "validFrom": "2026-01-01", "validTo": "2029-06-30",
    }  # fmt: skip
    assert await terms(ask, history.owner) == now
    assert await terms(ask, history.owner, at=None) == now
    plain = '{ supplier(code: "roulevite") { terms { ... on SupplierTerms { general } } } }'
    assert (await ask.data(plain, as_=history.owner))["supplier"]["terms"] == {"general": "Tarif groupe."}


async def test_where_there_are_none_all_is_null(ask: Ask, history: Group) -> None:
    assert await terms(ask, history.owner, code="interim-soleil") == NOTHING
    assert await terms(ask, history.owner, at="2000-01-01") == NOTHING
    twice = """{ supplier(code: "interim-soleil") { a: terms { ... on SupplierTerms { x: general t: __typename } }
      b: terms(at: "2026-05-01") { ... on SupplierTerms { validFrom } } } }"""
    assert (await ask.data(twice, as_=history.owner))["supplier"] == {
        "a": {"x": None, "t": "SupplierTerms"}, "b": {"validFrom": None}
    }  # fmt: skip


async def test_several_days_at_once(ask: Ask, history: Group) -> None:
    document = """{ suppliers { nodes { now: terms { ...G } then: terms(at: "2025-07-14") { ...G }
      later: terms(at: "2031-01-01") { ...G } } } } fragment G on SupplierTerms { general }"""
    nodes = (await ask.data(document, as_=history.advisor))["suppliers"]["nodes"]
    said = [[node[key]["general"] for key in ("now", "then", "later")] for node in nodes]
    assert said == [
        ["Remise de 30 % sur le catalogue.", None, "Remise de 30 % sur le catalogue."],
        [None, None, None],
        ["Tarif groupe.", "L’an dernier", "Plus tard"],
    ]


@pytest.mark.parametrize("who", ["anonymous", "prospect", "former"])
async def test_the_gate_is_closed_on_every_day(ask: Ask, history: Group, who: str) -> None:
    person = history.people()[who]
    for day in (None, "2025-07-14", "2031-01-01", "1999-01-01"):
        assert (await terms(ask, person, at=day))["__typename"] == "AccessRestricted"
    answer = await ask.data(HISTORY, as_=person)
    assert answer["supplier"]["termsHistory"]["__typename"] == "AccessRestricted"


async def test_the_history(ask: Ask, history: Group) -> None:
    page = (await ask.data(HISTORY, as_=history.owner))["supplier"]["termsHistory"]
    assert page["totalCount"] == 3
    assert [node["general"] for node in page["nodes"]] == ["Plus tard", "Tarif groupe."]
    assert page["nodes"][0] == {
        "general": "Plus tard", "validFrom": "2030-01-01", "validTo": None, "supplier": {"code": "roulevite"}
    }  # fmt: skip
    end = page["pageInfo"]["endCursor"]
    page = (await ask.data(HISTORY, as_=history.owner, after=end))["supplier"]["termsHistory"]
    assert [node["general"] for node in page["nodes"]] == ["L’an dernier"]
    assert page["pageInfo"]["hasNextPage"] is False


async def teasers(ask: Ask) -> dict[str, list[Any]]:
    nodes = (await ask.data(TEASER))["suppliers"]["nodes"]
    return {node.pop("code"): list(node.values()) for node in nodes}


async def test_everybody_knows_that_there_are_terms_today(ask: Ask, history: Group) -> None:
    assert await teasers(ask) == {
        "bureau-clair": [True, False, False, 0, 3],
        "interim-soleil": [False, False, False, 6, 0],
        "roulevite": [True, True, True, 0, 3],
    }
    yesterday = today() - dt.timedelta(days=1)
    await models.SupplierTerms.filter(supplier=history.cars, valid_from="2026-01-01").update(valid_to=yesterday)
    await models.Coefficient.filter(qualification="Cariste").update(valid_to=yesterday)
    await models.Coefficient.filter(qualification="Manœuvre").update(valid_from=today() + dt.timedelta(days=1))
    await models.SupplierTerms.filter(supplier=history.office).update(general=None, special="Devis.")
    assert await teasers(ask) == {
        "bureau-clair": [False, True, False, 0, 3],
        "interim-soleil": [False, False, False, 2, 0],
        "roulevite": [False, False, True, 0, 3],
    }


class Clock:
    """The day that it is in Paris."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.day = today()
        for module in ("graph.sql", "graph.compiler.arguments", "graph.engine", "graph.shared"):
            monkeypatch.setattr(f"{module}.today", lambda: self.day)


async def test_a_public_answer_of_today_is_shared_until_midnight(
    history: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, engine = Clock(monkeypatch), Engine(build_schema())
    await models.SupplierTerms.filter(supplier=history.cars, valid_from="2026-01-01").update(valid_to=clock.day)

    async def asked() -> tuple[Any, Any]:
        response = await engine.run(Request(TEASER), Context(ANONYMOUS, settings))
        nodes = response.as_dict()["data"]["suppliers"]["nodes"]
        return response.shared, [node["hasTerms"] for node in nodes]

    first, before = await asked()
    assert (await asked())[0] is first is not None, "it is shared"
    assert before == [True, False, True]
    clock.day += dt.timedelta(days=1)
    assert not await engine.shared.holds(first)
    second, after = await asked()
    assert after == [True, False, False]
    assert second is not first
    assert await engine.shared.holds(second)
    clock.day -= dt.timedelta(days=1)
    assert not await engine.shared.holds(second), "nor does an answer of tomorrow hold today"


async def test_what_names_its_day_is_shared_on_every_day(
    history: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, engine = Clock(monkeypatch), Engine(build_schema())
    document = "query ($at: Date) { minimumWage(at: $at) { hourlyGross } }"
    for variables, daily in (({"at": "2024-12-01"}, False), ({}, True), ({"at": None}, True)):
        response = await engine.run(Request(document, variables), Context(ANONYMOUS, settings))
        assert response.shared is not None
        assert response.shared.day == (clock.day if daily else None), variables
        clock.day += dt.timedelta(days=1)
        assert await engine.shared.holds(response.shared) is not daily
        clock.day -= dt.timedelta(days=1)


async def test_members_answers_are_not_shared(history: Group, settings: Settings) -> None:
    engine = Engine(build_schema())
    public = await engine.run(Request(TERMS), Context(ANONYMOUS, settings))
    member = await engine.run(Request(TERMS), Context(await viewer_of(history.owner), settings))
    assert "Tarif groupe." not in str(public.body)
    assert "Tarif groupe." in str(member.body)


async def test_what_is_denied_is_not_in_the_statement(history: Group, settings: Settings) -> None:
    """The closed gate is a constant: nothing of the table is read, on whatever day."""
    from graph.database import Connection

    engine = Engine(build_schema())
    document = engine.document(TERMS)
    assert not isinstance(document, list)
    operation = document.operation(None)
    assert operation is not None
    for who, read in ((history.prospect_owner, False), (history.owner, True)):
        viewer = await viewer_of(who)
        plan = engine.plan(document, operation, {"code": "roulevite"}, Context(viewer, settings), Connection().dialect)
        assert not isinstance(plan, str)
        assert ("supplier_terms" in plan.sql) is read
