"""An SMTP server that answers by a script, for the replies and the silences that real servers give only rarely."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

# In place of a reply: the connection is cut; nothing is answered.
CUT = "cut"
SILENCE = "silence"

_GOOD = {
    "greeting": "220 mx.test",
    "EHLO": "250-mx.test\r\n250 SIZE 1000000",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "mail": "250 2.0.0 queued",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


class ScriptedSmtp:
    """`replies` by command word; "greeting" is what comes first, "mail" what follows the final dot."""

    def __init__(self, replies: Mapping[str, str]) -> None:
        self.replies = {**_GOOD, **replies}
        self.commands: list[str] = []
        self.mails: list[bytes] = []
        self.connections = 0
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, from greeting to goodbye."""
        self.connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                if await self._reply("greeting", writer):
                    await self._talk(reader, writer)
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            self.commands.append(line.decode().strip())
            word = line[:4].decode().upper()
            if not await self._reply(word, writer):
                return
            if word == "DATA" and self.replies["DATA"].startswith("354"):
                self.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                if not await self._reply("mail", writer):
                    return

    async def _reply(self, word: str, writer: asyncio.StreamWriter) -> bool:
        reply = self.replies.get(word, "502 no such command")
        if reply == SILENCE:
            await asyncio.sleep(30)
        if reply == CUT:
            return False
        writer.write(reply.encode() + b"\r\n")
        await writer.drain()
        # 421: the server says that it closes, and does.
        return not reply.startswith("421")


@asynccontextmanager
async def scripted(**replies: str) -> AsyncIterator[ScriptedSmtp]:
    """A running server of this kind."""
    script = ScriptedSmtp(replies)
    clients: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        clients.add(asyncio.ensure_future(script.serve(reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    script.port = server.sockets[0].getsockname()[1]
    yield script
    server.close()
    for client in clients:
        client.cancel()
    await asyncio.gather(*clients, return_exceptions=True)
    await server.wait_closed()
