"""Answers of the group: to whom they go and how, once however often they are sent, and read in time or mailed."""

from __future__ import annotations

import asyncio
import datetime as dt
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from unittest.mock import AsyncMock

import pytest
from tortoise import timezone

import models
from access.tokens import Purpose, verify
from jobs.events import Events
from settings import Settings
from tests.group import Ask, Group
from tests.workflows.conversations.talking import (
    READ,
    chat,
    contact_us,
    key,
    messages,
    new_key,
    problems,
    reply,
    state,
    the_conversation,
)
from workflows.conversations.clock import Clock

TEXT = "Bonjour,\n\nVoyez https://www.centrale.test/livraisons.\nBien à vous,"


@pytest.fixture(autouse=True)
def somebody_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a Monday morning."""
    monkeypatch.setattr("workflows.conversations.contact.service_hours.is_open", AsyncMock(return_value=True))


def read(mail: models.OutboundMail) -> EmailMessage:
    return message_from_bytes(bytes(mail.content), policy=default)


def told(mail: models.OutboundMail) -> str:
    return mail.body_text.replace("\u00a0", " ").replace("\u202f", " ")


async def test_a_stranger_gets_the_answer_by_mail(ask: Ask, group: Group, settings: Settings) -> None:
    await contact_us(ask, None)
    result = await reply(ask, group.other_advisor, await the_conversation(), TEXT)
    assert result["__typename"] == "ConversationChanged"
    assert await state() == ("OPEN", "CONTACT", group.other_advisor.id), "who answers from the pool takes it"
    mail = await models.OutboundMail.get(letter="AdvisorReply")
    assert (mail.to_address, mail.subject, mail.automatic) == ("rose@lambert.test", "Re: Une question", False)
    text = told(mail)
    assert text.startswith(TEXT)
    assert "Marc Appui, HA+PME" in text
    assert "espace client" not in text
    message = read(mail)
    assert message["Auto-Submitted"] is None
    tag = message["Reply-To"].partition("@")[0].removeprefix("contact+c")
    (answer,) = await messages(channel="MAIL", direction="OUT")
    assert verify(settings.secret_key, Purpose.REPLY, tag) == answer.id
    assert (answer.recipient_id, answer.recipient_address) == (None, "rose@lambert.test")
    # In the thread of the receipt.
    receipt = await models.OutboundMail.get(letter="ContactReceipt")
    assert message["In-Reply-To"] == receipt.message_id


@pytest.mark.parametrize("how", ["left", "closed"])
async def test_who_has_left_or_is_closed_gets_no_answer(ask: Ask, group: Group, how: str) -> None:
    """The company's owners get it; when nobody is left there, the advisor is told so."""
    await models.Affiliation.filter(person=group.double, member=group.member).delete()
    await models.Affiliation.filter(person=group.owner).update(role=models.AffiliationRole.OWNER)
    await contact_us(ask, group.staff)
    conversation = await the_conversation()
    for gone in (group.staff, group.owner):
        if how == "left":
            await models.Affiliation.filter(person=gone).delete()
        else:
            await models.Person.filter(id=gone.id).update(active=False)
        result = await reply(ask, group.advisor, conversation, TEXT)
        if gone == group.staff:
            assert result["__typename"] == "ConversationChanged"
            assert [mail.to_address for mail in await models.OutboundMail.all()] == [group.owner.email]
    assert problems(result) == [("conversationId", "INVALID")]
    assert await models.OutboundMail.all().count() == 1


async def test_a_member_s_form_is_answered_by_mail_and_in_the_web(ask: Ask, group: Group) -> None:
    await contact_us(ask, group.owner)
    await reply(ask, group.advisor, await the_conversation(), TEXT)
    (mail,) = await models.OutboundMail.all()
    assert mail.to_address == group.owner.email
    assert "votre espace client" in told(mail)
    assert (await the_conversation()).unread_by_contact


