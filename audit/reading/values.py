"""What reading a file gives: invoices, or why there are none, said to the person who sent it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from audit.invoice import Invoice
from audit.results import AuditedInvoice, RefusedFile, SourceFile

# Pages that are looked at as pictures in all files of an archive, and of an audit: each takes a processor seconds.
MOST_SCANNED_IN_ALL = 300
# The same of one file.
MOST_SCANNED = 60
# Points (1/72 inch) of the longer side of a picture that is no PDF: that of A4.
LONG_SIDE = 842.0
_UNSEEMLY = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
Progress = Callable[[int, int], None]
"""Hears how many pages of how many were read; only scans take long enough to tell."""


class RefusalCode(StrEnum):
    """Why a file was not read; stable, for programs. What a person reads is `audit.reading.refusals`."""

    EMPTY = "EMPTY"
    TOO_LARGE = "TOO_LARGE"
    UNKNOWN_FORMAT = "UNKNOWN_FORMAT"
    BROKEN_PDF = "BROKEN_PDF"
    ENCRYPTED_PDF = "ENCRYPTED_PDF"
    PDF_WITHOUT_INVOICE = "PDF_WITHOUT_INVOICE"
    OTHER_PAPER = "OTHER_PAPER"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    TOO_MANY_SCANS = "TOO_MANY_SCANS"
    SCAN_WITHOUT_INVOICE = "SCAN_WITHOUT_INVOICE"
    PICTURE_TOO_LARGE = "PICTURE_TOO_LARGE"
    BROKEN_PICTURE = "BROKEN_PICTURE"
    READER_MISSING = "READER_MISSING"
    BROKEN_XML = "BROKEN_XML"
    FORBIDDEN_XML = "FORBIDDEN_XML"
    OTHER_XML = "OTHER_XML"
    ORDER = "ORDER"
    BROKEN_SHEET = "BROKEN_SHEET"
    SHEET_WITHOUT_COLUMNS = "SHEET_WITHOUT_COLUMNS"
    SHEET_VALUES = "SHEET_VALUES"
    BROKEN_ARCHIVE = "BROKEN_ARCHIVE"
    ENCRYPTED_ARCHIVE = "ENCRYPTED_ARCHIVE"
    ARCHIVE_TOO_LARGE = "ARCHIVE_TOO_LARGE"
    ARCHIVE_TOO_DEEP = "ARCHIVE_TOO_DEEP"
    NOTHING_INSIDE = "NOTHING_INSIDE"
    TOO_SLOW = "TOO_SLOW"
    TOO_MUCH_MEMORY = "TOO_MUCH_MEMORY"
    READER_ENDED = "READER_ENDED"


class Refused(Exception):
    """A file can't be read: `message` is French, says what was expected and how to go on.

    `read`: the invoices in it that can be, all the same.
    """

    def __init__(self, code: RefusalCode, message: str, read: tuple[Invoice, ...] = ()) -> None:
        # Messages quote what files hold; a database takes no NUL.
        self.code, self.message, self.read = code, _UNSEEMLY.sub(" ", message), read
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a file, or of each file in an archive: all of them stand in `invoices` or in `refused`."""

    invoices: tuple[AuditedInvoice, ...] = ()
    refused: tuple[RefusedFile, ...] = ()

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """Each file once, those that were read first."""
        read = (file for invoice in self.invoices for file in invoice.files)
        return tuple(dict.fromkeys([*read, *(refusal.file for refusal in self.refused)]))

    def __add__(self, other: Reading) -> Reading:
        return Reading(self.invoices + other.invoices, self.refused + other.refused)


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that came in another one (an archive, a mail)."""

    name: str
    content: bytes


def source_of(name: str, content: bytes) -> SourceFile:
    """The file as it is known from now on."""
    return SourceFile(name, hashlib.sha256(content).hexdigest())
