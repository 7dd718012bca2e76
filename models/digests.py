"""The digest by e-mail: who gets it how often, and since when there is something to tell."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from models.members import Person
from models.supplier_attachments import Channel


class DigestFrequency(StrEnum):
    """How often somebody gets the digest, at most."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    NEVER = "NEVER"


class DigestPreference(Model):
    """What a person chose, and what they were told. Without a choice `workflows.digests.preferences` has a default."""

    id = fields.IntField(primary_key=True)
    person_id: int
    person: fields.OneToOneRelation[Person] = fields.OneToOneField("models.Person", related_name="digest_preference")
    frequency = fields.CharEnumField(DigestFrequency, "Null: nothing was chosen.", max_length=8, null=True)
    decided_at = fields.DatetimeField(null=True)
    decided_through = fields.CharEnumField(Channel, "By which door.", max_length=8, null=True)
    # What the link of a letter ended, for whoever pressed by mistake.
    ended_frequency = fields.CharEnumField(DigestFrequency, "What may come back.", max_length=8, null=True)
    # Up to which announcements they were told, and the period of that letter: "2026-W48" or "2026-11".
    told_until = fields.DatetimeField(null=True)
    sent_at = fields.DatetimeField(null=True)
    sent_period = fields.CharField(max_length=8, default="")

    class Meta:
        table = "digest_preference"


class AnnouncementKind(StrEnum):
    """What may be new: an article, a supplier, the terms of a supplier."""

    ARTICLE = "ARTICLE"
    SUPPLIER = "SUPPLIER"
    TERMS = "TERMS"


# Since when what was there before anybody looked is known.
ALWAYS = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class Announcement(Model):
    """When the digest first saw something. Terms have a fingerprint, and are new again when it is another."""

    id = fields.IntField(primary_key=True)
    kind = fields.CharEnumField(AnnouncementKind, max_length=8)
    key = fields.IntField()
    fingerprint = fields.CharField(max_length=64, default="")
    at = fields.DatetimeField()

    class Meta:
        table = "announcement"
        unique_together = (("kind", "key"),)
        indexes = (("kind", "at"),)
