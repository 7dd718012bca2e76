"""The parts of an answer: one frozen value per thing that we may have to tell, each with its own small template."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, TypeAlias

from letters.faq_parts import FaqAnswered
from letters.people_parts import PUBLIC_PEOPLE_PARTS, PeoplePart
from letters.staffing_parts import StaffingFormula, StaffingPart
from letters.terms_parts import PUBLIC_TERMS_PARTS, TermsPart

MembershipStanding: TypeAlias = Literal["PROSPECT", "FORMER", "UNKNOWN"]
MOST_AGENCIES = 3


@dataclass(frozen=True)
class AgencyCard:
    """Where to reach a supplier's agency. For members only: never in an answer to anyone else."""

    name: str
    contact_name: str | None = None
    phone: str | None = None
    email: str | None = None
    city: str | None = None


@dataclass(frozen=True)
class DiscountCode:
    """What a member quotes to a car-rental company, and what that company calls it: "code CDP", "numéro AWD"…"""

    label: str
    code: str


@dataclass(frozen=True)
class CompanyChoice:
    """One of the companies that a person acts for."""

    name: str
    siret: str


@dataclass(frozen=True)
class AttachmentSent:
    """We wrote to the supplier today. `again`: the answer said of another one before what happens next."""

    supplier: str
    account_number: str
    siret: str
    again: bool = False


@dataclass(frozen=True)
class AttachmentNoted:
    """The supplier takes no letters from us: the advisor reaches it in another way."""

    supplier: str
    account_number: str
    siret: str


@dataclass(frozen=True)
class AccountOpeningNeeded:
    """No account number was given: how to open an account, or to name the one that exists.

    `again`: the answer said of another supplier before how that is done.
    """

    supplier: str
    siret: str
    agencies: tuple[AgencyCard, ...] = ()
    discount_code: DiscountCode | None = None
    again: bool = False

    def __post_init__(self) -> None:
        """More agencies than a reader wants are a mistake of the caller: `ValueError`."""
        if len(self.agencies) > MOST_AGENCIES:
            raise ValueError(f"at most {MOST_AGENCIES} agencies, not {len(self.agencies)}")


@dataclass(frozen=True)
class AttachmentAlreadyRequested:
    """The same request is open. Without an account number it waits for the member, with one for the supplier."""

    supplier: str
    since: datetime.date
    account_number: str | None = None


@dataclass(frozen=True)
class AttachmentAlreadyActive:
    """The supplier has accepted already."""

    supplier: str


@dataclass(frozen=True)
class MembershipNeeded:
    """Reserved for members. `UNKNOWN` only to a proven sender: to others it would tell which addresses we know."""

    supplier: str | None
    status: MembershipStanding


@dataclass(frozen=True)
class WhichSupplier:
    """Several suppliers fit what was written; None: all of them are named, and it is unsure which are meant."""

    as_written: str | None
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class SupplierMissing:
    """An attachment was asked for, but with no supplier named."""


@dataclass(frozen=True)
class SupplierUnknown:
    """No supplier fits what was written."""

    as_written: str


@dataclass(frozen=True)
class CompanyNumberInvalid:
    """A number called SIRET, SIREN or VAT number whose digits don't fit."""

    as_written: str


@dataclass(frozen=True)
class CompanyNotYours:
    """A valid SIRET, but of no company that the sender acts for; whether we know the company stays untold."""

    siret: str


@dataclass(frozen=True)
class WhichCompany:
    """The sender acts for several companies and named none."""

    candidates: tuple[CompanyChoice, ...]


@dataclass(frozen=True)
class SenderUnproven:
    """The mail may come from anybody, so nothing was changed or disclosed, not even whether we know the address."""


@dataclass(frozen=True)
class ConfirmSender:
    """The same to a registered address: by the link in it, whoever reads that mailbox confirms the mail as theirs."""

    url: str
    days: str


@dataclass(frozen=True)
class HandedOver:
    """A human answers: the advisor, or the team when there is none yet.

    `about`: which of the requests, in French ("votre demande de rattachement"). `perhaps`: all that is certain is
    answered, and a human looks whether anything else is asked.
    """

    topic_excerpt: str | None = None
    about: tuple[str, ...] = ()
    perhaps: bool = False


@dataclass(frozen=True)
class WrittenByStaff:
    """Somebody of the group wrote: it is in the queue, and nothing is done in a member's name."""


@dataclass(frozen=True)
class AdvisorTold:
    """Who follows a company of the sender's: name, phone and address. For people with an access only."""

    company: str
    name: str
    phone: str | None
    email: str


AnswerPart: TypeAlias = (
    AttachmentSent
    | AttachmentNoted
    | AccountOpeningNeeded
    | AttachmentAlreadyRequested
    | AttachmentAlreadyActive
    | MembershipNeeded
    | WhichSupplier
    | SupplierMissing
    | SupplierUnknown
    | CompanyNumberInvalid
    | CompanyNotYours
    | WhichCompany
    | SenderUnproven
    | ConfirmSender
    | HandedOver
    | WrittenByStaff
    | AdvisorTold
    | PeoplePart
    | StaffingPart
    | FaqAnswered
    | TermsPart
)

# What may be said to anybody, the owner of a forged address among them: nothing of a person, a company or an account.
PUBLIC_PARTS = (
    SenderUnproven,
    ConfirmSender,
    HandedOver,
    *PUBLIC_PEOPLE_PARTS,
    StaffingFormula,
    FaqAnswered,
    *PUBLIC_TERMS_PARTS,
)
