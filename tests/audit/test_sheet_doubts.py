"""Spreadsheets that say what they are in a cell, a title or nowhere: kinds, currencies, what isn't shown or failed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from email.message import EmailMessage

import pikepdf
import pytest
import xlsxwriter

from audit.invoice import Flag, Invoice, InvoiceKind
from audit.reading.route import read
from audit.reading.sheets import read_sheets
from audit.reading.values import RefusalCode
from tests.audit.invoices import Document, Item, cii

ROW = "F-12;Papier;10;3,10;31,00"
CREDIT, INVOICE = InvoiceKind.CREDIT_NOTE, InvoiceKind.INVOICE


def csv(text: str, name: str = "a.csv") -> tuple[Invoice, ...]:
    return read_sheets(text.encode(), name)


def is_sure(invoice: Invoice) -> bool:
    return not any(Flag.UNCERTAIN in line.flags for line in invoice.lines)


def workbook(*rows: Sequence[object], hidden_row: int | None = None, hidden_sheet: bool = False) -> bytes:
    """A text of `=` is a formula that failed so."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    if hidden_sheet:
        book.add_worksheet("vu").write(0, 0, "Notes")
    sheet = book.add_worksheet("oct")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith("#"):
                sheet.write_formula(at, column, "=A1+B1", None, value)
            elif value is not None:
                sheet.write(at, column, value)
    if hidden_row is not None:
        sheet.set_row(hidden_row, None, None, {"hidden": True})
    if hidden_sheet:
        sheet.hide()
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "kind", "sure"),
    [
        (f"N° avoir;Désignation;Qté;PU HT;Montant HT\n{ROW}", CREDIT, True),
        (f"N° facture d'avoir;Désignation;Qté;PU HT;Montant HT\n{ROW}", CREDIT, True),
        (f"N° facture/avoir;Désignation;Qté;PU HT;Montant HT\n{ROW}", INVOICE, False),
        (f"N° facture;Désignation;Qté;PU HT;Montant HT\n{ROW}", INVOICE, True),
        (f"N° pièce;Désignation;Qté;PU HT;Montant HT\nAvoir {ROW}", CREDIT, True),
        (f"AVOIR\nN° pièce;Désignation;Qté;PU HT;Montant HT\n{ROW}", CREDIT, True),
        (f"Avoir disponible : 12,00 €\nN° pièce;Désignation;Qté;PU HT;Montant HT\n{ROW}", INVOICE, True),
        ("AVOIR\nFacture n° : F-1\nDésignation;Qté;PU HT;Montant HT\nPapier;10;3,10;31,00", CREDIT, False),
        *[
            (f"Type;N° facture;Désignation;Qté;PU HT;Montant HT\n{cell};{ROW}", kind, sure)
            for cell, kind, sure in [
                ("AV", CREDIT, True), ("AVO", CREDIT, True), ("RET", CREDIT, True), ("CN", CREDIT, True),
                ("381", CREDIT, True), ("Remboursement", CREDIT, True), ("Facture d'avoir", CREDIT, True),
                ("Avoir", CREDIT, True), ("FA", INVOICE, True), ("Facture", INVOICE, True), ("380", INVOICE, True),
                ("ZZ", INVOICE, False), ("Papeterie", INVOICE, True), ("Facture / avoir", INVOICE, False),
                ("Frais de retour", INVOICE, False), ("Gutschrift", CREDIT, True),
            ]
        ],
        (f"Type de document;N° facture;Désignation;Qté;PU HT;Montant HT\nRégul;{ROW}", INVOICE, False),
    ],
)  # fmt: skip
def test_kinds(text: str, kind: InvoiceKind, sure: bool) -> None:
    [invoice] = csv(text)
    assert (invoice.kind, is_sure(invoice)) == (kind, sure)


def test_a_file_that_is_called_a_credit_note_leaves_a_doubt() -> None:
    [invoice] = csv(f"N° pièce;Désignation;Qté;PU HT;Montant HT\n{ROW}", "avoir_12.csv")
    assert not is_sure(invoice)


def test_an_invoice_and_its_credit_note_under_one_number() -> None:
    titles = "Type;N° facture;Désignation;Qté;PU HT;Montant HT"
    found = csv(f"{titles}\nFacture;{ROW}\nAvoir;{ROW}\n;;Stylo;1;2,00;2,00")
    assert [(each.kind, len(each.lines), is_sure(each)) for each in found] == [(INVOICE, 1, True), (CREDIT, 2, True)]


