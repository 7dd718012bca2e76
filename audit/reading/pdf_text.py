"""Reads the lines of invoices out of the text of a PDF; no templates, nothing about any supplier."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pypdfium2 as pdfium

from audit.invoice import Invoice, Method
from audit.reading.bundles import invoices_on
from audit.reading.pdf_rules import edges_on
from audit.reading.pdf_words import PageText

MOST_PAGES = 400
# A page with fewer characters is a picture; so is one whose glyphs mostly have no meaning.
_FEWEST = 40
_MOST_UNMAPPED = 0.2
# Pages that are kept open for what is drawn on them: to open one takes longer than to read its words.
_MOST_OPEN = 20


def read_pdf(content: bytes) -> tuple[Invoice, ...]:
    """The invoices in the text of a PDF, with a box for every line; none when its text can't be read (a scan, unmapped
    glyphs) or no line was found. Flagged with LINES_MISSING where some of their pages are scans.

    Raises `pypdfium2.PdfiumError` for what is no PDF or is locked, `Refused` for a quote, an order and the like.
    """
    document = pdfium.PdfDocument(content)
    try:
        pages = list(_pages(document))
        characters = sum(page.characters for page in pages)
        unmapped = sum(page.unmapped for page in pages)
        if characters < _FEWEST or unmapped > _MOST_UNMAPPED * characters:
            return ()
        drawn = cache(lambda number: edges_on(pages[number - 1].page if number <= _MOST_OPEN else document[number - 1]))
        unread = [number for number, page in enumerate(pages, 1) if page.is_picture]
        return invoices_on([page.words for page in pages], Method.PDF_TEXT, drawn, unread)
    finally:
        document.close()


def _pages(document: pdfium.PdfDocument) -> Iterator[PageText]:
    for index in range(min(len(document), MOST_PAGES)):
        found = PageText(document, index)
        if index >= _MOST_OPEN:
            found.page.close()
        yield found
