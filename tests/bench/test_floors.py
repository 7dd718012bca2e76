"""The bench's rows fit the tables as they are, and its hand-written statements answer what we answer."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from access.viewer import ANONYMOUS, Viewer, load_viewer
from bench import dataset
from bench.filling import fill
from bench.servers.floor_objects import objects
from bench.servers.floor_sql import fastest
from bench.workloads import WORKLOADS, document, operation_of
from graph.context import Context
from graph.database import Connection
from graph.engine import Engine, Request
from models.database import database, dialect
from models.france import today
from schema.build import build_schema
from settings import Settings

# Few rows, but still a company whose dashboard is full, and advisors in whose queues something waits.
FEW = {"SUPPLIERS": 60, "MEMBERS": 40, "ATTACHMENTS": 200, "ADVISORS": 2}


@pytest.fixture
async def filled(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A database with few rows of each table of the bench."""
    for name, count in FEW.items():
        monkeypatch.setattr(dataset, name, count)
    await fill(database_url)
    async with database(database_url, migrate=False):
        yield


async def asked(workload: str) -> tuple[str, dict[str, Any], Viewer, list[Any]]:
    """Operation, variables and viewer, and the values that the floor's statement takes."""
    if workload in ("list", "public"):
        viewer = await viewer_of(dataset.BUSY_EVERY) if workload == "list" else ANONYMOUS
        values = ["", 0, dataset.stored(today())] if workload == "list" else ["", 0]
        return "List", {"after": '["",0]'}, viewer, values
    if workload == "one":
        code = dataset.supplier_code(7)
        return "One", {"code": code}, await viewer_of(dataset.BUSY_EVERY), [code, dataset.stored(today())]
    person = dataset.advisors()[0] if workload == "queue" else dataset.BUSY_EVERY
    return operation_of(workload), {}, await viewer_of(person), [person]


async def viewer_of(person: int) -> Viewer:
    viewer = await load_viewer(person)
    assert viewer is not None
    return viewer


@pytest.mark.parametrize("workload", WORKLOADS)
async def test_the_floor_answers_what_we_answer(filled: None, settings: Settings, workload: str) -> None:
    operation, variables, viewer, values = await asked(workload)
    engine = Engine(build_schema())
    request = Request(document(operation), variables, operation)
    answer = (await engine.run(request, Context(viewer, settings))).as_dict()
    assert "errors" not in answer
    ours = {"data": answer["data"]}
    assert engine.counts["compiled"] + engine.counts["shared"] == 1
    sqlite = dialect() == "sqlite"
    for statements in (fastest(sqlite=sqlite), *([] if sqlite else [objects()])):
        (text,) = await Connection().row(getattr(statements, workload), values)
        assert json.loads(text) == ours
    assert lists_in(ours), "something was compared"
    assert all(lists_in(ours))


def lists_in(value: Any) -> list[list[Any]]:
    """Every list of an answer, whatever it stands in."""
    if isinstance(value, list):
        return [value, *(found for one in value for found in lists_in(one))]
    return [found for one in value.values() for found in lists_in(one)] if isinstance(value, dict) else []
