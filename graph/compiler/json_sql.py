"""JSON text written by SQL: pieces of constant text and of expressions, joined by the database.

Concatenation is the cheapest way found to have PostgreSQL write JSON (`make bench` has json_build_object beside it).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
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


# SQLite before 3.46 parses with a stack of 100 places. Of 10,000 statements none of 21 levels was refused, some of 22.
SQLITE_NESTING = 20
_PARENTHESES = re.compile(r"[()]")
_LITERALS = re.compile(r"'[^']*'")

Piece = str | Sql
Pieces = list[Piece]


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def constant(value: Any) -> str:
    """A value as JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def joined(pieces: Iterable[Piece]) -> str:
    """The pieces as one SQL expression; neighbouring constants become one literal."""
    parts: list[str] = []
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        if text:
            parts.append(literal(text))
            text = ""
        parts.append(f"({piece.text})")
    if text or not parts:
        parts.append(literal(text))
    return " || ".join(parts)


def nesting(sql: str) -> int:
    """How many parentheses are open at the same time at most."""
    deepest = depth = 0
    for parenthesis in _PARENTHESES.findall(_LITERALS.sub("", sql)):
        depth += 1 if parenthesis == "(" else -1
        deepest = max(deepest, depth)
    return deepest


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
