"""Reads pages that were drawn as text: columns once, then rows with cells between bars, then what the page tells.

    @ 40 110 330r 545r      where the cells of the rows below stand (r: up to there, c: around there, s: small)
    A12|Vis|3|4,50          a row; an empty row is a gap of half a row, `+20` one of 20 points, `===` a new page
    ----                    from here on the lines that the page tells:
    Vis / zinguée|3|1.50|4.50|A12       text (its rows), quantity, price, amount, reference; empty: none is told

`{net}`, `{vat}` and `{gross}` are the sum of the lines' amounts, their tax and both (VAT of `rate` per cent).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.audit.layouts.handset import Cell, Rows, Sheet, Told, line

_CENT = Decimal("0.01")


def drawn(page: str, *, rate: str = "20", marks: str = " ,", **options: Any) -> Sheet:
    """The page. `marks`: between thousands, and before the cents of the totals; `options`: those of `Sheet`."""
    body, _, below = page.strip("\n").partition("\n----\n")
    told = [_told(row) for row in below.strip().splitlines()]
    net = sum((Decimal(one["amount"] or 0) for one in told), Decimal(0))
    vat = (net * Decimal(rate) / 100).quantize(_CENT, ROUND_HALF_UP)
    sums = {"{net}": net, "{vat}": vat, "{gross}": net + vat}
    for name, value in sums.items():
        body = body.replace(name, f"{value:,.2f}".translate(str.maketrans(",.", marks)))
    return Sheet(_rows(body), told, **options)


def _rows(body: str) -> Rows:
    rows: Rows = []
    columns: list[tuple[int, str]] = []
    for text in body.splitlines():
        if text.startswith("@"):
            found = (re.fullmatch(r"(\d+)([rcs]?)", one) for one in text[1:].split())
            columns = [(int(one[1]), one[2]) for one in found if one]
        elif text == "===":
            rows.append("---")
        elif not text.strip():
            rows.append(6)
        elif re.fullmatch(r"\+\d+", text):
            rows.append(int(text[1:]))
        else:
            cells = zip(text.split("|"), columns, strict=False)
            rows.append([_cell(part.strip(), *column) for part, column in cells if part.strip()])
    return rows


def _cell(text: str, left: int, how: str) -> Cell:
    return (left, text, how) if how else (left, text)


def _told(row: str) -> Told:
    """What a line tells, once its numbers were seen to fit."""
    name, quantity, price, amount, reference = (part.strip() or None for part in (row + "||||").split("|")[:5])
    if name is None or amount is None:
        raise ValueError(f"{row!r}: a line tells at least its text and its amount")
    if quantity and price and abs(Decimal(quantity) * Decimal(price) - Decimal(amount)) > Decimal("0.011"):
        raise ValueError(f"{row!r}: {Decimal(quantity) * Decimal(price)} is not {amount}")
    return line(name.replace(" / ", "\n"), quantity, price, amount, reference)
