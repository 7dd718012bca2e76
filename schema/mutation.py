"""The root of all mutations."""

import strawberry

from access.policy import Role
from graph.gates import Requires
from schema.advisor_mutations import AdvisorMutations
from schema.application_mutations import ApplicationMutations
from schema.attachment_mutations import AttachmentMutations
from schema.attestations import AttestationMutations
from schema.audit_mutations import AuditMutations
from schema.contact_mutations import ContactMutations
from schema.content_mutations import ContentMutations
from schema.desk_mutations import DeskMutations
from schema.digests import DigestMutations
from schema.discount_codes import DiscountCodeMutations
from schema.email_changes import EmailChangeMutations
from schema.invitations import InvitationMutations
from schema.mail_confirmation import MailConfirmationMutations
from schema.mail_door_mutations import MailDoorMutations
from schema.mail_mutations import MailMutations
from schema.member_mutations import MemberMutations
from schema.password_mutations import PasswordMutations
from schema.people_mutations import PeopleMutations
from schema.privacy_mutations import PrivacyMutations
from schema.rate_mutations import RateMutations
from schema.review_mutations import ReviewMutations
from schema.service_hours import ServiceHoursMutations
from schema.session_mutations import SessionMutations
from schema.site_mutations import SiteMutations
from schema.supplier_access import SupplierAccessMutations
from schema.terms_mutations import TermsMutations
from schema.understanding import UnderstandingMutations


@strawberry.type(description="What can be done.", directives=[Requires(role=Role.ANYONE)])
class Mutation(
    AttachmentMutations,
    MemberMutations,
    AdvisorMutations,
    AttestationMutations,
    AuditMutations,
    SupplierAccessMutations,
    ApplicationMutations,
    ContactMutations,
    ContentMutations,
    DeskMutations,
    DigestMutations,
    DiscountCodeMutations,
    EmailChangeMutations,
    InvitationMutations,
    MailConfirmationMutations,
    MailDoorMutations,
    MailMutations,
    PasswordMutations,
    PeopleMutations,
    PrivacyMutations,
    RateMutations,
    ReviewMutations,
    ServiceHoursMutations,
    SessionMutations,
    SiteMutations,
    TermsMutations,
    UnderstandingMutations,
):
    """Expected outcomes are values of the result unions; errors are denials and bugs."""
