"""Supplier attachments (rattachements) as the API shows them."""

import datetime as dt

import strawberry

import models
from access.conditions import Arg, Eq
from access.policy import Role
from graph.enums import described_enum
from graph.fields import argument, column, holds, labels, over, related, relation
from graph.gates import Requires
from graph.node import Node
from graph.relay import Connection
from schema.enums import Channel
from schema.mails import OutboundMail
from schema.members import Member
from schema.suppliers import HAS_OWN_CODE, Supplier

described_enum(
    models.AttachmentStatus,
    "Where a supplier attachment (rattachement) stands.",
    {
        models.AttachmentStatus.REQUESTED: "Asked for; the supplier has no letter of ours yet.",
        models.AttachmentStatus.SENT: "The supplier has our letter, and decides.",
        models.AttachmentStatus.ACCEPTED: "The supplier put the account under the group's terms.",
        models.AttachmentStatus.REFUSED: "The supplier refused; the member may ask again.",
        models.AttachmentStatus.CANCELLED: "Withdrawn before it was decided; the member may ask again.",
        models.AttachmentStatus.ENDED: "It was accepted, and ended with the membership.",
    },
)

STATUS_LABELS = {
    models.AttachmentStatus.REQUESTED: "Demandé, compte à ouvrir",
    models.AttachmentStatus.SENT: "Transmis au fournisseur",
    models.AttachmentStatus.ACCEPTED: "Accepté",
    models.AttachmentStatus.REFUSED: "Refusé",
    models.AttachmentStatus.CANCELLED: "Annulé",
    models.AttachmentStatus.ENDED: "Terminé avec l’adhésion",
}


@over(models.SupplierAttachmentEvent, requires=Role.SIGNED_IN, description="A line of an attachment's history.")
class SupplierAttachmentEvent:
    """Visible like the attachment, but not to the supplier."""

    status: models.AttachmentStatus = column(description="What the attachment became.")
    at: dt.datetime = column(description="When.")
    channel: Channel = column(description="Through which door.")
    actor_label: str = column(description="By whom.")
    note: str = column(description="Details, in French.")


@over(
    models.SupplierAttachment,
    requires=Role.ANYONE,
    description="A member's account at a supplier put under the group's terms (rattachement).",
)
class SupplierAttachment(Node):
    """Visible to the company's people, the group, and the supplier that holds its letter."""

    member: Member | None = related(description="The company.")
    supplier: Supplier = related(description="The supplier.")
    has_own_code: bool = holds(
        HAS_OWN_CODE, description="Whether the supplier gave the company a discount code of its own (accepted ones)."
    )
    account_number: str | None = column(description="The member's account at the supplier.")
    status: models.AttachmentStatus = column(description="Where it stands.")
    status_label: str = labels("status", STATUS_LABELS, description="Where it stands, in French.")
    refusal_reason: str | None = column(description="Why the supplier refused, in its words.")
    channel: Channel = column(description="The door that it was asked through.")
    created_at: dt.datetime = column(description="When it was asked for.")
    updated_at: dt.datetime = column(description="When it last changed.")
    events: list[SupplierAttachmentEvent] | None = relation(requires=Role.SIGNED_IN, description="Its history.")
    letters: list[OutboundMail] | None = relation(requires=Role.ADVISOR, description="The letters written about it.")


@strawberry.type(description="A page of supplier attachments.", directives=[Requires(role=Role.SIGNED_IN)])
class SupplierAttachmentConnection(Connection[SupplierAttachment]):
    """Of the viewer's companies; of everybody for the group."""


ATTACHMENT_FILTERS = (
    argument("status", models.AttachmentStatus | None, "Only this status.", matches=Eq("status", Arg("status"))),
)
