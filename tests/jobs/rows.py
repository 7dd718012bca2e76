"""Rows that are jobs: outgoing mails, for want of a simpler table."""

from __future__ import annotations

import datetime as dt

from jobs.leases import claim
from models import OutboundMail, OutboundStatus

QUEUED = (OutboundStatus.QUEUED,)
LEASE = dt.timedelta(minutes=1)


async def rows(number: int) -> list[int]:
    """So many due rows; their ids, oldest first."""
    for count in range(number):
        await OutboundMail.create(
            letter="AnswerLetter", dedupe_key=f"test:{count}", message_id=f"<{count}@centrale.test>", return_path="",
            to_address="", subject="", body_text="", content=b"",
        )  # fmt: skip
    return [row.id for row in await OutboundMail.all().order_by("id")]


async def take(worker: str, limit: int = 1, lease: dt.timedelta = LEASE) -> list[int]:
    """Claim for a worker."""
    return [row.id for row in await claim(OutboundMail, QUEUED, worker, lease, limit=limit)]
