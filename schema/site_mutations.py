"""Telling about an establishment, recording its checks, making and revoking its calendars."""

import datetime as dt
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

import models
from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from schema.members import Member
from schema.outcomes import InvalidInput
from schema.sites import CalendarFeed, SiteCheck
from workflows import sites
from workflows.outcomes import Invalid, Restricted

MEMBERS = [Requires(role=Role.MEMBER)]
SIRET = "SIRET of the establishment, in any writing; needed only by people of several companies."


@strawberry.input(description="What is told about an establishment; it replaces what was told before.")
class DescribeSiteInput:
    """Its checks follow from it."""

    siret: str | None = strawberry.field(default=None, description=SIRET)
    phase: models.SitePhase = strawberry.field(description="The stage of its life.")
    opened_on: dt.date | None = strawberry.field(default=None, description="When it opened, or will.")
    sale_on: dt.date | None = strawberry.field(default=None, description="When it is to be sold.")


@strawberry.input(description="When a check was done last.")
class RecordCheckDoneInput:
    """The next day follows from it."""

    id: strawberry.ID = strawberry.field(description="Id of the establishment's check (`SiteCheck`).")
    done_on: dt.date | None = strawberry.field(description="The day; null: it was recorded by mistake.")


@strawberry.input(description="Of which establishment.")
class CreateCalendarFeedInput:
    """One for each telephone or computer, so that one can be revoked alone."""

    siret: str | None = strawberry.field(default=None, description=SIRET)


@strawberry.input(description="Which calendar.")
class RevokeCalendarFeedInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the calendar.")


@strawberry.type(description="The establishment as it is told now.", directives=MEMBERS)
class SiteDescribed:
    """With its checks."""

    member: Member = strawberry.field(description="The company.")


@strawberry.type(description="The check with its next day.", directives=MEMBERS)
class CheckRecorded:
    """Null when it is done for good."""

    site_check: SiteCheck = strawberry.field(description="The check.")


@strawberry.type(description="The calendar is ready to be subscribed to.", directives=MEMBERS)
class CalendarFeedCreated:
    """The address is a secret, and told this once."""

    calendar_feed: CalendarFeed = strawberry.field(description="The calendar.")
    url: str = strawberry.field(description="The address, `https://…/calendrier/….ics`.")
    webcal_url: str = strawberry.field(description="The same for a button: `webcal://…` opens the calendar program.")


@strawberry.type(description="The address shows nothing any more.", directives=MEMBERS)
class CalendarFeedRevoked:
    """Whoever had subscribed keeps what was loaded before."""

    calendar_feed: CalendarFeed = strawberry.field(description="The calendar.")


DescribeSiteResult = Annotated[
    SiteDescribed | AccessRestricted | InvalidInput,
    strawberry.union("DescribeSiteResult", description="The establishment, a closed gate, or what is wrong."),
]
RecordCheckDoneResult = Annotated[
    CheckRecorded | AccessRestricted | InvalidInput,
    strawberry.union("RecordCheckDoneResult", description="The check, a closed gate, or what is wrong."),
]
CreateCalendarFeedResult = Annotated[
    CalendarFeedCreated | AccessRestricted | InvalidInput,
    strawberry.union("CreateCalendarFeedResult", description="The calendar, a closed gate, or what is wrong."),
]
RevokeCalendarFeedResult = Annotated[
    CalendarFeedRevoked | AccessRestricted | InvalidInput,
    strawberry.union("RevokeCalendarFeedResult", description="The calendar, a closed gate, or what is wrong."),
]


@strawberry.type
class SiteMutations:
    """Part of the root of mutations: for the people of active members, and for the group."""

    @action(requires=Role.MEMBER, description="Tell the stage of an establishment's life. Members only.")
    async def describe_site(
        self, info: Info, input: Annotated[DescribeSiteInput, strawberry.argument(description="What is told.")]
    ) -> DescribeSiteResult:
        """Its checks and their days follow at once."""
        context: Context = info.context
        found = await sites.describe(context.viewer, input.siret, input.phase, input.opened_on, input.sale_on)
        if isinstance(found, Invalid | Restricted):
            return _refused(found, context)
        return SiteDescribed(member=cast(Member, found))

    @action(requires=Role.MEMBER, description="Record when a check was done last. Members only.")
    async def record_check_done(
        self, info: Info, input: Annotated[RecordCheckDoneInput, strawberry.argument(description="Which, and when.")]
    ) -> RecordCheckDoneResult:
        """The next day follows at once."""
        context: Context = info.context
        found = await sites.record_done(context.viewer, key_or_zero("SiteCheck", input.id), input.done_on)
        if isinstance(found, Invalid | Restricted):
            return _refused(found, context)
        return CheckRecorded(site_check=cast(SiteCheck, found))

    @action(requires=Role.MEMBER, description="Make a calendar of an establishment's checks. Members only.")
    async def create_calendar_feed(
        self, info: Info, input: Annotated[CreateCalendarFeedInput, strawberry.argument(description="Of which one.")]
    ) -> CreateCalendarFeedResult:
        """Its address is told once."""
        context: Context = info.context
        found = await sites.create_feed(context.settings, context.viewer, input.siret)
        if isinstance(found, Invalid | Restricted):
            return _refused(found, context)
        webcal = "webcal" + found.url.removeprefix("https").removeprefix("http")
        return CalendarFeedCreated(calendar_feed=cast(CalendarFeed, found.feed), url=found.url, webcal_url=webcal)

    @action(requires=Role.MEMBER, description="End a calendar: its address shows nothing any more. Members only.")
    async def revoke_calendar_feed(
        self, info: Info, input: Annotated[RevokeCalendarFeedInput, strawberry.argument(description="Which.")]
    ) -> RevokeCalendarFeedResult:
        """By the company's people, whoever made it."""
        context: Context = info.context
        found = await sites.revoke_feed(context.viewer, key_or_zero("CalendarFeed", input.id))
        if isinstance(found, Invalid):
            return _refused(found, context)
        return CalendarFeedRevoked(calendar_feed=cast(CalendarFeed, found))


def _refused(found: Invalid | Restricted, context: Context) -> AccessRestricted | InvalidInput:
    if isinstance(found, Restricted):
        return AccessRestricted.of(found.denial, context)
    return InvalidInput.of(found.problems)
