"""Matches a thousand invoice lines with a hundred thousand and a million prices, beside rapidfuzz and SQLite FTS5.

`python -m bench.audit_bench [--quick] [matching]`. Every measure runs in a process of its own, so that its peak memory
is its own; `cpu s` is the processors' time, which a busy machine lengthens less. The lines say neither reference nor
category; `right` is how often the very price was proposed (prices of one label and brand count as one), `found` how
often it was among the twenty candidates. Baselines get fewer lines, because they are slow; lines/s are comparable.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from rapidfuzz import fuzz, process

from audit.matching import Index, Matcher, Model
from audit.matching.matcher import SCORED, searched
from bench.audit_prices import DAY, lines, prices
from models.folding import fold

LINES = 1_000
# What the baselines take in a reasonable time.
BASELINE_LINES = {100_000: 40, 1_000_000: 5}


def matching(number: int) -> dict[str, Any]:
    """Ours: index, then match all lines."""
    queries, keys = lines(LINES, number)
    names = {price.key: _name(price.brand, price.label) for price in prices(number) if price.key in set(keys)}
    started = time.perf_counter()
    matcher = Matcher(index := Index(prices(number)), Model.load())
    built = time.perf_counter()
    worked = time.process_time()
    matches = matcher.match(queries)
    done, worked = time.perf_counter(), time.process_time() - worked
    chosen = [match.chosen.price if match.chosen else None for match in matches]
    right = sum(
        price is not None and _name(price.brand, price.label) == names[key]
        for price, key in zip(chosen, keys, strict=True)
    )
    near = index.nearest([searched(one) for one in queries], None, DAY, SCORED)
    found = sum(
        any(_name(one.brand, one.label) == names[key] for one in (p.segment.columns.price(p.row) for p in places))
        for places, key in zip(near, keys, strict=True)
    )
    return _figures(LINES, built - started, done - built, worked, right, found)


def with_rapidfuzz(number: int) -> dict[str, Any]:
    """Each line with every label, by the usual token_set_ratio."""
    queries, keys = lines(LINES, number)
    count = BASELINE_LINES[number]
    started = time.perf_counter()
    labels = [_name(price.brand, price.label) for price in prices(number)]
    built, worked = time.perf_counter(), time.process_time()
    right = 0
    for query, key in zip(queries[:count], keys, strict=False):
        best = process.extractOne(fold(query.text), labels, scorer=fuzz.token_set_ratio)
        right += best[0] == labels[key - 1]
    worked = time.process_time() - worked
    return _figures(count, built - started, time.perf_counter() - built, worked, right, right)


def with_fts5(number: int) -> dict[str, Any]:
    """SQLite's full-text search over trigrams, all words of a line joined by OR, ranked by bm25."""
    queries, keys = lines(LINES, number)
    count = BASELINE_LINES[number]
    started = time.perf_counter()
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE price USING fts5(label, tokenize='unicode61')")
    database.executemany("INSERT INTO price VALUES (?)", ((_name(one.brand, one.label),) for one in prices(number)))
    built, worked = time.perf_counter(), time.process_time()
    right = 0
    for query, key in zip(queries[:count], keys, strict=False):
        words = " OR ".join(f'"{word}"' for word in fold(query.text).split())
        sql = "SELECT rowid, label FROM price WHERE price MATCH ? ORDER BY bm25(price) LIMIT 1"
        row = database.execute(sql, (words,)).fetchone()
        wanted = database.execute("SELECT label FROM price WHERE rowid = ?", (key,)).fetchone()
        right += row is not None and row[1] == wanted[0]
    worked = time.process_time() - worked
    return _figures(count, built - started, time.perf_counter() - built, worked, right, right)


MEASURES: dict[str, Callable[[int], dict[str, Any]]] = {
    "centrale": matching,
    "rapidfuzz": with_rapidfuzz,
    "sqlite fts5": with_fts5,
}


def _name(brand: str | None, label: str) -> str:
    return fold(f"{brand or ''} {label}")


def _figures(count: int, building: float, asking: float, working: float, right: int, found: int) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "lines": count,
        "build": building,
        "ask": asking,
        "work": working,
        "right": right / count,
        "found": found / count,
        "peak": peak,
    }


def _apart(name: str, number: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.audit_bench", "--measure", name, "--prices", str(number)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return figures


def bench_matching(quick: bool) -> None:
    """Print the table."""
    titles = f"{'prices':>9}  {'with':<12} {'built s':>8} {'lines':>6} {'s':>8} {'cpu s':>7} {'lines/s':>8}"
    print(f"{titles} {'right':>6} {'found':>6} {'MiB':>6}")
    for number in (100_000,) if quick else (100_000, 1_000_000):
        for name in MEASURES:
            one = _apart(name, number)
            speed = one["lines"] / one["ask"]
            times = f"{one['build']:>8.1f} {one['lines']:>6} {one['ask']:>8.2f} {one['work']:>7.2f} {speed:>8.1f}"
            print(
                f"{number:>9}  {name:<12} {times} {one['right']:>6.3f} {one['found']:>6.3f} {one['peak']:>6}",
                flush=True,
            )


def main() -> None:
    """Run all benches, or one measure in this process."""
    parser = argparse.ArgumentParser(description=re.sub(r"\n.*", "", __doc__ or "", flags=re.S))
    parser.add_argument("--quick", action="store_true", help="a hundred thousand prices only")
    parser.add_argument("--measure", choices=list(MEASURES))
    parser.add_argument("--prices", type=int, default=100_000)
    parser.add_argument("parts", nargs="*", default=["matching"], help="which benches: matching")
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(MEASURES[arguments.measure](arguments.prices)))
        return
    if "matching" in arguments.parts:
        bench_matching(arguments.quick)


if __name__ == "__main__":
    main()
