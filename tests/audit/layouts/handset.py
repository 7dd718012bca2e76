"""Pages set by hand, word by word at its place: `python -m tests.audit.layouts.handset FOLDER` renders them with their
truth (SET/NN.pdf, NN.json), for `measure`. They were read once before anything was mended for them (docs/audit.md).
"""

from __future__ import annotations

import functools
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import typst

# A cell: where it stands, its text, and how: "" from the left, "r" up to there, "c" around there, "s" small.
Cell = tuple[int, str] | tuple[int, str, str]
# A row of cells, a gap in points, or "---" for a new page.
Rows = list[Any]
Told = dict[str, str | None]
_HEIGHT = 12


class Sheet:
    """A page set by hand and the lines that it tells."""

    def __init__(
        self, rows: Rows, lines: list[Told], size: float = 9, font: str = "Liberation Sans", pitch: int = _HEIGHT
    ) -> None:
        self.rows, self.lines, self.size, self.font, self.pitch = rows, lines, size, font, pitch

    def pdf(self) -> bytes:
        """The page."""
        return bytes(typst.compile(self._markup().encode(), font_paths=_fonts()))

    def _markup(self) -> str:
        parts = [
            '#set page(paper: "a4", margin: 0pt)',
            f'#set text(font: ("{self.font}", "DejaVu Sans", "Libertinus Serif"), size: {self.size}pt, hyphenate: false)',
        ]
        top = 40
        for row in self.rows:
            if row == "---":
                parts.append("#pagebreak()")
                top = 40
            elif isinstance(row, int):
                top += row
            else:
                parts += [self._cell(cell, top) for cell in row]
                top += self.pitch
        return "\n".join(parts)

    def _cell(self, cell: Cell, top: int) -> str:
        how = cell[2] if len(cell) == 3 else ""
        text = f"[#{json.dumps(cell[1], ensure_ascii=False)}]"
        if how in {"r", "c"}:
            left, side = (cell[0] - 200, "right") if how == "r" else (cell[0] - 100, "center")
            body = f"box(width: 200pt, align({side}, text{text}))"
        else:
            left, body = cell[0], f"text(size: {self.size - 2.5}pt){text}" if how == "s" else f"text{text}"
        return f"#place(top + left, dx: {left}pt, dy: {top}pt, {body})"


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def line(name: str, quantity: str | None, price: str | None, amount: str, reference: str | None = None) -> Told:
    """A line as the page tells it."""
    return {"name": name, "quantity": quantity, "price": price, "amount": amount, "reference": reference}


def head(number: str, day: str) -> Rows:
    """What stands over the lines."""
    return [
        [(40, "OFFICE SERVICES DU NORD"), (330, "CLINIQUE DES LILAS")],
        [(40, "14 rue du Fort"), (330, "BP 40")],
        [(40, "59000 LILLE"), (330, "59100 ROUBAIX")],
        20,
        [(40, f"Facture n° {number}"), (200, f"du {day}")],
        20,
    ]


def foot(net: str, vat: str, gross: str) -> Rows:
    """What stands under them."""
    return [
        10,
        [(440, "Total HT"), (545, net, "r")],
        [(440, "TVA 20 %"), (545, vat, "r")],
        [(440, "Total TTC"), (545, gross, "r")],
    ]


def main(folder: Path) -> None:
    """All of them, a folder for each set."""
    for name in ("handset_pages", "handset3", "handset3_more", "handset4", "handset5", "handset6", "handset7"):
        inside = folder / name
        inside.mkdir(parents=True, exist_ok=True)
        for number, sheet in enumerate(importlib.import_module(f"tests.audit.layouts.{name}").SHEETS, 1):
            (inside / f"{number:02}.pdf").write_bytes(sheet.pdf())
            (inside / f"{number:02}.json").write_text(
                json.dumps({"lines": sheet.lines}, ensure_ascii=False), encoding="utf-8"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
