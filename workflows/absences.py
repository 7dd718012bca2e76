"""Absences of advisors and their backups, and the departments whose new companies they get."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from tortoise.transactions import in_transaction

from access.policy import may_speak_for
from access.viewer import Viewer
from models import AdvisorAbsence, AdvisorDepartment, JournalKind, Person
from models.france import DEPARTMENTS, today
from workflows.inputs import InputCode, Problems
from workflows.journal import record
from workflows.outcomes import Invalid
from workflows.portfolios import staff

LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class Planned:
    """The absence as it is now; None when it was cancelled before it began."""

    advisor: Person
    absence: AdvisorAbsence | None


async def plan(
    viewer: Viewer, advisor_id: int | None, first_day: dt.date, last_day: dt.date, backup_id: int | None
) -> Planned | Invalid:
    """Somebody is away, and who stands in. One's own absence, or anybody's for an administrator."""
    advisor_id = advisor_id or viewer.person_id or 0
    problems = Problems()
    if not may_speak_for(viewer, advisor_id):
        message = "Les absences d’un collègue sont notées par un administrateur."
        problems.add("advisorId", InputCode.NOT_YOURS, message)
    with problems:
        await staff("advisorId", advisor_id)
    with problems:
        await staff("backupId", backup_id)
    if backup_id == advisor_id:
        problems.add("backupId", InputCode.CONFLICT, "On ne se remplace pas soi-même.")
    _check_days(problems, first_day, last_day)
    if problems.found:
        return Invalid(problems.found)
    async with in_transaction():
        # Locked: of two overlapping absences noted at the same moment the second is refused.
        advisor = await Person.select_for_update().get(id=advisor_id)
        overlapping = AdvisorAbsence.filter(advisor_id=advisor_id, first_day__lte=last_day, last_day__gte=first_day)
        other = await overlapping.first()
        if other is not None:
            message = f"Une absence est déjà notée du {other.first_day:%d/%m/%Y} au {other.last_day:%d/%m/%Y}."
            return Invalid.one("firstDay", InputCode.CONFLICT, message)
        absence = await AdvisorAbsence.create(
            advisor_id=advisor_id, backup_id=backup_id, first_day=first_day, last_day=last_day
        )
        note = f"du {first_day:%d/%m/%Y} au {last_day:%d/%m/%Y}"
        await record(JournalKind.ABSENCE_PLANNED, viewer, person_id=advisor_id, note=note)
    return Planned(advisor, absence)


def _check_days(problems: Problems, first_day: dt.date, last_day: dt.date) -> None:
    if last_day < first_day:
        problems.add("lastDay", InputCode.INVALID, "Le dernier jour ne peut pas venir avant le premier.")
    elif last_day < today():
        problems.add("lastDay", InputCode.INVALID, "Cette absence est déjà passée.")
    elif last_day - first_day > LONGEST:
        problems.add("lastDay", InputCode.TOO_MANY, "Une absence dure au plus un an ; confiez plutôt le portefeuille.")


async def cancel(viewer: Viewer, absence_id: int) -> Planned | Invalid:
    """Not away after all: what has not begun is forgotten, what has ends with yesterday."""
    async with in_transaction():
        absence = await AdvisorAbsence.select_for_update().get_or_none(id=absence_id)
        if absence is None or absence.last_day < today():
            return Invalid.one("id", InputCode.NOT_FOUND, "Cette absence n’existe pas, ou elle est passée.")
        if not may_speak_for(viewer, absence.advisor_id):
            message = "Les absences d’un collègue sont notées par un administrateur."
            return Invalid.one("id", InputCode.NOT_YOURS, message)
        await record(JournalKind.ABSENCE_CANCELLED, viewer, person_id=absence.advisor_id)
        advisor = await Person.get(id=absence.advisor_id)
        if absence.first_day >= today():
            await absence.delete()
            return Planned(advisor, None)
        absence.last_day = today() - dt.timedelta(days=1)
        await absence.save(update_fields=["last_day"])
        return Planned(advisor, absence)


async def set_departments(viewer: Viewer, advisor_id: int, departments: Collection[str]) -> Person | Invalid:
    """The departments whose new companies an advisor gets: these, and no others."""
    wanted = sorted({code.strip().upper() for code in departments})
    problems, advisor = Problems(), None
    with problems:
        advisor = await staff("advisorId", advisor_id)
    unknown = [code for code in wanted if code not in DEPARTMENTS]
    if unknown:
        message = f"Ce ne sont pas des départements : {', '.join(unknown[:10])}. On attend 01 … 95, 2A, 2B, 971 …"
        problems.add("departments", InputCode.INVALID, message)
    if problems.found or advisor is None:
        return Invalid(problems.found)
    async with in_transaction():
        # Locked: of two lists at the same moment the second one holds.
        await Person.select_for_update().get(id=advisor_id)
        await AdvisorDepartment.filter(advisor_id=advisor_id).delete()
        await AdvisorDepartment.bulk_create(
            AdvisorDepartment(advisor_id=advisor_id, department=code) for code in wanted
        )
        note = "départements : " + (", ".join(wanted) or "aucun")
        await record(JournalKind.DEPARTMENTS_SET, viewer, person_id=advisor_id, note=note)
    return advisor
