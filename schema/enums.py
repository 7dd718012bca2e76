"""Enums that several nouns share; described before the first of them is read."""

from graph.enums import described_enum
from models import AffiliationRole, Channel, MemberStatus, StaffRole

__all__ = ["AffiliationRole", "Channel", "MemberStatus", "StaffRole"]

described_enum(
    MemberStatus,
    "Where a company stands.",
    {
        MemberStatus.PROSPECT: "Not a member, or not yet (non-adhérent).",
        MemberStatus.MEMBER: "A member (adhérent): the gates are open to its people.",
        MemberStatus.FORMER: "It was a member (ancien adhérent).",
    },
)
described_enum(
    AffiliationRole,
    "What a person is in a company.",
    {
        AffiliationRole.OWNER: "Runs it (dirigeant).",
        AffiliationRole.STAFF: "Works there (salarié).",
    },
)
described_enum(
    Channel,
    "The door that somebody came through.",
    {
        Channel.WEB: "This API, over HTTP.",
        Channel.MAIL: "A mail to contact@.",
        Channel.LINK: "The signed link of a letter.",
        Channel.IMPORT: "An import of the group's files.",
    },
)

described_enum(
    StaffRole,
    "What a person is in the group.",
    {
        StaffRole.ADVISOR: "Follows companies (conseiller).",
        StaffRole.ADMIN: "Looks after data and accounts, too (administrateur).",
    },
)
