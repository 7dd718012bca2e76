"""Text PDFs: layouts that were rendered just now are read line by line, and what isn't sure says so."""

from __future__ import annotations

from decimal import Decimal

import pypdfium2 as pdfium
import pytest
import typst

from audit.invoice import Flag, InvoiceKind, Method
from audit.reading.pdf_text import read_pdf
from tests.audit.layouts import handset3, handset3_more, handset4, handset5, handset6, handset7
from tests.audit.layouts.handset import Sheet
from tests.audit.layouts.handset_pages import SHEETS
from tests.audit.layouts.measure import Score, judged
from tests.audit.layouts.render import as_json, rendered
from tests.audit.layouts.specs import SPECS


@pytest.mark.parametrize("number", [2, 3, 6, 10, 14, 17, 19, 24, 25, 28, 31, 32, 34, 39, 42])
def test_a_layout(number: int) -> None:
    content, told = rendered(number)
    said: list[str] = []
    (invoice,) = read_pdf(content)
    score = judged([invoice], as_json(told)["lines"], said.append)
    assert score.right == score.told == score.read, said
    assert (invoice.number, invoice.issued_on) == (told.number, told.day)
    assert (invoice.seller.siret or invoice.seller.siren, invoice.buyer.siret) == (told.seller.siret, told.buyer.siret)
    assert (invoice.totals.net, invoice.totals.gross) == (told.net, told.net + told.tax)
    assert {part.rate: part.tax for part in invoice.vat} == {rate: tax for rate, (_, tax) in told.vat.items()}


def test_each_line_says_where_it_stands() -> None:
    content, told = rendered(1)
    (invoice,) = read_pdf(content)
    page = pdfium.PdfDocument(content)[0]
    height = page.get_height()
    text = page.get_textpage()
    for line, row in zip(invoice.lines, told.lines, strict=True):
        assert line.provenance.method is Method.PDF_TEXT
        (box,) = line.provenance.boxes
        seen = text.get_text_bounded(box.left - 1, height - box.bottom - 1, box.right + 1, height - box.top + 1)
        assert row.name in seen
        assert all(part in seen for part in row.more)
        assert sum(other.name in seen for other in told.lines) == 1


def test_a_line_over_a_page_break_and_carried_over_totals_count_once() -> None:
    content, told = rendered(14)
    (invoice,) = read_pdf(content)
    assert invoice.pages == 3
    assert sum(line.net_amount or 0 for line in invoice.lines) == told.net
    assert Flag.SUM_OF_LINES not in invoice.flags


def test_a_credit_note() -> None:
    number = next(at for at, spec in enumerate(SPECS, 1) if spec.kind == "credit")
    (invoice,) = read_pdf(rendered(number)[0])
    assert invoice.kind is InvoiceKind.CREDIT_NOTE
    assert invoice.sign == -1


def _page(body: str) -> bytes:
    return bytes(typst.compile(f"#set text(size: 10pt)\n{body}".encode()))


def test_lines_that_do_not_add_up_are_flagged() -> None:
    content = _page(
        "#table(columns: 4, stroke: none, [Désignation], [Qté], [P.U. HT], [Montant HT],"
        "[Ramette A4], [3], [4,00], [12,00], [Stylo bleu], [5], [2,00], [11,00])\n\nTotal HT #h(1cm) 23,00"
    )
    (invoice,) = read_pdf(content)
    right, wrong = invoice.lines
    assert Flag.UNCERTAIN not in right.flags
    assert Flag.UNCERTAIN in wrong.flags
    assert [str(value) for value in (wrong.quantity, wrong.net_price, wrong.net_amount)] == ["5", "2.00", "11.00"]


def test_an_amount_without_a_price_gives_the_price_only_when_the_division_is_exact() -> None:
    content = _page(
        "#table(columns: 3, stroke: none, [Désignation], [Qté], [Montant HT],"
        "[Visite annuelle], [4], [50,00], [Pièces], [3], [10,00])\n\nTotal HT #h(1cm) 60,00"
    )
    (invoice,) = read_pdf(content)
    assert [line.net_price for line in invoice.lines] == [Decimal("12.5"), None]


def test_a_page_without_text_is_left_to_ocr() -> None:
    assert read_pdf(_page("#rect(width: 5cm, height: 2cm)")) == ()


def test_a_letter_has_no_lines() -> None:
    assert read_pdf(_page("Madame, Monsieur,\n\nvotre rendez-vous du 12/03/2025 à 14 h est confirmé. Merci.")) == ()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"no pdf at all"])
def test_what_is_no_pdf(content: bytes) -> None:
    with pytest.raises(pdfium.PdfiumError):
        read_pdf(content)


def test_reading_twice_gives_the_same() -> None:
    content, _ = rendered(13)
    assert read_pdf(content) == read_pdf(content)


def _judged(sheets: list[Sheet]) -> Score:
    total = Score()
    for sheet in sheets:
        total.add(judged(read_pdf(sheet.pdf()), [dict(line) for line in sheet.lines]))
    return total


@pytest.mark.parametrize(
    ("sheets", "told", "right", "accepted"),
    [
        pytest.param(SHEETS, 103, 0.96, 92, id="first"),
        pytest.param([*handset3.SHEETS, *handset3_more.SHEETS], 94, 0.95, 73, id="trades"),
        pytest.param(handset4.SHEETS, 48, 0.99, 38, id="after them"),
        pytest.param(handset5.SHEETS, 46, 0.99, 44, id="wrapped"),
        pytest.param(handset6.SHEETS, 40, 0.84, 24, id="own words"),
        pytest.param(handset7.SHEETS, 30, 0.96, 26, id="unmended"),
    ],
)
def test_pages_set_by_hand(sheets: list[Sheet], told: int, right: float, accepted: int) -> None:
    """What all trades do: most lines are right, and what is accepted is."""
    total = _judged(sheets)
    assert total.told == told
    assert total.f1(total.right) >= right
    assert total.accepted_right == total.accepted >= accepted


def test_a_heading_is_none_of_a_lines_text() -> None:
    """Numbered ones, ones in capitals over the first line; capitals below a text that nothing parts stay doubtful."""
    (works,), (drinks,) = read_pdf(handset3.SHEETS[9].pdf()), read_pdf(handset6.SHEETS[0].pdf())
    assert [line.name.split("\n")[0] for line in works.lines][::3] == [
        "Cloison 72/48 plaque BA13 une face",
        "Trappe de visite 40 x 40",
    ]
    assert drinks.lines[0].name.endswith("AGRICULTURE BIOLOGIQUE")
    assert Flag.UNCERTAIN in drinks.lines[0].flags


def test_two_discounts_one_after_the_other() -> None:
    (invoice,) = read_pdf(handset3_more.SHEETS[6].pdf())
    assert invoice.lines[0].net_price == Decimal("5.5107")
    assert Flag.UNCERTAIN not in invoice.lines[0].flags


def test_a_price_for_a_hundred_says_for_how_many() -> None:
    (invoice,) = read_pdf(handset3_more.SHEETS[7].pdf())
    assert [(line.net_price, line.base_quantity) for line in invoice.lines[:2]] == [
        (Decimal("14.20"), Decimal(100)),
        (Decimal("31.50"), Decimal(1000)),
    ]
