"""A random invoice as a PDF with its truth: what stands above the table, the table, the totals, the foot."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from tests.audit.layouts import random_words as words
from tests.audit.layouts.random_cells import Printer
from tests.audit.layouts.random_invoice import Paper as Invoice
from tests.audit.layouts.random_invoice import invoice
from tests.audit.layouts.random_paper import Paper, width_of
from tests.audit.layouts.random_table import Table
from tests.audit.layouts.random_traits import Traits, chance_of, traits
from tests.group import siret

_MARGIN = 38.0


def page(seed: int) -> tuple[bytes, dict[str, Any], Traits]:
    """The PDF of this seed, its truth as `measure` wants it, and the traits that it has."""
    return drawn(traits(seed), seed)


def drawn(of: Traits, seed: int) -> tuple[bytes, dict[str, Any], Traits]:
    """A page with these traits."""
    told = invoice(of, chance_of("invoice", seed))
    sides = (842, 595) if of["paper"] == "landscape" else (595, 842)
    paper = Paper(of["font"], float(of["size"]), of["glyphs"], *sides)
    printer = Printer(of, chance_of("printer", seed))
    top = _head(paper, of, told, chance_of("head", seed), seed)
    table = Table(paper, of, told.entries, seed, printer)
    table.draw(top)
    _totals(paper, of, told, table, printer, chance_of("totals", seed))
    _foot(paper, of, seed)
    return paper.pdf(), _truth(told, table, of, seed), of


def _truth(told: Invoice, table: Table, of: Traits, seed: int) -> dict[str, Any]:
    return {
        "number": told.number, "issued_on": told.day.isoformat(), "kind": "CREDIT_NOTE" if told.credit else "INVOICE",
        "seller": siret(4100 + seed % 400), "buyer": siret(7300 + seed % 400), "net": str(told.net), "gross": str(told.gross),
        "lines": [entry.told(of, table.printed(entry)) for entry in told.lines],
    }  # fmt: skip


def _head(paper: Paper, of: Traits, told: Invoice, chance: random.Random, seed: int) -> float:
    """What stands above the table; where it ends."""
    pitch = 1.25 * paper.size
    seller, buyer = chance.choice(words.SELLERS), chance.choice(words.BUYERS)
    street, town = chance.choice(words.TOWNS).split("|")
    own = [
        seller,
        street,
        town,
        f"Tél. 03 20 {10 + seed % 80} 12 {10 + seed % 60}",
        f"SIRET {siret(4100 + seed % 400)}",
    ]
    street, town = chance.choice(words.TOWNS).split("|")
    theirs = [buyer, street, town, f"SIRET : {siret(7300 + seed % 400)}"]
    place = {
        "left": (_MARGIN, "l"),
        "right": (paper.width - _MARGIN, "r"),
        "center": (paper.width / 2, "c"),
        "boxes": (_MARGIN, "l"),
    }[of["head"]]
    for at, row in enumerate(own):
        paper.text(place[0], 50 + at * pitch, row, place[1], bold=not at, size=paper.size + 3 * (not at))
    beside = of["head"] in {"left", "boxes"}
    low = 50.0 if beside else 50 + 6 * pitch
    left = 0.58 * paper.width if of["head"] != "right" else _MARGIN
    for at, row in enumerate(theirs):
        paper.text(left, low + 12 + at * pitch, row)
    low += 7 * pitch
    word = "AVOIR" if told.credit else "FACTURE"
    if of["head"] == "boxes":
        facts = (
            ("N° " + word.lower(), told.number),
            ("Date", f"{told.day:%d/%m/%Y}"),
            ("Client", f"C{seed % 9000:05}"),
            ("Échéance", "30 jours"),
        )
        paper.text(_MARGIN, low, word, size=paper.size + 5, bold=True)
        for at, (label, value) in enumerate(facts):
            paper.text(_MARGIN + 110 * at, low + 2 * pitch, label, bold=True)
            paper.text(_MARGIN + 110 * at, low + 3 * pitch, value)
        return low + 5 * pitch
    rows = [
        f"{word} N° {told.number}",
        f"Date : {told.day:%d/%m/%Y}",
        f"Votre commande : {4500000 + seed} du 02/01/2025",
    ]
    if chance.random() < 0.4:
        rows.append("Affaire suivie par : Mme Le Goff - 06 12 00 34 50")
    for at, row in enumerate(rows):
        paper.text(_MARGIN, low + at * pitch, row, bold=not at)
    return low + (len(rows) + 1.5) * pitch


def _totals(paper: Paper, of: Traits, told: Invoice, table: Table, printer: Printer, chance: random.Random) -> None:
    """The sums, with or without a table of VAT, below the table."""
    pitch = 1.3 * paper.size
    if table.top + 12 * pitch > paper.height - 80:
        paper.turn()
        table.top = 70.0
    top = table.top + 2 * pitch
    if of["vat"] in {"code", "letter"} or of["vat_table"] != "none":
        end = _rates(paper, told, printer, top, of, chance)
        top = end + pitch if of["vat_table"] == "above" or of["totals"] in {"left", "boxes"} else top
    labels = [(chance.choice(words.NET), told.net)]
    tax = chance.choice(words.TAX)
    for rate, (_, amount) in told.vat.items():
        labels.append((f"{tax} {printer.rate(rate)} %" if len(told.vat) > 1 or chance.random() < 0.6 else tax, amount))
    labels.append((chance.choice(words.GROSS), told.gross))
    if of["totals"] == "boxes":
        _boxes(paper, labels, printer, top)
        top += 3 * pitch
    else:
        top = _stacked(paper, of, labels, printer, table, top)
    if of["sum_in_words"] == "yes":
        word = "le présent avoir" if told.credit else "la présente facture"
        paper.text(
            _MARGIN,
            top + pitch,
            f"Arrêté {word} à la somme de {printer.plain(told.gross, 2)} euros toutes taxes comprises.",
        )
        top += 2 * pitch
    paper.text(
        _MARGIN,
        top + pitch,
        "Règlement par virement à 30 jours fin de mois. Escompte pour paiement anticipé : néant.",
        size=7,
    )


def _rates(paper: Paper, told: Invoice, printer: Printer, top: float, of: Traits, chance: random.Random) -> float:
    """The table of bases and taxes by rate; where it ends."""
    titles = list(chance.choice(words.RATES))
    if of["vat"] in {"code", "letter"}:
        titles.insert(0, "Code")
    rows = [titles]
    for rate, (base, tax) in told.vat.items():
        cells = {
            "C": printer.code(rate),
            "B": printer.money(base),
            "M": printer.money(tax),
            "S": printer.money(base + tax),
        }
        rows.append([cells.get(words.RATE_CELLS[title], f"{printer.rate(rate)} %") for title in titles])
    pitch, left = 1.3 * paper.size, _MARGIN + chance.choice((0, 0, 30))
    widths = [max(width_of(row[at], paper.font, paper.size, True) for row in rows) + 14 for at in range(len(titles))]
    how = chance.choice("rrlc")
    for at, row in enumerate(rows):
        place = left
        for width, cell in zip(widths, row, strict=True):
            shift = {"l": 0.0, "r": width - 14, "c": (width - 14) / 2}[how]
            paper.text(place + shift, top + at * pitch, cell, how, bold=not at)
            place += width
    return top + len(rows) * pitch


def _boxes(paper: Paper, labels: list[tuple[str, Decimal]], printer: Printer, top: float) -> None:
    """Labels beside each other, values below them."""
    step = (paper.width - 2 * _MARGIN) / len(labels)
    for at, (label, value) in enumerate(labels):
        left = _MARGIN + at * step
        paper.text(left, top, label, bold=True)
        paper.text(left, top + 1.3 * paper.size, printer.money(value))


def _stacked(
    paper: Paper, of: Traits, labels: list[tuple[str, Decimal]], printer: Printer, table: Table, top: float
) -> float:
    """Labels below each other with their values; where they end."""
    amount = next(column for column in table.columns if column.role == "amount")
    right = paper.width - _MARGIN
    if of["totals"] == "under" and amount.right > paper.width / 2:
        right = amount.right
    elif of["totals"] == "left":
        right = _MARGIN + 210
    widest = max(width_of(label, paper.font, paper.size, True) for label, _ in labels)
    values = max(width_of(printer.money(value), paper.font, paper.size, True) for _, value in labels)
    for at, (label, value) in enumerate(labels):
        last = at == len(labels) - 1
        where = top + at * 1.35 * paper.size
        paper.text(right - values - widest - 14, where, label, bold=last)
        paper.text(right, where, printer.money(value), "r", bold=last)
    return top + len(labels) * 1.35 * paper.size


def _foot(paper: Paper, of: Traits, seed: int) -> None:
    own = siret(4100 + seed % 400)
    paper.text(
        paper.width / 2,
        paper.height - 40,
        f"SAS au capital de 40 000 € - RCS Lille {own[:9]} - APE 4649Z - TVA FR00{own[:9]}",
        "c",
        size=6.5,
    )
    if of["foot"] == "numbers":
        bank = "IBAN FR76 3000 4008 2800 0112 3456 789 - BIC BNPAFRPP - indemnité de recouvrement 40,00 € - pénalités 12,15 %"
        paper.text(paper.width / 2, paper.height - 30, bank, "c", size=6.5)
