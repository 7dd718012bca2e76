"""Applying for membership, and deciding applications."""

import datetime as dt
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from access.policy import Role
from access.throttling import Throttled
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from schema.applications import MembershipApplication
from schema.enums import AffiliationRole, MemberStatus
from schema.members import Member, Person
from schema.outcomes import InvalidInput, TooManyAttempts
from workflows import applications
from workflows.company_data import CompanyData
from workflows.outcomes import Invalid


@strawberry.input(description="A company asks to join (demande d’adhésion).")
class ApplyForMembershipInput:
    """Anybody may send it."""

    siret: str = strawberry.field(description="SIRET of the company, in any writing.")
    legal_name: str = strawberry.field(description="Its legal name (raison sociale).")
    postcode: str = strawberry.field(description="Its postcode.")
    city: str = strawberry.field(description="Its city.")
    first_name: str = strawberry.field(description="First name of who applies.")
    last_name: str = strawberry.field(description="Last name.")
    email: str = strawberry.field(description="Where to answer; later the login.")
    consent: bool = strawberry.field(
        description="Whether they agree that the group keeps this and calls them back; nothing is kept without."
    )
    street: str | None = strawberry.field(default=None, description="Its street address.")
    phone: str | None = strawberry.field(default=None, description="Where to call back.")
    message: str | None = strawberry.field(default=None, description="Anything else; at most 2,000 characters.")


@strawberry.type(description="It is kept, and an advisor will answer by mail.", directives=[Requires(role=Role.ANYONE)])
class MembershipApplicationReceived:
    """The same whether the company or the address is known or not."""

    message: str = strawberry.field(description="For people, in French.")


ApplyForMembershipResult = Annotated[
    MembershipApplicationReceived | InvalidInput | TooManyAttempts,
    strawberry.union("ApplyForMembershipResult", description="Received, or what is wrong, or too many."),
]


@strawberry.input(description="Which application is accepted, and as what.")
class AcceptMembershipApplicationInput:
    """The company is made when we don't know it, and the person acts for it."""

    id: strawberry.ID = strawberry.field(description="Id of the application.")
    status: MemberStatus = strawberry.field(
        default=MemberStatus.MEMBER, description="`MEMBER`, or `PROSPECT` for now: an access without membership."
    )
    on: dt.date | None = strawberry.field(default=None, description="First day of the membership; today unless given.")
    role: AffiliationRole | None = strawberry.field(
        default=None, description="What the person is there; an owner unless the company has one."
    )
    message: str | None = strawberry.field(default=None, description="Told in the letter as it is, in French.")


@strawberry.input(description="Which application is declined.")
class DeclineMembershipApplicationInput:
    """The applicant is told."""

    id: strawberry.ID = strawberry.field(description="Id of the application.")
    message: str | None = strawberry.field(default=None, description="Told in the letter as it is, in French.")


@strawberry.type(description="The application as it is now.", directives=[Requires(role=Role.ADVISOR)])
class MembershipApplicationPayload:
    """Deciding the same twice is fine."""

    application: MembershipApplication | None = strawberry.field(description="The application.")
    member: Member | None = strawberry.field(description="The company of an accepted one.")
    person: Person | None = strawberry.field(description="Who got access with it.")


MembershipApplicationResult = Annotated[
    MembershipApplicationPayload | InvalidInput | AccessRestricted,
    strawberry.union("MembershipApplicationResult", description="The application, or what is wrong, or a closed gate."),
]
RECEIVED = "Votre demande est bien arrivée. Un conseiller l’étudie et vous répond par courriel."


@strawberry.type
class ApplicationMutations:
    """Part of the root of mutations."""

    @action(description="Ask to join the group (adhérer).")
    async def apply_for_membership(
        self, info: Info, input: Annotated[ApplyForMembershipInput, strawberry.argument(description="Who asks.")]
    ) -> ApplyForMembershipResult:
        """A receipt goes to the address."""
        context: Context = info.context
        form = applications.ApplicationForm(
            siret=input.siret,
            company=CompanyData(input.legal_name, input.street, input.postcode, input.city),
            first_name=input.first_name,
            last_name=input.last_name,
            email=input.email,
            phone=input.phone,
            message=input.message,
            consent=input.consent,
        )
        outcome = await applications.apply(context.settings, context.viewer, context.client, form)
        match outcome:
            case applications.Received():
                return MembershipApplicationReceived(message=RECEIVED)
            case Invalid(problems):
                return InvalidInput.of(problems)
            case Throttled():
                return TooManyAttempts.of(outcome)

    @action(
        requires=Role.ADVISOR,
        description="Accept an application: the company is a member, the person gets access, and is written to.",
    )
    async def accept_membership_application(
        self, info: Info, input: Annotated[AcceptMembershipApplicationInput, strawberry.argument(description="Which.")]
    ) -> MembershipApplicationResult:
        """All of it, or nothing."""
        context: Context = info.context
        outcome = await applications.accept(
            context.settings,
            context.viewer,
            key_or_zero("MembershipApplication", input.id),
            status=input.status,
            on=input.on,
            role=input.role,
            message=input.message,
        )
        return _shown(outcome)

    @action(requires=Role.ADVISOR, description="Decline an application; the applicant is written to.")
    async def decline_membership_application(
        self, info: Info, input: Annotated[DeclineMembershipApplicationInput, strawberry.argument(description="Which.")]
    ) -> MembershipApplicationResult:
        """Nothing of the company is changed."""
        context: Context = info.context
        application_id = key_or_zero("MembershipApplication", input.id)
        return _shown(
            await applications.decline(context.settings, context.viewer, application_id, message=input.message)
        )


def _shown(outcome: applications.Decided | Invalid) -> MembershipApplicationResult:
    if isinstance(outcome, Invalid):
        return InvalidInput.of(outcome.problems)
    return MembershipApplicationPayload(
        application=cast(MembershipApplication, outcome.application),
        member=cast(Member | None, outcome.member),
        person=cast(Person | None, outcome.person),
    )
