"""Whether a mail's sender is proven: by DMARC, by the letter that it replies to, or by their own confirmation."""

from __future__ import annotations

from dataclasses import replace

from access.identify import answered_message, is_old_address, login_of
from mailbot.message import MailMessage
from mailbot.sender import UNDECIDED, SenderProof, SenderReason, prove_sender
from mailbot.twins import content_key
from models.mail import InboundMail
from settings import Settings


async def identify(settings: Settings, row: InboundMail, message: MailMessage, reply_token: str | None) -> SenderProof:
    """The proof for this mail; in the order DMARC, reply, confirmation. docs/decisions/0025 says why each counts."""
    proof = prove_sender(message, settings.authserv_id)
    if not message.from_addresses:
        return proof
    address = message.from_addresses[0].address
    if await is_old_address(address):
        return SenderProof(False, None, SenderReason.OLD_ADDRESS) if _has_one_sender(proof) else proof
    if proof.reason in UNDECIDED and reply_token is not None:
        proof = await _by_reply(settings, row, message, reply_token) or proof
    if not proof.proven and row.sender_proof == SenderReason.CONFIRMED:
        # Whose confirmation it was is in the row; the address must be theirs still.
        if row.person_id is not None and await login_of(address) == row.person_id:
            return SenderProof(True, address, SenderReason.CONFIRMED)
    return proof


async def _by_reply(settings: Settings, row: InboundMail, message: MailMessage, reply_token: str) -> SenderProof | None:
    address = message.from_addresses[0].address
    answered = await answered_message(settings, reply_token, address)
    if answered is None:
        return None
    proof = SenderProof(True, address, SenderReason.REPLY_TOKEN, answered)
    # Who was in copy of the first reply has read its token there, so it proves no second mail. The same mail once more
    # is a twin.
    used = await InboundMail.filter(answered_message_id=answered).exclude(id=row.id).first()
    if used is None or used.content_key == content_key(message, proof):
        return proof
    return replace(proof, proven=False, address=None, reason=SenderReason.TOKEN_USED, answered_message_id=None)


def _has_one_sender(proof: SenderProof) -> bool:
    several = (SenderReason.NO_FROM, SenderReason.SEVERAL_FROM_HEADERS, SenderReason.SEVERAL_ADDRESSES)
    return proof.reason not in several
