"""The process that reads: each request comes on stdin, what was read goes out on stdout; pickles, their length before.

It can't take more memory than it was allowed, nor more time of a processor between two signs of life: then the system
ends it, and `apart.pool` starts another. It ends by itself when stdin does.
"""

from __future__ import annotations

import math
import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

try:
    import resource
except ImportError:  # pragma: no cover - Windows has none
    resource = None  # type: ignore[assignment]

LENGTH_BYTES = 8
# Before the pickle of each answer: how far it is, or what came of it.
PROGRESS, RESULT = b"p", b"r"
# The process ends with this when there was no memory left.
MEMORY_EXIT = 77

Tell = Callable[[object], None]


def serve(answer: Callable[[Any, Tell], object], *, memory: int, cpu_seconds: int) -> None:
    """Answer requests until stdin ends. `answer` gets a request and a function that tells how far it is.

    `memory` is in bytes of address space; `cpu_seconds` are those between two signs of life, of which telling is one.
    """
    _limit("RLIMIT_AS", memory)
    _limit("RLIMIT_CORE", 0)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints goes elsewhere

    def say(kind: bytes, value: object) -> None:
        packed = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        answers.write(kind + len(packed).to_bytes(LENGTH_BYTES, "big") + packed)
        answers.flush()
        _allow_cpu(cpu_seconds)

    def tell(value: object) -> None:
        say(PROGRESS, value)

    while (request := _next(requests)) is not None:
        _allow_cpu(cpu_seconds)
        try:
            say(RESULT, answer(pickle.loads(request), tell))  # noqa: S301 - it comes from the process that started us
        except MemoryError:
            os._exit(MEMORY_EXIT)


def _next(requests: BinaryIO) -> bytes | None:
    length = requests.read(LENGTH_BYTES)
    return requests.read(int.from_bytes(length, "big")) if len(length) == LENGTH_BYTES else None


def _allow_cpu(seconds: int) -> None:
    """So much more than what was used up to now."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit("RLIMIT_CPU", math.ceil(used.ru_utime + used.ru_stime) + seconds)


def _limit(name: str, most: int) -> None:
    """Set the soft limit where the system knows it."""
    if resource is not None:
        with suppress(AttributeError, ValueError, OSError):
            kind = getattr(resource, name)
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))
