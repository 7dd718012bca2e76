"""Several invoices in one PDF: split where the paper proves it, doubted where it doesn't."""

from __future__ import annotations

import io
from decimal import Decimal

import pikepdf
import pypdfium2 as pdfium
import pytest
import typst

from audit.checking import checked
from audit.duplicates import merged
from audit.invoice import Flag, Invoice, InvoiceKind
from audit.reading.pdf_text import read_pdf
from audit.reading.route import read
from audit.reading.values import RefusalCode
from tests.audit.invoices import Document, cii
from tests.audit.layouts.render import rendered
from tests.group import siret

_PAPER = "[Ramette de papier A4],[10],[3,10],[31,00],[Nettoyant sols bidon de 5 litres],[2],[14,00],[28,00]"
_PENS = "[Stylo bille bleu],[40],[0,60],[24,00],[Classeur à levier],[5],[2,30],[11,50]"
_GLOVES = "[Gants de nitrile],[6],[4,50],[27,00],[Savon liquide 5 litres],[2],[9,25],[18,50]"
_OF_PAPER = ("Total HT : 59,00 €", "TVA 20 % : 11,80 €", "Total TTC : 70,80 €")
_OF_PENS = ("Total HT : 35,50 €", "TVA 20 % : 7,10 €", "Total TTC : 42,60 €")
_OF_GLOVES = ("Total HT : 45,50 €", "TVA 20 % : 9,10 €", "Total TTC : 54,60 €")


def _page(head: str, lines: str = "", sums: tuple[str, ...] = (), foot: str = "") -> str:
    titles = "[Désignation],[Quantité],[PU HT],[Montant HT]"
    table = f"#table(columns: (7cm, 3cm, 3cm, 3cm), stroke: none, {titles}, {lines})\n" if lines else "\n\n"
    below = " \\ ".join(sums)
    return f"Papeterie du Port SAS\n\n{head}\n{table}#align(right)[{below}]\n\n{foot}\n"


def _pdf(*pages: str) -> bytes:
    return bytes(typst.compile(("#set text(10pt)\n" + "\n#pagebreak()\n".join(pages)).encode()))


def _told(*pages: str) -> list[tuple[str | None, list[str], int, bool]]:
    """Of each invoice: its number, its amounts, its pages, whether any line is doubtful."""
    return [_summary(invoice) for invoice in map(checked, read_pdf(_pdf(*pages)))]


def _summary(invoice: Invoice) -> tuple[str | None, list[str], int, bool]:
    amounts = [str(line.net_amount) for line in invoice.lines]
    doubts = any(Flag.UNCERTAIN in line.flags for line in invoice.lines) or bool(invoice.flags & {Flag.SUM_OF_LINES})
    return invoice.number, amounts, invoice.pages, doubts


_F9 = _page("*FACTURE N° F-9* \\ Date : 05/10/2026", _PAPER, _OF_PAPER)
_F10 = _page("*FACTURE N° F-10* \\ Date : 05/11/2026", _PENS, _OF_PENS)
_F12 = _page("*FACTURE N° F-12* \\ Date : 12/11/2026", _GLOVES, _OF_GLOVES)
_READ_F9 = ("F-9", ["31.00", "28.00"], 1, False)
_READ_F10 = ("F-10", ["24.00", "11.50"], 1, False)
_READ_F12 = ("F-12", ["27.00", "18.50"], 1, False)


def test_another_number_with_sums_of_its_own() -> None:
    assert _told(_F9, _F10, _F12) == [_READ_F9, _READ_F10, _READ_F12]
    days = [str(invoice.issued_on) for invoice in read_pdf(_pdf(_F9, _F10, _F12))]
    assert days == ["2026-10-05", "2026-11-05", "2026-11-12"]


def test_each_invoice_has_its_own_pages() -> None:
    """A text that goes on, terms of sale behind an invoice, places on the pages of the file."""
    first = _page("*FACTURE N° F-9* \\ Date : 05/10/2026 \\ page 1/2", _PAPER.split(",[Nett")[0])
    rest = "[Nettoyant sols bidon de 5 litres],[2],[14,00],[28,00]"
    second = _page("*FACTURE N° F-9* \\ page 2/2", rest, _OF_PAPER)
    terms = "*Conditions générales de vente* \\ Toute facture est payable à trente jours.\n"
    found = read_pdf(_pdf(first, second, terms, _F10))
    assert [_summary(checked(one)) for one in found] == [("F-9", ["31.00", "28.00"], 3, False), _READ_F10]
    assert [[box.page for line in one.lines for box in line.provenance.boxes] for one in found] == [[1, 2], [4, 4]]


def test_page_one_again_behind_a_last_page_begins_another_without_any_number() -> None:
    pages = [
        _page(f"*Facture* \\ Date : 05/{month}/2026 \\ Page 1/1", lines, sums)
        for month, lines, sums in (("10", _PAPER, _OF_PAPER), ("11", _PENS, _OF_PENS))
    ]
    assert [told[1] for told in _told(*pages)] == [_READ_F9[1], _READ_F10[1]]
    # The same page twice, without a number: nobody could tell that it is one invoice.
    [(_, amounts, _, doubtful)] = _told(pages[0], pages[0])
    assert (len(amounts), doubtful) == (4, True)


def test_another_seller_begins_another() -> None:
    pages = [
        _page("Nos prestations \\ Date : 05/10/2026", lines, sums, f"SIRET {siret(number)}")
        for number, lines, sums in ((4101, _PAPER, _OF_PAPER), (4102, _PENS, _OF_PENS))
    ]
    found = read_pdf(_pdf(*pages))
    assert [invoice.seller.siret for invoice in found] == [siret(4101), siret(4102)]
    assert [_summary(checked(invoice))[1] for invoice in found] == [_READ_F9[1], _READ_F10[1]]


