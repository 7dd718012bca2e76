"""Draws text at its place, straight into a PDF: hundreds of pages a second, in the fonts that every reader has."""

from __future__ import annotations

import functools
import re
from ctypes import c_float
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_FONTS = {
    "helvetica": ("Helvetica", "Helvetica-Bold"),
    "times": ("Times-Roman", "Times-Bold"),
    "courier": ("Courier", "Courier-Bold"),
}


@functools.cache
def _font(name: str) -> raw.FPDF_FONT:
    return raw.FPDFText_LoadStandardFont(_document().raw, name.encode())


@functools.cache
def _document() -> pdfium.PdfDocument:
    return pdfium.PdfDocument.new()


@functools.cache
def _advance(char: str, name: str) -> float:
    width = c_float()
    raw.FPDFFont_GetGlyphWidth(_font(name), ord(char), 1000.0, width)
    return width.value / 1000


def width_of(text: str, font: str, size: float, bold: bool = False) -> float:
    """How wide a text is, in points."""
    return size * sum(_advance(char, _FONTS[font][bold]) for char in text)


def wrapped(text: str, width: float, font: str, size: float, bold: bool = False) -> list[str]:
    """The rows that a text takes in a cell; a word that is wider is broken behind a hyphen, if it has one."""
    rows: list[str] = []
    for word in text.replace("-", "-\u200b").split(" "):
        pieces = [word.replace("\u200b", "")]
        if width_of(pieces[0], font, size, bold) > width:
            pieces = word.split("\u200b")
        for at, piece in enumerate(pieces):
            longer = (rows[-1] + ("" if at else " ") + piece) if rows else piece
            if rows and width_of(longer, font, size, bold) <= width:
                rows[-1] = longer
            else:
                rows.append(piece)
    return rows


def _pieces(text: str, glyphs: str) -> list[str]:
    """What is set at a place of its own; spaces between words are then only places."""
    if glyphs == "rows":
        return [text]
    return list(text) if glyphs == "letters" else re.split(r"( )", text)


@dataclass
class Paper:
    """Pages of one size; `font` and `size` are the usual ones; `glyphs`: whether texts are set as whole rows, words or
    letters. Places are points from the top left corner."""

    font: str
    size: float
    glyphs: str = "rows"
    width: float = 595
    height: float = 842
    _pages: list[list[str]] = field(default_factory=lambda: [[]])

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def turn(self) -> None:
        """Goes on on a new page."""
        self._pages.append([])

    def text(self, left: float, top: float, text: str, how: str = "l", *, size: float = 0, bold: bool = False) -> None:
        """A row of text whose baseline is at `top`; `how`: from the left (l), up to there (r), around there (c)."""
        if not text:
            return
        size = size or self.size
        left -= {"l": 0.0, "r": 1.0, "c": 0.5}[how] * width_of(text, self.font, size, bold)
        for piece in _pieces(text, self.glyphs):
            if piece.strip(" "):
                told = (
                    piece.encode("cp1252")
                    .replace(b"\\", b"\\\\")
                    .replace(b"(", b"\\(")
                    .replace(b")", b"\\)")
                    .decode("latin-1")
                )
                place = f"{left:.2f} {self.height - top:.2f}"
                self._pages[-1].append(f"BT /F{int(bold)} {size:g} Tf {place} Td ({told}) Tj ET")
            left += width_of(piece, self.font, size, bold)

    def rule(self, left: float, top: float, right: float, bottom: float) -> None:
        """A line."""
        ends = f"{left:.1f} {self.height - top:.1f} m {right:.1f} {self.height - bottom:.1f} l"
        self._pages[-1].append(f"0.5 w {ends} S")

    def shade(self, left: float, top: float, right: float, bottom: float) -> None:
        """A grey box, under what is written afterwards."""
        box = f"{left:.1f} {self.height - bottom:.1f} {right - left:.1f} {bottom - top:.1f}"
        self._pages[-1].append(f"0.92 g {box} re f 0 g")

    def pdf(self) -> bytes:
        """The document."""
        kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(self.pages))
        plain, bold = (
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
            for name in _FONTS[self.font]
        )
        bodies = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {self.pages} >>",
            plain,
            bold,
        ]
        for at, page in enumerate(self._pages):
            box = f"/MediaBox [0 0 {self.width:g} {self.height:g}]"
            fonts = "/Resources << /Font << /F0 3 0 R /F1 4 0 R >> >>"
            bodies.append(f"<< /Type /Page /Parent 2 0 R {box} {fonts} /Contents {6 + 2 * at} 0 R >>")
            content = "\n".join(page)
            bodies.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        return _file(bodies)


def _file(bodies: list[str]) -> bytes:
    """The objects, numbered from 1, with the table that says where they stand."""
    whole, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(whole))
        whole += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(bodies) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(whole)}\n"
    return whole + end.encode() + b"%%EOF\n"
