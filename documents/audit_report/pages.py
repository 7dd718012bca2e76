"""Pictures of pages: what of a foreign file stands in boxes. Only `worker` imports it, in a process apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO

import pypdfium2
from PIL import Image, ImageOps

from audit.invoice import Box
from audit.reading.values import LONG_SIDE
from documents.audit_report.crops import DPI, POINTS

# Points around what was read, and beyond which a page isn't drawn (A0 has 2,384 × 3,370).
_MARGIN = 3.0
_LARGEST_PAGE = 4_000
_LARGEST_PICTURE = 60_000_000
_PAGES_KEPT = 2
# Degrees that nobody sees.
_LEVEL = 0.05


def pictures(content: bytes, places: Sequence[tuple[Box, ...]]) -> list[bytes | None]:
    """A picture for the boxes of each line, of several pages below each other; None where nothing is to be seen."""
    try:
        pages = _Pages(content)
        return [_picture(pages, boxes) for boxes in places]
    except (pypdfium2.PdfiumError, OSError, ValueError, Image.DecompressionBombError):
        return [None] * len(places)


class _Pages:
    """The pages of a PDF, or of an image, drawn when they are asked for and kept while they are likely to be again."""

    def __init__(self, content: bytes) -> None:
        is_pdf = b"%PDF-" in content[:1024]
        self._pdf = pypdfium2.PdfDocument(content) if is_pdf else None
        self._image = None if is_pdf else Image.open(BytesIO(content))
        self._drawn: dict[int, tuple[Image.Image, float]] = {}

    def page(self, number: int) -> tuple[Image.Image, float] | None:
        """A page in grey and its pixels for each point; None where there is none."""
        if number not in self._drawn:
            drawn = self._from_pdf(number) if self._pdf is not None else self._from_image(number)
            if drawn is None:
                return None
            if len(self._drawn) >= _PAGES_KEPT:
                del self._drawn[next(iter(self._drawn))]
            self._drawn[number] = drawn
        return self._drawn[number]

    def _from_pdf(self, number: int) -> tuple[Image.Image, float] | None:
        if self._pdf is None or not 1 <= number <= len(self._pdf):
            return None
        page = self._pdf[number - 1]
        if max(page.get_size()) > _LARGEST_PAGE:
            return None
        scale = DPI / POINTS
        return page.render(scale=scale, grayscale=True).to_pil(), scale

    def _from_image(self, number: int) -> tuple[Image.Image, float] | None:
        image = self._image
        if image is None or not 1 <= number <= getattr(image, "n_frames", 1):
            return None
        if image.width * image.height > _LARGEST_PICTURE:
            return None
        image.seek(number - 1)
        page = ImageOps.exif_transpose(image).convert("L")
        return page, max(page.size) / LONG_SIDE


def _picture(pages: _Pages, boxes: tuple[Box, ...]) -> bytes | None:
    parts = [part for number in sorted({box.page for box in boxes}) if (part := _part(pages, number, boxes))]
    if not parts:
        return None
    whole = Image.new("L", (max(part.width for part in parts), sum(part.height for part in parts)), 255)
    top = 0
    for part in parts:
        whole.paste(part, (0, top))
        top += part.height
    file = BytesIO()
    whole.quantize(16).save(file, "PNG", optimize=True)
    return file.getvalue()


def _part(pages: _Pages, number: int, boxes: tuple[Box, ...]) -> Image.Image | None:
    """What one page shows of a line, with a little around it."""
    drawn = pages.page(number)
    own = [box for box in boxes if box.page == number]
    if drawn is None or not own:
        return None
    image, scale = drawn
    quarters = 90 * round(own[0].turned / 90)
    image, skew = (image.rotate(quarters, expand=True) if quarters else image), own[0].turned - quarters
    top = int((min(box.top for box in own) - _MARGIN) * scale)
    bottom = int((max(box.bottom for box in own) + _MARGIN) * scale)
    left = int((min(box.left for box in own) - _MARGIN) * scale)
    right = int((max(box.right for box in own) + _MARGIN) * scale)
    if abs(skew) > _LEVEL:
        return _levelled(image, (left, top, right, bottom), math.radians(skew))
    left, top, right, bottom = max(0, left), max(0, top), min(image.width, right), min(image.height, bottom)
    return image.crop((left, top, right, bottom)) if bottom > top and right > left else None


def _levelled(image: Image.Image, box: tuple[int, int, int, int], angle: float) -> Image.Image | None:
    """What stands in a box of the page as it would be if its lines, which lie at this angle, were level."""
    left, top, right, bottom = box
    cos, sin = math.cos(angle), math.sin(angle)
    # Where the middle comes from: beyond the page there is nothing to be seen.
    x, y = (left + right) / 2, (top + bottom) / 2
    is_there = 0 <= x * cos - y * sin < image.width and 0 <= x * sin + y * cos < image.height
    size = min(right - left, sum(image.size)), min(bottom - top, sum(image.size))
    if not is_there or min(size) <= 0:
        return None
    turn = (cos, -sin, left * cos - top * sin, sin, cos, left * sin + top * cos)
    return image.transform(size, Image.Transform.AFFINE, turn, Image.Resampling.BICUBIC, fillcolor=255)
