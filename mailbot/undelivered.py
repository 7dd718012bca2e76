"""Telling the group that a letter did not reach its reader: refused at once, or come back later."""

from __future__ import annotations

from access.viewer import Viewer
from mailbot.operations import operation
from models import Channel
from models.mail import UNDELIVERED_LABELS, InboundMail, InboundStatus, OutboundMail, UndeliveredReason
from schema.client import LocalClient


async def tell(
    client: LocalClient,
    letter: OutboundMail,
    *,
    reason: UndeliveredReason,
    detail: str,
    permanent: bool,
    proven: bool,
) -> None:
    """Its conversation goes to a human, and the mail that made us write tells so. In the transaction of what tells it.

    `permanent`: the address itself is wrong. `proven`: nobody else can have said so.
    """
    report = {
        "outboundMailId": f"OutboundMail:{letter.id}",
        "detail": detail,
        "reason": str(reason),
        "permanent": permanent,
        "proven": proven,
    }
    await client.run(operation("report_undelivered"), {"input": report}, Viewer(channel=Channel.MAIL))
    cause = await InboundMail.get_or_none(id=letter.cause_id) if letter.cause_id else None
    if cause is not None:
        said = f" ({detail})" if detail else ""
        outcome = f"{cause.outcome} Courrier non remis à {letter.to_address} : {UNDELIVERED_LABELS[reason]}{said}."
        await InboundMail.filter(id=cause.id).update(status=InboundStatus.HANDED_OVER, outcome=outcome)
