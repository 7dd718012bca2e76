"""What the mail door does: mails that came in are put into conversations, letters that came back are told of."""

import datetime as dt
from typing import Annotated

import strawberry
from strawberry.types import Info

import models
from access.policy import Role, may_file_mails
from errors import AccessDenied
from graph.actions import action
from graph.context import Context
from graph.gates import Requires
from graph.relay import global_id, key_or_zero
from workflows.conversations import mails
from workflows.conversations.state import Call
from workflows.undelivered import UndeliveredReport, undelivered

PUBLIC = [Requires(role=Role.ANYONE)]


@strawberry.input(description="A call that somebody wishes for (demande de rappel).")
class CallBackInput:
    """As the mail says."""

    phone: str = strawberry.field(description="The number to call.")
    wish: str = strawberry.field(default="", description="When, in the sender's words.")
    earliest: dt.datetime | None = strawberry.field(default=None, description="The first moment of the wish.")
    latest: dt.datetime | None = strawberry.field(default=None, description="The last moment of the wish.")


@strawberry.input(description="A mail that was read, and what the bot made of it.")
class FileMailInput:
    """The mail itself is the one that the viewer speaks by."""

    subject: str = strawberry.field(description="Its subject.")
    text: str = strawberry.field(description="Its own text, without what it quotes.")
    from_address: str = strawberry.field(description="Address in From.")
    from_name: str = strawberry.field(description="Name in From.")
    proven: bool = strawberry.field(description="Whether our mail server vouches for that address.")
    message_ids: list[str] = strawberry.field(description="The Message-IDs that it answers, the latest last.")
    reply_token: str | None = strawberry.field(
        default=None, description="Token of the address that it was sent to: which message it answers."
    )
    supplier_attachment_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the supplier attachment, when a supplier writes about it."
    )
    waits_for: models.WaitingFor = strawberry.field(description="Whose turn it is after what the bot did.")
    answer: str | None = strawberry.field(default=None, description="What the bot answers.")
    acknowledgement: bool = strawberry.field(
        default=False, description="Whether the answer says no more than that the mail has come."
    )
    suggestion: str | None = strawberry.field(default=None, description="The answer that it suggests to the group.")
    call_back: CallBackInput | None = strawberry.field(default=None, description="The call that the sender wishes for.")


@strawberry.input(description="A letter that nobody took.")
class ReportUndeliveredInput:
    """For good: all tries are over."""

    outbound_mail_id: strawberry.ID = strawberry.field(description="Id of the letter.")
    detail: str = strawberry.field(description="What the mail server said.")
    reason: models.UndeliveredReason = strawberry.field(
        default=models.UndeliveredReason.OTHER, description="Why it did not arrive."
    )
    permanent: bool = strawberry.field(default=False, description="Whether the address itself is wrong.")
    proven: bool = strawberry.field(
        default=False, description="Whether nobody else can have said so: then it counts against the address."
    )


@strawberry.type(description="The mail is in its conversation.", directives=PUBLIC)
class MailFiled:
    """What the mail door needs for its answer."""

    conversation_id: strawberry.ID = strawberry.field(description="Id of the conversation.")
    answer_message_id: strawberry.ID | None = strawberry.field(
        description="Id of the bot's answer in the conversation; null: none shall go."
    )


@strawberry.type(description="The conversation waits for the group.", directives=PUBLIC)
class UndeliveredReported:
    """Null for letters that belong to none."""

    conversation_id: strawberry.ID | None = strawberry.field(description="Id of the conversation.")


@strawberry.type
class MailDoorMutations:
    """Part of the root of mutations; only the mail door may use them."""

    @action(description="The mail door puts a mail into its conversation. Nobody else may.")
    async def file_mail(
        self, info: Info, input: Annotated[FileMailInput, strawberry.argument(description="The mail.")]
    ) -> MailFiled:
        """Run as the sender, or as the public."""
        context = _at_the_mail_door(info)
        attachment = input.supplier_attachment_id
        filed = await mails.file_mail(
            context.settings,
            context.viewer,
            mails.Filing(
                subject=input.subject,
                text=input.text,
                from_address=input.from_address,
                from_name=input.from_name,
                proven=input.proven,
                message_ids=tuple(input.message_ids),
                reply_token=input.reply_token,
                attachment_id=None if attachment is None else key_or_zero("SupplierAttachment", attachment),
                waits=input.waits_for,
                answer=input.answer,
                acknowledgement=input.acknowledgement,
                suggestion=input.suggestion,
                call=_call(input.call_back),
            ),
        )
        return MailFiled(
            conversation_id=strawberry.ID(global_id("Conversation", filed.conversation.id)),
            answer_message_id=strawberry.ID(global_id("ConversationMessage", filed.answer.id))
            if filed.answer
            else None,
        )

    @action(description="The mail door tells that a letter came back for good. Nobody else may.")
    async def report_undelivered(
        self, info: Info, input: Annotated[ReportUndeliveredInput, strawberry.argument(description="The letter.")]
    ) -> UndeliveredReported:
        """Its conversation goes back into the queue."""
        _at_the_mail_door(info)
        report = UndeliveredReport(
            mail_id=key_or_zero("OutboundMail", input.outbound_mail_id),
            reason=input.reason,
            detail=input.detail,
            permanent=input.permanent,
            proven=input.proven,
        )
        conversation = await undelivered(report)
        return UndeliveredReported(
            conversation_id=strawberry.ID(global_id("Conversation", conversation.id)) if conversation else None
        )


def _call(given: CallBackInput | None) -> Call | None:
    if given is None:
        return None
    return Call(phone=given.phone, wish=given.wish, earliest=given.earliest, latest=given.latest)


def _at_the_mail_door(info: Info) -> Context:
    context: Context = info.context
    if not may_file_mails(context.viewer):
        raise AccessDenied("Only the mail door does this.")
    return context
