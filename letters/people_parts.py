"""Parts of answers about people: their access, their address, their membership, a call, a code, an audit."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, TypeAlias

# A member; a company that has a right to a first audit alone; somebody whose company we don't know.
AuditRight: TypeAlias = Literal["MEMBER", "OTHER", "STRANGER"]
MissingData: TypeAlias = Literal["SIRET", "LEGAL_NAME", "PLACE", "NAME", "PHONE"]


@dataclass(frozen=True)
class PasswordLinkAsked:
    """If the address is somebody's login, a link is on its way to it; the same whether it is or not.

    `another`: another login than the sender's address was named. `throttled`: links were asked for just before.
    """

    another: bool = False
    throttled: bool = False


@dataclass(frozen=True)
class EmailChangeStarted:
    """Another address is asked for as login: its mailbox confirms, then the advisor approves."""

    new_email: str


@dataclass(frozen=True)
class NewAddressMissing:
    """Another address was asked for, but which one isn't certain."""


@dataclass(frozen=True)
class AddressAlreadyYours:
    """The address asked for is the sender's login already."""


@dataclass(frozen=True)
class EmailChangeExplained:
    """How an address is changed, for somebody who isn't known by the address that they write from."""


@dataclass(frozen=True)
class ColleagueReplaced:
    """Somebody takes over from somebody: each has an access of their own, which the company's owner gives."""


@dataclass(frozen=True)
class SupplierCode:
    """A discount code and what the supplier calls it; `own`: the company's, not the group's. For members only."""

    supplier: str
    label: str
    code: str
    own: bool = False


@dataclass(frozen=True)
class DiscountCodesTold:
    """The codes that were asked for, and for which company. For members only."""

    codes: tuple[SupplierCode, ...]
    siret: str


@dataclass(frozen=True)
class WhichCarRental:
    """A code was asked for, but no car-rental company was named; perhaps a supplier that rents no cars."""

    companies: tuple[str, ...]
    not_rental: str | None = None


@dataclass(frozen=True)
class CodeNotYet:
    """The group has no code there."""

    supplier: str


@dataclass(frozen=True)
class DiscountCodeExplained:
    """What such a code is and who gets one; for anybody."""


@dataclass(frozen=True)
class AuditFile:
    """A file by its name, and why it can't be read."""

    name: str
    problem: Literal["EMPTY", "PASSWORD", "DAMAGED", "TYPE", "SIZE", "COUNT", "NOT_ADDED"] | None = None


@dataclass(frozen=True)
class AuditFilesReceived:
    """Files for an audit have come; `more` of them than are named. Whose right it is follows from `standing`."""

    standing: AuditRight
    files: tuple[AuditFile, ...]
    more: str = "0"

    @property
    def read(self) -> bool:
        """Whether any of the files can be read: then there is something to compare."""
        return any(file.problem in (None, "NOT_ADDED", "COUNT") for file in self.files)


@dataclass(frozen=True)
class AuditFilesMissing:
    """An audit was asked for, perhaps of these categories, without a file."""

    standing: AuditRight
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuditOpened:
    """An audit of these categories; none: which one is asked. `again`: it was open already. `reading`: it has files."""

    categories: tuple[str, ...]
    again: bool = False
    choices: tuple[str, ...] = ()
    reading: bool = True


@dataclass(frozen=True)
class AuditRightUsed:
    """A company that isn't a member has had its first audit."""


@dataclass(frozen=True)
class AuditExplained:
    """How an audit goes and who has a right to one; for anybody."""


@dataclass(frozen=True)
class MembershipExplained:
    """What a membership brings and what it takes to apply; for anybody."""


@dataclass(frozen=True)
class ApplicationDataMissing:
    """What an application lacks; with nothing `missing`, whether one is wanted at all."""

    missing: tuple[MissingData, ...]
    wrong_siret: str | None = None


@dataclass(frozen=True)
class ApplicationMade:
    """An application is kept, as the sender wrote it."""

    legal_name: str
    siret: str
    phone: str


@dataclass(frozen=True)
class AlreadyMember:
    """The sender's own company is a member."""

    legal_name: str
    siret: str


@dataclass(frozen=True)
class RejoinAsked:
    """The sender's own company was a member: the advisor opens its membership again."""

    legal_name: str
    siret: str


@dataclass(frozen=True)
class CallBackPlanned:
    """Who wrote is called, between two moments of French clocks; none: as soon as somebody is there again.

    `as_wished`: at the time that they asked for, if any. `hours_note`: how the service hours stand, in French.
    """

    phone: str
    hours_note: str
    earliest: datetime.datetime | None = None
    latest: datetime.datetime | None = None
    as_wished: bool = True


@dataclass(frozen=True)
class CallBackTaken:
    """A call was asked for; for anybody: neither number nor time."""

    hours_note: str


@dataclass(frozen=True)
class PhoneMissing:
    """A call was asked for, but no number is known."""

    hours_note: str


PeoplePart: TypeAlias = (
    PasswordLinkAsked
    | EmailChangeStarted
    | NewAddressMissing
    | AddressAlreadyYours
    | EmailChangeExplained
    | ColleagueReplaced
    | DiscountCodesTold
    | WhichCarRental
    | CodeNotYet
    | DiscountCodeExplained
    | AuditFilesReceived
    | AuditFilesMissing
    | AuditOpened
    | AuditRightUsed
    | AuditExplained
    | MembershipExplained
    | ApplicationDataMissing
    | ApplicationMade
    | AlreadyMember
    | RejoinAsked
    | CallBackPlanned
    | CallBackTaken
    | PhoneMissing
)

# Of these, what may be said to anybody.
PUBLIC_PEOPLE_PARTS = (
    PasswordLinkAsked,
    EmailChangeExplained,
    ColleagueReplaced,
    DiscountCodeExplained,
    AuditExplained,
    MembershipExplained,
    CallBackTaken,
)
