"""Judges the reading of electronic invoices by public sets of examples, against a second reading by plain XPath.

    python -m scripts.audit_public_sets FOLDER [--fetch]

FOLDER holds a checkout of each set, in a folder of its own; --fetch clones those of SETS that miss. The sets are other
people's and never part of this repository; docs/audit.md tells what was measured. Prints a row for each set and every
file that was read otherwise than the second reading does; ends with 1 when there is one, or when a file crashes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import cast

from lxml import etree

from audit.invoice import Flag, Invoice, Method
from audit.reading.embedded import facts_of
from audit.reading.route import read
from audit.reading.values import Refused

SETS = (
    "itplr-kosit/xrechnung-testsuite",
    "ConnectingEurope/eInvoicing-EN16931",
    "horstoeko/zugferd",
    "OpenPEPPOL/peppol-bis-invoice-3",
    "SimplerInvoicing/testset",
    "VALENTINDML/facturx-cas-limites",
    "ZUGFeRD/corpus",
    "ZUGFeRD/mustangproject",
    "akretion/factur-x",
    "OCA/edi",
    "easybill/zugferd-php",
    "invopop/gobl.cii",
    "invopop/gobl.ubl",
    "phax/en16931-cii2ubl",
    "pretix/python-drafthorse",
    "stephanstapel/ZUGFeRD-csharp",
)
_INVOICES = {"CrossIndustryInvoice", "CrossIndustryDocument", "Invoice", "CreditNote"}
_ARITHMETIC = {Flag.LINE_EQUATION, Flag.SUM_OF_LINES, Flag.VAT, Flag.TOTALS}
# The second reading: where a line's amount, quantity and price stand, in both formats of CII and in UBL.
_LINES = "//*[{}]".format(
    " or ".join(
        f"local-name()='{name}'" for name in ("IncludedSupplyChainTradeLineItem", "InvoiceLine", "CreditNoteLine")
    )
)
_LEAVES = (
    "string(.//*[starts-with(local-name(), 'SpecifiedTradeSettlement')]/*[local-name()='LineTotalAmount'] "
    "| ./*[local-name()='LineExtensionAmount'])",
    "string(.//*[local-name()='BilledQuantity'] | ./*[local-name()='InvoicedQuantity'] "
    "| ./*[local-name()='CreditedQuantity'])",
    "string(.//*[local-name()='NetPriceProductTradePrice']/*[local-name()='ChargeAmount'] "
    "| ./*[local-name()='Price']/*[local-name()='PriceAmount'])",
)
_STATUS = "string(.//*[local-name()='LineStatusReasonCode'])"
_TOP_AMOUNTS = "/*/*[local-name()='InvoiceLine' or local-name()='CreditNoteLine']/*[local-name()='LineExtensionAmount']"


@dataclass(slots=True)
class Tally:
    """What became of the files of one set."""

    files: int = 0
    read: int = 0
    lines: int = 0
    wrong: list[str] = field(default_factory=list)
    flagged: Counter[Flag] = field(default_factory=Counter)
    files_flagged: int = 0
    without_lines: int = 0
    printed: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    seconds: float = 0


def main() -> int:
    """Read every file of every set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a checkout of each set, each in a folder of its own")
    parser.add_argument("--flags", action="store_true", help="name each flagged file")
    parser.add_argument("--fetch", action="store_true", help="clone the sets that miss")
    options = parser.parse_args()
    if options.fetch:
        _fetch(options.folder)
    wrong = 0
    print("set | files | read | lines | read otherwise | add up | flagged | no lines | refused | files/s")
    for folder in sorted(path for path in options.folder.iterdir() if path.is_dir()):
        tally = _judge(folder, names_flags=options.flags)
        wrong += len(tally.wrong)
        _show(folder.name, tally)
    return 1 if wrong else 0


def _fetch(folder: Path) -> None:
    """The newest commit of each set that isn't there, as `owner+name`. Raises `CalledProcessError`."""
    for name in SETS:
        target = folder / name.replace("/", "+")
        if not target.exists():
            subprocess.run(["git", "clone", "--quiet", "--depth=1", f"https://github.com/{name}", target], check=True)


