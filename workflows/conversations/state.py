"""Where a conversation stands, and its messages: the only writer of both. All of it runs inside a transaction.

                    a message comes in                     somebody of the group answers
    (none) ─────────────────────────▶ OPEN, waits for GROUP ─────────────▶ OPEN, waits for CONTACT
    SNOOZED, CLOSED ────────────────▶     │      ▲    ▲                        │
                                   snooze │      │    └── a message comes in ──┘
                                          ▼      │ its time comes, or reopened
                                       SNOOZED ──┴── CLOSED, waits for NOBODY ◀── close

Whatever happens leaves a message, note or event, and moves the version on: `happened` tells who comes too late why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise import timezone

from access.viewer import Viewer
from jobs.events import GROUP_ALONE, publish
from letters.french import format_day
from letters.untrusted import one_line
from models import (
    Conversation,
    ConversationMessage,
    ConversationStatus,
    MessageChannel,
    MessageDirection,
    WaitingFor,
)
from models.france import PARIS
from models.prepared import insert, insert_with, new, update

LONGEST_SUBJECT = 200
LONGEST_TEXT = 20_000
# Added to the message id that a conversation is ordered by: calls to be made stand on top of the queue, oldest first.
CALLS_FIRST = -1_000_000_000
NO_SUBJECT = "(sans objet)"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message to be written."""

    direction: MessageDirection
    channel: MessageChannel
    text: str
    author_id: int | None = None
    author_label: str = ""
    internal: bool = False
    automatic: bool = False
    recipient_id: int | None = None
    recipient_address: str = ""
    inbound_mail_id: int | None = None
    suggestion: str | None = None
    send_key: str | None = None
    # The id that it gets, where one was taken beforehand: the first messages of a new conversation need theirs.
    number: int | None = None


async def locked(conversation_id: int) -> Conversation | None:
    """The conversation, held until the transaction ends: whoever else acts on it waits, and then sees what happened."""
    return await Conversation.select_for_update().get_or_none(id=conversation_id)


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call that is wished for."""

    phone: str
    wish: str = ""
    earliest: dt.datetime | None = None
    latest: dt.datetime | None = None


async def receive(
    conversation: Conversation,
    draft: Draft,
    *,
    waits: WaitingFor = WaitingFor.GROUP,
    by_mail: bool,
    call: Call | None = None,
) -> ConversationMessage:
    """A message of the contact. `waits` is CONTACT or NOBODY when the bot has dealt with it already."""
    message, _ = await receive_and_answer(conversation, draft, None, waits=waits, by_mail=by_mail, call=call)
    return message


async def receive_and_answer(
    conversation: Conversation,
    draft: Draft,
    answer: Draft | None,
    *,
    waits: WaitingFor,
    by_mail: bool,
    call: Call | None = None,
) -> tuple[ConversationMessage, ConversationMessage | None]:
    """A message of the contact, and what the bot answers to it at once. A conversation that is new begins with them."""
    messages = [_message(conversation, one) for one in (draft, answer) if one is not None]
    if conversation.pk is not None:
        await _insert(conversation, messages)
    message, *answers = messages
    # Who writes has read what was there.
    changes: dict[str, Any] = {"answer_by_mail": by_mail, "unread_by_contact": False}
    if waits is WaitingFor.GROUP:
        changes |= _open() | {"unread_by_group": True}
        if conversation.waiting_for != WaitingFor.GROUP:
            changes |= _waiting_since(message)
        if call is not None:
            changes |= _wished(call, message)
    elif conversation.waiting_for != WaitingFor.GROUP:
        status = ConversationStatus.OPEN if waits is WaitingFor.CONTACT else ConversationStatus.CLOSED
        changes |= {"status": status, "snoozed_until": None, "waiting_for": waits} | _NOTHING_WAITS
    last = answers[-1] if answers else message
    changes |= _last(last) | {"version": conversation.version + 1 + len(answers)}
    if conversation.pk is None:
        conversation.update_from_dict(changes)
        await insert_with(conversation, "conversation_id", messages)
        await _tell_of(conversation, messages)
        await publish(Conversation, conversation.id, member_id=conversation.member_id)
    else:
        await _save(conversation, **changes)
    return message, last if answers else None


async def answer(conversation: Conversation, draft: Draft, *, close: bool = False) -> ConversationMessage:
    """What somebody of the group answers."""
    message = await _write(conversation, draft)
    ended = {"status": ConversationStatus.CLOSED, "waiting_for": WaitingFor.NOBODY}
    waiting = {"status": ConversationStatus.OPEN, "waiting_for": WaitingFor.CONTACT}
    await _save(
        conversation,
        **(ended if close else waiting),
        **_NOTHING_WAITS,
        **_last(message),
        snoozed_until=None,
        unread_by_group=False,
        unread_by_contact=True,
    )
    return message


async def answer_automatically(conversation: Conversation, draft: Draft) -> ConversationMessage:
    """What the bot answered: whose turn it is was settled by the message that it answers."""
    message = await _write(conversation, draft)
    await _save(conversation, **_last(message))
    return message


async def note(conversation: Conversation, draft: Draft) -> ConversationMessage:
    """A note between colleagues, or what happened: nothing that the contact sees changes."""
    message = await _write(conversation, draft)
    await _save(conversation)
    return message


async def call_made(conversation: Conversation) -> None:
    """Somebody has called: it waits like any other, in its place."""
    if conversation.call_phone is not None:
        order = conversation.waiting_order
        await _save(conversation, **NO_CALL, waiting_order=order - CALLS_FIRST if order < 0 else order)


async def share(conversation: Conversation, draft: Draft) -> ConversationMessage:
    """What the group writes down for both sides, such as a telephone call: nobody's turn changes."""
    message = await _write(conversation, draft)
    await _save(conversation, **_last(message), unread_by_contact=True)
    return message


