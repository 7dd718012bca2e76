"""What a viewer may do: pure predicates. Which rows a viewer may see is `access.scope`'s question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from access.conditions import All, AnyOf, Eq, In, IsNull, OfViewer, met
from access.viewer import Viewer
from errors import ErrorCode
from models import AttachmentStatus, Channel, Conversation, MemberStatus, StaffRole


class Role(StrEnum):
    """What a field, a gate or a mutation asks of the viewer; shown in the schema as `@requires(role: …)`."""

    ANYONE = "ANYONE"
    SUPPLIER = "SUPPLIER"
    SUPPLIER_ACCESS = "SUPPLIER_ACCESS"
    SIGNED_IN = "SIGNED_IN"
    MEMBER = "MEMBER"
    ADVISOR = "ADVISOR"
    ADMIN = "ADMIN"


_GRANTS: dict[Role, Callable[[Viewer], bool]] = {
    Role.ANYONE: lambda viewer: True,
    # A supplier that holds the link of one attachment letter.
    Role.SUPPLIER: lambda viewer: viewer.attachment_id is not None or viewer.is_staff,
    # A supplier's program that holds a key: another role, so that what a letter opens stays closed to it.
    Role.SUPPLIER_ACCESS: lambda viewer: viewer.supplier_id is not None or viewer.is_staff,
    Role.SIGNED_IN: lambda viewer: viewer.person_id is not None,
    # The group's own people read what members read.
    Role.MEMBER: lambda viewer: viewer.is_active_member or viewer.is_staff,
    Role.ADVISOR: lambda viewer: viewer.is_staff,
    Role.ADMIN: lambda viewer: viewer.staff_role == StaffRole.ADMIN,
}


def has_role(viewer: Viewer, role: Role) -> bool:
    """Whether the viewer meets a requirement."""
    return _GRANTS[role](viewer)


def roles_of(viewer: Viewer) -> tuple[Role, ...]:
    """Every requirement that the viewer meets, in the enum's order: one value decides all viewer-scoped verdicts."""
    return tuple(role for role in Role if _GRANTS[role](viewer))


@dataclass(frozen=True, slots=True)
class Denial:
    """Why not: signing in could help (`UNAUTHENTICATED`) or not (`FORBIDDEN`), in French for the reader."""

    code: ErrorCode
    message: str
    required: Role


DENIAL_MESSAGES = {
    Role.SUPPLIER: "Réservé au fournisseur qui a reçu notre courrier.",
    Role.SUPPLIER_ACCESS: "Réservé aux fournisseurs munis d’une clé d’accès.",
    Role.SIGNED_IN: "Connectez-vous pour y accéder.",
    Role.MEMBER: "Contenu réservé aux adhérents.",
    Role.ADVISOR: "Réservé aux conseillers.",
    Role.ADMIN: "Réservé aux administrateurs.",
}


def denial(viewer: Viewer, role: Role) -> Denial | None:
    """None when the viewer meets the requirement, else why not."""
    if has_role(viewer, role):
        return None
    code = ErrorCode.UNAUTHENTICATED if viewer.person_id is None else ErrorCode.FORBIDDEN
    return Denial(code, DENIAL_MESSAGES[role], role)


OPEN_STATUSES = (AttachmentStatus.REQUESTED, AttachmentStatus.SENT)


def may_request_attachment(viewer: Viewer, member_id: int, status: MemberStatus) -> bool:
    """Only for an active member, by one of its people or by the group's."""
    return status == MemberStatus.MEMBER and (viewer.is_staff or member_id in viewer.member_ids)


def may_cancel_attachment(viewer: Viewer, member_id: int, status: AttachmentStatus) -> bool:
    """While nothing is decided, by the company's people or by the group's."""
    return status in OPEN_STATUSES and (viewer.is_staff or member_id in viewer.member_ids)


def may_reveal_code(viewer: Viewer, member_id: int, status: MemberStatus) -> bool:
    """A discount code for a company: to its people while it is an active member, and to the group's."""
    return viewer.is_staff or (member_id in viewer.member_ids and status == MemberStatus.MEMBER)


def may_decide_attachment(viewer: Viewer, attachment_id: int, status: AttachmentStatus) -> bool:
    """The supplier that holds the letter, once it has it; the group's people whenever nothing is decided."""
    if viewer.is_staff:
        return status in OPEN_STATUSES
    return status == AttachmentStatus.SENT and viewer.attachment_id == attachment_id


def may_export(viewer: Viewer, person_id: int) -> bool:
    """Everybody their own data; administrators, who answer requests that come by letter, anybody's."""
    return viewer.person_id is not None and (viewer.person_id == person_id or viewer.staff_role == StaffRole.ADMIN)


# The company's people; of a conversation without a company its person.
TAKES_PART = AnyOf(
    (In("member_id", OfViewer("member_ids")), All((Eq("person_id", OfViewer("person_id")), IsNull("member_id"))))
)


def may_write_in_conversation(viewer: Viewer, conversation: Conversation) -> bool:
    """Whoever takes part. The group answers at its desk instead."""
    return met(TAKES_PART, conversation, viewer)


def may_handle_conversations(viewer: Viewer) -> bool:
    """Answer, reassign, snooze, close: everybody of the group, whoever's queue it is in."""
    return viewer.is_staff


def may_file_mails(viewer: Viewer) -> bool:
    """Only the mail door writes down what came in and what came back."""
    return viewer.channel is Channel.MAIL


def is_vouched_for_by_mail(viewer: Viewer) -> bool:
    """Whoever reads the mailbox of a login could have a link to a new password: a proven mail stands for it."""
    return viewer.channel is Channel.MAIL and viewer.mail_id is not None and viewer.person_id is not None


def may_speak_for(viewer: Viewer, advisor_id: int) -> bool:
    """An advisor's absences and portfolio are theirs to settle; an administrator settles everybody's."""
    return viewer.staff_role == StaffRole.ADMIN or (viewer.is_staff and viewer.person_id == advisor_id)
