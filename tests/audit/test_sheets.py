"""Spreadsheets as suppliers and accountants send them: any titles and order, totals left out, errors that say where."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
import pytest

from audit.checking import checked
from audit.invoice import Flag, Invoice, InvoiceKind, LineKind
from audit.reading import cells
from audit.reading.columns import Role, find_titles, role_of
from audit.reading.route import read
from audit.reading.sheets import read_sheets
from audit.reading.values import RefusalCode, Refused

Rows = Sequence[Sequence[object]]


def csv_of(text: str, encoding: str = "utf-8") -> bytes:
    return text.strip("\n").encode(encoding)


def xlsx_of(**sheets: Rows) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def broken_xlsb() -> bytes:
    """A binary workbook that names a sheet by a relation which isn't there: the reading library ends over it."""
    names = b"".join(struct.pack("<I", len(name)) + name.encode("utf-16-le") for name in ("rId9", "Mars"))
    sheet = struct.pack("<II", 0, 1) + names
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
        archive.writestr("xl/_rels/workbook.bin.rels", relations)
        archive.writestr("xl/workbook.bin", b"\x9c\x01" + bytes([len(sheet)]) + sheet)
    return out.getvalue()


def only(content: bytes) -> Invoice:
    [invoice] = read_sheets(content)
    return checked(invoice)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1 234,56", "1234.56"),
        ("1\u202f234,56\u00a0€", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("12.50", "12.50"),
        ("0,0125", "0.0125"),
        ("-3,00", "-3.00"),
        ("(3,00)", "-3.00"),
        ("3,00-", "-3.00"),
        ("−3", "-3"),
        (",5", "0.5"),
        ("20 %", "20"),
        ("12,00 EUR HT", "12.00"),
        (0.1 + 0.2, "0.3"),
        (12, "12"),
        ("offert", "0"),
        ("", None),
        ("-", None),
        (None, None),
    ],
)
def test_numbers(written: cells.Cell | None, value: str | None) -> None:
    assert cells.number(written) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("written", ["douze", "1,2,3.4.5", "12a", "#N/A", "1e5", "--3", True, "9" * 99, float("inf")])
def test_no_numbers(written: cells.Cell) -> None:
    with pytest.raises(ValueError, match="no number"):
        cells.number(written)


@pytest.mark.parametrize(
    "written",
    ["31/01/2026", "31-1-2026", "31.01.26", "2026-01-31", "2026-01-31T10:00:00", "31 janvier 2026", "31 janv. 2026",
     dt.date(2026, 1, 31), dt.datetime(2026, 1, 31, 9),  # noqa: DTZ001 - as calamine gives it
     46053, "31 January 2026"],
)  # fmt: skip
def test_dates(written: cells.Cell) -> None:
    assert cells.day(written) == dt.date(2026, 1, 31)


@pytest.mark.parametrize("written", ["31/02/2026", "demain", "2026", 3.5])
def test_no_dates(written: cells.Cell) -> None:
    with pytest.raises(ValueError, match="no date"):
        cells.day(written)


def test_rates_as_parts_of_one() -> None:
    assert cells.percentage(0.055) == Decimal("5.5")
    assert cells.percentage("0,5") == Decimal("0.5")
    assert cells.percentage(20) == Decimal(20)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Désignation", Role.NAME),
        ("Libellé de l’article", Role.NAME),
        ("Description of goods", Role.NAME),
        ("Réf.", Role.REFERENCE),
        ("Code article", Role.REFERENCE),
        ("Réf. fabricant", Role.MAKER_REFERENCE),
        ("Code EAN", Role.GTIN),
        ("Qté", Role.QUANTITY),
        ("Quantité facturée", Role.QUANTITY),
        ("Qté commandée", None),
        ("U.", Role.UNIT),
        ("P.U. HT", Role.NET_PRICE),
        ("Prix unitaire HT (€)", Role.NET_PRICE),
        ("PU brut", Role.GROSS_PRICE),
        ("Remise %", Role.DISCOUNT),
        ("Montant remise", Role.DISCOUNT_AMOUNT),
        ("Total HT", Role.NET_AMOUNT),
        ("Montant HT en euros", Role.NET_AMOUNT),
        ("Montant TTC", Role.AMOUNT_WITH_VAT),
        ("Prix total TTC", Role.AMOUNT_WITH_VAT),
        ("Prix unitaire TTC", None),
        ("Total T.T.C.", Role.AMOUNT_WITH_VAT),
        ("Taux de TVA", Role.VAT_RATE),
        ("Montant TVA", Role.VAT_AMOUNT),
        ("N° de facture", Role.NUMBER),
        ("Invoice no.", Role.NUMBER),
        ("Date de facture", Role.DATE),
        ("Date d’échéance", None),
        ("Date de commande", None),
        ("Fournisseur", Role.SELLER),
        ("SIRET fournisseur", Role.COMPANY_NUMBER),
        ("Client", None),
        ("Commentaire", None),
    ],
)
def test_titles(title: str, role: Role | None) -> None:
    found = role_of(title)
    assert (None if found is Role.IGNORED else found) == role


