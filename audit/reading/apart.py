"""Reading files of strangers in processes of their own, with limits of time and memory.

async with InvoiceReaders() as readers:
    reading = await readers.read("facture.pdf", content)
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from apart import Apart, Ended, EndedBy
from audit.invoice import (
    Adjustment,
    Box,
    Flag,
    Invoice,
    InvoiceKind,
    Line,
    LineKind,
    Method,
    Party,
    Provenance,
    Totals,
    VatPart,
)
from audit.reading.refusals import refused
from audit.reading.sniffing import Format, format_of
from audit.reading.values import MOST_SCANNED, MOST_SCANNED_IN_ALL, Packed, Progress, Reading, RefusalCode, source_of
from audit.results import AuditedInvoice, RefusedFile, SourceFile

_KNOWN = (
    *(Adjustment, Box, Flag, Invoice, InvoiceKind, Line, LineKind, Method, Party, Provenance, Totals, VatPart),
    *(AuditedInvoice, RefusedFile, SourceFile, Packed, Reading, RefusalCode, Decimal, dt.date),
)
_CODES = {
    EndedBy.TIME: RefusalCode.TOO_SLOW,
    EndedBy.MEMORY: RefusalCode.TOO_MUCH_MEMORY,
    EndedBy.CRASH: RefusalCode.READER_ENDED,
}
# What is sent at most; archives unfold to at most three times of it.
MOST_BYTES = 100_000_000


class InvoiceReaders(Apart):
    """`most` processes at most, started when they are needed and replaced after 200 files."""

    def __init__(self, most: int = 2) -> None:
        super().__init__("audit.reading.worker", known=_KNOWN, most=most, requests_each=200, silence=150)

    async def read(self, name: str, content: bytes, progress: Progress | None = None, scanned: int = 0) -> Reading:
        """As `audit.reading.route.read`; a file that ends its reader is refused by its name, those beside it are read.

        With the `scanned` pages that were looked at as pictures before, `MOST_SCANNED_IN_ALL` are at most.
        """
        files, reading = await self.open(name, content)
        left = MOST_SCANNED_IN_ALL - scanned

        def told(done: int, pages: int) -> None:
            nonlocal left
            left -= 1
            if progress is not None:
                progress(done, pages)

        for packed in files:
            reading += await self.read_file(packed, told, left)
        return reading

    async def open(self, name: str, content: bytes) -> tuple[tuple[Packed, ...], Reading]:
        """The files in an archive or mail, itself when it is neither, and what of it is refused."""
        packed = Packed(name, content)
        if len(content) > MOST_BYTES:
            return (), _refusal(packed, RefusalCode.TOO_LARGE)
        if format_of(content) not in (Format.ARCHIVE, Format.MAIL):
            return (packed,), Reading()
        try:
            opened: tuple[tuple[Packed, ...], Reading] = await self.ask(("open", packed, 0))
        except Ended as end:
            return (), _refusal(packed, _CODES[end.cause])
        return opened

    async def read_file(
        self, packed: Packed, progress: Progress | None = None, most_scanned: int = MOST_SCANNED_IN_ALL
    ) -> Reading:
        """As `audit.reading.route.read_file`."""
        told = None if progress is None else lambda values: progress(*values)
        try:
            reading = await self.ask(("read", packed, most_scanned), told)
        except Ended as end:
            return _refusal(packed, _CODES[end.cause])
        return reading if isinstance(reading, Reading) else _refusal(packed, RefusalCode.READER_ENDED)


def most_scanned(content: bytes) -> int:
    """How many pages of a file may have to be looked at as pictures, by what it is."""
    match format_of(content):
        case Format.PDF:
            return MOST_SCANNED
        case Format.IMAGE:
            return MOST_SCANNED if content.startswith((b"II", b"MM")) else 1
        case Format.ARCHIVE | Format.MAIL:
            return MOST_SCANNED_IN_ALL
        case _:
            return 0


def _refusal(packed: Packed, code: RefusalCode) -> Reading:
    reason = refused(code, limit=MOST_BYTES // 1_000_000) if code is RefusalCode.TOO_LARGE else refused(code)
    file = source_of(packed.name, packed.content)
    return Reading(refused=(RefusedFile(file=file, code=reason.code, message=reason.message),))
