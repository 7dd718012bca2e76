"""The root of all queries."""

import strawberry

import models
from access.conditions import Arg, Eq, In, IsTrue, Literal, both
from access.policy import Role
from graph.fields import argument, constant, node_by_id, nodes_by_id, page, row, rows
from graph.gates import Requires
from graph.node import Node
from graph.relay import key_of
from schema.applications import APPLICATION_FILTERS, MembershipApplicationConnection
from schema.attestations import AttestationQueries
from schema.audit_mutations import AuditQueries
from schema.categories import Category
from schema.content_queries import ContentQueries
from schema.conversations import ConversationQueries
from schema.digests import DigestQueries
from schema.email_changes import EmailChangeQueries
from schema.invitations import InvitationQueries
from schema.journal import JournalQueries
from schema.mail_confirmation import MailConfirmationQueries
from schema.mails import LETTER_FILTERS, MAIL_FILTERS, InboundMailConnection, OutboundMailConnection
from schema.member_filters import MEMBER_FILTERS
from schema.members import Advisor, Member, MemberConnection
from schema.nearest import NearestQueries
from schema.password_mutations import PasswordQueries
from schema.privacy import ErasureRequestConnection
from schema.rate_limit import RateLimitQueries
from schema.service_hours import ServiceHoursQueries
from schema.staffing import StaffingQueries
from schema.supplier_access import SupplierAccessQueries
from schema.supplier_attachments import ATTACHMENT_FILTERS, SupplierAttachment, SupplierAttachmentConnection
from schema.suppliers import SUPPLIER_FILTERS, Supplier, SupplierConnection
from schema.viewer import Viewer


@strawberry.type(description="What can be asked.", directives=[Requires(role=Role.ANYONE)])
class Query(
    AttestationQueries,
    AuditQueries,
    ContentQueries,
    ConversationQueries,
    DigestQueries,
    EmailChangeQueries,
    InvitationQueries,
    JournalQueries,
    MailConfirmationQueries,
    NearestQueries,
    PasswordQueries,
    RateLimitQueries,
    ServiceHoursQueries,
    StaffingQueries,
    SupplierAccessQueries,
):
    """Each field is one line: where its rows come from, and who may ask."""

    viewer: Viewer = constant(description="Who asks.")
    node: Node | None = node_by_id()
    nodes: list[Node | None] = nodes_by_id()
    categories: list[Category] = rows(models.Category, order=("code",), description="All spend categories.")
    suppliers: SupplierConnection = page(
        models.Supplier, order=("sort_name",), arguments=SUPPLIER_FILTERS, description="Suppliers, by name."
    )
    supplier: Supplier | None = row(
        models.Supplier,
        arguments=(
            argument("id", strawberry.ID | None, "Its id.", matches=Eq("id", Arg("id", key_of("Supplier")))),
            argument("code", str | None, "Its code.", matches=Eq("code", Arg("code"))),
        ),
        description="One supplier, by its id or by its code.",
    )
    members: MemberConnection | None = page(
        models.Member,
        order=("sort_name",),
        arguments=MEMBER_FILTERS,
        requires=Role.ADVISOR,
        description="Companies, by name.",
    )
    member: Member | None = row(
        models.Member,
        arguments=(
            argument("id", strawberry.ID | None, "Its id.", matches=Eq("id", Arg("id", key_of("Member")))),
            argument("siret", str | None, "Its SIRET, 14 digits.", matches=Eq("siret", Arg("siret"))),
        ),
        requires=Role.SIGNED_IN,
        description="One company, by its id or by its SIRET.",
    )
    advisors: list[Advisor] | None = rows(
        models.Person,
        where=both(In("staff_role", Literal(tuple(models.StaffRole))), IsTrue("active")),
        order=("last_name",),
        requires=Role.ADVISOR,
        description="The group's own people (conseillers), by name.",
    )
    membership_applications: MembershipApplicationConnection | None = page(
        models.MembershipApplication,
        arguments=APPLICATION_FILTERS,
        requires=Role.ADVISOR,
        description="Applications for membership (demandes d’adhésion), oldest first.",
    )
    supplier_attachments: SupplierAttachmentConnection | None = page(
        models.SupplierAttachment,
        descending=True,
        arguments=ATTACHMENT_FILTERS,
        requires=Role.SIGNED_IN,
        description="Supplier attachments that the viewer may see, newest first.",
    )
    supplier_attachment: SupplierAttachment | None = row(
        models.SupplierAttachment,
        arguments=(
            argument(
                "id", strawberry.ID, "Its id.", matches=Eq("id", Arg("id", key_of("SupplierAttachment"))), default=None
            ),
        ),
        description="One supplier attachment; suppliers reach the one whose letter they hold.",
    )
    inbound_mails: InboundMailConnection | None = page(
        models.InboundMail,
        descending=True,
        arguments=MAIL_FILTERS,
        requires=Role.ADVISOR,
        description="The mail room (salle du courrier), newest first.",
    )
    outbound_mails: OutboundMailConnection | None = page(
        models.OutboundMail,
        descending=True,
        arguments=LETTER_FILTERS,
        requires=Role.ADVISOR,
        description="What we wrote (courriers), newest first.",
    )
    erasure_requests: ErasureRequestConnection | None = page(
        models.ErasureRequest,
        descending=True,
        requires=Role.ADMIN,
        description="Requests to be forgotten, newest first; each must be answered by its day.",
    )
