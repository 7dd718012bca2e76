"""Whether a mail's sender is proven: by DMARC, by the letter that it replies to, or by their own confirmation."""

from __future__ import annotations

from access.identify import answered_message, is_old_address, login_of, viewer_of_address
from access.tokens import Purpose, verify
from access.viewer import Viewer
from mailbot.message import MailMessage
from mailbot.sender import FOREIGN, UNDECIDED, SenderProof, SenderReason, prove_sender
from mailbot.twins import content_key
from models.mail import InboundMail
from settings import Settings


async def identify(
    settings: Settings, row: InboundMail, message: MailMessage, reply_token: str | None
) -> tuple[SenderProof, Viewer | None]:
    """The proof for this mail, and who it proves to have sent it, if we know them.

    In the order DMARC, reply, confirmation; docs/decisions/0025 says why each counts.
    """
    proof = prove_sender(message, settings.authserv_id)
    viewer = await _sender(row, proof)
    if viewer is not None:  # whose login it is: then it is nobody's old address
        return proof, viewer
    known = await _otherwise(settings, row, message, reply_token, proof)
    return known, None if known is proof else await _sender(row, known)


async def _sender(row: InboundMail, proof: SenderProof) -> Viewer | None:
    return None if proof.address is None else await viewer_of_address(proof.address, mail_id=row.id)


async def _otherwise(
    settings: Settings, row: InboundMail, message: MailMessage, reply_token: str | None, proof: SenderProof
) -> SenderProof:
    """The proof where DMARC doesn't prove somebody's login."""
    if not message.from_addresses:
        return proof
    address = message.from_addresses[0].address
    if await is_old_address(address):
        return SenderProof(False, None, SenderReason.OLD_ADDRESS) if _may_be_theirs(proof) else proof
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
    proof = SenderProof(True, address, SenderReason.REPLY_TOKEN)
    used = await _other_user(row, answered)
    # The same mail once more is a twin.
    if used is None or used.content_key == content_key(message, proof):
        return proof
    return SenderProof(False, None, SenderReason.TOKEN_USED)


async def uses_up(settings: Settings, row: InboundMail, reply_token: str | None) -> int | None:
    """The message of ours whose token this mail uses up, as the first one that carries it; else None.

    Whoever sent it, and whatever it proves: who was in copy has read the token there.
    """
    message_id = verify(settings.secret_key, Purpose.REPLY, reply_token) if reply_token is not None else None
    return None if message_id is None or await _other_user(row, message_id) is not None else message_id


async def _other_user(row: InboundMail, message_id: int) -> InboundMail | None:
    return await InboundMail.filter(answered_message_id=message_id).exclude(id=row.id).first()


def _may_be_theirs(proof: SenderProof) -> bool:
    return proof.reason not in (SenderReason.NO_FROM, *FOREIGN)
