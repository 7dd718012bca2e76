"""GraphQL over WebSocket by graphql-transport-ws, at the HTTP endpoint's address: subscriptions, queries, mutations.

Who asks is told by the session's cookie, whose use by pages of other sites the Origin header gives away, or by
`authorization` in the payload of connection_init. A socket belongs to one session and is closed when that ends.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import ExitStack, aclosing, suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

from graphql import GraphQLError, OperationType

from errors import AppError, ErrorCode
from graph.context import Context, StaleViewer
from graph.documents import Document
from graph.engine import Engine, Request
from graph.subscriptions import LiveOperation
from settings import Settings
from web.clients import client_of
from web.socket_messages import PROTOCOL, Close, Closed, Message, answer, read, written
from web.sockets import MOST_OF_PERSON, Sockets
from web.trusted_documents import TrustedDocuments
from web.viewers import PUBLIC, Known, Viewers

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
T = TypeVar("T")

INIT_SECONDS = 10.0
# A client that hasn't taken a message for so long is cut off: it may come back and read again.
SEND_SECONDS = 20.0
MOST_OPERATIONS = 50
# Answers of one socket that are being made or wait to be taken by the client.
MOST_ANSWERS = 4
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class GraphQLSockets:
    """The WebSocket side of the GraphQL endpoint."""

    def __init__(self, engine: Engine, settings: Settings, viewers: Viewers, trusted: TrustedDocuments) -> None:
        self.engine, self.settings, self.viewers, self.trusted = engine, settings, viewers, trusted
        self.open = Sockets(settings)
        self._origins = origins(settings.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket, from its handshake to its end."""
        await receive()  # the handshake's request
        headers: dict[bytes, bytes] = dict(scope["headers"])
        origin = headers.get(b"origin")
        if origin is not None and origin.decode("latin-1").lower() not in self._origins:
            await send({"type": "websocket.close", "code": Close.FORBIDDEN, "reason": "another site's page"})
            return
        spoken = PROTOCOL in scope["subprotocols"]
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if spoken else None})
        socket = Connection(self, headers, client_of(scope), receive, send)
        try:
            if not spoken:
                raise Closed(Close.SUBPROTOCOL, f"Subprotocol not acceptable; {PROTOCOL} is spoken here")
            with self.open.place_for(socket):
                await socket.serve()
        except Closed as closed:
            await socket.close(closed)
        except Exception:
            logger.exception("a WebSocket failed outside its operations")
            await socket.close(Closed(Close.INTERNAL_ERROR, "Internal error"))


def origins(public_url: str) -> frozenset[str]:
    """The origins of our own pages; on this machine by any of its names."""
    url = urlsplit(public_url.lower())
    default = {"http": ":80", "https": ":443"}[url.scheme]
    hosts = _LOOPBACK if url.netloc.rpartition(":")[0] in _LOOPBACK else (url.netloc.removesuffix(default),)
    port = f":{url.port}" if hosts is _LOOPBACK else ""
    return frozenset(f"{url.scheme}://{host}{port}" for host in hosts)


