"""Renders the layouts into a folder: `python -m tests.audit.layouts.render FOLDER` (NN.pdf, and NN.json beside it)."""

from __future__ import annotations

import functools
import json
import sys
from pathlib import Path
from typing import Any

import typst

from tests.audit.layouts.page import markup
from tests.audit.layouts.specs import SPECS
from tests.audit.layouts.truth import Truth, truth


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def rendered(number: int) -> tuple[bytes, Truth]:
    """The PDF of layout `number` (1 …) and what it says."""
    spec = SPECS[number - 1]
    told = truth(spec, number)
    return bytes(typst.compile(markup(spec, told).encode(), font_paths=_fonts())), told


def as_json(told: Truth) -> dict[str, Any]:
    """The truth as plain values."""
    return {
        "number": told.number, "issued_on": told.day.isoformat(), "kind": told.kind,
        "seller": told.seller.siret, "buyer": told.buyer.siret, "net": str(told.net), "vat": str(told.tax), "gross": str(told.net + told.tax),
        "lines": [
            {
                "name": "\n".join((row.name, *row.more)), "reference": row.reference, "kind": row.kind,
                "quantity": None if row.quantity is None else str(row.quantity),
                "price": None if row.net is None else str(row.net), "amount": str(row.amount), "unit": row.unit, "rate": str(row.rate),
            }
            for row in told.lines
        ],
    }  # fmt: skip


def main(folder: Path) -> None:
    """All layouts."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, len(SPECS) + 1):
        content, told = rendered(number)
        (folder / f"{number:02}.pdf").write_bytes(content)
        (folder / f"{number:02}.json").write_text(
            json.dumps(as_json(told), ensure_ascii=False, indent=1), encoding="utf-8"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
