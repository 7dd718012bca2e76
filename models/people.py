"""Who shall act for whom: invitations of colleagues, and addresses on their way from an old one to a new one."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from models.members import AffiliationRole, Member, Person


class InvitationStatus(StrEnum):
    """Where an invitation stands. Whether its link is too old is told by the link."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    CANCELLED = "CANCELLED"


class Invitation(Model):
    """A colleague is invited to act for a company. Nobody acts before they have accepted."""

    id = fields.IntField(primary_key=True)
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="invitations")
    email = fields.CharField(max_length=254)
    first_name = fields.CharField(max_length=100, default="")
    last_name = fields.CharField(max_length=100, default="")
    role = fields.CharEnumField(
        AffiliationRole, "What they will be there.", max_length=16, default=AffiliationRole.STAFF
    )
    status = fields.CharEnumField(InvitationStatus, "Where it stands.", max_length=16, default=InvitationStatus.PENDING)
    # One that waits for each address and company: "member:address"; null afterwards.
    open_key = fields.CharField(max_length=270, null=True, unique=True)
    invited_by_id: int | None
    invited_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="invitations_sent", null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField(auto_now_add=True)
    decided_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invitation"
        indexes = (("member_id", "status"), ("invited_by_id",), ("email",))


class EmailChangeStatus(StrEnum):
    """Where a new address stands: asked for, confirmed from its mailbox, approved by the advisor."""

    REQUESTED = "REQUESTED"
    CONFIRMED = "CONFIRMED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"


class EmailChange(Model):
    """A person asks for another address as their login."""

    id = fields.IntField(primary_key=True)
    person_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="email_changes")
    old_email = fields.CharField(max_length=254)
    new_email = fields.CharField(max_length=254)
    status = fields.CharEnumField(
        EmailChangeStatus, "Where it stands.", max_length=16, default=EmailChangeStatus.REQUESTED
    )
    # One that waits for each person: their id; null afterwards.
    open_key = fields.CharField(max_length=16, null=True, unique=True)
    requested_at = fields.DatetimeField(auto_now_add=True)
    confirmed_at = fields.DatetimeField(null=True)
    decided_at = fields.DatetimeField(null=True)
    decided_by_id: int | None
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="email_changes_decided", null=True, on_delete=fields.SET_NULL
    )
    # What the advisor says to the person.
    answer = fields.TextField(default="")

    class Meta:
        table = "email_change"
        indexes = (("person_id",), ("status", "id"))


class PersonOldAddress(Model):
    """An address that was somebody's login. Mail from it proves nothing any more: the mailbox may be another's."""

    id = fields.IntField(primary_key=True)
    person_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="old_addresses")
    address = fields.CharField(max_length=254, unique=True)
    until = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "person_old_address"
        indexes = (("person_id",),)
