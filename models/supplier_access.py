"""Keys by which a supplier's program asks us: issued by administrators, told once, stored as a hash."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from models.catalogue import Supplier
from models.members import Person


class SupplierAccess(Model):
    """One key of a supplier. It works until it is revoked, and lets it check memberships, nothing else."""

    id = fields.IntField(primary_key=True)
    supplier_id: int
    supplier: fields.ForeignKeyRelation[Supplier] = fields.ForeignKeyField("models.Supplier", related_name="accesses")
    # Which program has it, in the administrator's words.
    label = fields.CharField(max_length=100)
    key_hash = fields.CharField(max_length=64, unique=True)
    # Its last characters, by which the supplier and we mean the same one.
    key_hint = fields.CharField(max_length=8)
    created_by_id: int | None
    created_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="issued_accesses", null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField(auto_now_add=True)
    last_used_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    revoked_by_id: int | None
    revoked_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="revoked_accesses", null=True, on_delete=fields.SET_NULL
    )

    class Meta:
        table = "supplier_access"
        indexes = (("supplier_id", "id"),)
