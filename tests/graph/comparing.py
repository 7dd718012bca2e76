"""Running one query both ways and telling whether the answers are the same; making a failing document small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson
from graphql import DocumentNode, GraphQLError, SelectionSetNode, parse, print_ast

from access.viewer import Viewer
from graph.context import Context
from graph.engine import Engine, Request, Trace
from settings import Settings
from tests.graph.queries import Query


@dataclass
class Both:
    """Two answers to one query, as JSON text, and the way that the engine under test took."""

    compiled: str
    stock: str
    way: str
    reason: str
    answer: dict[str, Any]

    @property
    def same(self) -> bool:
        """Whether nobody could tell them apart."""
        return self.compiled == self.stock

    @property
    def codes(self) -> set[str]:
        """The codes of the errors."""
        return {error["extensions"]["code"] for error in self.answer.get("errors", ())}


class Comparer:
    """Runs queries with the compiler and without it."""

    def __init__(self, compiled: Engine, stock: Engine, settings: Settings) -> None:
        self._compiled, self._stock, self._settings = compiled, stock, settings
        self._traces: list[Trace] = []

    async def both(self, query: Query, viewer: Viewer) -> Both:
        """Both answers."""
        self._traces.clear()
        self._compiled.observers.append(self._traces.append)
        try:
            one = await self._run(self._compiled, query, viewer)
        finally:
            self._compiled.observers.remove(self._traces.append)
        other = await self._run(self._stock, query, viewer)
        trace = self._traces[-1]
        return Both(_text(one), _text(other), trace.way, trace.reason, other)

    async def _run(self, engine: Engine, query: Query, viewer: Viewer) -> dict[str, Any]:
        request = Request(query.document, query.variables, query.operation_name)
        response = await engine.run(request, Context(viewer, self._settings))
        found: dict[str, Any] = orjson.loads(response.as_json())
        return found

    async def smallest(self, query: Query, viewer: Viewer) -> Query:
        """The query with everything left out that the difference doesn't need."""
        smaller = True
        while smaller:
            smaller = False
            for candidate in _smaller(query):
                both = await self.both(candidate, viewer)
                if not both.same and both.way != "refused":
                    query, smaller = candidate, True
                    break
        return query


def _text(answer: dict[str, Any]) -> str:
    """The answer with its keys in order; references of internal errors differ each time."""
    for error in answer.get("errors", ()):
        error["extensions"].pop("reference", None)
    # The order of errors follows the order in which resolvers finish; the order of keys is the specification's.
    if "errors" in answer:
        answer["errors"].sort(key=lambda error: orjson.dumps(error, option=orjson.OPT_SORT_KEYS))
    order = {key: answer[key] for key in ("errors", "data", "extensions") if key in answer}
    return orjson.dumps(order).decode()


def _smaller(query: Query) -> Iterator[Query]:
    """The query without one selection, one variable's value, or one fragment."""
    try:
        size = len(list(_sets(parse(query.document))))
    except GraphQLError:
        return
    for number in range(size):
        for position in range(len(list(_sets(parse(query.document)))[number].selections)):
            document = parse(query.document)
            chosen = list(_sets(document))[number]
            kept = (*chosen.selections[:position], *chosen.selections[position + 1 :])
            if kept:
                object.__setattr__(chosen, "selections", kept)
                yield replace(query, document=print_ast(document))
    for position in range(len(parse(query.document).definitions)):
        document = parse(query.document)
        object.__setattr__(document, "definitions", (*document.definitions[:position], *document.definitions[position + 1 :]))
        yield replace(query, document=print_ast(document))


def _sets(node: Any) -> Iterator[SelectionSetNode]:
    """Every selection set below a node, outer ones first."""
    if isinstance(node, DocumentNode):
        for definition in node.definitions:
            yield from _sets(definition)
        return
    inner = getattr(node, "selection_set", None)
    if inner is not None:
        yield inner
        for selection in inner.selections:
            yield from _sets(selection)
