"""Quotes, orders and delivery notes are told from invoices by their titles; an invoice that names them stays one."""

from __future__ import annotations

import pytest
import typst

from audit.invoice import Flag
from audit.reading.papers import Paper, other_paper
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
    assert other_paper([page(title)]) == Paper(paper, is_sure=True)
    assert other_paper([page(title.capitalize(), size=16.0)]) == Paper(paper, is_sure=True)


@pytest.mark.parametrize(
    "texts",
    [
        ("FACTURE N° F-1", "DEVIS N° D-7", "BON DE LIVRAISON N° 12"),
        ("DEVIS ACCEPTÉ", "Facture du 5 octobre"),
        ("BON DE COMMANDE 4711", "INVOICE 12"),
        ("BESTELLUNG 12", "Rechnungsnummer 4711"),
        ("Bon de livraison n° 12 du 3 octobre", "Avoir n° A-3"),
        ("Devis gratuit sous 48 heures",),
        ("AVOIR N° 12", "BON DE RETOUR"),
        ("Papeterie Duroc",),
        ("FACTURE N° F-2026-7", "PROFORMA N° PF-12"),
        ("TAX INVOICE", "PRO FORMA 12"),
        ("F A C T U R E", "BON DE LIVRAISON N° 4500"),
        ("FACT. N° 12", "BON DE COMMANDE : 4500"),
        ("FACTURATION MARS", "BON DE COMMANDE : 4500"),
        ("FACTUREN°2026-11", "DEVIS N° 4500"),
        ("NOTE D’HONORAIRES", "DEVIS N° 4500"),
        ("SITUATION DE TRAVAUX N° 3", "DEVIS N° 4500"),
        ("BON DE COMMANDE 4500", "N° de facture : F-12"),
        ("BON DE LIVRAISON VALANT FACTURE N° 3",),
        ("BON DE LIVRAISON - FACTURE N° 12",),
        ("DEVIS VALANT FACTURE",),
    ],
)
def test_invoices_name_other_papers(texts: tuple[str, ...]) -> None:
    assert other_paper([page(*texts)]) is None


@pytest.mark.parametrize(
    "texts",
    [
        ("DEVIS N° D-7", "Facturé à : SARL X"),
        ("BON DE COMMANDE N° 77", "Merci de rappeler ce numéro sur votre facture"),
        ("BON DE LIVRAISON N° 77", "La facture suivra par courrier séparé"),
        ("BON DE LIVRAISON", "Reçu le", "FA C TURE"),
        ("ATELIER MORIN", "BON DE COMMANDE : 4500"),
        ("PRO FORMA", "N° de facture : F-12"),
        ("Bon de livraison n° 12 du 3 octobre",),
        ("Atelier Morin", "Devis n° D-2026-7 du 12/03/2026"),
        ("Devis n° D-7", "Facturé à : SARL X", "Bon pour accord"),
    ],
)
def test_in_doubt_a_paper_is_read_for_an_advisor(texts: tuple[str, ...]) -> None:
    """Running text speaks of an invoice, or the name of the other paper is no title of the page."""
    found = other_paper([page(*texts)])
    assert found is not None
    assert not found.is_sure


def test_a_quote_in_plain_type_says_how_long_it_holds() -> None:
    found = other_paper([page("Atelier Morin", "Devis n° D-2026-7", "Devis valable trente jours")])
    assert found == Paper("un devis", is_sure=True)


@pytest.mark.parametrize(
    "text", ["Vous venez d’avoir un devis", "Adresse de facturation", "Reçu conforme le 12/03/2026"]
)
def test_what_does_not_speak_of_an_invoice(text: str) -> None:
    assert other_paper([page("BON DE LIVRAISON N° 77", text)]) == Paper("un bon de livraison", is_sure=True)


def test_only_the_head_of_a_page_has_titles_and_an_invoice_may_follow() -> None:
    assert other_paper([page("DEVIS N° D-7", top=500.0)]) is None
    assert other_paper([page("BON DE LIVRAISON"), page("FACTURE N° F-1")]) is None
    assert other_paper([[], page("BON DE LIVRAISON")]) == Paper("un bon de livraison", is_sure=True)
    assert other_paper([page("Morin"), page("BON DE LIVRAISON")]) == Paper("un bon de livraison", is_sure=False)


def printed(head: str) -> bytes:
    """A PDF with this over a table of one line."""
    rows = "[Désignation], [Quantité], [PU HT], [Montant HT], [Papier A4], [10], [3,10], [31,00]"
    source = f"{head} \\ #table(columns: 4, stroke: none, {rows}) Total HT : 31,00 €"
    return bytes(typst.compile(source.encode()))


def test_a_quote_is_refused_by_name() -> None:
    [refusal] = read("devis.pdf", printed("*DEVIS N° D-7*")).refused
    assert refusal.code is RefusalCode.OTHER_PAPER
    assert "un devis" in refusal.message


@pytest.mark.parametrize(
    ("head", "flags"),
    [
        ("#text(20pt)[DEVIS N° D-7] \\ Date : 12/03/2026 \\ Facturé à : SARL X", {Flag.UNCERTAIN}),
        ("#text(20pt, tracking: 16pt)[FACTURE] \\ N° F-7 du 12/03/2026 \\ BON DE COMMANDE : 4500", set()),
    ],
)
def test_lines_of_what_may_be_another_paper_are_uncertain(head: str, flags: set[Flag]) -> None:
    [audited] = read("a.pdf", printed(head)).invoices
    assert [line.flags for line in audited.invoice.lines] == [flags]
