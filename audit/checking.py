"""Does an invoice add up? Flags say where it doesn't; nothing is rejected or put right but numbers nobody is charged.

Four sums are checked, each only as far as the document gives both sides of it:

- a line: BT-131 = BT-129 × BT-146 ÷ BT-149 + charges − allowances,
- the lines: their sum is BT-106, or, with the document's discounts and charges, BT-109,
- VAT: base × rate ÷ 100 of each rate, the bases from the lines, the taxes' sum,
- the totals: net + VAT = gross, gross − paid + rounding = due.

Tolerances: amounts are rounded to cents, line by line or only at the end, so a sum over n roundings may be n cents off
(at least 2, at most 100). Prices are rounded too, by many programs even in XML: the line's tolerance grows by half of
the price's last digit times the quantity, but by at most 0.2 % of the amount in XML and 1 % of a printed one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

from audit.bounds import bounded
from audit.invoice import Flag, Invoice, Line, LineKind, Method

_CENT = Decimal("0.01")
_LEAST, _MOST = 2 * _CENT, Decimal(1)
_MOST_EXACT, _MOST_PRINTED = Decimal("0.002"), Decimal("0.01")
_EXACT = {Method.CII, Method.UBL}
_ZERO = Decimal(0)


def checked(invoice: Invoice) -> Invoice:
    """The same invoice without absurd numbers, its flags, and those of its lines, added to those that it has."""
    invoice = bounded(invoice)
    with localcontext() as context:
        context.prec = 60
        context.traps[InvalidOperation] = False
        lines = tuple(_checked_line(line) for line in invoice.lines)
        invoice = replace(invoice, lines=lines)
        return replace(invoice, flags=invoice.flags | frozenset(_flags(invoice)))


def rechecked(invoice: Invoice) -> Invoice:
    """As `checked`, after something of it was mended: sums that add up since have no flag any more."""
    lines = tuple(replace(line, flags=line.flags - {Flag.LINE_EQUATION}) for line in invoice.lines)
    return checked(replace(invoice, lines=lines, flags=invoice.flags - {Flag.SUM_OF_LINES, Flag.VAT, Flag.TOTALS}))


def _flags(invoice: Invoice) -> Iterator[Flag]:
    if all(line.kind is LineKind.TEXT for line in invoice.lines):
        yield Flag.NO_LINES
    if invoice.issued_on is None:
        yield Flag.NO_DATE
    if invoice.currency != "EUR":
        yield Flag.FOREIGN_CURRENCY
    if not _lines_add_up(invoice):
        yield Flag.SUM_OF_LINES
    if not _vat_adds_up(invoice):
        yield Flag.VAT
    if not _totals_add_up(invoice):
        yield Flag.TOTALS


def _checked_line(line: Line) -> Line:
    return line if _line_adds_up(line) else replace(line, flags=line.flags | {Flag.LINE_EQUATION})


def _line_adds_up(line: Line) -> bool:
    """True also when a part is missing: then there is nothing to compare."""
    if line.net_amount is None or line.quantity is None or line.net_price is None:
        return True
    base = line.base_quantity or Decimal(1)
    extra = line.charges - line.allowances
    # A discount in its own column is in the price already, or not yet.
    factors = {Decimal(1), 1 - (line.discount_percent or _ZERO) / 100}
    expected = [line.quantity * line.net_price * factor / base + extra for factor in factors]
    tolerance = _LEAST + _of_rounded_price(line, base)
    return any(abs(_rounded(amount) - line.net_amount) <= tolerance for amount in expected)


def _of_rounded_price(line: Line, base: Decimal) -> Decimal:
    """What the rounding of the price may make in the amount."""
    if line.net_price is None or line.quantity is None:
        return _ZERO
    exponent = line.net_price.as_tuple().exponent
    half_digit = Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) and exponent < 0 else _ZERO
    most = _MOST_EXACT if line.provenance.method in _EXACT else _MOST_PRINTED
    return min(abs(line.quantity / base) * half_digit, abs(line.net_amount or _ZERO) * most)


def _lines_add_up(invoice: Invoice) -> bool:
    amounts = [amount for line in invoice.lines for amount in [_amount(line)] if amount is not None]
    if not amounts:
        return True
    together, tolerance = sum(amounts, _ZERO), _tolerance(len(amounts))
    if invoice.totals.lines is not None:
        return abs(together - invoice.totals.lines) <= tolerance
    if invoice.totals.net is None:
        return True
    return abs(together + _adjusted(invoice) - invoice.totals.net) <= tolerance


def _totals_add_up(invoice: Invoice) -> bool:
    totals = invoice.totals
    # MINIMUM has no lines and can't say what was paid before.
    due = totals.due if invoice.lines else None
    rows = (
        (totals.lines, _adjusted(invoice), totals.net),
        (totals.net, totals.vat, totals.gross),
        (totals.gross, (totals.rounding or _ZERO) - (totals.prepaid or _ZERO), due),
    )
    return all(
        one is None or other is None or total is None or abs(one + other - total) <= _LEAST
        for one, other, total in rows
    )


def _vat_adds_up(invoice: Invoice) -> bool:
    tolerance = _tolerance(len(invoice.lines))
    for part in invoice.vat:
        if part.base is not None and part.tax is not None:
            tax = _rounded(part.base * (part.rate or _ZERO) / 100)
            if abs(tax - part.tax) > tolerance:
                return False
    taxes = [part.tax for part in invoice.vat if part.tax is not None]
    if taxes and len(taxes) == len(invoice.vat) and invoice.totals.vat is not None:
        if abs(sum(taxes, _ZERO) - invoice.totals.vat) > _LEAST:
            return False
    return _bases_add_up(invoice, tolerance)


def _bases_add_up(invoice: Invoice, tolerance: Decimal) -> bool:
    """Whether the base of each rate is what is charged at that rate; only when all lines and discounts say theirs."""
    bases: dict[Decimal, Decimal] = {}
    for part in invoice.vat:
        if part.base is None:
            return True
        rate = part.rate or _ZERO
        bases[rate] = bases.get(rate, _ZERO) + part.base
    charged = [(line.vat_rate, _amount(line)) for line in invoice.lines if line.kind is not LineKind.TEXT]
    charged += [(adjustment.vat_rate, adjustment.amount) for adjustment in invoice.adjustments]
    # Without a rate is what is out of scope of VAT, where that has a base.
    is_told = _ZERO in bases or all(rate is not None for rate, _ in charged)
    if not bases or not invoice.lines or not is_told or any(amount is None for _, amount in charged):
        return True
    for vat_rate, amount in charged:
        known = vat_rate or _ZERO
        bases[known] = bases.get(known, _ZERO) - (amount or _ZERO)
    return all(abs(rest) <= tolerance for rest in bases.values())


def _amount(line: Line) -> Decimal | None:
    """What a line charges: as it says, else quantity × price."""
    if line.net_amount is not None or line.quantity is None or line.net_price is None:
        return line.net_amount
    return _rounded(
        line.quantity * line.net_price / (line.base_quantity or Decimal(1)) + line.charges - line.allowances
    )


def _adjusted(invoice: Invoice) -> Decimal:
    return sum((adjustment.amount for adjustment in invoice.adjustments), _ZERO)


def _tolerance(roundings: int) -> Decimal:
    return min(max(_LEAST, roundings * _CENT), _MOST)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
