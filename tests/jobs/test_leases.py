"""Leases: a row belongs to one worker at a time, whatever workers do or don't do."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from tortoise import timezone
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from jobs.leases import (
    LONGEST_RETRY,
    LeaseLost,
    backoff,
    claim,
    finish,
    finish_all,
    release,
    renew,
    retry_or_bury,
    worker_name,
)
from models import OutboundMail, OutboundStatus
from models.database import dialect
from tests.jobs.rows import LEASE, QUEUED, rows, take

pytestmark = pytest.mark.usefixtures("db")
PAST = dt.timedelta(seconds=-1)
ERROR = "451 greylisted"


async def test_the_oldest_come_first_and_once() -> None:
    first, second, third = await rows(3)
    assert await take("a", 2) == [first, second]
    assert await take("b", 5) == [third]
    assert await take("a", 5) == []
    claimed = await OutboundMail.get(id=first)
    assert (claimed.lease_owner, claimed.attempts, claimed.status) == ("a", 1, OutboundStatus.QUEUED)
    assert claimed.lease_until is not None
    assert LEASE / 2 < claimed.lease_until - timezone.now() <= LEASE


async def test_a_claimed_row_comes_as_it_is_now_with_the_status_of_work() -> None:
    await rows(1)
    (row,) = await claim(OutboundMail, QUEUED, "a", LEASE, working=OutboundStatus.SENDING)
    assert row.status is OutboundStatus.SENDING
    there = await OutboundMail.get(id=row.id)
    assert {name: getattr(row, name) for name in row._meta.fields_db_projection} == {
        name: getattr(there, name) for name in row._meta.fields_db_projection
    }


async def test_what_a_newer_version_wrote_is_tried_later_and_holds_nothing_up() -> None:
    newer, other = await rows(2)
    connection = get_connection("default")
    await connection.execute_script(f"UPDATE outbound_mail SET undelivered_reason = 'NEW' WHERE id = {newer:d}")  # noqa: S608
    assert await take("a", 5) == [other]
    assert await take("b", 5) == []
    (row,) = await OutboundMail.filter(id=newer).values("attempts", "lease_owner", "last_error")
    assert (row["attempts"], row["lease_owner"]) == (1, None)
    assert "NEW" in str(row["last_error"])


@pytest.mark.parametrize("off", ["", "hashjoin mergejoin", "hashjoin mergejoin hashagg sort material memoize"])
async def test_no_plan_of_the_database_claims_more_than_asked(off: str) -> None:
    """PostgreSQL chooses by its statistics how to join; a `LIMIT … SKIP LOCKED` that it runs again takes other rows."""
    first, *_ = await rows(5)
    async with in_transaction() as connection:
        if dialect() == "postgres":
            for node in off.split():
                await connection.execute_script(f"SET LOCAL enable_{node} = off")
        assert await take("a") == [first]


async def test_many_workers_share_the_rows() -> None:
    ids = await rows(30)
    claimed = await asyncio.gather(*(take(f"worker {number}", 4) for number in range(12)))
    assert sorted(id_ for each in claimed for id_ in each) == ids


async def test_only_due_rows_in_the_asked_status() -> None:
    later, sent, due = await rows(3)
    await OutboundMail.filter(id=later).update(next_attempt_at=timezone.now() + dt.timedelta(hours=1))
    await OutboundMail.filter(id=sent).update(status=OutboundStatus.SENT)
    assert await take("a", 5) == [due]
    statuses = (OutboundStatus.SENT, OutboundStatus.FAILED)
    assert [row.id for row in await claim(OutboundMail, statuses, "a", LEASE, limit=5)] == [sent]


async def test_a_lease_that_ran_out_is_anybodys() -> None:
    (id_,) = await rows(1)
    assert await take("dead", lease=PAST) == [id_]
    assert await take("alive") == [id_]
    row = await OutboundMail.get(id=id_)
    assert (row.lease_owner, row.attempts) == ("alive", 2)
    with pytest.raises(LeaseLost):
        await finish(row, "dead", status=OutboundStatus.SENT)
    assert (await OutboundMail.get(id=id_)).status == OutboundStatus.QUEUED
    await finish(row, "alive", status=OutboundStatus.SENT)
    done = await OutboundMail.get(id=id_)
    assert (done.status, done.lease_owner, done.lease_until) == (OutboundStatus.SENT, None, None)


async def test_whoever_lost_the_lease_leaves_no_effects() -> None:
    (id_,) = await rows(1)
    await take("frozen", lease=PAST)
    await take("b")
    row = await OutboundMail.get(id=id_)

    async def its_work() -> None:
        async with in_transaction():
            await OutboundMail.filter(id=id_).update(subject="an effect")
            await finish(row, "frozen", status=OutboundStatus.SENT)

    with pytest.raises(LeaseLost):
        await its_work()
    assert (await OutboundMail.get(id=id_)).subject == ""


async def test_several_rows_end_together_but_for_those_that_are_lost() -> None:
    first, second, third = await rows(3)
    await take("a", 2)
    ended = [await OutboundMail.get(id=id_) for id_ in (first, second, third)]
    await OutboundMail.filter(id=second).update(lease_owner="b")
    assert await finish_all(ended, "a", status=OutboundStatus.SENT) == {first}
    assert [row.status for row in await OutboundMail.all().order_by("id")] == [
        OutboundStatus.SENT, OutboundStatus.QUEUED, OutboundStatus.QUEUED,
    ]  # fmt: skip


async def test_finishing_twice_is_losing() -> None:
    (id_,) = await rows(1)
    await take("a")
    row = await OutboundMail.get(id=id_)
    await finish(row, "a", status=OutboundStatus.SENT)
    with pytest.raises(LeaseLost):
        await finish(row, "a", status=OutboundStatus.SENT)


async def test_a_living_worker_keeps_its_rows() -> None:
    mine, lost = await rows(2)
    await take("a", 2, lease=PAST)
    await OutboundMail.filter(id=lost).update(lease_owner="b")
    await renew(OutboundMail, [mine, lost], "a", LEASE)
    assert await take("c", 5) == [lost]


async def test_a_failure_is_tried_again_later_and_then_set_aside() -> None:
    (id_,) = await rows(1)
    for attempt in (1, 2, 3):
        await OutboundMail.all().update(next_attempt_at=timezone.now())
        assert await take("a") == [id_]
        row = await OutboundMail.get(id=id_)
        buried = await retry_or_bury(row, "a", ERROR * 500, attempts=3, buried=OutboundStatus.FAILED)
        assert buried == (attempt == 3)
        row = await OutboundMail.get(id=id_)
        assert (row.attempts, row.last_error) == (attempt, (ERROR * 500)[:2000])
        assert row.lease_owner is None
        if not buried:
            assert row.status == OutboundStatus.QUEUED
            wait = row.next_attempt_at - timezone.now()
            assert backoff(attempt) - dt.timedelta(seconds=1) < wait <= backoff(attempt)
            assert await take("b") == []
    assert row.status == OutboundStatus.FAILED
    assert await take("b") == []


async def test_a_failure_of_somebody_who_lost_the_lease_changes_nothing() -> None:
    (id_,) = await rows(1)
    await take("a", lease=PAST)
    row = await OutboundMail.get(id=id_)
    await take("b")
    with pytest.raises(LeaseLost):
        await retry_or_bury(row, "a", ERROR, attempts=1, buried=OutboundStatus.FAILED)
    row = await OutboundMail.get(id=id_)
    assert (row.status, row.lease_owner) == (OutboundStatus.QUEUED, "b")
    assert row.last_error is None


async def test_giving_back_was_no_attempt() -> None:
    mine, other = await rows(2)
    await take("a")
    await take("b")
    await release(OutboundMail, [mine, other], "a")
    row = await OutboundMail.get(id=mine)
    assert (row.lease_owner, row.lease_until, row.attempts) == (None, None, 0)
    assert (await OutboundMail.get(id=other)).lease_owner == "b"
    assert await take("c", 5) == [mine]


def test_waiting_doubles_up_to_an_hour() -> None:
    seconds = [backoff(attempts).total_seconds() for attempts in (0, 1, 2, 3, 4, 11, 12, 10_000)]
    assert seconds == [2, 2, 4, 8, 16, 2048, 3600, LONGEST_RETRY.total_seconds()]


def test_no_two_workers_have_the_same_name() -> None:
    names = {worker_name() for _ in range(100)}
    assert len(names) == 100
    assert max(map(len, names)) <= 64
