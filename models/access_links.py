"""Links that open something once: a new password, an invitation, a new address. Only hashes of their tokens stay."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from models.base import Leased
from models.members import Person
from models.people import EmailChange, Invitation
from models.supplier_attachments import Channel


class LinkKind(StrEnum):
    """What a link is good for; one made for one thing is worth nothing for another."""

    PASSWORD = "PASSWORD"  # noqa: S105 - a kind
    INVITATION = "INVITATION"
    EMAIL = "EMAIL"


class LinkStatus(StrEnum):
    """Where a link stands. Whether it is too old is told by its time."""

    WAITING = "WAITING"
    USED = "USED"
    REPLACED = "REPLACED"
    CANCELLED = "CANCELLED"


class AccessLink(Model):
    """A link that was mailed. While it works its `current_key` is taken, so the database allows one at a time."""

    id = fields.IntField(primary_key=True)
    kind = fields.CharEnumField(LinkKind, "What it is good for.", max_length=16)
    status = fields.CharEnumField(LinkStatus, "Where it stands.", max_length=16, default=LinkStatus.WAITING)
    token_hash = fields.CharField(max_length=64, unique=True)
    # What it is the only one for, e.g. "password:12"; null once it doesn't work any more.
    current_key = fields.CharField(max_length=64, null=True, unique=True)
    person_id: int | None
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="access_links", null=True
    )
    invitation_id: int | None
    invitation: fields.ForeignKeyNullableRelation[Invitation] = fields.ForeignKeyField(
        "models.Invitation", related_name="links", null=True
    )
    email_change_id: int | None
    email_change: fields.ForeignKeyNullableRelation[EmailChange] = fields.ForeignKeyField(
        "models.EmailChange", related_name="links", null=True
    )
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "access_link"
        indexes = (("person_id",),)


class ResetRequestStatus(StrEnum):
    """A request that was carried out is gone; only what failed again and again stays."""

    RECEIVED = "RECEIVED"
    BURIED = "BURIED"


class ResetRequest(Leased):
    """Somebody asks for a new password. Written for every address alike, and carried out a moment later.

    So whoever asks can't tell by the time that it takes whether the address is somebody's login.
    """

    id = fields.IntField(primary_key=True)
    email = fields.CharField(max_length=254)
    status = fields.CharEnumField(
        ResetRequestStatus, "Where it stands.", max_length=16, default=ResetRequestStatus.RECEIVED
    )
    channel = fields.CharEnumField(Channel, "The door that it came through.", max_length=8, default=Channel.WEB)
    # The browser that asked, where it is one that we know.
    device = fields.CharField(max_length=100, default="")
    asked_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "reset_request"
        indexes = (("status", "next_attempt_at"),)