class Connection:
    """One socket: its protocol state and its operations."""

    def __init__(
        self, site: GraphQLSockets, headers: Mapping[bytes, bytes], client: str, receive: Receive, send: Send
    ) -> None:
        self._site, self._receive, self._raw_send = site, receive, send
        self._headers, self.client, self.known = headers, client, PUBLIC
        self._init_received, self._acknowledged = False, False
        self._operations: dict[str, _Operation] = {}
        self._unfinished: set[asyncio.Task[None]] = set()
        self.turns = asyncio.Semaphore(MOST_ANSWERS)
        self._held = ExitStack()
        self._ended: asyncio.Future[Closed] = asyncio.get_running_loop().create_future()
        self._taken = True  # what was sent so far was taken

    async def serve(self) -> None:
        """Handle messages until the client leaves. Raises `Closed` when the socket has to be closed by us."""
        timer = asyncio.get_running_loop().call_later(INIT_SECONDS, self._init_is_late)
        try:
            while (message := await self._next())["type"] != "websocket.disconnect":
                await self._handle(read(message.get("text")))
        except _Gone:
            if self._ended.done():
                raise self._ended.result() from None
        finally:
            timer.cancel()
            self._held.close()
            await self._finish()

    async def _next(self) -> MutableMapping[str, Any]:
        """The next message of the server that we run in. Raises `Closed` when `end` was called meanwhile."""
        receiving = asyncio.ensure_future(self._receive())
        try:
            await asyncio.wait((receiving, self._ended), return_when=asyncio.FIRST_COMPLETED)
            if self._ended.done():
                raise self._ended.result()
            return receiving.result()
        finally:
            receiving.cancel()

    async def _finish(self) -> None:
        """End all operations; but mutations that have begun are brought to their end."""
        self._stop_operations()
        if self._unfinished:
            await asyncio.wait(self._unfinished)

    def _stop_operations(self) -> None:
        for operation in self._operations.values():
            operation.stop()

    def end(self, closed: Closed) -> None:
        """Have the socket closed, from wherever."""
        if not self._ended.done():
            self._ended.set_result(closed)
            self._stop_operations()

    async def close(self, closed: Closed) -> None:
        """Say why and close; whoever takes nothing isn't told."""
        with suppress(OSError, TimeoutError):
            if self._taken:
                async with asyncio.timeout(SEND_SECONDS):
                    await self._raw_send({"type": "websocket.close", "code": closed.code, "reason": closed.reason})

    def become(self, known: Known) -> None:
        """What is known of the viewer now. When it differs, all that is watched is looked at again."""
        before, self.known = self.known, known
        if before.viewer != known.viewer:
            for operation in self._operations.values():
                operation.look()

    def _init_is_late(self) -> None:
        if not self._init_received:
            self.end(Closed(Close.INIT_TIMEOUT, "Connection initialisation timeout"))

    async def _handle(self, message: Message) -> None:
        match message.type:
            case "connection_init":
                await self._init(message.payload or {})
            case "ping":
                await self.send(_pong(message.payload))
            case "subscribe":
                await self._subscribe(message)
            case "complete" if message.id in self._operations:
                self._operations.pop(message.id).stop()

    async def _init(self, payload: Mapping[str, Any]) -> None:
        if self._init_received:
            raise Closed(Close.TOO_MANY_INITS, "Too many initialisation requests")
        self._init_received = True
        authorization = next((value for name, value in payload.items() if name.lower() == "authorization"), "")
        cookies = self._headers.get(b"cookie", b"").decode("latin-1")
        try:
            self.known = await self._site.viewers.current(str(authorization), cookies)
        except AppError as error:
            raise Closed(Close.FORBIDDEN, f"Forbidden: {error.message}") from None
        if self.known.viewer.supplier_id is not None:
            raise Closed(Close.FORBIDDEN, "Forbidden: keys of suppliers are for HTTP")
        person_id = self.known.viewer.person_id
        if person_id is not None:
            self._held.enter_context(self._site.open.counted("person", person_id, MOST_OF_PERSON))
        self._acknowledged = True
        await self.send(written("connection_ack"))

    async def _subscribe(self, message: Message) -> None:
        if not self._acknowledged:
            raise Closed(Close.UNAUTHORIZED, "Unauthorized")
        if message.id in self._operations:
            raise Closed(Close.SUBSCRIBER_EXISTS, f"Subscriber for {message.id} already exists")
        if len(self._unfinished) >= MOST_OPERATIONS:
            error = AppError(f"at most {MOST_OPERATIONS} operations at once on one socket", code=ErrorCode.RATE_LIMITED)
            await self.send(written("error", message.id, [_shown(error)]))
            return
        try:
            assert message.request is not None  # noqa: S101 - `read` sees to it
            request = self._site.trusted.resolve(message.request, self.known.viewer)
            document = self._site.engine.admit(request, self._context())
        except AppError as error:
            await self.send(written("error", message.id, [_shown(error)]))
            return
        operation = self._operations[message.id] = _Operation(self, self._site.engine, message.id, request, document)
        self._unfinished.add(operation.task)
        operation.task.add_done_callback(self._unfinished.discard)

    def _context(self) -> Context:
        return self._site.viewers.context(self.known, self._headers, self.client)

    def forget(self, operation: _Operation) -> None:
        """It is over: its id may be used again."""
        if self._operations.get(operation.id) is operation:
            del self._operations[operation.id]

    async def send(self, text: str) -> None:
        """Send a message. Raises `_Gone` when there is nobody any more, or nobody who takes it in time."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._raw_send({"type": "websocket.send", "text": text})
        except TimeoutError:
            logger.warning("a WebSocket took no message for %s seconds; it is cut off", SEND_SECONDS)
            self._taken = False
            self.end(Closed(Close.TRY_AGAIN_LATER, "messages were not taken in time"))
            raise _Gone from None
        except OSError:
            raise _Gone from None

    async def as_viewer(self, run: Callable[[Context], Awaitable[T]]) -> T:
        """Run something as the viewer that they are right now; see `graph.subscriptions.AsViewer`."""
        for _ in range(5):
            try:
                return await run(self._context())
            except StaleViewer:
                await self._site.open.look()
                if self._ended.done():
                    raise _Gone from None
        raise AppError("who you are keeps changing; try again", code=ErrorCode.UNAVAILABLE)


def _shown(error: AppError) -> dict[str, Any]:
    return {"message": error.message, "extensions": error.extensions}


class _Gone(Exception):
    """Nobody is there to be told."""


class _Operation:
    """An operation and the task that runs it, until it has answered or the client wants no more of it."""

    def __init__(
        self,
        connection: Connection,
        engine: Engine,
        id_: str,
        request: Request,
        document: Document | list[GraphQLError],
    ) -> None:
        self.id, self._connection = id_, connection
        self._live = LiveOperation(engine, request, document, self._in_turn)
        self._has_turn, self._silent = False, False
        self.task = asyncio.create_task(self._run())

    def look(self) -> None:
        """What the viewer may see has changed."""
        self._live.look()

    def stop(self) -> None:
        """Say nothing more. A mutation that was begun is not given up half way."""
        self._silent = True
        if self._live.kind is not OperationType.MUTATION:
            self.task.cancel()

    async def _run(self) -> None:
        try:
            async with aclosing(self._live.answers()) as found:
                async for response in found:
                    if not response.executed:
                        await self._say(answer(self.id, response), last=True)
                        return
                    await self._say(answer(self.id, response))
                    self._end_turn()
            await self._say(written("complete", self.id), last=True)
        except _Gone:
            return
        except AppError as error:
            with suppress(_Gone):
                await self._say(written("error", self.id, [_shown(error)]), last=True)
        except Exception:
            logger.exception("an operation over WebSocket failed outside the engine")
            self._connection.end(Closed(Close.INTERNAL_ERROR, "Internal error"))
        finally:
            self._end_turn()
            self._connection.forget(self)

    async def _say(self, text: str, *, last: bool = False) -> None:
        if last:  # the id is free before the client can know it
            self._connection.forget(self)
        if not self._silent:
            await self._connection.send(text)

    async def _in_turn(self, run: Callable[[Context], Awaitable[T]]) -> T:
        """Only so many answers of one socket are made, until they are taken: a slow client holds up nobody else."""
        if not self._has_turn:
            await self._connection.turns.acquire()
            self._has_turn = True
        result = None
        try:
            result = await self._connection.as_viewer(run)
        finally:
            if result is None:  # nothing to send
                self._end_turn()
        return result

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._connection.turns.release()


def _pong(payload: Mapping[str, Any] | None) -> str:
    try:
        return written("pong", payload=payload)
    except TypeError:  # what could be read may be nested too deeply to be written
        raise Closed(Close.BAD_MESSAGE, "the payload of ping is nested too deeply") from None
