"""Text PDFs: where lines end, what belongs to a line, and what a page can't prove."""

from __future__ import annotations

import io
from decimal import Decimal

import pypdfium2 as pdfium
import typst
from PIL import Image

from audit.invoice import Flag, Invoice
from audit.reading.pdf_text import read_pdf


def _page(body: str) -> bytes:
    return bytes(typst.compile(f"#set text(size: 10pt)\n{body}".encode()))


def _read(content: bytes) -> Invoice:
    (invoice,) = read_pdf(content)
    return invoice


_LINES = (
    "#table(columns: (6cm, 2cm, 2cm, 3cm), stroke: none, [Désignation], [Qté], [P.U. HT], [Montant HT],"
    "[Ramette A4], [3], [4,00], [12,00], [Classeur], [5], [2,00], [10,00])\n"
)


def test_a_table_of_taxes_below_is_none_of_the_lines() -> None:
    """In any language: no row of it is proved by quantity and price, and the lines above make the total."""
    invoice = _read(
        _page(
            "#table(columns: (6cm, 2cm, 3cm, 3cm), stroke: none, [Bezeichnung], [Menge], [Nettopreis], [Entgelt],"
            "[Trennblätter], [20], [9,90], [198,00], [Joghurt], [50], [5,50], [275,00])\n"
            "Umsatzsteueraufschlüsselung:\n"
            "#table(columns: (4cm, 3cm, 2cm, 3cm), stroke: none, [Art], [Basisbetrag], [USt. %], [Steuerbetrag],"
            "[Umsatzsteuer (S)], [275,00], [7], [19,25], [Umsatzsteuer (S)], [198,00], [19], [37,62])\n"
            "#table(columns: (9cm, 3cm), stroke: none, [Rechnungssumme ohne USt.], [473,00], [Steuerbetrag], [56,87],"
            "[Bruttosumme], [529,87])"
        )
    )
    assert [line.net_amount for line in invoice.lines] == [Decimal("198.00"), Decimal("275.00")]
    assert invoice.totals.net == Decimal("473.00")
    assert Flag.SUM_OF_LINES not in invoice.flags


def test_a_text_runs_on_below_the_columns_of_numbers() -> None:
    invoice = _read(
        _page(
            "#table(columns: (3cm, 2cm, 2cm, 3cm), stroke: none, inset: (y: 2pt), [Désignation], [Qté], [P.U. HT],"
            "[Montant HT], [Palette], [3], [4,00], [12,00],"
            "table.cell(colspan: 4)[Yaourts à la fraise en cartons de 3 x 20 pots de verre],"
            "[Palette], [5], [2,00], [10,00])"
        )
    )
    assert invoice.lines[0].name == "Palette\nYaourts à la fraise en cartons de 3 x 20 pots de verre"


def test_prices_above_each_other_in_one_cell() -> None:
    """The one that makes the amount is the price; a row that tells nothing but prices is no part of the text."""
    cell = "[Fauteuil de bureau], [4], [Brut : 65,00 \\ Remise : 5,00 \\ Net : 60,00], [240,00],"
    invoice = _read(
        _page(
            "#table(columns: (6cm, 2cm, 4cm, 3cm), stroke: 0.5pt, align: horizon, [Désignation], [Qté], [P.U. HT],"
            f"[Montant HT], {cell} [Lampe], [2], [Brut : 31,00 \\ Remise : 1,00 \\ Net : 30,00], [60,00])"
        )
    )
    assert [(line.name, line.quantity, line.net_price) for line in invoice.lines] == [
        ("Fauteuil de bureau", Decimal(4), Decimal("60.00")),
        ("Lampe", Decimal(2), Decimal("30.00")),
    ]


def test_a_discount_below_that_may_be_a_lines_own_makes_its_price_uncertain() -> None:
    invoice = _read(
        _page(
            "#table(columns: (6cm, 2cm, 2cm, 3cm), stroke: none, [Désignation], [Qté], [P.U. HT], [Montant HT],"
            "[Gazon], [3], [4,00], [12,00], [Remise 10 %], [], [], [-1,20], [Lampe], [5], [2,00], [10,00])\n"
            "Total HT #h(1cm) 20,80"
        )
    )
    turf, _, lamp = invoice.lines
    assert Flag.UNCERTAIN in turf.flags
    assert Flag.UNCERTAIN not in lamp.flags


def test_a_scanned_page_among_pages_of_text_is_told() -> None:
    picture = io.BytesIO()
    Image.new("L", (800, 1100), 200).save(picture, "PDF")
    assert Flag.LINES_MISSING not in _read(_page(_LINES)).flags
    both = pdfium.PdfDocument(_page(_LINES))
    both.import_pages(pdfium.PdfDocument(picture.getvalue()))
    written = io.BytesIO()
    both.save(written)
    assert Flag.LINES_MISSING in _read(written.getvalue()).flags


def _grid(columns: int, cells: str) -> bytes:
    told = ",".join(f"[{cell}]" for cell in cells.split("|"))
    return _page(f"#grid(columns: {columns}, column-gutter: 30pt, row-gutter: 8pt, {told})")


