"""The letters: one frozen value per kind of outgoing mail, holding all that its template needs and nothing else."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TypeAlias

from letters.accounts import AccountLetter
from letters.arrangement import points
from letters.audits import AuditFailed, AuditFilesRead, AuditValidated, AuditWaiting
from letters.digest import DigestLetter
from letters.members import (
    AdvisorChanged,
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationReceived,
    AttachmentEndedLetter,
    MembershipChanged,
)
from letters.parts import PUBLIC_PARTS, AnswerPart, DiscountCode, HandedOver


@dataclass(frozen=True)
class Sender:
    """Who a mail comes from: the name shown, and the address."""

    name: str
    address: str


@dataclass(frozen=True)
class AdvisorCard:
    """The member's advisor; without a phone number of their own, the group's line is given."""

    name: str
    phone: str | None
    email: str


@dataclass(frozen=True)
class GroupCard:
    """The group as its letters show it. `hours` is French, as it follows a phone number: "du lundi au vendredi, …"."""

    name: str
    phone: str
    hours: str
    contact_address: str
    web_url: str
    join_url: str


@dataclass(frozen=True, kw_only=True)
class SupplierAttachmentLetter:
    """To the supplier: please put this member's account under the group's terms. Replies must reach the group."""

    supplier: str
    member_name: str
    siret: str
    postcode: str | None
    city: str | None
    account_number: str
    requested_by: str
    decision_url: str
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class AttachmentCancelledLetter:
    """To the supplier: a request that we sent is cancelled."""

    supplier: str
    member_name: str
    siret: str
    account_number: str
    sent_on: datetime.date
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class AttachmentDecided:
    """To the member: the supplier has accepted, or refused and perhaps said why."""

    greeting_name: str | None
    supplier: str
    accepted: bool
    member_name: str
    siret: str
    account_number: str
    reason: str | None = None
    discount_code: DiscountCode | None = None
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class DataErased:
    """To somebody who asked to be forgotten: it is done. The last letter that they get."""

    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class AnswerLetter:
    """The answer to one mail, whoever wrote it. `unproven`: it may go to somebody whose address was forged."""

    greeting_name: str | None
    original_subject: str
    parts: tuple[AnswerPart, ...]
    unproven: bool = False
    advisor: AdvisorCard | None
    group: GroupCard

    @property
    def points(self) -> int:
        """How many things it speaks of; from two on each has its heading."""
        return points(self.parts)

    @property
    def waits_for_human(self) -> bool:
        """Whether it says no more than that a human will answer."""
        return all(isinstance(part, HandedOver) for part in self.parts)

    def __post_init__(self) -> None:
        """`ValueError` for a letter with nothing to say, or one that shows an unproven sender what we know of them."""
        if not self.parts:
            raise ValueError("an answer needs at least one part")
        if not self.unproven:
            return
        if self.advisor is not None or self.greeting_name is not None or self.original_subject:
            raise ValueError("an unproven sender gets neither name, nor advisor, nor their subject")
        private = [type(part).__name__ for part in self.parts if not isinstance(part, PUBLIC_PARTS)]
        if private or any(isinstance(part, HandedOver) and (part.topic_excerpt or part.about) for part in self.parts):
            raise ValueError(f"an unproven sender gets public parts only, not {', '.join(private) or 'a topic'}")


@dataclass(frozen=True, kw_only=True)
class AdvisorReply:
    """What somebody of the group answers, in their own words. `notice`: it was said in the chat, and not read there."""

    subject: str
    text: str
    notice: bool
    # The reader finds the conversation in the web space, too.
    in_web: bool
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class ContactReceipt:
    """To an address that somebody typed into the contact form: we have it. It quotes nothing of what was typed."""

    group: GroupCard


Letter: TypeAlias = (
    SupplierAttachmentLetter
    | AttachmentCancelledLetter
    | AttachmentEndedLetter
    | AttachmentDecided
    | MembershipChanged
    | AdvisorChanged
    | ApplicationReceived
    | ApplicationAccepted
    | ApplicationDeclined
    | DataErased
    | AnswerLetter
    | AdvisorReply
    | ContactReceipt
    | DigestLetter
    | AuditFilesRead
    | AuditWaiting
    | AuditFailed
    | AuditValidated
    | AccountLetter
)
