"""Factur-X and ZUGFeRD: the invoice's XML inside its PDF."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pypdfium2 import PdfDocument

from audit.reading.refusals import refused
from audit.reading.values import RefusalCode
from audit.reading.xml import MOST_BYTES

# Names of the standards since 2014, the newest first; compared in lower case.
NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml", "zugferd_invoice.xml", "order-x.xml")
_RELATIONSHIPS = ("/Alternative", "/Data", "/Source")
_MOST_FILES = 200
_LOOKED_AT, _FEW_CHARACTERS = 10, 100


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What a PDF holds: its pages, and its embedded XML files, the most likely invoice first."""

    pages: int
    embedded: tuple[bytes, ...]


def facts_of(content: bytes) -> PdfFacts:
    """Open a PDF. Raises `Refused` when it is broken, or encrypted with a password."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            found = sorted(_xml_files(pdf), key=lambda each: each[0])
            return PdfFacts(len(pdf.pages), tuple(data for _, data in found))
    except pikepdf.PasswordError:
        raise refused(RefusalCode.ENCRYPTED_PDF) from None
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        # pikepdf raises any of these on objects of the wrong kind
        raise refused(RefusalCode.BROKEN_PDF) from None


def has_text(content: bytes) -> bool:
    """Whether most pages have text, of those at the beginning. Raises `pypdfium2.PdfiumError`."""
    document = PdfDocument(content)
    try:
        pages = [document[index] for index in range(min(len(document), _LOOKED_AT))]
        counts = [page.get_textpage().count_chars() for page in pages]
    finally:
        document.close()
    return 2 * len([count for count in counts if count > _FEW_CHARACTERS]) > len(counts)


def _xml_files(pdf: pikepdf.Pdf) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Each embedded file that may be an invoice's XML, with its rank: by its name, then by its relationship."""
    seen: set[tuple[int, int]] = set()
    for spec in _specifications(pdf):
        name = str(spec.get("/UF", spec.get("/F", ""))).rpartition("/")[2].strip().lower()
        relationship = str(spec.get("/AFRelationship", ""))
        rank = NAMES.index(name) if name in NAMES else len(NAMES)
        if not (name.endswith(".xml") or relationship in _RELATIONSHIPS):
            continue
        streams = spec.get("/EF")
        stream = streams.get("/UF", streams.get("/F")) if isinstance(streams, pikepdf.Dictionary) else None
        if not isinstance(stream, pikepdf.Stream) or (stream.objgen != (0, 0) and stream.objgen in seen):
            continue
        seen.add(stream.objgen)
        data = _bounded(stream)
        if data is not None:
            kind = _RELATIONSHIPS.index(relationship) if relationship in _RELATIONSHIPS else len(_RELATIONSHIPS)
            yield (rank, kind), data


def _specifications(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """File specifications of the catalogue's name tree and of its /AF: files have the one, the other or both."""
    names = pdf.Root.get("/Names")
    tree = names.get("/EmbeddedFiles") if isinstance(names, pikepdf.Dictionary) else None
    in_tree = [spec for _, spec in pikepdf.NameTree(tree).items()] if isinstance(tree, pikepdf.Dictionary) else []
    associated = pdf.Root.get("/AF")
    listed = [*associated] if isinstance(associated, pikepdf.Array) else [associated]
    found = [spec for spec in [*in_tree, *listed] if isinstance(spec, pikepdf.Dictionary)]
    yield from found[:_MOST_FILES]


def _bounded(stream: pikepdf.Stream) -> bytes | None:
    """The stream's data; None when it unfolds to more than an XML may have, or isn't readable."""
    filters = stream.get("/Filter", "")
    if isinstance(filters, pikepdf.Array) and len(filters) == 1:
        filters = filters[0]
    if str(filters) != "/FlateDecode" or "/DecodeParms" in stream:
        try:
            return stream.read_bytes() if filters not in ("", None) else stream.read_raw_bytes()
        except (pikepdf.PdfError, RuntimeError):
            return None
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(stream.read_raw_bytes(), MOST_BYTES + 1)
    except zlib.error:
        return None
    return data if len(data) <= MOST_BYTES else None
