"""Which traits make random pages hard: `python -m tests.audit.layouts.random_blame [--pages N] [--first SEED] [--out FOLDER]
[--plain TRAIT…]` goes back to the plain value of one trait after the other as long as the page is still read wrong; what is
left is to blame. `--plain`: traits that are plain from the start, so that others are seen.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from audit.reading.pdf_text import read_pdf
from tests.audit.layouts.measure import Score, judged
from tests.audit.layouts.random_page import drawn
from tests.audit.layouts.random_traits import TRAITS, Traits, plain, settled, traits

# What a page sells is no reason.
_KEPT = {"goods"}


def judge(of: Traits, seed: int) -> tuple[Score, list[str]]:
    """How a page with these traits is read."""
    content, told, _ = drawn(of, seed)
    said: list[str] = []
    return judged(read_pdf(content), told["lines"], said.append), said


def _wrong(score: Score) -> bool:
    return not score.right == score.told == score.read


def blamed(of: Traits, seed: int) -> Traits:
    """The traits with as few as possible that aren't plain, so that the page is still read wrong."""
    for name in TRAITS:
        if name in _KEPT or of[name] == plain(name):
            continue
        tried = settled(dict(of) | {name: plain(name)})
        if _wrong(judge(tried, seed)[0]):
            of = tried
    return of


def named(of: Traits) -> str:
    """What isn't plain in a page."""
    return (
        ", ".join(f"{name}={value}" for name, value in of.items() if name not in _KEPT and value != plain(name))
        or "words"
    )


def main() -> None:
    """The reasons, the most frequent first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--plain", nargs="*", choices=TRAITS, default=[])
    asked = parser.parse_args()
    reasons: dict[str, list[int]] = defaultdict(list)
    for seed in range(asked.first, asked.first + asked.pages):
        of = settled(traits(seed) | {name: plain(name) for name in asked.plain})
        if not _wrong(judge(of, seed)[0]):
            continue
        least = blamed(of, seed)
        reasons[named(least)].append(seed)
        if asked.out is not None:
            _write(asked.out, seed, least)
    for reason, seeds in sorted(reasons.items(), key=lambda pair: -len(pair[1])):
        print(f"{len(seeds):4} {reason}: {' '.join(map(str, seeds[:12]))}")


def _write(out: Path, seed: int, of: Traits) -> None:
    out.mkdir(parents=True, exist_ok=True)
    content, told, _ = drawn(of, seed)
    (out / f"{seed:05}.pdf").write_bytes(content)
    (out / f"{seed:05}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    score, said = judge(of, seed)
    (out / f"{seed:05}.txt").write_text("\n".join([named(of), str(score), *said]), encoding="utf-8")


if __name__ == "__main__":
    main()
