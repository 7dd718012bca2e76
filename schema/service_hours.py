"""When somebody answers: the hours of the week, holidays and closures."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, cast

import strawberry
from strawberry.types import Info
from tortoise import timezone

import models
from access.policy import Role
from errors import BadInput
from graph.actions import action
from graph.context import Context
from graph.enums import described_enum
from graph.fields import column, over, rows
from graph.gates import AccessRestricted, Requires
from graph.node import Node
from graph.relay import key_or_zero
from graph.shared import commit_wait
from models.france import PARIS
from models.hours import IN_FRENCH
from schema.outcomes import InvalidInput
from workflows import service_hours as workflow
from workflows.outcomes import Invalid

# Beyond, neither clocks nor holidays are known.
_FIRST_YEAR, _LAST_YEAR = 1900, 9000
PUBLIC = [Requires(role=Role.ANYONE)]
ADMINS = [Requires(role=Role.ADMIN)]


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


described_enum(
    Weekday,
    "A day of the week.",
    {day: f"{name[0].upper()}{name[1:]}." for day, name in zip(Weekday, IN_FRENCH, strict=True)},
)


@strawberry.type(description="A stretch of a day of the week in which somebody answers.", directives=PUBLIC)
class OpeningPeriod:
    """Times of French clocks."""

    weekday: Weekday = strawberry.field(description="The day.")
    weekday_label: str = strawberry.field(description="The day in French.")
    opens_at: str = strawberry.field(description="From when, `09:00`.")
    closes_at: str = strawberry.field(description="Until when, `12:00`.")


@strawberry.type(description="Days on which nobody answers.", directives=PUBLIC)
class Closure:
    """A public holiday, or a closure of the group's own."""

    first_day: dt.date = strawberry.field(description="The first day.")
    last_day: dt.date = strawberry.field(description="The last day.")
    reason: str = strawberry.field(description="Why, in French: the name of the holiday, or what the group says.")


@strawberry.type(description="When somebody answers the phone and the chat.", directives=PUBLIC)
class ServiceHours:
    """As it stands at this moment."""

    open_now: bool = strawberry.field(description="Whether somebody answers now.")
    closes_at: dt.datetime | None = strawberry.field(description="Until when, while somebody answers.")
    next_opening: dt.datetime | None = strawberry.field(description="When the next period begins.")
    note: str = strawberry.field(description="How it stands, in French, to be shown as it is.")
    summary: str = strawberry.field(description="The hours of the week in French: du lundi au vendredi, de 9 h …")
    weekly: list[OpeningPeriod] = strawberry.field(description="The periods of the week, Monday first.")
    upcoming_closures: list[Closure] = strawberry.field(
        description="Holidays on days with service hours, and closures, of the year to come."
    )
    phone: str = strawberry.field(description="The group's phone number.")
    time_zone: str = strawberry.field(description="Where the clocks are: `Europe/Paris`.")


@over(models.ServiceClosure, requires=Role.ANYONE, description="An exceptional closure of the group (fermeture).")
class ServiceClosure(Node):
    """Public."""

    first_day: dt.date = column(description="The first day.")
    last_day: dt.date = column(description="The last day.")
    reason: str = column(description="Why, in French.")


@strawberry.input(description="On which days nobody answers, and why.")
class CreateServiceClosureInput:
    """Public holidays are known already."""

    first_day: dt.date = strawberry.field(description="The first day.")
    last_day: dt.date | None = strawberry.field(default=None, description="The last day; default: the first.")
    reason: str = strawberry.field(description="Why, in French, told to everybody; at most 200 characters.")


@strawberry.input(description="Which closure doesn't take place.")
class DeleteServiceClosureInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the closure.")


@strawberry.type(description="The closure, as it is or was.", directives=ADMINS)
class ServiceClosurePayload:
    """Everybody is told from now on."""

    service_closure: ServiceClosure = strawberry.field(description="The closure.")


ServiceClosureResult = Annotated[
    ServiceClosurePayload | AccessRestricted | InvalidInput,
    strawberry.union("ServiceClosureResult", description="The closure, a closed gate, or what is wrong."),
]


@strawberry.type
class ServiceHoursQueries:
    """Part of the root of queries."""

    service_closures: list[ServiceClosure] = rows(
        models.ServiceClosure, order=("first_day",), description="All exceptional closures, past ones too."
    )

    @action(
        changes=False, description="When somebody answers the phone and the chat. What it says changes by the clock."
    )
    async def service_hours(
        self,
        info: Info,
        at: Annotated[
            dt.datetime | None, strawberry.argument(description="How it stands at another moment; default: now.")
        ] = None,
    ) -> ServiceHours:
        """Calculated for one moment; ask again at `closesAt` or `nextOpening`."""
        context: Context = info.context
        settings, now = context.settings, at or timezone.now()
        if not _FIRST_YEAR <= now.year <= _LAST_YEAR:
            raise BadInput(f"`at` must be a moment of the years {_FIRST_YEAR} to {_LAST_YEAR}")
        week, found = workflow.hours(settings), await workflow.standing(settings, now)
        return ServiceHours(
            open_now=found.open,
            closes_at=found.closes_at,
            next_opening=found.next_opening,
            note=workflow.note(found, now),
            summary=week.in_french(),
            weekly=[
                OpeningPeriod(
                    weekday=day,
                    weekday_label=IN_FRENCH[number],
                    opens_at=period.start.strftime("%H:%M"),
                    closes_at=period.end.strftime("%H:%M"),
                )
                for number, day in enumerate(Weekday)
                for period in week.week[number]
            ],
            upcoming_closures=[
                Closure(first_day=one.first_day, last_day=one.last_day, reason=one.reason)
                for one in await workflow.upcoming(settings)
            ],
            phone=settings.group_phone,
            time_zone=PARIS.key,
        )


@strawberry.type
class ServiceHoursMutations:
    """Part of the root of mutations."""

    @action(requires=Role.ADMIN, description="Announce an exceptional closure. Administrators only.")
    async def create_service_closure(
        self, info: Info, input: Annotated[CreateServiceClosureInput, strawberry.argument(description="When and why.")]
    ) -> ServiceClosureResult:
        """From then on nobody is expected to answer."""
        context: Context = info.context
        found = await workflow.create_closure(context.viewer, input.first_day, input.last_day, input.reason)
        return await _told(found)

    @action(requires=Role.ADMIN, description="Cancel an exceptional closure. Administrators only.")
    async def delete_service_closure(
        self, info: Info, input: Annotated[DeleteServiceClosureInput, strawberry.argument(description="Which.")]
    ) -> ServiceClosureResult:
        """It is forgotten."""
        context: Context = info.context
        return await _told(await workflow.delete_closure(context.viewer, key_or_zero("ServiceClosure", input.id)))


async def _told(found: models.ServiceClosure | Invalid) -> ServiceClosurePayload | InvalidInput:
    if isinstance(found, Invalid):
        return InvalidInput.of(found.problems)
    await commit_wait()
    return ServiceClosurePayload(service_closure=cast(ServiceClosure, found))
