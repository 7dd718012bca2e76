"""The least that an ASGI server can do: read a body, answer bytes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Bare(ABC):
    """An application without a framework."""

    async def opened(self) -> None:  # noqa: B027 - most have something to open, static bytes have not
        """Open what is needed."""

    @abstractmethod
    async def answer(self, scope: Scope, body: bytes) -> bytes:
        """The JSON that answers a request."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI: the lifespan and HTTP."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            answer = await self.answer(scope, await _body(receive))
            headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": answer})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.opened()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


def bearer(scope: Scope) -> str:
    """The token of the Authorization header, "" when there is none."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            return str(value[7:], "latin-1")
    return ""
