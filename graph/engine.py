"""Running operations: compiled to one SQL statement where every field is declared, else by the stock executor.

Both give the same answer; errors tell clients a code and nothing else.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import graphql
import orjson
import strawberry
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType

from errors import AppError, BadInput, ErrorCode, RateLimited, Unavailable
from graph.compiler import Plan, Unsupported, compile_query
from graph.context import Context, StaleViewer
from graph.database import Connection, read_version
from graph.documents import READING, Document, Documents, Operation
from graph.limits import check_variables
from graph.shared import SharedAnswer, SharedAnswers
from jobs.events import Events
from models.connections import lost_a_race
from models.database import Dialect, is_away
from models.france import today
from models.readers import TookTooLong
from models.versions import ACCESS, CATALOGUE, version_sql

logger = logging.getLogger(__name__)

_CATALOGUE = version_sql(CATALOGUE)
# For how many seconds a plan that failed is left alone.
REST = 30
_FAILED = "the plan failed"
_LONGEST_MESSAGE = 500


@dataclass(frozen=True)
class Request:
    """One operation to run. `document_id` stands for a document that the door knows and fills in."""

    document: str
    variables: Mapping[str, Any] | None = None
    operation_name: str | None = None
    # Anything but a query is refused: it came by a way that promises to change nothing.
    safe: bool = False
    document_id: str | None = None
    # A stored operation of our own, whose caller has bounded what it hands on: a file may be among its variables.
    ours: bool = False


class NotSafe(Exception):
    """No query, though the request promised that nothing would be changed."""


@dataclass
class Response:
    """What came of it. `executed` is false when the document never ran: no `data` key then."""

    data: dict[str, Any] | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    executed: bool = True
    # The whole response map as JSON, when it was compiled.
    body: bytes | None = None
    # The answer that everybody with the same roles gets, when this is one.
    shared: SharedAnswer | None = None
    # What it cost at most (`graph.cost`); None when nothing ran.
    cost: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The response map of the GraphQL specification."""
        if self.body is not None:
            found: dict[str, Any] = orjson.loads(self.as_json())
            return found
        shown: dict[str, Any] = {"errors": self.errors} if self.errors else {}
        if self.executed:
            shown["data"] = self.data
        return shown if self.cost is None else shown | {"extensions": {"cost": {"requested": self.cost}}}

    def as_json(self) -> bytes:
        """The response map as JSON."""
        if self.body is None:
            return to_json(self.as_dict())
        if self.cost is None:
            return self.body
        return b"".join((memoryview(self.body)[:-1], b',"extensions":{"cost":{"requested":%d}}}' % self.cost))


def to_json(shown: dict[str, Any]) -> bytes:
    """As JSON, whatever callers in the process sent: half of a surrogate pair becomes U+FFFD."""
    try:
        return orjson.dumps(shown)
    except TypeError:
        text = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


@dataclass(frozen=True)
class Trace:
    """What observers hear of each operation that ran. `way`: compiled, shared, stock, stream or refused; seconds."""

    operation: str
    way: str
    seconds: float
    reason: str = ""


