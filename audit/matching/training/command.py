"""`manage.py audit-train`: reads the labelled lines, writes the model, tells how it did on families it hadn't seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from audit.matching.model import FILE
from audit.matching.training.corpus import FILE as PAIRS
from audit.matching.training.corpus import read_corpus
from audit.matching.training.train import trained


def train_on(pairs: Path = PAIRS, model: Path = FILE) -> Iterator[str]:
    """Train, write, and say line by line what came of it."""
    corpus = read_corpus(pairs)
    data, figures = trained(corpus)
    rows = ",\n".join(json.dumps(one, separators=(",", ":")) for one in data.pop("trees"))
    rest = json.dumps(data, indent=1, ensure_ascii=False)[:-2]
    model.write_text(f'{rest},\n "trees": [\n{rows}\n ]\n}}\n', encoding="utf-8")
    yield f"{len(corpus.lines)} lines, {len(corpus.prices)} prices, {corpus.pairs} labelled pairs of them."
    yield f"Families not seen in training ({figures.lines} lines, and {figures.hidden} whose price is not there):"
    yield f"  best proposal right  {figures.best_is_right:.3f}"
    yield f"  automatic            {figures.automatic}, precision {figures.precision:.4f}, recall {figures.recall:.3f}"
    yield f"  with review          {figures.with_review:.3f} of the lines get their price proposed"
    yield f"Written: {model.name}, automatic from {data['automatic']:.4f} on."
