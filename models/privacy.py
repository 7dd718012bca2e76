"""What data protection leaves behind: requests to be forgotten, and the archive that the law asks for."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from models.members import Person


class ErasureStatus(StrEnum):
    """Where a request to be forgotten stands."""

    REQUESTED = "REQUESTED"
    DONE = "DONE"
    WITHDRAWN = "WITHDRAWN"


class ErasureRequest(Model):
    """A person asks to be forgotten (GDPR article 17). It outlives them, to show that the group answered in time."""

    id = fields.IntField(primary_key=True)
    person_id: int | None
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="erasure_requests", null=True, on_delete=fields.SET_NULL
    )
    status = fields.CharEnumField(ErasureStatus, max_length=16, default=ErasureStatus.REQUESTED)
    # One open request a person: "person id" while it is open, else null.
    open_key = fields.CharField(max_length=16, null=True, unique=True)
    requested_at = fields.DatetimeField(auto_now_add=True)
    # The id that the person had, once they are forgotten: what was restored from a backup can be forgotten again.
    forgotten_id = fields.IntField(null=True)
    # Article 12.3: within one month.
    due_on = fields.DateField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "erasure_request"
        indexes = (("person_id",), ("status", "due_on"))


class LegalArchive(Model):
    """What must be kept in spite of an erasure, out of the API's reach, until its day."""

    id = fields.IntField(primary_key=True)
    kind = fields.CharField(max_length=40)
    reason = fields.TextField()
    content = fields.BinaryField()
    archived_at = fields.DatetimeField(auto_now_add=True)
    keep_until: dt.date = fields.DateField(db_index=True)

    class Meta:
        table = "legal_archive"