def test_a_table_with_its_facts_above_and_totals_below() -> None:
    invoice = only(
        csv_of("""
Papeterie Duroc SAS;;;;
Facture n° : F-2026-17;;;Date;12/03/2026
;;;;
Réf;Désignation;Qté;PU HT;Montant HT
P80;Ramette A4 80 g;10;4,50;45,00
T42;"Toner ""XL"" noir";2;1 089,95;2 179,90
;Livraison;1;12,00;12,00
;;;Total HT;2 236,90
;;;TVA 20 %;447,38
;;;Total TTC;2 684,28
""")
    )
    assert (invoice.number, invoice.issued_on) == ("F-2026-17", dt.date(2026, 3, 12))
    assert [line.name for line in invoice.lines] == ["Ramette A4 80 g", 'Toner "XL" noir', "Livraison"]
    assert invoice.lines[1].net_amount == Decimal("2179.90")
    assert invoice.lines[0].provenance.path == "ligne 5"
    assert (invoice.totals.net, invoice.totals.vat, invoice.totals.gross) == tuple(
        map(Decimal, ("2236.90", "447.38", "2684.28"))
    )
    assert invoice.flags == frozenset()


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings(separator: str, encoding: str) -> None:
    rows = [["Prix unitaire HT", "Libellé", "Quantité"], ["4.50", "Été", "2"], ["1.00", "Œuf", "3"]]
    text = "\r\n".join(separator.join(row) for row in rows)
    invoice = only(text.encode(encoding))
    assert [(line.name, line.net_amount) for line in invoice.lines] == [
        ("Été", Decimal("9.00")),
        ("Œuf", Decimal("3.00")),
    ]


def test_several_invoices_and_sheets_of_an_english_export() -> None:
    titles = ["Invoice date", "Invoice number", "Supplier", "Product", "Qty", "Unit price", "Net amount", "VAT %"]
    content = xlsx_of(
        Notes=[["Export of March"], ["nothing here"]],
        March=[
            titles,
            [dt.date(2026, 3, 1), "A-1", "Duroc", "Paper", 10, 4.5, 45, 0.2],
            [None, None, None, "Pens", 3, 0.1, 0.3, 0.2],
            [dt.date(2026, 3, 2), "A-2", "Duroc", "Toner", 1, 80, 80, 0.2],
            titles,
            [dt.date(2026, 3, 2), "A-2", "Duroc", "Ink", 1, 20, 20, 0.055],
            ["Total", None, None, None, None, None, 145.3, None],
        ],
        April=[titles, [dt.date(2026, 4, 1), "A-3", "Duroc", "Paper", 1, 4.5, 4.5, 0.2]],
    )
    invoices = read_sheets(content)
    assert [(each.number, str(each.issued_on), len(each.lines)) for each in invoices] == [
        ("A-1", "2026-03-01", 2), ("A-2", "2026-03-02", 2), ("A-3", "2026-04-01", 1)]  # fmt: skip
    assert invoices[0].seller.name == "Duroc"
    assert invoices[1].lines[1].vat_rate == Decimal("5.5")
    assert invoices[0].lines[1].provenance.path == "March!3"
    assert [line.position for line in invoices[1].lines] == [1, 2]


def test_without_numbers_days_tell_invoices_apart() -> None:
    rows = "Date;Fournisseur;Désignation;Qté;Montant HT\n03/02/2026;Duroc;Stylo;2;4,00\n05/02/2026;Duroc;Stylo;2;4,20\n"
    read_ = read_sheets(csv_of(rows))
    assert [(one.issued_on, len(one.lines)) for one in read_] == [(dt.date(2026, 2, 3), 1), (dt.date(2026, 2, 5), 1)]
    (one,) = read_sheets(csv_of("Facture n° :;F-12\n" + rows))
    assert (one.number, len(one.lines)) == ("F-12", 2)


