"""Checks at start-up: every declaration fits its model and its policy, or the schema isn't built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from tortoise import fields
from tortoise.models import Model

from access.conditions import EVERY_ROW, Condition, Literal
from access.policy import Role
from access.scope import SCOPES, scope_of
from graph import facts
from graph import sources as src
from graph.actions import has_gate, role_of_action
from graph.fields import GraphField
from graph.gates import AccessRestricted
from graph.node import NODE_MODELS
from graph.rows import Order
from graph.searching import Ranked
from graph.sql import SqlWriter, postgres_type
from graph.streams import Changed
from graph.tables import Column, ToOne, column_of, relation_of

Problems = Iterator[str]

_GRAPHQL_NAMES: dict[type, str] = {
    int: "Int",
    bool: "Boolean",
    str: "String",
    Decimal: "Decimal",
    dt.date: "Date",
    dt.datetime: "DateTime",
}


class DeclarationError(Exception):
    """Declarations that don't fit, one a line, each with what was expected."""


def check(schema: strawberry.Schema) -> None:
    """Raise `DeclarationError` with everything that doesn't fit."""
    problems = [
        f"{type_.name}.{name}: {problem}"
        for type_ in schema._schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, definition in type_.fields.items()
        for problem in (*_problems(definition), *_place(definition, type_ is schema._schema.subscription_type))
    ]
    if problems:
        raise DeclarationError("declarations that don't fit:\n" + "\n".join(f"  - {problem}" for problem in problems))


def _problems(definition: GraphQLField) -> Problems:
    field = definition.extensions.get("strawberry-definition")
    if not isinstance(field, GraphField):
        role = role_of_action(field)
        if role not in (None, Role.ANYONE) and is_non_null_type(definition.type) and not has_gate(definition.type):
            yield f"an action that requires {role} must be nullable, or answer a union with AccessRestricted"
        return
    try:
        yield from _policy(field, definition)
        yield from _CHECKS.get(type(field.source), _nothing)(field, field.source, definition)
    except LookupError as error:
        yield str(error.args[0])


def _place(definition: GraphQLField, watched: bool) -> Problems:
    source = getattr(definition.extensions.get("strawberry-definition"), "source", None)
    if watched != isinstance(source, Changed):
        yield "the root of subscriptions holds streams, and nothing else does"


def _policy(field: GraphField, definition: GraphQLField) -> Problems:
    required = is_non_null_type(definition.type)
    if field.open_for is not None:
        column_of(src.owner(field), field.open_for.column)
        if field.gate is None or not isinstance(field.open_for.value, Literal):
            yield "open_for says of which rows a gate is open, by a value of our own"
    if field.requires is not None and required:
        yield f"a field with requires={field.requires} must be nullable: it is null for whoever is denied"
    if field.gate is None:
        return
    named = get_named_type(definition.type)
    members = [member.name for member in named.types] if isinstance(named, GraphQLUnionType) else []
    if AccessRestricted.__name__ not in members or len(members) != 2 or not required:
        yield "a gate must be a non-null union of its content and AccessRestricted"


def _nothing(field: GraphField, source: Any, definition: GraphQLField) -> Problems:
    return iter(())


def _column(field: GraphField, source: src.FromColumn, definition: GraphQLField) -> Problems:
    column = column_of(src.owner(field), source.name or field.python_name)
    if column.nullable and is_non_null_type(definition.type):
        yield f"the column {column.name} may be NULL, so the field must be nullable"
    expected = _graphql_name(column)
    named = get_named_type(definition.type)
    listed = is_list_type(definition.type.of_type if is_non_null_type(definition.type) else definition.type)
    if listed != isinstance(column.field, fields.JSONField):
        yield f"the column {column.name} holds {'a list' if not listed else 'no list'}"
    elif not listed and named.name != expected:
        yield f"the column {column.name} is of type {expected}, not {named.name}"
    if isinstance(named, GraphQLEnumType):
        odd = [name for name, value in named.values.items() if str(value.value) != name]
        if odd:
            yield f"the enum {named.name} must store its names: {', '.join(odd)}"