async def test_the_answer_goes_to_whoever_wrote_last(ask: Ask, group: Group) -> None:
    await contact_us(ask, group.owner)
    conversation = await the_conversation()
    await chat(ask, group.staff, conversationId=key(conversation))
    await models.Conversation.all().update(answer_by_mail=True)
    await reply(ask, group.advisor, conversation)
    # Who has left the company doesn't get what is the company's.
    await models.Affiliation.filter(person=group.staff).delete()
    await reply(ask, group.advisor, conversation)
    mails = await models.OutboundMail.all().order_by("id")
    assert [mail.to_address for mail in mails] == [group.staff.email, group.owner.email]


async def test_a_double_click_is_one_answer(ask: Ask, group: Group) -> None:
    await contact_us(ask, None)
    conversation = await the_conversation()
    given: dict[str, Any] = {"key": new_key(), "version": conversation.version}
    results = await asyncio.gather(*(reply(ask, group.advisor, conversation, **given) for _ in range(6)))
    assert {result["__typename"] for result in results} == {"ConversationChanged"}
    assert len({result["conversationMessage"]["id"] for result in results}) == 1
    assert await models.OutboundMail.filter(letter="AdvisorReply").count() == 1
    later = await reply(ask, group.advisor, conversation, **given)
    assert later["conversationMessage"] == results[0]["conversationMessage"]


async def test_a_key_is_for_one_answer(ask: Ask, group: Group) -> None:
    await contact_us(ask, None)
    conversation = await the_conversation()
    given = {"key": new_key()}
    await reply(ask, group.advisor, conversation, "Oui.", **given)
    assert problems(await reply(ask, group.advisor, conversation, "Non.", **given)) == [("key", "CONFLICT")]
    assert (await reply(ask, group.other_advisor, conversation, "Non.", **given))["__typename"] == "ConversationChanged"
    await contact_us(ask, group.owner)
    other = await models.Conversation.all().order_by("-id").first()
    assert other is not None
    assert problems(await reply(ask, group.advisor, other, "Oui.", **given)) == [("key", "CONFLICT")]


async def test_of_two_advisors_at_once_one_answers(ask: Ask, group: Group) -> None:
    await contact_us(ask, None)
    conversation = await the_conversation()
    results = await asyncio.gather(
        *(
            reply(ask, who, conversation, f"De {who.first_name}.", version=conversation.version)
            for who in (group.advisor, group.other_advisor, group.admin)
        )
    )
    assert sorted(result["__typename"] for result in results) == [
        "ConversationChanged",
        "ConversationConflict",
        "ConversationConflict",
    ]
    (mail,) = await models.OutboundMail.filter(letter="AdvisorReply")
    (answer,) = await messages(direction="OUT", internal=False)
    assert answer.text in mail.body_text
    conflict = next(result for result in results if result["__typename"] == "ConversationConflict")
    assert conflict["message"].startswith(f"{answer.author_label} a répondu le ")


async def test_what_came_while_the_answer_was_written_is_not_lost(ask: Ask, group: Group) -> None:
    await chat(ask, group.owner)
    conversation = await the_conversation()
    await chat(ask, group.owner, "Ah, et c’est urgent.", conversationId=key(conversation))
    result = await reply(ask, group.advisor, conversation, version=conversation.version)
    assert result["__typename"] == "ConversationConflict"
    assert (await state())[:2] == ("OPEN", "GROUP")


async def test_answered_and_settled_at_once(ask: Ask, group: Group) -> None:
    await chat(ask, group.owner)
    await reply(ask, group.advisor, await the_conversation(), close=True)
    assert (await state())[:2] == ("CLOSED", "NOBODY")


async def test_everything_wrong_is_told_at_once(ask: Ask, group: Group) -> None:
    await chat(ask, group.owner)
    conversation = await the_conversation()
    result = await reply(ask, group.advisor, conversation, " ", key="court")
    assert problems(result) == [("text", "REQUIRED"), ("key", "INVALID")]
    assert problems(await reply(ask, group.advisor, conversation, "x" * 10_001)) == [("text", "INVALID")]
    (message,) = await messages()
    given = {"suggestedBy": f"ConversationMessage:{message.id}"}
    assert problems(await reply(ask, group.advisor, conversation, None, **given)) == [("suggestedBy", "NOT_FOUND")]


