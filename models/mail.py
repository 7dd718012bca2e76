"""Mail that came in and mail that goes out: each row is the job that handles it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from models.base import Leased
from models.members import Member, Person
from models.supplier_attachments import SupplierAttachment


class InboundStatus(StrEnum):
    """Where an incoming mail stands. `RECEIVED` is the only state that is not an end."""

    RECEIVED = "RECEIVED"
    ANSWERED = "ANSWERED"  # understood, done, answered
    HANDED_OVER = "HANDED_OVER"  # its conversation waits for a human
    IGNORED = "IGNORED"  # bounce, auto-reply, list, our own mail: never answered
    DUPLICATE = "DUPLICATE"  # the same mail once more
    QUARANTINED = "QUARANTINED"  # suspicious: same Message-ID with other content, …
    BURIED = "BURIED"  # failed N times; kept with its source, an operator was told


# What stands in `InboundMail.sender_proof` once the sender has confirmed the mail; the other values are the mailbot's.
SENDER_CONFIRMED = "CONFIRMED"


class OutboundStatus(StrEnum):
    """Where an outgoing mail stands. `SENDING` is written before the SMTP dialogue, `SENT` after the 250."""

    QUEUED = "QUEUED"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    UNDELIVERED = "UNDELIVERED"  # sent, and it came back
    HELD = "HELD"  # not sent for now: the reader's address takes no mail


class UndeliveredReason(StrEnum):
    """Why a letter did not reach its reader."""

    UNKNOWN_ADDRESS = "UNKNOWN_ADDRESS"
    UNKNOWN_DOMAIN = "UNKNOWN_DOMAIN"
    MAILBOX_CLOSED = "MAILBOX_CLOSED"
    MAILBOX_FULL = "MAILBOX_FULL"
    TOO_LARGE = "TOO_LARGE"
    REFUSED = "REFUSED"
    UNREACHABLE = "UNREACHABLE"
    OTHER = "OTHER"


UNDELIVERED_LABELS = {
    UndeliveredReason.UNKNOWN_ADDRESS: "l’adresse n’existe pas",
    UndeliveredReason.UNKNOWN_DOMAIN: "le domaine n’existe pas ou ne reçoit pas de courrier",
    UndeliveredReason.MAILBOX_CLOSED: "la boîte aux lettres est fermée",
    UndeliveredReason.MAILBOX_FULL: "la boîte aux lettres est pleine",
    UndeliveredReason.TOO_LARGE: "le message est trop volumineux pour cette boîte",
    UndeliveredReason.REFUSED: "le serveur du destinataire a refusé le message",
    UndeliveredReason.UNREACHABLE: "le serveur du destinataire n’a pas répondu",
    UndeliveredReason.OTHER: "le courrier n’a pas pu être remis",
}


class Mailbox(Model):
    """How far a watched IMAP folder was read, and the fencing number of the leader that may write here."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=200, unique=True)
    uidvalidity = fields.BigIntField(default=0)
    last_uid = fields.BigIntField(default=0)
    fence = fields.BigIntField(default=0)

    class Meta:
        table = "mailbox"


