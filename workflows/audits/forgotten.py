"""Audits that collect and get nothing more: their people are reminded once, then the collecting ends by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tortoise import timezone
from tortoise.transactions import in_transaction

from access.viewer import Viewer
from models import Audit, AuditFile, AuditStatus
from settings import Settings
from workflows.audits import letters
from workflows.audits.requesting import begin_analysis, call_off

# Since the audit was asked for, or the last file came.
REMINDED_AFTER = dt.timedelta(days=7)
CLOSED_AFTER = dt.timedelta(days=30)
# Who was reminded late, since nothing ran for a while, has this long all the same.
_TIME_TO_ANSWER = dt.timedelta(days=7)
_PRODUCT = "automatique"


@dataclass(frozen=True)
class LookedAfter:
    """What became of audits that nobody closed."""

    reminded: int
    closed: int


async def look_after(settings: Settings) -> LookedAfter:
    """Remind of those that wait, end those that have waited too long. A daily job, safe to repeat.

    What can be analysed is; an audit without files or categories is called off as by its people.
    """
    now, reminded, closed = timezone.now(), 0, 0
    old = Audit.filter(status=AuditStatus.COLLECTING, created_at__lte=now - REMINDED_AFTER).order_by("id")
    for id_ in await old.values_list("id", flat=True):
        async with in_transaction():
            audit = await Audit.select_for_update().get(id=id_)
            last = await _last_sign(audit)
            if audit.status != AuditStatus.COLLECTING or last > now - REMINDED_AFTER:
                continue
            if audit.reminded_at is None:
                audit.reminded_at = now
                await audit.save(update_fields=["reminded_at"])
                await letters.waiting(settings, audit, (max(last + CLOSED_AFTER, now + _TIME_TO_ANSWER)).date())
                reminded += 1
            elif last <= now - CLOSED_AFTER and audit.reminded_at <= now - _TIME_TO_ANSWER:
                await _close(audit)
                closed += 1
    return LookedAfter(reminded, closed)


async def _last_sign(audit: Audit) -> dt.datetime:
    last = await AuditFile.filter(audit_id=audit.id).order_by("-created_at").first()
    return max(audit.created_at, last.created_at) if last else audit.created_at


async def _close(audit: Audit) -> None:
    viewer = Viewer(display_name=_PRODUCT)
    ready = await audit.categories.all().exists() and await AuditFile.filter(audit_id=audit.id).exists()
    await (begin_analysis(viewer, audit) if ready else call_off(viewer, audit))
