"""Who follows whom: giving companies to advisors, absences, departments."""

import datetime as dt
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from schema.advisors import AdvisorAbsence
from schema.member_mutations import REASON, CompanyResult, shown
from schema.members import Advisor
from schema.outcomes import InvalidInput
from workflows import absences, portfolios
from workflows.outcomes import Invalid

STAFF_ONLY = [Requires(role=Role.ADVISOR)]


@strawberry.input(description="Which company goes to which advisor.")
class AssignAdvisorInput:
    """Mails about it that wait in the queue go along."""

    member_id: strawberry.ID = strawberry.field(description="Id of the company.")
    advisor_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the advisor; null: nobody, the pool."
    )
    reason: str | None = strawberry.field(default=None, description=REASON)
    tell_owners: bool = strawberry.field(default=True, description="Whether the company's owners get a letter.")


@strawberry.input(description="Whose companies go to whom.")
class HandOverPortfolioInput:
    """All of them; one's own portfolio, or anybody's for an administrator."""

    previous_advisor_id: strawberry.ID = strawberry.field(description="Id of the advisor who follows them now.")
    advisor_id: strawberry.ID = strawberry.field(description="Id of the advisor who follows them from then on.")
    reason: str | None = strawberry.field(default=None, description=REASON)
    tell_owners: bool = strawberry.field(default=True, description="Whether the companies' owners get a letter.")


@strawberry.type(description="The companies have the new advisor.", directives=STAFF_ONLY)
class PortfolioHandedOver:
    """Each has a line in its `handovers`."""

    advisor: Advisor | None = strawberry.field(description="Who follows them from now on.")
    companies: int = strawberry.field(description="How many there were.")


HandOverPortfolioResult = Annotated[
    PortfolioHandedOver | InvalidInput | AccessRestricted,
    strawberry.union("HandOverPortfolioResult", description="How many companies, or what is wrong, or a closed gate."),
]


@strawberry.input(description="Who is away, when, and who stands in.")
class PlanAdvisorAbsenceInput:
    """One's own absence, or anybody's for an administrator."""

    first_day: dt.date = strawberry.field(description="The first day away.")
    last_day: dt.date = strawberry.field(description="The last day away.")
    advisor_id: strawberry.ID | None = strawberry.field(default=None, description="Who; oneself unless given.")
    backup_id: strawberry.ID | None = strawberry.field(default=None, description="Who stands in; null: the pool.")


@strawberry.input(description="Which absence.")
class CancelAdvisorAbsenceInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the absence.")


@strawberry.type(description="The absence as it is now.", directives=STAFF_ONLY)
class AdvisorAbsencePayload:
    """What has begun ends with yesterday when it is cancelled; what hasn't is gone."""

    advisor: Advisor | None = strawberry.field(description="Who is, or isn't, away.")
    absence: AdvisorAbsence | None = strawberry.field(description="The absence; null when it is gone.")


AdvisorAbsenceResult = Annotated[
    AdvisorAbsencePayload | InvalidInput | AccessRestricted,
    strawberry.union("AdvisorAbsenceResult", description="The absence, or what is wrong, or a closed gate."),
]


@strawberry.input(description="Whose departments, and which.")
class SetAdvisorDepartmentsInput:
    """These, and no others."""

    advisor_id: strawberry.ID = strawberry.field(description="Id of the advisor.")
    departments: list[str] = strawberry.field(description="Codes, e.g. `69`, `2A`, `974`.")


@strawberry.type(description="The advisor as they are now.", directives=STAFF_ONLY)
class AdvisorPayload:
    """Read from the person."""

    advisor: Advisor | None = strawberry.field(description="The advisor.")


AdvisorResult = Annotated[
    AdvisorPayload | InvalidInput | AccessRestricted,
    strawberry.union("AdvisorResult", description="The advisor, or what is wrong, or a closed gate."),
]


@strawberry.type
class AdvisorMutations:
    """Part of the root of mutations."""

    @action(requires=Role.ADVISOR, description="Give a company to an advisor (affectation).")
    async def assign_advisor(
        self, info: Info, input: Annotated[AssignAdvisorInput, strawberry.argument(description="Which, to whom.")]
    ) -> CompanyResult:
        """Its history is kept in `handovers`."""
        context: Context = info.context
        outcome = await portfolios.assign(
            context.settings,
            context.viewer,
            key_or_zero("Member", input.member_id),
            _advisor(input.advisor_id),
            reason=input.reason,
            tell=input.tell_owners,
        )
        return shown(outcome)

    @action(requires=Role.ADVISOR, description="Give all companies of an advisor to another (passation).")
    async def hand_over_portfolio(
        self, info: Info, input: Annotated[HandOverPortfolioInput, strawberry.argument(description="Whose, to whom.")]
    ) -> HandOverPortfolioResult:
        """All of them, or none."""
        context: Context = info.context
        outcome = await portfolios.hand_over(
            context.settings,
            context.viewer,
            key_or_zero("Advisor", input.previous_advisor_id),
            key_or_zero("Advisor", input.advisor_id),
            reason=input.reason,
            tell=input.tell_owners,
        )
        if isinstance(outcome, Invalid):
            return InvalidInput.of(outcome.problems)
        return PortfolioHandedOver(advisor=cast(Advisor, outcome.advisor), companies=outcome.companies)

    @action(requires=Role.ADVISOR, description="Note an absence of an advisor, and who stands in.")
    async def plan_advisor_absence(
        self, info: Info, input: Annotated[PlanAdvisorAbsenceInput, strawberry.argument(description="Who and when.")]
    ) -> AdvisorAbsenceResult:
        """CONFLICT with an absence that is noted already."""
        outcome = await absences.plan(
            info.context.viewer,
            _advisor(input.advisor_id),
            input.first_day,
            input.last_day,
            _advisor(input.backup_id),
        )
        return _absence(outcome)

    @action(requires=Role.ADVISOR, description="Not away after all.")
    async def cancel_advisor_absence(
        self, info: Info, input: Annotated[CancelAdvisorAbsenceInput, strawberry.argument(description="Which.")]
    ) -> AdvisorAbsenceResult:
        """Back earlier, or not away at all."""
        return _absence(await absences.cancel(info.context.viewer, key_or_zero("AdvisorAbsence", input.id)))

    @action(requires=Role.ADMIN, description="Say which departments' new companies an advisor gets.")
    async def set_advisor_departments(
        self, info: Info, input: Annotated[SetAdvisorDepartmentsInput, strawberry.argument(description="Whose, which.")]
    ) -> AdvisorResult:
        """Companies that have an advisor keep them."""
        advisor_id = key_or_zero("Advisor", input.advisor_id)
        outcome = await absences.set_departments(info.context.viewer, advisor_id, input.departments)
        return (
            InvalidInput.of(outcome.problems)
            if isinstance(outcome, Invalid)
            else AdvisorPayload(advisor=cast(Advisor, outcome))
        )


def _advisor(id_: str | None) -> int | None:
    return None if id_ is None else key_or_zero("Advisor", id_)


def _absence(outcome: absences.Planned | Invalid) -> AdvisorAbsenceResult:
    if isinstance(outcome, Invalid):
        return InvalidInput.of(outcome.problems)
    return AdvisorAbsencePayload(
        advisor=cast(Advisor, outcome.advisor), absence=cast(AdvisorAbsence | None, outcome.absence)
    )
