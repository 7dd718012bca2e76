"""A member's establishment: the stage of its life, the checks that it must have made, and calendars of them."""

from __future__ import annotations

import datetime as dt

from tortoise import fields
from tortoise.models import Model

from models.content import RegulatoryCheck, SitePhase
from models.members import Member, Person

# Where a list of checks has those without a day: at its end.
NO_DAY = dt.date(9000, 1, 1)


class Site(Model):
    """What a member told about its establishment."""

    id = fields.IntField(primary_key=True)
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="sites")
    phase = fields.CharEnumField(SitePhase, max_length=16)
    opened_on = fields.DateField(null=True)
    sale_on = fields.DateField(null=True)

    class Meta:
        table = "site"
        unique_together = (("member",),)


class SiteCheck(Model):
    """A check and an establishment: when it was done last, and by when it must be done. `due_order` sorts lists.

    `workflows.sites` is the only writer.
    """

    id = fields.IntField(primary_key=True)
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="site_checks")
    check_id: int
    check: fields.ForeignKeyRelation[RegulatoryCheck] = fields.ForeignKeyField(
        "models.RegulatoryCheck", related_name="site_checks"
    )
    last_done_on = fields.DateField(null=True)
    next_due_on = fields.DateField(null=True)
    due_order = fields.DateField(default=NO_DAY)
    # How often the day changed, and when: what calendars want to know.
    revision = fields.IntField(default=0)
    updated_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "site_check"
        unique_together = (("member", "check"),)
        indexes = (("member_id", "due_order"), ("check_id",))


class CalendarFeed(Model):
    """A secret address of an establishment's calendar. Its token is signed, not stored: ending the row ends it."""

    id = fields.IntField(primary_key=True)
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="calendar_feeds")
    person_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="calendar_feeds")
    created_at = fields.DatetimeField(auto_now_add=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "calendar_feed"
        indexes = (("member_id", "id"), ("person_id",))