@pytest.mark.parametrize(
    ("text", "currency", "sure"),
    [
        ("Désignation;Qté;PU HT;Montant HT\nPapier;10;$3.10;$31.00", "USD", True),
        ("Désignation;Qté;PU HT;Montant HT\nPapier;10;3,10 CHF;31,00 CHF", "CHF", True),
        ("Désignation;Qté;PU HT;Montant HT\nPapier;10;3,10 CAD;31,00 CAD", "CAD", True),
        ("Désignation;Qté;PU HT (CHF);Montant HT (CHF)\nPapier;10;3,10;31,00", "CHF", True),
        ("Désignation;Qté;Price USD;Net amount USD\nPapier;10;3,10;31,00", "USD", True),
        ("Désignation;Qté;PU HT;Montant HT\nPapier;10;3,10;31,00\nTotal HT;;;31,00 £", "GBP", True),
        ("Tous les montants sont en USD\nDésignation;Qté;PU HT;Montant HT\nPapier;10;3,10;31,00", "USD", True),
        ("Prix : to try\nDésignation;Qté;PU HT;Montant HT\nPapier;10;3,10;31,00", "EUR", True),
        ("Désignation;Qté;PU HT;Montant HT;Devise\nPapier;10;3,10;31,00;$", "USD", True),
        ("Désignation;Qté;PU HT;Montant HT\nPapier;10;3,10 €;31,00 €\nTotal HT;;;31,00 EUR", "EUR", True),
        ("Désignation;Qté;PU HT;Montant HT\nPapier;10;3,10 $;31,00 €", "USD", False),
        ("Désignation;Qté;PU HT;Montant HT;Devise\nPapier;10;3,10 $;31,00 $;EUR", "EUR", False),
        ("Désignation;Qté;PU HT;Montant HT\nPapier;10;3,10 €;31,00 €\nStylo;1;2 $;2 $", "EUR", False),
    ],
)
def test_currencies(text: str, currency: str, sure: bool) -> None:
    [invoice] = csv(text)
    assert (invoice.currency, is_sure(invoice)) == (currency, sure)


@pytest.mark.parametrize("title", ["Montant toutes taxes comprises", "Prix total taxes incluses", "Total TVA comprise"])
def test_amounts_that_say_with_vat_are_never_taken_as_net(title: str) -> None:
    [invoice] = csv(f"Désignation;Qté;Prix unitaire;{title}\nPapier;10;3,72;37,20")
    assert not is_sure(invoice)
    [proved] = csv(f"Désignation;Qté;PU HT;{title}\nPapier;10;3,10;37,20")
    assert proved.lines[0].net_amount == Decimal(31)


def test_products_that_are_called_like_sums_are_lines() -> None:
    titles = "Désignation;Qté;Montant HT"
    rows = "Total Quartz 9000 5W30 bidon 5 L;2;80,00\nSolde prestation nettoyage;1;500,00\nPapier;10;31,00"
    sums = "Total Papeterie;13;611,00\nTVA 20 %;20;122,20\nTotal général HT;13;611,00"
    [invoice] = csv(f"Facture n° : F-1\n{titles}\n{rows}\n{sums}")
    assert [line.net_amount for line in invoice.lines] == [Decimal(80), Decimal(500), Decimal(31)]
    assert invoice.totals.net == Decimal(611)


TITLES = ["N° facture", "Désignation", "Qté", "PU HT", "Montant HT"]


def test_what_is_not_shown_is_uncertain() -> None:
    rows = (TITLES, ["F-1", "Papier", 10, 3.1, 31], ["F-2", "Stylo", 10, 3.1, 31])
    assert [is_sure(each) for each in read_sheets(workbook(*rows))] == [True, True]
    assert [is_sure(each) for each in read_sheets(workbook(*rows, hidden_row=2))] == [True, False]
    assert [is_sure(each) for each in read_sheets(workbook(*rows, hidden_sheet=True))] == [False, False]


