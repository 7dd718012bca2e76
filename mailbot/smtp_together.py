"""Several SMTP commands in one go (RFC 2920), over a connection of aiosmtplib's, which knows only one at a time.

aiosmtplib takes one reply to one command, and drops what comes besides. So its connection is given a protocol that
reads the replies to such commands itself, and leaves everything else to aiosmtplib's own.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import cast

import aiosmtplib
from aiosmtplib.protocol import PERIOD_REGEX, normalize_message_line_endings

# A reply: its last line has no hyphen behind the code (RFC 5321, 4.2).
_REPLY = re.compile(rb"(?:[^\n]{3}-[^\n]*\n)*(?![^\n]{3}-)(?P<code>[^\n]{0,3})[^\n]*\n")
# Octets of replies that are kept: no server needs more.
_MOST_KEPT = 32 * 1024


class Together(asyncio.Protocol):
    """Stands between a connection and aiosmtplib's protocol for as long as the connection lasts."""

    def __init__(self, client: aiosmtplib.SMTP) -> None:
        """`client`: connected, and greeted by EHLO. Raises `SMTPServerDisconnected`."""
        if client.protocol is None or client.transport is None:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        self._protocol = client.protocol
        self._kept = bytearray()
        self._lost = False
        self._news: asyncio.Future[None] | None = None  # while somebody asks
        cast(asyncio.Transport, client.transport).set_protocol(self)

    async def ask(self, commands: Sequence[bytes], seconds: float) -> list[aiosmtplib.SMTPResponse]:
        """The replies to these commands, given without line ends; fewer when the server hangs up after some of them.

        Raises `SMTPException` when it hangs up before, takes longer than `seconds`, or says what is no reply.
        """
        replies: list[aiosmtplib.SMTPResponse] = []
        self._kept.clear()
        try:
            self._news = asyncio.get_running_loop().create_future()
            self._protocol.write(b"".join(command + b"\r\n" for command in commands))
            async with asyncio.timeout(seconds):
                while len(replies) < len(commands):
                    if (reply := self._next()) is not None:
                        replies.append(reply)
                    elif self._lost:
                        break
                    else:
                        await self._news
                        self._news = asyncio.get_running_loop().create_future()
        except TimeoutError as error:
            raise aiosmtplib.SMTPReadTimeoutError("Timed out waiting for server response") from error
        finally:
            self._news = None
        if not replies:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        return replies

    async def hand_over(self, content: bytes, seconds: float) -> aiosmtplib.SMTPResponse:
        """The reply to the mail itself, which is sent as aiosmtplib would. Raises `SMTPDataError` for any but 250."""
        lines = PERIOD_REGEX.sub(b"..", normalize_message_line_endings(content))
        (reply,) = await self.ask([lines + b"."], seconds)
        if reply.code != aiosmtplib.SMTPStatus.completed:
            raise aiosmtplib.SMTPDataError(reply.code, reply.message)
        return reply

    def _next(self) -> aiosmtplib.SMTPResponse | None:
        """The next reply, if it is here. Raises `SMTPResponseException` for what is none."""
        found = _REPLY.match(self._kept)
        if found is None:
            if len(self._kept) > _MOST_KEPT:
                raise aiosmtplib.SMTPResponseException(aiosmtplib.SMTPStatus.invalid_response, "Response too long")
            return None
        code, text = found["code"], found[0].decode("utf-8", "surrogateescape")
        del self._kept[: found.end()]
        if not code.isdigit():
            raise aiosmtplib.SMTPResponseException(aiosmtplib.SMTPStatus.invalid_response, f"Malformed reply: {text}")
        message = "\n".join(line[4:].strip() for line in text.removesuffix("\n").split("\n"))
        return aiosmtplib.SMTPResponse(int(code), message)

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Keep the replies to what was asked."""
        if self._news is None:
            self._protocol.data_received(data)
        else:
            self._kept += data
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """What was said before is heard nevertheless."""
        self._lost = True
        self._wake()
        self._protocol.connection_lost(exc)

    def eof_received(self) -> bool:
        """As aiosmtplib does it."""
        return self._protocol.eof_received()

    def pause_writing(self) -> None:
        """The same."""
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        """The same."""
        self._protocol.resume_writing()
