"""Samples of the letters about somebody's access."""

from __future__ import annotations

import datetime
from dataclasses import replace

from letters.accounts import (
    AccessGrantedLetter,
    ActivationLetter,
    EmailChangeAskedLetter,
    EmailChangedLetter,
    EmailChangeRefusedLetter,
    EmailConfirmationLetter,
    InvitationLetter,
    PasswordChangedLetter,
    PasswordResetLetter,
)
from letters.values import AdvisorCard, GroupCard, Letter

TAG = "[HA + PME]"
NAME = "Yann Le Goff"
COMPANY = "Menuiserie Le Goff"
SITE = "https://www.centrale.test/acces"
TOKEN = "nZxk3-f9_Qb0sYgYB2cV5m1tqH8wJrE4uLdXoKpTiAs"
NEW = "yann@le-goff.example"
OLD = "atelier@le-goff.example"


def account_letters(group: GroupCard, advisor: AdvisorCard) -> dict[str, Letter]:
    """By name; the bare ones say as little as they can."""
    reset = PasswordResetLetter(
        tag=TAG, greeting_name=NAME, reset_url=f"{SITE}/mot-de-passe/{TOKEN}", minutes="60",
        asked_from="Firefox sur Windows", advisor=advisor, group=group,
    )  # fmt: skip
    changed = PasswordChangedLetter(
        tag=TAG, greeting_name=NAME, at=datetime.datetime(2026, 11, 23, 14, 5),  # noqa: DTZ001 - what the clock shows
        changed_from="Safari sur iPhone", forgotten_url=f"{SITE}/mot-de-passe-oublie", advisor=advisor, group=group,
    )  # fmt: skip
    activation = ActivationLetter(
        tag=TAG, greeting_name=NAME, member_name=COMPANY, password_url=f"{SITE}/mot-de-passe/{TOKEN}", days="7",
        advisor=advisor, group=group,
    )  # fmt: skip
    granted = AccessGrantedLetter(
        tag=TAG, greeting_name=NAME, member_name=COMPANY, sign_in_url=f"{SITE}/connexion", advisor=advisor, group=group
    )
    invitation = InvitationLetter(
        tag=TAG, inviter_name="Anne Le Goff", member_name=COMPANY, invitation_url=f"{SITE}/invitation/{TOKEN}",
        days="7", advisor=advisor, group=group,
    )  # fmt: skip
    confirmation = EmailConfirmationLetter(tag=TAG, confirmation_url=f"{SITE}/adresse/{TOKEN}", days="7", group=group)
    asked = EmailChangeAskedLetter(
        tag=TAG, greeting_name=NAME, new_email=NEW, account_url=f"{SITE}/compte", advisor=advisor, group=group
    )
    moved = EmailChangedLetter(tag=TAG, greeting_name=NAME, old_email=OLD, new_email=NEW, advisor=advisor, group=group)
    refused = EmailChangeRefusedLetter(
        tag=TAG, greeting_name=NAME, new_email=NEW, answer="Appelez-moi, je dois d’abord vous reconnaître.",
        advisor=advisor, group=group,
    )  # fmt: skip
    full: dict[str, Letter] = {
        "password-reset": reset,
        "password-changed": changed,
        "activation": activation,
        "access-granted": granted,
        "invitation": invitation,
        "email-confirmation": confirmation,
        "email-change-asked": asked,
        "email-changed": moved,
        "email-change-refused": refused,
    }
    return full | {
        "password-reset-bare": replace(reset, asked_from="", advisor=None),
        "password-changed-bare": replace(changed, changed_from="", advisor=None),
        "activation-bare": replace(activation, member_name=None, advisor=None),
        "invitation-bare": replace(invitation, advisor=None),
        "email-change-refused-bare": replace(refused, answer="", advisor=None),
    }
