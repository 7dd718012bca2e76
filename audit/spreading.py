"""Spreading: what a document takes off as a whole belongs to its products, or prices would seem higher than paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from audit.invoice import Adjustment, Invoice, Line, LineKind

_CENT = Decimal("0.01")
_ZERO = Decimal(0)


def spread(invoice: Invoice) -> list[Decimal]:
    """The part of the invoice's discounts for each of its lines, as signed as the invoice's own amounts.

    Discounts are those of the document and lines of the kind DISCOUNT, below zero: what is added is never spread. They
    go pro rata to product lines of their VAT rate (to all products, when none has it) and add up exactly. A discount
    line gets the opposite of itself, so the sum of all lines stays that of the document. Without a product to take it,
    nothing is spread.
    """
    shares = [_ZERO] * len(invoice.lines)
    products = [at for at, line in enumerate(invoice.lines) if _takes_part(line)]
    if not products:
        return shares
    for discount in invoice.adjustments:
        if discount.kind is LineKind.DISCOUNT and discount.amount < 0:
            _share(discount, invoice.lines, products, shares)
    for at, line in enumerate(invoice.lines):
        if line.kind is LineKind.DISCOUNT and line.net_amount is not None and line.net_amount < 0:
            _share(Adjustment(line.net_amount, vat_rate=line.vat_rate), invoice.lines, products, shares)
            shares[at] = -line.net_amount
    return shares


def _takes_part(line: Line) -> bool:
    # Goods that were given back don't bear a discount: beside them, a small sum could bear a huge one.
    return line.kind is LineKind.PRODUCT and line.net_amount is not None and line.net_amount > 0


def _share(discount: Adjustment, lines: Sequence[Line], products: Iterable[int], shares: list[Decimal]) -> None:
    of_rate = [at for at in products if discount.vat_rate is not None and lines[at].vat_rate == discount.vat_rate]
    bearers = sorted(of_rate or products, key=lambda at: _looks(lines[at]))
    weights = [lines[at].net_amount or _ZERO for at in bearers]
    for at, part in zip(bearers, pro_rata(discount.amount, weights), strict=True):
        shares[at] += part


def _looks(line: Line) -> tuple[str, ...]:
    """By what the line says, not by where it stands: the order of the lines must not move a cent."""
    said = (line.net_amount, line.quantity, line.name, line.description, line.seller_reference, line.gtin, line.unit)
    return tuple(map(str, said))


def pro_rata(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Parts of an amount by weights above zero, in whole cents (or the amount's own finer unit), exact in sum.

    What rounding leaves goes, a unit each, to those who lost most by it (largest remainder).
    """
    unit = min(_CENT, Decimal((0, (1,), int(amount.as_tuple().exponent))))
    whole = sum(weights, _ZERO)
    shares = [divmod(abs(amount) / unit * weight, whole) for weight in weights]
    left = int(abs(amount) / unit - sum((units for units, _ in shares), _ZERO))
    lucky = set(sorted(range(len(shares)), key=lambda at: -shares[at][1])[:left])
    parts = [(units + (at in lucky)) * unit for at, (units, _) in enumerate(shares)]
    return [part.copy_sign(amount) if part else _ZERO for part in parts]
