"""Mails of one thread by different people: whose reply the bot acts on, and who may read what it makes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import models
from tests.group import Ask, Group
from tests.mailbot.bot import Bot, mail, read, request_text
from tests.mailbot.test_process_conversations import QUESTION, make_faq, tag_of, the_answer
from tests.workflows.conversations.talking import contact_us, messages, reply, the_conversation

pytestmark = pytest.mark.usefixtures("db")


async def test_a_reply_to_the_advisor_s_own_mail_is_the_advisor_s(bot: Bot, group: Group, ask: Ask) -> None:
    """Our question came before it; only a reply to the question itself goes on with the request."""
    asked, question = await bot.ask(group.owner, request_text("Roulevite", account=None))
    await reply(ask, group.advisor, await the_conversation(), "Quel est votre compte principal ?")
    letter = await models.OutboundMail.get(letter="AdvisorReply")
    assert (letter.cause_id, asked.asked_back) == (asked.id, True)
    number = "Notre numéro de compte est le 778899."
    attached = models.SupplierAttachment.filter(account_number="778899")
    await bot.receive(mail(group.owner, number, reply_to=read(letter), to=tag_of(read(letter))))
    assert not await attached.exists()
    await bot.receive(mail(group.owner, number, reply_to=question, to=tag_of(question)))
    assert await attached.exists()


async def test_an_id_alone_proves_no_address(bot: Bot, group: Group, ask: Ask) -> None:
    await contact_us(ask, None)
    await reply(ask, group.advisor, await the_conversation())
    answer = await the_answer()
    await bot.receive(mail("rose@lambert.test", "Merci !", reply_to=answer, results=None))
    assert len(await messages(direction="IN")) == 2
    assert not (await the_conversation()).contact_proven
    await bot.receive(mail("rose@lambert.test", "Encore merci !", reply_to=answer))
    assert (await the_conversation()).contact_proven, "our mail server vouches for her"


async def test_nothing_is_suggested_where_others_would_read_it(
    bot: Bot, group: Group, ask: Ask, asks_for: Callable[..., None]
) -> None:
    """Claire's mail was passed on: what its reader may know is no answer to Claire."""
    await make_faq()
    asks_for()
    await bot.receive(mail(group.owner, QUESTION))
    await reply(ask, group.advisor, await the_conversation())
    answer, conversation = await the_answer(), await the_conversation()
    text = "Bonjour, comment obtenir un code CDP ?"
    await bot.receive(mail(group.other_owner, text))
    for sender in (group.other_owner, group.owner):
        await bot.receive(mail(sender, text, reply_to=answer, to=tag_of(answer)))
    own, passed_on, hers = await messages(direction="IN", text=text)
    assert passed_on.conversation_id == hers.conversation_id == conversation.id != own.conversation_id
    assert [message.suggestion is not None for message in (own, passed_on, hers)] == [True, False, True]
