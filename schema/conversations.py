"""Conversations as the API shows them: one per matter, whatever the channel."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

import models
from access.conditions import All, AnyOf, Arg, Eq, IsNull, Literal, Not, OfViewer
from access.policy import TAKES_PART, Role, may_handle_conversations
from graph.enums import described_enum
from graph.fields import (
    argument,
    column,
    constant,
    holds,
    labels,
    of_viewer,
    over,
    page,
    related,
    relation,
    row,
    tally_of,
)
from graph.gates import Requires
from graph.node import Node
from graph.relay import Connection, key_of
from schema.mails import InboundMail, OutboundMail
from schema.members import Advisor, Person

if TYPE_CHECKING:
    from schema.members import Member
    from schema.supplier_attachments import SupplierAttachment

Status, Waits, Channel = models.ConversationStatus, models.WaitingFor, models.MessageChannel

described_enum(
    Status,
    "Where a conversation stands.",
    {
        Status.OPEN: "Somebody still has something to say (en cours).",
        Status.SNOOZED: "The group comes back to it later, by itself (en attente).",
        Status.CLOSED: "Settled (close); a new message opens it again.",
    },
)
described_enum(
    Waits,
    "Whose turn it is.",
    {
        Waits.GROUP: "The group's: it is in an advisor's queue, or in the pool.",
        Waits.CONTACT: "The contact's: the group has answered.",
        Waits.NOBODY: "Nobody's: the matter is settled.",
    },
)
described_enum(
    models.MessageDirection,
    "Where a message comes from.",
    {models.MessageDirection.IN: "From the contact.", models.MessageDirection.OUT: "From the group."},
)
described_enum(
    Channel,
    "How a message came or went.",
    {
        Channel.FORM: "The contact form (formulaire de contact).",
        Channel.CHAT: "The chat of the web space.",
        Channel.MAIL: "E-mail.",
        Channel.PHONE: "A telephone call that somebody of the group wrote down.",
        Channel.NOTE: "A note between colleagues; the group's alone.",
        Channel.EVENT: "What was done with the conversation; the group's alone.",
    },
)

STATUS_LABELS = {Status.OPEN: "En cours", Status.SNOOZED: "En attente", Status.CLOSED: "Close"}
WAITING_LABELS = {Waits.GROUP: "Attend notre réponse", Waits.CONTACT: "Nous avons répondu", Waits.NOBODY: "Réglée"}
CHANNEL_LABELS = {
    Channel.FORM: "Formulaire",
    Channel.CHAT: "Messagerie instantanée",
    Channel.MAIL: "Courriel",
    Channel.PHONE: "Téléphone",
    Channel.NOTE: "Note interne",
    Channel.EVENT: "Événement",
}


@over(
    models.ConversationMessage,
    requires=Role.SIGNED_IN,
    description="A message of a conversation; for the group also its notes and what happened to it.",
)
class ConversationMessage(Node):
    """Visible like the conversation; what is internal to the group alone."""

    direction: models.MessageDirection = column(description="From the contact, or from the group.")
    channel: models.MessageChannel = column(description="How it came or went.")
    channel_label: str = labels("channel", CHANNEL_LABELS, description="How it came or went, in French.")
    author: Person | None = related(description="Who wrote it, when they have an account.")
    author_label: str = column(description="Who wrote it, as they are called.")
    text: str = column(description="What was said.")
    at: dt.datetime = column(description="When.")
    automatic: bool = column(description="Whether the machine wrote it.")
    internal: bool | None = column(requires=Role.ADVISOR, description="Whether only the group sees it.")
    suggested_answer: str | None = column(
        "suggestion",
        requires=Role.ADVISOR,
        description="The answer that the bot suggests; of an answer: the suggestion that it began as.",
    )
    mail: InboundMail | None = related(
        "inbound_mail", requires=Role.ADVISOR, description="The mail that it came by, with what the bot understood."
    )
    letters: list[OutboundMail] | None = relation(
        requires=Role.ADVISOR, description="The mails that carry it, and whether they arrived."
    )


@strawberry.type(description="A page of messages.", directives=[Requires(role=Role.SIGNED_IN)])
class ConversationMessageConnection(Connection[ConversationMessage]):
    """Of one conversation."""


@over(
    models.Conversation,
    requires=Role.SIGNED_IN,
    description="One matter between somebody and the group, by form, chat, mail and telephone.",
)
class Conversation(Node):
    """Visible to the company's people, or else to its person, and to the group."""

    subject: str = column(description="What it is about.")
    status: models.ConversationStatus = column(description="Where it stands.")
    status_label: str = labels("status", STATUS_LABELS, description="Where it stands, in French.")
    waiting_for: models.WaitingFor = column(description="Whose turn it is.")
    waiting_label: str = labels("waiting_for", WAITING_LABELS, description="Whose turn it is, in French.")
    waiting_since: dt.datetime | None = column(description="Since when the oldest message without an answer waits.")
    last_message_at: dt.datetime = column(description="When the last message came or went.")
    created_at: dt.datetime = column(description="When it began.")
    member: Annotated["Member", strawberry.lazy("schema.members")] | None = related(description="Whose it is.")
    person: Person | None = related(description="Who began it.")
    contact_name: str = column(description="Name of a contact without an account.")
    contact_address: str = column(description="Address of a contact without an account.")
    contact_phone: str = column(description="Telephone number that such a contact gave.")
    contact_proven: bool | None = column(
        requires=Role.ADVISOR, description="Whether that address is known to be theirs."
    )
    call_phone: str | None = column(
        description="The number to call (numéro à rappeler), while a call is wished for; null: none is."
    )
    call_wish: str = column(description="When the call is wished, as it was written; empty: at any time.")
    call_from: dt.datetime | None = column(description="The first moment of the wish.")
    call_until: dt.datetime | None = column(description="The last moment of the wish.")
    advisor: Advisor | None = related(description="Who follows it; null: the pool.")
    supplier_attachment: Annotated["SupplierAttachment", strawberry.lazy("schema.supplier_attachments")] | None = (
        related("attachment", requires=Role.ADVISOR, description="The attachment that a supplier writes about.")
    )
    snoozed_until: dt.datetime | None = column(
        requires=Role.ADVISOR, description="Until when it stays out of the queue."
    )
    unread_by_contact: bool = column(description="Whether the contact has something new to read.")
    unread_by_group: bool | None = column(requires=Role.ADVISOR, description="Whether the group has.")
    version: int | None = column(
        requires=Role.ADVISOR, description="Moved on by whatever happens; what is done names the version it is done on."
    )
    viewer_can_write: bool = holds(TAKES_PART, description="Whether the viewer may write in it as its contact.")
    viewer_can_handle: bool = of_viewer(
        may_handle_conversations, description="Whether the viewer may answer for the group, reassign, close …"
    )
    messages: ConversationMessageConnection = page(
        "messages", descending=True, description="Its messages, newest first."
    )


