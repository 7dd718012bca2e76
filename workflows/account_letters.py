"""The letters about somebody's access. Each link is built from the settings, never from a request."""

from __future__ import annotations

from tortoise import timezone

from letters.outbox import Envelope, can_reach, group_card, post
from letters.values import AdvisorCard, Letter, PasswordChangedLetter, PasswordResetLetter
from models import Affiliation, Person
from models.france import PARIS
from settings import Settings
from workflows.access_links import NewLink
from workflows.attachment_letters import advisor_card
from workflows.responsibility import responsible_advisor


def password_url(settings: Settings, token: str) -> str:
    """The page where a password is chosen."""
    return f"{settings.public_url}/acces/mot-de-passe/{token}"


def forgotten_url(settings: Settings) -> str:
    """The page where a new password is asked for."""
    return f"{settings.public_url}/acces/mot-de-passe-oublie"


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
    await send(settings, letter, person.email, f"access-link:{link.id}", secret=link.token)


async def password_changed(settings: Settings, person: Person, reason: str, changed_from: str) -> None:
    """The password is another one. `reason` tells one change from the next, e.g. the link that opened it."""
    letter = PasswordChangedLetter(
        tag=settings.mail_tag,
        greeting_name=person.display_name,
        at=timezone.now().astimezone(PARIS),
        changed_from=changed_from,
        forgotten_url=forgotten_url(settings),
        advisor=await advisor_of(person),
        group=group_card(settings),
    )
    await send(settings, letter, person.email, f"password-changed:{person.id}:{reason}")


async def advisor_of(person: Person) -> AdvisorCard | None:
    """Who answers for the person's first company today; nobody in particular for the group's own people."""
    affiliation = await Affiliation.filter(person_id=person.id).order_by("id").first().select_related("member")
    return advisor_card(await responsible_advisor(affiliation.member)) if affiliation else None


async def send(settings: Settings, letter: Letter, to: str, dedupe_key: str, *, secret: str = "") -> None:
    """Into the outbox, unless no letter can go there: an import may have brought any text as an address."""
    if can_reach(to):
        await post(settings, letter, Envelope(to=to, dedupe_key=dedupe_key, secret=secret))
