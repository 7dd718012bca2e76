"""Reading request bodies within a bound."""

from __future__ import annotations

from starlette.requests import Request

from errors import AppError, ErrorCode


async def read_body(request: Request, most: int) -> bytes:
    """The body. Raises PAYLOAD_TOO_LARGE as soon as it passes `most` bytes."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise AppError(f"the body is larger than {most} bytes", code=ErrorCode.PAYLOAD_TOO_LARGE)
        parts.append(part)
    return b"".join(parts)
