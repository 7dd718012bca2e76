"""What became of a company's membership (adhésion), and when."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from models.members import Member, MemberStatus, Person
from models.supplier_attachments import Channel


class MembershipEvent(Model):
    """One line of a membership's history: what the company became, from which day, why, and who wrote it down."""

    id = fields.IntField(primary_key=True)
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="membership_events"
    )
    status = fields.CharEnumField(MemberStatus, "What the company became.", max_length=16)
    day = fields.DateField()
    # An end that was announced for a day to come; the end itself is a line of its own.
    announced = fields.BooleanField(default=False)
    reason = fields.CharField(max_length=500, default="")
    actor_id: int | None
    actor: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="membership_events", null=True, on_delete=fields.SET_NULL
    )
    actor_label = fields.CharField(max_length=200, default="")
    channel = fields.CharEnumField(Channel, "Through which door.", max_length=8, default=Channel.WEB)
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "membership_event"
        indexes = (("member_id", "id"),)
