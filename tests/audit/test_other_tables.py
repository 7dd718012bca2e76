"""Spreadsheets of quotes, orders, delivery notes and price lists: told by what stands over them and by their names."""

from __future__ import annotations

import pytest

from audit.invoice import Flag
from audit.reading.route import read
from audit.reading.sheets import read_sheets
from audit.reading.values import RefusalCode, Refused
from tests.audit.test_sheets import csv_of, xlsx_of

_TABLE = "Désignation;Qté;PU HT;Montant HT\nPapier;10;4,50;45,00"


@pytest.mark.parametrize(
    ("name", "above", "paper"),
    [
        ("a.csv", "Bureau Clair;;Devis n°;D-12\nDate;12/03/2026", "un devis"),
        ("a.csv", "Bureau Clair\nDevis D-12 du 12/03/2026", "un devis"),
        ("a.csv", "BON DE COMMANDE N° 12", "un bon de commande"),
        ("a.csv", "Confirmation de commande : 12", "un bon de commande"),
        ("a.csv", "Type de document;Bon de livraison", "un bon de livraison"),
        ("a.csv", "Liste de prix 2026", "un tarif"),
        ("a.csv", "FACTURE PRO FORMA N° 3", "une facture pro forma"),
        ("envoi.zip/2026-03 devis_bureau-clair.csv", "", "un devis"),
        ("Bon de livraison 4711.csv", "Date;12/03/2026", "un bon de livraison"),
    ],
)
def test_tables_of_other_papers_are_refused(name: str, above: str, paper: str) -> None:
    [refusal] = read(name, csv_of(f"{above}\n{_TABLE}")).refused
    assert refusal.code is RefusalCode.OTHER_PAPER
    assert f"Ce document est {paper}" in refusal.message


@pytest.mark.parametrize(
    ("name", "above", "flags"),
    [
        ("a.csv", "Facture n° F-12;Devis n° D-12;Bon de livraison n° 3", set()),
        ("facture.csv", "", set()),
        ("achats.csv", "Commande n°;C-12\nDate;12/03/2026", set()),
        ("Factures et devis.csv", "", set()),
        ("a.csv", "Devis n° D-12\nFacturé à : SARL X", {Flag.UNCERTAIN}),
        ("facture.csv", "Devis n° D-12", {Flag.UNCERTAIN}),
        ("tarif bureau clair.csv", "", {Flag.UNCERTAIN}),
        ("bureau-clair-devis.csv", "", {Flag.UNCERTAIN}),
    ],
)
def test_tables_that_name_other_papers(name: str, above: str, flags: set[Flag]) -> None:
    [audited] = read(name, csv_of(f"{above}\n{_TABLE}")).invoices
    assert [line.flags for line in audited.invoice.lines] == [flags]


def test_of_a_workbook_only_the_invoices_are_read() -> None:
    titles, line = ["Désignation", "Qté", "PU HT"], ["Papier", 10, 4.5]
    content = xlsx_of(Tarifs=[["Liste de prix"], titles, line], Devis=[titles, line], Mars=[titles, line])
    assert [one.lines[0].provenance.path for one in read_sheets(content)] == ["Mars!2"]
    [quoted] = read_sheets(xlsx_of(Mars=[["N° devis", *titles], ["D-1", *line]]))
    assert quoted.lines[0].flags == {Flag.UNCERTAIN}


def test_rows_that_are_of_other_papers_are_left_out() -> None:
    titles, rows = "Type;N° pièce;Désignation;Qté;PU HT", "Devis;D-1;Papier;10;4,50\n;;Stylo;1;2\nBL;B-1;Papier;10;4,50"
    [invoice] = read_sheets(csv_of(f"{titles}\n{rows}\nFacture;F-1;Papier;10;4,50\n;;Stylo;1;2"))
    assert (invoice.number, [line.name for line in invoice.lines]) == ("F-1", ["Papier", "Stylo"])
    with pytest.raises(Refused) as caught:
        read_sheets(csv_of(f"{titles}\n{rows}"))
    assert caught.value.code is RefusalCode.OTHER_PAPER
