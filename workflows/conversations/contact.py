"""What people do: the contact form, signed in or not, the chat, and telling that they have read."""

from __future__ import annotations

from dataclasses import dataclass

from tortoise import timezone
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from access import limits
from access.policy import may_handle_conversations, may_write_in_conversation
from access.throttling import Throttled, throttle
from access.viewer import Viewer
from errors import BadInput
from letters.outbox import can_reach
from models import (
    Conversation,
    ConversationMessage,
    ConversationNotice,
    Member,
    MessageChannel,
    MessageDirection,
    NoticeStatus,
)
from models.siret import parse_siret
from settings import Settings
from workflows import service_hours
from workflows.conversations import letters, state
from workflows.conversations.inputs import checked_key, checked_text, own_company, send_key
from workflows.conversations.outcomes import NO_CONVERSATION, Conflict, Done, Refused, act, held
from workflows.conversations.queues import advisor_of_stranger, responsible
from workflows.conversations.state import Draft, clean, receive, subject_of
from workflows.inputs import InputCode, InputProblem, Problems
from workflows.outcomes import Invalid


@dataclass(frozen=True, kw_only=True)
class ContactForm:
    """What somebody wrote; who is signed in needs neither name nor address."""

    subject: str
    text: str
    name: str = ""
    email: str = ""
    phone: str = ""
    siret: str | None = None
    key: str | None = None


async def contact_us(settings: Settings, viewer: Viewer, client: str, form: ContactForm) -> Done | Invalid | Throttled:
    """A message by the contact form opens a conversation, in the queue of the advisor who follows the company."""
    problems, member = Problems(), None
    with problems:
        checked_text(form.text)
    with problems:
        member = await own_company(viewer, form.siret)
    if viewer.person_id is None:
        _check_stranger(problems, form)
    if problems.found:
        return Invalid(problems.found)
    key = send_key(viewer, form.key, form.subject, form.text, form.email)
    known = await _sent_before(viewer, key)
    if known is not None:
        return known
    throttled = await throttle(settings, limits.CONTACT_FORM.of(viewer.person_id or client))
    if throttled is not None:
        return throttled
    try:
        async with in_transaction():
            return await _open_by_form(settings, viewer, member, form, key)
    except IntegrityError:  # the same form at the same moment
        known = await _sent_before(viewer, key)
        if known is None:
            raise
        return known


async def _open_by_form(
    settings: Settings, viewer: Viewer, member: Member | None, form: ContactForm, key: str | None
) -> Done:
    stranger = viewer.person_id is None
    address = form.email.strip().lower() if stranger else ""
    conversation = await Conversation.create(
        subject=subject_of(form.subject),
        member=member,
        person_id=viewer.person_id,
        contact_address=address,
        contact_name=clean(form.name)[:300] if stranger else "",
        contact_phone=clean(form.phone)[:32] if stranger else "",
        advisor_id=await advisor_of_stranger(address, form.siret) if stranger else await responsible(member),
    )
    draft = Draft(
        direction=MessageDirection.IN,
        channel=MessageChannel.FORM,
        text=form.text,
        author_id=viewer.person_id,
        author_label=viewer.display_name or clean(form.name) or address,
        send_key=key,
    )
    message = await receive(conversation, draft, by_mail=True)
    if stranger:
        await letters.receipt(settings, conversation, message)
    return Done(conversation, message)


@dataclass(frozen=True, kw_only=True)
class ChatMessage:
    """Into a conversation of the viewer's, or, without one, a new one."""

    conversation_id: int | None
    text: str
    key: str
    subject: str | None = None
    siret: str | None = None


async def send_message(settings: Settings, viewer: Viewer, written: ChatMessage) -> Done | Invalid | Throttled:
    """A message in the chat. While nobody is there the chat becomes mail: the answer goes by mail at once."""
    problems, member = Problems(), None
    with problems:
        checked_text(written.text)
    with problems:
        checked_key(written.key)
    if written.conversation_id is None:
        with problems:
            member = await own_company(viewer, written.siret)
    if problems.found:
        return Invalid(problems.found)
    key = send_key(viewer, written.key)
    known = await _sent_before(viewer, key)
    if known is not None:
        return known
    throttled = await throttle(settings, limits.CHAT.of(viewer.person_id))
    if throttled is not None:
        return throttled
    try:
        outcome = await _write_in_chat(settings, viewer, written, member, key)
    except IntegrityError:  # the same message at the same moment
        known = await _sent_before(viewer, key)
        if known is None:
            raise
        return known
    assert not isinstance(outcome, Conflict)  # noqa: S101 - no version was named
    return outcome


