"""Electronic invoices in XML, whatever they are wrapped in."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from audit.invoice import Flag, Invoice
from audit.reading import cii, ubl
from audit.reading.refusals import refused
from audit.reading.values import RefusalCode, Refused
from audit.reading.xml import parse

ORDER = "SCRDMCCBDACIOMessageStructure"
_OTHER_ENCODING = re.compile(rb"""encoding=["'](?!utf-8)""", re.IGNORECASE)
_LONE_AMPERSAND = re.compile(rb"&(?!#?\w{1,20};)")


def read_electronic(content: bytes) -> tuple[Invoice, ...]:
    """The invoice, or those of an envelope; not checked yet. Raises `Refused`."""
    root, is_mended = _parsed(content)
    invoices = tuple(_read(element) for element in _invoices_in(root))
    if not invoices and root.tag == ORDER:
        raise refused(RefusalCode.ORDER)
    if not invoices:
        raise refused(RefusalCode.OTHER_XML, root=str(root.tag)[:60])
    if is_mended:
        return tuple(replace(invoice, flags=invoice.flags | {Flag.UNCERTAIN}) for invoice in invoices)
    return invoices


def _read(element: etree._Element) -> Invoice:
    return cii.read_cii(element) if element.tag in cii.ROOTS else ubl.read_ubl(element)


def _parsed(content: bytes) -> tuple[etree._Element, bool]:
    """The root, and whether the XML had to be mended: a lone `&`, `--` in comments and Windows' letters in what says
    that it is UTF-8 are common, and can only mean one thing."""
    try:
        return parse(content), False
    except Refused as reason:
        mended = _LONE_AMPERSAND.sub(b"&amp;", _without_comments(_in_utf_8(content)))
        if reason.code is not RefusalCode.BROKEN_XML or mended == content:
            raise
        try:
            return parse(mended), True
        except Refused:
            raise reason from None


def _in_utf_8(content: bytes) -> bytes:
    """From Windows-1252, where UTF-8 was promised but isn't held."""
    if _OTHER_ENCODING.search(content[:200]):
        return content
    try:
        content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace").encode()
    return content


def _without_comments(content: bytes) -> bytes:
    kept, place = [], 0
    while (opening := content.find(b"<!--", place)) >= 0 and (closing := content.find(b"-->", opening)) >= 0:
        kept.append(content[place:opening])
        place = closing + 3
    return b"".join([*kept, content[place:]])


def _invoices_in(root: etree._Element) -> list[etree._Element]:
    """The root, or those in an envelope (a StandardBusinessDocument)."""
    found = root.iter(*cii.ROOTS, *ubl.ROOTS)
    return [element for element in found if element.tag in cii.ROOTS or _is_ubl(element)]


def _is_ubl(element: etree._Element) -> bool:
    """Other formats have an element Invoice too; UBL's has a party that supplies."""
    return element.find("AccountingSupplierParty") is not None
