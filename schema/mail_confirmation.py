"""A mail whose sender is not proven, confirmed by whoever reads the registered mailbox."""

import datetime as dt
from typing import Annotated

import strawberry
from strawberry.types import Info

from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.gates import Requires
from schema.outcomes import LinkUnusable
from workflows import mail_confirmation
from workflows.access_links import LinkState

PUBLIC = [Requires(role=Role.ANYONE)]


@strawberry.type(description="A mail that waits to be confirmed by its sender.", directives=PUBLIC)
class MailToConfirm:
    """Whoever has the link reads the mailbox that the mail says to come from; the rest is null unless it works."""

    state: LinkState = strawberry.field(description="Whether the link works.")
    message: str = strawberry.field(description="The same for people, in French.")
    received_at: dt.datetime | None = strawberry.field(description="When the mail came.")
    subject: str | None = strawberry.field(description="Its subject.")
    excerpt: str | None = strawberry.field(description="The beginning of its own text.")
    understood: list[str] = strawberry.field(
        description="What will be done once it is confirmed, in French, e.g. `Fournisseur : Bureau Clair`."
    )

    @classmethod
    def of(cls, seen: mail_confirmation.Look) -> "MailToConfirm":
        """What the page shows."""
        mail = seen.mail
        return cls(
            state=seen.state,
            message=mail_confirmation.MESSAGES[seen.state],
            received_at=mail.received_at if mail else None,
            subject=mail.subject if mail else None,
            excerpt=mail.excerpt if mail else None,
            understood=[f"{one['label']} : {one['value']}" for one in mail.understanding] if mail else [],
        )


@strawberry.type(description="The mail is its sender's; the answer to it comes by mail.", directives=PUBLIC)
class MailConfirmed:
    """It is handled in a moment."""

    subject: str = strawberry.field(description="The mail's subject.")


@strawberry.input(description="Confirm a mail as one's own.")
class ConfirmMailInput:
    """By the token of the link that was mailed to the address that the mail says to come from."""

    token: str = strawberry.field(description="The last part of the link.")


ConfirmMailResult = Annotated[
    MailConfirmed | LinkUnusable,
    strawberry.union("ConfirmMailResult", description="Confirmed, or why the link opens nothing."),
]


@strawberry.type
class MailConfirmationQueries:
    """Part of the root of queries."""

    @action(changes=False, description="Look at a mail that waits to be confirmed, without confirming it.")
    async def mail_to_confirm(
        self, info: Info, token: Annotated[str, strawberry.argument(description="The last part of the link.")]
    ) -> MailToConfirm:
        """A wrong link is an answer too."""
        context: Context = info.context
        return MailToConfirm.of(await mail_confirmation.look(context.settings, token))


@strawberry.type
class MailConfirmationMutations:
    """Part of the root of mutations."""

    @action(description="Confirm a mail as one's own (« Oui, ce message vient de moi »); it is then carried out.")
    async def confirm_mail(
        self, info: Info, input: Annotated[ConfirmMailInput, strawberry.argument(description="The link.")]
    ) -> ConfirmMailResult:
        """Works once."""
        context: Context = info.context
        seen = await mail_confirmation.confirm(context.settings, input.token)
        if seen.mail is None:
            return LinkUnusable(state=seen.state, message=mail_confirmation.MESSAGES[seen.state])
        return MailConfirmed(subject=seen.mail.subject)
