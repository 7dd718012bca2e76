"""What a plan says of itself: the tables that it reads, and what becomes of it when it fails."""

from __future__ import annotations

import gc
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from types import FunctionType, ModuleType
from typing import Any

import pytest
from graphql import Node

import models
from access.conditions import EVERY_ROW, Eq, Exists, Literal
from access.viewer import ANONYMOUS, Viewer
from graph.compiler import Plan
from graph.compiler.compile import Compiler
from graph.context import Context
from graph.engine import Engine, Request
from graph.searching import SearchedTexts
from graph.sql import SqlWriter
from models.database import Dialect
from models.versions import CATALOGUE_EVENTS
from schema.build import build_schema
from settings import Settings
from tests.graph.stored import stored_queries
from tests.group import Group, viewer_of

_READ = re.compile(r'(?:FROM|JOIN) "(\w+)"')
_NAMES = "{ suppliers { nodes { name } } }"


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_a_condition_notes_every_table_that_it_reads(dialect: Dialect) -> None:
    writer = SqlWriter(dialect)
    of_company = Exists("member", Exists("affiliations", EVERY_ROW))
    text = writer.where(models.Supplier, "t", Exists("supplier_attachments", of_company))
    assert writer.tables == set(_READ.findall(text)) == {"supplier_attachment", "member", "affiliation"}
    text = writer.where(models.Supplier, "t", Exists("categories", Eq("code", Literal("x"))))
    assert writer.tables >= set(_READ.findall(text)) == {"supplier_category", "category"}


_WITH_FRAGMENTS = (
    '{ node(id: "Supplier:1") { ...F } } fragment F on Supplier { name }',
    '{ nodes(ids: ["Supplier:1"]) { ...F } } fragment F on Supplier { name }',
    '{ searchFaq(text: "code") { score ...F } } fragment F on FaqHit { passage }',
)


async def test_shared_plans_read_the_catalogue_alone(viewers: dict[str, Viewer], settings: Settings) -> None:
    """Also those whose conditions look into other tables: the answer would outlive what it was made from.

    And they hold nothing of their documents, which they outlive: only their statements are counted there.
    """
    engine = Engine(build_schema())
    requests = [Request(stored.document, stored.variables) for stored in stored_queries()]
    requests += map(Request, _WITH_FRAGMENTS)
    for request, viewer in product(requests, viewers.values()):
        await engine.run(request, Context(viewer, settings))
    found = [plan for request in requests for plan in plans_of(engine, request.document)]
    assert {plan.shared for plan in found} == {True, False}
    for plan in (plan for plan in found if plan.shared):
        assert set(_READ.findall(plan.sql)) <= CATALOGUE_EVENTS.keys()
        assert not [one for one in held_by(plan.binders) if isinstance(one, Node | Compiler)], plan.sql


async def test_who_acts_for_one_company_has_a_plan_of_their_own(group: Group, settings: Settings) -> None:
    document = "{ viewer { members { id } supplierAttachments { nodes { id } } } }"
    engine, stock = Engine(build_schema()), Engine(build_schema(), compiled=False)
    both, one = await viewer_of(group.double), await viewer_of(group.owner)
    assert (len(both.member_ids), len(one.member_ids)) == (2, 1)
    for viewer in (one, both, one):
        found = [await each.run(Request(document), Context(viewer, settings)) for each in (engine, stock)]
        assert found[0].as_dict() == found[1].as_dict()
        assert len(found[0].as_dict()["data"]["viewer"]["members"]) == len(viewer.member_ids)
    assert engine.counts["compiled"] == 3
    assert len(plans_of(engine, document)) == 2


def held_by(found: Any) -> Iterator[Any]:
    """Everything that functions, and what they close over, keep alive."""
    left, seen = [found], set()
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, type | ModuleType):
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, FunctionType):
            left += [cell.cell_contents for cell in one.__closure__ or ()]
        elif not isinstance(one, SearchedTexts):
            left += gc.get_referents(one)


def plans_of(engine: Engine, text: str) -> list[Plan]:
    document: Any = engine.document(text)
    operations = document._operations.values()
    return [plan for operation in operations for plan in operation.plans.values() if isinstance(plan, Plan)]


def break_plans(engine: Engine, text: str) -> None:
    """From now on the statements of the document's plans are wrong."""
    document: Any = engine.document(text)
    for operation in document._operations.values():
        for key, plan in operation.plans.items():
            operation.plans[key] = replace(plan, sql="SELECT nothing", guarded_sql="SELECT nothing", shared=False)


async def test_a_plan_that_failed_rests_a_while(
    group: Group, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    engine = Engine(build_schema())
    wanted = (await engine.run(Request(_NAMES), Context(ANONYMOUS, settings))).as_dict()
    break_plans(engine, _NAMES)
    reasons: list[str] = []
    engine.observers.append(lambda trace: reasons.append(trace.reason))
    for _ in range(5):
        assert (await engine.run(Request(_NAMES), Context(ANONYMOUS, settings))).as_dict() == wanted
    assert reasons == ["the plan failed", *["the plan failed not long ago"] * 4]
    assert (engine.counts["failed plans"], engine.counts["resting plans"]) == (1, 4)
    assert len([record for record in caplog.records if record.name == "graph.engine"]) == 1
    engine._resting.update(dict.fromkeys(list(engine._resting), time.monotonic()))
    await engine.run(Request(_NAMES), Context(ANONYMOUS, settings))
    assert reasons[-1] == "the plan failed"


async def test_a_plan_is_not_to_blame_for_the_database(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(build_schema())
    wanted = (await engine.run(Request(_NAMES), Context(ANONYMOUS, settings))).as_dict()
    engine.shared.clear()

    async def gone(*_: Any) -> Any:
        raise OSError("the database is gone")

    with monkeypatch.context() as patch:
        patch.setattr("graph.database.Connection.row", gone)
        patch.setattr("graph.rows._fetch", gone)
        failed = await engine.run(Request(_NAMES), Context(ANONYMOUS, settings))
        assert [error["extensions"]["code"] for error in failed.errors] == ["INTERNAL_ERROR"]
    traces: list[str] = []
    engine.observers.append(lambda trace: traces.append(trace.way))
    assert (await engine.run(Request(_NAMES), Context(ANONYMOUS, settings))).as_dict() == wanted
    assert traces == ["shared"]


async def test_plans_that_are_forgotten_rest_no_more(
    group: Group, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "graph.engine")  # a traceback that is kept keeps the plan
    engine = Engine(build_schema())
    await engine.run(Request(_NAMES), Context(ANONYMOUS, settings))
    break_plans(engine, _NAMES)
    await engine.run(Request(_NAMES), Context(ANONYMOUS, settings))
    assert len(engine._resting) == 1
    engine.documents._kept.clear()
    gc.collect()
    assert len(engine._resting) == 0


@pytest.mark.parametrize("field", ["id", "terms { ... on SupplierTerms { general } }"])
@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
async def test_what_can_only_be_one_row_is_not_sorted(
    field: str, dialect: Dialect, group: Group, settings: Settings
) -> None:
    """A unique value, periods that don't overlap: sorting took a tenth of the statement's time."""
    engine, viewer = Engine(build_schema()), await viewer_of(group.owner)
    document = engine.document(f'{{ supplier(code: "a") {{ {field} }} }}')
    assert not isinstance(document, list)
    operation = document.operation(None)
    assert operation is not None
    plan = engine.plan(document, operation, {}, Context(viewer, settings), dialect)
    assert isinstance(plan, Plan)
    assert "ORDER BY" not in plan.sql
