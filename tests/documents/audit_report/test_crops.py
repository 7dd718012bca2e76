"""Pictures of invoice lines: of the right place, from PDFs and scans, and never a reason to have no report."""

from __future__ import annotations

import dataclasses
import math
from io import BytesIO

import pypdfium2
import pytest
import typst
from PIL import Image, ImageDraw

from audit.invoice import Box
from audit.reading.values import LONG_SIDE
from audit.results import AuditResult, SourceFile
from documents.audit_report.crops import DPI, POINTS, by_file, wanted
from documents.audit_report.document import pdf
from documents.audit_report.drawing import Drawers
from documents.audit_report.pages import pictures
from tests.documents.audit_report.samples import CONTEXT, many, sample

# Two pages: on the first a black bar from 100 to 114 points below the top, on the second from 200.
PAGES = b"""#set page(width: 595pt, height: 842pt, margin: 0pt)
#place(dx: 40pt, dy: 100pt, rect(width: 500pt, height: 14pt, fill: black))
#pagebreak()
#place(dx: 40pt, dy: 200pt, rect(width: 500pt, height: 14pt, fill: black))"""
FIRST, SECOND = Box(1, 40, 100, 540, 114), Box(2, 40, 200, 540, 214)


@pytest.fixture(scope="module")
def pages() -> bytes:
    return bytes(typst.compile(PAGES))


def scan(dpi: int | None = 200, frames: int = 1, kind: str = "TIFF") -> bytes:
    """An A4 page with the same bar, as a scanner makes it."""
    scale = (dpi or 150) / POINTS
    page = Image.new("L", (int(595 * scale), int(842 * scale)), 255)
    ImageDraw.Draw(page).rectangle((40 * scale, 100 * scale, 540 * scale, 114 * scale), fill=0)
    file = BytesIO()
    told = {"dpi": (dpi, dpi)} if dpi else {}
    many_ = {"save_all": True, "append_images": [page] * (frames - 1)} if frames > 1 else {}
    page.save(file, kind, **told, **many_)
    return file.getvalue()


def dark(picture: bytes | None) -> float:
    """How much of a picture is black."""
    assert picture is not None
    with Image.open(BytesIO(picture)) as image:
        grey = image.convert("L")
        return sum(grey.histogram()[:128]) / (grey.width * grey.height)


def size(picture: bytes | None) -> tuple[int, int]:
    assert picture is not None
    with Image.open(BytesIO(picture)) as image:
        return image.size


def test_it_is_the_box_with_a_little_around_it(pages: bytes) -> None:
    first, second, between = pictures(pages, [(FIRST,), (SECOND,), (Box(1, 40, 300, 540, 314),)])
    assert dark(first) > 0.6
    assert dark(second) > 0.6
    assert dark(between) == 0
    width, height = size(first)
    assert width == pytest.approx(506 * DPI / POINTS, abs=2)
    assert height == pytest.approx(20 * DPI / POINTS, abs=2)


def test_a_line_over_a_page_break_is_one_picture(pages: bytes) -> None:
    (both,) = pictures(pages, [(SECOND, FIRST)])
    (one,) = pictures(pages, [(FIRST,)])
    assert size(both)[1] == pytest.approx(2 * size(one)[1], abs=2)
    assert dark(both) > 0.6


@pytest.mark.parametrize("content", [scan(), scan(300, kind="PNG"), scan(None, kind="PNG"), scan(150, kind="JPEG")])
def test_scans_are_cut_at_the_same_place(content: bytes) -> None:
    assert dark(pictures(content, [(FIRST,)])[0]) > 0.6


def test_pages_of_a_scan_are_its_frames() -> None:
    assert dark(pictures(scan(frames=3), [(dataclasses.replace(FIRST, page=3),)])[0]) > 0.6


def test_a_photograph_is_turned_as_its_camera_was() -> None:
    with Image.open(BytesIO(scan(kind="JPEG"))) as page:
        lying, exif = page.rotate(90, expand=True), Image.Exif()
    exif[0x0112] = 6  # the top is on the right
    file = BytesIO()
    lying.save(file, "JPEG", exif=exif)
    assert dark(pictures(file.getvalue(), [(FIRST,)])[0]) > 0.6


