"""aiosmtpd as a library: an SMTP server in our event loop that hands every mail to one function."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

# Called with the return path ("" for none), the recipients and the mail; the mail is accepted when it returns.
Accept = Callable[[str, Sequence[str], bytes], Awaitable[None]]
# What reads a head for IMAP takes time and memory by its square: a megabyte of encoded words takes gigabytes.
MOST_HEAD = 64 * 1024
_EMPTY_LINE = re.compile(rb"^\r?\n", re.MULTILINE)


class EmbeddedSmtp:
    """The server. It takes any sender and any recipient, without signing in: for loopback only."""

    def __init__(self, accept: Accept, *, hostname: str, max_bytes: int) -> None:
        self._handler = _Handler(accept)
        self._hostname = hostname
        self._max_bytes = max_bytes
        self._server: asyncio.Server | None = None
        self._connections: set[_Connection] = set()

    async def start(self, host: str, port: int) -> int:
        """Listens; the port in use (a free one when `port` is 0)."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    def _connection(self) -> _Connection:
        return _Connection(
            self._connections,
            self._handler,
            hostname=self._hostname,
            ident="Embedded demo server",
            data_size_limit=self._max_bytes,
            enable_SMTPUTF8=True,
            loop=asyncio.get_running_loop(),
        )

    async def stop(self) -> None:
        """Hangs up on everyone and stops listening."""
        if self._server is None:
            return
        self._server.close()
        await asyncio.gather(*(connection.hang_up() for connection in list(self._connections)))
        await self._server.wait_closed()
        self._server = None


class _Handler:
    """What aiosmtpd calls; its names and signatures are aiosmtpd's."""

    def __init__(self, accept: Accept) -> None:
        self._accept = accept

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 5.6.0 No mail came"
        if _head_of(content) > MOST_HEAD:
            return f"552 5.3.4 A head of more than {MOST_HEAD} bytes is not taken"
        # aiosmtpd keeps the null sender's brackets.
        sender = (envelope.mail_from or "").removeprefix("<").removesuffix(">")
        try:
            await self._accept(sender, envelope.rcpt_tos, content)
        except RecursionError:
            return "554 5.6.0 The parts of the mail are nested too deeply"
        return "250 2.0.0 Mail accepted"

    async def handle_exception(self, error: Exception) -> str:
        # Our fault, so not for good: the sender keeps the mail and may try again.
        return f"451 4.3.0 {type(error).__name__} in the demo server"


def _head_of(content: bytes) -> int:
    """How many bytes come before the empty line."""
    found = _EMPTY_LINE.search(content)
    return found.start() if found else len(content)


class _Connection(SMTP):
    """One client. Mails with very long lines are common and harmless here."""

    line_length_limit = 1024 * 1024

    def __init__(self, connections: set[_Connection], handler: _Handler, **options: Any) -> None:
        super().__init__(handler, **options)
        self._connections = connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.discard(self)
        super().connection_lost(error)

    async def hang_up(self) -> None:
        """Closes the connection and waits until its task is over."""
        task = self._handler_coroutine
        if self.transport is not None:
            self.transport.close()
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
