"""What a viewer may do with a row, as conditions: mutations ask them of the row, `viewerCan…` fields put them into SQL.

One rule, so what a button promises is what the mutation does. Rows outside the viewer's scope don't come this far.
"""

from __future__ import annotations

from collections.abc import Callable

from tortoise.models import Model

from access.conditions import (
    EVERY_ROW,
    NO_ROW,
    All,
    AnyOf,
    Condition,
    Eq,
    In,
    IsNull,
    Literal,
    Not,
    OfViewer,
    both,
    met,
)
from access.policy import Role, roles_of
from access.scope import Roles
from access.viewer import Viewer
from models import REASONS_IN_SCOPE, AffiliationRole, AuditStatus, EmailChangeStatus, InvitationStatus, MemberStatus

Permission = Callable[[Roles], Condition]


def may(viewer: Viewer, permission: Permission, row: Model) -> bool:
    """Whether the viewer may, for this row."""
    return met(permission(roles_of(viewer)), row, viewer)


def update_company(roles: Roles) -> Condition:
    """A company's own data (`Member`): by its owners, and by the group."""
    if Role.ADVISOR in roles:
        return EVERY_ROW
    return In("id", OfViewer("owned_ids")) if Role.SIGNED_IN in roles else NO_ROW


_STAFF_ONLY_ROLES = Literal((AffiliationRole.STAFF,))
_MINE = Eq("person_id", OfViewer("person_id"))


def invite_colleague(roles: Roles) -> Condition:
    """Invite somebody to act for a company (`Member`): its owners, and the group."""
    return update_company(roles)


def remove_from_company(roles: Roles) -> Condition:
    """End that somebody acts for a company (`Affiliation`): oneself, its owners for staff, the group for everybody.

    So no owner can put another one out.
    """
    if Role.ADVISOR in roles:
        return EVERY_ROW
    staff = All((In("role", _STAFF_ONLY_ROLES), In("member_id", OfViewer("owned_ids"))))
    return AnyOf((_MINE, staff)) if Role.SIGNED_IN in roles else NO_ROW


def change_role(roles: Roles) -> Condition:
    """Make somebody an owner of a company or its staff (`Affiliation`): the group alone."""
    return EVERY_ROW if Role.ADVISOR in roles else NO_ROW


def cancel_invitation(roles: Roles) -> Condition:
    """Take an invitation back while it waits (`Invitation`): the company's owners, and the group."""
    waiting = Eq("status", Literal(InvitationStatus.PENDING))
    if Role.ADVISOR in roles:
        return waiting
    return both(waiting, In("member_id", OfViewer("owned_ids"))) if Role.SIGNED_IN in roles else NO_ROW


def close_account(roles: Roles) -> Condition:
    """Close or reopen an account (`Person`): advisors those of companies' people, administrators all but their own."""
    if Role.ADMIN in roles:
        return Not(Eq("id", OfViewer("person_id")))
    return IsNull("staff_role") if Role.ADVISOR in roles else NO_ROW


def set_staff_role(roles: Roles) -> Condition:
    """Make somebody an advisor or an administrator, or neither (`Person`): administrators, never themselves."""
    return Not(Eq("id", OfViewer("person_id"))) if Role.ADMIN in roles else NO_ROW


def decide_email_change(roles: Roles) -> Condition:
    """Approve or refuse a confirmed address (`EmailChange`): the group, never of oneself."""
    confirmed = Eq("status", Literal(EmailChangeStatus.CONFIRMED))
    return both(confirmed, Not(_MINE)) if Role.ADVISOR in roles else NO_ROW


def cancel_email_change(roles: Roles) -> Condition:
    """Take one's own request for another address back while it waits (`EmailChange`)."""
    waiting = In("status", Literal((EmailChangeStatus.REQUESTED, EmailChangeStatus.CONFIRMED)))
    return both(waiting, _MINE) if Role.SIGNED_IN in roles else NO_ROW


def issue_attestation(roles: Roles) -> Condition:
    """An attestation that a company (`Member`) is a member, while it is one: by its people, and by the group."""
    active = Eq("status", Literal(MemberStatus.MEMBER))
    if Role.ADVISOR in roles:
        return active
    return both(active, In("id", OfViewer("member_ids"))) if Role.SIGNED_IN in roles else NO_ROW


def revoke_attestation(roles: Roles) -> Condition:
    """An attestation (`MembershipAttestation`): by the company's people, whoever issued it, and by the group."""
    if Role.ADVISOR in roles:
        return EVERY_ROW
    return In("member_id", OfViewer("member_ids")) if Role.SIGNED_IN in roles else NO_ROW


def add_audit_files(roles: Roles) -> Condition:
    """Send files for an audit, say its categories, or end the collecting (`Audit`): its company's people, the group."""
    collecting = Eq("status", Literal(AuditStatus.COLLECTING))
    if Role.ADVISOR in roles:
        return collecting
    return both(collecting, In("member_id", OfViewer("member_ids"))) if Role.SIGNED_IN in roles else NO_ROW


def cancel_audit(roles: Roles) -> Condition:
    """Give an audit up (`Audit`): the company's people until prices are compared, the group until it is validated."""
    early = (AuditStatus.COLLECTING, AuditStatus.READING)
    if Role.ADVISOR in roles:
        return In("status", Literal((*early, AuditStatus.MATCHING, AuditStatus.REVIEW, AuditStatus.FAILED)))
    mine = In("member_id", OfViewer("member_ids"))
    return both(In("status", Literal(early)), mine) if Role.SIGNED_IN in roles else NO_ROW


# Lines of an audit (`LineMatch`) on which a saving stands; and those of which anybody may know the category: of what is
# out of scope it would tell that we have it.
OFFERED = Not(IsNull("saving"))
IN_SCOPE = AnyOf((OFFERED, In("not_compared", Literal(REASONS_IN_SCOPE))))


def see_offer(roles: Roles) -> Condition:
    """See which product of ours a line of an audit met, why, and what was decided (`LineMatch`): the group always, the
    company where a saving stands on it. Else whoever sends a list of invented products would read our catalogue."""
    return _seen_by_company(roles, OFFERED)


def see_category(roles: Roles) -> Condition:
    """See the spend category of a line (`LineMatch`): the group always, the company unless it is out of scope."""
    return _seen_by_company(roles, IN_SCOPE)


def _seen_by_company(roles: Roles, where: Condition) -> Condition:
    if Role.ADVISOR in roles:
        return EVERY_ROW
    return where if Role.SIGNED_IN in roles else NO_ROW


def review_audit(roles: Roles) -> Condition:
    """Decide its lines and validate it (`Audit`): the group, while it is in review."""
    return Eq("status", Literal(AuditStatus.REVIEW)) if Role.ADVISOR in roles else NO_ROW


def match_audit_again(roles: Roles) -> Condition:
    """Have its lines matched once more (`Audit`): the group, while it is in review or when matching failed.

    One of which nothing could be read has no lines, and gave its right back."""
    if Role.ADVISOR not in roles:
        return NO_ROW
    failed = both(Eq("status", Literal(AuditStatus.FAILED)), Not(IsNull("right_key")))
    return AnyOf((Eq("status", Literal(AuditStatus.REVIEW)), failed))
