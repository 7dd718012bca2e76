"""What throttling remembers: how empty a bucket is. Rows of buckets that are full again mean nothing and are swept."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class ThrottleBucket(Model):
    """A bucket of attempts that isn't full. `access.throttling` is the only one who reads and writes it."""

    # A keyed hash of what is counted: no address can be read out of it.
    key = fields.CharField(max_length=32, primary_key=True)
    # When it will be full again, in milliseconds since 1970.
    full_at = fields.BigIntField(db_index=True)

    class Meta:
        table = "throttle_bucket"
