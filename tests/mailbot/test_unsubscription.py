"""A mail to the address in a digest's List-Unsubscribe ends the digest, and nothing else happens."""

from __future__ import annotations

import models
from models import Channel, DigestFrequency, InboundStatus
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import CONTACT, Bot, mail
from workflows.digests.preferences import token_of


def address(token: str) -> str:
    local, _, domain = CONTACT.partition("@")
    return f"{local}+u{token}@{domain}"


async def ended(person: models.Person) -> bool:
    return await models.DigestPreference.exists(person_id=person.id, frequency=DigestFrequency.NEVER)


async def test_it_ends_and_is_not_answered(group: Group, settings: Settings) -> None:
    bot, to = await Bot.start(settings), address(token_of(settings, group.owner.id))
    received = await bot.receive(mail(group.owner, "", subject="desabonnement", to=to))
    assert (received.status, received.outcome) == (InboundStatus.ANSWERED, "Désabonné de la lettre d’information.")
    assert received.conversation_id is None
    assert await ended(group.owner)
    assert not await models.OutboundMail.exists()
    assert not await models.Conversation.exists()
    (entry,) = await models.JournalEntry.all()
    assert (entry.person_id, entry.actor_id, entry.channel) == (group.owner.id, None, Channel.MAIL)


async def test_mail_programs_write_it_themselves(group: Group, settings: Settings) -> None:
    """From an address that we don't know, unproven, and marked as automatic: the token is what counts."""
    bot, to = await Bot.start(settings), address(token_of(settings, group.owner.id).upper())
    headers = (("Auto-Submitted", "auto-generated"), ("Precedence", "bulk"))
    source = mail("robot@webmail.example", "unsubscribe", subject="unsubscribe", to=to, results=None, headers=headers)
    assert (await bot.receive(source)).status is InboundStatus.ANSWERED
    assert await ended(group.owner)


async def test_twice_is_fine(group: Group, settings: Settings) -> None:
    bot, to = await Bot.start(settings), address(token_of(settings, group.owner.id))
    for _ in range(2):
        received = await bot.receive(mail(group.owner, "stop", to=to))
        assert received.status is InboundStatus.ANSWERED
    assert await models.JournalEntry.all().count() == 1


async def test_a_token_that_is_not_ours_is_an_ordinary_mail(group: Group, settings: Settings) -> None:
    bot = await Bot.start(settings)
    token = token_of(settings, group.owner.id)
    wrong = address(f"{group.other_owner.id}-{token.partition('-')[2]}")
    received = await bot.receive(mail(group.owner, "Ne m’écrivez plus.", subject="Stop", to=wrong))
    assert received.status is InboundStatus.HANDED_OVER
    assert not await ended(group.owner)
    assert not await ended(group.other_owner)


async def test_what_comes_back_to_that_address_ends_nothing(group: Group, settings: Settings) -> None:
    bot, to = await Bot.start(settings), address(token_of(settings, group.owner.id))
    source = mail("MAILER-DAEMON@mx.example", "The mail could not be delivered.", subject="Undelivered Mail", to=to)
    assert (await bot.receive(source)).status is InboundStatus.IGNORED
    assert not await ended(group.owner)
