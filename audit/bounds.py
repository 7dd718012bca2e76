"""Numbers that nobody is charged: no sum can be made of them, no column holds them, so they are no numbers of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from audit.invoice import Flag, Invoice, Line

# Of what is read, and of what is calculated from it.
MOST = Decimal(10) ** 12
LEAST = 1 / MOST
# Decimal's own precision: nothing is rounded before it is meant to be.
_MOST_DIGITS = 28
_OF_LINES = ("quantity", "net_price", "base_quantity", "gross_price", "discount_percent", "net_amount", "vat_rate")
_NEVER_NONE = ("allowances", "charges")
# Signs.
LONGEST_NAME = 2000


def is_amount(value: Decimal | None) -> bool:
    """Whether it is a number that an invoice may have, or none at all."""
    if value is None or not value.is_finite():
        return value is None
    return value == 0 or (LEAST <= abs(value) < MOST and len(value.as_tuple().digits) <= _MOST_DIGITS)


def bounded(invoice: Invoice) -> Invoice:
    """The invoice without such numbers: what stood there is told in `raw`, and a human is told to look."""
    totals = replace(invoice.totals, **_wrong(invoice.totals, invoice.totals.__slots__))
    kept = replace(
        invoice,
        lines=tuple(_bounded_line(line) for line in invoice.lines),
        adjustments=tuple(
            replace(one, **_wrong(one, ("vat_rate",))) for one in invoice.adjustments if is_amount(one.amount)
        ),
        vat=tuple(replace(one, **_wrong(one, ("rate", "base", "tax"))) for one in invoice.vat),
        totals=totals,
    )
    return invoice if kept == invoice else replace(kept, flags=kept.flags | {Flag.UNCERTAIN})


def _bounded_line(line: Line) -> Line:
    line = _shortened(line)
    wrong = _wrong(line, (*_OF_LINES, *_NEVER_NONE))
    if not wrong:
        return line
    raw: Mapping[str, str] = {name: str(getattr(line, name)) for name in wrong} | dict(line.raw)
    wrong |= {name: Decimal(0) for name in _NEVER_NONE if name in wrong}
    return replace(line, flags=line.flags | {Flag.UNCERTAIN}, raw=raw, **wrong)


def _shortened(line: Line) -> Line:
    """Nobody's goods have a name of a page: what is left tells enough, and a human is told to look."""
    if len(line.name) <= LONGEST_NAME:
        return line
    return replace(line, name=line.name[:LONGEST_NAME], flags=line.flags | {Flag.UNCERTAIN})


def _wrong(value: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: None for name in names if not is_amount(getattr(value, name))}
