"""What the mail door does: a mail opens a conversation or goes on with one.

A mail goes on with a conversation by the token of the address that it was sent to, which is bound to the message that
it answers, or by the Message-IDs that it names, where its sender is known to take part. A token lets nobody act as
somebody: it says where the mail belongs, and who wrote stays to be proven.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tortoise import timezone

from access.policy import may_write_in_conversation
from access.tokens import Purpose, verify
from access.viewer import Viewer
from letters.subjects import bare_subject
from models import (
    Conversation,
    ConversationMessage,
    JournalKind,
    MessageChannel,
    MessageDirection,
    SupplierAttachment,
    WaitingFor,
)
from models.database import client, dialect, transaction
from models.france import today
from models.prepared import new, numbers_sql
from settings import Settings
from workflows.conversations import state
from workflows.conversations.queues import advisor_of_stranger, responsible, responsible_for
from workflows.conversations.state import Call, Draft, clean
from workflows.journal import record
from workflows.responsibility import here_sql
from workflows.undelivered import reachable

# Ids that a mail may name: more are noise.
MOST_IDS = 50


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A mail that was read, and what the bot made of it."""

    subject: str
    text: str
    from_address: str
    from_name: str
    proven: bool
    # The Message-IDs that it names, the latest last.
    message_ids: tuple[str, ...] = ()
    reply_token: str | None = None
    attachment_id: int | None = None
    waits: WaitingFor = WaitingFor.GROUP
    # The text that the bot answers with; an acknowledgement is spared where a human is in the conversation already.
    answer: str | None = None
    acknowledgement: bool = False
    suggestion: str | None = None
    call: Call | None = None


@dataclass(frozen=True)
class Filed:
    """Where the mail is now, and the message of the bot's answer, if one goes."""

    conversation: Conversation
    message: ConversationMessage
    answer: ConversationMessage | None


async def file_mail(settings: Settings, viewer: Viewer, filing: Filing) -> Filed:
    """Put the mail that the viewer speaks by into its conversation."""
    async with transaction():
        if viewer.person_id is not None and viewer.unreachable:
            await reachable(viewer.person_id)
        known = await _known(viewer, filing)
        if known.message_id is not None:
            return await _taken_up(viewer, filing, await ConversationMessage.get(id=known.message_id))
        named = await _by_token(settings, filing)
        found = named or _theirs(viewer, filing, known.conversations)
        conversation = await state.locked(found) if found else None
        if conversation is None:
            conversation = await _open(viewer, filing, known)
        elif _is_contact(conversation, filing) and not conversation.contact_proven and (filing.proven or named):
            # Our mail server vouches for them, or they got our mail. Ids alone can be guessed.
            await state.mark(conversation, contact_proven=True)
        draft = Draft(
            direction=MessageDirection.IN,
            channel=MessageChannel.MAIL,
            text=clean(filing.text) or "(message vide)",
            author_id=viewer.person_id,
            author_label=viewer.display_name or _stranger(filing),
            inbound_mail_id=viewer.mail_id,
            number=known.numbers[0],
            suggestion=None if _elsewhere(viewer, filing, conversation) else filing.suggestion,
        )
        answer = await _answer(viewer, filing, conversation, number=known.numbers[1])
        message, answered = await state.receive_and_answer(
            conversation, draft, answer, waits=filing.waits, by_mail=True, call=filing.call
        )
        await _note_call(viewer, filing, conversation)
        return Filed(conversation, message, answered)


async def _note_call(viewer: Viewer, filing: Filing, conversation: Conversation) -> None:
    if filing.call is not None:
        await record(
            JournalKind.CALL_BACK_ASKED, viewer, person_id=conversation.person_id, member_id=conversation.member_id,
            note=conversation.call_wish,
        )  # fmt: skip


