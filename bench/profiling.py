"""Where the time of a server goes under load: py-spy's samples of the threads that hold the GIL."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import load
from bench.processes import System
from bench.systems import TOOLS

_PY_SPY = TOOLS / "profiler" / "bin" / "py-spy"
_LINE = re.compile(r":\d+\)$")
# The place of a frame that decides which part it belongs to: the first word that its path contains.
_PARTS = (
    "graph/compiler", "graph/engine", "graph/", "web/", "access/", "workflows/", "models/", "schema/",
    "tortoise", "pypika", "asyncpg", "aiosqlite", "sqlite3", "starlette", "uvicorn", "uvloop", "orjson", "graphql",
    "strawberry", "asyncio", "threading",
)  # fmt: skip


def profile(system: System, script: Path, seconds: int, connections: int, out: Path) -> str:
    """Load the server and sample it; `out` keeps the collapsed stacks (for flame graphs). The text of a summary."""
    if not _PY_SPY.exists():
        return "py-spy is not there: bench/setup says why."
    load.run(system.port, script, 3, connections)
    with_load = threading.Thread(target=load.run, args=(system.port, script, seconds + 2, connections))
    with_load.start()
    try:
        command = [
            str(_PY_SPY),
            "record",
            "--pid",
            str(system.pid),
            "--duration",
            str(seconds),
            "--rate",
            "400",
            "--gil",
        ]
        done = subprocess.run(
            [*command, "--format", "raw", "--output", str(out)], capture_output=True, text=True, check=False
        )
    finally:
        with_load.join()
    return summary(out.read_text("utf-8")) if done.returncode == 0 else f"py-spy failed: {done.stderr}"


@contextmanager
def profiling(pid: int, out: Path | None) -> Iterator[None]:
    """Sample a process while the block lasts; nothing without `out` or without py-spy."""
    if out is None or not _PY_SPY.exists():
        yield
        return
    command = [str(_PY_SPY), "record", "--pid", str(pid), "--rate", "200", "--format", "raw", "--output", str(out)]
    sampling = subprocess.Popen([*command, "--gil"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        sampling.send_signal(signal.SIGINT)
        sampling.wait(30)


def summary(collapsed: str) -> str:
    """Percent of the samples: by part, by function alone, by function with what it called."""
    parts: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    inclusive: Counter[str] = Counter()
    for line in collapsed.splitlines():
        stack, _, count = line.rpartition(" ")
        frames = [_LINE.sub(")", frame) for frame in stack.split(";")]
        parts[_part(frames[-1])] += int(count)
        alone[frames[-1]] += int(count)
        for frame in set(frames):
            inclusive[frame] += int(count)
    total = sum(parts.values()) or 1
    blocks = [("by part", parts, 14), ("by function", alone, 25), ("with what it called", inclusive, 45)]
    return "\n\n".join(
        f"{title}\n" + "\n".join(f"  {100 * n / total:5.1f} %  {name}" for name, n in found.most_common(most))
        for title, found, most in blocks
    )


def _part(frame: str) -> str:
    return next((part for part in _PARTS if part in frame), "other")
