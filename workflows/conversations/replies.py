"""Answers of the group: by mail into its thread; in the web at once, and by mail too unless it is read there soon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tortoise import timezone
from tortoise.exceptions import IntegrityError

from access.viewer import Viewer
from letters.outbox import can_reach
from models import (
    Affiliation,
    Conversation,
    ConversationMessage,
    ConversationNotice,
    MessageChannel,
    MessageDirection,
    Person,
)
from settings import Settings
from workflows.conversations import letters, state
from workflows.conversations.inputs import checked_key, checked_text, send_key
from workflows.conversations.outcomes import Done, Outcome, Refused, act, held
from workflows.conversations.queues import give
from workflows.conversations.state import Draft
from workflows.inputs import InputCode, InputError, InputProblem, Problems
from workflows.member_letters import owners_of
from workflows.outcomes import Invalid


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer of the group: its own text, or, without, the suggestion of that message as it stands."""

    conversation_id: int
    version: int
    key: str
    text: str | None = None
    suggested_by: int | None = None
    close: bool = False


_KEY_USED = InputProblem("key", InputCode.CONFLICT, "Cette clé a déjà servi à envoyer autre chose.")


async def reply(settings: Settings, viewer: Viewer, asked: Reply) -> Outcome:
    """Answer. The same key again is the same answer; a stale version answers nothing."""
    problems, suggestion, text = Problems(), None, ""
    with problems:
        suggestion = await _suggestion(asked)
        text = checked_text(suggestion or "" if asked.text is None else asked.text)
    with problems:
        checked_key(asked.key)
    if problems.found:
        return Invalid(problems.found)
    try:
        return await _reply(settings, viewer, asked, text, suggestion)
    except IntegrityError:  # the same key at the same moment, for another conversation
        return Invalid((_KEY_USED,))


@act
async def _reply(settings: Settings, viewer: Viewer, asked: Reply, text: str, suggestion: str | None) -> Done:
    key = send_key(viewer, asked.key)
    # Held first: who sends the same at the same moment waits here, and then finds it sent.
    await state.locked(asked.conversation_id)
    sent = await ConversationMessage.get_or_none(send_key=key).select_related("conversation")
    if sent is not None:
        if sent.conversation_id != asked.conversation_id or sent.text != text:
            raise Refused(Invalid((_KEY_USED,)))
        return Done(sent.conversation, sent)
    conversation = await held(asked.conversation_id, asked.version)
    recipient, address = await _recipient(conversation)
    by_mail = recipient is None or conversation.answer_by_mail
    if conversation.advisor_id is None:
        await give(conversation, viewer, viewer.person_id)
    draft = Draft(
        direction=MessageDirection.OUT,
        channel=MessageChannel.MAIL if by_mail else MessageChannel.CHAT,
        text=text,
        author_id=viewer.person_id,
        author_label=viewer.display_name,
        recipient_id=recipient.id if recipient else None,
        recipient_address=address,
        suggestion=suggestion,
        send_key=key,
    )
    message = await state.answer(conversation, draft, close=asked.close)
    if by_mail:
        await letters.answer(settings, conversation, message)
    else:
        due = timezone.now() + dt.timedelta(minutes=settings.chat_notice_minutes)
        await ConversationNotice.create(message=message, next_attempt_at=due)
    return Done(conversation, message)


async def _suggestion(asked: Reply) -> str | None:
    if asked.suggested_by is None:
        return None
    found = await ConversationMessage.get_or_none(
        id=asked.suggested_by, conversation_id=asked.conversation_id, direction=MessageDirection.IN
    )
    if found is None or found.suggestion is None:
        raise InputError("suggestedBy", InputCode.NOT_FOUND, "Aucune réponse n’est proposée pour ce message.")
    return found.suggestion


async def _recipient(conversation: Conversation) -> tuple[Person | None, str]:
    """To whom an answer goes: who wrote last, else the conversation's person; else, when whoever wrote has left or is
    closed, an owner of the company; the address of somebody unknown. Raises `InputError`."""
    came = ConversationMessage.filter(conversation_id=conversation.id, direction=MessageDirection.IN, internal=False)
    last = await came.exclude(channel=MessageChannel.PHONE).order_by("-id").first()
    person = await _first_to_reach(conversation, (last.author_id if last else None, conversation.person_id))
    unknown = person is None and conversation.person_id is None
    address = person.email if person else conversation.contact_address if unknown else ""
    if not can_reach(address):
        message = "On ne sait pas à qui répondre : reliez d’abord la conversation à une personne."
        raise InputError("conversationId", InputCode.INVALID, message)
    return person, address


async def _first_to_reach(conversation: Conversation, known: tuple[int | None, ...]) -> Person | None:
    """Of people the first one whose conversation it is; when its person's it is no more, an owner of the company."""
    for person_id in known:
        if person_id and await takes_part(conversation, person_id):
            return await Person.get(id=person_id)
    left = conversation.person_id is not None and conversation.member_id is not None
    owners = await owners_of(conversation.member_id or 0) if left else []
    return owners[0] if owners else None


async def takes_part(conversation: Conversation, person_id: int) -> bool:
    """Whether the conversation is theirs: a mail may have been passed on, who wrote may have left or be closed."""
    if conversation.member_id is None:
        return person_id == conversation.person_id and await Person.filter(id=person_id, active=True).exists()
    theirs = Affiliation.filter(person_id=person_id, member_id=conversation.member_id, person__active=True)
    return await theirs.exists()
