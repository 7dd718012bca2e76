"""Who follows whom: an advisor's absences and departments, and how companies went from one advisor to the next."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from models.members import Member, Person


class AdvisorAbsence(Model):
    """An advisor is away from a day to a day, both included. Without a backup the pool stands in."""

    id = fields.IntField(primary_key=True)
    advisor_id: int
    advisor: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="absences")
    backup_id: int | None
    backup: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="stands_in", null=True, on_delete=fields.SET_NULL
    )
    first_day = fields.DateField()
    last_day = fields.DateField()
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "advisor_absence"
        indexes = (("advisor_id", "last_day"), ("backup_id", "last_day"))


class AdvisorDepartment(Model):
    """New companies of a department (01 … 2A … 976) go to this advisor, or to one of several who have it."""

    id = fields.IntField(primary_key=True)
    advisor_id: int
    advisor: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="departments")
    department = fields.CharField(max_length=8)

    class Meta:
        table = "advisor_department"
        indexes = (("department",),)
        unique_together = (("advisor", "department"),)


class AdvisorHandover(Model):
    """A company went from one advisor to another. Null on either side is the pool."""

    id = fields.IntField(primary_key=True)
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="handovers")
    previous_id: int | None
    previous: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="handed_over", null=True, on_delete=fields.SET_NULL
    )
    advisor_id: int | None
    advisor: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="taken_over", null=True, on_delete=fields.SET_NULL
    )
    actor_id: int | None
    actor: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="handovers_made", null=True, on_delete=fields.SET_NULL
    )
    reason = fields.CharField(max_length=500, default="")
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "advisor_handover"
        indexes = (("member_id", "id"),)
