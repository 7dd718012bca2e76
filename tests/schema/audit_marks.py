"""Marked rows of audits: a validated one of the group's member, with one of everything."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tortoise.models import Model

import models
from audit.invoice import InvoiceKind, LineKind, Method
from audit.results import Band, MatchKind
from tests.group import Group

TABLES: frozenset[type[Model]] = frozenset(
    {
        models.Audit,
        models.AuditFile,
        models.AuditFileContent,
        models.Invoice,
        models.InvoiceLine,
        models.LineMatch,
        models.MatchAlias,
        models.AuditReport,
        models.AuditSavings,
        models.AuditDocument,
        models.FrameworkAgreement,
        models.PriceLine,
    }
)
# What the columns with lists of objects hold, whatever else is marked.
OBJECTS = {
    "refusals": ("name", "code", "message"),
    "candidates": ("price", "label", "supplier", "reference", "amount", "probability", "kind", "vetoes"),
}


async def rows(group: Group) -> list[Model]:
    """One row of each table."""
    agreement = await models.FrameworkAgreement.create(supplier=group.office)
    price = await models.PriceLine.create(
        agreement=agreement, category=group.stationery, reference="", label="", unit="", price=Decimal(1),
        valid_from=dt.date(2026, 1, 1),
    )  # fmt: skip
    audit = await models.Audit.create(
        member=group.member, requested_by=group.owner, status=models.AuditStatus.VALIDATED, validated_by=group.advisor
    )
    await audit.categories.add(group.stationery)
    file = await models.AuditFile.create(
        audit=audit, name="", sha256="", size=1, sent_by=group.owner, status=models.AuditFileStatus.READ
    )
    content = await models.AuditFileContent.create(file=file, content=b"")
    kept = await models.Invoice.create(
        audit=audit, file=file, value={}, kind=InvoiceKind.INVOICE, method=Method.CII, currency=""
    )
    invoice = await models.Invoice.create(
        audit=audit, file=file, value={}, kind=InvoiceKind.INVOICE, method=Method.CII, currency="", duplicate_of=kept
    )
    line = await models.InvoiceLine.create(
        audit=audit, invoice=invoice, place=0, position=1, kind=LineKind.PRODUCT, name=""
    )
    match = await models.LineMatch.create(
        audit=audit, line=line, category=group.stationery, value={}, band=Band.REVIEW, waiting=True, price_line=price,
        decided_by=group.advisor,
    )  # fmt: skip
    alias = await models.MatchAlias.create(
        name="", supplier=group.office, audit=audit, line=line, decided_by=group.advisor
    )
    nothing: dict[str, Any] = dict.fromkeys(
        ("files", "files_read", "invoices", "lines", "lines_compared", "lines_to_review", "lines_audited"), 0
    )
    amounts: dict[str, Any] = dict.fromkeys(
        ("amount_audited", "amount_compared", "amount_to_review", "amount_out_of_scope", "amount_not_comparable"),
        Decimal(0),
    )
    report = await models.AuditReport.create(audit=audit, value={}, catalogue_version="", **nothing, **amounts)
    # The last of its kinds is the marked one; the others let every field of the audit have a value.
    savings = [
        await models.AuditSavings.create(
            audit=audit, kind=kind, total=total, category=None if total else group.stationery, lines=0,
            lines_audited=0, amount_audited=Decimal(0), paid=Decimal(0), negotiated=Decimal(0), saving=Decimal(0),
        )
        for kind in MatchKind
        for total in (True, False)
    ]  # fmt: skip
    await models.Invoice.filter(id=kept.id).update(flags=["UNCERTAIN"])
    document = await models.AuditDocument.create(audit=audit, format="", content=b"")
    return [agreement, price, audit, file, content, invoice, line, match, alias, report, savings[0], document]
