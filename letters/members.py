"""The letters about memberships and advisors, to a company's people and to its suppliers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from letters.values import AdvisorCard, GroupCard


@dataclass(frozen=True, kw_only=True)
class MembershipChanged:
    """To a company's people: the membership began, will end after `day`, ended with it, or goes on after all."""

    greeting_name: str | None
    member_name: str
    siret: str
    change: Literal["BEGAN", "ENDS", "ENDED", "GOES_ON"]
    day: datetime.date
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class AttachmentEndedLetter:
    """To a supplier: the account is not to be under the group's terms any more."""

    supplier: str
    member_name: str
    siret: str
    account_number: str
    ended_on: datetime.date
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class AdvisorChanged:
    """To a company's people: somebody else follows them from now on. `previous`: who did, by name."""

    greeting_name: str | None
    member_name: str
    previous: str | None
    advisor: AdvisorCard
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class ApplicationReceived:
    """To an address that somebody typed into the form: we have it. It quotes nothing of it but the SIRET."""

    siret: str
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class ApplicationAccepted:
    """To the applicant: the company is a member, or noted as a prospect; and how to get in."""

    greeting_name: str
    member_name: str
    siret: str
    is_member: bool
    # What the advisor adds, in their words; may be empty.
    message: str
    # Where a password is chosen, and for how many days; None for somebody who has one.
    access_url: str | None
    access_days: str
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class ApplicationDeclined:
    """To the applicant: not this time."""

    greeting_name: str
    siret: str
    message: str
    advisor: AdvisorCard | None
    group: GroupCard
