"""Supplier attachments (rattachements): a member's account at a supplier put under the group's terms."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from models.catalogue import Supplier
from models.members import Member, Person


class AttachmentStatus(StrEnum):
    """Where a supplier attachment stands.

    `REQUESTED` (no account number yet) → `SENT` (the supplier has the letter) → `ACCEPTED` | `REFUSED`;
    `CANCELLED` from either of the first two, `ENDED` after `ACCEPTED`, with the membership.
    `workflows.supplier_attachments` is the only writer.
    """

    REQUESTED = "REQUESTED"
    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"
    ENDED = "ENDED"


class Channel(StrEnum):
    """The door that somebody came through."""

    WEB = "WEB"
    MAIL = "MAIL"
    LINK = "LINK"
    IMPORT = "IMPORT"


class SupplierAttachment(Model):
    """One request of one member at one supplier, and what became of it."""

    id = fields.IntField(primary_key=True)
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="supplier_attachments"
    )
    supplier_id: int
    supplier: fields.ForeignKeyRelation[Supplier] = fields.ForeignKeyField(
        "models.Supplier", related_name="supplier_attachments", on_delete=fields.RESTRICT
    )
    account_number = fields.CharField(max_length=64, null=True)
    # The member's own discount code at a car-rental company, once accepted. Told by `workflows.discount_codes` alone.
    own_code = fields.CharField(max_length=64, null=True)
    status = fields.CharEnumField(
        AttachmentStatus, "Where it stands.", max_length=16, default=AttachmentStatus.REQUESTED
    )
    # "member:supplier" while the attachment is open or accepted, else null: the database itself refuses a second one.
    open_key = fields.CharField(max_length=40, null=True, unique=True)
    requested_by_id: int | None
    requested_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="requested_attachments", null=True, on_delete=fields.SET_NULL
    )
    channel = fields.CharEnumField(Channel, max_length=8, default=Channel.WEB)
    refusal_reason = fields.TextField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "supplier_attachment"
        indexes = (
            ("member_id", "id"),
            ("supplier_id", "id"),
        )


class SupplierAttachmentEvent(Model):
    """One line of an attachment's history: what it became, when, by whom, through which door."""

    id = fields.IntField(primary_key=True)
    attachment_id: int
    attachment: fields.ForeignKeyRelation[SupplierAttachment] = fields.ForeignKeyField(
        "models.SupplierAttachment", related_name="events"
    )
    status = fields.CharEnumField(AttachmentStatus, "What it became.", max_length=16)
    actor_id: int | None
    actor: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="attachment_events", null=True, on_delete=fields.SET_NULL
    )
    actor_label = fields.CharField(max_length=200, default="")
    channel = fields.CharEnumField(Channel, max_length=8)
    note = fields.TextField(default="")
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "supplier_attachment_event"
        indexes = (("attachment_id", "id"),)
