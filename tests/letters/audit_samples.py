"""Samples of the letters of an audit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from letters.audits import AuditedFile, AuditFailed, AuditFilesRead, AuditValidated, AuditWaiting
from letters.values import AdvisorCard, GroupCard, Letter

COMPANY = "Menuiserie Le Goff"
SIRET = "73282932000074"


def audit_letters(group: GroupCard, advisor: AdvisorCard) -> dict[str, Letter]:
    """By name; the bare ones say as little as they can."""
    read = AuditFilesRead(
        greeting_name="Yann Le Goff", member_name=COMPANY, siret=SIRET,
        read=(AuditedFile(name="septembre.pdf"), AuditedFile(name="Facture n° 12 (copie).xml")), unread=(), more="0",
        invoices="2", lines="41", collecting=True, advisor=advisor, group=group,
    )  # fmt: skip
    protected = AuditedFile(name="octobre.pdf", problem="Ce PDF est protégé\u00a0: renvoyez-le sans mot de passe.")
    validated = AuditValidated(
        greeting_name="Yann Le Goff", member_name=COMPANY, siret=SIRET, categories=("Papeterie", "Téléphonie"),
        invoices="12", lines="240", lines_compared="198", amount_audited=Decimal("12450.60"),
        amount_compared=Decimal("10210.00"), identical=Decimal("1834.20"), equivalent=Decimal("-12.50"),
        audit_url="https://www.centrale.test/audits/7/report.pdf", report_attached=True, advisor=advisor,
        group=group,
    )  # fmt: skip
    waiting = AuditWaiting(
        greeting_name="Yann Le Goff", member_name=COMPANY, siret=SIRET, categories=("Papeterie",), files="3",
        ends_on=dt.date(2026, 12, 1), advisor=advisor, group=group,
    )  # fmt: skip
    failed = AuditFailed(
        greeting_name="Yann Le Goff", member_name=COMPANY, siret=SIRET, unread=(protected,), more="0", first=True,
        advisor=advisor, group=group,
    )  # fmt: skip
    return {
        "audit-nothing-read": failed,
        "audit-nothing-read-again": replace(failed, first=False, more="12", greeting_name=None, advisor=None),
        "audit-interrupted": replace(failed, unread=(), first=False),
        "audit-waiting": waiting,
        "audit-waiting-for-files": replace(waiting, files="0"),
        "audit-waiting-for-categories": replace(waiting, categories=(), greeting_name=None, advisor=None),
        "audit-files-read": read,
        "audit-files-unread": replace(read, unread=(protected,), more="12"),
        "audit-files-closed": replace(
            read, read=(), unread=(protected,), collecting=False, greeting_name=None, advisor=None
        ),
        "audit-validated": validated,
        "audit-validated-bare": replace(
            validated, greeting_name=None, categories=("Papeterie",), report_attached=False, advisor=None
        ),
    }
