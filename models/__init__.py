"""The tables, one file per family. Nothing here knows the web or mail.

A model's docstring becomes the table's comment and must not hold a semicolon: SQLite's schema editor splits on it.
"""

from models.access_links import AccessLink, LinkKind, LinkStatus, ResetRequest, ResetRequestStatus
from models.advisors import AdvisorAbsence, AdvisorDepartment, AdvisorHandover
from models.applications import ApplicationStatus, MembershipApplication
from models.attestations import MembershipAttestation
from models.audits import (
    REASONS_IN_SCOPE,
    Audit,
    AuditDocument,
    AuditFile,
    AuditFileContent,
    AuditFileStatus,
    AuditReport,
    AuditSavings,
    AuditStatus,
    Invoice,
    InvoiceLine,
    LineDecision,
    LineMatch,
    MatchAlias,
)
from models.catalogue import (
    Agency,
    Category,
    Coefficient,
    ContractType,
    FrameworkAgreement,
    IfmIccp,
    MinimumWage,
    PriceLine,
    Supplier,
    SupplierTerms,
)
from models.closures import ServiceClosure
from models.content import Article, ArticleKind, ContentStatus, FaqEntry, RegulatoryCheck, SitePhase, Visibility
from models.conversations import (
    Conversation,
    ConversationMessage,
    ConversationNotice,
    ConversationStatus,
    MessageChannel,
    MessageDirection,
    NoticeStatus,
    UnderstandingCorrection,
    UnderstandingField,
    WaitingFor,
)
from models.digests import Announcement, AnnouncementKind, DigestFrequency, DigestPreference
from models.discount_codes import DiscountCodeType
from models.geography import Region
from models.journal import JournalEntry, JournalKind
from models.mail import (
    InboundMail,
    InboundSource,
    InboundStatus,
    Mailbox,
    OutboundMail,
    OutboundStatus,
    UndeliveredReason,
)
from models.mail_kinds import MAIL_KIND_LABELS, MailKind
from models.members import Affiliation, AffiliationRole, Member, MemberStatus, Person, Session, StaffRole
from models.membership import MembershipEvent
from models.people import EmailChange, EmailChangeStatus, Invitation, InvitationStatus, PersonOldAddress
from models.privacy import ErasureRequest, ErasureStatus, LegalArchive
from models.schedule import ScheduledJob, ScheduleStatus
from models.sites import CalendarFeed, Site, SiteCheck
from models.supplier_access import SupplierAccess
from models.supplier_attachments import AttachmentStatus, Channel, SupplierAttachment, SupplierAttachmentEvent
from models.throttling import ThrottleBucket
from models.versions import DataVersion

__all__ = [
    "MAIL_KIND_LABELS",
    "REASONS_IN_SCOPE",
    "AccessLink",
    "AdvisorAbsence",
    "AdvisorDepartment",
    "AdvisorHandover",
    "Affiliation",
    "AffiliationRole",
    "Agency",
    "Announcement",
    "AnnouncementKind",
    "ApplicationStatus",
    "Article",
    "ArticleKind",
    "AttachmentStatus",
    "Audit",
    "AuditDocument",
    "AuditFile",
    "AuditFileContent",
    "AuditFileStatus",
    "AuditReport",
    "AuditSavings",
    "AuditStatus",
    "CalendarFeed",
    "Category",
    "Channel",
    "Coefficient",
    "ContentStatus",
    "ContractType",
    "Conversation",
    "ConversationMessage",
    "ConversationNotice",
    "ConversationStatus",
    "DataVersion",
    "DigestFrequency",
    "DigestPreference",
    "DiscountCodeType",
    "EmailChange",
    "EmailChangeStatus",
    "ErasureRequest",
    "ErasureStatus",
    "FaqEntry",
    "FrameworkAgreement",
    "IfmIccp",
    "InboundMail",
    "InboundSource",
    "InboundStatus",
    "Invitation",
    "InvitationStatus",
    "Invoice",
    "InvoiceLine",
    "JournalEntry",
    "JournalKind",
    "LegalArchive",
    "LineDecision",
    "LineMatch",
    "LinkKind",
    "LinkStatus",
    "MailKind",
    "Mailbox",
    "MatchAlias",
    "Member",
    "MemberStatus",
    "MembershipApplication",
    "MembershipAttestation",
    "MembershipEvent",
    "MessageChannel",
    "MessageDirection",
    "MinimumWage",
    "NoticeStatus",
    "OutboundMail",
    "OutboundStatus",
    "Person",
    "PersonOldAddress",
    "PriceLine",
    "Region",
    "RegulatoryCheck",
    "ResetRequest",
    "ResetRequestStatus",
    "ScheduleStatus",
    "ScheduledJob",
    "ServiceClosure",
    "Session",
    "Site",
    "SiteCheck",
    "SitePhase",
    "StaffRole",
    "Supplier",
    "SupplierAccess",
    "SupplierAttachment",
    "SupplierAttachmentEvent",
    "SupplierTerms",
    "ThrottleBucket",
    "UndeliveredReason",
    "UnderstandingCorrection",
    "UnderstandingField",
    "Visibility",
    "WaitingFor",
]
