"""JSON as text joined by `||`, the cheapest way found on PostgreSQL (`make bench` has json_build_object beside it)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tortoise import fields

from graph.compiler.json_sql import Constant, Json, JsonWriter, Sql, constant, literal
from graph.sql import postgres_type
from graph.tables import Column

# `||` copies what is on its left each time: long chains are written in slices that save operators and copy little.
_MOST_PARTS = 50


class PostgresJson(JsonWriter):
    """Every expression is JSON text."""

    def answer(self, node: Json) -> str:
        """As bytes."""
        return f"textsend({_joined(node)})"

    def expression(self, node: Json) -> Sql:
        """One chain."""
        return Sql(_joined(node))

    def column(self, column: Column, name: str) -> Sql:
        """A column's value."""
        found = _value(column, name)
        if not column.nullable:
            return found
        return Sql(f"coalesce({_chained(_pieces(found))}, 'null')")

    def text(self, expression: str) -> Sql:
        """A text or null."""
        return Sql(f"coalesce(to_json({expression})::text, 'null')")

    def number(self, expression: str) -> Sql:
        """An integer."""
        return Sql(f"({expression})::text")

    def truth(self, condition: str) -> Sql:
        """True or false."""
        return Sql(f"CASE WHEN {condition} THEN 'true' ELSE 'false' END")

    def global_id(self, type_name: str, key: str) -> Sql:
        """Type name and key."""
        return Sql(f"{key}::text", f'"{type_name}:', '"')

    def ready(self, expression: str) -> Sql:
        """As it is."""
        return Sql(expression)

    def chosen(self, expression: str, texts: Sequence[tuple[Any, str]]) -> Sql:
        """One CASE; without a value, null as JSON writes it, for NULL would take the whole row with it."""
        cases = " ".join(f"WHEN {literal(str(key))} THEN {literal(constant(text))}" for key, text in texts)
        return Sql(f"CASE {expression} {cases} ELSE 'null' END")

    def under_key(self, expression: str, key: str) -> Sql:
        """A text."""
        return self.text(f"({expression} ->> {literal(key)})")

    def list(self, each: Json, *, only: str = "", order: str = "") -> Sql:
        """One string_agg."""
        return Sql(f"coalesce(string_agg({_joined(each)}, ','{order}){only}, '')", "[", "]")

    def row(self, node: Json, source: str, other: Json = Constant(None)) -> Sql:  # noqa: B008 - frozen
        """One sub-select."""
        return Sql(f"coalesce((SELECT {_joined(node)} FROM {source}), {_joined(other)})")

    def either(self, condition: str, node: Json, other: Json = Constant(None)) -> Sql:  # noqa: B008 - frozen
        """One CASE."""
        return Sql(f"CASE WHEN {condition} THEN {_joined(node)} ELSE {_joined(other)} END")

    def elements(self, expression: str, alias: str) -> str:
        """A set-returning function."""
        return f"jsonb_array_elements({expression}) AS {alias}(value)"

    def position(self, columns: Sequence[tuple[str, Column]]) -> str:
        """Joined as the rest."""
        parts: list[str | Sql] = []
        for name, column in columns:
            parts += ["," if parts else "[", *_pieces(self.column(column, name))]
        return _chained([*parts, "]"])


def _joined(node: Json) -> str:
    return _chained(_pieces(node))


def _pieces(node: Json) -> Iterator[str | Sql]:
    """Constant texts and expressions, in order."""
    if isinstance(node, Constant):
        yield constant(node.value)
    elif isinstance(node, Sql):
        yield from (node.before, node, node.after)
    else:
        yield "{"
        for number, (key, value) in enumerate(node.items()):
            yield f'{"," if number else ""}"{key}":'
            yield from _pieces(value)
        yield "}"


def _chained(pieces: Iterator[str | Sql] | list[str | Sql]) -> str:
    parts: list[str | Sql] = []
    for piece in pieces:  # neighbouring constants become one
        if isinstance(piece, str) and parts and isinstance(parts[-1], str):
            parts[-1] += piece
        elif piece:
            parts.append(piece)
    slices = [parts[start : start + _MOST_PARTS] for start in range(0, len(parts), _MOST_PARTS)]
    written = [" || ".join(literal(p) if isinstance(p, str) else f"({p.text})" for p in some) for some in slices]
    return written[0] if len(written) == 1 else " || ".join(f"({one})" for one in written)


def _value(column: Column, name: str) -> Sql:
    """As JSON text, NULL for NULL."""
    field = column.field
    if isinstance(field, fields.data.CharEnumFieldInstance):
        return Sql(name, '"', '"')
    if isinstance(field, fields.JSONField):
        return Sql(f"{name}::text")
    match postgres_type(column):
        case "int" | "bigint" | "boolean":
            return Sql(f"{name}::text")
        case "numeric":
            return Sql(name, '"', '"')
        case "date":
            # asyncpg writes the first and the last date of all as infinities, and reads them so.
            ends = "WHEN 'infinity' THEN '9999-12-31' WHEN '-infinity' THEN '0001-01-01'"
            return Sql(f"CASE {name} {ends} ELSE {name}::text END", '"', '"')
        case "timestamptz":
            return Sql(f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')", '"', '"')
        case _:
            return Sql(f"to_json({name})::text")
