"""An audit with a bit of everything, and with texts that people shouldn't have written."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from audit.invoice import Box, Flag, Invoice, Line, LineKind, Method, Party, Provenance
from audit.results import AuditResult, Band, BaseUnit, Match, MatchKind, Reason, RefusedFile, SourceFile
from audit.savings import Verdict
from documents.audit_report.context import ReportContext
from tests.audit.values import audited, credit_note, discount, invoice, line, matched, pieces, price, verdict

CONTEXT = ReportContext(
    group_name="HA+PME",
    group_phone="01 30 57 36 65",
    contact_address="contact@centrale.test",
    issued_on=dt.date(2026, 11, 23),
    legal_name="Menuiserie Le Goff",
    siret="73282932000074",
    advisor="Claire Fontaine",
    reference="AU-12",
)

STYLO = price("0.85", label="Stylo", brand="Papirel", quality="standard")

# By the name of a line: what the stages before said of it.
VERDICTS = {
    "Papier A4 80 g": verdict(
        matched(price("12.50", 5, unit="ramette")),
        content=pieces(500, BaseUnit.SHEET),
        price_content=pieces(2500, BaseUnit.SHEET),
    ),
    "Stylo bille": verdict(matched(STYLO, MatchKind.EQUIVALENT, reason=Reason.LIKENESS)),
    "Savon 5 l": verdict(
        matched(price("7.77", reference="SAV-9", category="hygiene"), reason=Reason.SUPPLIER_REFERENCE),
        category="hygiene", content=pieces(5, BaseUnit.LITRE), price_content=pieces("3", BaseUnit.LITRE),
    ),
    "Agrafeuse": verdict(matched(kind=MatchKind.EQUIVALENT, band=Band.REVIEW, reason=Reason.LIKENESS)),
    "Plante verte": Verdict(match=Match(band=Band.UNMATCHED), category=None),
    "Gants": verdict(category="epi"),
    "Frais de port": Verdict(match=Match(band=Band.UNMATCHED)),
}  # fmt: skip


def on_page(name: str, quantity: str, amount: str, page: int = 1, top: float = 100) -> Line:
    """A line that was read from a PDF."""
    kind = LineKind.FREIGHT if name.startswith("Frais") else LineKind.PRODUCT
    place = Provenance(Method.PDF_TEXT, boxes=(Box(page, 40, top, 550, top + 14),))
    return line(name, quantity, amount, provenance=place, kind=kind)


def documents() -> list[Invoice]:
    """Two invoices and a credit note."""
    first = invoice(
        on_page("Papier A4 80 g", "10", "30.00"), on_page("Stylo bille", "33", "39.99", top=120),
        on_page("Savon 5 l", "3", "41.05", page=2), on_page("Frais de port", "1", "9.90", page=2, top=120),
        number="F-2026-001", method=Method.PDF_TEXT, adjustments=(discount("-5.55"),), flags=frozenset({Flag.VAT}),
    )  # fmt: skip
    second = invoice(
        line("Agrafeuse", "2", "24.00"), line("Plante verte", "1", "59.00"), line("Gants", "4", "36.00"),
        number="F-2026-002", seller=Party(name="Comptoir du Bourg"), issued_on=dt.date(2026, 9, 1),
    )  # fmt: skip
    return [first, second, credit_note(line("Stylo bille", "3", "3.60"), number="A-2026-003")]


def sample(*more: Invoice, verdicts: dict[str, Verdict] | None = None) -> AuditResult:
    """The audit of these documents (and more), of two categories."""
    known = VERDICTS | (verdicts or {})
    refused = RefusedFile(
        file=SourceFile("scan.doc", "f" * 64), code="UNKNOWN", message="Envoyez la facture en PDF, s’il vous plaît."
    )
    return audited(
        *documents(), *more, judge=lambda each: known[each.name], scope={"papeterie", "hygiene"}, refused=[refused]
    )


# What spreadsheets, Typst, XML or a reader might take for something else than a name.
HOSTILE = (
    '=HYPERLINK("http://evil.test";"x")', "+33 1 30", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|'/c calc'!A0",
    '#import "page.typ": *', "$x^2$", "<b>gras</b>", "‮egnahcé", "张伟", "🏢", "a\x00b", "x" * 3000, "*", "~", "?",
)  # fmt: skip


def hostile() -> AuditResult:
    """The same with such texts wherever a text may come from outside."""
    lines = [line(text, "2", "10.00", unit=text) for text in HOSTILE]
    documents_ = [
        invoice(*lines, number=text, seller=Party(name=text), issued_on=dt.date(2026, 9, 1)) for text in HOSTILE
    ]
    said = {
        text: verdict(matched(price(label=text, supplier_name=text, reference=text)), category=text) for text in HOSTILE
    }
    result = audited(*documents_, judge=lambda each: said[each.name])
    refused = tuple(RefusedFile(file=SourceFile(text, text), code="X", message=text) for text in HOSTILE)
    return dataclasses.replace(result, refused=refused, category_names={text: text for text in HOSTILE})


def many(count: int) -> AuditResult:
    """An audit of so many compared lines."""
    by = {f"Produit {at}": verdict(matched(price(Decimal(at % 90 + 1) / 8))) for at in range(count)}
    lines = [line(name, at % 7 + 1, f"{at % 500 + 1}.37") for at, name in enumerate(by)]
    return audited(invoice(*lines), judge=lambda each: by[each.name])
