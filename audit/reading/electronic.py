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


def read_electronic(content: bytes) -> tuple[Invoice, bool]:
    """The invoice, and whether its profile has lines at all (MINIMUM and BASIC WL have none). Raises `Refused`."""
    root, is_mended = _parsed(content)
    invoice = _invoice_in(root)
    if invoice is None and root.tag == ORDER:
        raise refused(RefusalCode.ORDER)
    if invoice is None:
        raise refused(RefusalCode.OTHER_XML, root=str(root.tag)[:60])
    if invoice.tag in cii.ROOTS:
        found, has_lines = cii.read_cii(invoice), not cii.is_without_lines(invoice)
    else:
        found, has_lines = ubl.read_ubl(invoice), True
    return (replace(found, flags=found.flags | {Flag.UNCERTAIN}) if is_mended else found), has_lines


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


def _invoice_in(root: etree._Element) -> etree._Element | None:
    """The root, or the one invoice in an envelope (a StandardBusinessDocument)."""
    for element in root.iter(*cii.ROOTS, *ubl.ROOTS):
        if element.tag in cii.ROOTS or _is_ubl(element):
            return element
    return None


def _is_ubl(element: etree._Element) -> bool:
    """Other formats have an element Invoice too; UBL's has a party that supplies."""
    return element.find("AccountingSupplierParty") is not None