async def _taken_up(viewer: Viewer, filing: Filing, message: ConversationMessage) -> Filed:
    """Its sender has confirmed it: a stranger's conversation becomes theirs, as if it had been from the start."""
    conversation = await Conversation.select_for_update().get(id=message.conversation_id)
    strangers = conversation.member_id is None and conversation.person_id is None and conversation.attachment_id is None
    changes: dict[str, Any] = {}
    if viewer.person_id is not None and strangers and _is_contact(conversation, filing):
        changes = {"person_id": viewer.person_id, "member_id": _only_company(viewer), "contact_address": "",
                   "contact_name": "", "contact_proven": True}  # fmt: skip
    await state.take_up(conversation, viewer, message, waits=filing.waits, call=filing.call, **changes)
    if filing.suggestion is not None and not _elsewhere(viewer, filing, conversation):
        await ConversationMessage.filter(id=message.id).update(suggestion=filing.suggestion)
    await _note_call(viewer, filing, conversation)
    answer = await _answer(viewer, filing, conversation)
    answered = await state.answer_automatically(conversation, answer) if answer else None
    return Filed(conversation, message, answered)


def _only_company(viewer: Viewer) -> int | None:
    """People of several companies don't say for which they write: the conversation is their own then."""
    return viewer.memberships[0].member_id if len(viewer.memberships) == 1 else None


def _stranger(filing: Filing) -> str:
    if not filing.proven:
        return f"{filing.from_address} (expéditeur non vérifié)"
    return f"{filing.from_name} ({filing.from_address})" if filing.from_name else filing.from_address


async def _answer(
    viewer: Viewer, filing: Filing, conversation: Conversation, *, number: int | None = None
) -> Draft | None:
    if not filing.answer or (filing.acknowledgement and await _has_human_answer(conversation)):
        return None
    return Draft(
        direction=MessageDirection.OUT,
        channel=MessageChannel.MAIL,
        text=filing.answer,
        internal=_elsewhere(viewer, filing, conversation),
        automatic=True,
        author_label="Réponse automatique",
        recipient_id=viewer.person_id,
        recipient_address=filing.from_address,
        number=number,
    )


def _elsewhere(viewer: Viewer, filing: Filing, conversation: Conversation) -> bool:
    """Whether somebody known writes into the conversation of others, whose mail was passed on to them.

    They get what is theirs, and those of the conversation don't: neither as an answer nor as a suggestion for one.
    """
    if viewer.person_id is None or _is_contact(conversation, filing):
        return False
    return not may_write_in_conversation(viewer, conversation)


async def _has_human_answer(conversation: Conversation) -> bool:
    return conversation.pk is not None and await ConversationMessage.filter(
        conversation_id=conversation.id, direction=MessageDirection.OUT, internal=False, automatic=False
    ).exists()  # fmt: skip


async def _by_token(settings: Settings, filing: Filing) -> int | None:
    """The conversation of the message that the token was made for; an address that got around ends with its time."""
    if filing.reply_token is None:
        return None
    message_id = verify(settings.secret_key, Purpose.REPLY, filing.reply_token)
    if message_id is None:
        return None
    since = timezone.now() - dt.timedelta(days=settings.thread_days)
    message = await ConversationMessage.get_or_none(id=message_id, at__gt=since)
    return message.conversation_id if message else None


def _theirs(viewer: Viewer, filing: Filing, named: Iterable[Conversation]) -> int | None:
    """The first of these conversations whose contact the sender is."""
    for conversation in named:
        if viewer.person_id is not None:
            theirs = may_write_in_conversation(viewer, conversation)
        else:
            theirs = _is_contact(conversation, filing) and (filing.proven or not conversation.contact_proven)
        if theirs:
            return conversation.id
    return None


@dataclass(frozen=True)
class _Known:
    """What there is already for a mail, in one look."""

    # The message that this mail is, when it was handled before its sender confirmed it.
    message_id: int | None
    # Of the mails that it names, and of those in the threads that one of them began: theirs and ours, latest first.
    conversations: list[Conversation]
    # The advisor of the sender's only company, if they answer for it today.
    advisor_id: int | None
    # For its message and the answer to it.
    numbers: tuple[int, int]


