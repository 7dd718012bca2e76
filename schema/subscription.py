"""The root of all subscriptions."""

import strawberry

import models
from access.policy import Role
from graph.gates import Requires
from graph.streams import stream
from schema.applications import MembershipApplication
from schema.audits import Audit, AuditFile
from schema.conversations import Conversation, ConversationMessage
from schema.mails import InboundMail
from schema.supplier_attachments import SupplierAttachment


@strawberry.type(
    description="What can be watched, over WebSocket by graphql-transport-ws. Without an id, `null` says: read again "
    "what you show. It comes at once, and whenever something may have been missed.",
    directives=[Requires(role=Role.ANYONE)],
)
class Subscription:
    """Each field is one line; who changes such a row publishes it (`graph.streams`)."""

    supplier_attachment_changed: SupplierAttachment | None = stream(
        models.SupplierAttachment,
        requires=Role.SIGNED_IN,
        description="Supplier attachments that the viewer may see: asked for, sent, decided, cancelled.",
    )
    conversation_changed: Conversation | None = stream(
        models.Conversation,
        requires=Role.SIGNED_IN,
        description="Conversations that the viewer may see: a message came or went, who follows it, whose turn it is. "
        "For the group it is also the queue (file du conseiller).",
    )
    conversation_message_written: ConversationMessage | None = stream(
        models.ConversationMessage,
        requires=Role.SIGNED_IN,
        description="Messages of these conversations as they are written: the chat.",
    )
    inbound_mail_changed: InboundMail | None = stream(
        models.InboundMail,
        requires=Role.ADVISOR,
        description="The mail room (salle du courrier): mails that came in, were handled, were answered.",
    )
    membership_application_changed: MembershipApplication | None = stream(
        models.MembershipApplication,
        requires=Role.ADVISOR,
        description="Applications for membership: received, accepted, declined.",
    )
    audit_changed: Audit | None = stream(
        models.Audit,
        requires=Role.SIGNED_IN,
        description="Audits that the viewer may see: files came, were read, prices were compared, it was validated.",
    )
    audit_file_changed: AuditFile | None = stream(
        models.AuditFile,
        requires=Role.SIGNED_IN,
        description="Files of these audits as they are read: progress, read, refused.",
    )
