"""Reading answers field by field: who got what, by the types and fields of the schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_list_type,
    is_non_null_type,
)


@dataclass(frozen=True)
class Seen:
    """A field of an object in an answer, by `Type.field`: what stands there, and the error that explains a null."""

    name: str
    value: Any
    code: str | None

    @property
    def refused(self) -> bool:
        """Whether it was closed to the viewer: by a value, or by an error."""
        restricted = isinstance(self.value, dict) and self.value.get("__typename") == "AccessRestricted"
        return restricted or self.code in ("UNAUTHENTICATED", "FORBIDDEN")


def seen(schema: GraphQLSchema, answer: dict[str, Any]) -> Iterator[Seen]:
    """Every field of every object in the answer to a document of `Everything`; root fields under `Query`."""
    codes = {tuple(error["path"]): error["extensions"]["code"] for error in answer.get("errors", ()) if "path" in error}
    root = schema.query_type
    assert root is not None
    yield from _object(schema, root.name, answer.get("data") or {}, (), codes)


def _object(
    schema: GraphQLSchema, type_name: str, value: dict[str, Any], path: tuple[Any, ...], codes: dict[Any, str]
) -> Iterator[Seen]:
    for key, inner in value.items():
        if key == "__typename":
            continue
        here = (*path, key)
        # An alias of `Everything` is the type's name and the field's: `Supplier_name`.
        yield Seen(f"{type_name}.{key.rpartition('_')[2]}", inner, codes.get(here))
        yield from _inside(schema, inner, here, codes)


def _inside(schema: GraphQLSchema, value: Any, path: tuple[Any, ...], codes: dict[Any, str]) -> Iterator[Seen]:
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _inside(schema, one, (*path, number), codes)
    elif isinstance(value, dict) and "__typename" in value:
        yield from _object(schema, value["__typename"], value, path, codes)


def call(name: str, field: GraphQLField) -> str:
    """The field with a plausible value for everything that it asks for, as text of a document."""
    given = ", ".join(
        f"{key}: {_value(argument.type)}" for key, argument in field.args.items() if is_non_null_type(argument.type)
    )
    return f"{name}{f'({given})' if given else ''}"


def _value(type_: Any) -> str:
    if is_non_null_type(type_):
        return _value(type_.of_type)
    if is_list_type(type_):
        return f"[{_value(type_.of_type)}]"
    match type_:
        case GraphQLInputObjectType():
            chosen = list(type_.fields.items())[:1] if type_.is_one_of else type_.fields.items()
            fields = (f"{key}: {_value(field.type)}" for key, field in chosen)
            return "{ " + ", ".join(fields) + " }"
        case GraphQLEnumType():
            return str(next(iter(type_.values)))
    return {
        "ID": '"Member:1"',
        "Int": "1",
        "Float": "1.0",
        "Boolean": "true",
        "Decimal": '"1.5"',
        "Date": '"2026-11-23"',
        "DateTime": '"2026-11-23T10:00:00Z"',
    }.get(type_.name, '"texte"')


def selection(field: GraphQLField) -> str:
    """Enough of the answer to tell a refusal."""
    named = get_named_type(field.type)
    return " { __typename }" if not hasattr(named, "values") and not hasattr(named, "serialize") else ""


def objects(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    """The types whose fields queries read: all but the roots of changes and what only they answer."""
    reachable: dict[str, GraphQLObjectType] = {}
    assert schema.query_type is not None
    _reach(schema, schema.query_type, reachable)
    yield from reachable.values()


def _reach(schema: GraphQLSchema, type_: Any, reachable: dict[str, GraphQLObjectType]) -> None:
    named = get_named_type(type_)
    if isinstance(named, GraphQLObjectType):
        if named.name in reachable or named.name.startswith("__"):
            return
        reachable[named.name] = named
        for field in named.fields.values():
            _reach(schema, field.type, reachable)
    elif hasattr(named, "types") or hasattr(named, "interfaces"):
        for one in schema.get_possible_types(named):
            _reach(schema, one, reachable)
