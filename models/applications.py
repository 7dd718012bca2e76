"""Applications for membership (demandes d’adhésion): what a company tells us, and what we answered."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from models.members import Member, Person
from models.supplier_attachments import Channel


class ApplicationStatus(StrEnum):
    """Where an application stands. `workflows.applications` is the only writer."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"


class MembershipApplication(Model):
    """What somebody wrote in the form, unproven: neither the address nor the company is known to be theirs."""

    id = fields.IntField(primary_key=True)
    siret = fields.CharField(max_length=14)
    legal_name = fields.CharField(max_length=200)
    street = fields.CharField(max_length=300, null=True)
    postcode = fields.CharField(max_length=10)
    city = fields.CharField(max_length=100)
    first_name = fields.CharField(max_length=100)
    last_name = fields.CharField(max_length=100)
    email = fields.CharField(max_length=254)
    phone = fields.CharField(max_length=32, null=True)
    message = fields.TextField(default="")
    # When they agreed that we keep this and call them back.
    consented_at = fields.DatetimeField()
    status = fields.CharEnumField(
        ApplicationStatus, "Where it stands.", max_length=16, default=ApplicationStatus.PENDING
    )
    # What it says, hashed, while it is pending: the very same said twice is one application.
    pending_key = fields.CharField(max_length=64, null=True, unique=True)
    # Whose queue it is in. Null is the pool.
    advisor_id: int | None
    advisor: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="applications", null=True, on_delete=fields.SET_NULL
    )
    # The company that an accepted one became, or was all along.
    member_id: int | None
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="applications", null=True, on_delete=fields.SET_NULL
    )
    decided_by_id: int | None
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="decided_applications", null=True, on_delete=fields.SET_NULL
    )
    decided_at = fields.DatetimeField(null=True)
    # What the applicant was told besides, as it was written.
    answer = fields.TextField(default="")
    channel = fields.CharEnumField(Channel, "Through which door.", max_length=8, default=Channel.WEB)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "membership_application"
        indexes = (("status", "id"), ("siret",), ("email",), ("advisor_id", "status"))