def _judge(folder: Path, *, names_flags: bool) -> Tally:
    tally = Tally()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in (".xml", ".pdf") or not path.is_file():
            continue
        content = path.read_bytes()
        xml = _xml_of(path, content)
        if xml is None:
            continue
        tally.files += 1
        began = time.perf_counter()
        reading = read(path.name, content)
        tally.seconds += time.perf_counter() - began
        tally.refused.update(refusal.code for refusal in reading.refused)
        if [refusal for refusal in reading.refused if refusal.code == "READER_ENDED"]:
            tally.wrong.append(f"{path}: crashed")
        for audited in reading.invoices:
            _compare(path, audited.invoice, xml, tally, names_flags=names_flags)
    return tally


def _xml_of(path: Path, content: bytes) -> bytes | None:
    """An invoice's XML; None for what else lies in the folder."""
    try:
        xml = next(iter(facts_of(content).embedded), None) if path.suffix.lower() == ".pdf" else content
        root = None if xml is None else etree.fromstring(xml, etree.XMLParser(resolve_entities=False, recover=True))
    except (Refused, etree.XMLSyntaxError, ValueError):
        return None
    is_invoice = root is not None and etree.QName(root).localname in _INVOICES
    return xml if is_invoice else None


def _compare(path: Path, invoice: Invoice, xml: bytes, tally: Tally, *, names_flags: bool) -> None:
    if invoice.method not in (Method.CII, Method.UBL):  # MINIMUM or BASIC WL: the lines are those of the PDF's text
        tally.printed += 1
        return
    expected = list(_expected(xml))
    found = [(line.net_amount, line.quantity, line.net_price) for line in invoice.lines]
    tally.read += 1
    tally.lines += len(found)
    tally.without_lines += not found
    if expected != found and not _is_sub_lined(xml, invoice):
        tally.wrong.append(f"{path}: {len(found)} lines for {len(expected)}")
    flags = (invoice.flags | {flag for line in invoice.lines for flag in line.flags}) & _ARITHMETIC
    tally.flagged.update(flags)
    tally.files_flagged += bool(flags)
    if flags and names_flags:
        print("  flagged", ",".join(sorted(flags)), path)


def _expected(xml: bytes) -> Iterator[tuple[Decimal | None, ...]]:
    """Amount, quantity and price of each line that counts, as XPath finds them."""
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, recover=True))
    for line in _nodes(root, _LINES):
        if str(line.xpath(_STATUS)) not in ("GROUP", "INFORMATION"):
            yield tuple(_number(str(line.xpath(leaf))) for leaf in _LEAVES)


def _is_sub_lined(xml: bytes, invoice: Invoice) -> bool:
    """Of UBL's lines inside lines, the second reading doesn't choose: those on top have the same sum as ours."""
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, recover=True))
    above = sum((_number(node.text or "") or Decimal(0) for node in _nodes(root, _TOP_AMOUNTS)), Decimal(0))
    together = sum((line.net_amount or Decimal(0) for line in invoice.lines), Decimal(0))
    return bool(_nodes(root, "//*[local-name()='SubInvoiceLine']")) and together == above


def _nodes(root: etree._Element, path: str) -> list[etree._Element]:
    return [node for node in cast("list[object]", root.xpath(path)) if isinstance(node, etree._Element)]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip()) if text.strip() else None
    except InvalidOperation:
        return None


def _show(name: str, tally: Tally) -> None:
    refused = ", ".join(f"{count} {code}" for code, count in sorted(tally.refused.items())) or "0"
    flags = ", ".join(f"{count} {flag}" for flag, count in sorted(tally.flagged.items()))
    flagged = f"{tally.files_flagged} ({flags})" if flags else "0"
    speed = f"{tally.files / tally.seconds:.0f}" if tally.seconds else "–"
    adding_up = tally.read - tally.files_flagged
    without = f"{tally.without_lines} + {tally.printed} by text"
    row = (name, tally.files, tally.read, tally.lines, len(tally.wrong), adding_up, flagged, without, refused)
    print(*row, speed, sep=" | ")
    for wrong in tally.wrong:
        print("  otherwise:", wrong)


if __name__ == "__main__":
    sys.exit(main())
