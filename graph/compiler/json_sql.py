"""JSON written by the database: a dialect's `JsonWriter` turns values, objects and lists into SQL expressions.

An answer is put together from nodes: what is constant, what an expression gives, and objects of both.
`postgres_json` writes them as text that is joined by `||`, `sqlite_json` as calls of SQLite's own JSON functions: on
each database the cheapest way found (`make bench`).
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.tables import Column


@dataclass(frozen=True, slots=True)
class Constant:
    """A value known when the statement is written."""

    value: Any


@dataclass(frozen=True, slots=True)
class Sql:
    """An expression of the one dialect that wrote it.

    On PostgreSQL it is JSON text, never NULL, between the constant texts `before` and `after`. On SQLite it is what
    `json_object` takes: a number, a text, NULL, or JSON straight from another JSON function; nothing stands beside it.
    """

    text: str
    before: str = ""
    after: str = ""

    def of(self, source: str) -> Sql:
        """The same as a sub-select from `source`: what follows its FROM."""
        return replace(self, text=f"(SELECT {self.text} FROM {source})")


Json = Constant | Sql | Mapping[str, "Json"]


class JsonWriter(ABC):
    """Writes nodes as SQL of one dialect. Keys of objects are GraphQL names, which need no escaping."""

    @abstractmethod
    def answer(self, node: Json) -> str:
        """What a statement selects to answer this as bytes: nobody on their way needs to know the characters."""

    @abstractmethod
    def expression(self, node: Json) -> Sql:
        """The node as a single expression."""

    @abstractmethod
    def column(self, column: Column, name: str) -> Sql:
        """A column's value, as the stock executor writes it; `name` is its name in the statement."""

    @abstractmethod
    def text(self, expression: str) -> Sql:
        """A text, null for NULL."""

    @abstractmethod
    def number(self, expression: str) -> Sql:
        """An integer that is never NULL."""

    @abstractmethod
    def truth(self, condition: str) -> Sql:
        """A condition that is never NULL."""

    @abstractmethod
    def global_id(self, type_name: str, key: str) -> Sql:
        """The id of an object of this type whose key is the expression `key`."""

    @abstractmethod
    def ready(self, expression: str) -> Sql:
        """JSON text that is never NULL."""

    @abstractmethod
    def chosen(self, expression: str, texts: Sequence[tuple[Any, str]]) -> Sql:
        """The text that stands beside the expression's value."""

    @abstractmethod
    def under_key(self, expression: str, key: str) -> Sql:
        """The text under a key of a JSON object, which is `expression`."""

    @abstractmethod
    def list(self, each: Json, *, only: str = "", order: str = "") -> Sql:
        """The rows of the SELECT that it stands in, in their order; `only` is a FILTER, `order` an ORDER BY."""

    @abstractmethod
    def row(self, node: Json, source: str, other: Json = Constant(None)) -> Sql:
        """One row from `source` (what follows FROM; an ORDER BY only in a sub-select), without one the other node."""

    @abstractmethod
    def either(self, condition: str, node: Json, other: Json = Constant(None)) -> Sql:
        """The node where the condition holds, else the other."""

    @abstractmethod
    def elements(self, expression: str, alias: str) -> str:
        """The FROM clause of a JSON list's elements; `value` is the column that holds one."""

    @abstractmethod
    def position(self, columns: Sequence[tuple[str, Column]]) -> str:
        """The values of a row's ordering columns as the text that `graph.relay.encode_cursor` makes of them."""


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def constant(value: Any) -> str:
    """A value as JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
