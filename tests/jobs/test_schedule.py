"""Periodic jobs: due by French clocks, done once, made up for when they were missed."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tortoise import timezone

from jobs.leases import claim
from jobs.schedule import Daily, PeriodicJob, Schedule, Scheduler, Weekly, bring_forward
from models import ScheduledJob, ScheduleStatus

PARIS = ZoneInfo("Europe/Paris")
LEASE = dt.timedelta(minutes=1)
MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2031, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
TIMES = st.times().map(lambda time: time.replace(microsecond=0))


@given(MOMENTS, st.integers(0, 6), TIMES)
def test_a_weekly_job_is_due_within_a_week(moment: dt.datetime, weekday: int, at: dt.time) -> None:
    due = Weekly(weekday, at).next_after(moment)
    local = due.astimezone(PARIS)
    assert moment < due <= moment + dt.timedelta(days=7, hours=1)
    assert local.weekday() == weekday
    skipped = dt.time(2) <= at < dt.time(3)
    assert (local.time() == at) or (skipped and local.time() == at.replace(hour=3))


@given(MOMENTS, TIMES)
def test_a_daily_job_is_due_once_on_each_day(moment: dt.datetime, at: dt.time) -> None:
    due, days = moment, []
    for _ in range(8):
        due = Daily(at).next_after(due)
        days.append(due.astimezone(PARIS).date())
    assert days == [days[0] + dt.timedelta(number) for number in range(8)]


@pytest.mark.parametrize(
    ("schedule", "moment", "due"),
    [
        (Daily(dt.time(4)), "2026-11-23T02:59+00:00", "2026-11-23T03:00+00:00"),
        (Daily(dt.time(4)), "2026-11-23T03:00+00:00", "2026-11-24T03:00+00:00"),
        (Daily(dt.time(4)), "2026-07-14T02:00+00:00", "2026-07-15T02:00+00:00"),
        # The night in which the clocks go forward has no 2:30; the one in which they go back has two.
        (Daily(dt.time(2, 30)), "2026-03-28T12:00+00:00", "2026-03-29T01:30+00:00"),
        (Daily(dt.time(2, 30)), "2026-10-24T12:00+00:00", "2026-10-25T00:30+00:00"),
        (Daily(dt.time(2, 30)), "2026-10-25T00:30+00:00", "2026-10-26T01:30+00:00"),
        (Weekly(1, dt.time(7)), "2026-11-24T06:00+00:00", "2026-12-01T06:00+00:00"),
        (Weekly(1, dt.time(7)), "2026-11-23T23:30+00:00", "2026-11-24T06:00+00:00"),
    ],
)
def test_french_clocks(schedule: Schedule, moment: str, due: str) -> None:
    assert schedule.next_after(dt.datetime.fromisoformat(moment)) == dt.datetime.fromisoformat(due)


class Diary:
    """A job that writes down what it was called for, and then does as it is told."""

    def __init__(self, *answers: dt.timedelta | Exception | None) -> None:
        self.called_for: list[dt.datetime] = []
        self._answers = list(answers)

    async def __call__(self, due: dt.datetime) -> dt.timedelta | None:
        self.called_for.append(due)
        answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def job(self, schedule: Schedule | None = None) -> PeriodicJob:
        return PeriodicJob("diary", schedule or Daily(dt.time(4)), self)


async def make_due(ago: dt.timedelta = dt.timedelta()) -> dt.datetime:
    moment = timezone.now() - ago
    await ScheduledJob.filter(name="diary").update(due_at=moment, next_attempt_at=moment)
    return moment


async def row() -> ScheduledJob:
    return await ScheduledJob.get(name="diary")


@pytest.mark.usefixtures("db")
async def test_a_new_job_waits_for_its_first_time() -> None:
    diary = Diary()
    scheduler = Scheduler([diary.job()])
    await scheduler.install()
    await scheduler.install()
    assert await ScheduledJob.all().count() == 1
    assert not await scheduler.runner.run_once()
    found = await row()
    assert found.due_at == found.next_attempt_at > timezone.now()


@pytest.mark.usefixtures("db")
async def test_what_was_missed_is_made_up_for_once() -> None:
    diary = Diary()
    scheduler = Scheduler([diary.job()])
    await scheduler.install()
    due = await make_due(dt.timedelta(days=40))
    assert await scheduler.runner.run_once()
    assert not await scheduler.runner.run_once()
    assert diary.called_for == [due]
    found = await row()
    assert found.due_at == found.next_attempt_at == Daily(dt.time(4)).next_after(timezone.now())
    assert (found.lease_owner, found.attempts) == (None, 0)
    assert found.last_error is None
    assert found.last_done_at is not None


@pytest.mark.usefixtures("db")
async def test_a_failure_is_tried_again_for_the_same_moment(caplog: pytest.LogCaptureFixture) -> None:
    diary = Diary(ValueError("no luck"), ValueError("again"))
    scheduler = Scheduler([diary.job()])
    await scheduler.install()
    due = await make_due()
    for attempt in (1, 2):
        await ScheduledJob.all().update(next_attempt_at=timezone.now())
        assert await scheduler.runner.run_once()
        found = await row()
        assert (found.due_at, found.attempts, found.lease_owner) == (due, attempt, None)
        assert found.next_attempt_at > timezone.now()
    assert found.last_error == "ValueError: again"
    await ScheduledJob.all().update(next_attempt_at=timezone.now())
    assert await scheduler.runner.run_once()
    assert diary.called_for == [due] * 3
    assert (await row()).last_error is None
    assert "the periodic job diary failed" in caplog.text


@pytest.mark.usefixtures("db")
async def test_a_job_may_go_on_later_for_the_same_moment() -> None:
    diary = Diary(dt.timedelta(), dt.timedelta(minutes=1))
    scheduler = Scheduler([diary.job()])
    await scheduler.install()
    due = await make_due()
    assert await scheduler.runner.run_once()
    assert await scheduler.runner.run_once()
    assert not await scheduler.runner.run_once()
    found = await row()
    assert diary.called_for == [due, due]
    assert found.due_at == due
    assert dt.timedelta(seconds=50) < found.next_attempt_at - timezone.now() <= dt.timedelta(minutes=1)


@pytest.mark.usefixtures("db")
async def test_a_job_is_brought_forward_even_while_it_runs() -> None:
    times = []

    async def work(due: dt.datetime) -> None:
        times.append(due)
        if len(times) == 1:
            await bring_forward("diary")

    scheduler = Scheduler([PeriodicJob("diary", Daily(dt.time(4)), work)])
    await scheduler.install()
    assert not await scheduler.runner.run_once()
    await bring_forward("diary")
    assert await scheduler.runner.run_once()
    assert await scheduler.runner.run_once()
    assert not await scheduler.runner.run_once()
    assert len(set(times)) == 2
    assert (await row()).due_at == Daily(dt.time(4)).next_after(timezone.now())
    await bring_forward("nothing of that name")


@pytest.mark.usefixtures("db")
async def test_a_job_of_another_version_is_left_alone() -> None:
    await Scheduler([Diary().job()]).install()
    due = await make_due()
    other = Scheduler([])
    assert await other.runner.run_once()
    found = await row()
    assert (found.due_at, found.lease_owner, found.last_done_at) == (due, None, None)
    assert found.next_attempt_at > timezone.now()


@pytest.mark.usefixtures("db")
async def test_an_earlier_schedule_counts_at_once_and_a_pause_holds() -> None:
    diary = Diary()
    await Scheduler([diary.job()]).install()
    await make_due(dt.timedelta(days=-30))
    scheduler = Scheduler([diary.job()])
    await scheduler.install()
    assert (await row()).due_at == Daily(dt.time(4)).next_after(timezone.now())
    await make_due()
    await ScheduledJob.all().update(status=ScheduleStatus.PAUSED)
    assert not await scheduler.runner.run_once()
    assert diary.called_for == []


@pytest.mark.usefixtures("db")
async def test_a_worker_that_lost_its_lease_settles_nothing() -> None:
    diary = Diary()
    scheduler = Scheduler([diary.job()])
    await scheduler.install()
    due = await make_due()
    (claimed,) = await claim(ScheduledJob, (ScheduleStatus.ACTIVE,), "frozen", -LEASE)
    (again,) = await claim(ScheduledJob, (ScheduleStatus.ACTIVE,), "other", LEASE)
    assert again.id == claimed.id
    await scheduler.runner._handle(deque([claimed]), scheduler.runner.worker)
    found = await row()
    assert (found.due_at, found.lease_owner, found.last_done_at) == (due, "other", None)


@pytest.mark.usefixtures("db")
async def test_it_runs_by_itself_and_stops_in_the_middle() -> None:
    began, done = asyncio.Event(), asyncio.Event()

    async def work(due: dt.datetime) -> None:
        began.set()
        await done.wait()

    scheduler = Scheduler([PeriodicJob("diary", Daily(dt.time(4)), work)], idle=0.05)
    async with scheduler.running():
        await make_due()
        await asyncio.wait_for(began.wait(), 5)
    found = await row()
    assert (found.lease_owner, found.attempts, found.last_done_at) == (None, 0, None)
    done.set()
    async with scheduler.running():
        async with asyncio.timeout(5):
            while (await row()).last_done_at is None:  # noqa: ASYNC110 - the event would be the job's own word for it
                await asyncio.sleep(0.02)
