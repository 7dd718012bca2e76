"""What people do in conversations: the contact form, the chat, telling that they have read."""

from typing import Annotated, cast

import strawberry
from strawberry.types import Info
from tortoise import timezone

import models
from access.policy import Role
from access.throttling import Throttled
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from schema.conversations import Conversation, ConversationMessage
from schema.outcomes import InvalidInput, TooManyAttempts
from workflows import service_hours
from workflows.conversations import contact
from workflows.conversations.outcomes import Done
from workflows.outcomes import Invalid

SIGNED_IN = [Requires(role=Role.SIGNED_IN)]
KEY = "The same for the same message sent again, e.g. a UUID: a double click is one message."


@strawberry.input(description="The contact form (formulaire de contact).")
class ContactUsInput:
    """Who is signed in needs to give neither name nor address."""

    subject: str = strawberry.field(description="What it is about.")
    text: str = strawberry.field(description="The message, at most 10,000 characters.")
    name: str = strawberry.field(default="", description="Name, of somebody who isn't signed in.")
    email: str = strawberry.field(default="", description="Where to answer somebody who isn't signed in.")
    phone: str = strawberry.field(default="", description="Telephone number, of somebody who isn't signed in.")
    siret: str | None = strawberry.field(
        default=None, description="SIRET of the company, in any writing; needed by people of several companies."
    )
    key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A message in the chat.")
class SendMessageInput:
    """Into a conversation, or a new one."""

    conversation_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the conversation; without one, a new conversation begins."
    )
    text: str = strawberry.field(description="The message, at most 10,000 characters.")
    subject: str | None = strawberry.field(
        default=None, description="What a new conversation is about; else the beginning of the message."
    )
    siret: str | None = strawberry.field(
        default=None, description="SIRET of the company; a new conversation of people of several companies needs it."
    )
    key: str = strawberry.field(description=KEY)


@strawberry.input(description="What has been read.")
class MarkConversationReadInput:
    """Up to one message."""

    conversation_id: strawberry.ID = strawberry.field(description="Id of the conversation.")
    message_id: strawberry.ID = strawberry.field(description="Id of the last message that was shown.")


@strawberry.type(description="The message is kept, and somebody will answer.", directives=[Requires(role=Role.ANYONE)])
class MessageReceived:
    """Somebody who isn't signed in sees no conversation: the answer goes to their address."""

    conversation: Conversation | None = strawberry.field(description="The conversation, for signed-in people.")
    conversation_message: ConversationMessage | None = strawberry.field(
        description="The message, for signed-in people."
    )
    open_now: bool = strawberry.field(description="Whether somebody is there now.")
    note: str = strawberry.field(description="When and how the answer comes, in French, to be shown as it is.")


ContactUsResult = Annotated[
    MessageReceived | InvalidInput | TooManyAttempts,
    strawberry.union("ContactUsResult", description="Every outcome of the contact form."),
]
SendMessageResult = Annotated[
    MessageReceived | AccessRestricted | InvalidInput | TooManyAttempts,
    strawberry.union("SendMessageResult", description="Every outcome of a message in the chat."),
]


@strawberry.type(description="It is noted as read.", directives=SIGNED_IN)
class ConversationRead:
    """What came after that message stays unread."""

    conversation: Conversation = strawberry.field(description="The conversation as it is now.")


MarkConversationReadResult = Annotated[
    ConversationRead | AccessRestricted | InvalidInput,
    strawberry.union("MarkConversationReadResult", description="Every outcome of telling what was read."),
]


@strawberry.type
class ContactMutations:
    """Part of the root of mutations."""

    @action(description="Write to the group by the contact form, signed in or not.")
    async def contact_us(
        self, info: Info, input: Annotated[ContactUsInput, strawberry.argument(description="The form.")]
    ) -> ContactUsResult:
        """Bounded and throttled; nothing tells whether an address or a SIRET is known."""
        context: Context = info.context
        form = contact.ContactForm(
            subject=input.subject,
            text=input.text,
            name=input.name,
            email=input.email,
            phone=input.phone,
            siret=input.siret,
            key=input.key,
        )
        outcome = await contact.contact_us(context.settings, context.viewer, context.client, form)
        return await _received(outcome, context)

    @action(requires=Role.SIGNED_IN, description="Write in the chat.")
    async def send_message(
        self, info: Info, input: Annotated[SendMessageInput, strawberry.argument(description="The message.")]
    ) -> SendMessageResult:
        """Somebody else's conversation does not exist."""
        context: Context = info.context
        conversation = input.conversation_id
        written = contact.ChatMessage(
            conversation_id=None if conversation is None else key_or_zero("Conversation", conversation),
            text=input.text,
            key=input.key,
            subject=input.subject,
            siret=input.siret,
        )
        return await _received(await contact.send_message(context.settings, context.viewer, written), context)

    @action(requires=Role.SIGNED_IN, description="Tell that a conversation has been read, up to one message.")
    async def mark_conversation_read(
        self, info: Info, input: Annotated[MarkConversationReadInput, strawberry.argument(description="What was read.")]
    ) -> MarkConversationReadResult:
        """For the viewer's side: the company's people, or the group."""
        context: Context = info.context
        outcome = await contact.mark_read(
            context.viewer,
            key_or_zero("Conversation", input.conversation_id),
            key_or_zero("ConversationMessage", input.message_id),
        )
        if isinstance(outcome, Invalid):
            return InvalidInput.of(outcome.problems)
        return ConversationRead(conversation=cast(Conversation, outcome.conversation))


async def _received(
    outcome: Done | Invalid | Throttled, context: Context
) -> MessageReceived | InvalidInput | TooManyAttempts:
    match outcome:
        case Done(conversation, message):
            signed_in = context.viewer.person_id is not None
            open_now = await service_hours.is_open(context.settings, timezone.now())
            return MessageReceived(
                conversation=cast(Conversation, conversation) if signed_in else None,
                conversation_message=cast(ConversationMessage, message) if signed_in else None,
                open_now=open_now,
                note=_when(message, service_hours.hours(context.settings).in_french(), open_now=open_now),
            )
        case Invalid(problems):
            return InvalidInput.of(problems)
        case Throttled():
            return TooManyAttempts.of(outcome)


def _when(message: models.ConversationMessage | None, hours: str, *, open_now: bool) -> str:
    if message is not None and message.channel == models.MessageChannel.CHAT:
        if open_now:
            return "Votre message est arrivé : nous vous répondons ici."
        return f"Votre message est gardé. Nous vous répondrons par courriel et ici, {hours}."
    return f"Votre message est arrivé. Nous vous répondrons par courriel, {hours}."