def test_numbers_that_fit_in_a_table_that_is_no_invoice_prove_nothing() -> None:
    read = _read(_grid(4, "North|0.56|0.43|0.24|South|0.81|0.33|0.27|East|0.45|0.60|0.27"))
    assert all(Flag.UNCERTAIN in line.flags for line in read.lines)


def test_a_discount_made_of_two_without_titles() -> None:
    read = _read(_grid(6, "Vis|10|20.00|10|5|171.00|Boulons|4|10.00|10|5|34.20|Rondelles|2|50.00|20|10|72.00"))
    assert [line.net_amount for line in read.lines] == [Decimal("171.00"), Decimal("34.20"), Decimal("72.00")]


def test_a_heading_in_bold_type_between_lines_is_none_of_a_lines_text() -> None:
    invoice = _read(
        _page(
            '#set text(font: "Libertinus Serif")\n'
            "#table(columns: (6cm, 2cm, 2cm, 3cm), stroke: none, inset: (y: 2pt), [Désignation], [Qté], [P.U. HT],"
            "[Montant HT], [*Abonnement*], [], [], [], [Abonnement Pro], [2], [42,18], [84,36],"
            "[*Consommation relevée*], [], [], [], [Heures pleines], [300], [0,10], [30,00],"
            "[Heures creuses], [200], [0,08], [16,00])"
        )
    )
    assert [line.name for line in invoice.lines] == ["Abonnement Pro", "Heures pleines", "Heures creuses"]


def test_what_stands_in_a_column_beside_the_table_is_none_of_it() -> None:
    invoice = _read(
        _page(
            "#grid(columns: (4cm, 12cm), [#v(14pt) Agence de Tournus \\ 71700 TOURNUS \\ Client 118-4409 \\ Traite],"
            "table(columns: (5cm, 2cm, 2cm, 2.5cm), stroke: none, [Article], [Qté], [P.U. HT], [Montant HT],"
            "[Parpaing creux \\ Art. PAR2050], [160], [1,40], [224,00], [Mortier colle \\ Art. MCF25], [24], [12,74],"
            "[305,76], [Treillis soudé \\ Art. TSST25], [5], [68,95], [344,75]))"
        )
    )
    assert [(line.name, line.seller_reference) for line in invoice.lines] == [
        ("Parpaing creux", "PAR2050"),
        ("Mortier colle", "MCF25"),
        ("Treillis soudé", "TSST25"),
    ]


def test_the_weight_that_is_charged_stands_beside_the_parcels() -> None:
    invoice = _read(
        _page(
            "#table(columns: (5cm, 2cm, 2cm, 1cm, 2cm, 3cm), stroke: none, [Libellé], [Colis], [Poids], [UV],"
            "[Prix net HT], [Montant HT], [Filet de lieu], [2], [7,860], [KG], [14,90], [117,11],"
            "[Déconsigne], [], [-5], [CAS], [4,20], [-21,00])"
        )
    )
    assert [str(line.quantity) for line in invoice.lines] == ["7.860", "-5"]


def test_a_letter_says_for_how_many_a_price_is() -> None:
    invoice = _read(
        _page(
            "#table(columns: (5cm, 2cm, 2cm, 1cm, 3cm), stroke: none, [Libellé], [Quantité], [P.NET], [P], [Montant],"
            "[Vis], [500], [26,88], [C], [134,40], [Rondelle], [2000], [15,12], [M], [30,24])\n"
            "Total HT #h(1cm) 164,64"
        )
    )
    assert [(line.base_quantity, Flag.UNCERTAIN in line.flags) for line in invoice.lines] == [
        (Decimal(100), False),
        (Decimal(1000), False),
    ]


def test_numbers_stand_half_way_down_texts_that_no_gap_parts() -> None:
    cell = "[Nettoyage des bureaux \\ trois passages par semaine \\ vitrerie comprise]"
    invoice = _read(
        _page(
            "#table(columns: (6cm, 2cm, 2cm, 3cm), stroke: none, inset: 3pt, align: horizon,"
            f"[Description de la prestation], [Nb], [Tarif], [Total HT], {cell}, [13], [48,50], [630,50],"
            "[Vitrerie à la perche \\ façade sud], [1], [210,00], [210,00], "
            "[Savon \\ et papier], [4], [32,15], [128,60])\n"
            "Total HT #h(1cm) 969,10"
        )
    )
    assert [line.name for line in invoice.lines] == [
        "Nettoyage des bureaux\ntrois passages par semaine\nvitrerie comprise",
        "Vitrerie à la perche\nfaçade sud",
        "Savon\net papier",
    ]
    assert all(Flag.UNCERTAIN not in line.flags for line in invoice.lines)


def test_a_code_that_breaks_behind_its_hyphens_is_put_together() -> None:
    invoice = _read(
        _page(
            "#table(columns: (1.9cm, 5cm, 1.5cm, 2cm, 2.2cm), stroke: none, [Réf.], [Libellé], [Quantité], [Prix HT],"
            "[Montant], [CLS-DOS80-BLEU-NUIT], [Classeur dos 80], [12], [2,30], [27,60],"
            "[AGR-24], [Agrafes], [4], [1,15], [4,60])\nTotal HT #h(1cm) 32,20"
        )
    )
    assert [line.seller_reference for line in invoice.lines] == ["CLS-DOS80-BLEU-NUIT", "AGR-24"]
