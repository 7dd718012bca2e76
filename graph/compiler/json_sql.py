"""JSON text written by SQL: pieces of constant text and of expressions, joined by the database.

Concatenation is the cheapest way found to have PostgreSQL write JSON (`make bench` has json_build_object beside it).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tortoise import fields

from graph.sql import postgres_type
from graph.tables import Column
from models.database import Dialect


@dataclass(frozen=True, slots=True)
class Sql:
    """An expression whose value is JSON text, never NULL."""

    text: str


Piece = str | Sql
Pieces = list[Piece]


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def constant(value: Any) -> str:
    """A value as JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def joined(pieces: Iterable[Piece], dialect: Dialect) -> str:
    """The pieces as one SQL expression: joined by operators on PostgreSQL, by one `printf` on SQLite.

    Both databases copy what is on the left of `||` each time, so long chains are written in slices.
    """
    parts: Pieces = []
    for piece in pieces:  # neighbouring constants become one
        if isinstance(piece, str) and parts and isinstance(parts[-1], str):
            parts[-1] += piece
        else:
            parts.append(piece)
    slices = [parts[start : start + _MOST_PARTS] for start in range(0, len(parts), _MOST_PARTS)]
    written = [_chained(some) if dialect == "postgres" else _printed(some) for some in slices]
    if len(written) == 1:
        return written[0]
    return " || ".join(f"({one})" for one in written) or "''"


# Long enough to save operators, short enough to copy little; a function of SQLite takes at most 127 arguments.
_MOST_PARTS = 50


def _chained(parts: Pieces) -> str:
    return " || ".join(literal(part) if isinstance(part, str) else f"({part.text})" for part in parts)


def _printed(parts: Pieces) -> str:
    values = [part.text for part in parts if isinstance(part, Sql)]
    if not values:
        return literal("".join(part for part in parts if isinstance(part, str)))
    form = "".join(part.replace("%", "%%") if isinstance(part, str) else "%s" for part in parts)
    return f"printf({literal(form)}, {', '.join(values)})"


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


def obj(members: Iterable[tuple[str, Pieces]]) -> Pieces:
    """A JSON object. Keys are GraphQL names, which need no escaping."""
    pieces: Pieces = ["{"]
    for number, (key, value) in enumerate(members):
        pieces += [f'{"," if number else ""}"{key}":', *value]
    return [*pieces, "}"]


def scalar(column: Column, name: str, dialect: Dialect) -> Sql:
    """A column's value as JSON, the same text that the stock executor writes."""
    text = _postgres(column, name) if dialect == "postgres" else _sqlite(column, name)
    return Sql(f"coalesce({text}, 'null')" if column.nullable else text)


def string(name: str, dialect: Dialect) -> str:
    """A text expression as a JSON string."""
    return f"to_json({name})::text" if dialect == "postgres" else f"json_quote({name})"


def _postgres(column: Column, name: str) -> str:
    field = column.field
    if isinstance(field, fields.data.CharEnumFieldInstance):
        return f"'\"' || {name} || '\"'"
    if isinstance(field, fields.JSONField):
        return f"{name}::text"
    match postgres_type(column):
        case "int" | "bigint" | "boolean":
            return f"{name}::text"
        case "numeric":
            return f"'\"' || {name} || '\"'"
        case "date":
            # asyncpg writes the last date of all as infinity, and reads it so.
            return f"'\"' || CASE {name} WHEN 'infinity' THEN '9999-12-31' ELSE {name}::text END || '\"'"
        case "timestamptz":
            return f"'\"' || to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || '\"'"
        case _:
            return f"to_json({name})::text"


def _sqlite(column: Column, name: str) -> str:
    field = column.field
    if isinstance(field, fields.data.CharEnumFieldInstance):
        return f"'\"' || {name} || '\"'"
    if isinstance(field, fields.JSONField):
        return f"json({name})"
    if isinstance(field, fields.DecimalField):
        return f"'\"' || printf('%.{field.decimal_places}f', {name}) || '\"'"
    match postgres_type(column):
        case "int" | "bigint":
            return f"CAST({name} AS TEXT)"
        case "boolean":
            return f"CASE {name} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
        case "date":
            return f"'\"' || {name} || '\"'"
        case "timestamptz":
            # Tortoise writes the offset that the value had; ours are in UTC, and cutting is cheaper than converting.
            utc = f"replace(substr({name}, 1, 19), ' ', 'T') || 'Z'"
            other = f"strftime('%Y-%m-%dT%H:%M:%SZ', substr({name}, 1, 19) || substr({name}, -6))"
            return f"'\"' || CASE substr({name}, -6) WHEN '+00:00' THEN {utc} ELSE {other} END || '\"'"
        case _:
            return f"json_quote({name})"
