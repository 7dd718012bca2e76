"""What several tables share: timestamps, the lease that makes a row a job, small column helpers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tortoise import fields
from tortoise.models import Model


class Leased(Model):
    """A row that is also a job: claimed by one worker for a while, retried with backoff, buried after N failures.

    The status column itself belongs to the concrete model; `jobs.leases` is the only writer of these four columns.
    """

    # What a claim brings beside the columns: attributes, and the SQL of their values.
    claimed_with: ClassVar[Mapping[str, str]] = {}

    attempts = fields.IntField(default=0)
    next_attempt_at = fields.DatetimeField(auto_now_add=True)
    lease_owner = fields.CharField(max_length=64, null=True)
    lease_until = fields.DatetimeField(null=True)
    last_error = fields.TextField(null=True)

    class Meta:
        abstract = True