def test_a_copy_counts_once() -> None:
    page = _page("*FACTURE N° F-9* \\ Date : 05/10/2026 \\ Page 1/1", _PAPER, _OF_PAPER)
    reading = read("a.pdf", _pdf(page, page))
    assert [audited.invoice.number for audited in reading.invoices] == ["F-9", "F-9"]
    assert len(merged(reading.invoices)) == 1


def test_a_credit_note_behind_its_invoice() -> None:
    note = _page("#text(16pt)[*AVOIR N° A-3*] \\ Date : 07/11/2026 \\ Facture n° F-9 du 05/10/2026", _PENS, _OF_PENS)
    found = read_pdf(_pdf(_F9, note))
    assert [(one.kind, one.number) for one in found] == [
        (InvoiceKind.INVOICE, "F-9"), (InvoiceKind.CREDIT_NOTE, "A-3")
    ]  # fmt: skip


def test_one_that_does_not_add_up_is_doubted_alone() -> None:
    wrong = _page(
        "*FACTURE N° F-10* \\ Date : 05/11/2026", _PENS, ("Total HT : 35,70 €", "TVA : 7,10 €", "TTC : 42,80 €")
    )
    assert _told(_F9, wrong, _F12) == [_READ_F9, ("F-10", ["24.00", "11.50"], 1, True), _READ_F12]


@pytest.mark.parametrize(
    "second",
    [
        _page("*Annexe à la facture n° F-10* \\ Détail", _PENS),
        _page("*FACTURE N° F-10* \\ suite", "[Stylo bille bleu],[40],[0,60],[24,00]"),
        _page("*Facture*", _PENS, ("Total HT : 94,50 €", "TVA 20 % : 18,90 €", "Total TTC : 113,40 €")),
    ],
)
def test_what_is_not_proved_stays_one_document(second: str) -> None:
    """Neither part closes: whether a number was misread or another invoice begins, nobody knows."""
    first = _page("*FACTURE N° F-9* \\ Date : 05/10/2026", _PAPER)
    [(_, amounts, pages, _)] = _told(first, second)
    assert (len(amounts) > 2, pages) == (True, 2)


def test_a_number_that_is_not_proved_is_a_doubt() -> None:
    first = _page("*FACTURE N° F-9* \\ Date : 05/10/2026", _PAPER)
    [invoice] = read_pdf(_pdf(first, _page("*FACTURE N° F-10* \\ suite", "[Stylo bille bleu],[40],[0,60],[24,00]")))
    assert Flag.LINES_MISSING in invoice.flags
    same = "*FACTURE N° F-9* \\ page 2/2"
    assert Flag.LINES_MISSING not in read_pdf(_pdf(first, same))[0].flags
    assert all(Flag.UNCERTAIN in line.flags for line in invoice.lines)


def test_a_delivery_note_between_invoices_is_left_out_and_told() -> None:
    note = _page("#text(16pt)[*BON DE LIVRAISON N° 77*] \\ du 04/11/2026", _PENS)
    reading = read("mois.pdf", _pdf(_F9, note, _F10))
    assert [audited.invoice.number for audited in reading.invoices] == ["F-9", "F-10"]
    assert [len(audited.invoice.lines) for audited in reading.invoices] == [2, 2]
    [refusal] = reading.refused
    assert refusal.code is RefusalCode.OTHER_PAPER
    assert "page 2 (un bon de livraison)" in refusal.message


def test_a_delivery_note_without_prices_is_no_matter() -> None:
    note = "#text(16pt)[*BON DE LIVRAISON N° 77*] \\ Ramette de papier A4 : 10 \\ Nettoyant sols : 2\n"
    assert _told(_F9, note, _F10) == [(*_READ_F9[:2], 2, False), _READ_F10]


def test_long_invoices_joined_in_one_file_are_read_as_in_files_of_their_own() -> None:
    """Pages of any layout: three pages with subtotals carried over, then others."""
    contents = [rendered(number)[0] for number in (14, 3, 17)]
    joined = pdfium.PdfDocument.new()
    for content in contents:
        joined.import_pages(pdfium.PdfDocument(content))
    file = io.BytesIO()
    joined.save(file)
    apart = [invoice for content in contents for invoice in read_pdf(content)]
    together = read_pdf(file.getvalue())
    assert [_summary(one) for one in together] == [_summary(one) for one in apart]
    assert sum(one.pages for one in together) == len(joined)
    assert [sum((line.net_amount or Decimal(0) for line in one.lines), Decimal(0)) for one in together] == [
        one.totals.net for one in together
    ]


def _with_xml(content: bytes, xml: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        told = {
            "filename": "factur-x.xml",
            "description": "",
            "mime_type": "text/xml",
            "creation_date": "",
            "mod_date": "",
        }
        document.attachments["factur-x.xml"] = pikepdf.AttachedFileSpec(document, xml, **told)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def test_a_joined_file_that_kept_the_xml_of_one() -> None:
    xml = cii(Document(number="F-9"))
    found = [each.invoice for each in read("deux.pdf", _with_xml(_pdf(_F9, _F10), xml)).invoices]
    assert [_summary(each) for each in found] == [("F-9", ["45.00"], 2, False), (*_READ_F10[:3], True)]


@pytest.mark.parametrize(("pages", "missing"), [((_F9, _F10), True), ((_F9,), False), ((_F9, "Annexe"), False)])
def test_a_joined_file_where_nothing_tells_whose_xml_it_is(pages: tuple[str, ...], missing: bool) -> None:
    [found] = read("deux.pdf", _with_xml(_pdf(*pages), cii(Document(number="2026/77")))).invoices
    assert (Flag.LINES_MISSING in found.invoice.flags) is missing
