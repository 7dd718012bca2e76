"""Text PDFs: what a page calls itself, its day and currency, and what below its lines makes their prices doubtful."""

from __future__ import annotations

from decimal import Decimal

import pytest
import typst

from audit.checking import checked
from audit.invoice import Flag, Invoice, InvoiceKind
from audit.reading.pdf_text import read_pdf

_TITLE = "*FACTURE N° F-9* \\ Date : 05/10/2026"
_SUMS = ("Total HT : 59,00 €", "TVA 20 % : 11,80 €", "Total TTC : 70,80 €")
_NET = "[Désignation],[Quantité],[PU HT],[Montant HT]"
_BARE = "[Désignation],[Quantité],[Prix],[Montant]"
_LINES = "[Ramette de papier A4],[10],[3,10],[31,00],[Nettoyant sols bidon de 5 litres],[2],[14,00],[28,00]"
_WITH_VAT = "[Ramette de papier A4],[10],[3,72],[37,20],[Stylo bille bleu],[20],[0,60],[12,00]"


def _table(titles: str, lines: str) -> str:
    return f"#table(columns: (7cm, 3cm, 3cm, 3cm), stroke: none, {titles}, {lines})\n"


def _page(head: str = _TITLE, sums: tuple[str, ...] = _SUMS, titles: str = _NET, lines: str = _LINES) -> str:
    below = " \\ ".join(sums)
    return f"Papeterie du Port SAS\n\n{head}\n{_table(titles, lines)}#align(right)[{below}]\n"


def _read(*pages: str) -> Invoice:
    (invoice,) = read_pdf(bytes(typst.compile(("#set text(10pt)\n" + "\n#pagebreak()\n".join(pages)).encode())))
    return checked(invoice)


def _is_doubtful(invoice: Invoice) -> bool:
    return all(Flag.UNCERTAIN in line.flags for line in invoice.lines)


@pytest.mark.parametrize(
    "title",
    [
        "NOTE D'AVOIR N° 12", "BON D'AVOIR N° 12", "FACTURE D'AVOIR N° 12", "Type de document : AVOIR",
        "A V O I R N° 12", "CREDIT MEMO 12", "FACTURE DE RETOUR N° 12", "N° d'avoir : 12", "Document : Avoir 12",
        "VOTRE AVOIR N° 12", "AVOIR CLIENT", "REMBOURSEMENT N° 12", "FACTURE / AVOIR N° 12", "FACTURE AVOIR N° 12",
    ],
)  # fmt: skip
def test_what_credit_notes_are_called(title: str) -> None:
    invoice = _read(_page(f"#text(18pt)[*{title}*] \\ Date : 05/10/2026"))
    assert invoice.kind is InvoiceKind.CREDIT_NOTE
    assert _is_doubtful(invoice) == title.startswith(("FACTURE /", "FACTURE A"))


@pytest.mark.parametrize(
    "text", ["Avoir n° A-3 du 01/10/2026 déduit de votre compte", "Avoir disponible : 12,00 €", "Avoir : 12,00 €"]
)
def test_a_credit_note_that_is_spoken_of_makes_none(text: str) -> None:
    invoice = _read(_page(f"{_TITLE} \\ {text}"))
    assert (invoice.kind, str(invoice.issued_on)) == (InvoiceKind.INVOICE, "2026-10-05")
    assert not _is_doubtful(invoice)


def test_a_credit_note_that_is_spoken_of_where_nothing_is_called_an_invoice_is_a_doubt() -> None:
    assert _is_doubtful(_read(_page("Votre avoir sur marchandises rendues \\ Date : 05/10/2026")))


def test_a_credit_note_that_names_its_invoice() -> None:
    invoice = _read(_page("#text(16pt)[*AVOIR N° A-12*] \\ Date : 05/10/2026 \\ Facture n° F-3 du 01/09/2026"))
    assert (invoice.kind, str(invoice.issued_on)) == (InvoiceKind.CREDIT_NOTE, "2026-10-05")
    assert not _is_doubtful(invoice)


@pytest.mark.parametrize(
    ("head", "unit", "currency"),
    [
        ("CODE FOURNISSEUR 12", "USD", "USD"),
        ("VENDEUR : M. Favre", "CHF", "CHF"),
        ("EUROPE", "CAD", "CAD"),
        ("VALEUR", "DH", "MAD"),
        ("SAS au capital de 50 000,00 €", "CHF", "CHF"),
        ("CODE FOURNISSEUR 12", "", "EUR"),
    ],
)
def test_the_currency_stands_beside_amounts(head: str, unit: str, currency: str) -> None:
    invoice = _read(_page(f"{_TITLE} \\ {head}", tuple(text.replace("€", unit) for text in _SUMS)))
    assert (invoice.currency, _is_doubtful(invoice)) == (currency, False)
    assert (Flag.FOREIGN_CURRENCY in invoice.flags) == (currency != "EUR")


