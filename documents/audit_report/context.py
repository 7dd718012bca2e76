"""Whom a report is for and who signs it: all that the page shows beside the audit itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ReportContext:
    """`crops` are pictures (PNG) of invoice lines, by their places in `AuditResult.lines`: `audit_report.crops` makes
    them."""

    group_name: str
    group_phone: str = ""
    contact_address: str = ""
    issued_on: dt.date
    # The audited company.
    legal_name: str = ""
    siret: str = ""
    # Who looked the audit through.
    advisor: str = ""
    # What the group calls it, for the telephone.
    reference: str = ""
    crops: Mapping[int, bytes] = field(default_factory=dict)
