"""The totals below the lines and the VAT of each rate, found by their labels and proved by their sums."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from audit.invoice import Totals, VatPart
from audit.reading.printed.labels import folded
from audit.reading.printed.numbers import RATES, Number, number
from audit.reading.printed.words import Row, Word, chunks

_LABELS: tuple[tuple[str, str], ...] = (
    ("due", r"(net|total) a (payer|regler)|zahlbetrag|falliger betrag|zu zahlen|reste (a payer|du)"
        r"|montant (du|a payer|a regler)|solde|^a regler|a payer|(amount|balance|total) due"),
    ("gross", r"\bttc\b|t t c|toutes taxes|grand total|total (incl|with)|^total( euros?)?$|invoice total|total amount"
            r"|brutto\w*|gesamtbetrag(?! (der|netto))|rechnungs(betrag|summe)(?! (ohne|netto|exkl))|endbetrag"
              r"|(summe|betrag) inkl"),
    ("prepaid", r"acompte|deja (regle|paye|verse)|prepaid|paid"),
    ("net", r"total (net |general )?(ht|h t|hors)|montant (total )?(net )?(ht|hors)|net ht|total net|sub ?total"
            r"|total excl|base (ht|tva)|net (commercial|total)|^ht$|^hors taxes?|net amount|netto(?![yi])\w*"
            r"|steuerbasis|(summe|betrag|total)\b.* (ohne|exkl)\b"),
    ("vat", r"\b(tva|t v a|vat|tax|mwst|ust|umsatzsteuer|steuerbetrag|mehrwertsteuer)\b"),
    ("lines", r"total (brut|marchandises?|des lignes|articles|produits|lignes)|brut ht|sous total"
        r"|summe (positionen|artikel)|positionssumme|warenwert"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _LABELS)
_RATE = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?) ?%")


def totals_of(rows: Sequence[Row], mark: str) -> tuple[Totals, dict[str, list[Decimal]]]:
    """The totals, and all amounts that stand behind (or under) each kind of label."""
    found: dict[str, list[Decimal]] = {}
    for label, value in labelled(rows, mark):
        # Titles of a table may stand on the left of a label.
        name = _name(label.rpartition("\n")[2]) or _name(label.replace("\n", " "))
        if name is not None:
            found.setdefault(name, []).append(value)
    net, vat, gross = _proved(found)
    return (
        Totals(
            lines=_last(found.get("lines")),
            net=net,
            vat=vat,
            gross=gross,
            prepaid=_last(found.get("prepaid")),
            due=_last(found.get("due")),
        ),
        found,
    )


def labelled(rows: Sequence[Row], mark: str) -> Iterator[tuple[str, Decimal]]:
    """All amounts with the (folded) words before or over them."""
    for at, row in enumerate(rows):
        yield from _beside(row, mark)
        yield from _under(rows, at, mark)


@lru_cache(maxsize=4096)
def _name(label: str) -> str | None:
    return next((name for name, pattern in _COMPILED if pattern.search(label)), None)


def _last(values: list[Decimal] | None) -> Decimal | None:
    return values[-1] if values else None


def _proved(found: dict[str, list[Decimal]]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Net, VAT and gross that make a sum; else the last of each."""
    nets, grosses = found.get("net", []), found.get("gross", []) + found.get("due", [])
    vats = found.get("vat", [])
    # Of several rates, each of which may stand there twice.
    several = [sum(some, Decimal(0)) for count in (2, 3) for some in combinations(list(dict.fromkeys(vats))[:8], count)]
    taxes = (*reversed(vats), sum(vats, Decimal(0)), *several)
    for gross in reversed(grosses):
        for net in reversed(nets):
            for vat in taxes:
                if abs(net + vat - gross) <= Decimal("0.02") and (vat or net == gross):
                    return net, vat, gross
    return _last(nets), _last(vats), _last(found.get("gross")) or _last(found.get("due"))


_LETTER = re.compile("[a-z]")


def _amounts(row: Row, mark: str) -> dict[int, Number]:
    """The amounts of money of a row by their places among its words; looked for once: a document has one mark."""
    if row.amounts is None:
        values = ((at, number(word.text, mark)) for at, word in enumerate(row.words))
        row.amounts = {
            at: value for at, value in values
            if value is not None and not value.percent and (value.places == 2 or value.money)
        }  # fmt: skip
    return row.amounts


def _beside(row: Row, mark: str) -> Iterator[tuple[str, Decimal]]:
    """Each amount with the words before it (after the amount before; what stands apart in rows of its own); one that
    begins its row with those behind."""
    amounts = _amounts(row, mark)
    if 0 in amounts:
        end = next((at for at in amounts if at), len(row.words))
        yield folded(" ".join([word.text for word in row.words[1:end]])), amounts[0].value
    begin = 0
    for at, value in amounts.items():
        text = "\n".join(folded(" ".join([one.text for one in part])) for part in chunks(row.words[begin:at], 1.5))
        if _LETTER.search(text):
            yield text, value.value
        begin = at + 1


def _under(rows: Sequence[Row], at: int, mark: str) -> Iterator[tuple[str, Decimal]]:
    """Amounts with the title that stands over them, at most a few rows higher."""
    for place, value in _amounts(rows[at], mark).items():
        title = _title_over(rows, at, rows[at].words[place], mark)
        if title is not None:
            yield title, value.value


def _title_over(rows: Sequence[Row], at: int, word: Word, mark: str) -> str | None:
    for row in reversed(rows[max(0, at - 4) : at]):
        if row.page != rows[at].page or rows[at].top - row.bottom > 2.5 * word.size:
            return None
        if row.right <= word.left or row.left >= word.right:
            continue
        place = 0
        for part in row.chunks(0.5):
            if min(part[-1].right, word.right) - max(part[0].left, word.left) > 0:
                amounts = _amounts(row, mark)
                if any(at in amounts for at in range(place, place + len(part))):
                    return None
                return folded(" ".join([one.text for one in part]))
            place += len(part)
    return None


def vat_parts(rows: Sequence[Row], mark: str) -> tuple[VatPart, ...]:
    """Rate, base and tax where a row names a rate of VAT and amounts that fit it."""
    found: dict[Decimal, VatPart] = {}
    for row in rows:
        values = [value for word in row.words if (value := number(word.text, mark))]
        rates = {value.value for value in values if (value.percent or value.places in {1, 2}) and value.value in RATES}
        if "%" in row.text:
            rates |= {Decimal(text.replace(",", ".")) for text in _RATE.findall(row.text)} & RATES
        if not rates:
            continue
        amounts = [value.value for value in values if value.places == 2 and not value.percent]
        for rate in sorted(rates):
            pair = next(
                (
                    (base, tax)
                    for base in amounts
                    for tax in amounts
                    if base and tax and abs(base * rate / 100 - tax) <= Decimal("0.03") and tax != rate
                ),
                None,
            )
            if pair is not None:
                found.setdefault(rate, VatPart(rate, *pair))
            elif len(amounts) == 1 and re.search(r"\b(tva|vat|t v a)\b", folded(row.text)) and amounts[0] != rate:
                found.setdefault(rate, VatPart(rate, None, amounts[0]))
    return tuple(found.values())
