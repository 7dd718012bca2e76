"""Running GraphQL documents: parse, validate, execute, and errors that tell clients a code and nothing else."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any

import graphql
import strawberry
from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema

from errors import AppError, ErrorCode
from graph.context import Context
from graph.limits import MOST_TOKENS, RULES

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """One operation to run."""

    document: str
    variables: Mapping[str, Any] | None = None
    operation_name: str | None = None


@dataclass
class Response:
    """What came of it. `executed` is false when the document never ran: no `data` key then."""

    data: dict[str, Any] | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    executed: bool = True

    def as_dict(self) -> dict[str, Any]:
        """The response map of the GraphQL specification."""
        shown: dict[str, Any] = {"errors": self.errors} if self.errors else {}
        return shown | {"data": self.data} if self.executed else shown


class Documents:
    """Parsed and validated documents, the most recent ones within a bound of bytes."""

    def __init__(self, schema: GraphQLSchema, most_bytes: int = 8_000_000) -> None:
        self._schema, self._most_bytes, self._bytes = schema, most_bytes, 0
        self._entries: OrderedDict[bytes, tuple[int, DocumentNode | list[GraphQLError]]] = OrderedDict()

    def get(self, text: str) -> DocumentNode | list[GraphQLError]:
        """The document, or everything that is wrong with it."""
        key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if key in self._entries:
            self._entries.move_to_end(key)
            return self._entries[key][1]
        found = self._read(text)
        # A parsed document takes about fifty times its text; refused ones are not worth keeping.
        if not isinstance(found, list):
            size = 1000 + 50 * len(text)
            self._entries[key] = (size, found)
            self._bytes += size
            while self._bytes > self._most_bytes:
                self._bytes -= self._entries.popitem(last=False)[1][0]
        return found

    def _read(self, text: str) -> DocumentNode | list[GraphQLError]:
        try:
            document = graphql.parse(text, max_tokens=MOST_TOKENS, allow_empty_selection_sets=False)
        except GraphQLError as error:
            return [error]
        except RecursionError:
            return [GraphQLError("the document is nested too deeply")]
        errors = graphql.validate(self._schema, document, [*graphql.specified_rules, *RULES], max_errors=20)
        return errors or document


class Engine:
    """Runs documents on one schema."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self.schema: GraphQLSchema = schema._schema
        self._documents = Documents(self.schema)

    def document(self, text: str) -> DocumentNode | list[GraphQLError]:
        """The parsed and validated document, or what is wrong with it."""
        return self._documents.get(text)

    async def run(self, request: Request, context: Context) -> Response:
        """Run one query or mutation. Never raises for what a client can cause."""
        document = self.document(request.document)
        if isinstance(document, list):
            return refused(document)
        try:
            result = graphql.execute(
                self.schema,
                document,
                root_value=None,
                context_value=context,
                variable_values=dict(request.variables or {}),
                operation_name=request.operation_name,
            )
            finished = await result if isinstance(result, Awaitable) else result
        except GraphQLError as error:
            return refused([error])
        return self._response(finished)

    def _response(self, result: ExecutionResult) -> Response:
        errors = [shown(error) for error in result.errors or ()]
        # Without a path nothing was executed: unknown operation, variables that don't fit.
        executed = result.data is not None or any(error.path for error in result.errors or ())
        return Response(result.data, errors, executed)


def refused(errors: list[GraphQLError]) -> Response:
    """The response to a document that didn't run."""
    return Response(None, [shown(error) for error in errors], executed=False)


def shown(error: GraphQLError) -> dict[str, Any]:
    """An error as clients see it: our own messages and codes; of a bug only a reference that the log holds too."""
    formatted: dict[str, Any] = dict(error.formatted)
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        formatted["extensions"] = {"code": str(ErrorCode.BAD_USER_INPUT)}
    elif isinstance(cause, AppError):
        formatted["extensions"] = {"code": str(cause.code)}
    else:
        reference = secrets.token_hex(6)
        logger.error("internal error %s at %s", reference, error.path, exc_info=cause)
        formatted["message"] = "Internal error. Please tell us the reference."
        formatted["extensions"] = {"code": str(ErrorCode.INTERNAL_ERROR), "reference": reference}
    return formatted
