"""Files inside files, and what a file is by what it holds."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import openpyxl
import pytest

from audit.invoice import Method
from audit.reading.containers import MOST_DEPTH, unpacked
from audit.reading.route import read
from audit.reading.sniffing import Format, format_of
from tests.audit.invoices import Document, cii, pdf, ubl

CSV = "Désignation;Montant HT\nPapier;45,00\n".encode()


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def mailed(*attached: tuple[str, bytes], text: str = "Bonjour, voici nos factures.") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@exemple.test", "b@exemple.test", "Factures"
    message.set_content(text)
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Désignation", "Montant HT"])
    book.worksheets[0].append(["Papier", 45])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: str) -> bytes:
    """A sheet of OpenDocument with these rows of XML."""
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet><table:table table:name='Mars'>{rows}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", Format.EMPTY),
        (pdf(), Format.PDF),
        (b"\r\n\r\n" + pdf(), Format.PDF),
        (cii(), Format.XML),
        (b"\xef\xbb\xbf" + ubl(), Format.XML),
        (ubl().decode().replace("UTF-8", "utf-16").encode("utf-16"), Format.XML),
        (ubl().decode().replace("UTF-8", "utf-16").encode("utf-16-le"), Format.XML),
        (workbook(), Format.WORKBOOK),
        (CSV, Format.TEXT),
        (CSV.decode().encode("utf-16"), Format.TEXT),
        (zipped(("a.csv", CSV)), Format.ARCHIVE),
        (zipped(("a.pdf", pdf()), method=zipfile.ZIP_STORED), Format.ARCHIVE),
        (mailed(("a.csv", CSV)), Format.MAIL),
        (b"Date: 12/03/2026\nArticle;Prix HT;Qte\nPapier;1;2", Format.TEXT),
        (b"\x89PNG\r\n\x1a\n...", Format.IMAGE),
        (b"\xff\xd8\xff\xe0...", Format.IMAGE),
        (b"II*\x00....", Format.IMAGE),
        (b"Rar!\x1a\x07\x00", Format.OTHER),
        (zipped(("word/document.xml", b"<a/>"), ("[Content_Types].xml", b"<a/>")), Format.OTHER),
        (bytes(range(256)), Format.OTHER),
    ],
)
def test_formats_are_told_by_content(content: bytes, kind: Format) -> None:
    assert format_of(content) is kind


def test_an_archive_with_everything() -> None:
    content = zipped(
        ("factures/", b""),
        ("factures/a.pdf", pdf(("factur-x.xml", cii(Document(number="A"))))),
        ("factures/b.dat", ubl(Document(number="B"))),
        ("c.xlsx", workbook()),
        ("__MACOSX/._a.pdf", b"x"),
        (".DS_Store", b"x"),
        ("d.docx", zipped(("word/document.xml", b"<a/>"), ("[Content_Types].xml", b"<a/>"))),
        ("e.zip", zipped(("f.csv", CSV))),
        ("vide.pdf", b""),
    )
    reading = read("mars.zip", content)
    assert [(each.files[0].name, each.invoice.method) for each in reading.invoices] == [
        ("mars.zip/factures/a.pdf", Method.CII),
        ("mars.zip/factures/b.dat", Method.UBL),
        ("mars.zip/c.xlsx", Method.SHEET),
        ("mars.zip/e.zip/f.csv", Method.SHEET),
    ]
    assert [(each.file.name, each.code) for each in reading.refused] == [
        ("mars.zip/d.docx", "UNKNOWN_FORMAT"),
        ("mars.zip/vide.pdf", "EMPTY"),
    ]
    assert len({file.name for file in reading.files}) == 6


def test_a_mail_with_files_a_logo_and_a_forwarded_mail() -> None:
    message = EmailMessage()
    message["From"], message["Subject"], message["To"] = "a@exemple.test", "TR: factures", "b@exemple.test"
    message.set_content("<img src='cid:logo'>", subtype="html")
    message.add_related(b"\x89PNG\r\n\x1a\n" + b"x" * 500, "image", "png", cid="<logo>", disposition="inline")
    message.add_attachment(cii(), maintype="text", subtype="xml", filename="facture é.xml")
    forwarded = EmailMessage()
    forwarded["From"], forwarded["Subject"] = "c@exemple.test", "Facture"
    forwarded.set_content("ci-joint")
    forwarded.add_attachment(ubl(Document(number="B")), maintype="application", subtype="xml", filename="b.xml")
    message.add_attachment(forwarded)
    reading = read("message.eml", message.as_bytes())
    assert [each.files[0].name for each in reading.invoices] == ["message.eml/facture é.xml", "message.eml/b.xml"]
    assert reading.refused == ()


def test_a_sheet_of_open_document() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="{}"><text:p>x</text:p></table:table-cell>'
    rows = (
        f"<table:table-row>{cell.format('Désignation')}{cell.format('Montant HT')}</table:table-row>"
        f"<table:table-row>{cell.format('Papier')}{number.format('45.10')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    )
    [audited] = read("mars.ods", ods(rows)).invoices
    [line] = audited.invoice.lines
    assert (line.name, str(line.net_amount), line.provenance.path) == ("Papier", "45.1", "Mars!2")


def test_nothing_to_read_inside() -> None:
    for name, content in (("a.zip", zipped(("dossier/", b""))), ("a.eml", mailed())):
        [refusal] = read(name, content).refused
        assert (refusal.file.name, refusal.code) == (name, "NOTHING_INSIDE")


def test_how_deep_archives_may_lie() -> None:
    content = CSV
    for _ in range(MOST_DEPTH):
        content = zipped(("a", content))
    assert len(read("a.zip", content).invoices) == 1
    [refusal] = read("a.zip", zipped(("a", content))).refused
    assert refusal.code == "ARCHIVE_TOO_DEEP"


def test_too_many_files() -> None:
    [refusal] = read("a.zip", zipped(*((f"{n}.csv", CSV) for n in range(501)))).refused
    assert refusal.code == "ARCHIVE_TOO_LARGE"


def test_a_bomb_is_not_unpacked() -> None:
    bomb = zipped(("zeros", bytes(40_000_000)))
    opened = unpacked("a.zip", bomb)
    assert [each.code for each in opened.refused] == ["ARCHIVE_TOO_LARGE"]
    assert not opened.files
    inside = read("a.zip", zipped(("bombe.zip", bomb), ("b.csv", CSV)))
    assert [each.code for each in inside.refused] == ["ARCHIVE_TOO_LARGE"]
    assert len(inside.invoices) == 1


def test_an_entry_that_lies_about_its_size_or_is_damaged_harms_no_other() -> None:
    content = bytearray(zipped(("a.csv", CSV * 50), ("b.csv", CSV)))
    place = content.index(b"PK\x01\x02")
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")  # the directory's size of the first one
    reading = read("a.zip", bytes(content))
    assert [(each.file.name, each.code) for each in reading.refused] == [("a.zip/a.csv", "BROKEN_ARCHIVE")]
    assert len(reading.invoices) == 1


def test_an_entry_with_a_password() -> None:
    content = bytearray(zipped(("a.csv", CSV)))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    [refusal] = read("a.zip", bytes(content)).refused
    assert refusal.code == "ENCRYPTED_ARCHIVE"
    assert "mot de passe" in refusal.message


def test_a_cut_archive() -> None:
    [refusal] = read("a.zip", zipped(("a.csv", CSV * 100))[:-30]).refused
    assert refusal.code == "BROKEN_ARCHIVE"