class InboundMail(Leased):
    """One incoming mail, stored before anything is thought about it."""

    id = fields.IntField(primary_key=True)
    mailbox_id: int
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField("models.Mailbox", related_name="mails")
    uidvalidity = fields.BigIntField()
    uid = fields.BigIntField()
    sha256 = fields.CharField(max_length=64, db_index=True)
    size = fields.IntField()
    truncated = fields.BooleanField(default=False)
    received_at = fields.DatetimeField(auto_now_add=True)
    status = fields.CharEnumField(InboundStatus, max_length=16, default=InboundStatus.RECEIVED)
    # Filled while it is processed.
    message_id = fields.CharField(max_length=998, null=True, db_index=True)
    # The first Message-ID that it names, else its own: what the mails of one thread have in common.
    thread_key = fields.CharField(max_length=998, default="")
    from_address = fields.CharField(max_length=320, default="")
    from_name = fields.CharField(max_length=300, default="")
    subject = fields.TextField(default="")
    excerpt = fields.TextField(default="")
    sender_proof = fields.CharField(max_length=40, default="")
    content_key = fields.CharField(max_length=64, null=True, unique=True)
    # The message of ours whose reply address it came to first: only there may it prove who sent it.
    answered_message_id = fields.IntField(null=True, unique=True)
    # [{"label": "...", "value": "..."}], French, for the advisor.
    understanding: Any = fields.JSONField[list[dict[str, str]]](default=list)
    outcome = fields.TextField(default="")
    # Our answer asked something back: the reply to it continues this request.
    asked_back = fields.BooleanField(default=False)
    person_id: int | None
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="mails", null=True, on_delete=fields.SET_NULL
    )
    member_id: int | None
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="mails", null=True, on_delete=fields.SET_NULL
    )
    # The conversation that it opened or went on with: where a human answers.
    conversation_id: int | None
    conversation: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "models.Conversation", related_name="mails", null=True, on_delete=fields.SET_NULL
    )
    processed_at = fields.DatetimeField(null=True)
    # Its copy in the mailbox must go too: the watcher deletes it there, then takes the mark away.
    forget = fields.BooleanField(default=False)
    source: fields.BackwardOneToOneRelation[InboundSource]
    # The bytes of a mail that was claimed; None: they are gone.
    content: bytes | None
    claimed_with = {"content": "SELECT content FROM inbound_source WHERE mail_id = inbound_mail.id"}  # noqa: RUF012

    class Meta:
        table = "inbound_mail"
        unique_together = (("mailbox", "uidvalidity", "uid"),)
        indexes = (
            ("status", "next_attempt_at"),
            ("conversation_id",),
            ("member_id",),
            ("person_id",),
            ("thread_key",),
            ("forget",),
        )


class InboundSource(Model):
    """The bytes of an incoming mail, apart so that lists never drag them along."""

    id = fields.IntField(primary_key=True)
    mail_id: int
    mail: fields.OneToOneRelation[InboundMail] = fields.OneToOneField("models.InboundMail", related_name="source")
    content = fields.BinaryField()

    class Meta:
        table = "inbound_source"


class OutboundMail(Leased):
    """One outgoing mail, its Message-ID and bytes frozen when the transaction that wrote it committed."""

    id = fields.IntField(primary_key=True)
    letter = fields.CharField(max_length=64)
    # What makes writing the same letter twice impossible; e.g. "answer:17".
    dedupe_key = fields.CharField(max_length=200, unique=True)
    message_id = fields.CharField(max_length=998, unique=True)
    return_path = fields.CharField(max_length=320)
    to_address = fields.CharField(max_length=320)
    subject = fields.TextField()
    body_text = fields.TextField()
    content = fields.BinaryField()
    status = fields.CharEnumField(OutboundStatus, max_length=16, default=OutboundStatus.QUEUED)
    # Root Message-ID of the thread that an answer belongs to; what the hourly cap counts by.
    thread_key = fields.CharField(max_length=998, default="", db_index=True)
    automatic = fields.BooleanField(default=True)
    # An answer to a sender who isn't proven: these have caps of their own.
    unproven = fields.BooleanField(default=False)
    # The incoming mail that made us write it: its answer, and the letters that its requests set off.
    cause_id: int | None
    cause: fields.ForeignKeyNullableRelation[InboundMail] = fields.ForeignKeyField(
        "models.InboundMail", related_name="letters", null=True, on_delete=fields.SET_NULL
    )
    # The message of a conversation that it carries.
    conversation_message_id: int | None
    conversation_message: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "models.ConversationMessage", related_name="letters", null=True, on_delete=fields.SET_NULL
    )
    attachment_id: int | None
    attachment: fields.ForeignKeyNullableRelation[SupplierAttachment] = fields.ForeignKeyField(
        "models.SupplierAttachment", related_name="letters", null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField(auto_now_add=True)
    sent_at = fields.DatetimeField(null=True)
    undelivered_at = fields.DatetimeField(null=True)
    undelivered_reason = fields.CharEnumField(UndeliveredReason, "Why it came back.", max_length=20, null=True)
    # A report to its own return path tells so: that counts against the address, other reports are only shown.
    undelivered_proven = fields.BooleanField(default=False)
    # Its bytes hold a link that opens something, for its reader alone: they are kept until it is sent, and no longer.
    secret = fields.BooleanField(default=False)
    # To be erased as soon as it is sent, or has failed for good.
    forget = fields.BooleanField(default=False)

    class Meta:
        table = "outbound_mail"
        indexes = (
            ("status", "next_attempt_at"),
            ("return_path",),
            ("created_at",),  # the caps count the last hour, however long letters are kept
            ("to_address", "created_at"),
            ("cause_id",),
            ("conversation_message_id",),
            ("attachment_id",),
            ("forget",),
        )
