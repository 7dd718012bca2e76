"""The letters about somebody's access. Each link is built from the settings, never from a request."""

from __future__ import annotations

from tortoise import timezone

from letters.accounts import (
    AccessGrantedLetter,
    AccountLetter,
    ActivationLetter,
    EmailChangeAskedLetter,
    EmailChangedLetter,
    EmailChangeRefusedLetter,
    EmailConfirmationLetter,
    InvitationLetter,
    PasswordChangedLetter,
    PasswordResetLetter,
)
from letters.outbox import Envelope, can_reach, group_card, post
from letters.values import AdvisorCard
from models import Affiliation, EmailChange, Invitation, Member, Person
from models.france import PARIS
from settings import Settings
from workflows.access_links import NewLink
from workflows.attachment_letters import advisor_card
from workflows.responsibility import responsible_advisor


def page_url(settings: Settings, path: str, token: str = "") -> str:
    """A page below `/acces`."""
    return f"{settings.public_url}/acces/{path}" + (f"/{token}" if token else "")


def password_url(settings: Settings, token: str) -> str:
    """The page where a password is chosen."""
    return page_url(settings, "mot-de-passe", token)


async def password_reset(settings: Settings, person: Person, link: NewLink, asked_from: str) -> None:
    """The link to a new password."""
    letter = PasswordResetLetter(
        tag=settings.mail_tag,
        greeting_name=person.display_name,
        reset_url=password_url(settings, link.token),
        minutes=str(settings.reset_minutes),
        asked_from=asked_from,
        advisor=await advisor_of(person),
        group=group_card(settings),
    )
    await _send_link(settings, letter, person.email, link)


async def password_changed(settings: Settings, person: Person, reason: str, changed_from: str) -> None:
    """The password is another one. `reason` tells one change from the next, e.g. the link that opened it."""
    letter = PasswordChangedLetter(
        tag=settings.mail_tag,
        greeting_name=person.display_name,
        at=timezone.now().astimezone(PARIS),
        changed_from=changed_from,
        forgotten_url=page_url(settings, "mot-de-passe-oublie"),
        advisor=await advisor_of(person),
        group=group_card(settings),
    )
    await _send(settings, letter, person.email, f"password-changed:{person.id}:{reason}")


async def activation(settings: Settings, person: Person, member: Member | None, link: NewLink) -> None:
    """The link to a first password."""
    letter = ActivationLetter(
        tag=settings.mail_tag,
        greeting_name=person.display_name,
        member_name=member.legal_name if member else None,
        password_url=password_url(settings, link.token),
        days=str(settings.activation_days),
        advisor=advisor_card(await responsible_advisor(member)),
        group=group_card(settings),
    )
    await _send_link(settings, letter, person.email, link)


async def access_granted(settings: Settings, person: Person, member: Member, reason: str) -> None:
    """One more company."""
    letter = AccessGrantedLetter(
        tag=settings.mail_tag,
        greeting_name=person.display_name,
        member_name=member.legal_name,
        sign_in_url=page_url(settings, "connexion"),
        advisor=advisor_card(await responsible_advisor(member)),
        group=group_card(settings),
    )
    await _send(settings, letter, person.email, f"access-granted:{reason}")


async def invited(settings: Settings, invitation: Invitation, inviter_name: str, link: NewLink) -> None:
    """Will you act for this company?"""
    letter = InvitationLetter(
        tag=settings.mail_tag,
        inviter_name=inviter_name,
        member_name=invitation.member.legal_name,
        invitation_url=page_url(settings, "invitation", link.token),
        days=str(settings.activation_days),
        advisor=advisor_card(await responsible_advisor(invitation.member)),
        group=group_card(settings),
    )
    await _send_link(settings, letter, invitation.email, link)


async def email_change_asked(settings: Settings, person: Person, change: EmailChange, link: NewLink) -> None:
    """To the new address the link, to the present one a notice."""
    confirmation = EmailConfirmationLetter(
        tag=settings.mail_tag,
        confirmation_url=page_url(settings, "adresse", link.token),
        days=str(settings.activation_days),
        group=group_card(settings),
    )
    await _send_link(settings, confirmation, change.new_email, link)
    notice = EmailChangeAskedLetter(
        tag=settings.mail_tag,
        greeting_name=person.display_name,
        new_email=change.new_email,
        account_url=page_url(settings, "compte"),
        advisor=await advisor_of(person),
        group=group_card(settings),
    )
    await _send(settings, notice, change.old_email, f"email-change:{change.id}:asked")


async def email_changed(settings: Settings, person: Person, old: str, new: str, reason: str) -> None:
    """To both addresses: this is your login now."""
    letter = EmailChangedLetter(
        tag=settings.mail_tag,
        greeting_name=f"{person.first_name} {person.last_name}".strip() or new,
        old_email=old,
        new_email=new,
        advisor=await advisor_of(person),
        group=group_card(settings),
    )
    for number, to in enumerate((old, new)):
        await _send(settings, letter, to, f"email-changed:{reason}:{number}")


async def email_change_refused(settings: Settings, person: Person, change: EmailChange) -> None:
    """The present address stays."""
    letter = EmailChangeRefusedLetter(
        tag=settings.mail_tag,
        greeting_name=person.display_name,
        new_email=change.new_email,
        answer=change.answer,
        advisor=await advisor_of(person),
        group=group_card(settings),
    )
    await _send(settings, letter, person.email, f"email-change:{change.id}:refused")


async def advisor_of(person: Person) -> AdvisorCard | None:
    """Who answers for the person's first company today; nobody in particular for the group's own people."""
    affiliation = await Affiliation.filter(person_id=person.id).order_by("id").first().select_related("member")
    return advisor_card(await responsible_advisor(affiliation.member)) if affiliation else None


async def _send_link(settings: Settings, letter: AccountLetter, to: str, link: NewLink) -> None:
    await _send(settings, letter, to, f"access-link:{link.id}", secret=link.token)


async def _send(settings: Settings, letter: AccountLetter, to: str, dedupe_key: str, *, secret: str = "") -> None:
    """Into the outbox, unless no letter can go there: an import may have brought any text as an address."""
    if can_reach(to):
        await post(settings, letter, Envelope(to=to, dedupe_key=dedupe_key, secret=secret))
