"""The letters about somebody's access. `tag` begins every subject, as readers know it from the group."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from letters.values import AdvisorCard, GroupCard


@dataclass(frozen=True, kw_only=True)
class PasswordResetLetter:
    """To whoever asked for a new password: the link to choose one."""

    tag: str
    greeting_name: str
    reset_url: str
    minutes: str
    asked_from: str
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class PasswordChangedLetter:
    """To somebody whose password is another one since just now, in case it wasn't them. `at` is French clocks' time."""

    tag: str
    greeting_name: str
    at: datetime.datetime
    changed_from: str
    forgotten_url: str
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class ActivationLetter:
    """To somebody who has an access now: the link to a first password. `member_name`: whom they act for, if anybody."""

    tag: str
    greeting_name: str
    member_name: str | None
    password_url: str
    days: str
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class AccessGrantedLetter:
    """To somebody with an access who acts for one more company from now on."""

    tag: str
    greeting_name: str
    member_name: str
    sign_in_url: str
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class InvitationLetter:
    """To an address that an owner typed: will you act for this company? It quotes nothing else that was typed."""

    tag: str
    inviter_name: str
    member_name: str
    invitation_url: str
    days: str
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class EmailConfirmationLetter:
    """To a new address: is this mailbox yours? It may be a stranger's, so it tells nothing of anybody."""

    tag: str
    confirmation_url: str
    days: str
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class EmailChangeAskedLetter:
    """To the present address: another one was asked for, in case it wasn't you."""

    tag: str
    greeting_name: str
    new_email: str
    account_url: str
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class EmailChangedLetter:
    """To the old and the new address: from now on you sign in with the new one."""

    tag: str
    greeting_name: str
    old_email: str
    new_email: str
    advisor: AdvisorCard | None
    group: GroupCard


@dataclass(frozen=True, kw_only=True)
class EmailChangeRefusedLetter:
    """To the address that stays: the advisor has not approved the new one, and may say why."""

    tag: str
    greeting_name: str
    new_email: str
    answer: str
    advisor: AdvisorCard | None
    group: GroupCard


AccountLetter: TypeAlias = (
    PasswordResetLetter
    | PasswordChangedLetter
    | ActivationLetter
    | AccessGrantedLetter
    | InvitationLetter
    | EmailConfirmationLetter
    | EmailChangeAskedLetter
    | EmailChangedLetter
    | EmailChangeRefusedLetter
)