async def event(conversation: Conversation, viewer: Viewer, text: str, **changes: Any) -> ConversationMessage:
    """A change of the conversation with the line that tells it to colleagues."""
    message = await _write(
        conversation,
        Draft(
            direction=MessageDirection.OUT,
            channel=MessageChannel.EVENT,
            text=text,
            author_id=viewer.person_id,
            author_label=viewer.display_name,
            internal=True,
            automatic=True,
        ),
    )
    await _save(conversation, **changes)
    return message


async def close(conversation: Conversation, viewer: Viewer) -> None:
    """The matter is settled."""
    changes = {"status": ConversationStatus.CLOSED, "snoozed_until": None, "waiting_for": WaitingFor.NOBODY}
    text = f"{viewer.display_name} a clos la conversation."
    await event(conversation, viewer, text, **changes, **_NOTHING_WAITS, unread_by_group=False)


async def wait_for_group(conversation: Conversation, viewer: Viewer, text: str) -> None:
    """Back into the queue, whatever it was before, for the reason in `text`."""
    message = await event(conversation, viewer, text)
    waiting = {} if conversation.waiting_for == WaitingFor.GROUP else _waiting_since(message)
    await _save(conversation, **_open(), **waiting, unread_by_group=True)


async def take_up(
    conversation: Conversation,
    viewer: Viewer,
    message: ConversationMessage,
    *,
    waits: WaitingFor,
    call: Call | None = None,
    **changes: Any,
) -> None:
    """The contact has confirmed a message that waited here; unless more waits, `waits` says whose turn it is."""
    if waits is WaitingFor.GROUP:
        if conversation.waiting_for != WaitingFor.GROUP:
            changes |= _open() | _waiting_since(message) | {"unread_by_group": True}
        if call is not None:
            changes |= _wished(call, message)
    elif conversation.waiting_order in (0, message.id):
        status = ConversationStatus.OPEN if waits is WaitingFor.CONTACT else ConversationStatus.CLOSED
        changes |= {"status": status, "snoozed_until": None, "waiting_for": waits} | _NOTHING_WAITS
    name = viewer.display_name or "Le contact"
    await event(conversation, viewer, f"{name} a confirmé être l’auteur du message.", **changes)


async def snooze(conversation: Conversation, viewer: Viewer, until: dt.datetime) -> None:
    """Out of the queue until then; the row is a job that is due at that moment."""
    text = f"{viewer.display_name} a mis la conversation en attente jusqu’au {moment(until)}."
    changes = {"status": ConversationStatus.SNOOZED, "snoozed_until": until, "next_attempt_at": until, "attempts": 0}
    await event(conversation, viewer, text, **changes)


async def mark(conversation: Conversation, **marks: bool) -> None:
    """Who has read what: nothing that anybody acts on, so the version stays."""
    await Conversation.filter(id=conversation.id).update(**marks)
    conversation.update_from_dict(marks)
    seen = marks.keys() - _UNSEEN
    await publish(Conversation, conversation.id, member_id=conversation.member_id if seen else GROUP_ALONE)


