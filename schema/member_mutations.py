"""Registering companies, correcting their data, and their membership: beginning, end, and back again."""

import datetime as dt
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from schema.members import Member
from schema.outcomes import InvalidInput
from workflows import members
from workflows.company_data import CompanyData
from workflows.outcomes import Invalid

REASON = "Why, for the group's own history; at most 500 characters."


@strawberry.type(description="The company as it is now.", directives=[Requires(role=Role.ANYONE)])
class CompanyPayload:
    """Saying the same twice is fine."""

    member: Member | None = strawberry.field(description="The company.")


CompanyResult = Annotated[
    CompanyPayload | InvalidInput | AccessRestricted,
    strawberry.union("CompanyResult", description="The company, or what is wrong, or a closed gate."),
]


@strawberry.input(description="A company that asked for us.")
class RegisterCompanyInput:
    """It becomes a prospect, followed by the advisor whose turn it is."""

    siret: str = strawberry.field(description="Its SIRET, in any writing.")
    legal_name: str = strawberry.field(description="Its legal name (raison sociale).")
    postcode: str = strawberry.field(description="Postcode.")
    city: str = strawberry.field(description="City.")
    street: str | None = strawberry.field(default=None, description="Street address.")
    phone: str | None = strawberry.field(default=None, description="Phone number.")


@strawberry.input(description="What to correct of a company; what is not given stays.")
class UpdateCompanyInput:
    """An empty text takes the street or the telephone away."""

    member_id: strawberry.ID = strawberry.field(description="Id of the company.")
    legal_name: str | None = strawberry.field(default=None, description="Its legal name; for the group to correct.")
    street: str | None = strawberry.field(default=None, description="Street address.")
    postcode: str | None = strawberry.field(default=None, description="Postcode.")
    city: str | None = strawberry.field(default=None, description="City.")
    phone: str | None = strawberry.field(default=None, description="Phone number.")


@strawberry.input(description="Which company becomes a member, from which day on.")
class AdmitMemberInput:
    """A prospect, or a former member that comes back; of a member it calls an announced end off."""

    member_id: strawberry.ID = strawberry.field(description="Id of the company.")
    on: dt.date | None = strawberry.field(default=None, description="Its first day; today unless given, never later.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.input(description="Whose membership ends, with which day.")
class EndMembershipInput:
    """Today or before: at once. Later: when that day is over."""

    member_id: strawberry.ID = strawberry.field(description="Id of the company.")
    on: dt.date | None = strawberry.field(default=None, description="Its last day; today unless given.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.type
class MemberMutations:
    """Part of the root of mutations."""

    @action(requires=Role.ADVISOR, description="Write down a company that asked for us, as a prospect.")
    async def register_company(
        self, info: Info, input: Annotated[RegisterCompanyInput, strawberry.argument(description="The company.")]
    ) -> CompanyResult:
        """CONFLICT when its SIRET is known."""
        given = CompanyData(input.legal_name, input.street, input.postcode, input.city, input.phone)
        return shown(await members.register(info.context.viewer, input.siret, given))

    @action(requires=Role.SIGNED_IN, description="Correct a company's data: by its owners and by the group.")
    async def update_company(
        self, info: Info, input: Annotated[UpdateCompanyInput, strawberry.argument(description="What to correct.")]
    ) -> CompanyResult:
        """NOT_FOUND for whoever may not."""
        given = CompanyData(input.legal_name, input.street, input.postcode, input.city, input.phone)
        return shown(await members.update(info.context.viewer, key_or_zero("Member", input.member_id), given))

    @action(requires=Role.ADVISOR, description="A company becomes a member (adhésion); the gates open at once.")
    async def admit_member(
        self, info: Info, input: Annotated[AdmitMemberInput, strawberry.argument(description="Which, and when.")]
    ) -> CompanyResult:
        """Its owners are written to."""
        context: Context = info.context
        member_id = key_or_zero("Member", input.member_id)
        outcome = await members.admit(
            context.settings, context.viewer, member_id, on=input.on, reason=input.reason
        )  # fmt: skip
        return shown(outcome)

    @action(
        requires=Role.ADVISOR,
        description="A membership ends: the gates close, requests are cancelled, accepted attachments end, "
        "and the suppliers are told.",
    )
    async def end_membership(
        self, info: Info, input: Annotated[EndMembershipInput, strawberry.argument(description="Whose, and when.")]
    ) -> CompanyResult:
        """Its owners are written to."""
        context: Context = info.context
        member_id = key_or_zero("Member", input.member_id)
        outcome = await members.end(
            context.settings, context.viewer, member_id, on=input.on, reason=input.reason
        )  # fmt: skip
        return shown(outcome)


def shown(outcome: members.Done | Invalid) -> CompanyResult:
    """The outcome as the API tells it."""
    match outcome:
        case members.Done(member):
            # Resolvers read the row itself; the annotation is what the schema says of it.
            return CompanyPayload(member=cast(Member, member))
        case Invalid(problems):
            return InvalidInput.of(problems)
