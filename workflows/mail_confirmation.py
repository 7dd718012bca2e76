"""A mail that nobody could prove is confirmed from the registered mailbox, and handled again as its sender's.

The link is bound to the mail and works once, for `confirmation_days`. It was mailed to the address that From named, so
whoever presses its button reads that mailbox; the address must still be the login of an active person.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tortoise import timezone
from tortoise.transactions import in_transaction

from access.identify import login_of
from access.tokens import Purpose, verify
from access.viewer import ANONYMOUS
from errors import Unavailable
from jobs.events import publish
from models import InboundMail, InboundStatus, JournalKind
from models.mail import SENDER_CONFIRMED
from settings import Settings
from workflows.access_links import LINK_MESSAGES, LinkState
from workflows.journal import record

MESSAGES = LINK_MESSAGES | {
    LinkState.USED: "Ce message est déjà confirmé : la réponse vous parvient par e-mail.",
    LinkState.EXPIRED: "Ce lien n’est plus valable : il est trop ancien. Écrivez-nous de nouveau.",
    LinkState.CANCELLED: "Ce lien n’est plus valable : votre accès a changé depuis. Écrivez-nous de nouveau.",
    LinkState.UNKNOWN: "Ce lien n’est pas complet. Ouvrez-le de nouveau depuis le courrier.",
}


@dataclass(frozen=True)
class Look:
    """Where the link stands; the mail while it works, and whose login its From address is."""

    state: LinkState
    mail: InboundMail | None = None
    person_id: int | None = None


async def look(settings: Settings, token: str) -> Look:
    """Look at the link without confirming anything."""
    mail_id = verify(settings.secret_key, Purpose.MAIL_CONFIRMATION, token)
    mail = await InboundMail.get_or_none(id=mail_id) if mail_id else None
    if mail is None:
        return Look(LinkState.UNKNOWN)
    if mail.sender_proof == SENDER_CONFIRMED:
        return Look(LinkState.USED)
    if mail.received_at < timezone.now() - dt.timedelta(days=settings.confirmation_days):
        return Look(LinkState.EXPIRED)
    person_id = await login_of(mail.from_address)
    return Look(LinkState.CANCELLED) if person_id is None else Look(LinkState.VALID, mail, person_id)


async def confirm(settings: Settings, token: str) -> Look:
    """The mail is its sender's: it goes back to the mailbot, which handles it once more. VALID when it did so now.

    Raises `Unavailable` while the mail is being handled.
    """
    async with in_transaction():
        seen = await look(settings, token)
        if seen.mail is None:
            return seen
        waiting = InboundMail.filter(id=seen.mail.id, lease_owner=None).exclude(sender_proof=SENDER_CONFIRMED)
        confirmed = await waiting.update(
            sender_proof=SENDER_CONFIRMED,
            person_id=seen.person_id,
            status=InboundStatus.RECEIVED,
            attempts=0,
            next_attempt_at=timezone.now(),
        )
        if not confirmed:
            again = await look(settings, token)
            if again.state is LinkState.VALID:
                raise Unavailable("this mail is being handled; try again in a minute")
            return again
        await record(JournalKind.MAIL_CONFIRMED, ANONYMOUS, person_id=seen.person_id)
        await publish(InboundMail, seen.mail.id)
        return seen