def moment(at: dt.datetime) -> str:
    """`23 novembre 2026 à 9 h 05`, in Paris."""
    local = at.astimezone(PARIS)
    return f"{format_day(local.date())} à {local.hour} h {local.minute:02}"


async def happened(conversation: Conversation) -> str:
    """What was done last, for somebody who acts on what they read before."""
    last = await ConversationMessage.filter(conversation_id=conversation.id).order_by("-id").first()
    if last is None:
        return "La conversation a changé."
    when = moment(last.at)
    who = last.author_label or "Quelqu’un"
    match last.channel, last.direction:
        case MessageChannel.EVENT, _:
            return f"{last.text} ({when})"
        case MessageChannel.NOTE, _:
            return f"{who} a laissé une note le {when}."
        case MessageChannel.PHONE, _:
            return f"{who} a noté un appel le {when}."
        case _, MessageDirection.OUT:
            return f"{who} a répondu le {when}."
        case _:
            return f"{who} a écrit le {when}."


# What a conversation's contact sees nothing of.
_UNSEEN = frozenset({"version", "unread_by_group"})
NO_CALL: dict[str, Any] = {"call_phone": None, "call_wish": "", "call_from": None, "call_until": None}
_NOTHING_WAITS: dict[str, Any] = {"waiting_since": None, "waiting_order": 0, **NO_CALL}


def _wished(call: Call, message: ConversationMessage) -> dict[str, Any]:
    return {
        "call_phone": clean(call.phone)[:32],
        "call_wish": " ".join(clean(call.wish).split())[:100],
        "call_from": call.earliest,
        "call_until": call.latest,
        "waiting_order": CALLS_FIRST + message.id,
    }


def _open() -> dict[str, Any]:
    return {"status": ConversationStatus.OPEN, "snoozed_until": None, "waiting_for": WaitingFor.GROUP}


def _waiting_since(message: ConversationMessage) -> dict[str, Any]:
    return {"waiting_since": message.at, "waiting_order": message.id}


def _last(message: ConversationMessage) -> dict[str, Any]:
    return {"last_message_order": message.id, "last_message_at": message.at}


async def _write(conversation: Conversation, draft: Draft) -> ConversationMessage:
    message = _message(conversation, draft)
    await _insert(conversation, [message])
    return message


async def _insert(conversation: Conversation, messages: Sequence[ConversationMessage]) -> None:
    await insert(*messages)
    await _tell_of(conversation, messages)


async def _tell_of(conversation: Conversation, messages: Sequence[ConversationMessage]) -> None:
    for message in messages:
        member_id = GROUP_ALONE if message.internal else conversation.member_id
        await publish(ConversationMessage, message.id, member_id=member_id)


def _message(conversation: Conversation, draft: Draft) -> ConversationMessage:
    return new(
        ConversationMessage,
        id=draft.number,
        at=timezone.now(),
        conversation_id=conversation.pk or 0,  # of a new one: when both are written
        direction=draft.direction,
        channel=draft.channel,
        text=clean(draft.text),
        author_id=draft.author_id,
        author_label=clean(draft.author_label)[:300],
        internal=draft.internal,
        automatic=draft.automatic,
        recipient_id=draft.recipient_id,
        recipient_address=draft.recipient_address[:320],
        inbound_mail_id=draft.inbound_mail_id,
        suggestion=draft.suggestion,
        send_key=draft.send_key,
    )


async def _save(conversation: Conversation, **changes: Any) -> None:
    changes.setdefault("version", conversation.version + 1)
    # Before and after: whose it was must look again, too. Of a note between colleagues no contact is told the moment.
    told = {conversation.member_id, changes.get("member_id", conversation.member_id)}
    if changes.keys() <= _UNSEEN:
        told = {GROUP_ALONE}
    await update(Conversation, {"id": conversation.id}, changes)
    conversation.update_from_dict(changes)
    for member_id in told:
        await publish(Conversation, conversation.id, member_id=member_id)


def clean(text: str) -> str:
    """The text as it is kept: no NUL, which no database takes, one kind of line break, no more than a mail's worth."""
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()[:LONGEST_TEXT]


def subject_of(text: str) -> str:
    """A subject on one line, never empty."""
    return one_line(clean(text), LONGEST_SUBJECT) or NO_SUBJECT
