"""What the group does at its desk: answer, note, take, reassign, snooze, close, reopen, link conversations."""

import datetime as dt
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from schema.contact_mutations import KEY
from schema.conversations import Conversation, ConversationMessage
from schema.outcomes import InvalidInput
from workflows.conversations import desk, replies
from workflows.conversations.outcomes import Conflict, Done, Outcome
from workflows.outcomes import Invalid

ADVISOR = [Requires(role=Role.ADVISOR)]
ID = "Id of the conversation."
VERSION = "The `version` that was read: when something happened since, nothing is done."
SIRET = "SIRET of the company."


@strawberry.input(description="An answer, by mail or in the web.")
class SendReplyInput:
    """Its own text, or the suggestion as it stands."""

    conversation_id: strawberry.ID = strawberry.field(description=ID)
    version: int = strawberry.field(description=VERSION)
    key: str = strawberry.field(description=KEY)
    text: str | None = strawberry.field(
        default=None, description="The answer, at most 10,000 characters; without one, the suggestion goes as it is."
    )
    suggested_by: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the message whose suggested answer is accepted, or edited in `text`."
    )
    close: bool = strawberry.field(default=False, description="Whether the matter is settled with it.")


@strawberry.input(description="A note between colleagues, or a telephone call about this matter.")
class AddConversationNoteInput:
    """Kept beside the messages."""

    conversation_id: strawberry.ID = strawberry.field(description=ID)
    text: str = strawberry.field(description="The note, at most 10,000 characters.")
    call: bool = strawberry.field(default=False, description="Whether it tells of a telephone call.")
    shared: bool = strawberry.field(
        default=False, description="Whether the contact shall see what is told of the call."
    )


@strawberry.input(description="Somebody called about something new.")
class RecordCallInput:
    """Opens a conversation."""

    subject: str = strawberry.field(description="What it was about.")
    text: str = strawberry.field(description="What was said, at most 10,000 characters.")
    siret: str | None = strawberry.field(default=None, description=SIRET)
    person_id: strawberry.ID | None = strawberry.field(default=None, description="Id of who called.")
    shared: bool = strawberry.field(default=False, description="Whether the contact shall see it.")


@strawberry.input(description="Whose queue a conversation belongs to.")
class AssignConversationInput:
    """One's own: to take it."""

    conversation_id: strawberry.ID = strawberry.field(description=ID)
    version: int = strawberry.field(description=VERSION)
    advisor_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the advisor; without one, the conversation goes back into the pool."
    )


@strawberry.input(description="Until when a conversation stays out of the queue.")
class SnoozeConversationInput:
    """It comes back by itself."""

    conversation_id: strawberry.ID = strawberry.field(description=ID)
    version: int = strawberry.field(description=VERSION)
    until: dt.datetime = strawberry.field(description="The moment at which it comes back, within a year.")


@strawberry.input(description="Which conversation, as it was read.")
class ConversationVersionInput:
    """For what needs to be told nothing else."""

    conversation_id: strawberry.ID = strawberry.field(description=ID)
    version: int = strawberry.field(description=VERSION)


@strawberry.input(description="Whose a conversation is. Neither of the two takes the link away.")
class LinkConversationInput:
    """The company's people see it from then on."""

    conversation_id: strawberry.ID = strawberry.field(description=ID)
    version: int = strawberry.field(description=VERSION)
    siret: str | None = strawberry.field(default=None, description=SIRET)
    person_id: strawberry.ID | None = strawberry.field(default=None, description="Id of the person.")


@strawberry.type(description="It is done.", directives=ADVISOR)
class ConversationChanged:
    """The conversation with its new version."""

    conversation: Conversation = strawberry.field(description="The conversation as it is now.")
    conversation_message: ConversationMessage | None = strawberry.field(
        description="What was written, if anything was."
    )


@strawberry.type(
    description="Something happened since the conversation was read; nothing was done.", directives=ADVISOR
)
class ConversationConflict:
    """Read again, then decide."""

    message: str = strawberry.field(description="What happened, in French, e.g. that a colleague has answered.")
    conversation: Conversation = strawberry.field(description="The conversation as it is now.")


ConversationResult = Annotated[
    ConversationChanged | ConversationConflict | AccessRestricted | InvalidInput,
    strawberry.union("ConversationResult", description="Every outcome of what the group does with a conversation."),
]
Versioned = Annotated[ConversationVersionInput, strawberry.argument(description="Which conversation.")]


