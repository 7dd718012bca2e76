"""Load by wrk (Debian's package of that name): sixteen connections that each wait for an answer, then ask again."""

from __future__ import annotations

import dataclasses
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.processes import System, usage, wait_until_idle
from bench.workloads import Ask
from tests.private_servers.process import find_program

_SCRIPT = """
local requests, next_one = {}, 0
function init(arguments)
%s
end
function request()
  next_one = next_one %% #requests + 1
  return requests[next_one]
end
"""
# Ends every script: the line that `run` reads.
DONE = """
function done(summary, latency, all)
  local errors = summary.errors
  local lost = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("\\nFOUND %d %d %d %d %.3f %.3f\\n", summary.requests, summary.duration, summary.bytes,
    errors.status + lost, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


@dataclass(frozen=True)
class Measure:
    """One run of one workload against one server. Milliseconds; CPU in microseconds for each request."""

    requests: int
    rate: float
    size: float
    errors: int
    p50: float
    p99: float
    server_cpu: float = 0
    database_cpu: float = 0
    resident: int = 0


def write_script(path: Path, asks: Sequence[Ask]) -> Path:
    """The Lua script that makes wrk send these requests in turn."""
    requests = "\n".join(f"  requests[#requests + 1] = {_request(ask)}" for ask in asks)
    path.write_text(_SCRIPT % requests + DONE, "utf-8")
    return path


def _request(ask: Ask) -> str:
    headers = ", ".join(f'["{name}"] = {_quoted(value)}' for name, value in ask.headers.items())
    return f'wrk.format("POST", "/graphql", {{{headers}}}, {_quoted(ask.body.decode())})'


def _quoted(text: str) -> str:
    return f"[====[{text}]====]"


def run(port: int, script: Path, seconds: int, connections: int) -> Measure:
    """Ask for so many seconds. Raises `RuntimeError` when wrk gives up."""
    command = [find_program("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script)]
    command.append(f"http://127.0.0.1:{port}/graphql")
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
    line = next((line for line in done.stdout.splitlines() if line.startswith("FOUND ")), None)
    if line is None:
        raise RuntimeError(f"wrk failed: {done.stdout[-500:]}{done.stderr[-500:]}")
    count, duration, size, errors, p50, p99 = map(float, line.split()[1:])
    return Measure(int(count), count / (duration / 1e6), size / max(count, 1), int(errors), p50, p99)


def measured(system: System, database: int | None, script: Path, seconds: int, connections: int) -> Measure:
    """The same, with what it cost the server and PostgreSQL (whose first process is `database`)."""
    before, database_before = usage(system.pid), _database_seconds(database)
    found = run(system.port, script, seconds, connections)
    wait_until_idle(system.pid)
    after = usage(system.pid)
    # wrk hangs up on the requests under way at the end: they were served but not counted.
    served = found.requests + connections
    return dataclasses.replace(
        found,
        server_cpu=(after.seconds - before.seconds) / served * 1e6,
        database_cpu=(_database_seconds(database) - database_before) / served * 1e6,
        resident=after.resident,
    )


def _database_seconds(root: int | None) -> float:
    return usage(root).seconds if root else 0
