"""Whoever says no, at once or to our question, gets a human: nothing is written to a supplier."""

from __future__ import annotations

import pytest

import models
from tests.group import Group
from tests.mailbot.bot import Bot, mail, request_text

pytestmark = pytest.mark.usefixtures("db")


async def test_what_is_refused_goes_to_a_human(bot: Bot, group: Group) -> None:
    text = "Bonjour,\n\nNe rattachez surtout pas notre compte Roulevite 778899.\n\nClaire"
    received = await bot.receive(mail(group.owner, text, subject="Rattachement"))
    assert received.status is models.InboundStatus.HANDED_OVER
    assert not await models.SupplierAttachment.exists()


async def test_a_reply_that_takes_the_request_back_does_not_carry_it_out(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, request_text("Roulevite", account=None))
    text = "Notre numéro de compte est le 778899, mais attendez mon feu vert avant de nous rattacher."
    received = await bot.receive(mail(group.owner, text, subject="Re: Rattachement", reply_to=answer))
    assert received.status is models.InboundStatus.HANDED_OVER
    assert (await models.SupplierAttachment.get()).account_number is None


async def test_a_reply_that_tells_how_things_are_goes_on(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, request_text("Roulevite", account=None))
    text = "Nous ne sommes pas encore rattachés, n'hésitez pas : notre numéro de compte est le 778899."
    received = await bot.receive(mail(group.owner, text, subject="Re: Rattachement", reply_to=answer))
    assert received.status is models.InboundStatus.ANSWERED
    assert (await models.SupplierAttachment.get()).account_number == "778899"
