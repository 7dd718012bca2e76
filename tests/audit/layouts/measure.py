"""How well layouts are read: `python -m tests.audit.layouts.measure FOLDER [--wrong]` judges NN.pdf against NN.json.

A line is found when its amount and at least one of quantity, price and text are right; it is fully right when quantity,
price, amount, reference and text all are (text: nine tenths alike). F1 is over fully right lines; precision over those that
are accepted (no UNCERTAIN flag).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from audit.invoice import Flag, Invoice, Line
from audit.reading.pdf_text import read_pdf


@dataclass
class Score:
    """Counts of lines: told by the truth, read, found, fully right, accepted, accepted and fully right."""

    told: int = 0
    read: int = 0
    found: int = 0
    right: int = 0
    accepted: int = 0
    accepted_right: int = 0

    def add(self, other: Score) -> None:
        for name in vars(other):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def f1(self, hits: int) -> float:
        return 2 * hits / (self.told + self.read) if self.told + self.read else 1.0

    def __str__(self) -> str:
        precision = self.accepted_right / self.accepted if self.accepted else 1.0
        return (
            f"lines {self.told:4}  line F1 {self.f1(self.found):.3f}  fully right F1 {self.f1(self.right):.3f}"
            f"  accepted {self.accepted:4} precision {precision:.3f}"
        )


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _near(one: Decimal | None, other: Decimal | None) -> bool:
    return one == other or (
        one is not None and other is not None and abs(one - other) <= min(Decimal("0.005"), abs(other) / 50)
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _same_text(read: str, told: dict[str, Any]) -> bool:
    """Nine tenths alike; where the truth knows more than one text (`full`), everything read must stand in them."""
    if "full" not in told:
        return fuzz.ratio(_plain(read), _plain(told["name"])) >= 90
    return (
        max(fuzz.ratio(_plain(read), _plain(told["name"])), fuzz.token_set_ratio(_plain(read), _plain(told["full"])))
        >= 90
    )


def faults(line: Line, told: dict[str, Any]) -> list[str]:
    """The fields of a line that are wrong."""
    wrong = []
    if line.quantity != _decimal(told["quantity"]):
        wrong.append("quantity")
    price = line.net_price / line.base_quantity if line.net_price is not None and line.base_quantity else line.net_price
    if not _near(price, _decimal(told["price"])) and told["price"] is not None:
        wrong.append("price")
    if line.net_amount != _decimal(told["amount"]):
        wrong.append("amount")
    if told["reference"] is not None and (line.seller_reference or "") != told["reference"]:
        wrong.append("reference")
    if not _same_text(line.name, told):
        wrong.append("text")
    return wrong


def judged(
    invoices: Sequence[Invoice], told: list[dict[str, Any]], say: Callable[[str], None] = lambda text: None
) -> Score:
    """Pairs what was read with what is told, each once, the best pairs first."""
    lines = [line for invoice in invoices for line in invoice.lines]
    score = Score(told=len(told), read=len(lines), accepted=sum(Flag.UNCERTAIN not in line.flags for line in lines))
    pairs = sorted(
        (
            (len(wrong := faults(line, one)), at, to, wrong)
            for at, line in enumerate(lines)
            for to, one in enumerate(told)
        ),
        key=lambda pair: pair[:3],
    )
    taken: set[int] = set()
    met: set[int] = set()
    for count, at, to, wrong in pairs:
        if at in taken or to in met or "amount" in wrong or count > 3:
            continue
        taken.add(at)
        met.add(to)
        score.found += 1
        score.right += not wrong
        score.accepted_right += not wrong and Flag.UNCERTAIN not in lines[at].flags
        if wrong:
            say(
                f"  {'accepted' if Flag.UNCERTAIN not in lines[at].flags else 'flagged '} {wrong}: {lines[at].name!r} {lines[at].seller_reference} {lines[at].quantity} {lines[at].net_price} | {told[to]}"
            )
    for at, line in enumerate(lines):
        if at not in taken:
            say(
                f"  {'accepted' if Flag.UNCERTAIN not in line.flags else 'flagged '} none such: {line.name!r} {line.quantity} {line.net_price} {line.net_amount}"
            )
    for to, one in enumerate(told):
        if to not in met:
            say(f"  missing: {one}")
    return score


def main(folder: Path, wrong: bool) -> None:
    """Both halves: even numbers were tuned on, odd ones were not."""
    halves = {"tuned (even)": Score(), "kept apart (odd)": Score()}
    for path in sorted(folder.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        said: list[str] = []
        invoices = read_pdf(path.with_suffix(".pdf").read_bytes())
        score = judged(invoices, told["lines"], said.append)
        even = int(path.stem[:2]) % 2 == 0
        halves["tuned (even)" if even else "kept apart (odd)"].add(score)
        if wrong and even:
            invoice = invoices[0] if invoices else None
            heads = [invoice and str(getattr(invoice, name)) == told[name] for name in ("number", "issued_on", "kind")]
            heads += [
                invoice and invoice.seller.siret == told["seller"],
                invoice and invoice.buyer.siret == told["buyer"],
            ]
            heads += [invoice and str(invoice.totals.net) == told["net"]]
            print(path.stem, score, "" if all(heads) else f"facts {heads}", *said[:6], sep="\n" if said else " ")
    for name, score in halves.items():
        print(f"{name:18} {score}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--wrong" in sys.argv)
