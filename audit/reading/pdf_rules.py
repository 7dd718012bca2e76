"""The horizontal edges that are drawn on a PDF's page: between rows, around cells, of grounds of every other row."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.reading.pdf_words import placing
from audit.reading.printed.dividers import Edge

# Points: a line is no thicker, an edge no shorter; what is lower than type has no text on it.
_THICKEST, _SHORTEST, _LOWEST = 2.5, 6.0, 6.0
_MOST_OBJECTS = 6000


def edges_on(page: pdfium.PdfPage) -> list[Edge]:
    """The edges of a page as it is shown; drawings within drawings are left out."""
    place = placing(page)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    bounds = [ctypes.byref(one) for one in (left, bottom, right, top)]
    found: list[Edge] = []
    for at in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, at)
        if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_PATH or not raw.FPDFPageObj_GetBounds(thing, *bounds):
            continue
        x0, y0, x1, y1 = place(left.value, bottom.value, right.value, top.value)
        if x1 - x0 < _SHORTEST:
            continue
        if y1 - y0 < _THICKEST:
            found.append(Edge((y0 + y1) / 2, x0, x1))
        elif y1 - y0 > _LOWEST:
            found += [Edge(y0, x0, x1), Edge(y1, x0, x1)]
    return found
