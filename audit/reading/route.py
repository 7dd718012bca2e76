"""From a file to its invoices, by what the file holds; archives and mails are opened."""

from __future__ import annotations

import logging
from dataclasses import fields, replace

from pypdfium2 import PdfiumError

from audit.checking import checked
from audit.duplicates import number_key
from audit.invoice import Flag, Invoice, Totals
from audit.reading.bundles import uncertain
from audit.reading.containers import unpacked
from audit.reading.electronic import read_electronic
from audit.reading.embedded import PdfFacts, facts_of, has_text
from audit.reading.pdf_text import MOST_PAGES, read_pdf
from audit.reading.refusals import refused
from audit.reading.scan import NoOcr, TooLarge, TooMany, read_scan
from audit.reading.sheets import read_sheets
from audit.reading.sniffing import Format, described, format_of
from audit.reading.values import (
    MOST_SCANNED,
    MOST_SCANNED_IN_ALL,
    Packed,
    Progress,
    Reading,
    RefusalCode,
    Refused,
    source_of,
)
from audit.results import AuditedInvoice, RefusedFile, SourceFile

_log = logging.getLogger(__name__)
# So many pages are looked at as pictures although they have text: a scanner's own recognition may be bad.
_MOST_DOUBTFUL = 5


def read(name: str, content: bytes, progress: Progress | None = None) -> Reading:
    """All invoices of a file, checked, and why parts of it have none. Never raises for what a file holds.

    For files of strangers use `audit.reading.apart`: this here has no limits of time and memory.
    """
    opened = unpacked(name, content)
    reading = Reading(refused=tuple(opened.refused))
    for packed in opened.files:
        reading += read_file(packed, progress)
    return reading


def read_file(packed: Packed, progress: Progress | None = None, most_scanned: int = MOST_SCANNED) -> Reading:
    """As `read`, for one file that is no archive and no mail; `most_scanned` pages of it are looked at as pictures."""
    source = source_of(packed.name, packed.content)
    try:
        invoices = _invoices(packed, progress, most_scanned)
    except Refused as reason:
        return _read(reason.read, source) + _refusal(source, reason)
    except MemoryError:
        raise
    except Exception:  # a foreign file finds every hole; the others must be read all the same
        _log.exception("a file could not be read")
        return _refusal(source, refused(RefusalCode.READER_ENDED))
    return _read(invoices, source)


def _read(invoices: tuple[Invoice, ...], source: SourceFile) -> Reading:
    return Reading(tuple(AuditedInvoice(invoice=checked(invoice), files=(source,)) for invoice in invoices))


def _refusal(source: SourceFile, reason: Refused) -> Reading:
    return Reading(refused=(RefusedFile(file=source, code=reason.code, message=reason.message),))


def _invoices(packed: Packed, progress: Progress | None, most: int) -> tuple[Invoice, ...]:
    content = packed.content
    match format_of(content):
        case Format.EMPTY:
            raise refused(RefusalCode.EMPTY)
        case Format.PDF:
            return _of_pdf(content, progress, most)
        case Format.XML:
            return read_electronic(content)
        case Format.WORKBOOK | Format.TEXT:
            return read_sheets(content, packed.name)
        case Format.IMAGE:
            return _of_scan(content, progress, most)
        case _:
            raise refused(RefusalCode.UNKNOWN_FORMAT, found=described(content))


def _of_pdf(content: bytes, progress: Progress | None, most: int) -> tuple[Invoice, ...]:
    """By the XML inside; by its text where that has no lines, is broken or isn't there."""
    facts = facts_of(content)
    found, problem = _embedded(facts)
    # MINIMUM and BASIC WL have no lines. Of several such invoices nobody could tell whose lines the text has.
    if len(found) > 1 or any(each.lines for each in found):
        electronic = _with_printed(content, facts, tuple(replace(each, pages=facts.pages) for each in found))
        if problem is not None:
            raise Refused(problem.code, problem.message, electronic)
        return electronic
    try:
        printed = _printed(content, facts, progress, most)
    except Refused as reason:
        if reason.read:
            read = _with_facts(found[0], reason.read) if found else reason.read
            raise Refused(reason.code, reason.message, read) from None
        if found:
            return (replace(found[0], pages=facts.pages),)  # its totals at least
        if problem is not None:
            raise problem from None
        raise
    return _with_facts(found[0], printed) if found else printed


