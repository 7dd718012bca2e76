"""The letters of an audit: what became of the files, that it waits for more, its results, or that there are none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from letters.values import AdvisorCard, GroupCard


@dataclass(frozen=True, kw_only=True)
class AuditedFile:
    """A file by its name; with a `problem` it was not read, and says in French how to go on."""

    name: str
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class AuditFilesRead:
    """To whoever asked for an audit: all files that came were looked at; each is named. `more`: that aren't named."""

    greeting_name: str | None
    member_name: str
    siret: str
    read: tuple[AuditedFile, ...]
    unread: tuple[AuditedFile, ...]
    more: str
    invoices: str
    lines: str
    collecting: bool
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class AuditWaiting:
    """To whoever asked for an audit, once: nothing has come for a while, and what happens when nothing does.

    `files`: how many came; without some, or without categories, there is nothing to analyse.
    """

    greeting_name: str | None
    member_name: str
    siret: str
    categories: tuple[str, ...]
    files: str
    ends_on: dt.date
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class AuditFailed:
    """To whoever asked for an audit: it came to no result.

    `unread`: nothing that was sent could be read, so the right is there again (`first`: that to a first audit); `more`
    aren't named. Without any, comparing failed on our side, and the group goes on with it.
    """

    greeting_name: str | None
    member_name: str
    siret: str
    unread: tuple[AuditedFile, ...]
    more: str
    first: bool
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class AuditValidated:
    """To a company's people: the results of their audit are there. Amounts in euros net of VAT.

    `report_attached`: the letter carries the report; else it was too large, and there is the link alone.
    """

    greeting_name: str | None
    member_name: str
    siret: str
    categories: tuple[str, ...]
    invoices: str
    lines: str
    lines_compared: str
    amount_audited: Decimal
    amount_compared: Decimal
    identical: Decimal
    equivalent: Decimal
    audit_url: str
    report_attached: bool
    advisor: AdvisorCard | None
    group: GroupCard
