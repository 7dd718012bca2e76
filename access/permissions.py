"""What a viewer may do with a row, as conditions: mutations ask them of the row, `viewerCan…` fields put them into SQL.

One rule, so what a button promises is what the mutation does. Rows outside the viewer's scope don't come this far.
"""

from __future__ import annotations

from collections.abc import Callable

from tortoise.models import Model

from access.conditions import EVERY_ROW, NO_ROW, Condition, Eq, In, Literal, OfViewer, both, met
from access.policy import Role, roles_of
from access.scope import Roles
from access.viewer import Viewer
from models import MemberStatus

Permission = Callable[[Roles], Condition]


def may(viewer: Viewer, permission: Permission, row: Model) -> bool:
    """Whether the viewer may, for this row."""
    return met(permission(roles_of(viewer)), row, viewer)


def update_company(roles: Roles) -> Condition:
    """A company's own data (`Member`): by its owners, and by the group."""
    if Role.ADVISOR in roles:
        return EVERY_ROW
    return In("id", OfViewer("owned_ids")) if Role.SIGNED_IN in roles else NO_ROW


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
