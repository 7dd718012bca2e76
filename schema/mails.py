"""The mail room: what came in at contact@, what was understood and done, what went out. For the group."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

import models
from access.conditions import Arg, Eq, IsNull
from access.policy import Role
from graph.enums import described_enum
from graph.fields import argument, column, json_key, labels, over, related, relation
from graph.gates import Requires
from graph.node import Node
from graph.relay import Connection
from models.mail import UNDELIVERED_LABELS
from schema.understanding import UnderstandingCorrection

if TYPE_CHECKING:
    from schema.conversations import Conversation
    from schema.members import Member, Person

described_enum(
    models.InboundStatus,
    "Where an incoming mail stands; all but `RECEIVED` are ends.",
    {
        models.InboundStatus.RECEIVED: "Stored, and not handled yet.",
        models.InboundStatus.ANSWERED: "Understood, carried out and answered.",
        models.InboundStatus.HANDED_OVER: "Its conversation waits for a human (file du conseiller).",
        models.InboundStatus.IGNORED: "A machine's mail or our own: filed, never answered.",
        models.InboundStatus.DUPLICATE: "The same mail once more (doublon).",
        models.InboundStatus.QUARANTINED: "Suspicious, e.g. a known Message-ID with other content.",
        models.InboundStatus.BURIED: "Tried in vain and set aside for an operator; its source is kept.",
    },
)
described_enum(
    models.OutboundStatus,
    "Where an outgoing mail stands.",
    {
        models.OutboundStatus.QUEUED: "Written, and waiting for its turn.",
        models.OutboundStatus.SENDING: "The mail server is being talked to.",
        models.OutboundStatus.SENT: "The mail server took it.",
        models.OutboundStatus.FAILED: "No mail server took it; an operator was told.",
        models.OutboundStatus.UNDELIVERED: "It was sent and came back (non remis).",
        models.OutboundStatus.HELD: "Held back: the reader's address takes no mail; it goes out once it does again.",
    },
)
described_enum(
    models.UndeliveredReason,
    "Why a letter did not reach its reader.",
    {
        models.UndeliveredReason.UNKNOWN_ADDRESS: "There is no such address.",
        models.UndeliveredReason.UNKNOWN_DOMAIN: "Its domain does not exist, or takes no mail.",
        models.UndeliveredReason.MAILBOX_CLOSED: "The mailbox is closed or suspended.",
        models.UndeliveredReason.MAILBOX_FULL: "The mailbox is full.",
        models.UndeliveredReason.TOO_LARGE: "The message is too large for it.",
        models.UndeliveredReason.REFUSED: "The reader's server refused it, e.g. as spam.",
        models.UndeliveredReason.UNREACHABLE: "The reader's server did not answer for days.",
        models.UndeliveredReason.OTHER: "Another reason, or none that could be read.",
    },
)

INBOUND_LABELS = {
    models.InboundStatus.RECEIVED: "En cours de lecture",
    models.InboundStatus.ANSWERED: "Traité et répondu",
    models.InboundStatus.HANDED_OVER: "Transmis au conseiller",
    models.InboundStatus.IGNORED: "Classé sans réponse",
    models.InboundStatus.DUPLICATE: "Doublon",
    models.InboundStatus.QUARANTINED: "En quarantaine",
    models.InboundStatus.BURIED: "En échec, mis de côté",
}


@strawberry.type(description="Something that was understood of a mail.", directives=[Requires(role=Role.ADVISOR)])
class Finding:
    """For the group."""

    label: str = json_key("label", description="What it is, in French, e.g. `Fournisseur`.")
    value: str = json_key("value", description="What was found.")


@over(models.OutboundMail, requires=Role.ADVISOR, description="An outgoing mail.")
class OutboundMail(Node):
    """For the group."""

    letter: str = column(description="Kind of letter.")
    subject: str = column(description="Subject.")
    to_address: str = column(description="Recipient.")
    body_text: str = column(description="The text part.")
    status: models.OutboundStatus = column(description="Where it stands.")
    message_id: str = column(description="Its Message-ID, fixed when it was written.")
    created_at: dt.datetime = column(description="When it was written.")
    sent_at: dt.datetime | None = column(description="When the mail server took it.")
    last_error: str | None = column(description="Why the last try failed, or what the server said that sent it back.")
    undelivered_at: dt.datetime | None = column(description="When it came back, or was refused.")
    undelivered_reason: models.UndeliveredReason | None = column(description="Why it did not arrive.")
    undelivered_label: str | None = labels(
        "undelivered_reason", UNDELIVERED_LABELS, description="The same in French (non remis)."
    )


@over(models.InboundMail, requires=Role.ADVISOR, description="An incoming mail of contact@.")
class InboundMail(Node):
    """For the group."""

    received_at: dt.datetime = column(description="When it was stored.")
    from_address: str = column(description="Address in From.")
    from_name: str = column(description="Name in From.")
    subject: str = column(description="Subject.")
    excerpt: str = column(description="The beginning of its own text.")
    status: models.InboundStatus = column(description="Where it stands.")
    status_label: str = labels("status", INBOUND_LABELS, description="Where it stands, in French.")
    sender_proof: str = column(description="Whether the sender is proven, and how.")
    findings: list[Finding] = column("understanding", description="What was understood.")
    outcome: str = column(description="What was done, in French.")
    attempts: int = column(description="How often it was tried.")
    last_error: str | None = column(description="Why the last try failed.")
    person: Annotated["Person", strawberry.lazy("schema.members")] | None = related(
        description="The proven sender, when we know them."
    )
    member: Annotated["Member", strawberry.lazy("schema.members")] | None = related(description="Their company.")
    conversation: Annotated["Conversation", strawberry.lazy("schema.conversations")] | None = related(
        description="The conversation that it opened or went on with: where a human answers."
    )
    corrections: list[UnderstandingCorrection] = relation(
        description="What somebody of the group put right of what was understood."
    )
    letters: list[OutboundMail] = relation(
        description="What was written because of it: the answer, letters to suppliers."
    )


@strawberry.type(description="A page of incoming mails.", directives=[Requires(role=Role.ADVISOR)])
class InboundMailConnection(Connection[InboundMail]):
    """For the group."""


@strawberry.type(description="A page of outgoing mails.", directives=[Requires(role=Role.ADVISOR)])
class OutboundMailConnection(Connection[OutboundMail]):
    """For the group."""


LETTER_FILTERS = (
    argument(
        "unprompted_only",
        bool,
        "Only those that no incoming mail set off: the digest, notices, links.",
        matches=IsNull("cause_id"),
        default=False,
    ),
    argument(
        "letter", str | None, "Only this kind of letter, e.g. `DigestLetter`.", matches=Eq("letter", Arg("letter"))
    ),
)
MAIL_FILTERS = (
    argument("status", models.InboundStatus | None, "Only this status.", matches=Eq("status", Arg("status"))),
)
