"""Policies: who meets which requirement, and what each may do, in tables."""

from __future__ import annotations

import itertools

import pytest

from access.policy import (
    DENIAL_MESSAGES,
    Role,
    denial,
    has_role,
    may_cancel_attachment,
    may_decide_attachment,
    may_request_attachment,
    roles_of,
)
from access.viewer import ANONYMOUS, Membership, Viewer
from errors import ErrorCode
from models import AttachmentStatus, MemberStatus, StaffRole

OWN, OTHERS, LETTER = 1, 2, 7


def of(*statuses: MemberStatus) -> Viewer:
    """A person of companies of these statuses; the first one is number 1."""
    memberships = (Membership(number, "", "", status) for number, status in enumerate(statuses, OWN))
    return Viewer(person_id=5, memberships=tuple(memberships))


VIEWERS = {
    "anonymous": ANONYMOUS,
    "supplier": Viewer(attachment_id=LETTER),
    "supplier's program": Viewer(supplier_id=1),
    "lonely": of(),
    "prospect": of(MemberStatus.PROSPECT),
    "former": of(MemberStatus.FORMER),
    "member": of(MemberStatus.MEMBER),
    "former and member": of(MemberStatus.FORMER, MemberStatus.MEMBER),
    "advisor": Viewer(person_id=8, staff_role=StaffRole.ADVISOR),
    "admin": Viewer(person_id=9, staff_role=StaffRole.ADMIN),
}
A, S, K, P, M, V, D = Role
ROLES = {
    "anonymous": (A,),
    "supplier": (A, S),
    "supplier's program": (A, K),
    "lonely": (A, P),
    "prospect": (A, P),
    "former": (A, P),
    "member": (A, P, M),
    "former and member": (A, P, M),
    "advisor": (A, S, K, P, M, V),
    "admin": (A, S, K, P, M, V, D),
}
STAFF = {"advisor", "admin"}


def test_the_names_in_the_table_are_the_roles() -> None:
    assert (A, S, K, P, M, V, D) == (
        Role.ANYONE, Role.SUPPLIER, Role.SUPPLIER_ACCESS, Role.SIGNED_IN, Role.MEMBER, Role.ADVISOR, Role.ADMIN,
    )  # fmt: skip


@pytest.mark.parametrize("who", VIEWERS)
def test_roles(who: str) -> None:
    viewer = VIEWERS[who]
    assert roles_of(viewer) == ROLES[who]
    assert tuple(role for role in Role if has_role(viewer, role)) == ROLES[who]


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("role", Role)
def test_a_denial_says_whether_signing_in_could_help(who: str, role: Role) -> None:
    viewer, granted = VIEWERS[who], role in ROLES[who]
    refused = denial(viewer, role)
    if granted:
        assert refused is None
        return
    assert refused is not None
    assert refused.code == (ErrorCode.FORBIDDEN if viewer.person_id else ErrorCode.UNAUTHENTICATED)
    assert (refused.required, refused.message) == (role, DENIAL_MESSAGES[role])


@pytest.mark.parametrize("who", VIEWERS)
def test_who_may_request(who: str) -> None:
    own = {"prospect", "former", "member", "former and member"}
    for member_id, status in itertools.product((OWN, 99), MemberStatus):
        expected = status == MemberStatus.MEMBER and (who in STAFF or (who in own and member_id == OWN))
        assert may_request_attachment(VIEWERS[who], member_id, status) == expected, (member_id, status)


@pytest.mark.parametrize("who", VIEWERS)
def test_who_may_cancel(who: str) -> None:
    own = {"prospect", "former", "member", "former and member"}
    for member_id, status in itertools.product((OWN, 99), AttachmentStatus):
        is_open = status in (AttachmentStatus.REQUESTED, AttachmentStatus.SENT)
        expected = is_open and (who in STAFF or (who in own and member_id == OWN))
        assert may_cancel_attachment(VIEWERS[who], member_id, status) == expected, (member_id, status)


@pytest.mark.parametrize("who", VIEWERS)
def test_who_may_decide(who: str) -> None:
    for attachment_id, status in itertools.product((LETTER, 99), AttachmentStatus):
        is_open = status in (AttachmentStatus.REQUESTED, AttachmentStatus.SENT)
        holds_letter = who == "supplier" and attachment_id == LETTER
        expected = (who in STAFF and is_open) or (holds_letter and status == AttachmentStatus.SENT)
        assert may_decide_attachment(VIEWERS[who], attachment_id, status) == expected, (attachment_id, status)
