"""Conversations that are hard to answer: of companies, of persons, of strangers; with notes, mails and suggestions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import cycle

import models
from tests.group import Group

Texts = Callable[[int], str]


async def add_conversations(
    group: Group, mails: list[models.InboundMail], texts: Texts, moments: tuple[dt.datetime, ...]
) -> None:
    """Write them beside the rest."""
    companies = cycle((group.member, None, group.other, group.prospect))
    people = cycle((group.owner, group.lonely, None, group.double))
    statuses, turns = cycle(models.ConversationStatus), cycle(models.WaitingFor)
    await models.Conversation.bulk_create(
        models.Conversation(
            subject=texts(number)[:200], member=next(companies), person=next(people),
            advisor=(None, group.advisor, group.admin)[number % 3], status=next(statuses), waiting_for=next(turns),
            waiting_order=number % 4, last_message_order=number % 7, waiting_since=(None, *moments)[number % 5],
            snoozed_until=(None, *moments)[number % 5], contact_name=texts(number + 1),
            contact_address=texts(number + 2), unread_by_group=number % 2 == 0,
            unread_by_contact=number % 3 == 0, last_message_at=moments[number % 4],
        )
        for number in range(30)
    )  # fmt: skip
    conversations = await models.Conversation.all().order_by("id")
    channels, directions = cycle(models.MessageChannel), cycle(models.MessageDirection)
    await models.ConversationMessage.bulk_create(
        models.ConversationMessage(
            conversation=conversation, direction=next(directions), channel=next(channels), text=texts(number + at),
            internal=at % 3 == 2, automatic=at % 4 == 3, author=(None, group.owner, group.advisor)[at % 3],
            author_label=texts(number), suggestion=(None, texts(at))[at % 2],
            inbound_mail=(None, mails[(number + at) % len(mails)])[at % 2],
        )
        for number, conversation in enumerate(conversations)
        for at in range(number % 6)
    )  # fmt: skip
    await models.UnderstandingCorrection.bulk_create(
        models.UnderstandingCorrection(
            mail=mail, field=field, was=texts(number), corrected=(None, texts(number + 3))[number % 2], by=group.advisor
        )
        for number, (mail, field) in enumerate(zip(mails, cycle(models.UnderstandingField), strict=False))
    )
