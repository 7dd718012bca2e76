"""Which reader a file goes to, and what is said when none finds an invoice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from pypdfium2 import PdfiumError

from audit.invoice import Flag, Invoice, Line, Method, Provenance, Totals
from audit.reading import route
from audit.reading.route import read
from audit.reading.scan import NoOcr, TooLarge, TooMany
from audit.reading.values import MOST_SCANNED
from tests.audit.invoices import Document, cii, pdf

PRINTED = Invoice(
    number="wrong", method=Method.PDF_TEXT, pages=1,
    lines=(Line(position=1, name="Papier", net_amount=Decimal("45.00"), provenance=Provenance(Method.PDF_TEXT)),),
    totals=Totals(net=Decimal("1"), prepaid=Decimal("4.00"), due=Decimal("50.00")), flags=frozenset({Flag.UNCERTAIN}),
)  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def answering(monkeypatch: pytest.MonkeyPatch, name: str, answer: Invoice | Exception | None) -> list[bytes]:
    """The reader of that name gives this; what it was asked for is in the list."""
    asked: list[bytes] = []

    def reader(content: bytes, *_: object) -> tuple[Invoice, ...]:
        asked.append(content)
        if isinstance(answer, Exception):
            raise answer
        return () if answer is None else (answer,)

    monkeypatch.setattr(route, name, reader)
    return asked


def test_minimum_takes_its_lines_from_the_text_and_all_else_from_the_xml(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "read_pdf", PRINTED)
    minimum = Document(items=[], profile="urn:factur-x.eu:1p0:minimum", prepaid="", due="50.00")
    [audited] = read("a.pdf", pdf(("factur-x.xml", cii(minimum)))).invoices
    invoice = audited.invoice
    assert (invoice.method, invoice.number, invoice.lines[0].name) == (Method.PDF_TEXT, "F-2026-001", "Papier")
    assert (invoice.totals.net, invoice.totals.prepaid) == (Decimal("45.00"), Decimal("4.00"))
    assert invoice.flags == {Flag.UNCERTAIN}


def test_an_xml_with_lines_is_not_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, "read_pdf", PRINTED)
    [audited] = read("a.pdf", pdf(("factur-x.xml", cii()))).invoices
    assert audited.invoice.method is Method.CII
    assert asked == []


@pytest.mark.parametrize("xml", [b"<a", b"<a/>"])
def test_a_broken_xml_inside_leaves_the_text(monkeypatch: pytest.MonkeyPatch, xml: bytes) -> None:
    answering(monkeypatch, "read_pdf", PRINTED)
    assert read("a.pdf", pdf(("factur-x.xml", xml))).invoices[0].invoice.method is Method.PDF_TEXT
    answering(monkeypatch, "read_pdf", None)
    answering(monkeypatch, "read_scan", None)
    [refusal] = read("a.pdf", pdf(("factur-x.xml", xml))).refused
    assert refusal.code in ("BROKEN_XML", "OTHER_XML")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "PDF_WITHOUT_INVOICE"),
        (NoOcr("no"), "READER_MISSING"),
        (TooLarge("no"), "PICTURE_TOO_LARGE"),
        (TooMany(MOST_SCANNED + 1), "TOO_MANY_PAGES"),
        (TooMany(MOST_SCANNED), "TOO_MANY_SCANS"),
        (PdfiumError("no"), "BROKEN_PDF"),
        (OSError("no"), "BROKEN_PICTURE"),
        (ZeroDivisionError(), "READER_ENDED"),
    ],
)
def test_scans(monkeypatch: pytest.MonkeyPatch, answer: Invoice | Exception | None, code: str) -> None:
    answering(monkeypatch, "read_pdf", None)
    answering(monkeypatch, "read_scan", answer)
    assert [refusal.code for refusal in read("a.pdf", pdf()).refused] == [code]
    expected = "SCAN_WITHOUT_INVOICE" if answer is None else code
    assert [refusal.code for refusal in read("a.png", PNG).refused] == [expected]


def test_a_scan_is_read_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "read_pdf", None)
    answering(monkeypatch, "read_scan", replace(PRINTED, method=Method.OCR))
    for content in (pdf(), PNG):
        [audited] = read("a", content).invoices
        assert audited.invoice.method is Method.OCR
        assert Flag.NO_DATE in audited.invoice.flags


def test_too_many_pages_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "read_pdf", None)
    asked = answering(monkeypatch, "read_scan", None)
    [refusal] = read("a.pdf", pdf(pages=MOST_SCANNED + 1)).refused
    assert (refusal.code, asked) == ("TOO_MANY_PAGES", [])
    assert f"{MOST_SCANNED + 1} pages" in refusal.message
    monkeypatch.setattr(route, "has_text", lambda _: True)
    [refusal] = read("a.pdf", pdf(pages=6)).refused
    assert (refusal.code, asked) == ("PDF_WITHOUT_INVOICE", [])


def test_memory_that_ran_out_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "read_pdf", MemoryError())
    with pytest.raises(MemoryError):
        read("a.pdf", pdf())
