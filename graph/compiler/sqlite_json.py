"""JSON by SQLite's own functions, the cheapest way found there.

`json_object` and `json_group_array` quote a text and copy what another JSON function made: SQLite marks such a value
with a subtype, which goes through sub-selects, CASE and aggregates, and is lost by `||` and by sorting: rows are sorted
before JSON is made from them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from tortoise import fields

from graph.compiler.json_sql import Constant, Json, JsonWriter, Sql, constant, literal
from graph.sql import postgres_type
from graph.tables import Column

# What every float of 64 bits holds of a decimal number.
_EXACT_DIGITS = 15
# A function takes at most 127 arguments.
_MOST_MEMBERS = 63


class SqliteJson(JsonWriter):
    """Every expression is a value for `json_object`."""

    def answer(self, node: Json) -> str:
        """As bytes."""
        return f"CAST({_written(node)} AS BLOB)"

    def expression(self, node: Json) -> Sql:
        """One call of `json_object`, of more of them, or less."""
        return Sql(_written(node))

    def column(self, column: Column, name: str) -> Sql:
        """A column's value."""
        field = column.field
        if isinstance(field, fields.JSONField):
            return Sql(f"json({name})")
        if isinstance(field, fields.DecimalField):
            digits = _digits(field, name)
            return Sql(f"CASE WHEN {name} IS NOT NULL THEN {digits} END" if column.nullable else digits)
        match postgres_type(column):
            case "boolean":
                return Sql(f"json(CASE {name} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)")
            case "timestamptz":
                # Tortoise writes the offset that the value had; ours are UTC's, and cutting is cheaper than converting.
                utc = f"replace(substr({name}, 1, 19), ' ', 'T') || 'Z'"
                other = f"strftime('%Y-%m-%dT%H:%M:%SZ', substr({name}, 1, 19) || substr({name}, -6))"
                return Sql(f"CASE substr({name}, -6) WHEN '+00:00' THEN {utc} ELSE {other} END")
            case _:
                return Sql(name)

    def text(self, expression: str) -> Sql:
        """As it is; whatever made it, it is a text now."""
        return Sql(f"{expression} || ''")

    def number(self, expression: str) -> Sql:
        """As it is."""
        return Sql(expression)

    def truth(self, condition: str) -> Sql:
        """JSON's true or false: SQLite has numbers for both."""
        return Sql(f"json(CASE WHEN {condition} THEN 'true' ELSE 'false' END)")

    def global_id(self, type_name: str, key: str) -> Sql:
        """Type name and key."""
        return Sql(f"{literal(f'{type_name}:')} || {key}")

    def ready(self, expression: str) -> Sql:
        """Read, so that it is known to be JSON."""
        return Sql(f"json({expression})")

    def chosen(self, expression: str, texts: Sequence[tuple[Any, str]]) -> Sql:
        """One CASE."""
        cases = " ".join(f"WHEN {literal(str(key))} THEN {literal(text)}" for key, text in texts)
        return Sql(f"CASE {expression} {cases} END")

    def under_key(self, expression: str, key: str) -> Sql:
        """A text."""
        return self.text(f"json_extract({expression}, {literal('$.' + key)})")

    def list(self, each: Json, *, only: str = "", order: str = "") -> Sql:
        """One json_group_array; it takes the rows as they come, and so in the order of an ordered sub-select."""
        return Sql(f"json_group_array({_written(each)}){only}")

    def row(self, node: Json, source: str, other: Json = Constant(None)) -> Sql:  # noqa: B008 - frozen
        """One sub-select."""
        found = f"(SELECT {_written(node)} FROM {source})"
        return Sql(found if other == Constant(None) else f"coalesce({found}, {_written(other)})")

    def either(self, condition: str, node: Json, other: Json = Constant(None)) -> Sql:  # noqa: B008 - frozen
        """One CASE."""
        return Sql(f"CASE WHEN {condition} THEN {_written(node)} ELSE {_written(other)} END")

    def elements(self, expression: str, alias: str) -> str:
        """A table-valued function."""
        return f"json_each({expression}) {alias}"

    def position(self, columns: Sequence[tuple[str, Column]]) -> str:
        """A JSON list, taken for a text."""
        return f"json_array({', '.join(self.column(column, name).text for name, column in columns)})"


def _digits(field: fields.DecimalField[Any], name: str) -> str:
    """A decimal, which is kept as text, with all its decimal places. Beyond what a float holds, by cutting the text."""
    places = field.decimal_places
    usual = f"printf('%.{places}f', {name})"
    if field.max_digits <= _EXACT_DIGITS:
        return usual
    point = f"instr({name} || '.', '.')"
    filled = f"{name} || CASE instr({name}, '.') WHEN 0 THEN '.' ELSE '' END || '{'0' * places}'"
    long = f"{point} > {_EXACT_DIGITS - places + 1} AND instr({name}, 'E') = 0"
    return f"CASE WHEN {long} THEN substr({filled}, 1, {point} + {places}) ELSE {usual} END"


def _written(node: Json) -> str:
    if isinstance(node, Constant):
        return _constant(node.value)
    return node.text if isinstance(node, Sql) else _object(node)


def _constant(value: Any) -> str:
    if value is None:
        return "NULL"
    return literal(value) if isinstance(value, str) else f"json({literal(constant(value))})"


def _object(members: Mapping[str, Json]) -> str:
    written = [(key, _written(value)) for key, value in members.items()]
    if len(written) <= _MOST_MEMBERS:
        return f"json_object({', '.join(f'{literal(key)}, {value}' for key, value in written)})"
    slices = [written[start : start + _MOST_MEMBERS] for start in range(0, len(written), _MOST_MEMBERS)]
    texts = " || ',' || ".join(_members(some) for some in slices)
    return f"json('{{' || {texts} || '}}')"


def _members(written: Sequence[tuple[str, str]]) -> str:
    """Members of an object as text."""
    form = ",".join(f'"{key}":%s' for key, _ in written)
    return f"printf({literal(form)}, {', '.join(f'json_quote({value})' for _, value in written)})"


def sqlite_parses(sql: str) -> bool:
    """Whether SQLite's parser takes the statement: it has a stack of 100 places, and expressions a greatest depth.

    Asked of a database without tables, so that parsing is all that happens.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute(f"EXPLAIN {sql}")
        except sqlite3.Error as error:  # tables and values are missing, which comes after parsing
            return "stack overflow" not in str(error) and "too large" not in str(error)
    return True
