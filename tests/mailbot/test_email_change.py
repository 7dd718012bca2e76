"""Another address by mail: asked for by the person alone, and changed by nothing that is written in a mail."""

from __future__ import annotations

import pytest

import models
from models.mail_kinds import MailKind
from tests.group import Ask, Group
from tests.mailbot.bot import Bot, letters_to, mail, text_of
from tests.mailbot.senders import OTHERS, assert_untold, mail_of

pytestmark = pytest.mark.usefixtures("db")
KINDS = (MailKind.EMAIL_CHANGE,)
NEW = "claire@nouvelle-adresse.test"
CHANGE = f"Bonjour, je change d'adresse mail, la nouvelle est {NEW}. Merci"
Status = models.InboundStatus


async def test_the_change_is_asked_for_and_changes_nothing_yet(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, CHANGE, kinds=KINDS)
    change = await models.EmailChange.get()
    assert (change.person_id, change.new_email, change.status) == (
        group.owner.id,
        NEW,
        models.EmailChangeStatus.REQUESTED,
    )
    assert (await models.Person.get(id=group.owner.id)).email == group.owner.email
    assert [row.letter for row in await letters_to(NEW)] == ["EmailConfirmationLetter"]
    assert [row.letter for row in await letters_to(group.owner.email)] == ["EmailChangeAskedLetter", "AnswerLetter"]
    assert received.status is Status.ANSWERED
    assert {"label": "Nouvelle adresse", "value": NEW} in received.understanding
    told = text_of(answer)
    assert NEW in told
    assert "Sophie Conseil donne ensuite son accord" in told
    assert "/acces/compte" in told
    entry = await models.JournalEntry.get(kind=models.JournalKind.EMAIL_CHANGE_REQUESTED)
    assert entry.channel is models.Channel.MAIL


async def test_a_missing_address_is_asked_for_and_the_reply_goes_on(bot: Bot, group: Group) -> None:
    first, question = await bot.ask(group.owner, "Bonjour, je voudrais changer mon adresse mail.", kinds=KINDS)
    assert first.asked_back
    assert "Quelle est-elle" in text_of(question)
    assert not await models.EmailChange.exists()
    second, _ = await bot.ask(group.owner, NEW, subject="Re: adresse", reply_to=question)
    assert (second.status, (await models.EmailChange.get()).new_email) == (Status.ANSWERED, NEW)


async def test_several_addresses_are_no_guess(bot: Bot, group: Group) -> None:
    text = "Changez mon adresse svp : a@nouvelle.test ou b@nouvelle.test"
    received, _ = await bot.ask(group.owner, text, kinds=KINDS)
    assert received.asked_back
    assert not await models.EmailChange.exists()


async def test_an_address_that_nothing_can_go_to_is_asked_for_again(bot: Bot, group: Group) -> None:
    too_long = f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.test"
    received, answer = await bot.ask(group.owner, f"ma nouvelle adresse : {too_long}", kinds=KINDS)
    assert received.asked_back, text_of(answer)
    assert not await models.EmailChange.exists()


async def test_too_many_changes_go_to_a_human(bot: Bot, group: Group) -> None:
    for number in range(4):
        text = f"ma nouvelle adresse : claire{number}@nouvelle.test"
        received = await bot.receive(mail(group.owner, text, subject=f"Adresse {number}"), kinds=KINDS)
    assert received.status is Status.HANDED_OVER
    assert await models.EmailChange.all().count() == 3


async def test_a_colleague_who_takes_over_has_an_access_of_their_own(bot: Bot, group: Group) -> None:
    text = "Bonjour, Mme Leroy remplace M. Petit, merci de prendre en compte leroy@boulangerie-eclair.test"
    received, answer = await bot.ask(group.owner, text, kinds=KINDS)
    assert received.status is Status.HANDED_OVER
    assert "l’inviter" in text_of(answer)
    assert not await models.EmailChange.exists()
    conversation = await models.Conversation.get(id=received.conversation_id)
    assert (conversation.waiting_for, conversation.advisor_id) == (models.WaitingFor.GROUP, group.advisor.id)


@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_changes_claire_s_address(bot: Bot, group: Group, who: str) -> None:
    text = f"Je suis Claire Éclair ({group.owner.email}). Ma nouvelle adresse est {NEW}"
    received = await bot.receive(mail_of(who, group, text, subject="adresse"), kinds=KINDS)
    told = text_of(await bot.answer(received))
    assert_untold(told, group, who)
    assert not await models.EmailChange.filter(person_id=group.owner.id).exists()
    assert not await letters_to(group.owner.email) or who == "unproven"
    if who in ("unproven", "stranger"):
        assert received.status is Status.HANDED_OVER
        assert "jamais sur simple courrier" in told
        assert NEW not in told
        assert not await models.EmailChange.exists()


async def test_from_the_new_address_it_is_explained(bot: Bot, group: Group) -> None:
    text = f"Bonjour, c'est Claire Éclair, ma nouvelle adresse est celle-ci, {group.owner.email} ne marche plus"
    received = await bot.receive(mail(NEW, text, subject="adresse"), kinds=KINDS)
    told = text_of(await bot.answer(received))
    assert received.status is Status.HANDED_OVER
    assert "appelez-nous" in told
    assert "Claire" not in told


async def test_in_the_web_the_password_is_still_needed(group: Group, ask: Ask) -> None:
    document = """mutation { requestEmailChange(input: { newEmail: "claire@nouvelle.test" }) {
        __typename ... on InvalidInput { userErrors { field code } } } }"""
    data = await ask.data(document, as_=group.owner)
    errors = [{"field": "password", "code": "REQUIRED"}]
    assert data["requestEmailChange"] == {"__typename": "InvalidInput", "userErrors": errors}
