"""What is measured: each system's command, its environment, and which workloads it answers."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.workloads import WORKLOADS

ROOT = Path(__file__).parent.parent.absolute()
TOOLS = ROOT / "build" / "bench"
PEERS = TOOLS / "peers"
_ALL = tuple(WORKLOADS)
# What the peers answer too, and what a member's session opens.
_FIRST = ("list", "one", "dashboard", "public")
_MEMBERS = ("list", "one", "dashboard", "home")


@dataclass(frozen=True)
class Kind:
    """A system. `database` is `postgres`, `sqlite` or empty; `quick` ones are enough to see where we are."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict, hash=False)
    database: str = "postgres"
    workloads: tuple[str, ...] = _ALL
    quick: bool = False
    # Static bytes and the bare floor don't ask who holds the token.
    knows_viewers: bool = True


def _uvicorn(module: str) -> tuple[str, ...]:
    """As our server runs: uvloop, httptools, no access log."""
    command = f"-m uvicorn --factory bench.servers.{module}:app --port {{port}} --loop uvloop --http httptools"
    return (sys.executable, *command.split(), "--no-access-log", "--log-level", "warning", "--app-dir", str(ROOT))


FLOOR, TUNED_FLOOR, SESSION_FLOOR = "floor", "floor, tuned", "floor + session"
OURS, MERCURIUS = "ours", "Mercurius JIT"
SQLITE_FLOOR, SQLITE_TUNED_FLOOR = "SQLite floor", "SQLite floor, tuned"
SQLITE_SESSION_FLOOR, SQLITE_OURS = "SQLite floor + session", "SQLite ours"
STATIC = "static bytes"


def kinds() -> Iterator[Kind]:
    """Every system that can be started here."""
    floor, ours = _uvicorn("floor"), _uvicorn("ours")
    yield Kind(STATIC, _uvicorn("static"), database="", workloads=("public",), knows_viewers=False, quick=True)
    yield Kind(FLOOR, floor, {"FLOOR": "plain"}, quick=True, knows_viewers=False)
    yield Kind(TUNED_FLOOR, floor, {"FLOOR": "tuned"}, quick=True, knows_viewers=False)
    yield Kind(SESSION_FLOOR, floor, {"FLOOR": "session"}, workloads=_MEMBERS, quick=True)
    yield Kind("json_build_object", floor, {"FLOOR": "objects"}, workloads=_FIRST, knows_viewers=False)
    yield Kind(OURS, ours, quick=True)
    yield Kind("stock Strawberry", ours, {"COMPILED": "no"})
    if mercurius_is_installed():
        command = ("node", str(PEERS / "mercurius.mjs"))
        yield Kind(MERCURIUS, command, {"NODE_ENV": "production"}, workloads=_FIRST, quick=True)
    yield Kind(SQLITE_FLOOR, floor, {"FLOOR": "plain"}, database="sqlite", knows_viewers=False)
    yield Kind(SQLITE_TUNED_FLOOR, floor, {"FLOOR": "tuned"}, database="sqlite", knows_viewers=False)
    yield Kind(SQLITE_SESSION_FLOOR, floor, {"FLOOR": "session"}, database="sqlite", workloads=_MEMBERS)
    yield Kind(SQLITE_OURS, ours, database="sqlite")


def mercurius_is_installed() -> bool:
    """Whether Node is there and `bench/setup` could install Mercurius for it."""
    return shutil.which("node") is not None and (PEERS / "node_modules" / "mercurius").is_dir()