def _with_printed(content: bytes, facts: PdfFacts, electronic: tuple[Invoice, ...]) -> tuple[Invoice, ...]:
    """The invoices of the XML, and the printed ones that no XML is of, whose lines are for a human: whoever joins PDFs
    may have kept the XML of some. LINES_MISSING where more are printed, and none by a number that the XML says."""
    if not len(electronic) < facts.pages <= MOST_PAGES:
        return electronic
    try:
        printed = read_pdf(content)
    except Refused as reason:
        printed = reason.read
    except PdfiumError:
        return electronic
    own = [number_key(each.number) for each in electronic]
    others = tuple(one for one in printed if one.number and number_key(one.number) not in own)
    if len(others) < len(printed):
        return electronic + tuple(map(uncertain, others))
    if len(printed) > len(electronic):
        return tuple(replace(each, flags=each.flags | {Flag.LINES_MISSING}) for each in electronic)
    return electronic


def _embedded(facts: PdfFacts) -> tuple[list[Invoice], Refused | None]:
    """All invoices of the embedded files, each once, the most likely first; where one that should be an invoice is
    none, why not. Merged PDFs have several, and one invoice may stand there in two formats."""
    found: list[Invoice] = []
    problem = None
    for data in facts.embedded:
        try:
            invoices = read_electronic(data)
        except Refused as reason:
            problem = problem or reason
            continue
        known = {(each.kind, each.number) for each in found if each.number}
        found += [each for each in invoices if (each.kind, each.number) not in known and each not in found]
    if problem is not None and problem.code is RefusalCode.ORDER and not found:
        raise problem
    # Beside an invoice other XML may hang, which is none; what is broken may be one.
    if found and problem is not None and problem.code is not RefusalCode.BROKEN_XML:
        problem = None
    return found, problem


def _with_facts(electronic: Invoice, printed: tuple[Invoice, ...]) -> tuple[Invoice, ...]:
    """The printed invoices; that which the XML is of, by its number where there are several, as the XML says it."""
    alone = len(printed) == 1
    own = [alone or number_key(one.number) == number_key(electronic.number) for one in printed]
    told = tuple(_with_facts_of(electronic, one) if its else one for one, its in zip(printed, own, strict=True))
    return told if any(own) else (electronic, *told)


def _with_facts_of(electronic: Invoice, printed: Invoice) -> Invoice:
    """Lines as printed; all else as the XML says it, as far as it does."""
    names = [field.name for field in fields(Totals) if getattr(electronic.totals, field.name) is None]
    return replace(
        electronic,
        lines=printed.lines,
        adjustments=electronic.adjustments or printed.adjustments,
        vat=electronic.vat or printed.vat,
        totals=replace(electronic.totals, **{name: getattr(printed.totals, name) for name in names}),
        method=printed.method,
        pages=printed.pages,
        flags=electronic.flags | printed.flags,
    )


def _printed(content: bytes, facts: PdfFacts, progress: Progress | None, most: int) -> tuple[Invoice, ...]:
    if facts.pages > MOST_PAGES:
        raise refused(RefusalCode.TOO_MANY_PAGES, pages=facts.pages, limit=MOST_PAGES)
    try:
        invoices = read_pdf(content)
    except PdfiumError:
        raise refused(RefusalCode.BROKEN_PDF) from None
    if invoices:
        return invoices
    if facts.pages > MOST_SCANNED:
        raise refused(RefusalCode.TOO_MANY_PAGES, pages=facts.pages, limit=MOST_SCANNED)
    if facts.pages > _MOST_DOUBTFUL and has_text(content):
        raise refused(RefusalCode.PDF_WITHOUT_INVOICE)
    return _of_scan(content, progress, most, RefusalCode.PDF_WITHOUT_INVOICE)


def _of_scan(
    content: bytes, progress: Progress | None, most: int, otherwise: RefusalCode = RefusalCode.SCAN_WITHOUT_INVOICE
) -> tuple[Invoice, ...]:
    try:
        invoices = read_scan(content, progress or _nobody_listens, min(most, MOST_SCANNED))
    except NoOcr:
        raise refused(RefusalCode.READER_MISSING, what="documents numérisés") from None
    except TooMany as pages:
        if pages.total > MOST_SCANNED:
            raise refused(RefusalCode.TOO_MANY_PAGES, pages=pages.total, limit=MOST_SCANNED) from None
        raise refused(RefusalCode.TOO_MANY_SCANS, limit=MOST_SCANNED_IN_ALL) from None
    except TooLarge:
        raise refused(RefusalCode.PICTURE_TOO_LARGE) from None
    except PdfiumError:
        raise refused(RefusalCode.BROKEN_PDF) from None
    except (OSError, SyntaxError):  # what Pillow raises on pictures that are broken or cut off
        raise refused(RefusalCode.BROKEN_PICTURE) from None
    if not invoices:
        raise refused(otherwise)
    return invoices


def _nobody_listens(_done: int, _total: int) -> None:
    """For readers that tell how far they are."""
