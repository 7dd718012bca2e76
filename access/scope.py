"""Which rows exist for whom: one condition per table, put into SQL before pagination.

A row outside the scope does not exist for the viewer: same answer as a wrong id.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from tortoise.models import Model

import models
from access.conditions import (
    EVERY_ROW,
    NO_ROW,
    All,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    Eq,
    Exists,
    In,
    Literal,
    OfViewer,
    Today,
    both,
)
from access.policy import TAKES_PART, Role

Roles = Collection[Role]
Scope = Callable[[Roles], Condition]

_OWN_COMPANIES = OfViewer("member_ids")
_STAFF_ROLES = Literal(tuple(models.StaffRole))
_OWN_LETTER = Eq("id", OfViewer("attachment_id"))


def everyone(roles: Roles) -> Condition:
    """Public rows."""
    return EVERY_ROW


def for_role(role: Role) -> Scope:
    """Every row, for whoever meets the requirement."""
    return lambda roles: EVERY_ROW if role in roles else NO_ROW


def published(roles: Roles) -> Condition:
    """What is published; the group sees drafts and what was withdrawn too."""
    return EVERY_ROW if Role.ADVISOR in roles else Eq("status", Literal(models.ContentStatus.PUBLISHED))


def members(roles: Roles) -> Condition:
    """The group sees every company, a person their own, a supplier the one whose letter it holds."""
    return _own(roles, In("id", _OWN_COMPANIES), Exists("supplier_attachments", _OWN_LETTER))


def supplier_attachments(roles: Roles) -> Condition:
    """The group sees all, a person their companies', a supplier the one whose letter it holds."""
    return _own(roles, In("member_id", _OWN_COMPANIES), _OWN_LETTER)


def attachment_events(roles: Roles) -> Condition:
    """As the attachment that they belong to; a supplier doesn't see them."""
    return _own(roles, Exists("attachment", In("member_id", _OWN_COMPANIES)), NO_ROW)


def people(roles: Roles) -> Condition:
    """The group sees everybody, a person the people of their companies and the group's own people."""
    colleagues = Exists("affiliations", In("member_id", _OWN_COMPANIES))
    staff = In("staff_role", _STAFF_ROLES)
    return _own(roles, AnyOf((colleagues, Eq("id", OfViewer("person_id")), staff)), NO_ROW)


def affiliations(roles: Roles) -> Condition:
    """As the company."""
    return _own(roles, In("member_id", _OWN_COMPANIES), NO_ROW)


def of_active_members(roles: Roles) -> Condition:
    """The group sees all, a person those of their companies while these are members."""
    active = Exists("member", Eq("status", Literal(models.MemberStatus.MEMBER)))
    return _own(roles, All((In("member_id", _OWN_COMPANIES), active)), NO_ROW)


def erasure_requests(roles: Roles) -> Condition:
    """Administrators see all, a person their own."""
    if Role.ADMIN in roles:
        return EVERY_ROW
    return Eq("person_id", OfViewer("person_id")) if Role.SIGNED_IN in roles else NO_ROW


def absences(roles: Roles) -> Condition:
    """The group sees all, people only who is away today."""
    return _own(roles, both(AtMost("first_day", Today()), AtLeast("last_day", Today())), NO_ROW)


def sessions(roles: Roles) -> Condition:
    """Everybody sees their own, and nobody anybody else's."""
    return Eq("person_id", OfViewer("person_id")) if Role.SIGNED_IN in roles else NO_ROW


def conversations(roles: Roles) -> Condition:
    """The group sees all. A company's people see the company's; what belongs to no company is its person's own."""
    return _own(roles, TAKES_PART, NO_ROW)


def conversation_messages(roles: Roles) -> Condition:
    """As the conversation, but what is internal is the group's alone."""
    return _own(roles, All((Eq("internal", Literal(False)), Exists("conversation", TAKES_PART))), NO_ROW)


def attestations(roles: Roles) -> Condition:
    """As the company."""
    return _own(roles, In("member_id", _OWN_COMPANIES), NO_ROW)