def _graphql_name(column: Column) -> str:
    field: Any = column.field
    enum = getattr(field, "enum_type", None)
    if enum is not None:
        return str(enum.__name__)
    return _GRAPHQL_NAMES.get(field.field_type, "String")


def _labels(field: GraphField, source: src.Labels, definition: GraphQLField) -> Problems:
    column: Any = column_of(src.owner(field), source.column).field
    values: Sequence[Enum] = list(getattr(column, "enum_type", ()))
    missing = [str(value) for value in values if value not in dict(source.texts)]
    if missing:
        yield f"no label for {', '.join(missing)}"


def _holds(field: GraphField, source: src.Holds, definition: GraphQLField) -> Problems:
    wanted = "Boolean!" if field.requires is None else "Boolean"
    if str(definition.type) != wanted:
        yield f"whether a condition holds is {wanted}, not {definition.type}"
    for roles in ((), tuple(Role)):
        SqlWriter("postgres").where(src.owner(field), "t", source.condition(roles))  # LookupError for a wrong name


def _permitted(field: GraphField, source: src.Permitted, definition: GraphQLField) -> Problems:
    for roles in (tuple(Role), (Role.ANYONE, Role.SIGNED_IN), ()):
        SqlWriter("postgres").where(src.owner(field), "t", source.permission(roles))
    if get_named_type(definition.type).name != "Boolean":
        yield "whether somebody may is a Boolean"


def _seen(field: GraphField, source: facts.Seen, definition: GraphQLField) -> Problems:
    for roles in (tuple(Role), (Role.ANYONE, Role.SIGNED_IN), ()):
        SqlWriter("postgres").where(src.owner(field), "t", source.permission(roles))
    if is_non_null_type(definition.type):
        yield "what isn't seen on every row is nullable"
    if not (isinstance(source.of, src.RelatedRow) or is_leaf_type(get_named_type(definition.type))):
        yield "what isn't seen on every row is a value or the row behind one"
    yield from _CHECKS[type(source.of)](field, source.of, definition)


def _related_row(field: GraphField, source: src.RelatedRow, definition: GraphQLField) -> Problems:
    relation = relation_of(src.owner(field), source.name or field.python_name)
    if not isinstance(relation, ToOne):
        yield f"{field.python_name} is not a foreign key"
        return
    yield from _rows_of(relation.target, source)
    hidden = relation.nullable or scope_of(relation.target, ()) != EVERY_ROW
    if hidden and is_non_null_type(definition.type):
        yield f"a {relation.target.__name__} may be missing or hidden, so the field must be nullable"


def _values(field: GraphField, source: facts.Values, definition: GraphQLField) -> Problems:
    relation = relation_of(src.owner(field), source.name)
    if isinstance(relation, ToOne):
        yield f"{source.name} is a foreign key, not a list"
        return
    expected, named = _graphql_name(column_of(relation.target, source.column)), get_named_type(definition.type)
    if named.name != expected:
        yield f"the column {source.column} is of type {expected}, not {named.name}"


def _related_rows(field: GraphField, source: Any, definition: GraphQLField) -> Problems:
    name = source.of if isinstance(source, src.FirstRow) else source.name
    relation = relation_of(src.owner(field), name or field.python_name)
    if isinstance(relation, ToOne):
        yield f"{field.python_name} is a foreign key, not a list"
        return
    yield from _rows_of(relation.target, source, source.where)


def _first_row(field: GraphField, source: src.FirstRow, definition: GraphQLField) -> Problems:
    if isinstance(source.of, str):
        yield from _related_rows(field, source, definition)
    else:
        yield from _rows_of(source.of, source, source.where)
    if source.blank and isinstance(source.of, str):
        yield from _blank(definition)
    elif is_non_null_type(definition.type):
        yield "there may be no row, so the field must be nullable"


def _blank(definition: GraphQLField) -> Problems:
    """What can't be null in the object that stands for no row."""
    named: Any = get_named_type(definition.type)
    types = named.types if isinstance(named, GraphQLUnionType) else (named,)
    for type_ in (type_ for type_ in types if type_.name != AccessRestricted.__name__):
        for name, inner in type_.fields.items():
            source = getattr(inner.extensions.get("strawberry-definition"), "source", None)
            if is_non_null_type(inner.type) or not isinstance(source, src.FromColumn):
                yield f"there may be no row, so {type_.name}.{name} must be a column and nullable"


