"""Reads scanned invoices (PDF of pictures, PNG, JPEG, TIFF) by OCR; the same rows and columns as for text PDFs."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from audit.invoice import Invoice, Method
from audit.reading.bundles import invoices_on
from audit.reading.printed.words import Word
from audit.reading.values import LONG_SIDE, MOST_SCANNED, Progress, Refused

if TYPE_CHECKING:
    from PIL import Image

_DPI = 200
_MOST_PIXELS = 40_000_000
_LONGEST = 3600


class NoOcr(Exception):
    """The packages for OCR are not installed (group `ocr` of pyproject.toml)."""


class TooMany(Exception):
    """There are more pages than may be looked at."""

    def __init__(self, total: int) -> None:
        super().__init__(f"{total} pages")
        self.total = total


class TooLarge(Exception):
    """A picture has more pixels than an invoice needs."""


def read_scan(content: bytes, progress: Progress, most: int = MOST_SCANNED) -> tuple[Invoice, ...]:
    """The invoices on scanned pages; none when no line was found. `progress(done, of)` is told after each page.

    Boxes of a PDF are points of its pages; those of a picture are points when its longer side is `LONG_SIDE`. A page
    takes seconds; of more than `most` none is looked at. Raises `NoOcr`, `TooMany`, `TooLarge`,
    `PIL.UnidentifiedImageError`, `pypdfium2.PdfiumError`, `Refused` for a quote, an order and the like.
    """
    try:
        from audit.reading.ocr import words_of
    except ImportError as problem:
        raise NoOcr(str(problem)) from problem
    pages: list[list[Word]] = []
    turned: list[float] = []
    pictures = _pdf_pages(content) if content[:1024].lstrip()[:5] == b"%PDF-" else _frames(content)
    for total, image, points in pictures:
        if total > most:
            raise TooMany(total)
        words, angle = words_of(image, points / image.width)
        pages.append(words)
        turned.append(angle)
        progress(len(pages), total)
    try:
        return tuple(_as_seen(invoice, turned) for invoice in invoices_on(pages, Method.OCR))
    except Refused as reason:
        raise Refused(reason.code, reason.message, tuple(_as_seen(one, turned) for one in reason.read)) from None


def _as_seen(invoice: Invoice, turned: Sequence[float]) -> Invoice:
    """Each place with how far its page was turned, so that it can be found again."""
    lines = []
    for line in invoice.lines:
        boxes = tuple(replace(box, turned=turned[box.page - 1]) for box in line.provenance.boxes)
        lines.append(replace(line, provenance=replace(line.provenance, boxes=boxes)))
    return replace(invoice, lines=tuple(lines))


def _pdf_pages(content: bytes) -> Iterator[tuple[int, Image.Image, float]]:
    """How many pages there are; each as a picture and how many points wide it is."""
    document = pdfium.PdfDocument(content)
    try:
        total = len(document)
        for index in range(total):
            page = document[index]
            width, height = page.get_size()
            scale = min(_DPI / 72, _LONGEST / max(width, height, 1.0))
            yield total, page.render(scale=scale, grayscale=True).to_pil().convert("RGB"), width
            page.close()
    finally:
        document.close()


def _frames(content: bytes) -> Iterator[tuple[int, Image.Image, float]]:
    """The same of a picture, or of each picture in a TIFF. Raises `TooLarge`, `PIL.UnidentifiedImageError`."""
    from PIL import Image, UnidentifiedImageError

    try:
        yield from _frames_of(content)
    except Image.DecompressionBombError as bomb:  # four times what Pillow warns of
        raise TooLarge(str(bomb)) from bomb
    except (ValueError, TypeError, LookupError, struct.error, OverflowError) as broken:
        # Texts in it that unfold without end, sizes that miss, places that lie outside.
        raise UnidentifiedImageError(str(broken)) from broken


def _frames_of(content: bytes) -> Iterator[tuple[int, Image.Image, float]]:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF")) as image:
        total = getattr(image, "n_frames", 1)
        for index in range(total):
            image.seek(index)
            if image.width * image.height > _MOST_PIXELS:
                raise TooLarge(f"{image.width} × {image.height}")
            frame = ImageOps.exif_transpose(image).convert("RGB")
            longest = max(frame.size)
            if longest > _LONGEST:
                frame = frame.resize((frame.width * _LONGEST // longest, frame.height * _LONGEST // longest))
            yield total, frame, LONG_SIDE * frame.width / max(frame.size)
