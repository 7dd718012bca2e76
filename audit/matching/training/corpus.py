"""Labelled lines: which price they mean, or that they mean none of those beside it (`pairs.txt` explains its form)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from audit.prices import Price
from errors import BadInput

FILE = Path(__file__).parent / "pairs.txt"
DAY = dt.date(2026, 6, 1)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line of family `family`; `key` is that of its price, None when it means none."""

    text: str
    key: int | None
    family: int
    category: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """All of it: prices, the families that they are of, and lines."""

    prices: tuple[Price, ...]
    families: dict[int, int]
    lines: tuple[Labelled, ...]

    @property
    def pairs(self) -> int:
        """How many pairs of a line and a price of its family are labelled, right and wrong ones."""
        sizes: dict[int, int] = {}
        for family in self.families.values():
            sizes[family] = sizes.get(family, 0) + 1
        return sum(sizes.get(line.family, 0) for line in self.lines)


def read_corpus(path: Path = FILE) -> Corpus:
    """The labelled lines of a file; BadInput names the row that isn't of its form."""
    prices: list[Price] = []
    families: dict[int, int] = {}
    lines: list[Labelled] = []
    category, family = "", 0
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = row.strip()
        if not text:
            family += 1
        elif row.startswith("["):
            category, family = text.strip("[]"), family + 1
        elif row.startswith("    - "):
            lines.append(Labelled(text[2:], None, family, category))
        elif row.startswith("    "):
            if not prices or families[prices[-1].key] != family:
                raise BadInput(f"{path.name}, row {number}: a line of an invoice stands below the label of its price.")
            lines.append(Labelled(text, prices[-1].key, family, category))
        elif not row.startswith("#"):
            prices.append(_price(text, len(prices) + 1, category))
            families[prices[-1].key] = family
    return Corpus(tuple(prices), families, tuple(lines))


def _price(text: str, key: int, category: str) -> Price:
    label, _, brand = text.partition(" @")
    return Price(
        key=key,
        supplier="catalogue",
        supplier_name="Catalogue",
        reference=f"C{key:05}",
        label=label,
        price=Decimal(1),
        unit="piece",
        category=category,
        brand=brand or None,
        valid_from=DAY.replace(month=1, day=1),
    )


def with_text(line: Labelled, text: str) -> Labelled:
    """The same line, written otherwise."""
    return replace(line, text=text)
