"""Variables of an operation: coerced fast where their types are plain, and their shape, which chooses the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_nullable_type,
    is_non_null_type,
    type_from_ast,
    value_from_ast,
)
from graphql.execution.values import get_variable_values
from graphql.pyutils import Undefined

from errors import BadInput
from graph.node import NODE_MODELS
from graph.relay import parse_global_id

# Raised for a value that the plain coercions don't take; the general coercion then decides.
_NotPlain = (TypeError, ValueError, KeyError)
Shape = tuple[Any, ...]
_MISSING = object()


def _int(value: Any) -> int:
    if value.__class__ is not int or not -(2**31) <= value < 2**31:
        raise TypeError
    return int(value)


def _text(value: Any) -> str:
    if value.__class__ is not str:
        raise TypeError
    return str(value)


def _boolean(value: Any) -> bool:
    if value.__class__ is not bool:
        raise TypeError
    return bool(value)


def _texts(value: Any) -> list[str]:
    if value.__class__ is not list:
        raise TypeError
    return [_text(one) for one in value]


def _date(value: Any) -> dt.date:
    return dt.date.fromisoformat(_text(value))


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "Int": _int,
    "String": _text,
    "ID": _text,
    "Boolean": _boolean,
    "Date": _date,
    "[ID!]": _texts,
}


class _Variable:
    """One declared variable with a plain type."""

    def __init__(self, name: str, type_: Any, default: Any) -> None:
        self.name, self.default = name, default
        self.required = is_non_null_type(type_)
        named: Any = get_nullable_type(type_)
        self.kind = str(named)
        self.coerce = _enum(named) if isinstance(named, GraphQLEnumType) else _PLAIN[self.kind]

    def shape(self, values: Mapping[str, Any]) -> Any:
        """What of the value a plan may depend on: whether it is there, a flag's value, the types that ids name."""
        value = values.get(self.name, _MISSING)
        if value is _MISSING:
            return "missing"
        if value is None or self.kind == "Boolean":
            return value
        if self.kind == "[ID!]":
            return frozenset(map(_type_named, value))
        return _type_named(value) if self.kind == "ID" else "given"


def _type_named(text: str) -> str:
    """The type that a global id names, "?" when it is none: a plan for a wrong id must not stand for right ones."""
    try:
        type_name, _ = parse_global_id(text)
    except BadInput:
        return "?"
    return type_name if type_name in NODE_MODELS else "?"


def _is_plain(type_: Any) -> bool:
    named = get_nullable_type(type_)
    return isinstance(named, GraphQLEnumType) or str(named) in _PLAIN


def _enum(type_: GraphQLEnumType) -> Callable[[Any], Any]:
    known = {name: type_.parse_value(name) for name in type_.values}
    return lambda value: known[_text(value)]


class VariableTypes:
    """The variables that an operation declares."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema, self._nodes = schema, operation.variable_definitions or ()
        self._plain: list[_Variable] | None = []
        for node in self._nodes:
            type_: Any = type_from_ast(schema, node.type)
            if type_ is None or not _is_plain(type_):
                self._plain = None
                break
            default = _MISSING if node.default_value is None else value_from_ast(node.default_value, type_)
            self._plain.append(_Variable(node.variable.name.value, type_, default))

    def coerce(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The values by name, without those that are absent; None when they don't fit."""
        if self._plain is not None:
            try:
                return self._coerce_plain(self._plain, given)
            except _NotPlain:
                pass
        found = get_variable_values(self._schema, self._nodes, dict(given))
        return None if isinstance(found, list) else dict(found.coerced)

    def _coerce_plain(self, variables: list[_Variable], given: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for variable in variables:
            value = given.get(variable.name, variable.default)
            if value is _MISSING or value is Undefined:
                if variable.required:
                    raise TypeError
                continue
            if value is None:
                if variable.required:
                    raise TypeError
                values[variable.name] = None
            elif variable.name in given:
                values[variable.name] = variable.coerce(value)
            else:
                values[variable.name] = value
        return values

    def shape(self, values: Mapping[str, Any]) -> Shape | None:
        """What a plan may depend on; None when it would depend on too much to be kept."""
        return None if self._plain is None else tuple(variable.shape(values) for variable in self._plain)
