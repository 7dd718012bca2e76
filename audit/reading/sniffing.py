"""What a file is, by what it holds: its name may say anything."""

from __future__ import annotations

import io
import re
import zipfile
from enum import Enum, auto


class Format(Enum):
    """The kinds of files that are told apart; `OTHER` is what nobody here reads."""

    EMPTY = auto()
    PDF = auto()
    XML = auto()
    IMAGE = auto()
    WORKBOOK = auto()
    TEXT = auto()
    ARCHIVE = auto()
    MAIL = auto()
    OTHER = auto()


_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# A few bytes may stand before a PDF (ISO 32000, annex H); before an XML, spaces and byte-order marks.
_PDF_WITHIN = 1024
_XML_START = re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE|[A-Za-z_][\w.-]*(?::[\w.-]+)?[\s/>])", re.IGNORECASE)
_MAIL_START = re.compile(
    rb"(?:From |(?:Return-Path|Received|Delivered-To|MIME-Version|Message-ID|Date|From|To|Subject|Reply-To|X-[\w-]+|"
    rb"Content-Type|DKIM-Signature|Authentication-Results|ARC-[\w-]+):[ \t])",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(rb"(?:[!-9;-~]+:.*|[ \t].*)?\r?\n?")
# What is said of formats that we know of but can't read.
_KNOWN_OTHERS = (
    (b"Rar!\x1a\x07", "archive RAR"),
    (b"7z\xbc\xaf\x27\x1c", "archive 7-Zip"),
    (b"\x1f\x8b", "archive GZIP"),
    (b"{\\rtf", "document RTF"),
    (b"GIF8", "image GIF"),
    (b"BM", "image BMP"),
)


def format_of(content: bytes) -> Format:
    """Never raises; a format is what its reader should be asked for, not yet a promise that it can read it."""
    start = content[:4096]
    if not start:
        return Format.EMPTY
    if start.startswith(_IMAGES):
        return Format.IMAGE
    # Before PDF: an archive that stores its PDFs as they are begins with one.
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(content)
    if start.startswith(_OLE):
        return Format.WORKBOOK if _ole_name(content) is None else Format.OTHER
    if b"%PDF-" in start[:_PDF_WITHIN]:
        return Format.PDF
    return _of_text(content, start)


def described(content: bytes) -> str:
    """` : archive RAR`, when a format that we can't read is known all the same; else nothing."""
    for start, name in _KNOWN_OTHERS:
        if content.startswith(start):
            return f" ({name})"
    if content.startswith(_OLE):
        return f" ({_ole_name(content)})"
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return " (photo HEIC)"
    return " (document Word ou présentation)" if content.startswith(b"PK") else ""


def _of_text(content: bytes, start: bytes) -> Format:
    bare = start.removeprefix(b"\xef\xbb\xbf")
    if start.startswith(_UTF_16):
        bare = start.decode("utf-16", "ignore").encode("utf-8", "ignore")
    elif start[:2] in (b"<\x00", b"\x00<"):
        return Format.XML
    if _XML_START.match(bare):
        return Format.XML
    if _MAIL_START.match(bare) and _has_headers(bare):
        return Format.MAIL
    if start.startswith(_UTF_16):
        return Format.TEXT
    return Format.OTHER if b"\x00" in content else Format.TEXT


def _has_headers(start: bytes) -> bool:
    """At least two lines of headers before the first blank one, and nothing else among them."""
    lines = start.split(b"\n")[:20]
    headers = lines[: next((index for index, line in enumerate(lines) if not line.strip()), len(lines) - 1)]
    return len(headers) >= 2 and all(_HEADER_LINE.fullmatch(line + b"\n") for line in headers[1:])


def _of_zip(content: bytes) -> Format:
    """Office documents are ZIP files too."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name in names for name in ("xl/workbook.xml", "xl/workbook.bin")):
                return Format.WORKBOOK
            if "mimetype" in names and "content.xml" in names:
                kind = archive.getinfo("mimetype")
                is_sheet = kind.file_size < 200 and b"opendocument.spreadsheet" in archive.read(kind)
                return Format.WORKBOOK if is_sheet else Format.OTHER
            return Format.OTHER if "[Content_Types].xml" in names else Format.ARCHIVE
    except Exception:  # zipfile raises many kinds on broken archives; opening it says which
        return Format.ARCHIVE


def _ole_name(content: bytes) -> str | None:
    """What an OLE file holds by the names of its streams; None for a workbook of Excel 97."""
    for name, said in (("__substg1.0_", "message Outlook .msg"), ("WordDocument", "document Word")):
        if name.encode("utf-16-le") in content:
            return said
    return None if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")) else "document inconnu"
