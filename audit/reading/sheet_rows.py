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
from audit.reading.currencies import EURO, code_of, currencies_in
from audit.reading.identifiers import checked_gtin
from audit.reading.sheet_context import Discounts, Sums
from audit.reading.tables import Table

_Value = TypeVar("_Value")
_TOTAL = re.compile(
    r"(?:sous )?total\b|totaux\b|montant total\b|net a payer\b|tva\b|dont tva\b|montant tva\b|a reporter\b|report\b|"
    r"solde\b|grand total\b|subtotal\b|sub total\b|base ht\b|montant ht\b|montant ttc\b|somme\b|reste a payer\b|vat\b|"
    r"amount due\b|total general\b|cumul\b"
)
# "Total général HT", "TVA 20 %", "Sous-total 2": nothing but such words.
_TOTAL_ALONE = re.compile(
    r"(?:(?:sous|total|totaux|montants?|net|nette|brut|a|payer|reporter|report|reste|dont|tva|vat|ht|ttc|hors|taxes?|"
    r"general|grand|sub|subtotal|base|solde|somme|cumul|amount|due|eur|euros?|de|du|des|la|les|articles?|lignes?|"
    r"factures?|commandes?|page|pct|\d{1,12})(?: |$))*"
)
# Where a formula that failed leaves open whose line it is, and what of.
_TELLING = (Role.NAME, Role.SELLER, Role.COMPANY_NUMBER, Role.VAT_NUMBER, Role.KIND, Role.CURRENCY)
_AMOUNTS = (
    Role.NET_AMOUNT, Role.NET_PRICE, Role.GROSS_PRICE, Role.DISCOUNT_AMOUNT, Role.CHARGE, Role.AMOUNT_WITH_VAT,
    Role.VAT_AMOUNT,
)  # fmt: skip
_NET = re.compile(
    r"(?:montant )?(?:sous )?total(?: general| net)?(?: ht| hors taxes?)?$|montant ht$|subtotal$|net total$"
)
_EXPECTED = {
    "number": "un nombre, par exemple 1 234,56",
    "rate": "un taux en pour cent, par exemple 20 ou 5,5",
    "day": "une date, par exemple 31/01/2026",
    "number_of_invoice": "un numéro de facture",
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
    """A line, what its row says of its invoice, and its amount with VAT and VAT where columns have them.

    `is_doubtful`: its row may be read in two ways. `is_bad`: a cell of it can't be read. `has_no_amount`: it leaves the
    column of amounts empty.
    """

    line: Line
    facts: Facts
    with_vat: Decimal | None = None
    vat: Decimal | None = None
    is_doubtful: bool = False
    is_bad: bool = False
    has_no_amount: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """A row that sums up: `kind` is net, vat, gross, or total where it doesn't say of what."""

    kind: str
    amount: Decimal
    currencies: frozenset[str] = frozenset()


class RowReader:
    """Reads the rows under the titles; what can't be read goes to `problems`."""

    def __init__(self, table: Table, titles: Titles, problems: list[Problem]) -> None:
        self._table, self._titles, self._problems = table, titles, problems
        self._names = tuple(folded(name) for name in titles.names)
        self._row: tuple[Cell, ...] = ()
        self._place = ""
        self._is_doubtful = False
        # Whether a row can't be read of which nobody knows the invoice.
        self.has_lost_rows = False
        self._sums = Sums(_TOLERANCE)
        self._discounts = Discounts.of(tuple(self._column(Role.DISCOUNT)))
        self._currencies = self._currencies_of(titles.title)

    def rows(self) -> Iterator[SheetLine | Total]:
        """Lines and totals in their order; blank rows and repeated titles are left out."""
        for index, row in enumerate(self._table.rows[self._titles.row + 1 :], self._titles.row + 1):
            self._row, self._place = row, self._table.place(index)
            self._is_doubtful = self._table.is_hidden or index in self._table.hidden
            texts = [written(cell) for cell in row]
            if not any(texts) or tuple(map(folded, texts)) == self._names[: len(texts)]:
                continue
            label = folded(next((text for text in texts if text), ""))
            if self._is_total(label):
                yield from self._total(label)
                self._sums.begin_again()
                continue
            before = len(self._problems)
            found = [*self._line()]
            is_bad = len(self._problems) > before
            self.has_lost_rows = self.has_lost_rows or (is_bad and not found)
            for each in found:
                self._sums.add(each.line)
                yield replace(each, is_bad=is_bad)

    def _is_total(self, label: str) -> bool:
        """Total is a brand too: its oils have a price, and mostly a reference."""
        if any(self._text(role) for role in (Role.REFERENCE, Role.GTIN, Role.NET_PRICE, Role.GROSS_PRICE)):
            # A label may stand in the column of references, and the price's column may hold a label.
            others = [folded(written(cell)) for cell in self._row if written(cell)]
            return bool(_TOTAL.match(label)) and len(others) == 2 and not self._text(Role.QUANTITY)
        name = folded(self._text(Role.NAME) or "")
        if not name and not self._text(Role.QUANTITY) and self._numbers():
            return True
        if not _TOTAL.match(name or label):
            return False
        # Products may be called so ("Total Quartz 5 L", "Solde de prestation"): those are counted.
        is_counted = self._value(Role.QUANTITY) is not None and not _TOTAL_ALONE.fullmatch(name or label)
        return not is_counted or self._sums.has(self._value(Role.NET_AMOUNT))

    def _value(self, role: Role) -> Decimal | None:
        """The number of a column; None also for what is none."""
        try:
            return cells.number(self._cell(role))
        except ValueError:
            return None

    def _column(self, role: Role) -> Iterator[Cell]:
        column = self._titles.columns.get(role)
        if column is not None:
            yield from (row[column] for row in self._table.rows[self._titles.row + 1 :] if column < len(row))

    def _currencies_of(self, text: Callable[[Role], str]) -> frozenset[str]:
        return frozenset().union(*(currencies_in(text(role)) for role in _AMOUNTS if role in self._titles.columns))

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
            there = frozenset().union(*(currencies_in(written(cell)) for cell in self._row))
            if "ttc" in label.split() or "payer" in label or "due" in label:
                yield Total("gross", numbers[-1], there)
            elif "hors" in label.split():
                yield Total("net", self._amount_of_total(numbers), there)
            elif "tva" in label.split() or "vat" in label.split():
                yield Total("vat", numbers[-1], there)
            elif _NET.match(label) and "sous" not in label.split():
                says_net = {"ht", "net", "subtotal"} & set(label.split())
                yield Total("net" if says_net else "total", self._amount_of_total(numbers), there)

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
            discount_percent=self._discount(),
            allowances=abs(self._number(Role.DISCOUNT_AMOUNT) or Decimal(0)),
            net_amount=self._number(Role.NET_AMOUNT),
            vat_rate=self._rate(Role.VAT_RATE),
            seller_reference=reference,
            maker_reference=self._text(Role.MAKER_REFERENCE),
            gtin=checked_gtin(self._text(Role.GTIN)),
            provenance=Provenance(Method.SHEET, self._place),
        )
        line = _with_price(_with_extras(line, self._value(Role.COEFFICIENT), self._value(Role.CHARGE)))
        is_text = (line.quantity, line.net_price, line.net_amount) == (None, None, None)
        if line.name or not is_text:
            line = replace(line, kind=LineKind.TEXT) if is_text else line
            facts = self._facts()
            yield SheetLine(
                line,
                facts,
                self._value(Role.AMOUNT_WITH_VAT),
                self._value(Role.VAT_AMOUNT),
                is_doubtful=self._is_doubtful,
                has_no_amount=bool(line.net_amount) and self._value(Role.NET_AMOUNT) is None,
            )

    def _facts(self) -> Facts:
        beside = self._currencies_of(self._said) | self._currencies
        column = code_of(self._text(Role.CURRENCY) or "")
        found = [column, *sorted(beside - {column})] if column else sorted(beside, key=lambda code: code == EURO)
        self._is_doubtful = self._is_doubtful or len(found) > 1
        self.has_lost_rows = self.has_lost_rows or cells.is_error(self._cell(Role.NUMBER))
        return Facts(
            number=self._read(Role.NUMBER, _no_error, "number_of_invoice"),
            issued_on=self._read(Role.DATE, cells.day, "day"),
            seller=self._text(Role.SELLER),
            company_number=self._text(Role.COMPANY_NUMBER),
            vat_number=self._text(Role.VAT_NUMBER),
            currency=found[0] if found else None,
            kind=self._text(Role.KIND),
        )

    def _cell(self, role: Role) -> Cell | None:
        column = self._titles.columns.get(role)
        return self._row[column] if column is not None and column < len(self._row) else None

    def _text(self, role: Role) -> str | None:
        cell = self._cell(role)
        if cells.is_error(cell):
            self._is_doubtful = self._is_doubtful or role in _TELLING
            return None
        return written(cell) or None

    def _number(self, role: Role) -> Decimal | None:
        return self._read(role, cells.number, "number")

    def _said(self, role: Role) -> str:
        cell = self._cell(role)
        return cell if isinstance(cell, str) else ""

    def _discount(self) -> Decimal | None:
        """A rate; of 1, and of parts of one in text, only the column or the amount say what they are."""
        rate, cell = self._rate(Role.DISCOUNT), self._cell(Role.DISCOUNT)
        if rate is None or not rate or (isinstance(cell, str) and "%" in cell):
            return rate
        if isinstance(cell, str):
            is_part = None if abs(rate) <= 1 and not self._discounts.are_rates else False
        else:
            is_part = self._discounts.are_parts if abs(rate) == 1 else False
        if is_part is None and not self._text(Role.NET_AMOUNT):
            self._is_doubtful = True
        return rate * 100 if is_part else rate

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


def _no_error(cell: Cell | None) -> str | None:
    if cells.is_error(cell):
        raise ValueError(f"an error: {cell!r}")
    return written(cell) or None


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
