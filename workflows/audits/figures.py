"""Figures of audits for operators: how many stand where, what waits to be read, and whether anybody works on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tortoise import timezone
from tortoise.functions import Count

from models import Audit, AuditFile, AuditFileStatus, AuditStatus
from models.base import Leased
from workflows.mail_figures import STUCK


@dataclass(frozen=True)
class AuditFigures:
    """Audits and their files by status, every status named."""

    audits: dict[str, int]
    files: dict[str, int]


async def audit_figures() -> AuditFigures:
    """Count all audits and files."""
    audits = await Audit.annotate(number=Count("id")).group_by("status").values_list("status", "number")
    files = await AuditFile.annotate(number=Count("id")).group_by("status").values_list("status", "number")
    return AuditFigures(
        {str(status): 0 for status in AuditStatus} | {str(status): number for status, number in audits},
        {str(status): 0 for status in AuditFileStatus} | {str(status): number for status, number in files},
    )


async def audits_are_stuck() -> bool:
    """Whether files, or audits to be matched, have been due for long, and nobody works on any or did lately.

    Many scans may wait for hours behind each other: that is no standstill.
    """
    now = timezone.now()
    for model, status, ended in _STEPS:
        due = await model.filter(status=status, next_attempt_at__lt=now - STUCK).exists()
        if not due or await model.filter(status=status, lease_until__gte=now).exists():
            continue
        if not await model.filter(**{f"{ended}__gte": now - STUCK}).exists():
            return True
    return False


# What waits for the workers, and the column that tells when one was done with it.
_STEPS: tuple[tuple[type[Leased], StrEnum, str], ...] = (
    (AuditFile, AuditFileStatus.WAITING, "finished_at"),
    (Audit, AuditStatus.MATCHING, "matched_at"),
)
