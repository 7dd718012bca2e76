"""Bounds on what one document may ask: tokens, depth, aliases. Checked with the other validation rules."""

from __future__ import annotations

from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)
from graphql.validation import ASTValidationRule, ValidationRule

MOST_TOKENS = 2_000
DEEPEST = 16
MOST_SELECTIONS = 1_000
MOST_ROOT_FIELDS = 20
MOST_DIRECTIVES = 50


class _Size:
    """How deep an operation goes and how many selections it has, fragments spread out; stops past the bounds.

    Spreads count too: fragments in cycles have endless ways through them without a single field.
    """

    def __init__(self, context: Any) -> None:
        self.context, self.selections, self.deepest, self.directives = context, 0, 0, 0

    def measure(self, selections: SelectionSetNode | None, depth: int, spread: frozenset[str]) -> None:
        if selections is None or self.selections > MOST_SELECTIONS or depth > DEEPEST + 10:
            return
        for node in selections.selections:
            self.selections += 1
            self.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                self.deepest = max(self.deepest, depth)
                self.measure(node.selection_set, depth + 1, spread)
            elif isinstance(node, FragmentSpreadNode):
                self._spread(node, depth, spread)
            elif isinstance(node, InlineFragmentNode):
                self.measure(node.selection_set, depth, spread)

    def _spread(self, node: FragmentSpreadNode, depth: int, spread: frozenset[str]) -> None:
        name = node.name.value
        fragment = self.context.get_fragment(name)
        if fragment is not None and name not in spread:  # a cycle is another rule's error
            self.measure(fragment.selection_set, depth, spread | {name})


class SizeRule(ValidationRule):
    """Refuses operations over the bounds; says which and how far."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Measure one operation."""
        size = _Size(self.context)
        size.measure(node.selection_set, 1, frozenset())
        for what, found, most in (
            ("levels deep", size.deepest, DEEPEST),
            ("fields and fragments", size.selections, MOST_SELECTIONS),
            ("root fields", len(node.selection_set.selections), MOST_ROOT_FIELDS),
            ("directives", size.directives, MOST_DIRECTIVES),
        ):
            if found > most:
                self.report_error(GraphQLError(f"the operation has {found} {what}; at most {most} are allowed", node))


RULES: tuple[type[ASTValidationRule], ...] = (SizeRule,)