def test_formulas_that_failed_are_bad_cells_and_leave_other_invoices() -> None:
    good, bad = ["F-1", "Papier", 10, 3.1, 31], ["F-2", "Stylo", 10, 3.1, "#REF!"]
    reading = read("a.xlsx", workbook(TITLES, good, bad, ["F-2", "Gomme", 1, 1, 1]))
    assert [each.invoice.number for each in reading.invoices] == ["F-1"]
    [refusal] = reading.refused
    assert refusal.code == RefusalCode.SHEET_VALUES
    assert "oct!3, colonne « Montant HT » : « #REF! »" in refusal.message
    assert refusal.message.endswith("Les autres factures de ce tableau ont été lues.")
    named = [invoice for each in ("#N/A", "Stylo") for invoice in read_sheets(workbook(TITLES, ["F-1", each, 1, 2, 2]))]
    assert [(is_sure(each), each.lines[0].name) for each in named] == [(False, ""), (True, "Stylo")]
    # Nobody knows which invoice the second is of.
    lost = read("a.xlsx", workbook(TITLES, good, ["#N/A", "Stylo", 10, 3.1, 31]))
    assert (lost.invoices, len(lost.refused)) == ((), 1)


def test_invoices_without_numbers_are_not_read_beside_bad_cells() -> None:
    """The mended table would count them twice."""
    text = "Date;Désignation;Qté;PU HT\n01/03/2026;Papier;10;3,10\n02/03/2026;Stylo;dix;3,10"
    reading = read("a.csv", text.encode())
    assert (reading.invoices, len(reading.refused)) == ((), 1)


def test_one_amount_missing_among_others_is_uncertain() -> None:
    titles = "N° facture;Désignation;Qté;PU HT;Montant HT"
    [invoice] = csv(f"{titles}\n{ROW}\nF-12;Stylo;2;3,00;\n")
    assert [Flag.UNCERTAIN in line.flags for line in invoice.lines] == [False, True]
    assert all(map(is_sure, csv(f"{titles}\nF-12;Stylo;2;3,00;\nF-12;Papier;2;3,00;")))


@pytest.mark.parametrize(
    ("discounts", "price", "sure"),
    [((1, 0.2), 0, True), ((1, 5), "9.90", True), ((1,), "9.90", False), ((1, 0.2, 5), "9.90", False),
     ((0.9,), 1, True), (("0,5",), "9.950", False), (("0,5 %",), "9.950", True), (("0,5", "12"), "9.950", True)],
)  # fmt: skip
def test_a_discount_of_one(discounts: tuple[object, ...], price: object, sure: bool) -> None:
    rows = [["F-1", "Papier", 10, 10, discount] for discount in discounts]
    [invoice] = read_sheets(workbook(["N° facture", "Désignation", "Qté", "PU HT", "Remise"], *rows))
    assert invoice.lines[0].net_price == Decimal(str(price))
    assert (Flag.UNCERTAIN not in invoice.lines[0].flags) == sure


def test_no_message_has_a_nul() -> None:
    content, out = workbook(["Désignation", "Qté", "PU HT"], ["Papier", "1_x0000_a", 3.1]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name).replace(b"_x005F_x", b"_x"))
    [refusal] = read("a.xlsx", out.getvalue()).refused
    assert "« 1 a »" in refusal.message


def test_photos_in_a_mail_s_text_are_read_and_logos_are_not() -> None:
    message = EmailMessage()
    message.set_content("Voici.")
    for name, size in [("image0.jpeg", 50_000), ("image001.png", 50_000), ("logo.png", 50_000), ("x.png", 5_000)]:
        picture = b"\x89PNG\r\n\x1a\n" + b"0" * size
        message.add_attachment(picture, "image", "png", cid=f"<{name}>", filename=name, disposition="inline")
    message["Subject"], message["From"], message["To"] = "Facture", "a@exemple.test", "b@exemple.test"
    assert [each.file.name for each in read("m.eml", message.as_bytes()).refused] == ["m.eml/image0.jpeg"]


def with_xml(*files: bytes) -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    for at, data in enumerate(files):
        pdf.attachments[f"{at}"] = pikepdf.AttachedFileSpec(
            pdf, data, description="", filename="factur-x.xml", mime_type="text/xml", creation_date="", mod_date=""
        )
    pdf.save(out)
    return out.getvalue()


def test_all_invoices_of_a_merged_pdf() -> None:
    item = Item("Papier", "10", "C62", "3.10", "31.00")
    one, two = (cii(Document(items=(item,), number=number)) for number in ("F-1", "F-2"))
    for files in (
        (one, two),
        (one, two, one),
        (b"<E>" + b"".join(x.split(b"?>", 1)[-1] for x in (one, two)) + b"</E>",),
    ):
        reading = read("a.pdf", with_xml(*files))
        assert [each.invoice.number for each in reading.invoices] == ["F-1", "F-2"]
        assert reading.refused == ()
    broken = read("a.pdf", with_xml(one, two[:-300]))
    assert ([each.invoice.number for each in broken.invoices], len(broken.refused)) == (["F-1"], 1)
