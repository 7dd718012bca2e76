"""Another address as login: asked for, confirmed, approved."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry.types import Info

import models
from access.conditions import Arg, Eq
from access.permissions import cancel_email_change, decide_email_change
from access.policy import Role
from access.throttling import Throttled
from graph.actions import action
from graph.context import Context
from graph.enums import described_enum
from graph.fields import argument, column, over, page, permitted, related
from graph.gates import AccessRestricted, Requires
from graph.node import Node
from graph.relay import Connection, key_or_zero
from schema.outcomes import InvalidInput, LinkUnusable, TooManyAttempts
from workflows import access_links, email_changes
from workflows.access_links import LinkState
from workflows.outcomes import Invalid

if TYPE_CHECKING:
    from schema.members import Person

PUBLIC = [Requires(role=Role.ANYONE)]

described_enum(
    models.EmailChangeStatus,
    "Where a new address stands.",
    {
        models.EmailChangeStatus.REQUESTED: "It waits to be confirmed from its mailbox.",
        models.EmailChangeStatus.CONFIRMED: "It waits for the advisor.",
        models.EmailChangeStatus.APPROVED: "It is the login now.",
        models.EmailChangeStatus.REFUSED: "The advisor has not approved it.",
        models.EmailChangeStatus.CANCELLED: "It was taken back, or another address or password came.",
    },
)


@over(models.EmailChange, requires=Role.SIGNED_IN, description="A request for another address as login.")
class EmailChange(Node):
    """Visible to the person and to the group."""

    old_email: str = column(description="The login when it was asked for.")
    new_email: str = column(description="The address that was asked for.")
    status: models.EmailChangeStatus = column(description="Where it stands.")
    requested_at: dt.datetime = column(description="When it was asked for.")
    confirmed_at: dt.datetime | None = column(description="When the new mailbox confirmed it.")
    decided_at: dt.datetime | None = column(description="When it came to its end.")
    answer: str = column(description="What the advisor said.")
    person: Annotated["Person", strawberry.lazy("schema.members")] | None = related(description="Who asks.")
    viewer_can_cancel: bool = permitted(cancel_email_change, description="Whether the viewer may take it back.")
    viewer_can_decide: bool = permitted(decide_email_change, description="Whether the viewer may approve or refuse it.")


@strawberry.type(description="A page of requests for other addresses.", directives=[Requires(role=Role.ADVISOR)])
class EmailChangeConnection(Connection[EmailChange]):
    """For the group."""


@strawberry.type(description="The link to a new address, looked at without confirming it.", directives=PUBLIC)
class EmailLink:
    """Whoever holds it has it from the new mailbox."""

    state: LinkState = strawberry.field(description="Where it stands.")
    message: str = strawberry.field(description="The same for people, in French.")
    new_email: str | None = strawberry.field(description="The address, while the link works.")


@strawberry.type(description="The request as it is now.", directives=PUBLIC)
class EmailChangePayload:
    """Letters go to both mailboxes."""

    email_change: EmailChange | None = strawberry.field(description="The request.")


@strawberry.type(description="The new mailbox is confirmed; the advisor decides next.", directives=PUBLIC)
class EmailConfirmed:
    """Until then the login stays the old address."""

    new_email: str = strawberry.field(description="The address.")


@strawberry.input(description="The address to sign in with instead of the present one.")
class RequestEmailChangeInput:
    """With the password, so that an open session is not enough; a mail that our server vouches for needs none."""

    new_email: str = strawberry.field(description="The new address.")
    password: str | None = strawberry.field(
        default=None, description="The present password; needed everywhere but at the mail door."
    )


@strawberry.input(description="The link in the new mailbox.")
class ConfirmEmailInput:
    """By its token."""

    token: str = strawberry.field(description="The last part of the link.")


@strawberry.input(description="Which request.")
class CancelEmailChangeInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the request.")


@strawberry.input(description="What the advisor decides.")
class DecideEmailChangeInput:
    """Of a confirmed request."""

    id: strawberry.ID = strawberry.field(description="Id of the request.")
    approved: bool = strawberry.field(description="Whether the address becomes the login.")
    answer: str | None = strawberry.field(
        default=None, description="Told to the person when it is refused; at most 500 characters."
    )


EmailChangeResult = Annotated[
    EmailChangePayload | InvalidInput | TooManyAttempts | AccessRestricted,
    strawberry.union("EmailChangeResult", description="What became of the request."),
]
ConfirmEmailResult = Annotated[
    EmailConfirmed | LinkUnusable,
    strawberry.union("ConfirmEmailResult", description="Confirmed, or why the link opens nothing."),
]


@strawberry.type
class EmailChangeQueries:
    """Part of the root of queries."""

    email_changes: EmailChangeConnection | None = page(
        models.EmailChange,
        descending=True,
        arguments=(
            argument(
                "status", models.EmailChangeStatus | None, "Only this status.", matches=Eq("status", Arg("status"))
            ),
        ),
        requires=Role.ADVISOR,
        description="Requests for other addresses, newest first; `CONFIRMED` ones wait for the group.",
    )

    @action(changes=False, description="Look at the link to a new address without confirming it.")
    async def email_link(
        self, info: Info, token: Annotated[str, strawberry.argument(description="The last part of the link.")]
    ) -> EmailLink:
        """A wrong one is an answer too."""
        seen = await email_changes.look(token)
        message = access_links.LINK_MESSAGES[seen.state]
        return EmailLink(state=seen.state, message=message, new_email=seen.new_email or None)


@strawberry.type
class EmailChangeMutations:
    """Part of the root of mutations."""

    @action(requires=Role.SIGNED_IN, description="Ask for another address as login; a link goes to it.")
    async def request_email_change(
        self, info: Info, input: Annotated[RequestEmailChangeInput, strawberry.argument(description="Which.")]
    ) -> EmailChangeResult:
        """A newer request takes the place of one that waits."""
        context: Context = info.context
        outcome = await email_changes.ask(context.settings, context.viewer, input.password, input.new_email)
        return TooManyAttempts.of(outcome) if isinstance(outcome, Throttled) else _shown(outcome)

    @action(requires=Role.SIGNED_IN, description="Take one's own request for another address back.")
    async def cancel_email_change(
        self, info: Info, input: Annotated[CancelEmailChangeInput, strawberry.argument(description="Which.")]
    ) -> EmailChangeResult:
        """NOT_FOUND for anybody else's."""
        context: Context = info.context
        return _shown(await email_changes.cancel(context.viewer, key_or_zero("EmailChange", input.id)))

    @action(description="Confirm a new address by the token of the link in its mailbox.")
    async def confirm_email(
        self, info: Info, input: Annotated[ConfirmEmailInput, strawberry.argument(description="The link.")]
    ) -> ConfirmEmailResult:
        """Works once."""
        outcome = await email_changes.confirm(input.token)
        if isinstance(outcome, access_links.LinkRefused):
            return LinkUnusable.of(outcome)
        return EmailConfirmed(new_email=outcome.change.new_email)

    @action(requires=Role.ADVISOR, description="Approve a confirmed address, or refuse it.")
    async def decide_email_change(
        self, info: Info, input: Annotated[DecideEmailChangeInput, strawberry.argument(description="What.")]
    ) -> EmailChangeResult:
        """Nobody decides on their own."""
        context: Context = info.context
        outcome = await email_changes.decide(
            context.settings, context.viewer, key_or_zero("EmailChange", input.id),
            approved=input.approved, answer=input.answer,
        )  # fmt: skip
        return _shown(outcome)


def _shown(outcome: email_changes.Outcome) -> EmailChangeResult:
    match outcome:
        case email_changes.Done(change):
            return EmailChangePayload(email_change=cast(EmailChange, change))
        case Invalid(problems):
            return InvalidInput.of(problems)
