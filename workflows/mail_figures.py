"""Figures of the mail path for operators: how much waits, for how long, and what became of the rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tortoise import timezone
from tortoise.functions import Count

from models import ScheduledJob
from models.base import Leased
from models.mail import InboundMail, InboundStatus, OutboundMail, OutboundStatus
from settings import Settings

INBOUND_OPEN = (InboundStatus.RECEIVED,)
OUTBOUND_OPEN = (OutboundStatus.QUEUED, OutboundStatus.SENDING)
# What has been due for so long and did not come to its end is stuck: longer than any mail and any SMTP dialogue takes.
STUCK = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class MailFigures:
    """Mails by status, every status named; ages of the oldest that waits in seconds, None when none does."""

    inbound: dict[str, int]
    outbound: dict[str, int]
    oldest_inbound: float | None
    oldest_outbound: float | None


async def mail_figures() -> MailFigures:
    """Count all mails: some tenths of a second for a million, so not for the public."""
    inbound = await InboundMail.annotate(number=Count("id")).group_by("status").values_list("status", "number")
    outbound = await OutboundMail.annotate(number=Count("id")).group_by("status").values_list("status", "number")
    received = await InboundMail.filter(status__in=INBOUND_OPEN).order_by("received_at").first()
    queued = await OutboundMail.filter(status__in=OUTBOUND_OPEN).order_by("created_at").first()
    now = timezone.now()
    return MailFigures(
        {str(status): 0 for status in InboundStatus} | {str(status): number for status, number in inbound},
        {str(status): 0 for status in OutboundStatus} | {str(status): number for status, number in outbound},
        (now - received.received_at).total_seconds() if received else None,
        (now - queued.created_at).total_seconds() if queued else None,
    )


async def stuck_queues(settings: Settings) -> list[str]:
    """Which of "incoming" and "outgoing" stand still; two looks at an index."""
    found = ["incoming"] if await _stuck(InboundMail, INBOUND_OPEN) else []
    # Without a mail server letters wait on purpose.
    if settings.smtp_host and await _stuck(OutboundMail, OUTBOUND_OPEN):
        found.append("outgoing")
    return found


async def failing_jobs() -> list[tuple[str, str]]:
    """Names of periodic jobs whose last run failed, and why."""
    failing = await ScheduledJob.filter(last_error__isnull=False).order_by("name")
    return [(job.name, str(job.last_error)) for job in failing]


async def _stuck(model: type[Leased], statuses: tuple[InboundStatus | OutboundStatus, ...]) -> bool:
    """Whether a row has been due for long. What is tried again later isn't due before, so failures don't count."""
    return await model.filter(status__in=statuses, next_attempt_at__lt=timezone.now() - STUCK).exists()