def test_discounts_before_and_after_the_price() -> None:
    before = only(csv_of("Article;Qté;PU brut;Remise;Montant HT\nPapier;10;5,00;10 %;45,00"))
    assert (before.lines[0].gross_price, before.lines[0].net_price) == (Decimal("5.00"), Decimal("4.5"))
    same = only(csv_of("Article;Qté;Prix;Remise;Montant HT\nPapier;10;5,00;10;45,00\nStylo;10;4,50;10;45,00"))
    assert [(line.gross_price, line.net_price) for line in same.lines] == [
        (Decimal("5.00"), Decimal("4.50")), (None, Decimal("4.50"))]  # fmt: skip
    assert not [line for line in [*before.lines, *same.lines] if line.flags]


def test_a_brand_named_like_a_total_is_a_line() -> None:
    invoice = only(
        csv_of("Réf;Désignation;Qté;PU;Montant HT\nH1;TOTAL Quartz 5W30;2;30;60\n;Sous-total;;;60\n;TVA réduite;;;3")
    )
    assert [line.name for line in invoice.lines] == ["TOTAL Quartz 5W30"]


def test_texts_credit_notes_and_free_lines() -> None:
    invoice = only(
        csv_of(
            "Type;Désignation;Qté;PU;Montant\nAvoir;Retour ramettes;-2;4,50;-9,00\nAvoir;selon bon 12;;;\n"
            ";Stylo;1;offert;0"
        )
    )
    assert (invoice.kind, invoice.sign) == (InvoiceKind.CREDIT_NOTE, 1)
    assert [line.kind for line in invoice.lines] == [LineKind.PRODUCT, LineKind.TEXT, LineKind.PRODUCT]
    assert invoice.lines[2].net_price == 0


def test_what_does_not_add_up_is_flagged() -> None:
    invoice = only(csv_of("Désignation;Qté;PU;Montant HT\nPapier;10;4,50;54,00\nTotal HT;;;60,00"))
    assert Flag.SUM_OF_LINES in invoice.flags
    assert Flag.LINE_EQUATION in invoice.lines[0].flags


def test_all_bad_cells_are_named_at_once() -> None:
    content = xlsx_of(Mars=[
        ["Désignation", "Quantité", "PU HT", "Date facture"],
        ["Papier", "dix", 4.5, "hier"],
        ["Stylos", 2, "4,5,6.7", dt.date(2026, 3, 1)],
    ])  # fmt: skip
    with pytest.raises(Refused) as caught:
        read_sheets(content)
    assert caught.value.code is RefusalCode.SHEET_VALUES
    for said in ("Mars!2, colonne « Quantité » : « dix » au lieu d’un nombre",
                 "Mars!2, colonne « Date facture » : « hier » au lieu d’une date",
                 "Mars!3, colonne « PU HT » : « 4,5,6.7 »"):  # fmt: skip
        assert said in caught.value.message


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"Bonjour,\r\nvoici nos factures.\r\n", RefusalCode.SHEET_WITHOUT_COLUMNS, "ligne de titres"),
        (csv_of("Client;Adresse;Ville\nA;B;C"), RefusalCode.SHEET_WITHOUT_COLUMNS, "Client | Adresse | Ville"),
        (csv_of("Produit;Prix TTC\nA;12"), RefusalCode.SHEET_WITHOUT_COLUMNS, "Montant HT"),
        (
            csv_of("Date;Libellé;Montant\n02/03/2026;VIR BUREAU CLAIR;-45,00"),
            RefusalCode.SHEET_WITHOUT_COLUMNS,
            "Libellé | Montant",
        ),
        (
            csv_of("N° document : 12;\nLibellé;Montant\nVIR BUREAU CLAIR;-45,00"),
            RefusalCode.SHEET_WITHOUT_COLUMNS,
            "Libellé | Montant",
        ),
        (
            csv_of("date,description,amount,currency\n2026-03-02,CARD SHOP,-45.00,EUR"),
            RefusalCode.SHEET_WITHOUT_COLUMNS,
            "amount",
        ),
        (csv_of("Article;Désignation;Prix HT\nP1;Papier;4,50"), RefusalCode.SHEET_WITHOUT_COLUMNS, "Montant HT"),
        (csv_of("Désignation;Qté livrée\nPapier;10"), RefusalCode.SHEET_WITHOUT_COLUMNS, "Montant HT"),
        (
            csv_of("Nom;Détail;Quantité;Total\nAnne;Face avant;;\nBen;Profil;;"),
            RefusalCode.SHEET_WITHOUT_COLUMNS,
            "Nom",
        ),
        (broken_xlsb(), RefusalCode.BROKEN_SHEET, "enregistrez-le"),
    ],
)
def test_what_is_no_table_of_lines(content: bytes, code: RefusalCode, said: str) -> None:
    [refusal] = read("tableau.csv", content).refused
    assert refusal.code == code
    assert said in refusal.message


