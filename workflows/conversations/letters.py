"""What a conversation writes by mail: an advisor's answer, its notice, the receipt of a stranger's form."""

from __future__ import annotations

from access.tokens import Purpose, sign
from letters.outbox import Envelope, automatic_cap, can_reach, group_card, post, tagged_address
from letters.values import AdvisorReply, ContactReceipt
from models import Conversation, ConversationMessage, InboundMail, OutboundMail, Person
from settings import Settings
from workflows.attachment_letters import advisor_card


def reply_address(settings: Settings, message_id: int) -> str:
    """Where a reply to this message goes: its tag is bound to the message, and so to conversation and reader."""
    return tagged_address(settings, "c" + sign(settings.secret_key, Purpose.REPLY, message_id))


async def answer(
    settings: Settings, conversation: Conversation, message: ConversationMessage, *, notice: bool = False
) -> OutboundMail:
    """An advisor's answer, in the thread of the mails that came before it. `notice`: it was in the chat first."""
    author = await Person.get_or_none(id=message.author_id)
    letter = AdvisorReply(
        subject=conversation.subject,
        text=message.text,
        notice=notice,
        in_web=message.recipient_id is not None,
        advisor=advisor_card(author),
        group=group_card(settings),
    )
    thread = await _thread(conversation, before=message.id)
    envelope = Envelope(
        to=message.recipient_address,
        dedupe_key=f"message:{message.id}",
        reply_to=reply_address(settings, message.id),
        in_reply_to=thread[-1] if thread else None,
        references=thread[:-1],
        cause_id=await _last_mail(conversation, before=message.id),
        thread_key=thread[0] if thread else "",
        automatic=False,
        conversation_message_id=message.id,
    )
    return await post(settings, letter, envelope)


async def receipt(settings: Settings, conversation: Conversation, message: ConversationMessage) -> None:
    """Tell a stranger that their form has come. It quotes nothing: anybody may have typed anybody's address."""
    address = conversation.contact_address
    if not can_reach(address) or await automatic_cap(settings, address, proven=False):
        return
    envelope = Envelope(
        to=address,
        dedupe_key=f"receipt:{message.id}",
        reply_to=reply_address(settings, message.id),
        unproven=True,
        conversation_message_id=message.id,
    )
    await post(settings, ContactReceipt(group=group_card(settings)), envelope)


async def _thread(conversation: Conversation, *, before: int) -> list[str]:
    """The Message-IDs of the conversation's mails, oldest first."""
    came = await InboundMail.filter(
        messages__conversation_id=conversation.id, messages__id__lt=before, message_id__isnull=False
    ).values_list("messages__id", "message_id")
    went = await OutboundMail.filter(
        conversation_message__conversation_id=conversation.id, conversation_message_id__lt=before
    ).values_list("conversation_message_id", "message_id")
    ids = [str(message_id) for _, message_id in sorted([*came, *went])]
    return list(dict.fromkeys(ids))


async def _last_mail(conversation: Conversation, *, before: int) -> int | None:
    """The incoming mail that an answer is about."""
    found = await ConversationMessage.filter(
        conversation_id=conversation.id, id__lt=before, inbound_mail_id__isnull=False
    ).order_by("-id").first()  # fmt: skip
    return found.inbound_mail_id if found else None
