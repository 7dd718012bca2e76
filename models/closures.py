"""Days on which nobody answers, beside public holidays: a move, an inventory, a bridge day."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class ServiceClosure(Model):
    """An exceptional closure, both days included. The reason is French and told to everybody."""

    id = fields.IntField(primary_key=True)
    first_day = fields.DateField()
    last_day = fields.DateField(db_index=True)
    reason = fields.CharField(max_length=200)

    class Meta:
        table = "service_closure"
