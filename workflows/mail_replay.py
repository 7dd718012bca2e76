"""A mail that was set aside after too many failures goes back to the mailbot, once its cause is gone."""

from __future__ import annotations

from dataclasses import dataclass

from tortoise import timezone
from tortoise.transactions import in_transaction

from access.viewer import Viewer
from jobs.events import publish
from models import InboundMail, InboundStatus, JournalKind
from workflows.inputs import InputCode
from workflows.journal import record
from workflows.outcomes import Invalid


@dataclass(frozen=True)
class Replayed:
    """The mail waits to be handled again."""

    mail: InboundMail


async def replay(viewer: Viewer, mail_id: int, *, said: str = "") -> Replayed | Invalid:
    """Put a buried mail back into the queue, with all its attempts. Its source was kept; whatever failed was undone.

    `said`: what the journal tells besides, in French.
    """
    async with in_transaction():
        mail = await InboundMail.select_for_update().get_or_none(id=mail_id)
        if mail is None:
            return Invalid.one("mailId", InputCode.NOT_FOUND, "Ce courrier n’existe pas.")
        if mail.status is not InboundStatus.BURIED:
            message = "Seul un courrier en échec, mis de côté, peut être repris."
            return Invalid.one("mailId", InputCode.CONFLICT, message)
        mail.status, mail.attempts = InboundStatus.RECEIVED, 0
        mail.next_attempt_at = timezone.now()
        await mail.save(update_fields=["status", "attempts", "next_attempt_at"])
        await record(JournalKind.MAIL_REPLAYED, viewer, note=f"Courrier n° {mail.id}{said}")
        await publish(InboundMail, mail.id)
        return Replayed(mail)
