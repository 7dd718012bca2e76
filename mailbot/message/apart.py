"""Reading mails in other processes: whatever a foreign file does to its reader, this process goes on.

async with ReadersApart() as readers:
    message = await readers.read(source)
"""

from __future__ import annotations

import asyncio
import io
import pickle
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from errors import Unavailable
from mailbot.message.model import MailAddress, MailFile, MailMessage
from mailbot.message.worker import LENGTH_BYTES

_COMMAND = ("-m", "mailbot.message.worker")
_ROOT = Path(__file__).parents[2]
# A reader is replaced after so many mails: what its memory has become by then is nobody's worry.
_MAILS_OF_A_READER = 1_000
_KNOWN = {(kind.__module__, kind.__qualname__): kind for kind in (MailMessage, MailAddress, MailFile)} | {
    ("datetime", "datetime"): datetime,
    ("datetime", "timedelta"): timedelta,
    ("datetime", "timezone"): timezone,
}


class _PlainValues(pickle.Unpickler):
    """Only what a `MailMessage` is made of: a reader that was taken over can't have anything else made here."""

    def find_class(self, module: str, name: str) -> Any:
        """Raises `UnpicklingError` for anything else."""
        try:
            return _KNOWN[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a mail") from None


class _Reader:
    """One process; `read` is called by one task at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process, self._mails = process, 0

    @classmethod
    async def start(cls) -> _Reader:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(sys.executable, *_COMMAND, cwd=_ROOT, stdin=pipe, stdout=pipe)
        return cls(process)

    @property
    def is_worn(self) -> bool:
        return self._mails >= _MAILS_OF_A_READER

    async def read(self, source: bytes) -> MailMessage:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None  # noqa: S101, PT018 - both are pipes
        self._mails += 1
        stdin.write(len(source).to_bytes(LENGTH_BYTES, "big") + source)
        await stdin.drain()
        length = int.from_bytes(await stdout.readexactly(LENGTH_BYTES), "big")
        message = _PlainValues(io.BytesIO(await stdout.readexactly(length))).load()
        if not isinstance(message, MailMessage):
            raise pickle.UnpicklingError("no mail came back")
        return message

    async def end(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


class ReadersApart:
    """`most` processes at most, started when they are needed."""

    def __init__(self, most: int = 2) -> None:
        self._free = asyncio.Semaphore(most)
        self._idle: list[_Reader] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            await self._idle.pop().end()

    async def read(self, source: bytes) -> MailMessage:
        """As `read_message`. Raises `Unavailable` when the reader ended over it: it took too much time or memory."""
        async with self._free:
            reader = self._idle.pop() if self._idle else await _Reader.start()
            kept = False
            try:
                message = await reader.read(source)
                kept = not reader.is_worn
            except (EOFError, ConnectionError, pickle.UnpicklingError) as error:
                raise Unavailable("the process that read this mail ended: too much time or memory") from error
            finally:
                if kept:
                    self._idle.append(reader)
                else:  # also when the caller gave up: nobody knows what it is doing
                    await asyncio.shield(reader.end())
            return message