@strawberry.type(description="A page of conversations.", directives=[Requires(role=Role.SIGNED_IN)])
class ConversationConnection(Connection[Conversation]):
    """Of the viewer's; of everybody for the group."""


CONVERSATION_FILTERS = (
    argument("status", models.ConversationStatus | None, "Only this status.", matches=Eq("status", Arg("status"))),
    argument(
        "waiting_for",
        models.WaitingFor | None,
        "Only where it is their turn.",
        matches=Eq("waiting_for", Arg("waiting_for")),
    ),
)
_MINE = Eq("advisor_id", OfViewer("person_id"))
_POOL = IsNull("advisor_id")
_CALLS = Not(IsNull("call_phone"))
_IN_QUEUE = Eq("waiting_for", Literal(Waits.GROUP))
_OPEN = Eq("status", Literal(Status.OPEN))
_SNOOZED = Eq("status", Literal(Status.SNOOZED))
QUEUE_FILTERS = (
    argument(
        "status",
        models.ConversationStatus,
        "`OPEN`: what is to be done now; `SNOOZED`: what comes back later.",
        matches=Eq("status", Arg("status")),
        default=Status.OPEN,
    ),
    argument("mine", bool, "Only the viewer's own.", matches=_MINE, default=False),
    argument("pool", bool, "Only what nobody has taken.", matches=_POOL, default=False),
    argument("calls", bool, "Only calls to be made.", matches=_CALLS, default=False),
)


@strawberry.type(
    description="How much waits in the queue (file du conseiller).", directives=[Requires(role=Role.ADVISOR)]
)
class QueueCounts:
    """Each is the length of a list of `conversationQueue`."""

    mine: int = tally_of(
        models.Conversation, where=All((_IN_QUEUE, _OPEN, _MINE)), description="In the viewer's own queue."
    )
    pool: int = tally_of(models.Conversation, where=All((_IN_QUEUE, _OPEN, _POOL)), description="Taken by nobody.")
    all: int = tally_of(models.Conversation, where=All((_IN_QUEUE, _OPEN)), description="In all queues.")
    calls: int = tally_of(
        models.Conversation, where=All((_IN_QUEUE, _OPEN, _CALLS)), description="Calls to be made, in all queues."
    )
    snoozed: int = tally_of(
        models.Conversation,
        where=All((_SNOOZED, _MINE)),
        description="The viewer's own that come back later.",
    )
    unread: int = tally_of(
        models.Conversation,
        where=All((Eq("unread_by_group", Literal(True)), _MINE)),
        description="The viewer's own with something that nobody has read.",
    )


@strawberry.type
class ConversationQueries:
    """Part of the root of queries."""

    conversation: Conversation | None = row(
        models.Conversation,
        arguments=(
            argument("id", strawberry.ID, "Its id.", matches=Eq("id", Arg("id", key_of("Conversation"))), default=None),
        ),
        requires=Role.SIGNED_IN,
        description="One conversation.",
    )
    conversations: ConversationConnection | None = page(
        models.Conversation,
        order=("last_message_order",),
        descending=True,
        arguments=CONVERSATION_FILTERS,
        requires=Role.ADVISOR,
        description="All conversations, those with the latest message first.",
    )
    conversation_queue: ConversationConnection | None = page(
        models.Conversation,
        where=AnyOf((_IN_QUEUE, _SNOOZED)),
        order=("waiting_order",),
        arguments=QUEUE_FILTERS,
        requires=Role.ADVISOR,
        description="What waits for the group (file du conseiller): calls to be made, then what has waited longest.",
    )
    queue_counts: QueueCounts | None = constant(requires=Role.ADVISOR, description="How much waits.")
