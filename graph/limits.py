"""Bounds on what one document may ask: tokens, depth, fields, and how much its answer may hold.

Checked with the other validation rules, before any variable is known: a page whose size is a variable counts as full.
"""

from __future__ import annotations

from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.validation import ASTValidationRule, ValidationRule

from graph import sources as src
from graph.fields import GraphField
from graph.relay import DEFAULT_PAGE, MAX_PAGE

MOST_CHARACTERS = 50_000
MOST_TOKENS = 2_000
DEEPEST = 16
MOST_SELECTIONS = 1_000
MOST_ROOT_FIELDS = 20
MOST_DIRECTIVES = 50
# Values in one answer, at most: fields times the rows that they stand on.
MOST_VALUES = 100_000
# What a list without pages is taken to hold.
USUAL_LIST = 10


class _Size:
    """How deep an operation goes, how many selections it has and values it asks for; stops past the bounds.

    Spreads count too: fragments in cycles have endless ways through them without a single field.
    """

    def __init__(self, context: Any) -> None:
        self.context = context
        self.selections, self.deepest, self.directives, self.values = 0, 0, 0, 0

    def measure(
        self, selections: SelectionSetNode | None, type_: Any, depth: int, rows: int, spread: frozenset[str]
    ) -> None:
        if selections is None or self.selections > MOST_SELECTIONS or depth > DEEPEST + 10:
            return
        for node in selections.selections:
            self.selections += 1
            self.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                self._field(node, type_, depth, rows, spread)
            elif isinstance(node, FragmentSpreadNode):
                self._spread(node, depth, rows, spread)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                inner = self.context.schema.get_type(condition.name.value) if condition else type_
                self.measure(node.selection_set, inner, depth, rows, spread)

    def _field(self, node: FieldNode, type_: Any, depth: int, rows: int, spread: frozenset[str]) -> None:
        self.deepest = max(self.deepest, depth)
        self.values += rows
        definition = getattr(type_, "fields", {}).get(node.name.value)
        inner = get_named_type(definition.type) if definition else None
        self.measure(node.selection_set, inner, depth + 1, rows * _length(definition, node), spread)

    def _spread(self, node: FragmentSpreadNode, depth: int, rows: int, spread: frozenset[str]) -> None:
        name = node.name.value
        fragment = self.context.get_fragment(name)
        if fragment is not None and name not in spread:  # a cycle is another rule's error
            inner = self.context.schema.get_type(fragment.type_condition.name.value)
            self.measure(fragment.selection_set, inner, depth, rows, spread | {name})


def _length(definition: GraphQLField | None, node: FieldNode) -> int:
    """How many objects a field may answer."""
    field = definition.extensions.get("strawberry-definition") if definition else None
    source = field.source if isinstance(field, GraphField) else None
    match source:
        case src.PageOfTable() | src.PageOfRelation():
            return _written(node, "first", DEFAULT_PAGE)
        case src.NodesById():
            return _written(node, "ids", MAX_PAGE)
        case src.RelatedRows() | src.RowsAlike() | src.RowsOfTable():
            return USUAL_LIST
        case _:
            return 1


def _written(node: FieldNode, name: str, default: int) -> int:
    """The size that an argument asks for, as it stands in the document."""
    value = next((a.value for a in node.arguments or () if a.name.value == name), None)
    match value:
        case None:
            return default
        case IntValueNode(value=text):
            return min(int(text), MAX_PAGE) if len(text) < 5 else MAX_PAGE
        case ListValueNode(values=values):
            return len(values)
        case _:
            return MAX_PAGE


class SizeRule(ValidationRule):
    """Refuses operations over the bounds; says which and how far."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Measure one operation."""
        size = _Size(self.context)
        root = self.context.schema.get_root_type(node.operation)
        size.measure(node.selection_set, root, 1, 1, frozenset())
        for what, found, most in (
            ("levels deep", size.deepest, DEEPEST),
            ("fields and fragments", size.selections, MOST_SELECTIONS),
            ("root fields", len(node.selection_set.selections), MOST_ROOT_FIELDS),
            ("directives", size.directives, MOST_DIRECTIVES),
            ("values if all its lists are full", size.values, MOST_VALUES),
        ):
            if found > most:
                self.report_error(GraphQLError(f"the operation has {found} {what}; at most {most} are allowed", node))


RULES: tuple[type[ASTValidationRule], ...] = (SizeRule,)
