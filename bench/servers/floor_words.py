"""What the two databases call the same things, for statements that are written by hand.

On PostgreSQL JSON is text put together by `||`, on SQLite, where that copies too much, it is made by `json_object`: of
what was tried the fastest.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Value:
    """An expression as a value in JSON: `quoted` when it is a text, `safe` when nothing in it needs escaping."""

    sql: str
    quoted: bool = True
    safe: bool = False
    nullable: bool = False


def text(sql: str) -> Value:
    """A text that is never NULL."""
    return Value(sql)


def maybe(sql: str) -> Value:
    """A text or NULL."""
    return Value(sql, nullable=True)


def plain(sql: str) -> Value:
    """A text that is never NULL, with nothing to escape."""
    return Value(sql, safe=True)


def raw(sql: str) -> Value:
    """A number, or JSON."""
    return Value(sql, quoted=False)


def label(sql: str, labels: Mapping[Any, str]) -> str:
    """The text that stands for a value."""
    cases = " ".join(f"WHEN '{key}' THEN '{text}'" for key, text in labels.items())
    return f"CASE {sql} {cases} END"


Members = Mapping[str, Value]


class Words(ABC):
    """One database's. A list's rows are named `x` unless they have a name of their own."""

    mark: ClassVar[str]

    @abstractmethod
    def object(self, members: Members) -> str:
        """A JSON object."""

    @abstractmethod
    def array(self, members: Members, rows: str, name: str = "x") -> str:
        """A JSON array of an object for each row."""

    @abstractmethod
    def one(self, members: Members, source: str, nothing: str = "") -> str:
        """The JSON object of one row (`source` is what follows FROM), without one null or `nothing`."""

    @abstractmethod
    def constant(self, json: str) -> str:
        """JSON that is known."""

    def answer(self, data: Members, source: str = "") -> str:
        """The statement that answers the data, from one row when there is a source."""
        return f"SELECT {self.object({'data': raw(self.object(data))})}{source and f' FROM {source}'}"

    @abstractmethod
    def moment(self, name: str) -> str:
        """A moment in UTC as text."""

    @abstractmethod
    def decimal(self, name: str, places: int = 4) -> str:
        """A number with so many decimals as text."""

    @abstractmethod
    def truth(self, name: str) -> str:
        """A boolean column as JSON."""

    @abstractmethod
    def true(self, name: str) -> str:
        """The condition that a boolean column is true."""

    @abstractmethod
    def among(self, name: str, keys: str) -> str:
        """The condition that a column is one of the keys that a SELECT finds, in a way that an index serves."""

    @abstractmethod
    def elements(self, name: str) -> str:
        """The FROM clause of a JSON array's elements: `value` is the column."""

    @abstractmethod
    def under(self, key: str) -> str:
        """The text under a key of such an element."""


class Postgres(Words):
    """Text."""

    mark = "$"

    def object(self, members: Members) -> str:
        """One chain; constants that meet become one."""
        parts = (f"""'{"," if n else "{"}"{key}":' || {_json(members[key])}""" for n, key in enumerate(members))
        return f"{' || '.join(parts)} || '}}'".replace("' || '", "")

    def array(self, members: Members, rows: str, name: str = "x") -> str:
        """One string_agg."""
        gathered = f"string_agg({self.object(members)}, ',')"
        return f"'[' || coalesce((SELECT {gathered} FROM ({rows}) {name}), '') || ']'"

    def one(self, members: Members, source: str, nothing: str = "") -> str:
        """One sub-select."""
        return f"coalesce((SELECT {self.object(members)} FROM {source}), {nothing or self.constant('null')})"

    def constant(self, json: str) -> str:
        """A text."""
        return f"'{json}'"

    def moment(self, name: str) -> str:
        """Formatted."""
        return f"""to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""

    def decimal(self, name: str, places: int = 4) -> str:
        """As it is stored."""
        return name

    def truth(self, name: str) -> str:
        """As it is."""
        return name

    def true(self, name: str) -> str:
        """As it is."""
        return name

    def among(self, name: str, keys: str) -> str:
        """An array: beside an OR, IN would read the whole table."""
        return f"{name} = ANY(ARRAY({keys}))"

    def elements(self, name: str) -> str:
        """A set-returning function."""
        return f"SELECT value FROM jsonb_array_elements({name})"

    def under(self, key: str) -> str:
        """An operator."""
        return f"(x.value ->> '{key}')"


def _json(value: Value) -> str:
    """Quoted by `to_json` where something may need escaping."""
    if not value.quoted:
        return value.sql
    if value.safe:
        return f"""'"' || {value.sql} || '"'"""
    return f"coalesce(to_json({value.sql})::text, 'null')" if value.nullable else f"to_json({value.sql})"


class Sqlite(Words):
    """Values, and JSON made of them."""

    mark = "?"

    def object(self, members: Members) -> str:
        """One call."""
        pairs = ", ".join(f"'{key}', {value.sql}" for key, value in members.items())
        return f"json_object({pairs})"

    def array(self, members: Members, rows: str, name: str = "x") -> str:
        """One sub-select."""
        return f"(SELECT json_group_array({self.object(members)}) FROM ({rows}) {name})"

    def one(self, members: Members, source: str, nothing: str = "") -> str:
        """One sub-select."""
        found = f"(SELECT {self.object(members)} FROM {source})"
        return f"coalesce({found}, {nothing})" if nothing else found

    def constant(self, json: str) -> str:
        """Read."""
        return f"json('{json}')"

    def moment(self, name: str) -> str:
        """Cut out of what is stored."""
        return f"substr({name}, 1, 10) || 'T' || substr({name}, 12, 8) || 'Z'"

    def decimal(self, name: str, places: int = 4) -> str:
        """Printed: it is stored as text without zeros."""
        return f"printf('%.{places}f', {name})"

    def truth(self, name: str) -> str:
        """SQLite has numbers for both."""
        return f"json(iif({name}, 'true', 'false'))"

    def true(self, name: str) -> str:
        """As an index has it."""
        return f"{name} = 1"

    def among(self, name: str, keys: str) -> str:
        """IN."""
        return f"{name} IN ({keys})"

    def elements(self, name: str) -> str:
        """A table-valued function."""
        return f"SELECT value FROM json_each({name})"

    def under(self, key: str) -> str:
        """A function."""
        return f"json_extract(x.value, '$.{key}')"