@pytest.mark.parametrize("skew", [-3.0, 0.02, 3.0])
@pytest.mark.parametrize("quarters", [0, 90, 180, 270])
def test_a_scan_that_lies_askew_is_cut_along_its_lines(quarters: int, skew: float) -> None:
    """The whole bar and hardly anything else, although a level box around it would be five times as high."""
    with Image.open(BytesIO(scan(kind="PNG"))) as page:
        askew = page.rotate(-skew, fillcolor=255)
        scale = max(page.size) / LONG_SIDE
        centre = page.width / scale / 2, page.height / scale / 2
    file = BytesIO()
    askew.rotate(-quarters, expand=True).save(file, "PNG")
    angle = math.radians(skew)
    # The page was turned about its middle; places are levelled about its corner.
    x = centre[0] - centre[0] * math.cos(angle) - centre[1] * math.sin(angle)
    y = centre[1] + centre[0] * math.sin(angle) - centre[1] * math.cos(angle)
    box = dataclasses.replace(FIRST, turned=quarters + skew)
    moved = dataclasses.replace(box, left=40 - x, right=540 - x, top=100 - y, bottom=114 - y)
    (picture,) = pictures(file.getvalue(), [(moved,)])
    assert dark(picture) > 0.65
    assert size(picture)[1] == pytest.approx(20 * scale, abs=2)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"<Invoice/>", b"\x89PNG broken", b"a;b;c"])
def test_what_can_t_be_drawn_has_no_picture(content: bytes) -> None:
    assert pictures(content, [(FIRST,), (SECOND,)]) == [None, None]


def test_neither_has_a_box_beyond_the_page(pages: bytes) -> None:
    beyond = [(Box(9, 0, 0, 9, 9),), (Box(0, 0, 0, 9, 9),), (Box(1, 700, 900, 800, 910),), ()]
    assert pictures(pages, beyond) == [None] * 4


def test_a_page_of_enormous_size_is_not_drawn() -> None:
    huge = bytes(typst.compile(b"#set page(width: 14000pt, height: 14000pt)\nx"))
    assert pictures(huge, [(Box(1, 0, 0, 9, 9),)]) == [None]


def contents(result: AuditResult, content: bytes) -> dict[str, bytes]:
    return {file.sha256: content for each in result.invoices for file in each.files}


async def test_the_report_shows_them(pages: bytes) -> None:
    result = sample()
    async with Drawers() as drawers:
        made = await drawers.crops(result, contents(result, pages))
    assert set(made) == {each.line for each in wanted(result)} == {0, 1, 2}
    content = await pdf(result, dataclasses.replace(CONTEXT, crops=made))
    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in document]
    (at,) = [number for number, text in enumerate(texts) if "Extraits de vos factures" in text]
    grey = document[at].render(scale=1, grayscale=True).to_pil().convert("L")
    assert sum(grey.histogram()[:60]) > 3 * 300 * 10, "the bars are seen"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content


async def test_a_file_that_ends_the_process_costs_its_own_pictures_alone(pages: bytes) -> None:
    """A page of 200 by 200 inches that is all one dense pattern, say; here a process that is given no time at all."""
    result = sample()
    async with Drawers(silence=0) as drawers:
        assert await drawers.crops(result, contents(result, pages)) == {}


def test_only_lines_that_were_compared_and_have_a_place_are_shown() -> None:
    assert wanted(many(100)) == [], "they are from XML"
    assert [each.line for each in wanted(sample(), most=2)] == [0, 1], "the heaviest, in the order of the audit"


def test_boxes_are_those_of_the_file_that_counts() -> None:
    """In another file of the same invoice, a scan say, they would show other lines."""
    files = SourceFile("facture.pdf", "a" * 64), SourceFile("scan.pdf", "b" * 64)
    result = sample()
    invoices = tuple(dataclasses.replace(each, files=files) for each in result.invoices)
    assert set(by_file(dataclasses.replace(result, invoices=invoices))) == {"a" * 64}


async def test_files_that_nobody_kept_have_no_picture() -> None:
    async with Drawers() as drawers:
        assert await drawers.crops(sample(), {}) == {}