@pytest.mark.parametrize("text", [None, "Plutôt ceci."])
async def test_a_suggestion_is_accepted_or_edited(ask: Ask, group: Group, text: str | None) -> None:
    await contact_us(ask, None)
    (message,) = await messages()
    await models.ConversationMessage.filter(id=message.id).update(suggestion="Bonjour,\n\nNous livrons à Lyon.")
    given = {"suggestedBy": f"ConversationMessage:{message.id}"}
    await reply(ask, group.advisor, await the_conversation(), text, **given)
    (answer,) = await messages(direction="OUT", internal=False)
    assert answer.text == (text or "Bonjour,\n\nNous livrons à Lyon.")
    assert answer.suggestion == "Bonjour,\n\nNous livrons à Lyon.", "what was suggested, whatever was made of it"
    assert answer.text in (await models.OutboundMail.get(letter="AdvisorReply")).body_text


@pytest.fixture
def clock(settings: Settings, db: str) -> Clock:
    """What comes due."""
    return Clock(settings, Events(), worker="tests")


async def in_six_minutes(clock: Clock) -> None:
    """Nobody reads for six minutes."""
    await models.ConversationNotice.all().update(next_attempt_at=timezone.now() - dt.timedelta(minutes=1))
    while await clock.notices.run_once():
        pass


async def test_an_answer_in_the_chat_that_nobody_reads_goes_by_mail(ask: Ask, group: Group, clock: Clock) -> None:
    await chat(ask, group.owner)
    await reply(ask, group.advisor, await the_conversation(), TEXT)
    notice = await models.ConversationNotice.get()
    assert dt.timedelta(minutes=4) < notice.next_attempt_at - timezone.now() < dt.timedelta(minutes=5)
    assert not await clock.notices.run_once(), "not yet"
    await in_six_minutes(clock)
    (mail,) = await models.OutboundMail.all()
    assert mail.to_address == group.owner.email
    assert told(mail).startswith("Vous n’aviez pas encore lu notre réponse : la voici.\n\nBonjour,")
    assert (await models.ConversationNotice.get()).status == models.NoticeStatus.SENT
    await in_six_minutes(clock)
    assert await models.OutboundMail.all().count() == 1


@pytest.mark.parametrize("how", ["read", "answered"])
async def test_what_was_read_in_time_is_not_mailed(ask: Ask, group: Group, clock: Clock, how: str) -> None:
    await chat(ask, group.owner)
    conversation = await the_conversation()
    await reply(ask, group.advisor, conversation)
    (answer,) = await messages(direction="OUT", internal=False)
    if how == "read":
        given = {"conversationId": key(conversation), "messageId": f"ConversationMessage:{answer.id}"}
        await ask.data(READ, as_=group.staff, input=given)
    else:
        await chat(ask, group.owner, "Merci !", conversationId=key(conversation))
    await in_six_minutes(clock)
    assert (await models.ConversationNotice.get()).status == models.NoticeStatus.DROPPED
    assert await models.OutboundMail.all().count() == 0


async def test_who_has_left_the_company_meanwhile_is_mailed_nothing(ask: Ask, group: Group, clock: Clock) -> None:
    await chat(ask, group.owner)
    await reply(ask, group.advisor, await the_conversation())
    await models.Affiliation.filter(person=group.owner).delete()
    await in_six_minutes(clock)
    assert await models.OutboundMail.filter(letter="AdvisorReply").count() == 0
    assert (await models.ConversationNotice.get()).status == models.NoticeStatus.DROPPED


async def test_only_what_was_not_read_is_mailed(ask: Ask, group: Group, clock: Clock) -> None:
    await chat(ask, group.owner)
    conversation = await the_conversation()
    await reply(ask, group.advisor, conversation, "Un.")
    await reply(ask, group.advisor, conversation, "Deux.")
    one, _two = await messages(direction="OUT", internal=False)
    given = {"conversationId": key(conversation), "messageId": f"ConversationMessage:{one.id}"}
    await ask.data(READ, as_=group.owner, input=given)
    await in_six_minutes(clock)
    (mail,) = await models.OutboundMail.all()
    assert "Deux." in mail.body_text
