"""A forgotten password by mail: a link to the registered address alone, and the same answer to everybody."""

from __future__ import annotations

import pytest

import models
from models.mail_kinds import MailKind
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import Bot, letters_to, mail, text_of
from tests.mailbot.senders import OTHERS, assert_untold, mail_of
from tests.workflows.resets import letters, work_off

pytestmark = pytest.mark.usefixtures("db")
KINDS = (MailKind.FORGOTTEN_PASSWORD,)
FORGOTTEN = "Bonjour, j'ai oublié mon mot de passe, je n'arrive plus à me connecter. Merci"


async def test_the_link_goes_to_the_registered_address(bot: Bot, group: Group, settings: Settings) -> None:
    received, answer = await bot.ask(group.owner, FORGOTTEN, kinds=KINDS)
    await work_off(settings)
    (letter,) = await letters()
    assert (letter.to_address, letter.subject) == (group.owner.email, "[HA + PME] Mot de passe oublié")
    assert received.status is models.InboundStatus.ANSWERED
    told = text_of(answer)
    assert "vous allez y recevoir" in told
    assert "indésirables" in told
    assert "/acces/mot-de-passe-oublie" in told
    assert "/acces/mot-de-passe/" not in told
    entry = await models.JournalEntry.get(kind=models.JournalKind.PASSWORD_RESET_REQUESTED)
    assert (entry.person_id, entry.channel) == (group.owner.id, models.Channel.MAIL)


async def test_known_and_unknown_addresses_are_answered_alike(bot: Bot, group: Group, settings: Settings) -> None:
    told = []
    for sender in (group.owner.email, "personne@nulle-part-ailleurs.test"):
        received = await bot.receive(mail(sender, FORGOTTEN, results=None), kinds=KINDS)
        told.append(text_of(await bot.answer(received)))
        assert received.status is models.InboundStatus.ANSWERED
    assert told[0] == told[1]
    await work_off(settings)
    assert [letter.to_address for letter in await letters()] == [group.owner.email]


async def test_another_login_gets_the_link_and_its_namer_learns_nothing(
    bot: Bot, group: Group, settings: Settings
) -> None:
    told = []
    for login in (group.owner.email, "personne@nulle-part-ailleurs.test"):
        text = f"Bonjour, mot de passe oublié, mon identifiant est {login}"
        received = await bot.receive(mail("jean@inconnu.test", text, subject=login[:3]), kinds=KINDS)
        told.append(text_of(await bot.answer(received)))
    assert told[0] == told[1]
    assert group.owner.email not in told[0]
    await work_off(settings)
    assert [letter.to_address for letter in await letters()] == [group.owner.email]
    assert {row.letter for row in await letters_to("jean@inconnu.test")} == {"AnswerLetter"}


async def test_the_login_of_a_lost_password_is_no_new_address(bot: Bot, group: Group) -> None:
    text = f"J'ai perdu le mot de passe de {group.owner.email}, envoyez-le moi."
    await bot.ask(group.other_owner, text, kinds=(*KINDS, MailKind.EMAIL_CHANGE))
    assert [row.letter for row in await letters_to(group.owner.email)] == []
    assert not await models.EmailChange.exists()


@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_is_told_anything(bot: Bot, group: Group, settings: Settings, who: str) -> None:
    text = f"{FORGOTTEN} Mon identifiant est {group.staff.email}"
    received = await bot.receive(mail_of(who, group, text, subject="mot de passe"), kinds=KINDS)
    await work_off(settings)
    told = text_of(await bot.answer(received))
    assert_untold(told, group, who)
    assert group.staff.email not in told
    assert [letter.to_address for letter in await letters()] == [group.staff.email]


async def test_the_same_mail_again_sends_no_second_link(bot: Bot, group: Group, settings: Settings) -> None:
    source = mail(group.owner, FORGOTTEN)
    first, second = await bot.receive(source, kinds=KINDS), await bot.receive(source, kinds=KINDS)
    await work_off(settings)
    assert (first.status, second.status) == (models.InboundStatus.ANSWERED, models.InboundStatus.DUPLICATE)
    assert len(await letters()) == 1


async def test_it_is_throttled_like_the_web(bot: Bot, group: Group, settings: Settings) -> None:
    for number in range(6):
        received, answer = await bot.ask(group.owner, f"{FORGOTTEN} ({number})", kinds=KINDS)
    await work_off(settings)
    assert len(await letters()) == 5
    assert received.outcome == "Trop de liens demandés : aucun de plus."
    assert "viennent déjà d’être demandés" in text_of(answer)


async def test_a_closed_account_gets_no_link(bot: Bot, group: Group, settings: Settings) -> None:
    await models.Person.filter(id=group.owner.id).update(active=False)
    _, answer = await bot.ask(group.owner, FORGOTTEN, kinds=KINDS)
    await work_off(settings)
    assert not await letters()
    assert "vous allez y recevoir" in text_of(answer)
