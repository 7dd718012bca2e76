"""Bounds on what one document may ask, checked before any rule of the specification looks at it.

Those rules cost the square of what they are given; the walk here ends as soon as a bound is passed. How near our own
operations come to each bound stands in docs/limits.md, and a test keeps them far from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import graphql
from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    get_named_type,
)
from graphql.validation import OverlappingFieldsCanBeMergedRule
from graphql.validation.validate import ValidationAbortedError

from errors import BadInput
from graph.cost import Cost, Length, Lengths, own_cost

MOST_CHARACTERS = 50_000
MOST_TOKENS = 2_000
# What the rule on overlapping fields may compare; our largest operation takes docs/limits.md's share of it.
MOST_COMPARISONS = 20_000
# All variables together, lists and objects in them included.
MOST_VARIABLE_VALUES = 2_000
MOST_VARIABLE_CHARACTERS = 100_000
# A document made to fail in a thousand places is not told of all of them.
MOST_ERRORS = 10


@dataclass(frozen=True, slots=True)
class Bound:
    """`most` of something; `what` stands in the sentence that refuses more."""

    name: str
    most: int
    what: str


OPERATIONS = Bound("operations", 20, "operations")
FRAGMENTS = Bound("fragments", 50, "fragments")
DEPTH = Bound("depth", 16, "levels")
INTROSPECTION_DEPTH = Bound("introspection depth", 30, "levels of introspection")
SELECTIONS = Bound("selections", 1_000, "fields and fragments")
ROOT_FIELDS = Bound("root fields", 20, "root fields")
ALIASES = Bound("aliases", 20, "names for the same field")
DIRECTIVES = Bound("directives", 50, "directives")
COST = Bound("cost", 100_000, "values if all its lists are full")


@dataclass(slots=True)
class Size:
    """How large an operation is, its fragments spread out."""

    depth: int = 0
    introspection_depth: int = 0
    selections: int = 0
    root_fields: int = 0
    directives: int = 0
    # The response keys of each field, by type and field.
    names: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    # Values for one row of the lists whose sizes these variables are.
    values: dict[tuple[str, ...], float] = field(default_factory=lambda: defaultdict(float))

    @property
    def aliases(self) -> int:
        """Under how many names the most often named field is asked for."""
        return max(map(len, self.names.values()), default=0)

    @property
    def cost(self) -> Cost:
        """What it may cost."""
        sized = tuple((names, round(each)) for names, each in self.values.items() if names)
        return Cost(round(self.values.get((), 0)), sized)

    def bounds(self) -> Iterator[tuple[Bound, int]]:
        """Each bound on an operation, with what was found."""
        yield DEPTH, self.depth
        yield INTROSPECTION_DEPTH, self.introspection_depth
        yield SELECTIONS, self.selections
        yield ROOT_FIELDS, self.root_fields
        yield ALIASES, self.aliases
        yield DIRECTIVES, self.directives
        yield COST, self.cost.most


class Measure:
    """Measures the documents of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema, self._lengths = schema, Lengths(schema)

    def operations(self, document: DocumentNode) -> list[tuple[OperationDefinitionNode, Size]]:
        """Every operation with its size."""
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        found = []
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                walk = _Walk(self._schema, self._lengths, fragments)
                root = self._schema.get_root_type(node.operation)
                walk.down(node.selection_set, _Place(root))
                found.append((node, walk.size))
        return found


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a selection stands: its type and depth, on how many rows, and the size of the page that it is in."""

    type_: Any
    depth: int = 1
    rows: float = 1
    sizes: tuple[str, ...] = ()
    page: Length = 1

    def below(self, type_: Any, length: Length, page: Length) -> _Place:
        """One level down."""
        if isinstance(length, str):
            return _Place(type_, self.depth + 1, self.rows, (*self.sizes, length), page)
        return _Place(type_, self.depth + 1, self.rows * length, self.sizes, page)


class _Walk:
    """Through one operation, as deep as the bounds go and a little further."""

    def __init__(self, schema: GraphQLSchema, lengths: Lengths, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._schema, self._lengths, self._fragments = schema, lengths, fragments
        self.size = Size()

    def down(self, selections: SelectionSetNode | None, place: _Place, spread: frozenset[str] = frozenset()) -> None:
        """Spreads count too: fragments in cycles have endless ways through them without a single field."""
        size = self.size
        if selections is None or size.selections > SELECTIONS.most or place.depth > INTROSPECTION_DEPTH.most + 1:
            return
        for node in selections.selections:
            size.selections += 1
            size.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                self._field(node, place, spread)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments.get(node.name.value)
                if fragment is not None and node.name.value not in spread:  # a cycle is another rule's error
                    inner = self._on(fragment.type_condition, place)
                    self.down(fragment.selection_set, inner, spread | {node.name.value})
            elif isinstance(node, InlineFragmentNode):
                self.down(node.selection_set, self._on(node.type_condition, place), spread)

    def _on(self, condition: NamedTypeNode | None, place: _Place) -> _Place:
        return place if condition is None else replace(place, type_=self._schema.get_type(condition.name.value))

    def _field(self, node: FieldNode, place: _Place, spread: frozenset[str]) -> None:
        size, name, type_name = self.size, node.name.value, getattr(place.type_, "name", "")
        if type_name.startswith("__"):
            size.introspection_depth = max(size.introspection_depth, place.depth)
        else:
            size.depth = max(size.depth, place.depth)
        size.root_fields += place.depth == 1
        size.names[type_name, name].add(node.alias.value if node.alias else name)
        definition = self._schema.get_field(place.type_, name) if place.type_ else None
        size.values[place.sizes] += place.rows * own_cost(definition, node)
        if node.selection_set is not None:
            length, page = self._lengths.of(type_name, definition, node, place.page)
            inner = get_named_type(definition.type) if definition else None
            self.down(node.selection_set, place.below(inner, length, page), spread)


def refusals(document: DocumentNode, sizes: list[tuple[OperationDefinitionNode, Size]]) -> Iterator[GraphQLError]:
    """Every bound that is passed, and how far."""
    for bound, found in bounds_of(document):
        if found > bound.most:
            yield _refusal("document", bound, found, document)
    for node, size in sizes:
        for bound, found in size.bounds():
            if found > bound.most:
                yield _refusal("operation", bound, found, node)


def bounds_of(document: DocumentNode) -> Iterator[tuple[Bound, int]]:
    """Each bound on a document, with what was found."""
    yield OPERATIONS, sum(isinstance(each, OperationDefinitionNode) for each in document.definitions)
    yield FRAGMENTS, sum(isinstance(each, FragmentDefinitionNode) for each in document.definitions)


def _refusal(thing: str, bound: Bound, found: int, node: Node) -> GraphQLError:
    where = node if isinstance(node, OperationDefinitionNode) else None
    return GraphQLError(f"the {thing} has {found} {bound.what}; at most {bound.most} are allowed", where)


def check_variables(variables: Mapping[str, Any]) -> None:
    """Raise `BadInput` for more than is looked at: reading values against their types costs a thousand times more."""
    left, count, characters = [*variables.values()], 0, 0
    while left:
        value = left.pop()
        count += 1
        if isinstance(value, str):
            characters += len(value)
        elif isinstance(value, dict):
            left += value.values()
        elif isinstance(value, list):
            left += value
        if count + len(left) > MOST_VARIABLE_VALUES:
            raise BadInput(f"the variables hold too many values; at most {MOST_VARIABLE_VALUES} are allowed")
    if characters > MOST_VARIABLE_CHARACTERS:
        raise BadInput(f"the variables hold {characters} characters; at most {MOST_VARIABLE_CHARACTERS} are allowed")


class Overlaps(OverlappingFieldsCanBeMergedRule):
    """The library's rule, with less patience."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MOST_COMPARISONS

    def enter_selection_set(self, *arguments: Any) -> None:
        try:
            super().enter_selection_set(*arguments)
        except ValidationAbortedError:
            raise ValidationAbortedError("the same fields are asked for too often; ask for each once") from None


RULES: tuple[type[ASTValidationRule], ...] = tuple(
    Overlaps if rule is OverlappingFieldsCanBeMergedRule else rule for rule in graphql.specified_rules
)
