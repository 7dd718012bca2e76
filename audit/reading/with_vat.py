"""Whether the amounts of a spreadsheet are net of VAT, where their title doesn't say so.

"Montant" may be either. Other numbers of the file prove it: the same amounts with VAT or the VAT alone in a column, a
price net of VAT, the totals. What holds VAT is brought to its net amount when the rate is known. Where nothing proves
anything, or two proofs contradict each other, the lines are UNCERTAIN and say why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, auto

from audit.invoice import Flag, Line
from audit.reading.cells import folded, written
from audit.reading.columns import Role, Titles, with_joined_initials
from audit.reading.sheet_rows import SheetLine
from audit.reading.tables import Table

# In per cent: France with Corsica and overseas, as far as they can't be mistaken for each other.
_RATES = tuple(map(Decimal, ("20", "10", "8.5", "5.5", "2.1")))
_CENT, _HUNDRED, _ZERO = Decimal("0.01"), Decimal(100), Decimal(0)
_PLACES = Decimal("0.000001")
_NET = re.compile(r"\b(?:ht|htva|hors (?:tva|taxes?)|excl\w*|sous total|subtotal)\b")
_LESS_DISCOUNT = re.compile(r"\bnett?e?s?\b")
_NO_VAT = re.compile(r"\btva non applicable\b|\b293 b\b|\bautoliquid|\bexoner\w* de tva\b")
_WITH_VAT = re.compile(r"\b(?:ttc|toutes taxes|incl)\b")


_DISCOUNTED = re.compile(r"\b(?:brut\w*|rem|remises?|rabais|discount|gross|list)\b")
_SHORTEST_NOTE = 8


class _Basis(Enum):
    NET = auto()
    WITH_VAT = auto()


@dataclass(frozen=True, slots=True)
class _Proof:
    """What a number proves, and at which rate."""

    basis: _Basis
    rate: Decimal | None = None


def net_of_vat(
    lines: Sequence[SheetLine], table: Table, titles: Titles, totals: Mapping[str, Decimal]
) -> tuple[list[SheetLine], bool]:
    """The lines of a table with net amounts, or UNCERTAIN; and whether the table has its amounts with VAT.

    `totals` are those of all these lines, by
    `net` (said so), `total` (of whatever), `vat` and `gross`.
    """
    amount, price = _told(titles, Role.NET_AMOUNT), _price_told(titles)
    if amount or (Role.NET_AMOUNT not in titles.columns and price):
        return list(lines), False
    proofs = [*_of_lines(lines, price_is_net=price), *_of_totals(lines, totals)]
    bases = {proof.basis for proof in proofs}
    if not bases and _told_around(table, titles):
        bases = {_Basis.NET}
    if bases == {_Basis.NET}:
        return list(lines), False
    if bases == {_Basis.WITH_VAT}:
        rates = {proof.rate for proof in proofs if proof.rate is not None}
        common = next(iter(rates)) if len(rates) == 1 else None
        if all(each.line.vat_rate is not None or common is not None for each in lines if each.line.net_amount):
            return [_without_vat(each, common, price_is_net=price) for each in lines], True
    return [_untold(each) for each in lines], bases == {_Basis.WITH_VAT}


def _told(titles: Titles, role: Role) -> bool:
    """Whether a column's title says that it is net of VAT; beside discounts "net" says something else."""
    if role not in titles.columns:
        return False
    title = with_joined_initials(folded(titles.title(role)))
    if _NET.search(title):
        return True
    discounted = any(_DISCOUNTED.search(folded(name)) for name in titles.names)
    return _LESS_DISCOUNT.search(title) is not None and not discounted


def _price_told(titles: Titles) -> bool:
    return _told(titles, Role.NET_PRICE) or _told(titles, Role.GROSS_PRICE)


def _told_around(table: Table, titles: Titles) -> bool:
    """Over the table that all is net, anywhere that nothing has VAT."""
    texts = (text for row in table.rows for text in map(written, row) if len(text) > _SHORTEST_NOTE)
    if any(_NO_VAT.search(folded(text)) for text in texts):
        return True
    above = [with_joined_initials(folded(text)) for row in table.rows[: titles.row] for text in map(written, row)]
    return any(map(_NET.search, above)) and not any(map(_WITH_VAT.search, above))


def _of_lines(lines: Sequence[SheetLine], *, price_is_net: bool) -> Iterator[_Proof]:
    for each in lines:
        proof = _of_line(each, each.line.net_amount or _ZERO, price_is_net=price_is_net)
        if proof is not None and each.line.net_amount:
            yield proof