def _rows_alike(field: GraphField, source: Any, definition: GraphQLField) -> Problems:
    model = source.model or src.owner(field)
    if column_of(src.owner(field), source.column).nullable or column_of(model, source.column).nullable:
        yield f"{source.column} may be NULL, and nothing is like NULL"
    if source.one and is_non_null_type(definition.type):
        yield "there may be no row, so the field must be nullable"
    yield from _rows_of(model, source)


def _rows(field: GraphField, source: Any, definition: GraphQLField) -> Problems:
    yield from _rows_of(source.model, source, getattr(source, "where", EVERY_ROW))
    if isinstance(source, src.OneRow) and is_non_null_type(definition.type):
        yield "one row may be missing, so the field must be nullable"


def _rows_of(model: type[Model], source: Any, where: Condition = EVERY_ROW) -> Problems:
    """What is wrong with reading rows of a model this way."""
    if model not in SCOPES:
        yield f"access.scope says nothing about who may see a {model.__name__}"
        return
    writer = SqlWriter("postgres")
    for condition in (where, *(a.matches for a in getattr(source, "arguments", ()) if a.matches)):
        writer.where(model, "t", condition)  # LookupError for what the model doesn't have
    order: Order | None = getattr(source, "order", None)
    for column in (pair[1] for pair in order.columns(model, "t")) if order else ():
        if column.nullable:
            yield f"{column.name} can't order a list: the databases don't agree where NULL stands"
        elif isinstance(source, _PAGES) and postgres_type(column) not in ("int", "bigint", "text", "date"):
            yield f"{column.name} can't order a page: a cursor needs a text, a number or a day"


def _page(field: GraphField, source: Any, definition: GraphQLField) -> Problems:
    rows = _rows if isinstance(source, src.PageOfTable) else _related_rows
    yield from rows(field, source, definition)
    yield from _shown_by_cursors(field, source, definition)


def _shown_by_cursors(field: GraphField, source: Any, definition: GraphQLField) -> Problems:
    """A cursor holds the columns that order the page: whoever gets the page can read them."""
    named: Any = get_named_type(definition.type)
    content = next((t for t in getattr(named, "types", (named,)) if t.name != AccessRestricted.__name__), named)
    node: Any = get_named_type(content.fields["nodes"].type) if "nodes" in content.fields else None
    roles, asked = list(Role), field.gate or field.requires or Role.ANYONE
    for inner in (one.extensions.get("strawberry-definition") for one in node.fields.values()) if node else ():
        if not isinstance(inner, GraphField) or not isinstance(inner.source, src.FromColumn):
            continue
        name = inner.source.name or inner.python_name
        if name in source.order.names and roles.index(inner.requires or Role.ANYONE) > roles.index(asked):
            yield f"its cursors show {name}, which asks for {inner.requires}"


def _changed(field: GraphField, source: Changed, definition: GraphQLField) -> Problems:
    yield from _rows_of(source.model, source, source.where)
    if is_non_null_type(definition.type):
        yield "what changed may not exist for the viewer, so the field must be nullable"
    name = get_named_type(definition.type).name
    if NODE_MODELS.get(name) is not source.model:
        yield f"a {name} is no Node over {source.model.__name__}: it could not be watched by its id"


_PAGES = (src.PageOfTable, src.PageOfRelation)
_CHECKS: dict[type, Callable[[GraphField, Any, GraphQLField], Problems]] = {
    src.FromColumn: _column,
    src.Labels: _labels,
    src.Holds: _holds,
    src.RelatedRow: _related_row,
    src.RelatedRows: _related_rows,
    src.FirstRow: _first_row,
    src.RowsAlike: _rows_alike,
    src.PageOfRelation: _page,
    src.Tally: _related_rows,
    src.TallyOfTable: _rows,
    src.Permitted: _permitted,
    facts.Seen: _seen,
    facts.Values: _values,
    src.PageOfTable: _page,
    src.RowsOfTable: _rows,
    src.OneRow: _rows,
    Changed: _changed,
    Ranked: _rows,
}
