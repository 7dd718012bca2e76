"""Establishments as the API shows them: the stage of their life, their checks, their calendars."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

import models
from access.conditions import AtLeast, Eq, Exists, IsNull, Literal, Not, Today, both
from access.policy import Role
from graph.fields import argument, column, holds, labels, over, related
from graph.gates import Requires
from graph.node import Node
from graph.relay import Connection
from schema.regulatory_checks import PHASE_LABELS, RegulatoryCheck

if TYPE_CHECKING:
    from schema.members import Member, Person

MemberRef = Annotated["Member", strawberry.lazy("schema.members")]
PersonRef = Annotated["Person", strawberry.lazy("schema.members")]
OVERDUE = both(Not(IsNull("next_due_on")), Not(AtLeast("next_due_on", Today())))
HAS_A_DAY = Not(IsNull("next_due_on"))
PUBLISHED = Exists("check", Eq("status", Literal(models.ContentStatus.PUBLISHED)))


@over(models.Site, requires=Role.SIGNED_IN, description="What a member told about its establishment.")
class Site:
    """Visible to the group and to the people of active members."""

    phase: models.SitePhase = column(description="The stage of its life.")
    phase_label: str = labels("phase", PHASE_LABELS, description="The stage in French.")
    opened_on: dt.date | None = column(description="When it opened, or will.")
    sale_on: dt.date | None = column(description="When it is to be sold.")


@over(models.SiteCheck, requires=Role.SIGNED_IN, description="A regulatory check of an establishment.")
class SiteCheck(Node):
    """Visible to the group and to the people of active members."""

    member: MemberRef | None = related(description="Whose establishment it is.")
    check: RegulatoryCheck | None = related(description="The check; null when it is published no more.")
    last_done_on: dt.date | None = column(description="When it was done last; null: nobody told.")
    next_due_on: dt.date | None = column(
        description="The last day for it; null: done for good, or nobody told from when to count."
    )
    overdue: bool = holds(OVERDUE, description="Whether that day is over (en retard).")
    revision: int = column(description="How often its day changed.")
    updated_at: dt.datetime = column(description="When its day last changed.")


@strawberry.type(description="A page of an establishment's checks.", directives=[Requires(role=Role.SIGNED_IN)])
class SiteCheckConnection(Connection[SiteCheck]):
    """Of the viewer's companies; of everybody for the group."""


CHECK_FILTERS = (argument("overdue_only", bool, "Only those whose day is over.", matches=OVERDUE, default=False),)


@over(models.CalendarFeed, requires=Role.SIGNED_IN, description="A secret address of an establishment's calendar.")
class CalendarFeed(Node):
    """The address itself is told once, to whoever makes it."""

    member: MemberRef | None = related(description="Whose establishment it is.")
    person: PersonRef | None = related(description="Who made it.")
    created_at: dt.datetime = column(description="Since when it works.")
    revoked_at: dt.datetime | None = column(description="Since when it doesn't work any more.")
