"""How well random layouts are read, by trait: `python -m tests.audit.layouts.random_report [--pages N] [--first SEED]
[--out FOLDER]` (`--out` writes the pages that aren't read right, with their truth and what is wrong in them).
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.reading.pdf_text import read_pdf
from tests.audit.layouts.measure import Score, judged
from tests.audit.layouts.random_page import drawn
from tests.audit.layouts.random_traits import TRAITS, Traits, special, traits


@dataclass
class Reading:
    """How a page was read: its traits, its score, what is wrong in it."""

    seed: int
    traits: Traits
    score: Score
    said: list[str]

    @property
    def clean(self) -> bool:
        """Whether all lines are right, and none is too many."""
        return self.score.right == self.score.told == self.score.read


def reading(seed: int, out: Path | None = None, of: Traits | None = None) -> Reading:
    """The page of this seed (with these traits instead of its own), read and judged; written down where it isn't read
    right and `out` says where."""
    content, told, of = drawn(of or traits(seed), seed)
    said: list[str] = []
    found = Reading(seed, of, judged(read_pdf(content), told["lines"], said.append), said)
    if out is not None and not found.clean:
        _write(out, found, content, told)
    return found


def _write(out: Path, found: Reading, content: bytes, told: dict[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{found.seed:05}.pdf").write_bytes(content)
    (out / f"{found.seed:05}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    text = "\n".join([str(found.score), special(found.traits), *found.said])
    (out / f"{found.seed:05}.txt").write_text(text, encoding="utf-8")


def by_trait(readings: list[Reading]) -> dict[tuple[str, str], tuple[Score, int, int]]:
    """The sum of all pages that have a trait, how many they are, how many of them are read right."""
    sums: dict[tuple[str, str], tuple[Score, int, int]] = defaultdict(lambda: (Score(), 0, 0))
    for one in readings:
        for trait in one.traits.items():
            score, pages, clean = sums[trait]
            score.add(one.score)
            sums[trait] = (score, pages + 1, clean + one.clean)
    return sums


def row_of(name: str, score: Score, pages: int, clean: int) -> str:
    """A row of the table."""
    precision = score.accepted_right / score.accepted if score.accepted else 1.0
    share = score.accepted / score.read if score.read else 0.0
    return (
        f"{name:30} {pages:5} {clean / pages if pages else 1:6.2f} {score.told:6} {score.f1(score.found):6.3f}"
        f" {score.f1(score.right):6.3f} {share:6.2f} {precision:6.3f}"
    )


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    readings = [reading(seed, asked.out) for seed in range(asked.first, asked.first + asked.pages)]
    total = Score()
    for one in readings:
        total.add(one.score)
    print(f"{'trait':30} {'pages':>5} {'clean':>6} {'lines':>6} {'found':>6} {'right':>6} {'acc.':>6} {'acc. r':>6}")
    print(row_of("all", total, len(readings), sum(one.clean for one in readings)))
    table = by_trait(readings)
    for name, values in TRAITS.items():
        for value in sorted(values):
            if (name, value) in table:
                print(row_of(f"{name} {value}", *table[name, value]))


if __name__ == "__main__":
    main()
