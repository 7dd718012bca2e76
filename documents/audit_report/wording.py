"""The engine's values in French, as members read them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from audit.invoice import Flag, InvoiceKind, LineKind, Method, Provenance
from audit.results import BaseUnit, MatchKind, NotCompared, Reason
from letters.french import NBSP, format_number

Value = TypeVar("Value", bound=StrEnum)

# One and several.
UNITS: Mapping[BaseUnit, tuple[str, str]] = {
    BaseUnit.PIECE: ("pièce", "pièces"),
    BaseUnit.PAIR: ("paire", "paires"),
    BaseUnit.SHEET: ("feuille", "feuilles"),
    BaseUnit.LITRE: ("l", "l"),
    BaseUnit.KILOGRAM: ("kg", "kg"),
    BaseUnit.METRE: ("m", "m"),
    BaseUnit.SQUARE_METRE: ("m²", "m²"),
    BaseUnit.CUBIC_METRE: ("m³", "m³"),
    BaseUnit.HOUR: ("heure", "heures"),
    BaseUnit.DAY: ("jour", "jours"),
    BaseUnit.MONTH: ("mois", "mois"),
    BaseUnit.KILOMETRE: ("km", "km"),
    BaseUnit.KILOWATT_HOUR: ("kWh", "kWh"),
}

REASONS: Mapping[Reason, str] = {
    Reason.DECISION: "retenu par votre conseiller",
    Reason.ALIAS: "déjà confirmé lors d’un audit précédent",
    Reason.GTIN: "même code-barres (GTIN)",
    Reason.SUPPLIER_REFERENCE: "même référence du fournisseur",
    Reason.MAKER_REFERENCE: "même référence du fabricant",
    Reason.LIKENESS: "même désignation et mêmes caractéristiques",
}

NOT_COMPARED: Mapping[NotCompared, str] = {
    NotCompared.NOT_A_PRODUCT: "frais, taxe, remise ou texte",
    NotCompared.NO_EQUIVALENT: "pas de produit équivalent dans nos accords",
    NotCompared.TO_REVIEW: "à confirmer par votre conseiller",
    NotCompared.CONTENT_UNKNOWN: "contenance inconnue",
    NotCompared.UNITS_DIFFER: "vendu dans une autre unité",
    NotCompared.INCOMPLETE: "quantité, montant ou date illisible",
    NotCompared.FOREIGN_CURRENCY: "devise étrangère",
    NotCompared.NO_PRICE_THAT_DAY: "pas de prix négocié à la date de la facture",
    NotCompared.OUT_OF_SCOPE: "autre poste de dépenses",
    NotCompared.REPLACED: "facture remplacée par une facture rectificative",
}

KINDS: Mapping[MatchKind, str] = {MatchKind.IDENTICAL: "Identique", MatchKind.EQUIVALENT: "Équivalent"}

LINE_KINDS: Mapping[LineKind, str] = {
    LineKind.PRODUCT: "produit",
    LineKind.FREIGHT: "port et transport",
    LineKind.DEPOSIT: "consigne ou caution",
    LineKind.DISCOUNT: "remise",
    LineKind.TAX: "taxe ou éco-contribution",
    LineKind.DOWN_PAYMENT: "acompte",
    LineKind.FEE: "frais",
    LineKind.TEXT: "texte",
}

INVOICE_KINDS: Mapping[InvoiceKind, str] = {
    InvoiceKind.INVOICE: "facture",
    InvoiceKind.CREDIT_NOTE: "avoir",
    InvoiceKind.CORRECTIVE: "facture rectificative",
    InvoiceKind.PREPAYMENT: "facture d’acompte",
}

METHODS: Mapping[Method, str] = {
    Method.CII: "facture électronique",
    Method.UBL: "facture électronique",
    Method.SHEET: "tableur",
    Method.PDF_TEXT: "PDF",
    Method.OCR: "document numérisé",
}

FLAGS: Mapping[Flag, str] = {
    Flag.LINE_EQUATION: "quantité × prix ≠ montant sur une ligne",
    Flag.SUM_OF_LINES: "la somme des lignes ne correspond pas",
    Flag.VAT: "la TVA ne correspond pas",
    Flag.TOTALS: "les totaux ne correspondent pas",
    Flag.NO_LINES: "aucune ligne",
    Flag.LINES_MISSING: "des lignes n’ont pas pu être lues",
    Flag.FOREIGN_CURRENCY: "devise étrangère",
    Flag.NO_DATE: "date illisible",
    Flag.UNCERTAIN: "lecture incertaine",
    Flag.MAYBE_WITH_VAT: "rien ne dit si les montants sont HT ou TTC",
    Flag.OTHER_PAPER: "peut-être un devis, une commande ou un bon de livraison",
    Flag.TOO_MANY_LINES: "trop de lignes, les premières ont été lues",
    Flag.TOO_MANY_PAGES: "trop de pages, les premières ont été lues",
}


def said(words: Mapping[Value, str], value: Value) -> str:
    """What a value is called; a value that the words don't know yet shows its name rather than nothing."""
    return words.get(value, value.replace("_", " ").lower())


def amount_of(amount: Decimal, unit: BaseUnit) -> str:
    """`500 feuilles`, `1,5 l`, `1 pièce`; unbroken."""
    one, several = UNITS.get(unit, (unit.replace("_", " ").lower(),) * 2)
    return f"{number(amount)}{NBSP}{one if abs(amount) < 2 else several}"


def number(value: Decimal, most: int = 3) -> str:
    """`1 250`, `1,5`: rounded to at most so many decimals, without needless ones."""
    return format_number(value.quantize(Decimal(1).scaleb(-most)), least=0).replace("-", "−")


def counted(count: int, one: str, several: str) -> str:
    """`1 ligne`, `1 250 lignes`; unbroken before the word."""
    return f"{number(Decimal(count))}{NBSP}{one if count < 2 else several}"


def euros(amount: Decimal) -> str:
    """`1 250,00 €`, `−5,00 €`: with the minus that is as wide as a figure."""
    return f"{format_number(amount)}{NBSP}€".replace("-", "−")


def percent(part: Decimal, whole: Decimal) -> str:
    """`12,5 %` of a whole above zero, else nothing."""
    return f"{number(100 * part / whole, 1)}{NBSP}%" if whole > 0 else ""


def price(value: Decimal) -> str:
    """A price for one unit: to the cent, a small one to its third figure (`0,0512 €`)."""
    decimals = 2 if abs(value) >= 1 or not value else min(6, 2 - value.adjusted())
    return euros(value.quantize(Decimal(1).scaleb(-max(2, decimals))))


def place_of(provenance: Provenance, position: int) -> str:
    """Where a line stands in what was sent: `page 2`, `Feuille 1!12`, else its number."""
    pages = sorted({box.page for box in provenance.boxes})
    if len(pages) == 1:
        return f"page{NBSP}{pages[0]}"
    if pages:
        return f"pages{NBSP}{pages[0]}–{pages[-1]}"
    if provenance.method is Method.SHEET and provenance.path:
        return provenance.path
    return f"ligne{NBSP}{position}"
