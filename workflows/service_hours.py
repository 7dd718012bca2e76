"""When somebody answers, now and next; administrators' exceptional closures."""

from __future__ import annotations

import datetime as dt

from tortoise import timezone
from tortoise.transactions import in_transaction

from access.viewer import Viewer
from letters.french import format_day
from models import JournalKind, ServiceClosure
from models.france import PARIS, today
from models.hours import IN_FRENCH, Closure, Hours, Standing, clock, closures_of, hours_of
from settings import Settings
from workflows import journal
from workflows.inputs import InputCode, InputProblem, Problems
from workflows.outcomes import Invalid

# How far ahead closures are told.
AHEAD = dt.timedelta(days=365)
LONGEST_CLOSURE = 366
LONGEST_REASON = 200


def hours(settings: Settings) -> Hours:
    """The hours of the week."""
    return hours_of(settings.service_hours)


async def closures() -> list[Closure]:
    """The closures that are on or to come."""
    rows = await ServiceClosure.filter(last_day__gte=today() - dt.timedelta(days=1)).order_by("first_day", "id")
    return [Closure(row.first_day, row.last_day, row.reason) for row in rows]


async def standing(settings: Settings, moment: dt.datetime | None = None) -> Standing:
    """How it stands now, or at another moment."""
    return hours(settings).standing(moment or timezone.now(), await closures())


async def is_open(settings: Settings, moment: dt.datetime | None = None) -> bool:
    """Whether somebody answers."""
    return (await standing(settings, moment)).open


async def upcoming(settings: Settings) -> list[Closure]:
    """Public holidays and closures of the year to come, in order."""
    first = today()
    return closures_of(hours(settings), first, first + AHEAD, await closures())


def note(found: Standing, moment: dt.datetime) -> str:
    """How it stands, in French, as a page shows it."""
    if found.closes_at is not None:
        return f"Nous répondons jusqu’à {clock(found.closes_at.astimezone(PARIS).time())}."
    if found.next_opening is None:
        return "Nous ne répondons pas en ce moment."
    local, now = found.next_opening.astimezone(PARIS), moment.astimezone(PARIS).date()
    days = (local.date() - now).days
    if days == 0:
        day = "aujourd’hui"
    elif days == 1:
        day = "demain"
    elif days < 7:
        day = IN_FRENCH[local.weekday()]
    else:
        day = f"le {format_day(local.date())}"
    return f"Nous répondons de nouveau {day} à partir de {clock(local.time())}."


async def create_closure(
    viewer: Viewer, first_day: dt.date, last_day: dt.date | None, reason: str
) -> ServiceClosure | Invalid:
    """Nobody answers from a day to another, by default on that one day."""
    problems = Problems()
    last_day, reason = last_day or first_day, " ".join(reason.split())
    if last_day < first_day:
        problems.add("lastDay", InputCode.INVALID, "Le dernier jour ne peut pas précéder le premier.")
    elif last_day < today():
        problems.add("lastDay", InputCode.INVALID, "Cette fermeture est déjà passée.")
    elif (last_day - first_day).days >= LONGEST_CLOSURE:
        problems.add("lastDay", InputCode.INVALID, f"Une fermeture dure au plus {LONGEST_CLOSURE} jours.")
    if not reason:
        problems.add("reason", InputCode.REQUIRED, "Dites pourquoi : ce motif est affiché à tous.")
    elif len(reason) > LONGEST_REASON or not reason.isprintable():
        problems.add("reason", InputCode.INVALID, f"Le motif tient en {LONGEST_REASON} caractères, sur une ligne.")
    if problems.found:
        return Invalid(problems.found)
    async with in_transaction():
        row = await ServiceClosure.create(first_day=first_day, last_day=last_day, reason=reason)
        await journal.record(JournalKind.CLOSURE_PLANNED, viewer, note=_days(row))
    return row


async def delete_closure(viewer: Viewer, closure_id: int) -> ServiceClosure | Invalid:
    """It does not take place."""
    async with in_transaction():
        row = await ServiceClosure.get_or_none(id=closure_id)
        if row is None:
            return Invalid((InputProblem("id", InputCode.NOT_FOUND, "Cette fermeture n’existe pas."),))
        await row.delete()
        await journal.record(JournalKind.CLOSURE_CANCELLED, viewer, note=_days(row))
    return row


def _days(row: ServiceClosure) -> str:
    if row.first_day == row.last_day:
        return f"le {format_day(row.first_day)} : {row.reason}"
    return f"du {format_day(row.first_day)} au {format_day(row.last_day)} : {row.reason}"
