"""XML from strangers: no DOCTYPE, no entities, no network; and finding one's way in it by local names."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from xml.parsers import expat

from lxml import etree

from audit.reading.refusals import refused
from audit.reading.values import RefusalCode

# Attachments inside an invoice (BG-24) may be some MB; a tree takes about ten times its text.
MOST_BYTES = 50_000_000
MOST_DEPTH = 100
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_MOST_DIGITS = 60
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u202f]*\n\s*|[ \t\r\f\v\u00a0\u202f]+")


class _PrologEnds(Exception):
    """The first element was reached."""


def parse(content: bytes) -> etree._Element:
    """The root, all tags without their namespaces, comments left out. Raises `Refused`."""
    if len(content) > MOST_BYTES:
        raise refused(RefusalCode.TOO_LARGE, limit=MOST_BYTES // 1_000_000)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        # Attachments are longer than libxml2's usual texts, and its bombs need a DOCTYPE.
        huge_tree=_has_no_doctype(content),
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise refused(RefusalCode.BROKEN_XML, detail=f"ligne {line}, colonne {column}") from None
    except ValueError:
        raise refused(RefusalCode.BROKEN_XML, detail="codage des caractères") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused(RefusalCode.FORBIDDEN_XML)
    _without_namespaces(root)
    return root


def _has_no_doctype(content: bytes) -> bool:
    """Whether it is certain that there is none; nothing of one is read. Raises `Refused` when there is one."""
    parser = expat.ParserCreate()

    def element(*_: object) -> None:
        raise _PrologEnds

    def doctype(*_: object) -> None:
        raise refused(RefusalCode.FORBIDDEN_XML)

    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
    except _PrologEnds:
        return True
    except (expat.ExpatError, ValueError, LookupError):
        pass  # broken, or an encoding that only lxml knows
    return False


def _without_namespaces(root: etree._Element) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        if depth > MOST_DEPTH:
            raise refused(RefusalCode.BROKEN_XML, detail=f"plus de {MOST_DEPTH} niveaux")
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]


def text(node: etree._Element | None, path: str) -> str | None:
    """The text at a path, inner spaces made one (line breaks stay); None when it is missing or blank."""
    found = None if node is None else node.find(path)
    return None if found is None else own_text(found)


def own_text(element: etree._Element) -> str | None:
    """As `text`, of the element itself."""
    value = _SPACES.sub(lambda match: "\n" if "\n" in match[0] else " ", element.text or "").strip()
    return value or None


def decimal(written: str | None) -> Decimal | None:
    """An xs:decimal exactly as written (`1.50` keeps its zero); None for anything else."""
    if written is None or len(written) > _MOST_DIGITS or not _DECIMAL.fullmatch(written):
        return None
    return Decimal(written)


def date(written: str | None) -> dt.date | None:
    """`2026-01-31` (also with a time zone or time) or `20260131`; None for anything else."""
    if written is None:
        return None
    match = re.match(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)", written)
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
