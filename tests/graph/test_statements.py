"""A stored query is one statement, counted at the door of the database."""

from __future__ import annotations

import pytest

from access.viewer import Viewer
from graph.context import Context
from graph.engine import Engine, Request, Trace
from models.versions import ACCESS, CATALOGUE, version_sql
from schema.build import build_schema
from settings import Settings
from tests.graph.stored import stored_queries
from tests.graph.test_fallbacks import is_calculated
from tests.schema.statements import statements

# Asked for at most every tenth of a second, by everybody together (`graph.recent`).
VERSIONS = [f"SELECT {version_sql(name)}" for name in (ACCESS, CATALOGUE)]


@pytest.mark.parametrize("compiled", [True, False])
async def test_every_stored_query_is_one_statement(
    viewers: dict[str, Viewer], settings: Settings, subtests: pytest.Subtests, compiled: bool
) -> None:
    engine = Engine(build_schema(), compiled=compiled)
    counts, traces = {}, list[Trace]()
    engine.observers.append(traces.append)
    for stored in stored_queries():
        request, viewer = Request(stored.document, stored.variables), viewers[stored.viewer]
        await engine.run(request, Context(viewer, settings))  # what is searched in memory is read once
        engine.shared.clear()
        async with statements() as seen:
            response = await engine.run(request, Context(viewer, settings))
        seen = [text for text in seen if text not in VERSIONS]
        with subtests.test(stored.name):
            assert "errors" not in response.as_dict()
            counts[stored.name] = len(seen)
            assert not compiled or len(seen) == 1 or is_calculated(traces[-1].reason), seen
    assert len(counts) >= 15
    if not compiled:
        assert max(counts.values()) > 4, "the count sees what it should"
