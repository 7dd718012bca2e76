"""Judges public sets: `python -m tests.audit.layouts.public FOLDER…` reads each PDF without the XML inside, and holds what
was read against that XML (Factur-X, ZUGFeRD). Prints no single line unless `--wrong` is given, so that sets stay unseen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from lxml import etree

from audit.reading.pdf_text import read_pdf
from tests.audit.layouts.measure import Score, judged

_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml")


def embedded(content: bytes) -> bytes | None:
    """The invoice as XML inside a PDF."""
    document = pdfium.PdfDocument(content)
    for index in range(document.count_attachments()):
        attachment = document.get_attachment(index)
        if attachment.get_name().casefold() in _NAMES:
            return bytes(attachment.get_data())
    return None


def told_lines(xml: bytes) -> list[dict[str, Any]]:
    """The lines that the XML tells, and what of them the sheet may say."""
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    found = []
    for line in root.iterfind(".//{*}IncludedSupplyChainTradeLineItem"):
        quantity = _number(line, ".//{*}BilledQuantity")
        price = _number(line, ".//{*}NetPriceProductTradePrice/{*}ChargeAmount")
        base = _number(line, ".//{*}NetPriceProductTradePrice/{*}BasisQuantity") or Decimal(1)
        amount = _number(line, ".//{*}LineTotalAmount")
        if amount is None:
            continue
        texts = [line.findtext(f".//{{*}}SpecifiedTradeProduct/{{*}}{tag}") or "" for tag in ("Name", "Description")]
        found.append(
            {
                "name": texts[0], "full": "\n".join(filter(None, texts)), "reference": None,
                "quantity": None if quantity is None else str(quantity.normalize()),
                "price": None if price is None else str(price / base), "amount": str(amount),
            }
        )  # fmt: skip
    return found


def _number(line: Any, path: str) -> Decimal | None:
    try:
        return Decimal((line.findtext(path) or "").strip())
    except InvalidOperation:
        return None


def pairs(folder: Path) -> Iterator[tuple[Path, bytes, list[dict[str, Any]]]]:
    """Every PDF with lines in its XML."""
    for path in sorted(folder.rglob("*.pdf")):
        content = path.read_bytes()
        try:
            xml = embedded(content)
            lines = told_lines(xml) if xml else []
        except (pdfium.PdfiumError, etree.XMLSyntaxError):
            continue
        if lines:
            yield path, content, lines


def main(folders: list[Path], wrong: bool) -> None:
    """One row a set, and all together."""
    for folder in folders:
        score, files, unread = Score(), 0, 0
        for path, content, lines in pairs(folder):
            said: list[str] = []
            invoice = read_pdf(content)
            files, unread = files + 1, unread + (invoice is None)
            one = judged(invoice, lines, said.append)
            score.add(one)
            if wrong:
                print(path.relative_to(folder), one, *said[:6], sep="\n")
        print(f"{folder.name[:32]:32} {files:3} files, {unread:2} without text or lines  {score}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:] if name != "--wrong"], "--wrong" in sys.argv)
