"""Readers in processes of their own: what a file does to one of them stays there."""

from __future__ import annotations

import asyncio
import io
import os
import pickle
from decimal import Decimal
from enum import StrEnum

import pytest

from apart import Apart, Ended, EndedBy
from apart import pool as pool_module
from apart.pool import PlainValues

PROGRAM = """
import time
from apart import serve
def answer(request, tell):
    if request == "poison":
        {doing}
    for step in range(2):
        tell(step)
    return request
serve(answer, memory=1_000_000_000, cpu_seconds=1)
"""


class Colour(StrEnum):
    RED = "RED"


def processes(doing: str = "pass", known: tuple[type, ...] = (), **limits: float) -> Apart:
    """Processes that answer with the request, and do this to "poison"."""
    apart = Apart("unused", known=known, most=1, **limits)  # type: ignore[arg-type]
    apart.command = ("-c", PROGRAM.format(doing=doing))
    return apart


async def test_what_comes_back_is_what_was_said() -> None:
    heard: list[int] = []
    async with processes() as apart:
        for request in (b"", b"x" * 5_000_000, "é", [1, {"a": None}]):
            assert await apart.ask(request, heard.append) == request
    assert heard == [0, 1] * 4


@pytest.mark.parametrize(
    ("doing", "cause"),
    [
        ("while True: pass", EndedBy.TIME),
        ("raise SystemExit(1)", EndedBy.CRASH),
        ("import os; os.abort()", EndedBy.CRASH),
        ("[bytearray(2_000_000_000)]", EndedBy.MEMORY),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", EndedBy.MEMORY),
    ],
)
async def test_a_process_that_ends_is_replaced(doing: str, cause: EndedBy) -> None:
    async with processes(doing) as apart, asyncio.timeout(30):
        assert await apart.ask("good") == "good"
        with pytest.raises(Ended, match="too much time or memory") as caught:
            await apart.ask("poison")
        assert caught.value.cause is cause
        assert await apart.ask("good") == "good"


async def test_readers_know_no_setting_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes a reader over finds no key and no database in its environment."""
    for name in ("CENTRALE_SECRET_KEY", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "a secret of ours")
    async with processes("import os; return dict(os.environ)") as apart:
        found = await apart.ask("poison")
    assert "a secret of ours" not in found.values()
    assert found["OMP_NUM_THREADS"] == "1"


async def test_silence_ends_a_process_that_sleeps() -> None:
    async with processes("time.sleep(60)", silence=1.5) as apart:
        with pytest.raises(Ended) as caught:
            await apart.ask("poison")
        assert caught.value.cause is EndedBy.TIME


async def test_signs_of_life_allow_more_time() -> None:
    doing = """for step in range(4):
            end = time.process_time() + 0.6
            while time.process_time() < end: pass
            tell(step)"""
    async with processes(doing, silence=2) as apart:
        assert await apart.ask("poison") == "poison"


async def test_whoever_gives_up_leaves_no_process_behind() -> None:
    async with processes("time.sleep(60)") as apart:
        await apart.ask("good")
        [process] = apart._idle
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await apart.ask("poison")
        assert process.process.returncode is not None
        assert await apart.ask("good") == "good"


async def test_processes_are_replaced_when_worn_and_end_with_the_block() -> None:
    async with processes(requests_each=2) as apart:
        seen = set()
        for _ in range(5):
            await apart.ask("good")
            seen |= {*apart._idle}
        last = apart._idle[-1]
    assert len(seen) == 3
    assert last.process.returncode is not None


async def test_an_answer_that_is_too_long_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "MOST_ANSWER", 1_000)
    async with processes() as apart:
        with pytest.raises(Ended):
            await apart.ask(b"x" * 2_000)


def unpacked(value: object, *known: type) -> object:
    packed = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return PlainValues(io.BytesIO(packed), {(kind.__module__, kind.__qualname__): kind for kind in known}).load()


def test_nothing_but_known_classes_is_unpacked() -> None:
    value = (Colour.RED, Decimal("1.50"), frozenset({Colour.RED}))
    assert unpacked(value, Colour, Decimal) == value
    with pytest.raises(pickle.UnpicklingError, match="Decimal"):
        unpacked(value, Colour)


class Forged:
    """Packs as a call of something."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.function, self.arguments


@pytest.mark.parametrize("forged", [os.system, Forged(getattr, Colour, "__class__"), Forged(getattr, "", "join")])
def test_a_forged_answer_makes_nothing(forged: object) -> None:
    with pytest.raises((pickle.UnpicklingError, KeyError)):
        unpacked(forged, Colour)
