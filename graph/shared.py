"""Answers that are the same for everybody with the same roles, kept until the catalogue changes.

An answer is read together with the catalogue's version, in one snapshot, and kept under it. A process asks for the
current version at most every `FRESH` seconds; a writer waits `COMMIT_WAIT` after its commit before it says that it is
done. So nobody who was told of a write, in whatever process, gets an answer from before it. That holds without
NOTIFY, which arrives some time after the commit and not at all while a process is frozen.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass

from graph.compiler import Plan
from graph.database import read_version
from models.versions import CATALOGUE

FRESH = 0.1
COMMIT_WAIT = 0.15

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """The bytes of an answer, the version that they are true under, and their entity tag (RFC 9110, 8.8.3)."""

    body: bytes
    version: int
    etag: str


async def commit_wait() -> None:
    """Wait until no process can answer from before a commit; to be called by whoever wrote to the catalogue."""
    await asyncio.sleep(COMMIT_WAIT)


class SharedAnswers:
    """The answers kept by this process, the most recently used ones within a bound of bytes."""

    def __init__(self, most_bytes: int = 64_000_000) -> None:
        self._most_bytes, self.bytes = most_bytes, 0
        self._kept: OrderedDict[Key, SharedAnswer] = OrderedDict()
        self._version, self._asked_at = -1, float("-inf")
        self._asking: asyncio.Task[None] | None = None

    async def get(self, key: Key) -> SharedAnswer | None:
        """The answer, if it is true now."""
        found = self._kept.get(key)
        if found is None or not await self.holds(found):
            return None
        self._kept.move_to_end(key)
        return found

    async def holds(self, answer: SharedAnswer) -> bool:
        """Whether an answer is true now."""
        oldest = time.monotonic() - FRESH
        while self._asked_at < oldest:  # a question that was under way may have been asked too long ago
            await self._ask()
        return answer.version == self._version

    def keep(self, key: Key, body: bytes, version: int) -> SharedAnswer:
        """Keep an answer that was read under `version`."""
        answer = SharedAnswer(body, version, f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"')
        if _size(key, answer) > self._most_bytes // 16:
            return answer
        old = self._kept.pop(key, None)
        self._kept[key] = answer
        self.bytes += _size(key, answer) - (_size(key, old) if old else 0)
        while self.bytes > self._most_bytes:
            self.bytes -= _size(*self._kept.popitem(last=False))
        return answer

    def clear(self) -> None:
        """Forget everything, as when another database is opened."""
        self._kept.clear()
        self.bytes, self._asked_at = 0, float("-inf")

    async def _ask(self) -> None:
        """Ask for the current version; everybody who wants it at the same time shares one question."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._read())
            self._asking.add_done_callback(self._asked)
        await asyncio.shield(self._asking)

    async def _read(self) -> None:
        began = time.monotonic()  # the version is at least as new as the moment before we asked
        version = await read_version(CATALOGUE)
        self._version, self._asked_at = version, began

    def _asked(self, task: asyncio.Task[None]) -> None:
        self._asking = None
        if not task.cancelled():
            task.exception()  # whoever waited has it


def _size(key: Key, answer: SharedAnswer) -> int:
    """About how many bytes it holds. The plan in its key lives on in here when its document was dropped long ago."""
    parts = (part.size if isinstance(part, Plan) else len(part) if isinstance(part, str) else 50 for part in key)
    return 500 + len(answer.body) + sum(parts)
