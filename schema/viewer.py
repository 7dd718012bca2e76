"""Who asks, as the API tells it."""

import strawberry
from strawberry.types import Info

import models
from access.conditions import All, AtLeast, Eq, In, IsNull, Literal, Now, OfViewer, both
from access.policy import TAKES_PART, Role, roles_of
from access.viewer import Viewer as AccessViewer
from graph.actions import action
from graph.context import Context
from graph.fields import of_viewer, page, row, rows, tally_of
from graph.gates import Requires
from schema.audits import AUDIT_FILTERS, AuditConnection
from schema.conversations import CONVERSATION_FILTERS, ConversationConnection
from schema.digests import DigestPreference
from schema.email_changes import EmailChange
from schema.journal import SECURITY, JournalEntryConnection
from schema.members import Member, Person
from schema.privacy import ErasureRequest
from schema.sessions import Session
from schema.supplier_attachments import ATTACHMENT_FILTERS, SupplierAttachmentConnection
from schema.suppliers import Supplier
from workflows.digests.preferences import preference_of


def _roles(viewer: AccessViewer) -> list[Role]:
    return list(roles_of(viewer))


@strawberry.type(description="Who asks.", directives=[Requires(role=Role.ANYONE)])
class Viewer:
    """The public, a member's or prospect's person, a supplier with a letter, or somebody of the group."""

    roles: list[Role] = of_viewer(_roles, description="Every role that the viewer has.")
    display_name: str = of_viewer(
        lambda viewer: viewer.display_name, description="Name to greet; empty for the public."
    )
    person: Person | None = row(
        models.Person, where=Eq("id", OfViewer("person_id")), description="The signed-in person."
    )
    erasure_request: ErasureRequest | None = row(
        models.ErasureRequest,
        where=All((Eq("person_id", OfViewer("person_id")), Eq("status", Literal(models.ErasureStatus.REQUESTED)))),
        description="The viewer's open request to be forgotten.",
    )
    supplier: Supplier | None = row(
        models.Supplier, where=Eq("id", OfViewer("supplier_id")), description="The supplier whose key is used."
    )
    members: list[Member] = rows(
        models.Member,
        where=In("id", OfViewer("member_ids")),
        order=("sort_name",),
        description="The companies that the viewer acts for.",
    )
    sessions: list[Session] = rows(
        models.Session,
        where=both(Eq("person_id", OfViewer("person_id")), IsNull("revoked_at"), AtLeast("expires_at", Now())),
        descending=True,
        description="Where the viewer is signed in, newest first.",
    )
    email_changes: list[EmailChange] = rows(
        models.EmailChange,
        where=Eq("person_id", OfViewer("person_id")),
        descending=True,
        description="The viewer's requests for another address, newest first.",
    )
    security_events: JournalEntryConnection = page(
        models.JournalEntry,
        where=both(Eq("person_id", OfViewer("person_id")), In("kind", Literal(SECURITY))),
        descending=True,
        description="What happened to the viewer's access, newest first.",
    )
    supplier_attachments: SupplierAttachmentConnection = page(
        models.SupplierAttachment,
        where=In("member_id", OfViewer("member_ids")),
        descending=True,
        arguments=ATTACHMENT_FILTERS,
        description="The attachments of these companies, newest first.",
    )
    audits: AuditConnection = page(
        models.Audit,
        where=In("member_id", OfViewer("member_ids")),
        descending=True,
        arguments=AUDIT_FILTERS,
        description="The audits of these companies, newest first.",
    )
    unread_conversations: int = tally_of(
        models.Conversation,
        where=both(TAKES_PART, Eq("unread_by_contact", Literal(True))),
        description="In how many of these there is something new to read.",
    )
    conversations: ConversationConnection = page(
        models.Conversation,
        where=TAKES_PART,
        order=("last_message_order",),
        descending=True,
        arguments=CONVERSATION_FILTERS,
        description="The conversations of these companies and the viewer's own, those with the latest message first.",
    )

    @action(
        requires=Role.ANYONE,
        changes=False,
        description="How often the viewer gets the digest (lettre d’information); null for the public.",
    )
    async def digest_preference(self, info: Info) -> DigestPreference | None:
        """Without a choice it follows from what the viewer is, so it stands in no row."""
        context: Context = info.context
        if context.viewer.person_id is None:
            return None
        return DigestPreference.of(await preference_of(context.viewer))
