"""Conversations: one per matter, whatever the channel; their messages, notices by mail, corrected understandings."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from models.base import Leased
from models.mail import InboundMail
from models.members import Member, Person
from models.supplier_attachments import SupplierAttachment


class ConversationStatus(StrEnum):
    """Where a conversation stands. `workflows.conversations` is the only writer."""

    OPEN = "OPEN"
    SNOOZED = "SNOOZED"
    CLOSED = "CLOSED"


class WaitingFor(StrEnum):
    """Whose turn it is."""

    GROUP = "GROUP"
    CONTACT = "CONTACT"
    NOBODY = "NOBODY"


class MessageDirection(StrEnum):
    """From the contact to the group, or from the group."""

    IN = "IN"
    OUT = "OUT"


class MessageChannel(StrEnum):
    """How a message came or went; notes and events never leave the group."""

    FORM = "FORM"
    CHAT = "CHAT"
    MAIL = "MAIL"
    PHONE = "PHONE"
    NOTE = "NOTE"
    EVENT = "EVENT"


class Conversation(Leased):
    """One matter between somebody and the group. As a job it is due when a snooze ends."""

    id = fields.IntField(primary_key=True)
    subject = fields.CharField(max_length=200)
    # With a company the conversation is the company's: all of its people see it. Without, it is the person's own.
    member_id: int | None
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="conversations", null=True
    )
    person_id: int | None
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="conversations", null=True, on_delete=fields.SET_NULL
    )
    # What somebody says of themselves whom we don't know; empty for a known person.
    contact_address = fields.CharField(max_length=320, default="")
    contact_name = fields.CharField(max_length=300, default="")
    contact_phone = fields.CharField(max_length=32, default="")
    # The address is theirs: our mail server vouches for it, or they answered a mail that went there.
    contact_proven = fields.BooleanField(default=False)
    # The number to call, while a call is wished for; the wish as it was written, and its bounds where it has some.
    call_phone = fields.CharField(max_length=32, null=True)
    call_wish = fields.CharField(max_length=100, default="")
    call_from = fields.DatetimeField(null=True)
    call_until = fields.DatetimeField(null=True)
    # Whose queue it is in. Null is the pool.
    advisor_id: int | None
    advisor: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="conversation_queue", null=True, on_delete=fields.SET_NULL
    )
    # The supplier attachment that a supplier writes about: such a conversation is the group's alone.
    attachment_id: int | None
    attachment: fields.ForeignKeyNullableRelation[SupplierAttachment] = fields.ForeignKeyField(
        "models.SupplierAttachment", related_name="conversations", null=True, on_delete=fields.SET_NULL
    )
    status = fields.CharEnumField(ConversationStatus, max_length=8, default=ConversationStatus.OPEN)
    snoozed_until = fields.DatetimeField(null=True)
    waiting_for = fields.CharEnumField(WaitingFor, max_length=8, default=WaitingFor.NOBODY)
    waiting_since = fields.DatetimeField(null=True)
    # Ids of messages, for lists to be ordered by: the oldest one that waits for an answer (0: none; far below zero for
    # a call to be made, so that it stands on top) and the last one.
    waiting_order = fields.IntField(default=0)
    last_message_order = fields.IntField(default=0)
    last_message_at = fields.DatetimeField(auto_now_add=True)
    unread_by_group = fields.BooleanField(default=False)
    unread_by_contact = fields.BooleanField(default=False)
    # The last message came by mail or form, or while nobody was there: the answer goes by mail at once.
    answer_by_mail = fields.BooleanField(default=False)
    # Moved on by whatever happens: two who act on what they read a while ago can't both be right.
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "conversation"
        indexes = (
            ("status", "next_attempt_at"),
            ("waiting_for", "status", "waiting_order"),
            ("member_id", "last_message_order"),
            ("person_id", "last_message_order"),
            # An advisor's queue in its order, and how long it is: answered from the index.
            ("advisor_id", "status", "waiting_order", "waiting_for"),
            ("attachment_id",),
            ("last_message_order",),
        )


class ConversationMessage(Model):
    """One message, note or event of a conversation. Written once, never changed."""

    id = fields.IntField(primary_key=True)
    conversation_id: int
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name="messages"
    )
    direction = fields.CharEnumField(MessageDirection, max_length=8)
    channel = fields.CharEnumField(MessageChannel, max_length=8)
    # Never shown to anybody but the group.
    internal = fields.BooleanField(default=False)
    # Written by the machine: the mailbot's answers, and what happened.
    automatic = fields.BooleanField(default=False)
    author_id: int | None
    author: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="written_messages", null=True, on_delete=fields.SET_NULL
    )
    author_label = fields.CharField(max_length=300, default="")
    # To whom an answer goes: their reply, sent to the address that the answer names, is theirs.
    recipient_id: int | None
    recipient: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="received_messages", null=True, on_delete=fields.SET_NULL
    )
    recipient_address = fields.CharField(max_length=320, default="")
    text = fields.TextField()
    at = fields.DatetimeField(auto_now_add=True)
    inbound_mail_id: int | None
    inbound_mail: fields.ForeignKeyNullableRelation[InboundMail] = fields.ForeignKeyField(
        "models.InboundMail", related_name="messages", null=True, on_delete=fields.SET_NULL
    )
    # Incoming: the answer that the bot suggests. Outgoing: the suggestion that it began as, whatever was made of it.
    suggestion = fields.TextField(null=True)
    # SHA-256 of who sent it and the key that they gave: sending twice is sending once.
    send_key = fields.CharField(max_length=64, null=True, unique=True)

    class Meta:
        table = "conversation_message"
        indexes = (("conversation_id", "id"), ("inbound_mail_id",), ("author_id",))


class NoticeStatus(StrEnum):
    """What became of a notice: it waits, it was mailed, or the answer had been read by then."""

    WAITING = "WAITING"
    SENT = "SENT"
    DROPPED = "DROPPED"


class ConversationNotice(Leased):
    """An answer in the chat goes by mail too, unless it is read within some minutes."""

    id = fields.IntField(primary_key=True)
    message_id: int
    message: fields.OneToOneRelation[ConversationMessage] = fields.OneToOneField(
        "models.ConversationMessage", related_name="notice"
    )
    status = fields.CharEnumField(NoticeStatus, max_length=8, default=NoticeStatus.WAITING)

    class Meta:
        table = "conversation_notice"
        indexes = (("status", "next_attempt_at"),)


class UnderstandingField(StrEnum):
    """What the bot may have misunderstood of a mail."""

    KIND = "KIND"
    SUPPLIER = "SUPPLIER"
    ACCOUNT_NUMBER = "ACCOUNT_NUMBER"
    SIRET = "SIRET"


class UnderstandingCorrection(Model):
    """Somebody of the group put right what the bot had understood of a mail: training data. Null: nothing."""

    id = fields.IntField(primary_key=True)
    mail_id: int
    mail: fields.ForeignKeyRelation[InboundMail] = fields.ForeignKeyField(
        "models.InboundMail", related_name="corrections"
    )
    field = fields.CharEnumField(UnderstandingField, max_length=16)
    was = fields.TextField(null=True)
    corrected = fields.TextField(null=True)
    by_id: int | None
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="corrections", null=True, on_delete=fields.SET_NULL
    )
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "understanding_correction"
        indexes = (("mail_id",),)
