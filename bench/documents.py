"""Memory while ever new documents arrive: what is kept of them must stay within its bound."""

from __future__ import annotations

from pathlib import Path

from bench import load
from bench.processes import System, usage

_SCRIPT = """
local next_one = %d
local headers = {["Content-Type"] = "application/json"}
function request()
  next_one = next_one + 1
  local document = "{ n" .. next_one .. ": suppliers(first: 1) { nodes { code n" .. next_one .. ": name } } }"
  return wrk.format("POST", "/graphql", headers, '{"query": "' .. document .. '"}')
end
"""
_ROUND_SECONDS = 10


def send_documents(system: System, count: int, connections: int, folder: Path) -> None:
    """Send at least `count` documents, no two alike, and print the memory on the way."""
    script = folder / "documents.lua"
    sent, errors = 0, 0
    print(f"{sent:>9,} documents: {usage(system.pid).resident / 1e6:,.0f} MB", flush=True)
    while sent < count:
        script.write_text(_SCRIPT % (sent * 2) + load.DONE, "utf-8")
        found = load.run(system.port, script, _ROUND_SECONDS, connections)
        sent, errors = sent + found.requests, errors + found.errors
        print(f"{sent:>9,} documents: {usage(system.pid).resident / 1e6:,.0f} MB, {errors} errors", flush=True)
