"""The rows of the report's tables, as texts in French."""

from __future__ import annotations

from audit.results import AuditedLine, AuditResult, MatchKind
from documents.audit_report import wording
from letters.french import NBSP, format_day
from letters.untrusted import one_line

_LONGEST = 160
_MENDED = {"quantity": "quantité", "unit": "unité", "net_amount": "montant"}


def where(result: AuditResult, line: AuditedLine) -> str:
    """In which document a line stands, and where there."""
    invoice = result.invoices[line.invoice].invoice
    number = one_line(invoice.number, 30) if invoice.number else "sans numéro"
    return f"{number}, {place_in(line)}"


def place_in(line: AuditedLine) -> str:
    """Where a line stands in its document; and what was read there, where an advisor or arithmetic mended it."""
    place = wording.place_of(line.line.provenance, line.line.position)
    read = line.line.mended
    told = [f"{label} {read[name].replace('.', ',') or 'rien'}" for name, label in _MENDED.items() if name in read]
    why = "ramené hors taxes" if read.get("net_amount", "").endswith(" TTC") else "corrigé"
    return f"{place}, {why} (lu{NBSP}: {', '.join(told)})" if told else place


def day(result: AuditResult, line: AuditedLine) -> str:
    """The day of the line's document, `05/10/2026`; unbroken."""
    issued = result.invoices[line.invoice].invoice.issued_on
    return issued.strftime("%d/%m/%Y") if issued else ""


def why(line: AuditedLine) -> str:
    """Why the price was chosen; of a likeness also how certain that is."""
    chosen = line.match.chosen
    if chosen is None:
        return ""
    said = wording.said(wording.REASONS, chosen.reason)
    if chosen.kind is MatchKind.EQUIVALENT and said.startswith("même désignation"):
        said = "désignation et caractéristiques proches"
    return said


def comparison_row(result: AuditResult, at: int) -> dict[str, str]:
    """A compared line; both prices are for what one invoiced item holds."""
    line = result.lines[at]
    comparison, chosen = line.comparison, line.match.chosen
    if comparison is None or chosen is None or line.content is None or line.line.quantity is None:
        raise ValueError(f"line {at} of the audit is not compared")
    content, offer = line.content, chosen.price
    return {
        "name": one_line(line.line.name, _LONGEST),
        "offer": one_line(offer.name, _LONGEST),
        "supplier": one_line(f"{offer.supplier_name}, réf.{NBSP}{offer.reference}", 90),
        "why": why(line),
        "where": where(result, line),
        "day": day(result, line),
        "quantity": wording.number(comparison.quantity / content.amount),
        "unit": wording.amount_of(content.amount, content.unit),
        "paid_price": wording.price(comparison.paid_price * content.amount),
        "negotiated_price": wording.price(comparison.negotiated_price * content.amount),
        "paid": wording.euros(line.paid),
        "negotiated": wording.euros(line.negotiated or line.paid),
        "saving": wording.euros(line.saving or line.paid * 0),
        "spread": f"remise{NBSP}: {wording.euros(line.spread)}" if line.spread else "",
    }


def other_row(result: AuditResult, line: AuditedLine) -> list[str]:
    """A line that wasn't compared: what, where, when, how much. What of ours is near it is the group's own."""
    invoice = result.invoices[line.invoice].invoice
    own = line.line.net_amount
    foreign = f"{wording.number(own, 2)}{NBSP}{invoice.currency}" if own and invoice.currency != "EUR" else ""
    return [
        one_line(line.line.name, _LONGEST),
        where(result, line),
        day(result, line),
        foreign or wording.euros(line.paid),
    ]


def invoice_rows(result: AuditResult) -> list[list[str]]:
    """Each document that counts: kind and number, seller, day, how many lines, how it was read, what doesn't add up."""
    rows = []
    for each in result.invoices:
        it = each.invoice
        flags = it.flags.union(*(line.flags for line in it.lines))
        rows.append(
            [
                one_line(f"{wording.said(wording.INVOICE_KINDS, it.kind)} {it.number or 'sans numéro'}", 60),
                one_line(it.seller.name or "vendeur inconnu", 60),
                format_day(it.issued_on) if it.issued_on else "sans date",
                str(len(it.lines)),
                wording.said(wording.METHODS, it.method),
                "; ".join(sorted(wording.said(wording.FLAGS, flag) for flag in flags)),
                one_line(", ".join(file.name for file in each.files), 120),
            ]
        )
    return rows


def file_rows(result: AuditResult) -> list[list[str]]:
    """The files that could not be read, and why."""
    return [[one_line(it.file.name, 80), one_line(it.message, 300)] for it in result.refused]
