"""The contact form and the chat: where a message lands, what is refused, what is never done twice."""

from __future__ import annotations

import asyncio
import datetime as dt
from email import message_from_bytes
from email.policy import default

import pytest

import models
from models.france import today
from tests.group import Ask, Group, siret
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

OPEN = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)  # a Monday, 10 h in Paris
NIGHT = dt.datetime(2026, 11, 23, 21, 0, tzinfo=dt.UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> object:
    """Says what time it is to whoever asks whether somebody is there."""

    def set_(moment: dt.datetime) -> None:
        for module in ("workflows.conversations.contact", "schema.contact_mutations"):
            monkeypatch.setattr(f"{module}.timezone.now", lambda: moment)

    return set_


async def test_a_member_s_form_lands_with_the_dedicated_advisor(ask: Ask, group: Group) -> None:
    result = await contact_us(ask, group.owner)
    conversation = await the_conversation()
    assert result["conversation"] == {"id": key(conversation)}
    assert (conversation.member_id, conversation.person_id) == (group.member.id, group.owner.id)
    assert await state() == ("OPEN", "GROUP", group.advisor.id)
    assert (conversation.contact_address, conversation.contact_name) == ("", "")
    assert conversation.answer_by_mail
    assert conversation.unread_by_group
    (message,) = await messages()
    assert (message.direction, message.channel, message.author_id) == ("IN", "FORM", group.owner.id)
    assert conversation.waiting_order == conversation.last_message_order == message.id
    assert await models.OutboundMail.all().count() == 0, "a member sees it in the web space"


async def test_while_the_advisor_is_away_it_lands_with_the_backup(ask: Ask, group: Group) -> None:
    await models.AdvisorAbsence.create(
        advisor=group.advisor, backup=group.other_advisor, first_day=today(), last_day=today()
    )
    await contact_us(ask, group.owner)
    assert await state() == ("OPEN", "GROUP", group.other_advisor.id)


async def test_a_stranger_lands_in_the_pool_and_gets_a_receipt_that_says_nothing_of_theirs(
    ask: Ask, group: Group
) -> None:
    result = await contact_us(ask, None, subject="Gagnez sur evil.example", text="Cliquez ici : evil.example")
    assert (result["conversation"], result["conversationMessage"]) == (None, None)
    assert await state() == ("OPEN", "GROUP", None)
    conversation = await the_conversation()
    assert (conversation.contact_address, conversation.contact_name) == ("rose@lambert.test", "Rose Lambert")
    assert (conversation.contact_phone, conversation.contact_proven) == ("02 41 00 00 00", False)
    (mail,) = await models.OutboundMail.all()
    assert (mail.letter, mail.to_address, mail.unproven) == ("ContactReceipt", "rose@lambert.test", True)
    text = message_from_bytes(bytes(mail.content), policy=default).as_string() + mail.subject
    assert "evil" not in text
    assert "Rose" not in text


async def test_receipts_have_the_mailbot_s_caps(ask: Ask, group: Group) -> None:
    for number in range(25):
        await models.ThrottleBucket.all().delete()
        result = await contact_us(ask, None, email=f"victime{number}@boite.test", subject=f"Sujet {number}")
        assert result["__typename"] == "MessageReceived"
    assert await models.Conversation.all().count() == 25
    assert await models.OutboundMail.all().count() == 20, "answers_per_sender_day, by the domain"


@pytest.mark.parametrize("by", ["siret", "address"])
async def test_a_stranger_who_names_a_company_lands_with_its_advisor_and_is_told_nothing(
    ask: Ask, group: Group, by: str
) -> None:
    unknown = await contact_us(ask, None, siret=siret(77))
    given = {"siret": siret(2)} if by == "siret" else {"email": group.other_owner.email}
    named = await contact_us(ask, None, **given)
    assert {**named, "note": ""} == {**unknown, "note": ""}
    first, second = await models.Conversation.all().order_by("id")
    assert (first.advisor_id, second.advisor_id) == (None, group.other_advisor.id)
    assert (second.member_id, second.person_id) == (None, None), "nothing is proven"


async def test_everything_wrong_is_told_at_once(ask: Ask, group: Group) -> None:
    form = {"text": " ", "email": "pas une adresse", "siret": "123", "name": "x" * 201, "phone": "0" * 33}
    assert problems(await contact_us(ask, None, **form)) == [
        ("text", "REQUIRED"), ("email", "INVALID"), ("name", "INVALID"), ("phone", "INVALID"), ("siret", "INVALID"),
    ]  # fmt: skip
    assert problems(await contact_us(ask, None, email="")) == [("email", "REQUIRED")]
    assert problems(await contact_us(ask, group.owner, text="x" * 10_001)) == [("text", "INVALID")]
    assert problems(await chat(ask, group.owner, "", key="court")) == [("text", "REQUIRED"), ("key", "INVALID")]
    assert await models.Conversation.all().count() == 0


async def test_people_of_two_companies_say_for_which(ask: Ask, group: Group) -> None:
    assert problems(await contact_us(ask, group.double)) == [("siret", "REQUIRED")]
    assert problems(await chat(ask, group.double)) == [("siret", "REQUIRED")]
    assert problems(await chat(ask, group.owner, siret=group.other.siret)) == [("siret", "NOT_YOURS")]
    await contact_us(ask, group.double, siret=group.other.siret)
    assert (await the_conversation()).member_id == group.other.id


async def test_who_acts_for_no_company_has_conversations_of_their_own(ask: Ask, group: Group) -> None:
    await contact_us(ask, group.lonely)
    conversation = await the_conversation()
    assert (conversation.member_id, conversation.person_id, conversation.advisor_id) == (None, group.lonely.id, None)


async def test_the_form_is_throttled_and_nothing_is_kept_then(ask: Ask, group: Group) -> None:
    kinds = [(await contact_us(ask, None, subject=f"{number}"))["__typename"] for number in range(7)]
    assert kinds == ["MessageReceived"] * 5 + ["TooManyAttempts"] * 2
    assert await models.Conversation.all().count() == 5
    assert (await contact_us(ask, group.owner))["__typename"] == "MessageReceived", "members have a bucket of their own"


@pytest.mark.parametrize("who", ["owner", None])
async def test_a_form_sent_twice_is_one(ask: Ask, group: Group, who: str | None) -> None:
    person = getattr(group, who) if who else None
    given = {"key": new_key()}
    results = await asyncio.gather(*(contact_us(ask, person, **given) for _ in range(4)))
    assert {result["__typename"] for result in results} == {"MessageReceived"}
    assert await models.Conversation.all().count() == len(await messages()) == 1
    # A stranger who found the key out writes something else: it is theirs, and kept.
    await contact_us(ask, None, **given, text="Tout autre chose")
    assert await models.Conversation.all().count() == 2


async def test_the_chat_goes_on_in_its_conversation(ask: Ask, group: Group) -> None:
    first = await chat(ask, group.owner, "Bonjour, une question.\nAvez-vous reçu ma facture ?")
    assert first["conversation"]["subject"] == "Bonjour, une question."
    id_ = first["conversation"]["id"]
    await chat(ask, group.staff, "Je complète.", conversationId=id_)
    assert [message.author_id for message in await messages()] == [group.owner.id, group.staff.id]
    conversation = await the_conversation()
    assert conversation.waiting_order == (await messages())[0].id, "what has waited longest counts"


@pytest.mark.parametrize("who", ["other_owner", "lonely", "former_owner", "advisor"])
async def test_somebody_else_s_conversation_does_not_exist(ask: Ask, group: Group, who: str) -> None:
    await chat(ask, group.owner)
    conversation = await the_conversation()
    stranger = getattr(group, who)
    theirs = await chat(ask, stranger, conversationId=key(conversation))
    wrong = await chat(ask, stranger, conversationId="Conversation:987654")
    assert theirs == wrong
    assert problems(theirs) == [("conversationId", "NOT_FOUND")]
    assert len(await messages()) == 1


async def test_the_public_does_not_chat(ask: Ask, group: Group) -> None:
    data = await ask('mutation { sendMessage(input: {text: "a", key: "12345678"}) { __typename } }')
    assert data["data"]["sendMessage"] == {"__typename": "AccessRestricted"}


async def test_a_message_in_the_chat_sent_twice_is_one(ask: Ask, group: Group) -> None:
    given = {"key": new_key()}
    results = await asyncio.gather(*(chat(ask, group.owner, **given) for _ in range(6)))
    (message,) = await messages()
    assert {result["conversationMessage"]["id"] for result in results} == {f"ConversationMessage:{message.id}"}
    assert await models.Conversation.all().count() == 1
    assert (await chat(ask, group.staff, **given))["__typename"] == "MessageReceived", "keys are each person's own"
    assert len(await messages()) == 2


async def test_a_key_gives_nothing_back_to_whoever_left_the_company(ask: Ask, group: Group) -> None:
    given = {"key": new_key()}
    await chat(ask, group.owner, **given)
    await models.Affiliation.filter(person=group.owner).delete()
    assert problems(await chat(ask, group.owner, **given)) == [("conversationId", "NOT_FOUND")]


@pytest.mark.parametrize(("moment", "by_mail"), [(OPEN, False), (NIGHT, True)])
async def test_outside_hours_the_chat_becomes_mail(
    ask: Ask, group: Group, at: object, moment: dt.datetime, by_mail: bool
) -> None:
    at(moment)  # type: ignore[operator]
    result = await chat(ask, group.owner)
    assert result["openNow"] is not by_mail
    assert ("par courriel" in result["note"]) is by_mail
    answered = await reply(ask, group.advisor, await the_conversation())
    assert answered["conversationMessage"]["channel"] == ("MAIL" if by_mail else "CHAT")
    assert await models.OutboundMail.all().count() == int(by_mail)
    assert await models.ConversationNotice.all().count() == int(not by_mail)


async def test_reading_is_told_up_to_a_message(ask: Ask, group: Group) -> None:
    await chat(ask, group.owner)
    conversation = await the_conversation()
    await reply(ask, group.advisor, conversation, "Un.")
    await reply(ask, group.advisor, conversation, "Deux.")
    own, one, two = await messages(internal=False)

    async def read(who: models.Person, message: models.ConversationMessage) -> bool:
        given = {"conversationId": key(conversation), "messageId": f"ConversationMessage:{message.id}"}
        result = (await ask.data(READ, as_=who, input=given))["markConversationRead"]
        return bool(result["conversation"]["unreadByContact"])

    assert (await the_conversation()).unread_by_contact
    assert await read(group.owner, one), "the second one came meanwhile"
    assert not await read(group.staff, two)
    await chat(ask, group.owner, conversationId=key(conversation))
    assert (await the_conversation()).unread_by_group
    assert own.id < one.id


async def test_nobody_reads_for_others(ask: Ask, group: Group) -> None:
    await chat(ask, group.owner)
    conversation, (message,) = await the_conversation(), await messages()
    given = {"conversationId": key(conversation), "messageId": f"ConversationMessage:{message.id}"}
    result = (await ask.data(READ, as_=group.other_owner, input=given))["markConversationRead"]
    assert problems(result) == [("conversationId", "NOT_FOUND")]
    note = await models.ConversationMessage.create(
        conversation=conversation, direction="OUT", channel="NOTE", internal=True, text="Entre nous."
    )
    given["messageId"] = f"ConversationMessage:{note.id}"
    result = (await ask.data(READ, as_=group.owner, input=given))["markConversationRead"]
    assert problems(result) == [("messageId", "NOT_FOUND")], "a note does not exist for them"
