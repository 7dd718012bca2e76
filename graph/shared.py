"""Answers that are the same for everybody with the same roles, kept until the catalogue changes.

An answer is read together with the catalogue's version, in one snapshot, and kept under it. A process asks for the
current version at most every `FRESH` seconds; a writer waits `COMMIT_WAIT` after its commit before it says that it is
done. So nobody who was told of a write, in whatever process, gets an answer from before it. That holds without
NOTIFY, which arrives some time after the commit and not at all while a process is frozen.

What depends on the day that it is in Paris (what is in force) is kept under that day too, and not served after it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from graph.compiler import Plan
from graph.recent import RecentVersion
from models.france import today
from models.versions import CATALOGUE

COMMIT_WAIT = 0.15

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """The bytes of an answer, what they are true under, and their entity tag (RFC 9110, 8.8.3)."""

    body: bytes
    version: int
    etag: str
    # The only day on which they are true; None: the day doesn't matter.
    day: dt.date | None = None


async def commit_wait() -> None:
    """Wait until no process can answer from before a commit; to be called by whoever wrote to the catalogue."""
    await asyncio.sleep(COMMIT_WAIT)


class SharedAnswers:
    """The answers kept by this process, the most recently used ones within a bound of bytes."""

    def __init__(self, most_bytes: int = 64_000_000) -> None:
        self._most_bytes, self.bytes = most_bytes, 0
        self._kept: OrderedDict[Key, SharedAnswer] = OrderedDict()
        self._current = RecentVersion(CATALOGUE)

    async def get(self, key: Key) -> SharedAnswer | None:
        """The answer, if it is true now."""
        found = self._kept.get(key)
        if found is None or not await self.holds(found):
            return None
        self._kept.move_to_end(key)
        return found

    async def holds(self, answer: SharedAnswer) -> bool:
        """Whether an answer is true now."""
        if answer.day is not None and answer.day != today():
            return False
        return answer.version == await self._current.get()

    def keep(self, key: Key, body: bytes, version: int, day: dt.date | None = None) -> SharedAnswer:
        """Keep an answer that was read under `version`, and is good on that `day` alone if there is one."""
        answer = SharedAnswer(body, version, f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"', day)
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
        self.bytes = 0
        self._current.forget()


def _size(key: Key, answer: SharedAnswer) -> int:
    """About how many bytes it holds. The plan in its key lives on in here when its document was dropped long ago."""
    parts = (part.size if isinstance(part, Plan) else len(part) if isinstance(part, str) else 50 for part in key)
    return 500 + len(answer.body) + sum(parts)
