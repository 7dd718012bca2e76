"""Quotes, orders and delivery notes are told from invoices by their titles; an invoice that names them stays one."""

from __future__ import annotations

import pytest
import typst

from audit.reading.papers import other_paper
from audit.reading.printed.words import Word
from audit.reading.route import read
from audit.reading.values import RefusalCode

_LINES = ["Atelier Morin, 44000 Nantes", "Désignation Quantité Prix Montant", "Papier A4 10 3,10 31,00"]


def page(*texts: str, size: float = 10.0, top: float = 60.0) -> list[Word]:
    """Words of a page: these texts below each other from `top`, then an address and a table."""
    words: list[Word] = []
    lines = [(text, size) for text in texts] + [(text, 10.0) for text in _LINES]
    for number, (text, high) in enumerate(lines):
        left, at = 50.0, top + 24 * number
        for word in text.split():
            words.append(Word(word, left, at, left + 5.0 * len(word), at + high, high))
            left += 5.0 * len(word) + 3
    return words


@pytest.mark.parametrize(
    ("title", "paper"),
    [
        ("DEVIS N° D-7", "un devis"),
        ("OFFRE DE PRIX", "un devis"),
        ("BON DE COMMANDE N° 77", "un bon de commande"),
        ("ORDER CONFIRMATION 77", "un bon de commande"),
        ("BON DE LIVRAISON", "un bon de livraison"),
        ("RELEVÉ DE COMPTE", "un relevé"),
        ("BULLETIN DE PAIE", "un bulletin de paie"),
        ("TARIF 2026", "un tarif"),
        ("FACTURE PRO FORMA N° 7", "une facture pro forma"),
    ],
)
def test_papers_are_known_by_their_titles(title: str, paper: str) -> None:
    assert other_paper([page(title)]) == paper
    assert other_paper([page(title.capitalize(), size=16.0)]) == paper


@pytest.mark.parametrize(
    "texts",
    [
        ("FACTURE N° F-1", "DEVIS N° D-7", "BON DE LIVRAISON N° 12"),
        ("DEVIS ACCEPTÉ", "Facture du 5 octobre"),
        ("BON DE COMMANDE 4711", "INVOICE 12"),
        ("BESTELLUNG 12", "Rechnungsnummer 4711"),
        ("Bon de livraison n° 12 du 3 octobre",),
        ("AVOIR N° 12", "BON DE RETOUR"),
        ("Papeterie Duroc",),
    ],
)
def test_invoices_name_other_papers(texts: tuple[str, ...]) -> None:
    assert other_paper([page(*texts)]) is None


def test_only_the_head_of_a_page_has_titles_and_an_invoice_may_follow() -> None:
    assert other_paper([page("DEVIS N° D-7", top=500.0)]) is None
    assert other_paper([page("BON DE LIVRAISON"), page("FACTURE N° F-1")]) is None
    assert other_paper([[], page("BON DE LIVRAISON")]) == "un bon de livraison"


def test_a_quote_is_refused_by_name() -> None:
    rows = "[Désignation], [Quantité], [PU HT], [Montant HT], [Papier A4], [10], [3,10], [31,00]"
    source = f"*DEVIS N° D-7* \\ #table(columns: 4, stroke: none, {rows}) Total HT : 31,00 €"
    [refusal] = read("devis.pdf", bytes(typst.compile(source.encode()))).refused
    assert refusal.code is RefusalCode.OTHER_PAPER
    assert "un devis" in refusal.message
