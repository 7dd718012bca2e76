"""The version of some data as it was a moment ago: asked for at most every `FRESH` seconds, however many want it."""

from __future__ import annotations

import asyncio
import time

from graph.database import read_version
from models.database import times_opened

FRESH = 0.1


class RecentVersion:
    """One data version, as this process knows it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._version, self._asked_at, self._opened = -1, float("-inf"), 0
        self._asking: asyncio.Task[None] | None = None

    async def get(self) -> int:
        """The version, true at most `FRESH` seconds ago."""
        if self._opened != times_opened():
            self.forget()
        oldest = time.monotonic() - FRESH
        while self._asked_at < oldest:  # a question that was under way may have been asked too long ago
            await self._ask()
        return self._version

    def forget(self) -> None:
        """Ask anew, as when another database is opened."""
        self._asked_at, self._opened, self._asking = float("-inf"), times_opened(), None

    async def _ask(self) -> None:
        """Everybody who wants to know at the same time shares one question."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._read())
            self._asking.add_done_callback(self._asked)
        await asyncio.shield(self._asking)

    async def _read(self) -> None:
        began = time.monotonic()  # the version is at least as new as the moment before we asked
        version = await read_version(self._name)
        self._version, self._asked_at = version, began

    def _asked(self, task: asyncio.Task[None]) -> None:
        if self._asking is task:
            self._asking = None
        if not task.cancelled():
            task.exception()  # whoever waited has it
