"""Queries that ask for everything, generated from the schema."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from access.policy import Role
from graph.actions import role_of_action
from graph.fields import GraphField
from graph.node import NODE_MODELS

# Less than the limits allow (1,000): deep enough to come back to where one started.
MOST_SELECTIONS = 900
# Levels below a field of the root: a connection takes two, so this is three tables apart.
DEEPEST = 5


def required(field: GraphQLField) -> Role | None:
    """What the field itself asks of the viewer, whether a gate or not."""
    declared = field.extensions.get("strawberry-definition")
    return declared.requires or declared.gate if isinstance(declared, GraphField) else role_of_action(declared)


class Everything:
    """Documents over one schema. With `roles`, only fields whose own requirement they meet: nothing is denied."""

    def __init__(self, schema: GraphQLSchema, roles: Collection[Role] | None = None) -> None:
        self._schema, self._roles = schema, roles

    def documents(self, arguments: Mapping[str, Collection[str]]) -> Iterator[str]:
        """For each field of the root, or each of its `arguments`: all that is reachable, as deep as bounds allow."""
        root = self._schema.query_type
        assert root is not None
        for name, field in root.fields.items():
            if self._wanted(field):
                for each in arguments.get(name, ("",)):
                    yield f"{{ {name}{each}{self._deepest(field.type, only=_named_types(each))} }}"
        # A page lies deepest: where much stands beside it, it is asked for alone.
        for name, type_ in self._schema.type_map.items():
            if name in NODE_MODELS and isinstance(type_, GraphQLObjectType):
                yield from self._pages(type_)

    def subscriptions(self) -> Iterator[tuple[str, str]]:
        """Each field of the root of subscriptions and its table's type; and all that is reachable from it."""
        root = self._schema.subscription_type
        assert root is not None
        for name, field in root.fields.items():
            selection = self._deepest(field.type, only="")
            yield get_named_type(field.type).name, f"subscription ($id: ID) {{ {name}(id: $id){selection} }}"

    def _pages(self, type_: GraphQLObjectType) -> Iterator[str]:
        for name, field in type_.fields.items():
            if self._wanted(field) and get_named_type(field.type).name.endswith("Connection"):
                asked = f"{type_.name}_{name}: {name}{self._deepest(field.type, only=())}"
                yield f'{{ node(id: "{type_.name}:1") {{ __typename ... on {type_.name} {{ {asked} }} }} }}'

    def _deepest(self, type_: Any, only: Collection[str]) -> str:
        found = ""
        for depth in range(1, DEEPEST + 1):
            deeper = self._of(type_, depth, only)
            if deeper == found or _size(deeper) > MOST_SELECTIONS:
                break
            found = deeper
        return found

    def _wanted(self, field: GraphQLField) -> bool:
        role = required(field)
        return self._roles is None or role is None or role in self._roles

    def _of(self, type_: Any, depth: int, only: Collection[str] = ()) -> str:
        named = get_named_type(type_)
        if isinstance(named, GraphQLUnionType | GraphQLInterfaceType):
            parts = (
                f"... on {one.name} {self._object(one, depth, alias=one.name + '_')}"
                for one in self._schema.get_possible_types(named)
                if not only or one.name in only
            )
            return f" {{ __typename {' '.join(parts)} }}"
        return " " + self._object(named, depth) if isinstance(named, GraphQLObjectType) else ""

    def _object(self, type_: GraphQLObjectType, depth: int, alias: str = "") -> str:
        parts = ["__typename"]
        for name, field in type_.fields.items():
            if self._wanted(field) and (depth > 1 or is_leaf_type(get_named_type(field.type))):
                # Fragments on several types may hold the same name with other types.
                label = f"{alias}{name}: " if alias else ""
                parts.append(f"{label}{name}{self._of(field.type, depth - 1)}")
        return "{ " + " ".join(parts) + " }"


def _named_types(arguments: str) -> Collection[str]:
    """The types that ids among the arguments name: all types together would never fit into one document."""
    return set(re.findall(r'"([A-Z]\w+):\d', arguments))


def _size(text: str) -> int:
    return sum(word not in "{}" for word in text.split())
