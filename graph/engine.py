"""Running operations: compiled to one SQL statement where every field is declared, else by the stock executor.

Both give the same answer; errors tell clients a code and nothing else.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import graphql
import orjson
import strawberry
from graphql import ExecutionResult, GraphQLError, GraphQLSchema

from errors import AppError, BadInput, ErrorCode
from graph.compiler import Plan, Unsupported, compile_query
from graph.context import Context
from graph.database import fetch_text
from graph.documents import Document, Documents, Operation
from models.database import dialect

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
    # The whole response map as JSON, when it was compiled; `data` is read from it on demand.
    text: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The response map of the GraphQL specification."""
        if self.text is not None:
            found: dict[str, Any] = orjson.loads(self.text)
            return found
        shown: dict[str, Any] = {"errors": self.errors} if self.errors else {}
        return shown | {"data": self.data} if self.executed else shown

    def as_json(self) -> bytes:
        """The response map as JSON."""
        return orjson.dumps(self.as_dict()) if self.text is None else self.text.encode()


@dataclass(frozen=True)
class Trace:
    """What observers hear of each operation that ran. `way`: compiled, stock, refused; seconds."""

    operation: str
    way: str
    seconds: float
    reason: str = ""


class Engine:
    """Runs operations on one schema. `compiled=False` leaves everything to the stock executor."""

    def __init__(self, schema: strawberry.Schema, *, compiled: bool = True) -> None:
        self.schema: GraphQLSchema = schema._schema
        self.documents = Documents(self.schema)
        self.counts: Counter[str] = Counter()
        self.observers: list[Callable[[Trace], None]] = []
        self._compiled = compiled

    def document(self, text: str) -> Document | list[GraphQLError]:
        """The parsed and validated document, or what is wrong with it."""
        return self.documents.get(text)

    async def run(self, request: Request, context: Context) -> Response:
        """Run one query or mutation. Never raises for what a client can cause."""
        began = time.perf_counter()
        document = self.documents.get(request.document)
        if isinstance(document, list):
            response, way, reason = refused(document), "refused", ""
        else:
            operation = document.operation(request.operation_name)
            answer = await self._run_compiled(document, operation, request, context)
            if isinstance(answer, Response):
                response, way, reason = answer, "compiled", ""
            else:
                response, way, reason = await self._run_stock(document, request, context), "stock", answer
        self.counts[way] += 1
        if self.observers:
            trace = Trace(request.operation_name or "", way, time.perf_counter() - began, reason)
            for observe in self.observers:
                observe(trace)
        return response

    async def _run_compiled(
        self, document: Document, operation: Operation | None, request: Request, context: Context
    ) -> Response | str:
        """The answer, or why this operation is the stock executor's."""
        if not self._compiled or operation is None or not operation.is_query:
            return "not a query"
        variables = operation.variables.coerce(request.variables or {})
        if variables is None:
            return "variables that don't fit"
        plan = self.plan(document, operation, variables, context)
        if isinstance(plan, str):
            return plan
        try:
            values = plan.bind(context.viewer, variables)
        except (BadInput, TypeError, ValueError, KeyError):
            return "arguments that don't fit"
        try:
            return Response(text=await fetch_text(plan.sql, values))
        except Exception:
            self.counts["failed plans"] += 1
            logger.exception("a compiled query failed; the stock executor answers it")
            return "the plan failed"

    def plan(
        self, document: Document, operation: Operation, variables: Mapping[str, Any], context: Context
    ) -> Plan | str:
        """The plan for these roles and this shape of variables, or why there is none."""
        shape = operation.variables.shape(variables)
        if shape is None:
            return "input objects among the variables"
        key = (context.roles, shape)
        found = operation.plans.get(key)
        if found is None:
            found = self._compile(document, operation, variables, context)
            self.documents.keep_plan(document, operation, key, found)
        return found

    def _compile(
        self, document: Document, operation: Operation, variables: Mapping[str, Any], context: Context
    ) -> Plan | str:
        try:
            return compile_query(
                self.schema,
                document.node,
                operation.node,
                dialect=dialect(),
                roles=context.roles,
                variables=variables,
                settings=context.settings,
            )
        except Unsupported as why:
            return str(why)
        except BadInput:
            return "arguments that don't fit"
        except Exception:
            self.counts["failed plans"] += 1
            logger.exception("an operation could not be compiled; the stock executor answers it")
            return "the compiler failed"

    async def _run_stock(self, document: Document, request: Request, context: Context) -> Response:
        try:
            result = graphql.execute(
                self.schema,
                document.node,
                context_value=context,
                variable_values=dict(request.variables or {}),
                operation_name=request.operation_name,
            )
            finished = await result if isinstance(result, Awaitable) else result
        except GraphQLError as error:
            return refused([error])
        return _response(finished)


def _response(result: ExecutionResult) -> Response:
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
