"""Rows of a spreadsheet: which are lines, which are totals, and what cannot be read in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import TypeVar

from audit.invoice import Line, LineKind, Method, Provenance
from audit.reading import cells
from audit.reading.cells import Cell, folded, written
from audit.reading.columns import Role, Titles, with_joined_initials
from audit.reading.identifiers import checked_gtin
from audit.reading.tables import Table

_Value = TypeVar("_Value")
_TOTAL = re.compile(
    r"(?:sous )?total\b|totaux\b|montant total\b|net a payer\b|tva\b|dont tva\b|montant tva\b|a reporter\b|report\b|"
    r"solde\b|grand total\b|subtotal\b|sub total\b|base ht\b|montant ht\b|montant ttc\b|somme\b|reste a payer\b|vat\b|"
    r"amount due\b|total general\b|cumul\b"
)
_NET = re.compile(
    r"(?:montant )?(?:sous )?total(?: general| net)?(?: ht| hors taxes?)?$|montant ht$|subtotal$|net total$"
)
_EXPECTED = {
    "number": "un nombre, par exemple 1 234,56",
    "rate": "un taux en pour cent, par exemple 20 ou 5,5",
    "day": "une date, par exemple 31/01/2026",
}
_TOLERANCE = Decimal("0.02")
_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that can't be read."""

    place: str
    column: str
    value: str
    expected: str

    def said(self) -> str:
        """In French, with what was expected."""
        return f"{self.place}, colonne « {self.column} » : « {self.value} » au lieu d’{self.expected}."


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row, or the space over the table, says of the invoice."""

    number: str | None = None
    issued_on: dt.date | None = None
    seller: str | None = None
    company_number: str | None = None
    vat_number: str | None = None
    currency: str | None = None
    kind: str | None = None

    def completed_by(self, other: Facts) -> Facts:
        """What this doesn't say as the other says it."""
        missing = {field.name: getattr(other, field.name) for field in fields(self) if not getattr(self, field.name)}
        return replace(self, **missing)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line, what its row says of its invoice, and its amount with VAT and VAT where columns have them."""

    line: Line
    facts: Facts
    with_vat: Decimal | None = None
    vat: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """A row that sums up: `kind` is net, vat, gross, or total where it doesn't say of what."""

    kind: str
    amount: Decimal


class RowReader:
    """Reads the rows under the titles; what can't be read goes to `problems`."""

    def __init__(self, table: Table, titles: Titles, problems: list[Problem]) -> None:
        self._table, self._titles, self._problems = table, titles, problems
        self._names = tuple(folded(name) for name in titles.names)
        self._row: tuple[Cell, ...] = ()
        self._place = ""

    def rows(self) -> Iterator[SheetLine | Total]:
        """Lines and totals in their order; blank rows and repeated titles are left out."""
        for index, row in enumerate(self._table.rows[self._titles.row + 1 :], self._titles.row + 1):
            self._row, self._place = row, self._table.place(index)
            texts = [written(cell) for cell in row]
            if not any(texts) or tuple(map(folded, texts)) == self._names[: len(texts)]:
                continue
            label = folded(next((text for text in texts if text), ""))
            if self._is_total(label):
                yield from self._total(label)
            else:
                yield from self._line()

    def _is_total(self, label: str) -> bool:
        """Total is a brand too: its oils have a price, and mostly a reference."""
        if any(self._text(role) for role in (Role.REFERENCE, Role.GTIN, Role.NET_PRICE, Role.GROSS_PRICE)):
            # A label may stand in the column of references, and the price's column may hold a label.
            others = [folded(written(cell)) for cell in self._row if written(cell)]
            return bool(_TOTAL.match(label)) and len(others) == 2 and not self._text(Role.QUANTITY)
        name = folded(self._text(Role.NAME) or "")
        if not name and not self._text(Role.QUANTITY) and self._numbers():
            return True
        return bool(_TOTAL.match(name or label))

    def _numbers(self) -> list[Decimal]:
        found = []
        for cell in self._row:
            try:
                value = cells.number(cell)
            except ValueError:
                continue
            if value is not None:
                found.append(value)
        return found

    def _total(self, label: str) -> Iterator[Total]:
        labels = [with_joined_initials(folded(written(cell))) for cell in self._row]
        label = next((text for text in labels if _TOTAL.match(text)), label)
        if (numbers := self._numbers()) and "report" not in label:
            if "ttc" in label.split() or "payer" in label or "due" in label:
                yield Total("gross", numbers[-1])
            elif "hors" in label.split():
                yield Total("net", self._amount_of_total(numbers))
            elif "tva" in label.split() or "vat" in label.split():
                yield Total("vat", numbers[-1])
            elif _NET.match(label) and "sous" not in label.split():
                says_net = {"ht", "net", "subtotal"} & set(label.split())
                yield Total("net" if says_net else "total", self._amount_of_total(numbers))

    def _amount_of_total(self, numbers: list[Decimal]) -> Decimal:
        """Under the amounts when there is one, else the last number."""
        try:
            return cells.number(self._cell(Role.NET_AMOUNT)) or numbers[-1]
        except ValueError:
            return numbers[-1]

    def _line(self) -> Iterator[SheetLine]:
        reference = self._text(Role.REFERENCE)
        line = Line(
            position=1,
            name=self._text(Role.NAME) or reference or "",
            quantity=self._number(Role.QUANTITY),
            unit=self._text(Role.UNIT),
            net_price=self._number(Role.NET_PRICE),
            base_quantity=self._number(Role.BASE_QUANTITY),
            gross_price=self._number(Role.GROSS_PRICE),
            discount_percent=self._rate(Role.DISCOUNT),
            allowances=abs(self._number(Role.DISCOUNT_AMOUNT) or Decimal(0)),
            net_amount=self._number(Role.NET_AMOUNT),
            vat_rate=self._rate(Role.VAT_RATE),
            seller_reference=reference,
            maker_reference=self._text(Role.MAKER_REFERENCE),
            gtin=checked_gtin(self._text(Role.GTIN)),
            provenance=Provenance(Method.SHEET, self._place),
        )
        line = _with_price(_with_extras(line, self._extra(Role.COEFFICIENT), self._extra(Role.CHARGE)))
        is_text = (line.quantity, line.net_price, line.net_amount) == (None, None, None)
        if line.name or not is_text:
            line = replace(line, kind=LineKind.TEXT) if is_text else line
            yield SheetLine(line, self._facts(), self._extra(Role.AMOUNT_WITH_VAT), self._extra(Role.VAT_AMOUNT))

    def _facts(self) -> Facts:
        return Facts(
            number=self._text(Role.NUMBER),
            issued_on=self._read(Role.DATE, cells.day, "day"),
            seller=self._text(Role.SELLER),
            company_number=self._text(Role.COMPANY_NUMBER),
            vat_number=self._text(Role.VAT_NUMBER),
            currency=self._text(Role.CURRENCY),
            kind=self._text(Role.KIND),
        )

    def _cell(self, role: Role) -> Cell | None:
        column = self._titles.columns.get(role)
        return self._row[column] if column is not None and column < len(self._row) else None

    def _text(self, role: Role) -> str | None:
        return written(self._cell(role)) or None

    def _number(self, role: Role) -> Decimal | None:
        return self._read(role, cells.number, "number")

    def _extra(self, role: Role) -> Decimal | None:
        """A number that only matters where it makes the amount right; other columns have such titles too."""
        try:
            return cells.number(self._cell(role))
        except ValueError:
            return None

    def _rate(self, role: Role) -> Decimal | None:
        return self._read(role, cells.percentage, "rate")

    def _read(self, role: Role, parse: Callable[[Cell | None], _Value | None], expected: str) -> _Value | None:
        cell = self._cell(role)
        try:
            return parse(cell)
        except (ValueError, OverflowError):
            value = written(cell)[:_MOST_SHOWN]
            self._problems.append(Problem(self._place, self._titles.title(role), value, _EXPECTED[expected]))
            return None


