"""Mails of one thread are one conversation, in whatever order they are handled, and answered or not."""

from __future__ import annotations

import dataclasses

import pytest

import models
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import Bot, mail

pytestmark = pytest.mark.usefixtures("db")
QUESTION = "Bonjour, quels sont vos délais de livraison ? Cordialement, Claire"


async def test_two_mails_of_one_thread_at_the_same_moment_are_one_conversation(
    group: Group, settings: Settings
) -> None:
    """The second finds what the first one opens, in whatever order their workers come to it, by the answer to it."""
    bot = await Bot.start(dataclasses.replace(settings, acknowledgements_per_hour=100))
    for number in range(4):
        root = f"<fil-{number}@eclair.test>"
        again = [("In-Reply-To", root), ("References", root)]
        await bot.store(mail(group.owner, f"{QUESTION} {number}", message_id=root))
        await bot.store(mail(group.owner, f"Encore une chose : le samedi aussi ? {number}", headers=again))
        await bot.work_together()
        await bot.work()
    assert await models.Conversation.all().count() == 4


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (2, 0, 1), (1, 2, 0)])
async def test_mails_of_one_thread_are_one_conversation_though_nothing_was_answered(
    group: Group, settings: Settings, order: tuple[int, ...]
) -> None:
    """The answer to the later one was held back, so that only the mails themselves tell the thread."""
    bot = await Bot.start(dataclasses.replace(settings, answers_per_hour=0))
    root, second = "<un@eclair.test>", "<deux@eclair.test>"
    mails = (
        mail(group.owner, QUESTION, message_id=root),
        mail(group.owner, "Le samedi aussi ?", headers=[("In-Reply-To", root)], message_id=second),
        mail(group.owner, "Et le dimanche ?", headers=[("References", f"{root} {second}")]),
    )
    for number in order:
        received = await bot.receive(mails[number])
        assert "plafond horaire" in received.outcome
    assert await models.OutboundMail.all().count() == 0
    assert await models.Conversation.all().count() == 1
    # Whoever else names that thread has one of their own.
    await bot.receive(mail(group.other_owner, "Montrez-moi cela.", headers=[("In-Reply-To", root)]))
    await bot.receive(mail("jean@inconnu.test", "À moi aussi.", headers=[("In-Reply-To", root)]))
    assert await models.Conversation.all().count() == 3


async def test_two_replies_to_a_mail_that_never_came_are_one_conversation(group: Group, settings: Settings) -> None:
    bot = await Bot.start(dataclasses.replace(settings, answers_per_hour=0))
    for text in ("Je réponds.", "J’oubliais une chose."):
        await bot.receive(mail(group.owner, text, headers=[("In-Reply-To", "<ailleurs@eclair.test>")]))
    assert await models.Conversation.all().count() == 1
