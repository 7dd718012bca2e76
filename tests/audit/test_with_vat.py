"""Amounts of spreadsheets whose titles don't say HT or TTC: other numbers prove it, or nobody takes them for net."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.invoice import Flag
from tests.audit.test_sheets import csv_of, only

_UNTOLD = {Flag.UNCERTAIN, Flag.MAYBE_WITH_VAT}
_LINES = "Papier;10;4,50;45,00\nStylo;2;1,25;2,50"
_PLAIN = f"Désignation;Qté;Prix unitaire;Montant\n{_LINES}"


@pytest.mark.parametrize(
    "text",
    [
        f"Désignation;Qté;PU HT;Montant\n{_LINES}",
        f"Désignation;Qté;PU;Montant HT\n{_LINES}",
        f"Désignation;Qté;PU;Montant net\n{_LINES}",
        f"Désignation;Qté;P.U. H.T.\n{_LINES}",
        f"{_PLAIN}\nTotal HT;;;47,50",
        f"{_PLAIN}\nTotal;;;47,50\nTVA 20 %;;;9,50\nTotal TTC;;;57,00",
        f"{_PLAIN}\nTotal T.T.C.;;;57,00",
        f"{_PLAIN}\nTVA;;;9,50",
        f"{_PLAIN}\nTVA;;;0\nNet à payer;;;47,50",
        f"{_PLAIN}\nTVA non applicable, art. 293 B du CGI;;;",
        f"Prix en euros hors taxes;;;\n{_PLAIN}",
        "Désignation;Qté;PU;Montant;Montant TTC\nPapier;10;4,50;45,00;54,00\nLivre;1;10;10,00;10,55",
        "Désignation;Qté;PU;Montant;TVA;Montant TVA\nPapier;10;4,50;45,00;20;9,00",
        "Désignation;Qté;PU;Montant;TVA\nPapier;10;4,50;45,00;20\nLivre;1;10;10,00;5,5\nTotal TTC;;;64,55;",
    ],
)
def test_amounts_that_are_net(text: str) -> None:
    invoice = only(csv_of(text))
    assert next(line.net_amount for line in invoice.lines) == Decimal(45)
    assert not any(line.flags for line in invoice.lines)
    assert not {Flag.SUM_OF_LINES, Flag.VAT, Flag.TOTALS} & invoice.flags


@pytest.mark.parametrize(
    "text",
    [
        "Désignation;Qté;PU;Montant\nPapier;10;5,40;54,00\nTotal HT;;;45,00",
        "Désignation;Qté;PU;Montant\nPapier;10;5,40;54,00\nTotal;;;54,00\nDont TVA;;;9,00",
        "Désignation;Qté;PU;Montant\nPapier;10;5,40;54,00\nTVA;;;9,00\nTotal TTC;;;54,00",
        "Désignation;Qté;PU;Taux TVA;Montant\nPapier;10;5,40;20;54,00\nTotal TTC;;;;54,00",
        "Désignation;Qté;PU;Taux TVA;Montant;Montant TTC\nPapier;10;5,40;20 %;54,00;54,00",
        "Désignation;Qté;PU HT;Montant\nPapier;10;4,50;54,00",
    ],
)
def test_amounts_with_vat_are_brought_to_net(text: str) -> None:
    invoice = only(csv_of(text))
    [line] = invoice.lines
    assert (line.net_amount, line.net_price) == (Decimal(45), Decimal("4.5"))
    assert (line.vat_rate, line.mended["net_amount"]) == (Decimal(20), "54.00 TTC")
    assert line.flags == set()
    assert Flag.SUM_OF_LINES not in invoice.flags


@pytest.mark.parametrize(
    "text",
    [
        _PLAIN,
        "Désignation;Qté;Prix unitaire\nPapier;10;4,50\nStylo;2;1,25",
        f"Désignation;Qté;PU brut;Montant net\n{_LINES}",
        f"{_PLAIN}\nTotal;;;47,50",
        f"{_PLAIN}\nTotal TTC;;;47,50",
        f"{_PLAIN}\nTotal HT;;;47,50\nTotal TTC;;;47,50",
        "Désignation;Qté;PU;Montant;TVA\nPapier;10;4,50;45,00;20",
    ],
)
def test_amounts_that_nothing_proves_are_uncertain(text: str) -> None:
    assert all(line.flags == _UNTOLD for line in only(csv_of(text)).lines)
