"""The root of all subscriptions."""

import strawberry

import models
from access.policy import Role
from graph.gates import Requires
from graph.streams import stream
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
    inbound_mail_changed: InboundMail | None = stream(
        models.InboundMail,
        requires=Role.ADVISOR,
        description="The mail room and the advisors' queue: mails that came in, were handled, were answered.",
    )
