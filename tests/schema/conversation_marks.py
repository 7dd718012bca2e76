"""Marked rows of conversations: one of `group.member`, with a message that a mail brought, and a correction of it."""

from __future__ import annotations

from tortoise.models import Model

import models
from tests.group import Group

TABLES: frozenset[type[Model]] = frozenset(
    {models.Conversation, models.ConversationMessage, models.UnderstandingCorrection}
)


async def rows(group: Group) -> list[Model]:
    """The rows to be marked."""
    mail = await models.InboundMail.first()
    assert mail is not None
    conversation = await models.Conversation.create(
        subject="", member=group.member, person=group.owner, advisor=group.advisor, attachment_id=1,
        waiting_for=models.WaitingFor.GROUP,
    )  # fmt: skip
    await models.InboundMail.filter(id=mail.id).update(conversation_id=conversation.id)
    message = await models.ConversationMessage.create(
        conversation=conversation, direction=models.MessageDirection.IN, channel=models.MessageChannel.MAIL, text="",
        author=group.owner, inbound_mail=mail,
    )  # fmt: skip
    await models.OutboundMail.all().update(conversation_message_id=message.id)
    correction = await models.UnderstandingCorrection.create(
        mail=mail, field=models.UnderstandingField.SIRET, by=group.advisor
    )
    return [conversation, message, correction]