async def _known(viewer: Viewer, filing: Filing) -> _Known:
    postgres, ids, day = dialect() == "postgres", list(filing.message_ids[-MOST_IDS:]), today()
    values = [ids, viewer.mail_id or 0, _only_company(viewer) or 0, day]
    if not postgres:
        values = [json.dumps(ids), *values[1:3], str(day)]
    rows = await client().execute_query_dict(_known_sql(postgres=postgres), values)
    first, columns = rows[0], Conversation._meta.db_fields
    named = [{column: row[column] for column in columns} for row in rows if row["id"] is not None]
    return _Known(
        first["known_message"],
        [Conversation._init_from_db(**row) for row in named],
        first["known_advisor"],
        (first["message_number"], first["answer_number"]),
    )


@cache
def _known_sql(*, postgres: bool) -> str:
    """Step by step, each by an index: left to choose, PostgreSQL reads whole tables, and goes on so while they grow."""

    def step(column: str, table: str, key: str, ids: str) -> str:
        if not postgres:
            return f"SELECT {column} FROM {table} WHERE {key} IN ({ids})"  # noqa: S608 - our own names here and below
        one = f"SELECT {column} FROM {table} WHERE {key} = known.id OFFSET 0"  # noqa: S608 - so that it is no join
        return f"SELECT found.* FROM ({ids}) AS known(id), LATERAL ({one}) AS found"  # noqa: S608

    def named(column: str, table: str) -> str:
        ids = "SELECT unnest($1::text[])" if postgres else "SELECT value FROM json_each(?1)"
        return " UNION ".join(step(column, table, key, ids) for key in ("message_id", "thread_key"))

    letters, came = named("conversation_message_id", "outbound_mail"), named("conversation_id", "inbound_mail")
    answered = step("conversation_id", "conversation_message", "id", letters)
    conversations = step("*", "conversation", "id", f"{answered} UNION {came}")
    itself = step("id", "conversation_message", "inbound_mail_id", "SELECT $2::int" if postgres else "SELECT ?2")
    member, day = ("$3::int", "$4::date") if postgres else ("?3", "?4")
    return f"""
        WITH numbers AS MATERIALIZED ({numbers_sql(ConversationMessage, "message_number", "answer_number")})
        SELECT numbers.*, itself.known_message, ({here_sql(member, day)}) AS known_advisor, conversations.*
        FROM numbers CROSS JOIN (SELECT MIN(id) AS known_message FROM ({itself}) AS of_mail) AS itself
        LEFT JOIN ({conversations}) AS conversations ON TRUE ORDER BY conversations.id DESC
    """  # noqa: S608


def _is_contact(conversation: Conversation, filing: Filing) -> bool:
    """Whether it comes from the address of a contact whom we know by it alone."""
    return bool(filing.from_address) and conversation.contact_address == filing.from_address.lower()


async def _open(viewer: Viewer, filing: Filing, known: _Known) -> Conversation:
    """A new one, not yet written: its first messages go with it."""
    attachment = None
    if filing.attachment_id is not None:
        attachment = await SupplierAttachment.get_or_none(id=filing.attachment_id).select_related("member")
    theirs = viewer.person_id is not None and attachment is None
    return new(
        Conversation,
        subject=state.subject_of(bare_subject(filing.subject)),
        member_id=_only_company(viewer) if attachment is None else None,
        person_id=viewer.person_id if theirs else None,
        contact_address="" if theirs else filing.from_address.lower()[:320],
        contact_name="" if theirs else clean(filing.from_name)[:300],
        contact_proven=filing.proven,
        attachment_id=attachment.id if attachment else None,
        advisor_id=await _advisor(viewer, filing, attachment, known),
    )


async def _advisor(viewer: Viewer, filing: Filing, attachment: SupplierAttachment | None, known: _Known) -> int | None:
    if attachment is not None:
        return await responsible(attachment.member)
    if viewer.person_id is None:
        return await advisor_of_stranger(filing.from_address)
    return known.advisor_id or await responsible_for(viewer.member_ids)
