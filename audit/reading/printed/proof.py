"""What stands outside the lines and says whether their amounts are what was charged: net of VAT, less discounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from audit.invoice import Adjustment, LineKind, Totals, VatPart
from audit.reading.printed import facts
from audit.reading.printed.items import Item
from audit.reading.printed.labels import folded
from audit.reading.printed.numbers import number
from audit.reading.printed.sums import adds_up
from audit.reading.printed.totals import labelled
from audit.reading.printed.words import Row

_CENT, _HUNDRED, _ZERO = Decimal("0.02"), Decimal(100), Decimal(0)
_RATES = tuple(map(Decimal, ("20", "10", "8.5", "5.5", "2.1")))
_NET = re.compile(
    r"(?<!g)ht\b|\bh t\b|\bhors (?:tva|taxes?)\b|\bhtva\b|\bexcl\w*|\b\w*netto(?![yi])\w*|\bohne\b|\bnet amount\b"
    r"|\bbases? (?:ht|tva|taxable|imposable)\b"
)
_NO_VAT = re.compile(
    r"\btva non applicable\b|\b293 b\b|\bautoliquid|\bexoner\w* de (?:la )?tva\b|\breverse charge\b|\bsteuerschuldner"
    r"|\bkleinunternehmer|\b(?:non|pas) (?:assujetti|soumis)\w* a la tva\b|\bvat exempt"
)
_TOLD = re.compile(r"\b(?:prix|montants?|tarifs?|exprimes?)\b.{0,40}\b(?:ht|h t|hors taxes?)\b")
_VAT = re.compile(r"\b(?:tva|t v a|vat|mwst|taxes?)\b")
_OFF = re.compile(
    r"\b(?:remises?|rabais|ristournes?|escompte|reductions?|discount|rebate|nachlass|skonto|geste commercial)\b"
    r"|rabatt\b|\bbon d achat\b"
)
_ON = re.compile(
    r"\b(?:ports?|transport|livraison|frais|emballages?|eco ?\w*|deee|consignes?|shipping|freight|forfait|participation"
    r"|taxe|supplement|surcharge|contributions?|assurance)\b"
)
_MOST_ENTRIES = 5
_HEAD = 250.0


@dataclass(frozen=True, slots=True)
class Outside:
    """The rows of a document in which no line's numbers stand (`rows`), those of them below the last line, and `last`,
    `total` of the lines."""

    rows: list[Row]
    below: list[Row]
    last: Item
    total: Decimal
    mark: str

    @property
    def values(self) -> set[Decimal]:
        """All amounts below, without their signs."""
        return {value for row in self.below for value in _amounts(row, self.mark)}


def outside(rows: Sequence[Row], items: Sequence[Item], total: Decimal, mark: str) -> Outside | None:
    """What stands outside the lines; None without any."""
    if not items:
        return None
    own = {
        (row.page, row.bottom)
        for item in items
        for row in (item.anchor, *([item.below.row] if item.below is not None else []))
    }
    rest = [row for row in rows if (row.page, row.bottom) not in own]
    end = (items[-1].anchor.page, items[-1].anchor.bottom)
    return Outside(rest, [row for row in rest if (row.page, row.bottom) > end], items[-1], total, mark)


def may_hold_vat(around: Outside, titles: Sequence[str], totals: Totals, vat: Sequence[VatPart]) -> bool:
    """Whether nothing proves that the lines' amounts are net of VAT, or a tax proves that it is within them."""
    total = around.total
    if adds_up(around.rows, around.last, total, around.mark) or _is_base(total, totals, vat):
        return False
    if _is_within(around):
        return True
    texts = [folded(row.text) for row in around.rows]
    return not (
        any(_NET.search(folded(title)) for title in titles)
        or any(
            abs(value - total) <= _CENT and _NET.search(label.replace("\n", " "))
            for label, value in labelled(around.rows, around.mark)
        )
        or any(_NO_VAT.search(text) or _TOLD.search(text) for text in texts)
    )


