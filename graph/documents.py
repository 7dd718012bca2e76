"""Documents as they are kept: parsed, validated, with the plans of their operations, within a bound of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import graphql
from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType

from access.policy import Role
from graph.compiler import Plan
from graph.cost import Cost
from graph.limits import MOST_CHARACTERS, MOST_ERRORS, MOST_TOKENS, RULES, Measure, refusals
from graph.variables import Shape, VariableTypes
from models.database import Dialect

# What a parsed document takes: its nodes go with its tokens, all of which they hold, and its text is held by both.
_BYTES_PER_TOKEN = 400
_BYTES_PER_CHARACTER = 4
_MOST_PLANS = 64
# What a character of an unknown document costs (`graph.cost`): reading it takes as long as answering so many values.
READING = 5
PlanKey = tuple[Dialect, tuple[Role, ...], frozenset[str], Shape]


class Operation:
    """One operation of a document and its plans; a reason in place of a plan says why there is none."""

    def __init__(self, schema: GraphQLSchema, node: OperationDefinitionNode, cost: Cost) -> None:
        self.node, self.cost = node, cost
        self.is_query = node.operation is OperationType.QUERY
        self.variables = VariableTypes(schema, node)
        self.plans: dict[PlanKey, Plan | str] = {}


class Document:
    """A valid document."""

    def __init__(self, node: DocumentNode, operations: list[Operation], text: str) -> None:
        self.node, self.text = node, text
        self.size = 2_000 + _BYTES_PER_TOKEN * _tokens(node) + _BYTES_PER_CHARACTER * len(text)
        self._operations = {(each.node.name.value if each.node.name else ""): each for each in operations}

    def operation(self, name: str | None) -> Operation | None:
        """The operation of that name, or the only one; None when it can't be told."""
        if name is not None:
            return self._operations.get(name) if name else None  # an operation without a name can't be named
        return next(iter(self._operations.values())) if len(self._operations) == 1 else None


class Documents:
    """Valid documents, the most recently used ones; refused ones are not worth keeping."""

    def __init__(self, schema: GraphQLSchema, most_bytes: int = 32_000_000) -> None:
        self._schema, self._most_bytes, self._bytes = schema, most_bytes, 0
        self._measure = Measure(schema)
        self._kept: OrderedDict[str, Document] = OrderedDict()

    @property
    def bytes(self) -> int:
        """About how much is kept."""
        return self._bytes

    def get(self, text: str, before_reading: Callable[[int], None] | None = None) -> Document | list[GraphQLError]:
        """The document, or everything that is wrong with it. One that isn't known yet has a price to be read."""
        if len(text) > MOST_CHARACTERS:
            return [GraphQLError(f"the document has {len(text)} characters; at most {MOST_CHARACTERS} are allowed")]
        found = self._kept.get(text)
        if found is not None:
            self._kept.move_to_end(text)
            return found
        if before_reading is not None:
            before_reading(len(text) * READING)
        document = self._read(text)
        if isinstance(document, list):
            return document
        self._kept[text] = document
        self._grow(document.size)
        return document

    def keep_plan(self, document: Document, operation: Operation, key: PlanKey, plan: Plan | str) -> None:
        """Keep a plan with its document."""
        grown = 0
        if len(operation.plans) >= _MOST_PLANS:
            grown = -sum(map(_size_of, operation.plans.values()))
            operation.plans.clear()
        operation.plans[key] = plan
        grown += _size_of(plan)
        document.size += grown
        if self._kept.get(document.text) is document:  # else it was dropped meanwhile, and whoever runs it has it alone
            self._grow(grown)

    def _grow(self, size: int) -> None:
        self._bytes += size
        while self._bytes > self._most_bytes and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].size

    def _read(self, text: str) -> Document | list[GraphQLError]:
        try:
            node = graphql.parse(text, max_tokens=MOST_TOKENS, allow_empty_selection_sets=False)
            sizes = self._measure.operations(node)
            errors = list(refusals(node, sizes)) or graphql.validate(self._schema, node, RULES, max_errors=MOST_ERRORS)
            if errors:
                return [_of_the_sender(error) for error in errors]
        except GraphQLError as error:
            return [error]
        except RecursionError:
            return [GraphQLError("the document is nested too deeply")]
        operations = [Operation(self._schema, each, size.cost) for each, size in sizes]
        return Document(node, operations, text)


def _tokens(node: DocumentNode) -> int:
    """How many tokens, comments and all, a document was read from."""
    token, count = node.loc.start_token if node.loc else None, 0
    while token is not None:
        token, count = token.next, count + 1
    return count


def _of_the_sender(error: GraphQLError) -> GraphQLError:
    """Python reads no number of thousands of digits: the document's mistake, not ours."""
    return GraphQLError(error.message, error.nodes) if isinstance(error.original_error, ValueError) else error


def _size_of(plan: Plan | str) -> int:
    return plan.size if isinstance(plan, Plan) else 200
