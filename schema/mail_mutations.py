"""What operators do with mails that the bot could not handle."""

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry.types import Info

from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from schema.outcomes import InvalidInput
from workflows import mail_replay
from workflows.outcomes import Invalid

if TYPE_CHECKING:
    from schema.mails import InboundMail


@strawberry.input(description="Which mail is handled again.")
class ReplayMailInput:
    """One that is `BURIED`."""

    mail_id: strawberry.ID = strawberry.field(description="Id of the incoming mail; its status is `BURIED`.")


@strawberry.type(description="The mail waits to be handled again.", directives=[Requires(role=Role.ADVISOR)])
class MailReplayed:
    """The mailbot takes it within seconds."""

    mail: Annotated["InboundMail", strawberry.lazy("schema.mails")] = strawberry.field(description="The mail.")


ReplayMailResult = Annotated[
    MailReplayed | AccessRestricted | InvalidInput,
    strawberry.union("ReplayMailResult", description="Every outcome of a replay."),
]


@strawberry.type
class MailMutations:
    """Part of the root of mutations."""

    @action(
        requires=Role.ADVISOR,
        description="Have a mail handled again that was set aside after too many failures (remettre en traitement).",
    )
    async def replay_mail(
        self, info: Info, input: Annotated[ReplayMailInput, strawberry.argument(description="Which mail.")]
    ) -> ReplayMailResult:
        """Nothing of the failed attempts was kept, so nothing is done twice."""
        context: Context = info.context
        outcome = await mail_replay.replay(context.viewer, key_or_zero("InboundMail", input.mail_id))
        if isinstance(outcome, Invalid):
            return InvalidInput.of(outcome.problems)
        return MailReplayed(mail=cast("InboundMail", outcome.mail))
