"""An SMTP server that takes every mail and forgets it, but for whom it answers."""

from __future__ import annotations

import asyncio
import re
import time
from types import TracebackType
from typing import Self

_IN_REPLY_TO = re.compile(rb"^In-Reply-To: *(\S+)", re.IGNORECASE | re.MULTILINE)


class Sink:
    """Listens on a free port of this machine while the block lasts."""

    def __init__(self) -> None:
        self.port = 0
        self._awaited: dict[str, asyncio.Future[float]] = {}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**25)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    def answer_to(self, message_id: str) -> asyncio.Future[float]:
        """When (seconds since the epoch) the answer to this mail was accepted."""
        return self._awaited.setdefault(message_id, asyncio.get_running_loop().create_future())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                content = await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 taken\r\n")
                self._taken(content)
            elif word == b"EHLO":
                writer.write(b"250-sink\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SMTPUTF8\r\n")
            else:
                writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                break
        writer.close()

    def _taken(self, content: bytes) -> None:
        found = _IN_REPLY_TO.search(content)
        awaited = self._awaited.pop(found.group(1).decode(), None) if found else None
        if awaited is not None:
            awaited.set_result(time.time())
