"""Mails that came before: the same one again, or another one under its Message-ID."""

from __future__ import annotations

import hashlib
from functools import cache

from mailbot.incoming import Handled
from mailbot.message import MailMessage
from mailbot.sender import PROVEN_REASONS, SenderProof, SenderReason
from models.database import client, dialect
from models.mail import InboundMail, InboundStatus


async def twin_of(row: InboundMail, message: MailMessage, proof: SenderProof, key: str) -> Handled | None:
    """How a mail with a twin ends; None without one. Only mails that are proven alike, or not, are compared."""
    reasons = PROVEN_REASONS if proof.proven else (proof.reason,)
    sql = _keys_sql(tuple(sorted(reasons)), named=message.message_id is not None, postgres=dialect() == "postgres")
    named = [] if message.message_id is None else [message.message_id, from_address(message)]
    found = [twin["content_key"] for twin in await client().execute_query_dict(sql, [row.id, key, *named])]
    if key in found:
        return Handled(InboundStatus.DUPLICATE, "Le même courrier est déjà arrivé.")
    if found:
        return Handled(InboundStatus.QUARANTINED, "Un autre contenu est déjà arrivé sous le même identifiant.")
    return None


@cache
def _keys_sql(reasons: tuple[SenderReason, ...], *, named: bool, postgres: bool) -> str:
    """The keys of the mail with this key, and of those of that sender under that Message-ID that are proven so.

    Each by its index: asked for one or the other PostgreSQL reads the whole table, as long as it knows nothing of it.
    """
    id_, key, message_id, sender = (f"{'$' if postgres else '?'}{place}" for place in range(1, 5))
    others = f"SELECT content_key FROM inbound_mail WHERE id <> {id_}"  # noqa: S608 - our own names here and below
    if not named:
        return f"{others} AND content_key = {key}"
    proofs = ", ".join(f"'{reason}'" for reason in reasons)
    same_name = f"message_id = {message_id} AND from_address = {sender}"
    ended = f"status <> '{InboundStatus.RECEIVED}' AND sender_proof IN ({proofs})"
    return f"{others} AND content_key = {key} UNION ALL {others} AND {same_name} AND {ended}"


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
