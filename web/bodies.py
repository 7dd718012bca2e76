"""Reading request bodies within a bound."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import ClientDisconnect, Request

from errors import AppError, ErrorCode


async def read_body(request: Request, most: int) -> bytes:
    """The body of a Starlette request. Raises PAYLOAD_TOO_LARGE as soon as it passes `most` bytes."""
    return await read_messages(request.receive, most)


async def read_messages(receive: Callable[[], Awaitable[MutableMapping[str, Any]]], most: int) -> bytes:
    """The body that an ASGI server hands over. Raises PAYLOAD_TOO_LARGE as soon as it passes `most` bytes."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > most:
            raise AppError(f"the body is larger than {most} bytes", code=ErrorCode.PAYLOAD_TOO_LARGE)
        if not message.get("more_body"):
            return bytes(body)
