"""Attestations that a company is a member, to be shown to suppliers; each can be checked by its link."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from models.catalogue import Supplier
from models.members import Member, Person


class MembershipAttestation(Model):
    """One attestation, as it was issued: its document stays the same when the company's data change."""

    id = fields.IntField(primary_key=True)
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="attestations")
    siret = fields.CharField(max_length=14)
    legal_name = fields.CharField(max_length=200)
    street = fields.CharField(max_length=300, null=True)
    postcode = fields.CharField(max_length=10, null=True)
    city = fields.CharField(max_length=100, null=True)
    member_since = fields.DateField(null=True)
    # Whom it is meant for, when it is for one supplier.
    supplier_id: int | None
    supplier: fields.ForeignKeyNullableRelation[Supplier] = fields.ForeignKeyField(
        "models.Supplier", related_name="attestations", null=True, on_delete=fields.SET_NULL
    )
    issued_by_id: int | None
    issued_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="issued_attestations", null=True, on_delete=fields.SET_NULL
    )
    issued_on = fields.DateField()
    valid_until = fields.DateField()
    revoked_at = fields.DatetimeField(null=True)
    revoked_by_id: int | None
    revoked_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="revoked_attestations", null=True, on_delete=fields.SET_NULL
    )
    # When the membership ended; coming back doesn't make an old attestation valid again.
    ended_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "membership_attestation"
        indexes = (("member_id", "id"),)
