"""Jobs that come again: when each is due, and who is at it."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from models.base import Leased


class ScheduleStatus(StrEnum):
    """Whether a job runs when it is due. An operator may pause one."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"


class ScheduledJob(Leased):
    """One periodic job. `due_at` is the moment that a run is for, `next_attempt_at` when it is tried (again)."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=64, unique=True)
    status = fields.CharEnumField(ScheduleStatus, max_length=8, default=ScheduleStatus.ACTIVE)
    due_at = fields.DatetimeField()
    last_done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "scheduled_job"