def _is_base(total: Decimal, totals: Totals, vat: Sequence[VatPart]) -> bool:
    """Whether taxes are told that are due on the lines' total, or none is."""
    bases, taxes = [part.base for part in vat], [part.tax or _ZERO for part in vat]
    if bases and None not in bases and abs(sum((base or _ZERO for base in bases), _ZERO) - total) <= _CENT:
        return True
    if len(vat) == 1 and vat[0].rate and abs(abs(total) * vat[0].rate / _HUNDRED - abs(taxes[0])) <= _CENT:
        return True
    tax = totals.vat if totals.vat is not None else sum(taxes, _ZERO) if taxes else None
    if tax is None or totals.gross is None:
        return False
    return abs(total + tax - totals.gross) <= _CENT


def _is_within(around: Outside) -> bool:
    """Whether a tax is told that is just the part of some rate in the lines' total."""
    size = abs(around.total)
    parts = [size * rate / (_HUNDRED + rate) for rate in _RATES]
    taxes = {
        value for row in around.below if _VAT.search(folded(row.text)) for value in _amounts(row, around.mark) if value
    }
    return any(abs(tax - part) <= Decimal("0.01") for tax in taxes for part in parts)


def adjustments(around: Outside, totals: Totals) -> tuple[tuple[Adjustment, ...], bool]:
    """Discounts and charges below the lines that lead from their total to the document's; and whether something was
    taken off that leads nowhere, or the totals are another's."""
    total, net = around.total, totals.net
    entries = list(_entries(around))
    is_final = net is not None and abs(total - net) <= _CENT
    if is_final or adds_up(around.rows, around.last, total, around.mark):
        return (), _is_taken_later(entries, totals, around.values)
    is_proved = bool(totals.vat) and net is not None and totals.gross is not None
    is_proved = is_proved and abs((net or _ZERO) + (totals.vat or _ZERO) - (totals.gross or _ZERO)) <= _CENT
    wanted = [net - total] if net is not None else []
    wanted += [-found.amount for found, is_off in entries if is_off and abs(total) - found.amount in around.values]
    side = -1 if total < 0 else 1
    choices = sorted(product((False, True), repeat=len(entries)), key=sum)
    for difference in wanted:
        for chosen in choices:
            found = [
                _signed(entry, side, is_off=is_off) for (entry, is_off), use in zip(entries, chosen, strict=True) if use
            ]
            if found and abs(sum((one.amount for one in found), _ZERO) - difference) <= _CENT:
                return tuple(found), False
    return (), is_proved


def _signed(found: Adjustment, side: int, *, is_off: bool) -> Adjustment:
    kind = LineKind.DISCOUNT if is_off else LineKind.FEE
    return Adjustment(found.amount * (-side if is_off else side), found.reason, kind=kind)


def _entries(around: Outside) -> Iterator[tuple[Adjustment, bool]]:
    """The last amount of each row below that is called a discount or a charge, and whether it is a discount."""
    rows = [row for row in around.below if _OFF.search(folded(row.text)) or _ON.search(folded(row.text))]
    for row in rows[:_MOST_ENTRIES]:
        amounts = [value for value in _amounts(row, around.mark) if value and value != abs(around.total)]
        if amounts:
            reason = " ".join(word.text for word in row.words if number(word.text, around.mark) is None).strip(" :-–")
            yield Adjustment(amounts[-1], reason or None), _OFF.search(folded(row.text)) is not None


def _is_taken_later(entries: Sequence[tuple[Adjustment, bool]], totals: Totals, values: set[Decimal]) -> bool:
    """Whether a discount is taken off the total with VAT."""
    gross = abs(totals.gross or _ZERO)
    return bool(gross) and any(is_off and gross - entry.amount in values for entry, is_off in entries)


def _amounts(row: Row, mark: str) -> list[Decimal]:
    """The amounts of money of a row, without their signs."""
    found = [number(word.text, mark) for word in row.words]
    return [abs(value.value) for value in found if value is not None and value.places == 2 and not value.percent]


def has_others(pages: Sequence[Sequence[Row]], items: Sequence[Item]) -> bool:
    """Whether the head of a later page has the number of another document."""
    if len(pages) < 2:
        return False
    numbers = []
    for page in pages:
        lines = [item.anchor.top for item in items if page and item.anchor.page == page[0].page]
        head = [row for row in page if row.top < min(lines, default=_HEAD)]
        if (found := facts.labelled_number(head)) is not None:
            numbers.append(re.sub(r"\W", "", found).casefold())
    return any(not (one.startswith(numbers[0]) or numbers[0].startswith(one)) for one in numbers[1:])
