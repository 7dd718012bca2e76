"""Files that are broken, or made to break their reader: a clear refusal in bounded time, the others unharmed."""

from __future__ import annotations

import asyncio
import io
import sys
import time
import zipfile
import zlib
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest

from audit.reading import apart
from audit.reading.apart import InvoiceReaders
from audit.reading.route import read, read_file
from audit.reading.values import MOST_SCANNED_IN_ALL, Packed, Reading
from tests.audit.invoices import cii, pdf, ubl
from tests.audit.test_containers import CSV, ods, workbook, zipped

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
XXE = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
# Without OCR, whose models alone take longer than these limits allow.
BOUNDED = """
from apart import serve
from audit.reading import route, scan
from audit.reading.worker import answer
def no_scans(content, progress, most):
    raise scan.NoOcr("left out")
route.read_scan = no_scans
serve(answer, memory={}, cpu_seconds={})
"""


@pytest.fixture
async def readers() -> AsyncIterator[InvoiceReaders]:
    """One process with little time: hostile files use all they get."""
    async with InvoiceReaders(most=1) as opened:
        opened.command = ("-c", BOUNDED.format(1_500_000_000, 2))
        yield opened


def with_prolog(prolog: str, content: bytes) -> bytes:
    return content.replace(b"?>", b"?>" + prolog.encode(), 1)


def in_utf_16(content: bytes) -> bytes:
    return content.decode().replace("UTF-8", "utf-16").encode("utf-16")


def pages(count: int) -> bytes:
    """A PDF of so many empty pages."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    objects.append(b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 9 9]>>" % (count, kids))
    objects += [b"<</Type/Page/Parent 2 0 R>>"] * count
    return plain_pdf(objects)


def plain_pdf(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def endless() -> bytes:
    """A page that draws a form ten times, which draws one ten times …: 10^12 texts."""
    levels, first = 12, 5
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        b"<</Length 41>>stream\n%s\nendstream" % (b"/F Do " * 7)[:41],
    ]
    for level in range(levels):
        drawn = b"/F Do " * 10 if level < levels - 1 else b"BT /T 9 Tf (Ramette A4 10 4,50 45,00) Tj ET"
        inner = b"/XObject<</F %d 0 R>>" % (first + level + 1) if level < levels - 1 else b"/Font<</T %d 0 R>>" % (
            first + levels)  # fmt: skip
        objects.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<<%s>>/Length %d>>stream\n%s\nendstream"
            % (inner, len(drawn), drawn)
        )
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    return plain_pdf(objects)


def far_cell(row: int) -> bytes:
    """A workbook whose only other cell is at the other end of the sheet."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                cell = b'<row r="%d"><c r="XFD%d"><v>1</v></c></row></sheetData>' % (row, row)
                content = content.replace(b"</sheetData>", cell)
            new.writestr(entry.filename, content)
    return changed.getvalue()


def huge_ods() -> bytes:
    return ods(
        "".join(
            '<table:table-row table:number-rows-repeated="100000"><table:table-cell office:value-type="string" '
            f'table:number-columns-repeated="16000"><text:p>{n}</text:p></table:table-cell></table:table-row>'
            for n in range(9)
        )
    )


def deep_pdf() -> bytes:
    return plain_pdf(
        [b"<</Type/Catalog/Pages 2 0 R/A " + b"[" * 200_000 + b"]" * 200_000 + b">>", b"<</Count 0/Kids[]>>"]
    )


def bomb_inside() -> bytes:
    """An embedded XML that unfolds to 200 MB."""
    content = pdf(("factur-x.xml", b"x" * 10))
    with pikepdf.open(io.BytesIO(content)) as document:
        stream = document.attachments["factur-x.xml"].obj.EF.F
        stream.write(zlib.compress(b" " * 200_000_000, 9), filter=pikepdf.Name.FlateDecode)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


