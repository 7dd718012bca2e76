"""Running one query both ways and telling whether the answers are the same; making a failing document small."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from graphql import parse, print_ast

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
        """Whether nobody could tell them apart.

        When several fields fail and take the same parent with them, which errors are told depends on who was first:
        the stock executor may differ from itself.
        """
        if self.way == "stock":
            return bool(json.loads(self.compiled).get("data") == json.loads(self.stock).get("data"))
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
        return (await engine.run(request, Context(viewer, self._settings))).as_dict()

    async def smallest(self, query: Query, viewer: Viewer, most_tries: int = 300) -> Query:
        """The query with what the difference doesn't need left out, as far as so many tries go."""
        number = position = 0
        for _ in range(most_tries):
            candidate = _without(query, number, position)
            if candidate is None:
                number, position = number + 1, 0
                if number > len(_parts(parse(query.document))):
                    break
                continue
            both = await self.both(candidate, viewer)
            if both.same or both.way == "refused":
                position += 1
            else:
                query = candidate
        return query


def _text(answer: dict[str, Any]) -> str:
    """The answer with its keys in order; references of internal errors differ each time."""
    for error in answer.get("errors", ()):
        error["extensions"].pop("reference", None)
    # The order of errors follows the order in which resolvers finish; the order of keys is the specification's.
    if "errors" in answer:
        answer["errors"].sort(key=lambda error: json.dumps(error, sort_keys=True))
    order = {key: answer[key] for key in ("errors", "data", "extensions") if key in answer}
    return json.dumps(order)  # not orjson: messages may repeat half a surrogate pair


def _without(query: Query, number: int, position: int) -> Query | None:
    """The query without one item of its n-th part; None when there is none, or when the part would be empty."""
    document = parse(query.document)
    parts = _parts(document)
    if number >= len(parts):
        return None
    part, attribute = parts[number]
    items = getattr(part, attribute)
    if position >= len(items) or (len(items) == 1 and attribute == "selections"):
        return None
    object.__setattr__(part, attribute, (*items[:position], *items[position + 1 :]))
    return replace(query, document=print_ast(document))


def _parts(node: Any) -> list[tuple[Any, str]]:
    """Everything below a node that items can be left out of, outer ones first."""
    found: list[tuple[Any, str]] = []
    for attribute in ("definitions", "selections", "directives", "arguments", "variable_definitions"):
        items = getattr(node, attribute, ())
        if items:
            found.append((node, attribute))
            for item in items:
                found += _parts(item)
    inner = getattr(node, "selection_set", None)
    return found if inner is None else [*found, *_parts(inner)]
