"""Queries beside the floor: hand-written SQL, stock Strawberry, Mercurius, static bytes, on the same rows in one run.

`python -m bench.queries_bench [--quick | --profile WORKLOAD | --documents N]` after `bench/setup`: see the README here.
Everything is started here, on loopback, and ended here.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import load, profiling
from bench.checking import check, count_statements, references
from bench.databases import BenchPostgres, filled_sqlite
from bench.documents import send_documents
from bench.processes import System, wait_until_idle
from bench.report import Results, report
from bench.systems import OURS, ROOT, STATIC, Kind, kinds
from bench.workloads import WORKLOADS, asks

WARM_SECONDS = 2


class Bench:
    """Databases, servers and scripts of one run."""

    def __init__(self, stack: ExitStack, options: argparse.Namespace) -> None:
        self._stack, self._options = stack, options
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        self.folder.chmod(0o755)
        chosen = [kind for kind in kinds() if _is_chosen(kind, options)]
        self.workloads: list[str] = options.workloads
        self.scripts = {name: load.write_script(self.folder / f"{name}.lua", asks(name)) for name in self.workloads}
        self.postgres = BenchPostgres()
        stack.callback(self.postgres.close)
        self.postgres.start()
        print("Filling PostgreSQL …", flush=True)
        self._urls = {"postgres": self.postgres.filled(), "": ""}
        self.references = references(self._urls["postgres"], self.workloads)
        if any(kind.database == "sqlite" for kind in chosen):
            print("Filling SQLite …", flush=True)
            self._urls["sqlite"] = filled_sqlite(self.folder)
        self.systems = {kind: self._started(kind) for kind in chosen}

    def _started(self, kind: Kind) -> System:
        environment = kind.environment | {"DATABASE_URL": self._urls[kind.database]}
        if kind.name == STATIC:
            path = self.folder / "static.json"
            path.write_bytes(self.references["public"][0])
            environment["FILE"] = str(path)
        system = System(kind.name, kind.command, environment)
        self._stack.callback(system.close)
        system.start()
        return system

    def measure(self) -> Results:
        """Check, warm up, then measure in rounds."""
        results = Results(self._options, self.workloads)
        for kind, system in list(self.systems.items()):
            problems = check(kind, system, self.references)
            results.problems += problems
            if problems:
                del self.systems[kind]
            else:
                results.statements |= count_statements(kind, system, self.postgres, self.workloads)
        for kind, system in self.systems.items():
            for workload in self._of(kind):
                load.run(system.port, self.scripts[workload], WARM_SECONDS, self._options.connections)
            wait_until_idle(system.pid)
        for number in range(self._options.rounds):
            print(f"Round {number + 1} of {self._options.rounds} …", flush=True)
            for workload in self.workloads:
                turn = [kind for kind in self.systems if workload in kind.workloads]
                for kind in turn if number % 2 == 0 else reversed(turn):
                    results.add(kind.name, workload, self._measure(kind, workload))
        return results

    def _measure(self, kind: Kind, workload: str) -> load.Measure:
        database = self.postgres.pid if kind.database == "postgres" else None
        options, system = self._options, self.systems[kind]
        return load.measured(system, database, self.scripts[workload], options.seconds, options.connections)

    def _of(self, kind: Kind) -> list[str]:
        return [name for name in self.workloads if name in kind.workloads]

    def send_documents(self) -> None:
        """Print the memory of the chosen systems while ever new documents arrive."""
        for system in self.systems.values():
            send_documents(system, self._options.documents, self._options.connections, self.folder)

    def profile(self) -> None:
        """Print where the time of the chosen systems goes."""
        for kind, system in self.systems.items():
            for workload in self._of(kind):
                out = self._options.folder / f"profile-{kind.name.replace(' ', '-')}-{workload}.txt"
                options = self._options
                script = self.scripts[workload]
                text = profiling.profile(system, script, options.seconds, options.connections, out)
                print(f"\n## {kind.name}, {workload}: {out}\n\n{text}", flush=True)


def _is_chosen(kind: Kind, options: argparse.Namespace) -> bool:
    if options.systems:
        return kind.name in options.systems
    return kind.quick or not options.quick


def arguments() -> argparse.Namespace:
    """The command line."""
    names = [kind.name for kind in kinds()]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the few systems that matter most, 2 rounds of 2 seconds")
    parser.add_argument("--profile", choices=WORKLOADS, help="sample our server on this workload instead of measuring")
    parser.add_argument("--documents", type=int, metavar="N", help="send N different documents, print our memory")
    parser.add_argument("--systems", nargs="+", choices=names, metavar="NAME", help=f"only these: {', '.join(names)}")
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS, default=list(WORKLOADS))
    parser.add_argument("--rounds", type=int, help="default 6")
    parser.add_argument("--seconds", type=int, help="of each measure; default 2")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench", help="where results are written")
    options = parser.parse_args()
    options.rounds = options.rounds or (2 if options.quick else 6)
    options.seconds = options.seconds or (8 if options.profile else 2)
    if options.profile:
        options.workloads = [options.profile]
    if options.profile or options.documents:
        options.systems = options.systems or [OURS]
    return options


def main() -> None:
    """Measure or profile."""
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        bench = Bench(stack, options)
        if options.profile:
            return bench.profile()
        if options.documents:
            return bench.send_documents()
        results = bench.measure()
    report(results, options.folder)


if __name__ == "__main__":
    main()
