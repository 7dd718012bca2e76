"""Running operations that may answer more than once: subscriptions, one answer at every event."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from typing import Protocol, TypeVar

from graphql import GraphQLError, OperationType

from errors import NotFound
from graph.context import Context
from graph.documents import Document
from graph.engine import Engine, Request, Response, refused
from graph.streams import Stream, open_stream

T = TypeVar("T")


class AsViewer(Protocol):
    """Runs something as the viewer that they are right now; whoever is nobody any more gets an `AppError`."""

    async def __call__(self, run: Callable[[Context], Awaitable[T]]) -> T:
        """What `run` returns; it is run again when it raises `StaleViewer`."""


async def answers(engine: Engine, request: Request, as_viewer: AsViewer) -> AsyncGenerator[Response, None]:
    """The answer to a query or mutation; of a subscription one after another. One that isn't `executed` is the last."""
    document = engine.admit(request)
    operation = None if isinstance(document, list) else document.operation(request.operation_name)
    if isinstance(document, list) or operation is None or operation.node.operation is not OperationType.SUBSCRIPTION:
        yield await as_viewer(partial(engine.run, request))
        return
    variables = request.variables or {}
    stream = open_stream(engine.schema, engine.events, document.node, variables, request.operation_name)
    if isinstance(stream, list):
        yield refused(stream)
        return
    with stream.watch:
        async for key in stream:
            response = await as_viewer(partial(_look, engine, document, request, stream, key))
            if response is not None:
                yield response
                if not response.executed:
                    return


async def _look(
    engine: Engine, document: Document, request: Request, stream: Stream, key: int | None, context: Context
) -> Response | None:
    """The answer to one event; None when the row doesn't exist for the viewer, who may not know that it changed."""
    viewer = context.viewer
    stream.watch.member_ids = None if viewer.is_staff else viewer.member_ids
    row = key if stream.key is None else stream.key
    response = await engine.look(document, request, context, row)
    if response.data is None:
        return Response(None, response.errors, executed=False)
    if any(len(error.get("path", ())) == 1 for error in response.errors):
        # The policy of the field isn't met any more, or the row can't be read: asking again may help, waiting can't.
        return Response(None, response.errors, executed=False)
    if row is None or all(value is not None for value in response.data.values()):
        return response
    if stream.key is None:
        return None
    message = f"no {stream.type_name} with this id exists for you"
    return refused([GraphQLError(message, original_error=NotFound(message))])
