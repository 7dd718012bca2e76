"""What CII and UBL have in common: codes of documents and charges, and which lines of a hierarchy count."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lxml import etree

from audit.invoice import Adjustment, Flag, InvoiceKind, Line, LineKind
from audit.reading.xml import decimal, own_text

MOST_LINES = 100_000
_MOST_DEPTH = 100
# UNTDID 1001, as far as EN 16931 and the French reform allow the codes.
_KINDS = {
    **dict.fromkeys(
        ("81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"),
        InvoiceKind.CREDIT_NOTE,
    ),
    **dict.fromkeys(("384", "471", "472", "473"), InvoiceKind.CORRECTIVE),
    **dict.fromkeys(("386", "500"), InvoiceKind.PREPAYMENT),
}
# UNTDID 7161: freight, transport and delivery among the reasons of charges.
_FREIGHT_CODES = {"FC", "FAA", "FAB", "FAC", "DL", "TS", "ABL", "SH"}
_FREIGHT_WORDS = re.compile(
    r"\b(?:fret|frais de (?:port|transport)|port|transport|livraison|exp[ée]dition|freight|shipping|delivery|versand|"
    r"fracht)",
    re.IGNORECASE,
)


def kind_of(code: str | None, otherwise: InvoiceKind = InvoiceKind.INVOICE) -> InvoiceKind:
    """What the document is by BT-3."""
    return _KINDS.get(code or "", otherwise)


def adjustment_of(
    amount: Decimal, *, is_charge: bool, reason: str | None, code: str | None, vat_rate: Decimal | None
) -> Adjustment:
    """A document's discount (as a negative amount) or charge."""
    if not is_charge:
        return Adjustment(-amount, reason, vat_rate, LineKind.DISCOUNT)
    is_freight = code in _FREIGHT_CODES or bool(_FREIGHT_WORDS.search(reason or ""))
    return Adjustment(amount, reason, vat_rate, LineKind.FREIGHT if is_freight else LineKind.FEE)


def kind_of_line(line: Line) -> LineKind:
    """Lines that charge nothing are notes: EXTENDED allows them without amount, quantity and price."""
    given = (line.quantity, line.net_price, line.net_amount)
    return LineKind.TEXT if given == (None, None, None) and not line.raw else LineKind.PRODUCT


class Values:
    """Reads numbers of one line, and remembers what stood there where it was none."""

    def __init__(self) -> None:
        self.raw: dict[str, str] = {}

    def number(self, field: str, element: etree._Element | None) -> Decimal | None:
        """The number exactly as written. None when nothing is given, and also, with the raw text kept, when it is no
        number: `flags` says so then."""
        written = None if element is None else own_text(element)
        value = decimal(written)
        if written is not None and value is None:
            self.raw[field] = written
        return value

    @property
    def flags(self) -> frozenset[Flag]:
        """UNCERTAIN when something was no number."""
        return frozenset({Flag.UNCERTAIN}) if self.raw else frozenset()


@dataclass(frozen=True, slots=True)
class Nested:
    """A line in its hierarchy: `status` is DETAIL, GROUP, INFORMATION or None (BT-X-8, EXT-FR-FE-163), or WHOLE for
    one that other lines stand inside of; `parent` the identifier of the line it belongs to (BT-X-304,
    EXT-FR-FE-162)."""

    line: Line
    identifier: str | None = None
    parent: str | None = None
    status: str | None = None


def counting(lines: Sequence[Nested]) -> tuple[Line, ...]:
    """The lines that are charged, each amount once, in the order of the file and numbered from 1.

    INFORMATION never counts, DETAIL and what has no status always do, and a GROUP only when nothing below it does. A
    WHOLE stands for the lines inside it where their amounts don't make up its own, and for nothing otherwise.
    """
    children: dict[str, list[int]] = {}
    for index, nested in enumerate(lines):
        if nested.parent is not None and nested.parent != nested.identifier:
            children.setdefault(nested.parent, []).append(index)
    if not children:
        chosen = [index for index, nested in enumerate(lines) if nested.status != "INFORMATION"]
    else:
        chosen = _chosen(lines, children)
    return tuple(replace(lines[index].line, position=position) for position, index in enumerate(sorted(chosen), 1))


def _chosen(lines: Sequence[Nested], children: Mapping[str, Sequence[int]]) -> list[int]:
    """From the leaves up; a line whose parents go in a circle, don't exist or are too many is a root."""
    known = {nested.identifier for nested in lines}
    chosen: list[int] = []
    seen: set[int] = set()

    def visit(index: int, depth: int = 0) -> list[int]:
        seen.add(index)
        own = children.get(lines[index].identifier or "", ()) if depth < _MOST_DEPTH else ()
        below = [found for child in own if child not in seen for found in visit(child, depth + 1)]
        return _of_family(lines, index, below)

    roots = [index for index, nested in enumerate(lines) if nested.parent is None or nested.parent not in known]
    for index in [*roots, *range(len(lines))]:
        if index not in seen:
            chosen += visit(index)
    return chosen


def _of_family(lines: Sequence[Nested], index: int, below: list[int]) -> list[int]:
    nested = lines[index]
    match nested.status:
        case "INFORMATION":
            return below
        case "GROUP":
            return below or [index]
        case "WHOLE" if below:
            return below if _make_up(lines, index, below) else [index]
        case _:
            return [index, *below]


def _make_up(lines: Sequence[Nested], index: int, below: list[int]) -> bool:
    amounts = [lines[child].line.net_amount for child in below]
    together = sum((amount for amount in amounts if amount is not None), Decimal(0))
    return None not in amounts and lines[index].line.net_amount in (together, None)