@strawberry.type
class DeskMutations:
    """Part of the root of mutations."""

    @action(requires=Role.ADVISOR, description="Answer a conversation.")
    async def send_reply(
        self, info: Info, input: Annotated[SendReplyInput, strawberry.argument(description="The answer.")]
    ) -> ConversationResult:
        """By mail into its thread; in the web at once, and by mail too unless it is read there soon."""
        context: Context = info.context
        reply = replies.Reply(
            conversation_id=_key(input.conversation_id),
            version=input.version,
            key=input.key,
            text=input.text,
            suggested_by=_optional("ConversationMessage", input.suggested_by),
            close=input.close,
        )
        return _result(await replies.reply(context.settings, context.viewer, reply))

    @action(requires=Role.ADVISOR, description="Leave a note, or write down a telephone call.")
    async def add_conversation_note(
        self, info: Info, input: Annotated[AddConversationNoteInput, strawberry.argument(description="The note.")]
    ) -> ConversationResult:
        """A note is never shown to anybody but the group."""
        viewer = info.context.viewer
        key = _key(input.conversation_id)
        return _result(await desk.write_note(viewer, key, input.text, call=input.call, shared=input.shared))

    @action(requires=Role.ADVISOR, description="Write down a telephone call about something new.")
    async def record_call(
        self, info: Info, input: Annotated[RecordCallInput, strawberry.argument(description="The call.")]
    ) -> ConversationResult:
        """It waits in the queue of whoever follows the company until it is answered or closed."""
        person_id = _optional("Person", input.person_id)
        outcome = await desk.record_call(
            info.context.viewer, siret=input.siret, person_id=person_id,
            subject=input.subject, text=input.text, shared=input.shared,
        )  # fmt: skip
        return _result(outcome)

    @action(requires=Role.ADVISOR, description="Take a conversation, give it to a colleague, or back into the pool.")
    async def assign_conversation(
        self, info: Info, input: Annotated[AssignConversationInput, strawberry.argument(description="To whom.")]
    ) -> ConversationResult:
        """Everybody of the group may."""
        advisor_id = _optional("Advisor", input.advisor_id)
        return _result(await desk.assign(info.context.viewer, _key(input.conversation_id), input.version, advisor_id))

    @action(requires=Role.ADVISOR, description="Put a conversation off; it comes back by itself.")
    async def snooze_conversation(
        self, info: Info, input: Annotated[SnoozeConversationInput, strawberry.argument(description="Until when.")]
    ) -> ConversationResult:
        """A new message brings it back at once."""
        return _result(await desk.snooze(info.context.viewer, _key(input.conversation_id), input.version, input.until))

    @action(requires=Role.ADVISOR, description="Close a conversation: the matter is settled.")
    async def close_conversation(self, info: Info, input: Versioned) -> ConversationResult:
        """A new message opens it again."""
        return _result(await desk.close(info.context.viewer, _key(input.conversation_id), input.version))

    @action(requires=Role.ADVISOR, description="Open a closed conversation again, or end a snooze.")
    async def reopen_conversation(self, info: Info, input: Versioned) -> ConversationResult:
        """Back into the queue."""
        return _result(await desk.reopen(info.context.viewer, _key(input.conversation_id), input.version))

    @action(requires=Role.ADVISOR, description="Say which company's and whose a conversation is.")
    async def link_conversation(
        self, info: Info, input: Annotated[LinkConversationInput, strawberry.argument(description="Whose it is.")]
    ) -> ConversationResult:
        """Journalled, since the company's people see it from then on."""
        person_id = _optional("Person", input.person_id)
        outcome = await desk.link(
            info.context.viewer, _key(input.conversation_id), input.version, siret=input.siret, person_id=person_id
        )
        return _result(outcome)


def _key(text: str) -> int:
    return key_or_zero("Conversation", text)


def _optional(type_name: str, text: str | None) -> int | None:
    return None if text is None else key_or_zero(type_name, text)


def _result(outcome: Outcome) -> ConversationChanged | ConversationConflict | InvalidInput:
    match outcome:
        case Done(conversation, message):
            return ConversationChanged(
                conversation=cast(Conversation, conversation),
                conversation_message=cast(ConversationMessage | None, message),
            )
        case Conflict(conversation, what):
            return ConversationConflict(message=what, conversation=cast(Conversation, conversation))
        case Invalid(problems):
            return InvalidInput.of(problems)
