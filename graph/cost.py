"""What an operation costs: the values that it asks for, rows times fields, and what its actions declare.

One measure serves the bound on one operation (`graph.limits`), the budget of whoever asks (`web.budgets`) and
`extensions.cost`. It is taken from the document before anything runs, so every list counts as full: a page by its
size, another list as `USUAL_LIST`. Where a size is a variable the cost is known as soon as the variables are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    VariableNode,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
)

from graph import sources as src
from graph.actions import cost_of_action
from graph.fields import GraphField
from graph.relay import DEFAULT_PAGE, MAX_PAGE
from graph.searching import DEFAULT_HITS, Ranked, searches
from graph.sources import Argument

# Looking through an index takes milliseconds of a processor (docs/decisions/0015-search-in-memory.md).
SEARCHING = 500
# What a list without pages is taken to hold.
USUAL_LIST = 10
# How many rows a level adds: so many, or as many as a variable says.
Length = float | str


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of an operation. `sized`: what it costs for one row of each list whose size these variables are."""

    fixed: int
    sized: tuple[tuple[tuple[str, ...], int], ...] = ()

    def of(self, variables: Mapping[str, Any]) -> int:
        """The cost with these variables, coerced ones."""
        found = self.fixed
        for names, each in self.sized:
            for name in names:
                each *= _rows(variables.get(name))
            found += each
        return found

    @property
    def most(self) -> int:
        """The cost when every variable asks for as much as it may."""
        return self.fixed + sum(each * math.prod(MAX_PAGE for _ in names) for names, each in self.sized)


def _rows(value: Any) -> int:
    """How many rows the value of a variable asks for."""
    if isinstance(value, int):
        return min(max(value, 0), MAX_PAGE)
    return min(len(value), MAX_PAGE) if isinstance(value, list) else DEFAULT_PAGE


class Lengths:
    """How many objects the fields of a schema may answer."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._of_introspection = _introspection(schema)

    def of(
        self, type_name: str, definition: GraphQLField | None, node: FieldNode, page: Length
    ) -> tuple[Length, Length]:
        """How many objects a field answers that is asked for on a page of so many; and the size of its own page."""
        if definition is None:
            return 1, 1
        if type_name.startswith("__"):
            return self._of_introspection.get(node.name.value, 1), 1
        field = definition.extensions.get("strawberry-definition")
        match field.source if isinstance(field, GraphField) else None:
            case src.PageOfTable() | src.PageOfRelation():
                return 1, _written(node, "first", DEFAULT_PAGE)
            case Ranked():
                return _written(node, "first", DEFAULT_HITS), 1
            case src.NodesById():
                return _written(node, "ids", MAX_PAGE), 1
        is_list = is_list_type(get_nullable_type(definition.type))
        if type_name.endswith("Connection"):
            return (page if is_list else 1), 1
        return (USUAL_LIST if is_list else 1), 1


def own_cost(definition: GraphQLField | None, node: FieldNode) -> int:
    """What a field costs by itself, without what is asked of its answer."""
    if definition is None:
        return 1
    field = definition.extensions.get("strawberry-definition")
    return cost_of_action(field) + (SEARCHING if isinstance(field, GraphField) and _searches(field, node) else 0)


def _searches(field: GraphField, node: FieldNode) -> bool:
    """Whether it looks through an index: a list of what suits best, or one that is narrowed by what was typed."""
    if isinstance(field.source, Ranked):
        return True
    given = {argument.name.value for argument in node.arguments or ()}
    arguments: Sequence[Argument] = getattr(field.source, "arguments", ())
    return any(searches(argument.matches) for argument in arguments if argument.name in given)


def _written(node: FieldNode, name: str, default: int) -> Length:
    """The size that an argument asks for, as it stands in the document."""
    value = next((a.value for a in node.arguments or () if a.name.value == name), None)
    match value:
        case None:
            return default
        case IntValueNode(value=text):
            return min(int(text), MAX_PAGE) if len(text) < 5 else MAX_PAGE
        case ListValueNode(values=values):
            return len(values)
        case VariableNode(name=variable):
            return variable.value
        case _:
            return MAX_PAGE


def _introspection(schema: GraphQLSchema) -> dict[str, float]:
    """How long the lists of `__schema` are. Types times members is what there is; and most types wrap no other.

    A type has fields, or fields of an input, or values: who asks for all three gets one of them.
    """
    members: dict[str, list[int]] = {"fields": [], "inputFields": [], "enumValues": []}
    for type_ in schema.type_map.values():
        kind = "inputFields" if is_input_object_type(type_) else "fields"
        members[kind].append(len(getattr(type_, "fields", ())))
        members["enumValues"].append(len(getattr(type_, "values", ())))
    types = math.ceil(sum(map(sum, members.values())) / max(map(max, members.values())))
    return {
        "types": types,
        **{kind: sum(sizes) / types for kind, sizes in members.items()},
        "directives": len(schema.directives),
        "interfaces": 1,
        "possibleTypes": USUAL_LIST,
        "ofType": 0.3,
    }