class Engine:
    """Runs operations on one schema. `compiled=False` leaves everything to the stock executor."""

    def __init__(self, schema: strawberry.Schema, events: Events | None = None, *, compiled: bool = True) -> None:
        self.schema: GraphQLSchema = schema._schema
        self.events = events or Events()
        self.documents = Documents(self.schema)
        self.shared = SharedAnswers()
        self.counts: Counter[str] = Counter()
        self.observers: list[Callable[[Trace], None]] = []
        self._compiled = compiled
        # Plans that failed, and until when nobody tries them again.
        self._resting: WeakKeyDictionary[Plan, float] = WeakKeyDictionary()

    def document(self, text: str) -> Document | list[GraphQLError]:
        """The parsed and validated document, or what is wrong with it."""
        return self.documents.get(text)

    def admit(self, request: Request, context: Context | None = None) -> Document | list[GraphQLError]:
        """The document of a request that may run, or why it may not. Raises `RateLimited`."""
        if not request.ours:
            try:
                check_variables(request.variables or {})
            except BadInput as error:
                return [GraphQLError(error.message)]
        return self.documents.get(request.document, context.spend if context else None)

    async def run(self, request: Request, context: Context) -> Response:
        """Run one query or mutation. Raises `StaleViewer`, `RateLimited`, and `NotSafe` for what is no query.

        What it costs is paid first. An answer from memory is free, unless an index has to say which one it is.
        """
        began = time.perf_counter()
        document = self.admit(request, context)
        problems = document if isinstance(document, list) else _only_over_sockets(document, request)
        if isinstance(document, list) or problems:
            response, way, reason = refused(problems), "refused", ""
        else:
            operation = document.operation(request.operation_name)
            if request.safe and operation is not None and not operation.is_query:
                raise NotSafe
            response, reason = await self._run(document, operation, request, context)
            way = "stock" if reason else "compiled" if response.shared is None else "shared"
        self._note(request, way, began, reason)
        return response

    async def look(self, document: Document, request: Request, context: Context, root: Any) -> Response:
        """The answer to one event of a subscription (`graph.subscriptions`). Raises `StaleViewer`, `RateLimited`."""
        began = time.perf_counter()
        operation = document.operation(request.operation_name)
        variables = None if operation is None else operation.variables.coerce(request.variables or {})
        context.owe(0 if operation is None else operation.cost.of(variables or {}))
        context.pay()
        response = await self._run_stock(document, request, context, root)
        response.cost = context.cost if response.executed else None
        self._note(request, "stream", began)
        return response

    def _note(self, request: Request, way: str, began: float, reason: str = "") -> None:
        self.counts[way] += 1
        if self.observers:
            trace = Trace(request.operation_name or "", way, time.perf_counter() - began, reason)
            for observe in self.observers:
                observe(trace)

    async def _run(
        self, document: Document, operation: Operation | None, request: Request, context: Context
    ) -> tuple[Response, str]:
        """The answer, and why it is the stock executor's when it is."""
        plan: Plan | str = ""
        variables = None if operation is None else operation.variables.coerce(request.variables or {})
        context.owe(0 if operation is None else operation.cost.of(variables or {}))
        try:
            connection = Connection()
            plan = self._plan_of(document, operation, variables, context, connection.dialect)
            if isinstance(plan, Plan) and not self._rests(plan):
                return await self._answer(connection, plan, variables or {}, context), ""
            reason = plan if isinstance(plan, str) else "the plan failed not long ago"
        except (StaleViewer, RateLimited):
            raise
        except TookTooLong:
            raise unavailable(f"the query {_name(operation)} took too long in SQL") from None
        except BadInput:
            reason = "arguments that don't fit"
        except Exception:
            self.counts["failed plans"] += 1
            logger.exception("a compiled query failed; the stock executor answers it")
            reason = _FAILED
        context.pay()
        response = await self._run_stock(document, request, context)
        response.cost = context.cost if response.executed else None
        if reason == _FAILED and isinstance(plan, Plan) and not response.errors:
            self._resting[plan] = time.monotonic() + REST  # it was the plan's fault, and not the database's
        return response, reason

    def _rests(self, plan: Plan) -> bool:
        """Whether it failed not long ago: trying it at each request would log and cost as much each time."""
        if not self._resting or self._resting.get(plan, 0) <= time.monotonic():
            return False
        self.counts["resting plans"] += 1
        return True

    def _plan_of(
        self,
        document: Document,
        operation: Operation | None,
        variables: Mapping[str, Any] | None,
        context: Context,
        dialect: Dialect,
    ) -> Plan | str:
        """The plan, or why there is none."""
        if not self._compiled or operation is None or not operation.is_query:
            return "not a query"
        if variables is None:
            return "variables that don't fit"
        return self.plan(document, operation, variables, context, dialect)

    async def _answer(
        self, connection: Connection, plan: Plan, variables: Mapping[str, Any], context: Context
    ) -> Response:
        """Bind the values, once what they are made from is ready, and run the plan."""
        if plan.ready:
            context.pay()  # looking through an index is work, wherever the answer is then taken from
        versions = {await ready() for ready in plan.ready}
        # Taken before the values are made: made across midnight, they count as yesterday's.
        day = today() if plan.daily else None
        response = await self._fetch(connection, plan, plan.bind(context.viewer, variables), context, day)
        if response.shared is not None and versions - {response.shared.version}:
            # What its values were made from is a moment older or newer: right, but not to be repeated.
            return Response(body=response.body, cost=response.cost)
        return response

    async def _fetch(
        self, connection: Connection, plan: Plan, values: list[Any], context: Context, day: dt.date | None
    ) -> Response:
        """Run the statement, or take the answer that everybody with these roles gets."""
        cost = context.cost
        if plan.shared and context.viewer_version is None and not connection.in_transaction:
            answer = await self.shared.get(key := (plan, *values))
            if answer is None:
                context.pay()
                text, version = await connection.row(f"{plan.sql}, {_CATALOGUE}", values)
                answer = self.shared.keep(key, text, version, day)
            return Response(body=answer.body, shared=answer, cost=cost)
        context.pay()
        if context.viewer_version is None:
            return Response(body=(await connection.row(plan.sql, values, of=plan))[0], cost=cost)
        text, version = await connection.row(plan.guarded_sql, values)
        if version != context.viewer_version:
            raise StaleViewer
        return Response(body=text, cost=cost)

    def plan(
        self,
        document: Document,
        operation: Operation,
        variables: Mapping[str, Any],
        context: Context,
        dialect: Dialect,
    ) -> Plan | str:
        """The plan for these roles and this shape of variables, or why there is none."""
        if (shape := operation.variables.shape(variables)) is None:
            return "input objects among the variables"
        key = (dialect, context.roles, context.viewer.single, shape)
        found = operation.plans.get(key)
        if found is None:
            context.spend(len(document.text) * READING)  # it takes about as long as reading the document
            found = self._compile(document, operation, variables, context, dialect)
            self.documents.keep_plan(document, operation, key, found)
        return found

    def _compile(
        self,
        document: Document,
        operation: Operation,
        variables: Mapping[str, Any],
        context: Context,
        dialect: Dialect,
    ) -> Plan | str:
        try:
            return compile_query(
                self.schema,
                document.node,
                operation.node,
                dialect=dialect,
                roles=context.roles,
                single=context.viewer.single,
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

    async def _run_stock(self, document: Document, request: Request, context: Context, root: Any = None) -> Response:
        if context.viewer_version is not None and await read_version(ACCESS) != context.viewer_version:
            raise StaleViewer
        operation = document.operation(request.operation_name)
        try:
            result = graphql.execute(
                self.schema,
                document.node,
                root,
                context_value=context,
                variable_values=dict(request.variables or {}),
                operation_name=request.operation_name,
            )
            async with asyncio.timeout(_seconds(operation, context)):
                finished = await result if isinstance(result, Awaitable) else result
        except GraphQLError as error:
            return refused([error])
        except TimeoutError:
            raise unavailable(f"the operation {_name(operation)} took too long") from None
        return _response(finished)


def _name(operation: Operation | None) -> str:
    """What the log calls it."""
    return operation.node.name.value if operation and operation.node.name else "without a name"


def _seconds(operation: Operation | None, context: Context) -> float | None:
    """How long an operation may take; a mutation is never given up half way."""
    may_stop = operation is not None and operation.node.operation is not OperationType.MUTATION
    return context.settings.query_seconds if may_stop else None


def unavailable(why: str) -> Unavailable:
    """The error for what can't be answered in time or at all right now; the log has the reason by its reference."""
    reference = secrets.token_hex(6)
    logger.error("unavailable %s: %s", reference, why)
    return Unavailable("this can't be answered right now; try again later, or ask for less", reference=reference)


def failure(error: Exception, where: str) -> AppError:
    """What clients are told of something unexpected: a reference, by which the log has all the rest."""
    if is_away(error) or lost_a_race(error):
        return unavailable(f"{where}: the database is away or busy: {type(error).__name__}: {error}")
    reference = secrets.token_hex(6)
    logger.error("internal error %s %s", reference, where, exc_info=error)
    return AppError("Internal error. Please tell us the reference.", reference=reference)


def _only_over_sockets(document: Document, request: Request) -> list[GraphQLError]:
    """The error for a subscription where it can be answered only once."""
    operation = document.operation(request.operation_name)
    if operation is None or operation.node.operation is not OperationType.SUBSCRIPTION:
        return []
    message = "subscriptions are served over WebSocket, by the protocol graphql-transport-ws, at this same address"
    return [GraphQLError(message, operation.node)]


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
    if len(error.message) > _LONGEST_MESSAGE:  # it quotes what was sent
        formatted["message"] = f"{error.message[:300]} … {error.message[-150:]}"
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        formatted["extensions"] = {"code": str(ErrorCode.BAD_USER_INPUT)}
    elif isinstance(cause, AppError):
        formatted["extensions"] = cause.extensions
    else:
        failed = failure(cause, f"at {error.path}")
        formatted |= {"message": failed.message, "extensions": failed.extensions}
    return formatted
