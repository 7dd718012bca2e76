"""Sending the digest: who has none of this week or month yet and something new to read gets one.

A portion at a time, so that other mail needn't wait behind thousands of letters, and each letter is written just before
it is sent, by what its reader may read at that moment. What was written is not written again, whoever goes on: the
reader's row knows their period, and the outbox has one key for each person and period.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from tortoise import timezone
from tortoise.expressions import Q, Subquery
from tortoise.transactions import in_transaction

from access.viewer import Viewer, load_viewers
from jobs.schedule import bring_forward
from letters.outbox import can_reach, post
from letters.render import Rendered, render
from models import (
    Affiliation,
    DigestFrequency,
    DigestPreference,
    JournalKind,
    MemberStatus,
    OutboundMail,
    Person,
)
from models.france import PARIS
from settings import Settings
from workflows.digests.announcements import Issue, issue
from workflows.digests.contents import Contents, checks_near, checks_of, contents_for
from workflows.digests.letter import advisors_of, dedupe_key, digest_letter, envelope_for, since_when
from workflows.digests.preferences import frequency_of
from workflows.journal import record

logger = logging.getLogger(__name__)

# The periodic job.
DIGESTS = "digests"
# Readers whose letters are one transaction: SQLite has one writer at a time.
_BATCH = 25
_NEXT_PORTION = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Periods:
    """The week and the month of a day in Paris: for whoever gets it weekly, and monthly."""

    week: str
    month: str

    @classmethod
    def of(cls, moment: dt.datetime) -> Periods:
        """`2026-W48` and `2026-11`."""
        day = moment.astimezone(PARIS).date()
        iso = day.isocalendar()
        return cls(f"{iso.year}-W{iso.week:02d}", f"{day:%Y-%m}")

    def for_(self, frequency: DigestFrequency) -> str | None:
        """The period that a letter is for; None: there is none."""
        return {DigestFrequency.WEEKLY: self.week, DigestFrequency.MONTHLY: self.month}.get(frequency)


@dataclass(frozen=True)
class Preview:
    """What somebody would get now; `letter` is None when there is nothing new."""

    since: dt.datetime
    letter: Rendered | None


async def send_due(settings: Settings, due: dt.datetime) -> dt.timedelta | None:
    """Write a portion of the letters that are due; when to come back for the next one, or None when all are written."""
    periods, current = Periods.of(due), await issue(write=True)
    written, last = 0, 0
    while written < settings.digest_per_minute:
        ids = await _candidates(periods, last)
        if not ids:
            return None
        last = ids[-1]
        written += await _written(settings, current, periods, ids)
    return _NEXT_PORTION


async def send_now(viewer: Viewer) -> Periods:
    """Have it sent now to whoever has none of this week or month yet; part of the caller's transaction."""
    periods = Periods.of(timezone.now())
    async with in_transaction():
        await bring_forward(DIGESTS)
        await record(JournalKind.DIGEST_SENT, viewer, note=f"{periods.week}, {periods.month}")
    return periods


async def preview(settings: Settings, viewer: Viewer) -> Preview:
    """What the viewer would get now; nothing is written down."""
    current = await issue(write=False)
    row = await DigestPreference.get_or_none(person_id=viewer.person_id)
    frequency = frequency_of(viewer, row)
    since = since_when(row, frequency, current.moment)
    near = await checks_near((viewer,), current.moment)
    contents = contents_for(viewer, current, since, checks_of(viewer, near))
    if not contents.new:
        return Preview(since, None)
    advisor = (await advisors_of((viewer,))).get(viewer.person_id or 0)
    return Preview(since, render(digest_letter(settings, viewer, contents, frequency, advisor)))


async def _candidates(periods: Periods, after: int) -> list[int]:
    """The next people who may be due: who chose a rhythm, or act for a member and chose nothing."""
    chosen = {
        frequency: Q(digest_preference__frequency=frequency) & ~Q(digest_preference__sent_period=period)
        for frequency, period in (
            (DigestFrequency.WEEKLY, periods.week),
            (DigestFrequency.MONTHLY, periods.month),
        )
    }
    for_members = Affiliation.filter(member__status=MemberStatus.MEMBER).values("person_id")
    unasked = Q(digest_preference__id__isnull=True) | (
        Q(digest_preference__frequency__isnull=True) & ~Q(digest_preference__sent_period=periods.month)
    )
    due = Q(*chosen.values(), unasked & Q(id__in=Subquery(for_members), staff_role__isnull=True), join_type="OR")
    # Who takes no mail is told all that was new in one letter, once they do again.
    readers = Person.filter(due, id__gt=after, active=True, email_undeliverable_since=None)
    found = readers.order_by("id").limit(_BATCH)
    ids: list[int] = await found.values_list("id", flat=True)  # type: ignore[assignment]
    return ids


async def _written(settings: Settings, current: Issue, periods: Periods, ids: Sequence[int]) -> int:
    """How many letters were written to these people; one who can't be written to holds up nobody else."""
    try:
        return await _write(settings, current, periods, ids)
    except Exception:
        if len(ids) == 1:
            logger.exception("no digest for person %s", ids[0])
            return 0
        return sum([await _written(settings, current, periods, (one,)) for one in ids])


async def _write(settings: Settings, current: Issue, periods: Periods, ids: Sequence[int]) -> int:
    async with in_transaction():
        # Locked, in order: an unsubscription comes before or after, and so does another process.
        await DigestPreference.bulk_create([DigestPreference(person_id=one) for one in ids], ignore_conflicts=True)
        found = DigestPreference.filter(person_id__in=ids).select_for_update().order_by("person_id")
        rows = {row.person_id: row for row in await found}
        viewers = [one for one in (await load_viewers(ids)).values() if can_reach(one.email)]
        letters = [one for one in await _due(viewers, rows, current, periods) if one[1].new]
        advisors = await advisors_of(viewer for viewer, _, _ in letters)
        for viewer, contents, period in letters:
            assert viewer.person_id is not None  # noqa: S101 - they were loaded by it
            row = rows[viewer.person_id]
            letter = digest_letter(
                settings, viewer, contents, frequency_of(viewer, row), advisors.get(viewer.person_id)
            )
            mail = await post(settings, letter, envelope_for(settings, viewer, period))
            row.told_until, row.sent_at, row.sent_period = current.moment, mail.created_at, period
        told = [rows[viewer.person_id or 0] for viewer, _, _ in letters]
        if told:
            await DigestPreference.bulk_update(told, ["told_until", "sent_at", "sent_period"])
    return len(letters)


async def _due(
    viewers: Sequence[Viewer], rows: dict[int, DigestPreference], current: Issue, periods: Periods
) -> list[tuple[Viewer, Contents, str]]:
    """Who has no letter of their period yet, with what it would hold."""
    due: list[tuple[Viewer, DigestPreference, str]] = []
    for viewer in viewers:
        row = rows[viewer.person_id or 0]
        period = periods.for_(frequency_of(viewer, row))
        if period is not None and row.sent_period != period:
            due.append((viewer, row, period))
    keys = [dedupe_key(row.person_id, period) for _, row, period in due]
    posted = {mail.dedupe_key for mail in await OutboundMail.filter(dedupe_key__in=keys).only("dedupe_key")}
    near = await checks_near((viewer for viewer, _, _ in due), current.moment)
    return [
        (
            viewer,
            contents_for(
                viewer,
                current,
                since_when(row, frequency_of(viewer, row), current.moment),
                checks_of(viewer, near),
            ),
            period,
        )
        for viewer, row, period in due
        if dedupe_key(row.person_id, period) not in posted
    ]