def _with_extras(line: Line, coefficient: Decimal | None, charge: Decimal | None) -> Line:
    """Hours × rate × coefficient of temporary work; a contribution for each piece, or for the line."""
    if line.net_amount is None or line.quantity is None or line.net_price is None:
        return line
    amount = line.quantity * line.net_price / (line.base_quantity or Decimal(1)) - line.allowances
    if abs(amount - line.net_amount) <= _TOLERANCE:
        return line
    if coefficient and abs(amount * coefficient - line.net_amount) <= _TOLERANCE:
        return replace(line, net_price=line.net_price * coefficient)
    for charges in (charge or Decimal(0), (charge or Decimal(0)) * line.quantity):
        if charges and abs(amount + charges - line.net_amount) <= _TOLERANCE:
            return replace(line, charges=charges)
    return line


def _with_price(line: Line) -> Line:
    """The price after the discount of its own column, whichever of both the sheet gives, and the amount where it is
    only quantity × price."""
    line = _with_discount_in_euros(line)
    discount = line.discount_percent or Decimal(0)
    if line.net_price is None and line.gross_price is not None:
        line = replace(line, net_price=line.gross_price * (1 - discount / 100))
    elif line.net_price is not None and line.gross_price is None and discount and _is_before_discount(line, discount):
        line = replace(line, gross_price=line.net_price, net_price=line.net_price * (1 - discount / 100))
    if line.net_amount is None and line.quantity is not None and line.net_price is not None:
        amount = line.quantity * line.net_price / (line.base_quantity or Decimal(1)) - line.allowances
        line = replace(line, net_amount=amount)
    return line


def _with_discount_in_euros(line: Line) -> Line:
    """A column "Remise" may hold euros: it does when only they make the amount right."""
    price = line.net_price if line.gross_price is None else line.gross_price
    if not line.discount_percent or None in (price, line.quantity, line.net_amount):
        return line
    assert price is not None and line.quantity is not None and line.net_amount is not None  # noqa: S101, PT018
    whole = line.quantity * price / (line.base_quantity or Decimal(1))
    in_percent = whole * (1 - line.discount_percent / 100)
    is_in_euros = abs(whole - line.discount_percent - line.net_amount) <= _TOLERANCE < abs(in_percent - line.net_amount)
    if not is_in_euros:
        return line
    return replace(line, net_price=price, discount_percent=None, allowances=line.allowances + line.discount_percent)


def _is_before_discount(line: Line, discount: Decimal) -> bool:
    """Whether the amount is that of the price less the discount; without an amount it is taken so."""
    if line.net_amount is None or line.quantity is None or line.net_price is None:
        return True
    whole = line.quantity * line.net_price / (line.base_quantity or Decimal(1)) - line.allowances
    less = whole - line.quantity * line.net_price * discount / 100 / (line.base_quantity or Decimal(1))
    return abs(less - line.net_amount) <= abs(whole - line.net_amount) + _TOLERANCE