def _own(roles: Roles, for_people: Condition, for_suppliers: Condition) -> Condition:
    if Role.ADVISOR in roles:
        return EVERY_ROW
    if Role.SIGNED_IN in roles:
        return for_people
    return for_suppliers if Role.SUPPLIER in roles else NO_ROW


def audits(roles: Roles) -> Condition:
    """As the company."""
    return _own(roles, In("member_id", _OWN_COMPANIES), NO_ROW)


def audit_files(roles: Roles) -> Condition:
    """As the audit."""
    return _own(roles, Exists("audit", In("member_id", _OWN_COMPANIES)), NO_ROW)


def audit_results(roles: Roles) -> Condition:
    """As the audit, once the advisor has validated it; the group sees them from the start."""
    validated = Eq("status", Literal(models.AuditStatus.VALIDATED))
    return _own(roles, Exists("audit", All((In("member_id", _OWN_COMPANIES), validated))), NO_ROW)


def invitations(roles: Roles) -> Condition:
    """The group sees all, owners those of their companies."""
    return _own(roles, In("member_id", OfViewer("owned_ids")), NO_ROW)


def journal(roles: Roles) -> Condition:
    """The group reads all; a person what they did, what was done to them, and who got their companies' codes."""
    told = All((Eq("kind", Literal(models.JournalKind.CODE_REVEALED)), In("member_id", _OWN_COMPANIES)))
    mine = AnyOf((Eq("person_id", OfViewer("person_id")), Eq("actor_id", OfViewer("person_id")), told))
    return _own(roles, mine, NO_ROW)


def email_changes(roles: Roles) -> Condition:
    """The group sees all, a person their own."""
    return _own(roles, Eq("person_id", OfViewer("person_id")), NO_ROW)


SCOPES: dict[type[Model], Scope] = {
    models.Category: everyone,
    models.Supplier: everyone,
    models.Agency: for_role(Role.MEMBER),
    models.Coefficient: for_role(Role.MEMBER),
    models.SupplierTerms: for_role(Role.MEMBER),
    models.MinimumWage: everyone,
    models.Member: members,
    models.Person: people,
    models.Affiliation: affiliations,
    models.AdvisorAbsence: absences,
    models.AdvisorHandover: for_role(Role.ADVISOR),
    models.AdvisorDepartment: for_role(Role.ADVISOR),
    models.MembershipEvent: for_role(Role.ADVISOR),
    models.SupplierAccess: for_role(Role.ADMIN),
    models.MembershipAttestation: attestations,
    models.MembershipApplication: for_role(Role.ADVISOR),
    models.SupplierAttachment: supplier_attachments,
    models.SupplierAttachmentEvent: attachment_events,
    models.Conversation: conversations,
    models.ConversationMessage: conversation_messages,
    models.UnderstandingCorrection: for_role(Role.ADVISOR),
    models.InboundMail: for_role(Role.ADVISOR),
    models.OutboundMail: for_role(Role.ADVISOR),
    models.Session: sessions,
    models.JournalEntry: journal,
    models.Invitation: invitations,
    models.EmailChange: email_changes,
    models.ErasureRequest: erasure_requests,
    models.FaqEntry: published,
    models.Article: published,
    models.RegulatoryCheck: published,
    models.ServiceClosure: everyone,
    models.Site: of_active_members,
    models.SiteCheck: of_active_members,
    models.CalendarFeed: of_active_members,
    models.Audit: audits,
    models.AuditFile: audit_files,
    models.Invoice: audit_results,
    models.InvoiceLine: audit_results,
    models.LineMatch: audit_results,
    models.AuditReport: audit_results,
    models.AuditSavings: audit_results,
    models.MatchAlias: for_role(Role.ADVISOR),
    models.PriceLine: for_role(Role.ADVISOR),
}


def scope_of(model: type[Model], roles: Roles) -> Condition:
    """The condition that a row of this table must meet to exist for a viewer with these roles."""
    return SCOPES[model](roles)
