"""Starting the processes that read, asking them, and outliving them.

async with Apart("some.worker", known={…}) as readers:
    what = await readers.ask(request)
"""

from __future__ import annotations

import asyncio
import io
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import Enum, StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from apart.worker import LENGTH_BYTES, MEMORY_EXIT, PROGRESS, RESULT
from errors import Unavailable

# Bytes of one answer: what a process may make us keep.
MOST_ANSWER = 500_000_000
# Seconds that a process has to end after it closed its output.
_LAST_BREATH = 2
_ROOT = Path(__file__).parents[1]
# What a process that opens strangers' files is told of ours: where programs and languages are, no setting, no secret.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME")
# Libraries that calculate start a thread, and take memory, for each processor otherwise.
_ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


class EndedBy(StrEnum):
    """What ended a process over a request."""

    TIME = "TIME"
    MEMORY = "MEMORY"
    CRASH = "CRASH"


class Ended(Unavailable):
    """The process that was asked ended before it answered."""

    def __init__(self, cause: EndedBy) -> None:
        super().__init__("the process that read this ended: too much time or memory, or it crashed")
        self.cause = cause


class PlainValues(pickle.Unpickler):
    """Only values of the classes that are known: a process that was taken over can't have anything else made here."""

    def __init__(self, file: io.BytesIO, known: Mapping[tuple[str, str], Any]) -> None:
        super().__init__(file)
        self._known = known

    def find_class(self, module: str, name: str) -> Any:
        """Raises `UnpicklingError` for anything else."""
        if (module, name) == ("builtins", "getattr"):
            return _member  # Python 3.11 packs members of enumerations so
        try:
            return self._known[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer") from None


def _member(kind: type[Enum], name: str) -> Enum:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind[name]
    raise pickle.UnpicklingError(f"{name} of {kind} is no part of an answer")


class _Process:
    """One process; `ask` is called by one task at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process, self.requests = process, 0

    @classmethod
    async def start(cls, command: Iterable[str]) -> _Process:
        pipe = asyncio.subprocess.PIPE
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _ONE_THREAD
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=_ROOT, env=environment, stdin=pipe, stdout=pipe
        )
        return cls(process)

    async def send(self, request: object) -> None:
        stdin = self.process.stdin
        assert stdin is not None  # noqa: S101 - a pipe
        self.requests += 1
        packed = pickle.dumps(request, protocol=pickle.HIGHEST_PROTOCOL)
        stdin.write(len(packed).to_bytes(LENGTH_BYTES, "big") + packed)
        await stdin.drain()

    async def answer(self) -> tuple[bytes, bytes]:
        """The next answer's kind and its pickle."""
        stdout = self.process.stdout
        assert stdout is not None  # noqa: S101 - a pipe
        head = await stdout.readexactly(1 + LENGTH_BYTES)
        length = int.from_bytes(head[1:], "big")
        if length > MOST_ANSWER:
            raise pickle.UnpicklingError("the answer is too long")
        return head[:1], await stdout.readexactly(length)

    async def status(self) -> int | None:
        """How it ended; None when it did not by itself."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_BREATH):
                await self.process.wait()
        return self.process.returncode

    async def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


class Apart:
    """At most `most` processes running `python -m module`, started when needed, replaced after `requests_each`.

    Answers are made of `known` classes and of Python's plain values. `silence` is how many seconds a process may take
    without a sign of life; its own limit of processor time usually comes first.
    """

    def __init__(
        self, module: str, *, known: Iterable[type], most: int = 2, requests_each: int = 1_000, silence: float = 120
    ) -> None:
        self.command: tuple[str, ...] = ("-m", module)
        self.known = {(kind.__module__, kind.__qualname__): kind for kind in known}
        self.requests_each, self.silence = requests_each, silence
        self._free = asyncio.Semaphore(most)
        self._idle: list[_Process] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            await self._idle.pop().end()

    async def ask(self, request: object, told: Callable[[Any], None] | None = None) -> Any:
        """What the process answers; `told` hears how far it is. Raises `Ended` when it ended over the request."""
        async with self._free:
            process = self._idle.pop() if self._idle else await _Process.start(self.command)
            kept = False
            try:
                answer = await self._exchange(process, request, told)
                kept = process.requests < self.requests_each
            except TimeoutError:
                raise Ended(EndedBy.TIME) from None
            except (EOFError, ConnectionError, pickle.UnpicklingError) as error:
                raise Ended(_cause(await process.status())) from error
            finally:
                if kept:
                    self._idle.append(process)
                else:  # also when the caller gave up: nobody knows what it is doing
                    await asyncio.shield(process.end())
            return answer

    async def _exchange(self, process: _Process, request: object, told: Callable[[Any], None] | None) -> Any:
        async with asyncio.timeout(self.silence) as limit:
            await process.send(request)
            while True:
                kind, packed = await process.answer()
                limit.reschedule(asyncio.get_running_loop().time() + self.silence)
                value = self._unpacked(packed)
                if kind == RESULT:
                    return value
                if kind != PROGRESS:
                    raise pickle.UnpicklingError("neither progress nor a result")
                if told is not None:
                    told(value)

    def _unpacked(self, packed: bytes) -> Any:
        try:
            return PlainValues(io.BytesIO(packed), self.known).load()
        except Exception as error:  # a forged pickle may raise anything
            raise pickle.UnpicklingError(f"not an answer: {error}") from error


def _cause(status: int | None) -> EndedBy:
    """What a process's end says about why; one that still ran was ended by us."""
    if status == MEMORY_EXIT or status == -signal.SIGKILL:
        return EndedBy.MEMORY
    return EndedBy.TIME if status == -getattr(signal, "SIGXCPU", 24) else EndedBy.CRASH
