"""Nothing that answers wrongly is measured: every system must give the answers of the hand-written SQL."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from typing import Any

import asyncpg
import httpx

from bench.databases import BenchPostgres
from bench.processes import System
from bench.servers.floor_objects import objects
from bench.systems import Kind
from bench.workloads import Ask, asks
from models.france import today

CHECKED = 8
COUNTED = 20
# Until the log has been written, and its new level is known to every connection.
_LOG_SECONDS = 0.2
_WRONG_TOKEN = "Bearer bench-999999"  # noqa: S105 - nobody's


def references(url: str, workloads: list[str]) -> dict[str, list[bytes]]:
    """The first answers of each workload, made by the plainest of the hand-written statements."""
    return asyncio.run(_references(url, workloads))


async def _references(url: str, workloads: list[str]) -> dict[str, list[bytes]]:
    connection = await asyncpg.connect(url)
    try:
        return {name: [await _reference(connection, name, ask) for ask in asks(name)[:CHECKED]] for name in workloads}
    finally:
        await connection.close()


async def _reference(connection: Any, workload: str, ask: Ask) -> bytes:
    values: list[Any] = [ask.person]
    if "after" in ask.variables:
        values = [*json.loads(ask.variables["after"]), *([today()] if workload == "list" else [])]
    elif "code" in ask.variables:
        values = [ask.variables["code"], today()]
    text: str = await connection.fetchval(getattr(objects(), workload), *values)
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode()


def check(kind: Kind, system: System, wanted: dict[str, list[bytes]]) -> list[str]:
    """What is wrong with this system's answers, each asked for twice; nothing when all is well."""
    if not kind.database:
        return []
    problems = []
    with httpx.Client(base_url=f"http://127.0.0.1:{system.port}", timeout=30) as client:
        for workload in wanted.keys() & set(kind.workloads):
            for ask, answer in zip(asks(workload), wanted[workload], strict=False):
                for _ in range(2):
                    problems += _differs(f"{kind.name}, {workload}", post(client, ask), json.loads(answer))
        if kind.knows_viewers and "list" in wanted:
            problems += _leaks(kind, client)
    return problems[:5]


def post(client: httpx.Client, ask: Ask, **headers: str) -> httpx.Response:
    """Ask once."""
    return client.post("/graphql", content=ask.body, headers=ask.headers | headers)


def _differs(what: str, response: httpx.Response, wanted: Any) -> list[str]:
    # What an answer cost, which only ours tells, is no part of it.
    if response.status_code == 200 and {"data": response.json().get("data")} == wanted:
        return []
    return [f"{what}: {response.status_code}, not what the hand-written SQL answers: {response.text[:300]}"]


def _leaks(kind: Kind, client: httpx.Client) -> list[str]:
    """Whoever holds no valid session must not get what is for members."""
    response = post(client, asks("list")[0], Authorization=_WRONG_TOKEN)
    if "Remise" in response.text or "contractType" in response.text:
        return [f"{kind.name}: a token that is nobody's opens the gates: {response.text[:300]}"]
    return []


def count_statements(
    kind: Kind, system: System, postgres: BenchPostgres, workloads: list[str]
) -> dict[tuple[str, str], dict[str, float]]:
    """The SQL statements that a warm request takes on PostgreSQL, as its log has them: each text, how many times."""
    if kind.database != "postgres":
        return {}
    postgres.log_statements(True)
    try:
        return {
            (kind.name, workload): _statements(system, postgres, asks(workload)[0])
            for workload in workloads
            if workload in kind.workloads
        }
    finally:
        postgres.log_statements(False)


def _statements(system: System, postgres: BenchPostgres, ask: Ask) -> dict[str, float]:
    with httpx.Client(base_url=f"http://127.0.0.1:{system.port}", timeout=30) as client:
        for _ in range(COUNTED):
            post(client, ask)
        time.sleep(_LOG_SECONDS)
        since = len(postgres.log())
        for _ in range(COUNTED):
            post(client, ask)
    time.sleep(_LOG_SECONDS)
    counts = Counter(postgres.statements(since))
    return {text: count / COUNTED for text, count in counts.items()}
