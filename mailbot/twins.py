"""Mails that came before: the same one again, or another one under its Message-ID."""

from __future__ import annotations

import hashlib
from functools import cache

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from mailbot.incoming import Handled
from mailbot.message import MailMessage
from mailbot.sender import PROVEN_REASONS, SenderProof, SenderReason
from models.mail import InboundMail, InboundStatus
from models.prepared import Prepared


async def twin_of(row: InboundMail, message: MailMessage, proof: SenderProof, key: str) -> Handled | None:
    """How a mail with a twin ends; None without one. Only mails that are proven alike, or not, are compared."""
    reasons = PROVEN_REASONS if proof.proven else (proof.reason,)
    if message.message_id is None:
        same = await _SAME(row.id, key)
    else:
        named = _named(tuple(str(reason) for reason in reasons))
        same = await named(row.id, key, message.message_id, from_address(message))
    found = [twin.content_key for twin in same]
    if key in found:
        return Handled(InboundStatus.DUPLICATE, "Le même courrier est déjà arrivé.")
    if found:
        return Handled(InboundStatus.QUARANTINED, "Un autre contenu est déjà arrivé sous le même identifiant.")
    return None


_SAME = Prepared(lambda id_, key: InboundMail.filter(~Q(id=id_), content_key=key))


@cache
def _named(reasons: tuple[str, ...]) -> Prepared[InboundMail]:
    """The mail with this key, and those of that sender under that Message-ID that are proven so."""

    def query(id_: int, key: str, message_id: str, sender: str) -> QuerySet[InboundMail]:
        ended = Q(~Q(status=InboundStatus.RECEIVED), sender_proof__in=reasons)
        return InboundMail.filter(
            ~Q(id=id_), Q(content_key=key) | (ended & Q(message_id=message_id, from_address=sender))
        )

    return Prepared(query)


def content_key(message: MailMessage, proof: SenderProof) -> str:
    """The same for the same mail however it came: sender, Message-ID, text and files, not the trace headers.

    However a sender is proven, it is the same mail; a forgery is another one.
    """
    proven = str(SenderReason.PROVEN if proof.proven else proof.reason)
    parts = [proven, from_address(message), message.message_id or str(message.date), message.subject, message.text]
    digest = hashlib.sha256("\x1f".join(parts).encode())
    for file in message.files:
        digest.update(hashlib.sha256(file.content).digest())
    return digest.hexdigest()


def from_address(message: MailMessage) -> str:
    """The first address in From as it is stored, or an empty string."""
    return message.from_addresses[0].address[:320] if message.from_addresses else ""
