"""Requests of the public that came before, byte for byte, with the messages that answer them.

Most of the public's requests are the same few; reading them again would cost more than answering them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from graph.shared import SharedAnswer

# Media type of the answer, content type and body of the request.
Key = tuple[str, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The ASGI messages of an answer, good for as long as the answer holds."""

    answer: SharedAnswer
    start: MutableMapping[str, Any]
    content: MutableMapping[str, Any]


class Repeats:
    """The most recently used ones, within a bound of bytes of the requests and their answers."""

    def __init__(self, most_bytes: int = 32_000_000) -> None:
        self._most_bytes, self.bytes = most_bytes, 0
        self._kept: OrderedDict[Key, Repeat] = OrderedDict()

    def get(self, key: Key) -> Repeat | None:
        """The messages that answered this request before."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: Key, repeat: Repeat) -> None:
        """Remember them."""
        old = self._kept.pop(key, None)
        self.bytes += _size(key, repeat) - (_size(key, old) if old else 0)
        self._kept[key] = repeat
        while self.bytes > self._most_bytes:
            self.bytes -= _size(*self._kept.popitem(last=False))


def _size(key: Key, repeat: Repeat) -> int:
    # The answer twice: as it is shared, which it may not be any more, and with its cost.
    return 500 + len(key[1]) + len(key[2]) + len(repeat.answer.body) + len(repeat.content["body"])