@act
async def _write_in_chat(
    settings: Settings, viewer: Viewer, written: ChatMessage, member: Member | None, key: str | None
) -> Done:
    if written.conversation_id is None:
        conversation = await Conversation.create(
            subject=subject_of(written.subject or written.text.strip().partition("\n")[0]),
            member=member,
            person_id=viewer.person_id,
            advisor_id=await responsible(member),
        )
    else:
        conversation = await held(written.conversation_id)
        if not _is_theirs(viewer, conversation):
            raise Refused(Invalid((NO_CONVERSATION,)))
    draft = Draft(
        direction=MessageDirection.IN,
        channel=MessageChannel.CHAT,
        text=written.text,
        author_id=viewer.person_id,
        author_label=viewer.display_name,
        send_key=key,
    )
    return Done(
        conversation,
        await receive(conversation, draft, by_mail=not await service_hours.is_open(settings, timezone.now())),
    )


@act
async def mark_read(viewer: Viewer, conversation_id: int, message_id: int) -> Done:
    """Everything up to that message is read by the viewer's side; what came later stays unread."""
    conversation = await held(conversation_id)
    theirs = _is_theirs(viewer, conversation)
    if not (theirs or may_handle_conversations(viewer)):
        raise Refused(Invalid((NO_CONVERSATION,)))
    message = await ConversationMessage.get_or_none(id=message_id, conversation_id=conversation_id)
    if message is None or (message.internal and not may_handle_conversations(viewer)):
        problem = InputProblem("messageId", InputCode.NOT_FOUND, "Ce message n’est pas de cette conversation.")
        raise Refused(Invalid((problem,)))
    if theirs:
        read = ConversationNotice.filter(message__conversation_id=conversation.id, message_id__lte=message.id)
        await ConversationNotice.filter(
            id__in=await read.filter(status=NoticeStatus.WAITING).values_list("id", flat=True)
        ).update(status=NoticeStatus.DROPPED)
    if message.id >= conversation.last_message_order:
        side = {"unread_by_contact": False} if theirs else {"unread_by_group": False}
        await state.mark(conversation, **side)
    return Done(conversation, message)


def _is_theirs(viewer: Viewer, conversation: Conversation) -> bool:
    return may_write_in_conversation(viewer, conversation)


async def _sent_before(viewer: Viewer, key: str | None) -> Done | Invalid | None:
    """What the same key sent before: a double click is one message."""
    if key is None:
        return None
    sent = await ConversationMessage.get_or_none(send_key=key).select_related("conversation")
    if sent is None:
        return None
    if viewer.person_id is not None and not _is_theirs(viewer, sent.conversation):
        return Invalid((NO_CONVERSATION,))
    return Done(sent.conversation, sent)


def _check_stranger(problems: Problems, form: ContactForm) -> None:
    address = form.email.strip()
    if not address:
        problems.add("email", InputCode.REQUIRED, "Indiquez l’adresse à laquelle vous répondre.")
    elif not can_reach(address):
        problems.add("email", InputCode.INVALID, f"« {address[:80]} » n’est pas une adresse e-mail.")
    if len(form.name) > 200:
        problems.add("name", InputCode.INVALID, "Un nom comporte au plus 200 caractères.")
    if len(form.phone) > 32:
        problems.add("phone", InputCode.INVALID, "Un numéro de téléphone comporte au plus 32 caractères.")
    if form.siret:
        try:
            parse_siret(form.siret)
        except BadInput:
            message = f"« {form.siret[:40]} » n’est pas un numéro de SIRET valide (14 chiffres)."
            problems.add("siret", InputCode.INVALID, message)
