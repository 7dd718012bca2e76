"""The tables of a run, its verdicts, and the same as JSON."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import systems as names
from bench.load import Measure
from bench.workloads import WORKLOADS


class Results:
    """Every measure of a run, by system and workload."""

    def __init__(self, options: argparse.Namespace, workloads: list[str]) -> None:
        self.options, self.workloads = options, workloads
        self.measures: dict[tuple[str, str], list[Measure]] = defaultdict(list)
        self.statements: dict[tuple[str, str], dict[str, float]] = {}
        self.problems: list[str] = []

    def add(self, system: str, workload: str, measure: Measure) -> None:
        """Keep one measure."""
        self.measures[system, workload].append(measure)

    def median(self, system: str, workload: str, what: str = "rate") -> float | None:
        """The median of one number over the rounds; None when it wasn't measured."""
        found = self.measures.get((system, workload))
        return statistics.median(getattr(measure, what) for measure in found) if found else None

    def ratio(self, system: str, other: str, workload: str) -> float | None:
        """The median, over the rounds, of the rate beside the other system's in the same round."""
        pairs = zip(self.measures.get((system, workload), ()), self.measures.get((other, workload), ()), strict=False)
        found = [one.rate / two.rate for one, two in pairs]
        return statistics.median(found) if found else None

    def thrift(self, system: str, other: str, workload: str) -> float | None:
        """How much CPU the other system takes for each of this one's, server and database together."""
        costs = [self._cost(name, workload) for name in (other, system)]
        return costs[0] / costs[1] if costs[0] and costs[1] else None

    def _cost(self, system: str, workload: str) -> float | None:
        found = self.measures.get((system, workload))
        return statistics.median(one.server_cpu + one.database_cpu for one in found) if found else None


@dataclasses.dataclass(frozen=True)
class Goal:
    """A ratio that must be reached."""

    workload: str
    system: str
    other: str
    least: float


def _goals() -> Iterator[Goal]:
    least = {"list": 0.9, "one": 0.8, "dashboard": 0.9, "home": 0.8, "queue": 0.8}
    answers = {kind.name: kind.workloads for kind in names.kinds()}
    for floor in (names.FLOOR, names.TUNED_FLOOR, names.SESSION_FLOOR):
        yield from (Goal(what, names.OURS, floor, share) for what, share in least.items() if what in answers[floor])
    yield from (Goal(what, names.OURS, names.MERCURIUS, 2) for what in ("list", "one", "dashboard"))
    for floor in (names.SQLITE_FLOOR, names.SQLITE_TUNED_FLOOR, names.SQLITE_SESSION_FLOOR):
        yield from (Goal(what, names.SQLITE_OURS, floor, 0.8) for what in least if what in answers[floor])
    yield Goal("public", names.OURS, names.STATIC, 0.8)


def report(results: Results, folder: Path) -> None:
    """Print the tables and write them beside the JSON."""
    text = "\n".join(_lines(results)) + "\n"
    print(text)
    (folder / "queries.md").write_text(text, "utf-8")
    (folder / "queries.json").write_text(json.dumps(_as_json(results), ensure_ascii=False, indent=1), "utf-8")
    print(f"Written: {folder / 'queries.md'}, {folder / 'queries.json'}")


def _lines(results: Results) -> Iterator[str]:
    options = results.options
    yield (
        f"{options.rounds} rounds of {options.seconds} s, {options.connections} connections, medians; "
        f"{os.cpu_count()} processors shared by server, database and wrk, load average now {os.getloadavg()[0]:.1f}."
    )
    for workload in results.workloads:
        yield from _table(results, workload)
    yield from _statements(results)
    yield from _verdicts(results)
    yield from (f"**WRONG** {problem}" for problem in results.problems)


_HEAD = ("system", "req/s", "min–max", "% of floor", "p50 ms", "p99 ms", "server CPU µs", "PostgreSQL CPU µs",
         "RSS MB", "bytes", "SQL", "errors")  # fmt: skip


def _table(results: Results, workload: str) -> Iterator[str]:
    yield f"\n### {workload}: {WORKLOADS[workload]}\n"
    yield f"| {' | '.join(_HEAD)} |"
    yield "|---|" + "--:|" * (len(_HEAD) - 1)
    for system in [name for name, of in results.measures if of == workload]:
        yield f"| {' | '.join(_row(results, system, workload))} |"


def _row(results: Results, system: str, workload: str) -> Iterator[str]:
    rates = [measure.rate for measure in results.measures[system, workload]]
    floor = names.SQLITE_FLOOR if system.startswith("SQLite") else names.FLOOR
    share = results.ratio(system, floor, workload)
    statements = results.statements.get((system, workload))
    yield system
    yield f"{statistics.median(rates):,.0f}"
    yield f"{min(rates):,.0f}–{max(rates):,.0f}"
    yield "" if share is None else f"{share:.0%}"
    for what, form in (("p50", ".1f"), ("p99", ".1f"), ("server_cpu", ",.0f"), ("database_cpu", ",.0f")):
        yield format(results.median(system, workload, what), form)
    yield f"{(results.median(system, workload, 'resident') or 0) / 1e6:.0f}"
    yield f"{results.median(system, workload, 'size'):,.0f}"
    yield "" if statements is None else f"{sum(statements.values()):g}"
    yield str(sum(measure.errors for measure in results.measures[system, workload]))


def _statements(results: Results) -> Iterator[str]:
    yield "\n### SQL statements of one request of ours\n"
    for (system, workload), found in results.statements.items():
        if system == names.OURS:
            yield f"- {workload}: {sum(found.values()):g}"
            yield from (f"  - {count:g} × `{text[:100]}`" for text, count in found.items())


def _verdicts(results: Results) -> Iterator[str]:
    yield "\n### Goals\n"
    yield "The same ratio of CPU for each request stands beside: it depends less on what else the machine does.\n"
    yield "| workload | ratio | wanted | reached | | by CPU |"
    yield "|---|---|--:|--:|---|--:|"
    for goal in _goals():
        found = results.ratio(goal.system, goal.other, goal.workload)
        thrift = results.thrift(goal.system, goal.other, goal.workload)
        reached = "not measured" if found is None else "pass" if found >= goal.least else "FAIL"
        shown = ("" if number is None else f"{number:.2f}" for number in (goal.least, found, thrift))
        yield "| {} | {} / {} | {} | {} | {reached} | {} |".format(
            goal.workload, goal.system, goal.other, *shown, reached=reached
        )


def _as_json(results: Results) -> dict[str, Any]:
    return {
        "rounds": results.options.rounds,
        "seconds": results.options.seconds,
        "connections": results.options.connections,
        "measures": [
            {"system": system, "workload": workload, "rounds": [dataclasses.asdict(measure) for measure in found]}
            for (system, workload), found in results.measures.items()
        ],
        "statements": [
            {"system": system, "workload": workload, "statements": found}
            for (system, workload), found in results.statements.items()
        ],
        "goals": [
            dataclasses.asdict(goal)
            | {
                "reached": results.ratio(goal.system, goal.other, goal.workload),
                "by_cpu": results.thrift(goal.system, goal.other, goal.workload),
            }
            for goal in _goals()
        ],
        "problems": results.problems,
    }
