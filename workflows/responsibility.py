"""Who answers for a company: its advisor, or whoever stands in; and who gets a new one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from tortoise.expressions import Q, Subquery
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from models import (
    AdvisorAbsence,
    AdvisorDepartment,
    ApplicationStatus,
    Member,
    MembershipApplication,
    MemberStatus,
    Person,
    StaffRole,
)
from models.database import client, dialect
from models.france import department_of, today
from models.prepared import Prepared


async def responsible_advisor(member: Member | None, on: dt.date | None = None) -> Person | None:
    """Who answers for a company on a day (today in Paris): its advisor, or their backup while they are away.

    None is the pool: nobody known, no advisor, or everybody in the chain of backups is away or has left the group.
    """
    if member is None or member.advisor_id is None:
        return None
    return (await responsible_advisors([member.advisor_id], on))[member.advisor_id]


async def responsible_advisors(advisor_ids: Iterable[int], on: dt.date | None = None) -> dict[int, Person | None]:
    """For each advisor who answers in their place on a day: themselves, their backup, their backup's … or the pool."""
    wanted, day = set(advisor_ids), on or today()
    if len(wanted) == 1:
        here = await _HERE.first(*wanted, day, day)
        if here is not None:
            return {here.id: here}
    absences = await AdvisorAbsence.filter(first_day__lte=day, last_day__gte=day).order_by("id")
    backups = {absence.advisor_id: absence.backup_id for absence in absences}
    ends = {advisor_id: _end(advisor_id, backups) for advisor_id in wanted}
    found = {person.id: person for person in await _present().filter(id__in=[end for end in ends.values() if end])}
    return {advisor_id: found.get(end or 0) for advisor_id, end in ends.items()}


def _present() -> QuerySet[Person]:
    return Person.filter(active=True, staff_role__isnull=False)


def _one_who_is_here(advisor_id: int, first: dt.date, last: dt.date) -> QuerySet[Person]:
    away = AdvisorAbsence.filter(first_day__lte=first, last_day__gte=last)
    return _present().filter(Q(id=advisor_id), ~Q(id__in=Subquery(away.values("advisor_id"))))


_HERE = Prepared(_one_who_is_here)


def here_sql(member: str, day: str) -> str:
    """The id of a company's own advisor, if they answer for it on that day: a SELECT, given its two values as SQL."""
    away = f"SELECT 1 FROM advisor_absence WHERE advisor_id = person.id AND {day} BETWEEN first_day AND last_day"  # noqa: S608
    return f"""
        SELECT person.id FROM member JOIN person ON person.id = member.advisor_id
        WHERE member.id = {member} AND person.active AND person.staff_role IS NOT NULL AND NOT EXISTS ({away})
    """  # noqa: S608 - places of values, here and above


async def advisor_who_is_here(member_id: int) -> int | None:
    """The id of the company's own advisor, if they answer for it today; None says nothing of who else does."""
    postgres, day = dialect() == "postgres", today()
    sql = here_sql("$1", "$2") if postgres else here_sql("?1", "?2")
    rows = await client().execute_query_dict(sql, [member_id, day if postgres else str(day)])
    return rows[0]["id"] if rows else None


def _end(advisor_id: int, backups: dict[int, int | None]) -> int | None:
    """The end of the chain of backups; None when it ends with nobody, or bites its own tail."""
    seen: set[int] = set()
    current: int | None = advisor_id
    while current in backups:
        if current in seen:
            return None
        seen.add(current)
        current = backups[current]
    return current


async def advisor_for(postcode: str | None, on: dt.date | None = None) -> Person | None:
    """Who gets a new company: an advisor of its department, else any; of these the one with the fewest companies.

    Members, prospects and applications that wait count, whoever has left doesn't; who is away on that day comes last,
    and the lower id decides between equals. None when the group has no advisor: the pool.
    """
    advisors = await Person.filter(staff_role=StaffRole.ADVISOR, active=True).order_by("id")
    local = {row.advisor_id for row in await AdvisorDepartment.filter(department=department_of(postcode) or "")}
    candidates = [advisor for advisor in advisors if advisor.id in local] or advisors
    if not candidates:
        return None
    standing_in = await responsible_advisors((advisor.id for advisor in candidates), on)
    load = await _companies_of([advisor.id for advisor in candidates])

    def rank(advisor: Person) -> tuple[bool, int, int]:
        in_place = standing_in[advisor.id]
        return in_place is None or in_place.id != advisor.id, load[advisor.id], advisor.id

    return min(candidates, key=rank)


async def _companies_of(advisor_ids: list[int]) -> Counter[int]:
    """How many companies each follows, and how many wait for them."""
    load: Counter[int] = Counter()
    followed = Member.filter(status__in=(MemberStatus.MEMBER, MemberStatus.PROSPECT))
    waiting = MembershipApplication.filter(status=ApplicationStatus.PENDING)
    for rows in (followed, waiting):
        found = rows.filter(advisor_id__in=advisor_ids).annotate(number=Count("id")).group_by("advisor_id")
        for row in await found.values("advisor_id", "number"):
            load[row["advisor_id"]] += row["number"]
    return load
