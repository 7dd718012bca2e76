"""Which traits make random pages hard: `python -m tests.audit.layouts.random_blame [--pages N] [--first SEED] [--out FOLDER]
[--plain TRAIT…]` goes back to the plain value of one trait after the other as long as the page is still read wrong; what is
left is to blame. `--plain`: traits that are plain from the start, so that others are seen.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from tests.audit.layouts.random_report import reading
from tests.audit.layouts.random_traits import TRAITS, Traits, plain, settled, special, traits


def blamed(of: Traits, seed: int) -> Traits:
    """The traits with as few as possible that aren't plain, so that the page is still read wrong."""
    for name in TRAITS:
        if name == "goods" or of[name] == plain(name):
            continue
        tried = settled(dict(of) | {name: plain(name)})
        if not reading(seed, of=tried).clean:
            of = tried
    return of


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
        if reading(seed, of=of).clean:
            continue
        least = blamed(of, seed)
        reasons[special(least)].append(seed)
        if asked.out is not None:
            reading(seed, asked.out, least)
    for reason, seeds in sorted(reasons.items(), key=lambda pair: -len(pair[1])):
        print(f"{len(seeds):4} {reason}: {' '.join(map(str, seeds[:12]))}")


if __name__ == "__main__":
    main()