def test_an_amount_that_nothing_explains_is_uncertain() -> None:
    alone = only(csv_of("Désignation;Montant HT\nNettoyage de mars;450"))
    assert alone.lines[0].flags == {Flag.UNCERTAIN}
    assert alone.lines[0].net_amount == Decimal(450)
    ledger = only(csv_of("Date;N° facture;Libellé;Montant\n02/03/2026;F-1;Nettoyage;450"))
    assert ledger.number == "F-1"
    assert ledger.lines[0].flags == {Flag.UNCERTAIN, Flag.MAYBE_WITH_VAT}
    below = only(csv_of("Facture n° : F-12;\nFournisseur : Dupont;\nDésignation;Montant\nPapier;31,00"))
    assert (below.number, below.lines[0].net_amount) == ("F-12", Decimal(31))
    assert below.lines[0].flags == {Flag.UNCERTAIN, Flag.MAYBE_WITH_VAT}
    beside = only(csv_of("Désignation;Qté;PU HT;Montant HT\nPapier;10;4,50;45\nFrais de port;;;12"))
    assert not any(line.flags for line in beside.lines)


def test_a_cell_that_is_no_number_is_empty() -> None:
    assert cells.written(float("nan")) == ""
    with pytest.raises(ValueError, match="no number"):
        cells.number(float("inf"))


def test_cells_with_line_breaks_keep_the_numbers_of_lines() -> None:
    invoice = only(csv_of('Désignation;Montant HT\n"Papier\nA4";45\nStylo;3'))
    assert [line.provenance.path for line in invoice.lines] == ["ligne 2", "ligne 4"]
    assert invoice.lines[0].name == "Papier A4"


@pytest.mark.parametrize(
    ("titles", "columns"),
    [
        ("Article;Désignation;Qté;Montant", {Role.REFERENCE: 0, Role.NAME: 1}),
        ("Désignation;PU HT;PU net HT;Qté", {Role.GROSS_PRICE: 1, Role.NET_PRICE: 2}),
        ("Libellé;Montant brut;Montant net HT", {Role.NET_AMOUNT: 2}),
        ("Produit;Date;Date facture;Total HT;Total TTC", {Role.DATE: 2, Role.NET_AMOUNT: 3}),
        ("Réf.;Réf. fabricant;Libellé;Qté livrée;Qté facturée;P.U.", {Role.QUANTITY: 4, Role.MAKER_REFERENCE: 1}),
    ],
)
def test_of_several_columns_the_telling_one(titles: str, columns: dict[Role, int]) -> None:
    found = find_titles([titles.split(";")])
    assert found is not None
    assert {role: found.columns[role] for role in columns} == columns


def test_a_discount_in_euros() -> None:
    [line] = only(csv_of("Article;Qté;PU;Remise;Montant HT\nPapier;10;5,00;3,00;47,00")).lines
    assert (line.net_price, line.allowances, line.discount_percent) == (Decimal("5.00"), Decimal("3.00"), None)
    assert not line.flags


def test_temporary_work_and_contributions() -> None:
    [hours] = only(
        csv_of("Qualification;Nb heures;Taux horaire;Coefficient;Montant HT\nManœuvre;35;12,50;1,95;853,13")
    ).lines
    assert (hours.name, hours.net_price, hours.flags) == ("Manœuvre", Decimal("24.3750"), frozenset())
    invoice = only(csv_of("Article;Qté;PU HT;Éco-part.;Montant HT\nÉcran;2;100;1,50;203\nClavier;2;10;0,50;20,50"))
    assert [(line.charges, line.flags) for line in invoice.lines] == [
        (Decimal("3.00"), frozenset()), (Decimal("0.50"), frozenset())]  # fmt: skip


def test_an_english_shop() -> None:
    text = "Invoice Number,Product Name,Quantity,Unit Price,Subtotal,Total incl. VAT\nI-1,Paper,2,1.50,3.00,3.60"
    [line] = only(csv_of(text)).lines
    assert (line.net_amount, line.flags) == (Decimal("3.00"), frozenset())