def test_two_currencies_beside_amounts_are_a_doubt() -> None:
    assert _is_doubtful(_read(_page(sums=(*_SUMS, "Soit 82,13 USD"))))


@pytest.mark.parametrize("day", ["Échéance : 05/12/2026", "Commande du 02/01/2025", "À régler, échéance le 02/12/2026"])
def test_another_day_is_no_day_of_issue(day: str) -> None:
    invoice = _read(_page(f"{day} \\ *FACTURE N° F-9*"))
    assert invoice.issued_on is None
    assert Flag.NO_DATE in invoice.flags


def test_a_cleaner_is_no_net_total() -> None:
    assert _read(_page()).totals.net == Decimal("59.00")


@pytest.mark.parametrize(
    "sums",
    [
        ("SOMME 49,20 €", "dont TVA 20 % : 8,20 €"),
        ("Total à régler : 49,20 €", "(TVA 20 % incluse : 8,20 €)"),
        ("Montant global 49,20 €",),
        ("Montant prélevé 49,20 €", "TVA 20 % comprise"),
        ("Merci de votre confiance",),
        ("Total net 49,20 €", "dont TVA 20 % 8,20 €"),
        ("Total net 49,20 €", "Prix TTC, TVA 20 %"),
    ],
)
def test_amounts_that_nothing_proves_net_of_vat(sums: tuple[str, ...]) -> None:
    invoice = _read(_page(sums=sums, titles=_BARE, lines=_WITH_VAT))
    assert all({Flag.UNCERTAIN, Flag.MAYBE_WITH_VAT} <= line.flags for line in invoice.lines)


@pytest.mark.parametrize(
    "sums",
    [
        ("Sous-total 49,20 €", "TVA 20 % 9,84 €", "Total 59,04 €"),
        ("Somme 49,20 €", "TVA non applicable, art. 293 B du CGI"),
        ("Montant hors taxes 49,20 €",),
    ],
)
def test_amounts_that_totals_prove_net_of_vat(sums: tuple[str, ...]) -> None:
    invoice = _read(_page(sums=sums, titles=_BARE, lines=_WITH_VAT))
    assert not any(Flag.MAYBE_WITH_VAT in line.flags for line in invoice.lines)


def test_a_line_does_not_prove_itself() -> None:
    cleaner = "[Nettoyant sols bidon de 5 litres],[1],[16,80],[16,80]"
    invoice = _read(_page(sums=("Total TTC : 16,80 €", "dont TVA 20 % : 2,80 €"), titles=_BARE, lines=cleaner))
    assert _is_doubtful(invoice)
    assert invoice.totals.net is None


@pytest.mark.parametrize(
    ("sums", "amounts"),
    [
        (("Total HT brut : 59,00 €", "Remise 10 % : -5,90 €", "Total net HT : 53,10 €"), ["-5.90"]),
        (("Total HT : 59,00 €", "Escompte 10 % : 5,90 €", "Net HT : 53,10 €"), ["-5.90"]),
        (("Total HT : 59,00 €", "Remise : -8,90 €", "Port : 3,00 €", "Net HT : 53,10 €"), ["-8.90", "3.00"]),
    ],
)
def test_what_is_taken_off_and_added_below_the_lines(sums: tuple[str, ...], amounts: list[str]) -> None:
    invoice = _read(_page(sums=(*sums, "TVA 20 % : 10,62 €", "Total TTC : 63,72 €")))
    assert [str(one.amount) for one in invoice.adjustments] == amounts
    assert Flag.SUM_OF_LINES not in invoice.flags
    assert not _is_doubtful(invoice)


@pytest.mark.parametrize(
    "sums",
    [
        ("Total HT : 59,00 €", "Net HT : 53,10 €", "TVA 20 % : 10,62 €", "Total TTC : 63,72 €"),
        (*_SUMS, "Remise 10 % : 7,08 €", "Net à payer : 63,72 €"),
    ],
)
def test_totals_that_nothing_explains_are_a_doubt(sums: tuple[str, ...]) -> None:
    invoice = _read(_page(sums=sums))
    assert invoice.adjustments == ()
    assert _is_doubtful(invoice)
