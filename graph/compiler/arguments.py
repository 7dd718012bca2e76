"""The arguments of one field node: constants known now, or variables that arrive with each request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField, VariableNode, is_non_null_type
from graphql.execution.values import get_argument_values
from tortoise import timezone

from access.conditions import Arg, Day, Literal, Now, OfViewer, Today
from graph.compiler.plan import Binder, Unsupported, Variables
from graph.relay import decode_cursor
from graph.sql import CursorPart, Slot, driver_value, prepared
from models.database import Dialect
from models.france import today


@dataclass(frozen=True, slots=True)
class Constant:
    """Written in the document, or the argument's default."""

    value: Any


@dataclass(frozen=True, slots=True)
class Variable:
    """Sent with the request."""

    name: str


class FieldArguments:
    """What a field node gives for each argument, under one set of variables (for which of them are null)."""

    def __init__(self, field: Any, definition: GraphQLField, node: FieldNode, variables: Mapping[str, Any]) -> None:
        self._sources: dict[str, Constant | Variable] = {}
        self._variables = variables
        written = {argument.name.value: argument.value for argument in node.arguments or ()}
        for argument in field.arguments:
            graphql_name = _camel(argument.python_name)
            value = written.get(graphql_name)
            if not isinstance(value, VariableNode):
                self._constant(argument.python_name, graphql_name, definition, node)
            elif is_non_null_type(definition.args[graphql_name].type) and variables.get(value.name.value, 0) is None:
                raise Unsupported(f"null as {graphql_name}: the error is the stock executor's")
            elif value.name.value in variables:
                self._sources[argument.python_name] = Variable(value.name.value)
            else:  # a variable that was not sent is an argument that was not written
                bare = FieldNode(name=node.name, arguments=())
                self._constant(argument.python_name, graphql_name, definition, bare)

    def _constant(self, python_name: str, graphql_name: str, definition: GraphQLField, node: FieldNode) -> None:
        given = next((a for a in node.arguments or () if a.name.value == graphql_name), None)
        if given is not None and _holds_variable(given.value):
            raise Unsupported(f"argument {graphql_name} with a variable inside a value")
        argument = definition.args[graphql_name]
        alone = FieldNode(name=node.name, arguments=(given,) if given else ())
        one = GraphQLField(definition.type, args={graphql_name: argument})
        values = get_argument_values(one, alone)
        if graphql_name in values:
            self._sources[python_name] = Constant(values[graphql_name])
        elif (argument.out_name or graphql_name) in values:
            self._sources[python_name] = Constant(values[argument.out_name or graphql_name])

    def source(self, name: str) -> Constant | Variable | None:
        """Where the value comes from; None when nothing is given and there is no default."""
        return self._sources.get(name)

    def current(self, name: str) -> Any:
        """The value under the variables that this plan is compiled for: only whether it is null may be used."""
        match self._sources.get(name):
            case Constant(value):
                return value
            case Variable(variable):
                return self._variables.get(variable)
            case _:
                return None


def is_today(value: Any, arguments: FieldArguments | None) -> bool:
    """Whether a value of a condition is the day that it is in Paris."""
    if isinstance(value, Day):
        return arguments is None or arguments.current(value.argument) is None
    return isinstance(value, Today)


def binder_of(slot: Slot, dialect: Dialect, arguments: FieldArguments | None, kinds: list[type] | None) -> Binder:
    """What makes the driver's value for a slot of a field's SQL; `kinds` are those of its cursor."""
    value = slot.value
    match value:
        case Literal(literal):
            ready = driver_value(slot, literal, dialect)
            return lambda viewer, variables: ready
        case OfViewer(attribute):
            return lambda viewer, variables: driver_value(slot, getattr(viewer, attribute), dialect)
        case Today() | Day() if is_today(value, arguments):
            return lambda viewer, variables: driver_value(slot, today(), dialect)
        case Now():
            return lambda viewer, variables: driver_value(slot, timezone.now(), dialect)
        case Day(name):
            read = _prepared(arguments, name, None)
        case Arg(name, via, ready):
            read = _prepared(arguments, name, via, each_time=ready is not None)
        case CursorPart(name, position):
            read = _prepared(arguments, name, lambda text: decode_cursor(text, kinds or [])[position])
    return lambda viewer, variables: driver_value(slot, read(variables), dialect)


def _prepared(
    arguments: FieldArguments | None, name: str, via: Callable[[Any], Any] | None, *, each_time: bool = False
) -> Callable[[Variables], Any]:
    source = arguments.source(name) if arguments else None
    match source:
        case Variable(variable):
            return lambda variables: prepared(variables[variable], via)
        case Constant(value) if each_time:
            return lambda variables: prepared(value, via)
        case Constant(value):
            ready = prepared(value, via)
            return lambda variables: ready
        case _:
            raise Unsupported(f"argument {name} is not given")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _holds_variable(value: Any) -> bool:
    if isinstance(value, VariableNode):
        return True
    children = [*getattr(value, "values", ()), *(field.value for field in getattr(value, "fields", ()))]
    return any(_holds_variable(child) for child in children)
