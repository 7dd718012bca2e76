"""Words with their places out of a PDF's text, by pdfium; two questions to pdfium a word keep it quick."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.reading.printed.words import Word, joined

# A no-break space between digits keeps a number together; any other space ends a word, as do drawn lines and leaders.
_WORD = re.compile(
    r"(?:[^\s\x00-\x1f\ufffe\u200b\ufeff|¦\u2500-\u257f._…]+|(?<=\d)[\u00a0\u202f](?=\d)|(?<![._…])[._…](?![._…]))+"
)
_BOLD, _HEAVY = re.compile(rb"bold|black|heavy|semi|demi", re.IGNORECASE), 600
_Place = tuple[float, float, float, float]
_Placing = Callable[[float, float, float, float], _Place]
# A page with fewer characters, most of which is a picture, was scanned.
_FEWEST, _MOST_PICTURED = 100, 0.5
# A page on which more of the words are one letter was set letter by letter.
_MOST_SINGLE = 0.3
# Points; no page is wider (ISO 32000, annex C), but words of damaged fonts may be.
_WIDEST = 14_400


class PageText:
    """What stands on one page: its words, upright ones only, how much of it pdfium could not name, and whether it is a
    picture with next to no text. `page` stays open: it is closed with its document, or before by who has many."""

    def __init__(self, document: pdfium.PdfDocument, index: int) -> None:
        self.page = document[index]
        text = self.page.get_textpage()
        try:
            count = text.count_chars()
            self._raw = text.raw
            self.characters = count
            # pdfium marks a hyphen at the end of a line.
            content = _content(text, count).replace("\x02", "-").replace("\ufffe", "-")
            self.unmapped = content.count("\ufffd")
            self._place = placing(self.page)
            self._box = raw.FS_RECTF()
            self._reference = ctypes.byref(self._box)
            self._name, self._flags = ctypes.create_string_buffer(128), ctypes.byref(ctypes.c_int())
            self.words = _whole(_upright(list(self._words(content))))
            self.is_picture = count < _FEWEST and _pictured(self.page) > _MOST_PICTURED
        finally:
            text.close()

    def _words(self, content: str) -> Iterator[tuple[Word, bool]]:
        """Each word, and whether it runs from left to right on the page as it lies."""
        for found in _WORD.finditer(content):
            start, end = found.span()
            first = self._at(start)
            last = self._at(end - 1) if end - start > 1 else first
            if end - start > 1 and _loose(first, last, end - start):
                yield from self._pieces(content, start, end)
                continue
            word, upright = _word(content[start:end], first, last)
            if not start or content[start - 1] in "\r\n":
                # What begins a line or a cell tells its type; to ask for every word takes time.
                word.bold = self._is_bold(start)
            yield word, upright

    def _pieces(self, content: str, start: int, end: int) -> Iterator[tuple[Word, bool]]:
        """A "word" whose characters stand too far apart is several: cut where there are gaps."""
        begun, boxes = start, [self._at(start)]
        for at in range(start + 1, end):
            box = self._at(at)
            before = boxes[-1]
            size = max(before[3] - before[1], 1.0)
            apart = box[0] - before[2] > 0.3 * size or abs(box[3] - before[3]) > 0.7 * size or box[0] < before[0] - size
            if apart:
                yield _word(content[begun:at], boxes[0], before)
                begun, boxes = at, [box]
            else:
                boxes.append(box)
        yield _word(content[begun:end], boxes[0], boxes[-1])

    def _is_bold(self, index: int) -> bool:
        """Whether a character is set in bold type, by the type's name or weight."""
        raw.FPDFText_GetFontInfo(self._raw, index, self._name, len(self._name), self._flags)
        return _BOLD.search(self._name.value) is not None or raw.FPDFText_GetFontWeight(self._raw, index) >= _HEAVY

    def _at(self, index: int) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a character, as the page lies."""
        box = self._box
        if not raw.FPDFText_GetLooseCharBox(self._raw, index, self._reference):
            return (0.0, 0.0, 0.0, 0.0)
        return self._place(box.left, box.bottom, box.right, box.top)


def _content(text: pdfium.PdfTextPage, count: int) -> str:
    """The characters, one for each index; pdfium's quick way leaves some out, then each is asked for."""
    if not count:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    got = raw.FPDFText_GetText(text.raw, 0, count, buffer)
    if got == count + 1:
        content = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
        if len(content) == count and "\ufffd" not in content:  # no halves of a pair
            return content
    return _each(text, count)


