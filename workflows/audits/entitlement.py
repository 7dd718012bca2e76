"""Who may have an audit: members in one category at a time and as often as they like, others a first one.

The rule itself is a pure function; `entitlement_of` asks it of a company, under the lock of whoever opens an audit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models import Member, MemberStatus

# Spend categories that the first audit of a company that isn't a member may have.
MOST_FIRST_CATEGORIES = 3
MOST_MEMBER_CATEGORIES = 1


class EntitlementReason(StrEnum):
    """Why a company may have an audit, or not."""

    MEMBER = "MEMBER"
    FIRST_AUDIT = "FIRST_AUDIT"
    FIRST_AUDIT_USED = "FIRST_AUDIT_USED"
    NO_COMPANY = "NO_COMPANY"


@dataclass(frozen=True)
class Entitlement:
    """Whether an audit may be opened now. `remaining`: how many more; None: as many as they like."""

    reason: EntitlementReason
    remaining: int | None
    most_categories: int

    @property
    def allowed(self) -> bool:
        """Whether one may be opened now."""
        return self.remaining is None or self.remaining > 0

    @property
    def message(self) -> str:
        """For people, in French."""
        return _MESSAGES[self.reason]


_MESSAGES = {
    EntitlementReason.MEMBER: (
        "En tant qu’adhérent, vous pouvez demander un audit aussi souvent que vous le voulez, un poste de dépenses à "
        "la fois."
    ),
    EntitlementReason.FIRST_AUDIT: (
        "Sans être adhérent, vous avez droit à un premier audit, sur trois postes de dépenses au plus."
    ),
    EntitlementReason.FIRST_AUDIT_USED: (
        "Votre société a déjà demandé le premier audit auquel a droit une société non adhérente. S’il attend encore "
        "des factures, envoyez-les. Les adhérents peuvent demander des audits aussi souvent qu’ils le veulent."
    ),
    EntitlementReason.NO_COMPANY: "Aucune société n’est rattachée à votre compte : votre conseiller peut l’ajouter.",
}
NO_COMPANY = Entitlement(EntitlementReason.NO_COMPANY, 0, 0)


def entitlement(status: MemberStatus, *, had_one: bool) -> Entitlement:
    """The rule. `had_one`: whether the company has had an audit, or has one; cancelled and unread ones were none."""
    if status == MemberStatus.MEMBER:
        return Entitlement(EntitlementReason.MEMBER, None, MOST_MEMBER_CATEGORIES)
    if not had_one:
        return Entitlement(EntitlementReason.FIRST_AUDIT, 1, MOST_FIRST_CATEGORIES)
    return Entitlement(EntitlementReason.FIRST_AUDIT_USED, 0, 0)


def entitlement_of(member: Member) -> Entitlement:
    """What a company may have now."""
    return entitlement(member.status, had_one=member.first_audit_at is not None)
