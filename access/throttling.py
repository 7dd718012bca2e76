"""Throttling for all processes together, and without locking anybody out: buckets of attempts that fill up again.

A bucket holds `burst` attempts; each attempt takes one, and one comes back after every pause of `every`. Whoever
empties it waits for one pause, never for the end of a window. What is counted is part of the key, so that strangers
empty buckets of their own (decision 0009). One statement takes an attempt, whatever else happens at the same time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math
import time
from dataclasses import dataclass, field

from tortoise.connection import get_connection

from models import ThrottleBucket
from models.database import dialect
from settings import Settings

# Milliseconds between two sweeps of one process.
_SWEEP = 300_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` attempts at once, then one more after each `every`; `why` tells the operator where this comes from."""

    name: str
    burst: int
    every: dt.timedelta
    why: str = field(compare=False)

    def of(self, *key: object) -> Bucket:
        """The bucket of one address, client, person …: whatever is counted by itself."""
        return Bucket(self, tuple(str(part) for part in key))


@dataclass(frozen=True, slots=True)
class Bucket:
    """One thing that is counted under one limit."""

    limit: Limit
    key: tuple[str, ...]

    def hashed(self, secret: str) -> str:
        """What is stored instead of the key: 128 bits of an HMAC, since addresses are few enough to be guessed."""
        # Each part with its length: ("ab", "c") is another bucket than ("a", "bc").
        text = "".join(f"{len(part)}:{part}" for part in ("throttle", self.limit.name, *self.key))
        return hmac.digest(secret.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:32]


@dataclass(frozen=True, slots=True)
class Throttled:
    """Too many attempts: the next one is possible after this many seconds."""

    retry_after: int

    @property
    def message(self) -> str:
        """For people, in French."""
        seconds = self.retry_after
        if seconds < 90:
            return f"Trop de tentatives. Réessayez dans {seconds} seconde{'s' if seconds > 1 else ''}."
        return f"Trop de tentatives. Réessayez dans {math.ceil(seconds / 60)} minutes."


async def throttle(settings: Settings, *buckets: Bucket, weight: int = 1) -> Throttled | None:
    """Take an attempt from each bucket, in this order: None, or how long to wait for the first that is too empty.

    `weight`: how many attempts it counts for, all or none of them; what outweighs a full bucket takes all of it.

    Call it outside of a transaction, which would take the count back when it fails.
    """
    now = _milliseconds()
    await _sweep(now)
    for bucket in buckets:
        key = bucket.hashed(settings.secret_key)
        taken = min(weight, bucket.limit.burst)
        if not await _take(key, bucket.limit, now, taken):
            return Throttled(await _seconds_until(taken, key, bucket.limit, now))
    return None


async def give_back(settings: Settings, *buckets: Bucket) -> None:
    """Put the attempt back that `throttle` took: it was a good one, and only the others are to be counted."""
    for bucket in buckets:
        await get_connection("default").execute_query(
            _GIVE_BACK[dialect()], [bucket.hashed(settings.secret_key), _pause(bucket.limit)]
        )


# $2: now, $3: the pauses that it takes, $4: how long the bucket takes to fill up. Nothing is written when it has too
# few attempts left.
_TAKE = """
INSERT INTO throttle_bucket AS bucket (key, full_at) VALUES ({key}, {now} + {pause})
ON CONFLICT (key) DO UPDATE SET full_at = {greatest}(bucket.full_at, {now}) + {pause}
WHERE {greatest}(bucket.full_at, {now}) + {pause} <= {now} + {whole}
RETURNING full_at
"""
_TAKE_IN = {
    "sqlite": _TAKE.format(key="?1", now="?2", pause="?3", whole="?4", greatest="MAX"),
    "postgres": _TAKE.format(key="$1", now="$2::bigint", pause="$3::bigint", whole="$4::bigint", greatest="GREATEST"),
}
_GIVE_BACK = {
    "sqlite": "UPDATE throttle_bucket SET full_at = full_at - ?2 WHERE key = ?1",
    "postgres": "UPDATE throttle_bucket SET full_at = full_at - $2::bigint WHERE key = $1",
}


async def _take(key: str, limit: Limit, now: int, weight: int) -> bool:
    values = [key, now, _pause(limit) * weight, _pause(limit) * limit.burst]
    # Not execute_query: on PostgreSQL it drops the rows that an INSERT returns.
    return bool(await get_connection("default").execute_query_dict(_TAKE_IN[dialect()], values))


async def _seconds_until(weight: int, key: str, limit: Limit, now: int) -> int:
    bucket = await ThrottleBucket.get_or_none(key=key)
    if bucket is None:  # swept in between
        return 1
    missing: int = bucket.full_at - now - _pause(limit) * (limit.burst - weight)
    # Never more than its pauses, though clocks of two processes may differ.
    return math.ceil(min(max(1, missing), _pause(limit) * weight) / 1000)


_swept_at = 0


async def _sweep(now: int) -> None:
    global _swept_at
    if now - _swept_at >= _SWEEP:
        _swept_at = now
        await ThrottleBucket.filter(full_at__lt=now).delete()


def _pause(limit: Limit) -> int:
    return int(limit.every / dt.timedelta(milliseconds=1))


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000
