"""Which fields an operation asks for on an object: fragments spread, @skip and @include settled, same keys merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)
from graphql.language import BooleanValueNode

from graph.compiler.plan import Unsupported

Fields = dict[str, list[FieldNode]]
_KNOWN_DIRECTIVES = {"skip", "include"}


class Selections:
    """The selections of one operation under one set of variables."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self._schema, self._fragments, self._variables = schema, fragments, variables

    def on(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> Fields:
        """The fields of `type_` that these field nodes select together, by response key, in order."""
        return self.of(type_, [node.selection_set for node in nodes if node.selection_set])

    def of(self, type_: GraphQLObjectType, sets: list[SelectionSetNode]) -> Fields:
        """The fields of `type_` that these selection sets select together, by response key, in order."""
        found: Fields = {}
        for selection_set in sets:
            for node in self._walk(type_, selection_set):
                found.setdefault((node.alias or node.name).value, []).append(node)
        return found

    def _walk(self, type_: GraphQLObjectType, selection_set: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selection_set.selections:
            if not self._wanted(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._applies(type_, node.type_condition.name.value):
                    yield from self._walk(type_, node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                if self._applies(type_, fragment.type_condition.name.value):
                    yield from self._walk(type_, fragment.selection_set)

    def _wanted(self, node: Any) -> bool:
        wanted = True
        for directive in node.directives or ():
            name = directive.name.value
            if name not in _KNOWN_DIRECTIVES:
                raise Unsupported(f"directive @{name}")
            # Each is looked at, even when another has decided: a condition that doesn't fit is an error.
            wanted &= self._condition(directive) == (name == "include")
        return wanted

    def _condition(self, directive: Any) -> bool:
        value = directive.arguments[0].value
        if isinstance(value, BooleanValueNode):
            return value.value
        if isinstance(value, VariableNode):
            found = self._variables.get(value.name.value)
            if isinstance(found, bool):
                return found
        raise Unsupported("a directive's condition that is not a boolean")

    def _applies(self, type_: GraphQLObjectType, condition: str) -> bool:
        if type_.name == condition:
            return True
        abstract = self._schema.get_type(condition)
        return is_abstract_type(abstract) and self._schema.is_sub_type(abstract, type_)