def _each(text: pdfium.PdfTextPage, count: int) -> str:
    codes = (raw.FPDFText_GetUnicode(text.raw, index) for index in range(count))
    return "".join("\ufffd" if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code) for code in codes)


def _pictured(page: pdfium.PdfPage) -> float:
    """The part of a page that its largest picture covers."""
    whole = page.get_width() * page.get_height()
    sizes = [0.0]
    for image in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = image.get_bounds()
        sizes.append((right - left) * (top - bottom))
    return max(sizes) / whole if whole else 0.0


def placing(page: pdfium.PdfPage) -> _Placing:
    """A function from pdfium's box (left, bottom, right, top; as drawn) to ours on the page as it is shown."""
    left, bottom, right, top = page.get_cropbox()
    turned = page.get_rotation()

    def place(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        if not turned:
            return (x0 - left, top - y1, x1 - left, top - y0)
        if turned == 90:
            return (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        if turned == 180:
            return (right - x1, y0 - bottom, right - x0, y1 - bottom)
        return (top - y1, right - x1, top - y0, right - x0)

    return place


def _loose(first: _Place, last: _Place, length: int) -> bool:
    """Whether so few characters can't be so wide, or don't stand on one line."""
    size = first[3] - first[1]
    size = size if size > 1.0 else 1.0
    return last[2] - first[0] > 0.85 * size * length or last[2] < first[0] or abs(last[3] - first[3]) > 0.5 * size


def _word(text: str, first: _Place, last: _Place) -> tuple[Word, bool]:
    # Compared by hand, here and in `cells`: what runs for every word; the built-ins take three times as long.
    left = first[0] if first[0] < last[0] else last[0]
    top = first[1] if first[1] < last[1] else last[1]
    right = first[2] if first[2] > last[2] else last[2]
    bottom = first[3] if first[3] > last[3] else last[3]
    # A single letter or digit that is wider than high lies on its side.
    upright = last[0] > first[0] if len(text) > 1 else not text.isalnum() or right - left < 1.15 * (bottom - top)
    return Word(text, left, top, right, bottom, max((bottom - top) * 0.86, 1.0)), upright


def _whole(words: list[Word]) -> list[Word]:
    """The words, put together from letters where a page was set letter by letter: without any room between them."""
    single = sum([len(word.text) == 1 and word.text.isalpha() for word in words])
    if single <= _MOST_SINGLE * len(words):
        return words
    found: list[Word] = []
    for word in words:
        last = found[-1] if found else None
        if (
            last is not None
            and abs(word.bottom - last.bottom) < 0.3 * last.size
            and -0.2 * last.size < word.left - last.right < 0.15 * last.size
        ):
            found[-1] = joined(last, word, "")
        else:
            found.append(word)
    return found


def _upright(found: list[tuple[Word, bool]]) -> list[Word]:
    """Without what runs up or down the margin, of which pdfium makes words of a letter or two each."""
    turned = [word for word, upright in found if not upright]
    strips = (
        {column for word in turned for column in range(max(int(word.left) - 1, 0), min(int(word.right) + 2, _WIDEST))}
        if len(turned) > 4
        else set()
    )
    return [
        word for word, upright in found
        if upright and not (len(word.text) < 3 and int(word.middle) in strips and not word.text.isdigit())
    ]  # fmt: skip
