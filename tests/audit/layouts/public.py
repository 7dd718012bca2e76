"""Judges public sets: `python -m tests.audit.layouts.public FOLDER…` reads each PDF without the XML inside, and holds what
was read against that XML (Factur-X, ZUGFeRD). Prints no single line unless `--wrong` is given, so that sets stay unseen.

Two rows a set: against the XML as it is, and only what page and XML both tell ("comparable"):

- pages that don't print the amounts of all lines of the XML show another invoice (wrong on purpose, or with VAT in the
  XML alone) and are left out;
- a text is right as well when it holds the name in the XML, which is often shorter, and of no other line;
- no price is compared where the XML's is before the line's own discount;
- a credit note may be printed with amounts below zero;
- a printed row that is the XML's discount or charge on the whole document is none too many.

Orders (Order-X) are no invoices.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from lxml import etree
from rapidfuzz import fuzz

from audit.invoice import Invoice, InvoiceKind, LineKind
from audit.reading.pdf_text import read_pdf
from audit.reading.pdf_words import PageText
from audit.reading.printed.numbers import decimal_mark, number
from audit.reading.printed.words import rows_of
from tests.audit.layouts.measure import Score, judged

_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "zugferd_invoice.xml", "xrechnung.xml")


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
    root = _root(xml)
    found = []
    for line in root.iterfind(".//{*}IncludedSupplyChainTradeLineItem"):
        quantity = _number(line, ".//{*}BilledQuantity")
        price = _number(line, ".//{*}NetPriceProductTradePrice/{*}ChargeAmount")
        base = _number(line, ".//{*}NetPriceProductTradePrice/{*}BasisQuantity") or Decimal(1)
        amount = _number(line, ".//{*}LineTotalAmount")
        if amount is None:
            continue
        reduced = line.find(".//{*}SpecifiedLineTradeSettlement/{*}SpecifiedTradeAllowanceCharge") is not None
        texts = [line.findtext(f".//{{*}}SpecifiedTradeProduct/{{*}}{tag}") or "" for tag in ("Name", "Description")]
        found.append(
            {
                "name": texts[0], "full": "\n".join(filter(None, texts)), "reference": None,
                "quantity": None if quantity is None else str(quantity.normalize()),
                "price": None if price is None else str(price / base), "amount": str(amount), "reduced": reduced,
            }
        )  # fmt: skip
    return found


def _root(xml: bytes) -> Any:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def told_extras(xml: bytes) -> list[Decimal]:
    """The discounts (below zero) and charges on the whole document that the XML tells."""
    found = []
    for settlement in _root(xml).iterfind(".//{*}ApplicableHeaderTradeSettlement"):
        for extra in settlement.iterfind("{*}SpecifiedTradeAllowanceCharge"):
            amount = _number(extra, "{*}ActualAmount")
            charge = (extra.findtext("{*}ChargeIndicator/{*}Indicator") or "").strip() == "true"
            if amount is not None:
                found.append(amount if charge else -amount)
        found += [
            amount
            for extra in settlement.iterfind("{*}SpecifiedLogisticsServiceCharge")
            if (amount := _number(extra, "{*}AppliedAmount")) is not None
        ]
    return found


def printed_numbers(content: bytes) -> set[Decimal]:
    """All numbers that stand on the pages, without their signs."""
    document = pdfium.PdfDocument(content)
    pages = [PageText(document, index).words for index in range(len(document))]
    document.close()
    words = [word.text for index, page in enumerate(pages) for row in rows_of(page, index) for word in row.words]
    mark = decimal_mark(words)
    return {abs(value.value) for text in words if (value := number(text, mark)) is not None}


def comparable(
    invoices: Sequence[Invoice], told: Sequence[dict[str, Any]], extras: list[Decimal], printed: set[Decimal]
) -> tuple[list[Invoice], list[dict[str, Any]]] | None:
    """Both sides as far as they tell of the same things; None where the page shows another invoice."""
    if any(abs(Decimal(line["amount"])) not in printed for line in told):
        return None
    prices = [{**line, "price": None} if line["reduced"] else line for line in told]
    left = list(extras)
    return [_comparable(invoice, told, left) for invoice in invoices], prices


def _comparable(invoice: Invoice, told: Sequence[dict[str, Any]], left: list[Decimal]) -> Invoice:
    names = [_plain(line["name"]) for line in told]
    lines = []
    # XML has a credit note's amounts above zero, pages often have not.
    positive = sum(Decimal(line["amount"]) for line in told) > 0
    is_turned = invoice.kind is InvoiceKind.CREDIT_NOTE and invoice.sign > 0 and positive
    for line in invoice.lines:
        if is_turned:
            line = replace(line, net_amount=_turned(line.net_amount), quantity=_turned(line.quantity))
        if (line.quantity is None or line.kind is not LineKind.PRODUCT) and line.net_amount in left:
            left.remove(line.net_amount)
            continue
        text = _plain(f"{line.seller_reference or ''} {line.name}")
        held = {name for name in names if name and fuzz.partial_ratio(name, text) >= 95 and len(name) <= len(text)}
        longest = max(held, key=len, default="")
        if held and all(name in longest for name in held):
            lines.append(replace(line, name=next(one["name"] for one in told if _plain(one["name"]) == longest)))
        else:
            lines.append(line)
    return replace(invoice, lines=tuple(lines))


def _turned(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _number(line: Any, path: str) -> Decimal | None:
    try:
        return Decimal((line.findtext(path) or "").strip())
    except InvalidOperation:
        return None


def pairs(folder: Path) -> Iterator[tuple[Path, bytes, list[dict[str, Any]], list[Decimal]]]:
    """Every PDF with lines in its XML: its name, itself, those lines, what the XML adds to the whole."""
    for path in sorted(folder.rglob("*.pdf")):
        content = path.read_bytes()
        try:
            xml = embedded(content)
            lines = told_lines(xml) if xml else []
            extras = told_extras(xml) if xml else []
        except (pdfium.PdfiumError, etree.XMLSyntaxError):
            continue
        if lines:
            yield path, content, lines, extras


def main(folders: list[Path], wrong: bool) -> None:
    """Two rows a set."""
    for folder in folders:
        score, same, files, unread, others = Score(), Score(), 0, 0, 0
        for path, content, lines, extras in pairs(folder):
            said: list[str] = []
            invoices = read_pdf(content)
            files, unread = files + 1, unread + (not invoices)
            score.add(judged(invoices, lines))
            both = comparable(invoices, lines, extras, printed_numbers(content))
            if both is None:
                others += 1
                continue
            one = judged(*both, said.append)
            same.add(one)
            if wrong:
                print(path.relative_to(folder), one, *said[:6], sep="\n")
        print(f"{folder.name[:32]:32} {files:3} files, {unread:2} without text or lines  {score}")
        print(f"{'comparable':32} {files - others:3} files{'':26}{same}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:] if name != "--wrong"], "--wrong" in sys.argv)
