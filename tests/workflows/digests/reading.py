"""Things that are new, and the digests that were written of them."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy
from email.message import EmailMessage

import models
from models import ArticleKind, DigestFrequency, Visibility
from models.france import today
from settings import Settings
from workflows.digests.announcements import issue
from workflows.digests.sending import send_due

TUESDAY = dt.datetime(2026, 11, 24, 7, 30, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


async def publish(
    title: str, *, visibility: Visibility = Visibility.PUBLIC, kind: ArticleKind = ArticleKind.NEWS, days_ago: int = 0
) -> models.Article:
    """An article without a summary: its text is what a letter shows."""
    slug = f"{title.lower().replace(' ', '-')}-{await models.Article.all().count()}"
    return await models.Article.create(
        slug=slug, kind=kind, title=title, body=f"Tout sur {title}.", visibility=visibility,
        published_on=today() - dt.timedelta(days=days_ago),
    )  # fmt: skip


async def begin(settings: Settings) -> None:
    """The group's first look: its suppliers are none that are new."""
    await issue(write=True)


async def send(settings: Settings, due: dt.datetime = TUESDAY) -> list[str]:
    """Send what is due; to whom in all, sorted."""
    while await send_due(settings, due) is not None:
        pass
    return sorted(letter.to_address for letter in await models.OutboundMail.filter(letter="DigestLetter"))


async def letter_to(person: models.Person) -> EmailMessage:
    """The latest digest that somebody got, as their program reads it."""
    row = await models.OutboundMail.filter(letter="DigestLetter", to_address=person.email).order_by("-id").first()
    assert row is not None
    found = message_from_bytes(bytes(row.content), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


async def text_to(person: models.Person) -> str:
    """Its text part, with ordinary blanks."""
    part = (await letter_to(person)).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\u00a0", " ").replace("\r\n", "\n")


async def prefer(person: models.Person, frequency: DigestFrequency) -> None:
    """Somebody chose, a while ago."""
    await models.DigestPreference.update_or_create({"frequency": frequency}, person_id=person.id)
