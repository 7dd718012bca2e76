"""Throttling: buckets that empty and fill up again, exact under concurrency, telling nothing about whom they count."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib

import pytest

import access.throttling
from access import limits
from access.throttling import Limit, Throttled, give_back, throttle
from models import ThrottleBucket
from settings import Settings

THREE = Limit("three", 3, dt.timedelta(seconds=10), "for the tests")
ONE = Limit("one", 1, dt.timedelta(minutes=5), "for the tests")


class Clock:
    """Milliseconds that pass when told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_800_000_000_000
        monkeypatch.setattr(access.throttling, "_milliseconds", lambda: self.now)
        monkeypatch.setattr(access.throttling, "_swept_at", self.now)

    def passes(self, seconds: float) -> None:
        self.now += int(seconds * 1000)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


async def test_a_bucket_empties_and_fills_up_one_by_one(db: str, settings: Settings, clock: Clock) -> None:
    bucket = THREE.of("claire@x.test", "192.0.2.1")
    assert [await throttle(settings, bucket) for _ in range(3)] == [None] * 3
    assert await throttle(settings, bucket) == Throttled(10)
    clock.passes(9.2)
    assert await throttle(settings, bucket) == Throttled(1)
    clock.passes(0.8)
    assert await throttle(settings, bucket) is None
    assert await throttle(settings, bucket) == Throttled(10)
    clock.passes(3600)
    assert [await throttle(settings, bucket) is None for _ in range(4)] == [True, True, True, False]


async def test_what_weighs_more_takes_all_or_nothing(db: str, settings: Settings, clock: Clock) -> None:
    bucket = THREE.of("x")
    assert await throttle(settings, bucket, weight=2) is None
    assert await throttle(settings, bucket, weight=2) == Throttled(10)
    assert await throttle(settings, bucket) is None, "the refused one took nothing"
    assert await throttle(settings, bucket, weight=9) == Throttled(30), "more than ever fits needs a full bucket"
    clock.passes(30)
    assert await throttle(settings, bucket, weight=9) is None
    assert await throttle(settings, bucket) == Throttled(10)


async def test_refused_attempts_cost_nothing(db: str, settings: Settings, clock: Clock) -> None:
    """Whoever keeps trying doesn't wait the longer for it."""
    bucket = THREE.of("x")
    for _ in range(50):
        await throttle(settings, bucket)
    clock.passes(10)
    assert await throttle(settings, bucket) is None


async def test_each_key_and_each_limit_has_its_own_bucket(db: str, settings: Settings, clock: Clock) -> None:
    same = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", "")]
    assert [await throttle(settings, ONE.of(*key)) for key in same] == [None] * 4
    assert await throttle(settings, THREE.of("ab", "c")) is None
    assert await throttle(settings, ONE.of("ab", "c")) == Throttled(300)


async def test_the_first_empty_bucket_decides(db: str, settings: Settings, clock: Clock) -> None:
    mine, common = THREE.of("mine"), ONE.of("common")
    assert await throttle(settings, mine, common) is None
    assert await throttle(settings, mine, common) == Throttled(300)
    assert await throttle(settings, THREE.of("other"), common) == Throttled(300)
    assert await throttle(settings, mine) is None
    assert await throttle(settings, mine) == Throttled(10)


async def test_a_good_attempt_is_given_back(db: str, settings: Settings, clock: Clock) -> None:
    bucket = ONE.of("x")
    for _ in range(5):
        assert await throttle(settings, bucket) is None
        await give_back(settings, bucket)
    await give_back(settings, ONE.of("never taken from"))
    assert await throttle(settings, bucket) is None
    assert await throttle(settings, bucket) == Throttled(300)


async def test_exactly_as_many_as_allowed_get_through_at_once(db: str, settings: Settings) -> None:
    bucket = Limit("burst", 7, dt.timedelta(hours=1), "for the tests").of("x")
    found = await asyncio.gather(*(throttle(settings, bucket) for _ in range(40)))
    assert found.count(None) == 7
    assert all(3590 <= each.retry_after <= 3600 for each in found if each)


async def test_what_is_stored_tells_no_address(db: str, settings: Settings) -> None:
    address = "claire@boulangerie-eclair.test"
    await throttle(settings, ONE.of(address))
    (row,) = await ThrottleBucket.all()
    assert len(row.key) == 32
    guesses = [f"one{address}", f"one:{address}", address, f"8:throttle3:one{len(address)}:{address}"]
    assert row.key not in {hashlib.sha256(guess.encode()).hexdigest()[:32] for guess in guesses}
    assert ONE.of(address).hashed("another secret") != row.key == ONE.of(address).hashed(settings.secret_key)


async def test_full_buckets_are_swept(
    db: str, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        await throttle(settings, THREE.of(number))
    await throttle(settings, ONE.of("still empty"))
    clock.passes(60)
    await throttle(settings, THREE.of("before its time"))
    assert await ThrottleBucket.all().count() == 22
    clock.passes(239)
    await throttle(settings, ONE.of("another"))
    clock.passes(2)
    await throttle(settings, ONE.of("the next"))
    # `still empty` is full after five minutes too.
    assert await ThrottleBucket.all().count() == 2


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "dans 1 seconde."), (89, "dans 89 secondes."), (90, "dans 2 minutes."), (121, "dans 3 minutes.")],
)
def test_the_message_says_when_to_come_back(seconds: int, said: str) -> None:
    assert Throttled(seconds).message.replace("\N{NO-BREAK SPACE}", " ").endswith(said)


def test_limits_are_sensible() -> None:
    """Nobody waits longer than ten minutes for one attempt, each limit has its reason and its own name.

    Nobody waits for a receipt: past its limit the application is taken all the same
    (tests/workflows/members/test_applications.py).
    """
    assert len(limits.ALL) >= 3
    for limit in limits.ALL:
        assert limit.burst >= 1
        longest = dt.timedelta(hours=8) if limit is limits.APPLICATION_RECEIPT else dt.timedelta(minutes=10)
        assert dt.timedelta(seconds=1) <= limit.every <= longest, limit.name
        assert limit.why.endswith(".")
    assert len({limit.name for limit in limits.ALL}) == len(limits.ALL)
