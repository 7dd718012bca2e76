"""A process that only reads mails: each comes on stdin, what was read goes out on stdout, lengths (8 bytes) before.

It can't take more memory than MAX_MEMORY, nor more time of a processor for one mail than MAX_CPU_SECONDS: then the
system ends it, and `mailbot.message.apart` starts another. It ends by itself when stdin does.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from typing import BinaryIO

from mailbot.message.read import read_message

try:
    import resource
except ImportError:  # pragma: no cover - Windows has none
    resource = None  # type: ignore[assignment]

MAX_MEMORY = 1_000_000_000  # bytes of address space; the biggest mail that is read takes about a quarter
MAX_CPU_SECONDS = 20
LENGTH_BYTES = 8


def main() -> None:
    """Read mails until stdin ends."""
    _limit("RLIMIT_AS", MAX_MEMORY)
    _limit("RLIMIT_CORE", 0)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints goes elsewhere
    while (source := _next(requests)) is not None:
        _allow_cpu()
        answer = pickle.dumps(read_message(source), protocol=pickle.HIGHEST_PROTOCOL)
        answers.write(len(answer).to_bytes(LENGTH_BYTES, "big") + answer)
        answers.flush()


def _next(requests: BinaryIO) -> bytes | None:
    length = requests.read(LENGTH_BYTES)
    return requests.read(int.from_bytes(length, "big")) if len(length) == LENGTH_BYTES else None


def _allow_cpu() -> None:
    """So much more than what was used up to now."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit("RLIMIT_CPU", int(used.ru_utime + used.ru_stime) + MAX_CPU_SECONDS)


def _limit(name: str, most: int) -> None:
    """Set the soft limit where the system knows it."""
    if resource is not None:
        with suppress(AttributeError, ValueError, OSError):
            kind = getattr(resource, name)
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


if __name__ == "__main__":
    main()
