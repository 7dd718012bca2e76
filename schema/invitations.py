"""Inviting colleagues, and accepting."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry.types import Info

import models
from access.permissions import cancel_invitation
from access.policy import Role
from access.throttling import Throttled
from graph.actions import action
from graph.context import Context
from graph.enums import described_enum
from graph.fields import column, over, permitted, related
from graph.gates import AccessRestricted, Requires
from graph.node import Node
from graph.relay import key_or_zero
from schema.outcomes import InvalidInput, LinkUnusable, TooManyAttempts
from workflows import access_links, invitations
from workflows.access_links import LinkState
from workflows.outcomes import Invalid

if TYPE_CHECKING:
    from schema.members import Member, Person

PUBLIC = [Requires(role=Role.ANYONE)]

described_enum(
    models.InvitationStatus,
    "Where an invitation stands.",
    {
        models.InvitationStatus.PENDING: "It waits for the colleague.",
        models.InvitationStatus.ACCEPTED: "They act for the company.",
        models.InvitationStatus.CANCELLED: "It was taken back, or who invited may invite no more.",
    },
)


@over(models.Invitation, requires=Role.SIGNED_IN, description="A colleague invited to act for a company (invitation).")
class Invitation(Node):
    """Visible to the company's owners and to the group."""

    email: str = column(description="The address that it was sent to.")
    first_name: str = column(description="First name, as the inviter wrote it.")
    last_name: str = column(description="Last name, as the inviter wrote it.")
    status: models.InvitationStatus = column(description="Where it stands.")
    created_at: dt.datetime = column(description="When it was first sent.")
    decided_at: dt.datetime | None = column(description="When it was accepted or taken back.")
    member: Annotated["Member", strawberry.lazy("schema.members")] | None = related(description="The company.")
    invited_by: Annotated["Person", strawberry.lazy("schema.members")] | None = related(description="Who invited.")
    viewer_can_cancel: bool = permitted(cancel_invitation, description="Whether the viewer may take it back.")


@strawberry.type(description="An invitation, looked at without accepting it.", directives=PUBLIC)
class InvitationLink:
    """Whoever holds a link has it from the mailbox that it was sent to."""

    state: LinkState = strawberry.field(description="Where it stands.")
    message: str = strawberry.field(description="The same for people, in French.")
    company_name: str | None = strawberry.field(description="The company, while it works.")
    inviter_name: str | None = strawberry.field(description="Who invites, while it works.")
    email: str | None = strawberry.field(description="The login that would act for the company, while it works.")


@strawberry.type(description="The invitation as it is now.", directives=PUBLIC)
class InvitationPayload:
    """A letter is on its way, or its link works no more."""

    invitation: Invitation | None = strawberry.field(description="The invitation.")


@strawberry.type(description="The colleague acts for the company.", directives=PUBLIC)
class InvitationAccepted:
    """Somebody without a password chooses one next."""

    company_name: str = strawberry.field(description="The company.")
    email: str = strawberry.field(description="The login that acts for it.")
    password_token: str | None = strawberry.field(
        description="The token of a link to a first password; null for somebody who has one."
    )


@strawberry.input(description="Whom to invite, for which company.")
class InviteColleagueInput:
    """Inviting again sends another link, and only that one works."""

    member_id: strawberry.ID = strawberry.field(description="Id of the company.")
    email: str = strawberry.field(description="Their e-mail address.")
    first_name: str | None = strawberry.field(default=None, description="First name.")
    last_name: str | None = strawberry.field(default=None, description="Last name.")


@strawberry.input(description="Which invitation.")
class CancelInvitationInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the invitation.")


@strawberry.input(description="The link of an invitation.")
class AcceptInvitationInput:
    """By its token."""

    token: str = strawberry.field(description="The last part of the link.")


InviteResult = Annotated[
    InvitationPayload | InvalidInput | TooManyAttempts | AccessRestricted,
    strawberry.union("InviteResult", description="What became of the invitation."),
]
AcceptInvitationResult = Annotated[
    InvitationAccepted | LinkUnusable,
    strawberry.union("AcceptInvitationResult", description="Accepted, or why the link opens nothing."),
]


@strawberry.type
class InvitationQueries:
    """Part of the root of queries."""

    @action(changes=False, description="Look at an invitation by the token of its link, without accepting it.")
    async def invitation_link(
        self, info: Info, token: Annotated[str, strawberry.argument(description="The last part of the link.")]
    ) -> InvitationLink:
        """A wrong one is an answer too."""
        seen = await invitations.look(token)
        found = seen.invitation
        return InvitationLink(
            state=seen.state,
            message=access_links.LINK_MESSAGES[seen.state],
            company_name=found.member.legal_name if found else None,
            inviter_name=found.invited_by.display_name if found and found.invited_by else None,
            email=found.email if found else None,
        )


@strawberry.type
class InvitationMutations:
    """Part of the root of mutations."""

    @action(
        requires=Role.SIGNED_IN, description="Invite a colleague to act for a company: by its owners and the group."
    )
    async def invite_colleague(
        self, info: Info, input: Annotated[InviteColleagueInput, strawberry.argument(description="Whom.")]
    ) -> InviteResult:
        """The answer is the same whether the address is known or not."""
        context: Context = info.context
        outcome = await invitations.invite(
            context.settings, context.viewer, key_or_zero("Member", input.member_id),
            input.email, input.first_name, input.last_name,
        )  # fmt: skip
        return TooManyAttempts.of(outcome) if isinstance(outcome, Throttled) else _shown(outcome)

    @action(requires=Role.SIGNED_IN, description="Take an invitation back.")
    async def cancel_invitation(
        self, info: Info, input: Annotated[CancelInvitationInput, strawberry.argument(description="Which.")]
    ) -> InviteResult:
        """NOT_FOUND for whoever may not."""
        context: Context = info.context
        return _shown(await invitations.cancel(context.viewer, key_or_zero("Invitation", input.id)))

    @action(description="Accept an invitation by the token of its link.")
    async def accept_invitation(
        self, info: Info, input: Annotated[AcceptInvitationInput, strawberry.argument(description="The link.")]
    ) -> AcceptInvitationResult:
        """Works once."""
        context: Context = info.context
        outcome = await invitations.accept(context.settings, input.token)
        if isinstance(outcome, access_links.LinkRefused):
            return LinkUnusable.of(outcome)
        return InvitationAccepted(
            company_name=outcome.member.legal_name, email=outcome.person.email, password_token=outcome.token
        )


def _shown(outcome: invitations.Invited | Invalid) -> InviteResult:
    match outcome:
        case invitations.Invited(invitation):
            return InvitationPayload(invitation=cast(Invitation, invitation))
        case Invalid(problems):
            return InvalidInput.of(problems)