ENCRYPTION = pikepdf.Encryption(user="secret", owner="owner")
LAUGHING = f"<!DOCTYPE a [{LAUGHS}]>"
SCANS = {"READER_MISSING"}
FILES = {
    "empty": (b"", {"EMPTY"}),
    "encrypted": (pdf(("factur-x.xml", cii()), encryption=ENCRYPTION), {"ENCRYPTED_PDF"}),
    "cut": (pdf(("factur-x.xml", cii()))[:300], {"BROKEN_PDF"}),
    "head only": (b"%PDF-1.7\n", {"BROKEN_PDF"}),
    "laughs": (with_prolog(LAUGHING, ubl()).replace(b"Ramette", b"&l9;"), {"FORBIDDEN_XML"}),
    "laughs in UTF-16": (in_utf_16(with_prolog(LAUGHING, cii())), {"FORBIDDEN_XML"}),
    "xxe": (with_prolog(XXE, cii()).replace(b"Ramette", b"&e;"), {"FORBIDDEN_XML"}),
    "pages": (pages(10_000), {"TOO_MANY_PAGES"}),
    "far cell": (far_cell(1_048_576), {"BROKEN_SHEET"}),
    "workbook bomb": (
        zipped(("xl/workbook.xml", b"<a/>"), ("xl/worksheets/sheet1.xml", bytes(40_000_000))),
        {"TOO_LARGE"},
    ),
    "deep pdf": (deep_pdf(), {"BROKEN_PDF", "PDF_WITHOUT_INVOICE", *SCANS}),
    "no workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), {"BROKEN_SHEET"}),
    "no image": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, SCANS),
    "huge ods": (huge_ods(), {"BROKEN_SHEET", "TOO_MUCH_MEMORY", "READER_ENDED", "TOO_SLOW"}),
    "embedded bomb": (bomb_inside(), {"PDF_WITHOUT_INVOICE", *SCANS}),
}


async def test_each_hostile_file_is_refused_and_those_between_are_read(readers: InvoiceReaders) -> None:
    slowest = 0.0
    for name, (content, codes) in FILES.items():
        began = time.monotonic()
        [refusal] = (await readers.read(name, content)).refused
        slowest = max(slowest, time.monotonic() - began)
        assert refusal.code in codes, name
        assert len(refusal.message) > 40
        assert refusal.file.name == name
        assert len((await readers.read("bonne.xml", cii())).invoices) == 1
    assert slowest < 60


async def test_a_pdf_that_hangs_its_reader_harms_no_other_file_of_its_archive(readers: InvoiceReaders) -> None:
    content = zipped(("a.xml", cii()), ("b.pdf", endless()), ("c.csv", CSV))
    async with asyncio.timeout(60):
        reading = await readers.read("mars.zip", content)
    assert [each.files[0].name for each in reading.invoices] == ["mars.zip/a.xml", "mars.zip/c.csv"]
    [refusal] = reading.refused
    assert refusal.file.name == "mars.zip/b.pdf"
    assert refusal.code in {"TOO_SLOW", "TOO_MUCH_MEMORY", "READER_ENDED"}  # its texts take memory, too


async def test_apart_reads_as_here_does() -> None:
    content = zipped(("a.pdf", pdf(("factur-x.xml", cii()))), ("b.xml", ubl()), ("c.csv", CSV), ("d.xlsx", workbook()))
    async with InvoiceReaders() as readers:
        assert await readers.read("a.zip", content) == read("a.zip", content)


async def test_what_is_too_large_is_not_even_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_BYTES", 100)
    async with InvoiceReaders() as readers:
        readers.command = ("-c", "raise SystemExit")
        [refusal] = (await readers.read("a.xml", cii())).refused
    assert refusal.code == "TOO_LARGE"


async def test_so_many_scanned_pages_are_looked_at_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page counts, of whichever file; what is beyond is refused before anything of it is looked at."""
    asked: list[int] = []

    async def ask(self: InvoiceReaders, request: Any, told: Any = None) -> Any:
        what, _, most = request
        if what == "open":
            return tuple(Packed(f"{number}.png", b"") for number in range(3)), Reading()
        asked.append(most)
        for page in range(2):
            told((page + 1, 2))
        return Reading()

    monkeypatch.setattr(InvoiceReaders, "ask", ask)
    heard: list[tuple[int, int]] = []
    async with InvoiceReaders() as readers:
        await readers.read("a.zip", b"PK\3\4", lambda *values: heard.append(values), scanned=10)
    assert asked == [MOST_SCANNED_IN_ALL - 10 - before for before in (0, 2, 4)]
    assert heard == [(1, 2), (2, 2)] * 3


@pytest.mark.parametrize("content", [pytest.param("PNG", id="picture"), pytest.param("TIFF", id="pictures")])
def test_scans_beyond_are_refused_unseen(content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    monkeypatch.setitem(sys.modules, "audit.reading.ocr", SimpleNamespace(words_of=None))  # no page gets there
    file = io.BytesIO()
    page = Image.new("L", (8, 8))
    more = {"save_all": True, "append_images": [page, page]} if content == "TIFF" else {}
    page.save(file, content, **more)
    for most in (0, 2 if content == "TIFF" else 0):
        [refusal] = read_file(Packed("a", file.getvalue()), most_scanned=most).refused
        assert refusal.code == "TOO_MANY_SCANS"
        assert str(MOST_SCANNED_IN_ALL) in refusal.message