def _of_line(each: SheetLine, amount: Decimal, *, price_is_net: bool) -> _Proof | None:
    rates = _RATES if each.line.vat_rate is None else (each.line.vat_rate,)
    rates = tuple(rate for rate in rates if rate > 0)
    if each.vat:
        if each.with_vat is not None and _same(amount + each.vat, each.with_vat):
            return _Proof(_Basis.NET)
        return _by_vat(amount, each.vat, rates)
    if each.with_vat and _same(amount, each.with_vat):
        return _Proof(_Basis.WITH_VAT, each.line.vat_rate) if each.line.vat_rate else None
    if each.with_vat:
        return _Proof(_Basis.NET) if any(_same(_with(amount, rate), each.with_vat) for rate in rates) else None
    own = _calculated(each.line)
    if own is None or not price_is_net:
        return None
    if _same(own, amount):
        return _Proof(_Basis.NET)
    found = next((rate for rate in rates if _same(_with(own, rate), amount)), None)
    return None if found is None else _Proof(_Basis.WITH_VAT, found)


def _of_totals(lines: Sequence[SheetLine], totals: Mapping[str, Decimal]) -> Iterator[_Proof]:
    """What the sum of the lines is of the totals: the net one, or that with VAT."""
    charged = [(each.line.net_amount, each.line.vat_rate) for each in lines if each.line.net_amount]
    whole = sum((amount for amount, _ in charged), _ZERO)
    if not whole:
        return
    grown = [_with(whole, rate) for rate in _RATES]
    if all(rate is not None for _, rate in charged):
        grown = [sum((_with(amount, rate or _ZERO) for amount, rate in charged), _ZERO)]
    net, vat, gross = totals.get("net"), totals.get("vat"), totals.get("gross")
    most = len(charged)
    if net is not None:
        yield from _by_net(whole, net, most)
    if vat:
        yield from _by_tax(charged, whole, vat, grown)
    if gross is not None and _same(whole, gross, most):
        # Without any VAT both are the same.
        yield _Proof(_Basis.NET if vat == 0 else _Basis.WITH_VAT)
    elif gross is not None and any(_same(gross, there, most) for there in (*grown, whole + (vat or _ZERO))):
        yield _Proof(_Basis.NET)


def _by_net(whole: Decimal, net: Decimal, most: int) -> Iterator[_Proof]:
    if _same(whole, net, most):
        yield _Proof(_Basis.NET)
    elif (rate := next((rate for rate in _RATES if _same(_with(net, rate), whole, most)), None)) is not None:
        yield _Proof(_Basis.WITH_VAT, rate)


def _by_tax(
    charged: Sequence[tuple[Decimal, Decimal | None]], whole: Decimal, vat: Decimal, grown: Sequence[Decimal]
) -> Iterator[_Proof]:
    if any(_same(vat, there - whole, len(charged)) for there in grown):
        yield _Proof(_Basis.NET)
        return
    within = sum((amount * rate / (_HUNDRED + rate) for amount, rate in charged if rate), _ZERO)
    if within and _same(vat, within, len(charged)):
        yield _Proof(_Basis.WITH_VAT)
    elif (found := _by_vat(whole, vat, _RATES, len(charged))) is not None:
        yield found


def _by_vat(amount: Decimal, vat: Decimal, rates: Sequence[Decimal], most: int = 1) -> _Proof | None:
    """By the VAT of an amount: this part of it, or that part in it."""
    if any(_same(vat, amount * rate / _HUNDRED, most) for rate in rates):
        return _Proof(_Basis.NET)
    rate = next((rate for rate in rates if _same(vat, amount * rate / (_HUNDRED + rate), most)), None)
    return None if rate is None else _Proof(_Basis.WITH_VAT, rate)


def _with(amount: Decimal, rate: Decimal) -> Decimal:
    return amount * (_HUNDRED + rate) / _HUNDRED


def _same(one: Decimal, other: Decimal, lines: int = 1) -> bool:
    """Within a cent for each of so many lines, whose VAT may be rounded one by one."""
    return abs(one - other) <= _CENT * max(1, lines) + _CENT / 2


def _calculated(line: Line) -> Decimal | None:
    if line.quantity is None or line.net_price is None:
        return None
    return line.quantity * line.net_price / (line.base_quantity or Decimal(1)) + line.charges - line.allowances


def _without_vat(each: SheetLine, common: Decimal | None, *, price_is_net: bool) -> SheetLine:
    """The line as it is net of VAT; what was written stays in `mended`."""
    line, rate = each.line, each.line.vat_rate if each.line.vat_rate is not None else common
    if line.net_amount is None or rate is None:
        return each
    names = ["net_amount"] if price_is_net else ["net_amount", "net_price", "gross_price", "allowances", "charges"]
    there = {name: value for name in names if (value := getattr(line, name))}
    net = {
        name: (value * _HUNDRED / (_HUNDRED + rate)).quantize(_PLACES, ROUND_HALF_UP) for name, value in there.items()
    }
    mended = {name: f"{value} TTC" for name, value in there.items()}
    return replace(each, line=replace(line, vat_rate=rate, mended=mended, **net))


def _untold(each: SheetLine) -> SheetLine:
    if not each.line.net_amount:
        return each
    return replace(each, line=replace(each.line, flags=each.line.flags | {Flag.UNCERTAIN, Flag.MAYBE_WITH_VAT}))
