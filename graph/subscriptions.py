"""Running operations that may answer more than once: subscriptions, one answer at every event."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from typing import Protocol, TypeVar

from graphql import GraphQLError, OperationType

from errors import NotFound, RateLimited
from graph.context import Context
from graph.documents import Document
from graph.engine import Engine, Request, Response, refused
from graph.streams import Stream, open_stream

T = TypeVar("T")


class AsViewer(Protocol):
    """Runs something as the viewer that they are right now; whoever is nobody any more gets an `AppError`."""

    async def __call__(self, run: Callable[[Context], Awaitable[T]]) -> T:
        """What `run` returns; it is run again when it raises `StaleViewer`."""


class LiveOperation:
    """An operation of a client that stays connected."""

    def __init__(
        self, engine: Engine, request: Request, document: Document | list[GraphQLError], as_viewer: AsViewer
    ) -> None:
        """`document` is what the engine's `admit` made of the request."""
        self._engine, self._request, self._document, self._as_viewer = engine, request, document, as_viewer
        operation = None if isinstance(document, list) else document.operation(request.operation_name)
        self.kind = None if operation is None else operation.node.operation
        self._stream: Stream | None = None

    def look(self) -> None:
        """What the viewer may see has changed: what is watched is looked at again, if the viewer still may."""
        if self._stream is not None:
            self._stream.watch.look()

    async def answers(self) -> AsyncGenerator[Response, None]:
        """One of a query or mutation, one after another of a subscription. One that isn't `executed` is the last."""
        engine, request = self._engine, self._request
        if isinstance(self._document, list):
            yield refused(self._document)
            return
        if self.kind is not OperationType.SUBSCRIPTION:
            yield await self._as_viewer(partial(engine.run, request))
            return
        variables = request.variables or {}
        stream = open_stream(engine.schema, engine.events, self._document.node, variables, request.operation_name)
        if isinstance(stream, list):
            yield refused(stream)
            return
        self._stream, began = stream, False
        with stream.watch:
            async for key in stream:
                response = await self._look_in_time(stream, key, began)
                began = True
                if response is not None:
                    yield response
                    if not response.executed:
                        return

    async def _look_in_time(self, stream: Stream, key: int | None, began: bool) -> Response | None:
        """The answer to one event, as soon as the viewer's budget has enough; what happens meanwhile becomes one."""
        while True:
            try:
                return await self._as_viewer(partial(self._look, stream, key))
            except RateLimited as error:
                if not began:
                    raise
                await asyncio.sleep(error.retry_after)

    async def _look(self, stream: Stream, key: int | None, context: Context) -> Response | None:
        """The answer to one event; None when the row doesn't exist for the viewer, who may not know that it changed."""
        if isinstance(self._document, list):
            return refused(self._document)
        viewer = context.viewer
        stream.watch.member_ids = None if viewer.is_staff else viewer.member_ids
        row = key if stream.key is None else stream.key
        response = await self._engine.look(self._document, self._request, context, row)
        if response.data is None or any(len(error.get("path", ())) == 1 for error in response.errors):
            # The field's policy isn't met (any more), or the row can't be read: who asks again is told what is true.
            return Response(None, response.errors, executed=False)
        if row is None or all(value is not None for value in response.data.values()):
            return response
        if stream.key is None:
            return None
        message = f"no {stream.type_name} with this id exists for you"
        return refused([GraphQLError(message, original_error=NotFound(message))])
