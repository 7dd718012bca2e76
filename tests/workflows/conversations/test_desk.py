"""The group's desk: take, reassign, snooze, close, link, note; who comes second is told what happened."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest
from tortoise import timezone

import models
from jobs.events import Events
from settings import Settings
from tests.group import Ask, Group
from tests.workflows.conversations.talking import (
    act,
    chat,
    contact_us,
    key,
    messages,
    problems,
    reply,
    state,
    the_conversation,
)
from workflows.conversations.clock import BACK, Clock

VERBS: dict[str, dict[str, Any]] = {
    "sendReply": {"key": "une-cle-quelconque", "text": "Voici."},
    "assignConversation": {"advisorId": "Advisor:2"},
    "snoozeConversation": {"until": (timezone.now() + dt.timedelta(days=1)).isoformat()},
    "closeConversation": {},
    "reopenConversation": {},
    "linkConversation": {"siret": None},
}


async def on(ask: Ask, who: models.Person, verb: str, **more: Any) -> dict[str, Any]:
    """The verb on the only conversation as it is now."""
    conversation = await the_conversation()
    given = {"conversationId": key(conversation), "version": conversation.version, **more}
    return await act(ask, who, verb, **given)


@pytest.mark.parametrize("verb", VERBS)
async def test_the_desk_is_the_group_s(ask: Ask, group: Group, verb: str) -> None:
    await chat(ask, group.owner)
    version = (await the_conversation()).version
    for who in (group.owner, group.lonely):
        assert (await on(ask, who, verb, **VERBS[verb]))["__typename"] == "AccessRestricted"
    assert (await the_conversation()).version == version


@pytest.mark.parametrize("verb", VERBS)
async def test_who_comes_second_is_told_what_happened_and_does_nothing(ask: Ask, group: Group, verb: str) -> None:
    await chat(ask, group.owner)
    stale = (await the_conversation()).version
    await on(ask, group.other_advisor, "assignConversation", advisorId=f"Advisor:{group.other_advisor.id}")
    before, written = await state(), len(await messages())
    result = await on(ask, group.advisor, verb, **{**VERBS[verb], "version": stale})
    assert result["__typename"] == "ConversationConflict"
    assert result["message"].startswith("Marc Appui a pris la conversation. (")
    assert result["conversation"]["version"] == (await the_conversation()).version > stale
    assert (await state(), len(await messages())) == (before, written)
    assert await models.OutboundMail.all().count() == 0


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("chat", "Claire Éclair a écrit le "),
        ("reply", "Marc Appui a répondu le "),
        ("note", "Marc Appui a laissé une note le "),
        ("call", "Marc Appui a noté un appel le "),
        ("close", "Marc Appui a clos la conversation. ("),
    ],
)
async def test_the_conflict_tells_the_last_thing(ask: Ask, group: Group, what: str, told: str) -> None:
    await chat(ask, group.owner)
    conversation = await the_conversation()
    match what:
        case "chat":
            await chat(ask, group.owner, conversationId=key(conversation))
        case "reply":
            await reply(ask, group.other_advisor, conversation)
        case "note" | "call":
            given = {"conversationId": key(conversation), "text": "À suivre.", "call": what == "call"}
            await act(ask, group.other_advisor, "addConversationNote", **given)
        case _:
            await on(ask, group.other_advisor, "closeConversation")
    result = await on(ask, group.advisor, "closeConversation", version=conversation.version)
    assert result["message"].startswith(told)


@pytest.mark.parametrize("verb", VERBS)
async def test_an_unknown_conversation(ask: Ask, group: Group, verb: str) -> None:
    for id_ in ("Conversation:987654", "Member:1", "n’importe quoi"):
        given = {"conversationId": id_, "version": 1, **VERBS[verb], "advisorId": f"Advisor:{group.advisor.id}"}
        if verb != "assignConversation":
            given.pop("advisorId")
        assert problems(await act(ask, group.advisor, verb, **given)) == [("conversationId", "NOT_FOUND")]


async def test_from_the_pool_to_a_colleague_and_back(ask: Ask, group: Group) -> None:
    await contact_us(ask, None)
    await on(ask, group.other_advisor, "assignConversation", advisorId=f"Advisor:{group.other_advisor.id}")
    assert (await state())[2] == group.other_advisor.id
    await on(ask, group.admin, "assignConversation", advisorId=f"Advisor:{group.advisor.id}")
    assert (await state())[2] == group.advisor.id
    await on(ask, group.advisor, "assignConversation", advisorId=None)
    assert await state() == ("OPEN", "GROUP", None)
    assert [event.text for event in await messages(channel="EVENT")] == [
        "Marc Appui a pris la conversation.",
        "Ada Direction a confié la conversation à Sophie Conseil.",
        "Sophie Conseil a remis la conversation dans la file commune.",
    ]
    assert all(event.internal for event in await messages(channel="EVENT"))


async def test_only_colleagues_follow_conversations(ask: Ask, group: Group) -> None:
    await contact_us(ask, None)
    for id_ in (f"Advisor:{group.owner.id}", "Advisor:987654", f"Person:{group.advisor.id}"):
        assert problems(await on(ask, group.advisor, "assignConversation", advisorId=id_)) == [
            ("advisorId", "NOT_FOUND")
        ]
    await models.Person.filter(id=group.other_advisor.id).update(active=False)
    result = await on(ask, group.advisor, "assignConversation", advisorId=f"Advisor:{group.other_advisor.id}")
    assert problems(result) == [("advisorId", "NOT_FOUND")]


async def test_closed_until_the_next_message(ask: Ask, group: Group) -> None:
    await chat(ask, group.owner)
    await on(ask, group.advisor, "closeConversation")
    conversation = await the_conversation()
    assert (*(await state())[:2], conversation.waiting_order, conversation.unread_by_group) == (
        "CLOSED",
        "NOBODY",
        0,
        False,
    )
    version = conversation.version
    await on(ask, group.advisor, "closeConversation")
    assert (await the_conversation()).version == version, "closing twice is closing once"
    await chat(ask, group.owner, "Encore un mot.", conversationId=key(conversation))
    assert (await state())[:2] == ("OPEN", "GROUP")
    assert (await the_conversation()).waiting_order == (await messages())[-1].id


async def test_reopened_it_waits_again(ask: Ask, group: Group) -> None:
    await chat(ask, group.owner)
    await on(ask, group.advisor, "closeConversation")
    await on(ask, group.advisor, "reopenConversation")
    assert (await state())[:2] == ("OPEN", "GROUP")
    assert (await the_conversation()).waiting_since is not None


@pytest.fixture
def clock(settings: Settings, db: str) -> Clock:
    """What comes due."""
    return Clock(settings, Events(), worker="tests")


async def ring(clock: Clock) -> None:
    """Do all that is due."""
    while await clock.snoozes.run_once() or await clock.notices.run_once():
        pass


async def test_a_snooze_ends_by_itself(ask: Ask, group: Group, clock: Clock) -> None:
    await chat(ask, group.owner)
    first = (await messages())[0]
    until = timezone.now() + dt.timedelta(days=3)
    result = await on(ask, group.advisor, "snoozeConversation", until=until.isoformat())
    assert result["conversation"]["status"] == "SNOOZED"
    await ring(clock)
    assert (await state())[0] == "SNOOZED", "not yet"
    passed = timezone.now() - dt.timedelta(seconds=1)
    await models.Conversation.all().update(next_attempt_at=passed, snoozed_until=passed)
    await ring(clock)
    conversation = await the_conversation()
    assert await state() == ("OPEN", "GROUP", group.advisor.id)
    assert (conversation.snoozed_until, conversation.waiting_order, conversation.lease_owner) == (None, first.id, None)
    assert conversation.unread_by_group
    assert (await messages())[-1].text == BACK
    assert not await clock.snoozes.run_once()


async def test_one_that_was_claimed_and_is_snoozed_anew_waits_for_its_new_end(
    ask: Ask, group: Group, clock: Clock
) -> None:
    await chat(ask, group.owner)
    until = timezone.now() + dt.timedelta(days=3)
    await on(ask, group.advisor, "snoozeConversation", until=until.isoformat())
    # As `put_back` leaves it after a failure: due, though its snooze isn't over.
    await models.Conversation.all().update(next_attempt_at=timezone.now())
    assert await clock.snoozes.run_once()
    assert not await clock.snoozes.run_once()
    conversation = await the_conversation()
    assert (conversation.status, conversation.next_attempt_at) == (models.ConversationStatus.SNOOZED, until)


async def test_a_snooze_of_an_answered_one_brings_it_back_to_the_group(ask: Ask, group: Group, clock: Clock) -> None:
    await chat(ask, group.owner)
    await reply(ask, group.advisor, await the_conversation())
    assert (await state())[:2] == ("OPEN", "CONTACT")
    await on(ask, group.advisor, "snoozeConversation", until=(timezone.now() + dt.timedelta(hours=1)).isoformat())
    passed = timezone.now() - dt.timedelta(seconds=1)
    await models.Conversation.all().update(next_attempt_at=passed, snoozed_until=passed)
    await ring(clock)
    assert (await state())[:2] == ("OPEN", "GROUP")
    assert (await the_conversation()).waiting_since is not None


async def test_a_message_ends_a_snooze_and_the_clock_then_does_nothing(ask: Ask, group: Group, clock: Clock) -> None:
    await chat(ask, group.owner)
    await on(ask, group.advisor, "snoozeConversation", until=(timezone.now() + dt.timedelta(hours=1)).isoformat())
    await chat(ask, group.owner, conversationId=key(await the_conversation()))
    assert (await state())[0] == "OPEN"
    await models.Conversation.all().update(next_attempt_at=timezone.now() - dt.timedelta(seconds=1))
    version = (await the_conversation()).version
    await ring(clock)
    assert (await the_conversation()).version == version


@pytest.mark.parametrize("until", ["2020-01-01T00:00:00Z", "2200-01-01T00:00:00Z"])
async def test_a_snooze_ends_within_a_year(ask: Ask, group: Group, until: str) -> None:
    await chat(ask, group.owner)
    assert problems(await on(ask, group.advisor, "snoozeConversation", until=until)) == [("until", "INVALID")]


async def test_linked_the_company_s_people_see_it(ask: Ask, group: Group) -> None:
    await contact_us(ask, None)
    document = "{ viewer { conversations(first: 5) { nodes { id } } } }"
    assert (await ask.data(document, as_=group.owner))["viewer"]["conversations"]["nodes"] == []
    given = {"siret": group.member.siret, "personId": f"Person:{group.owner.id}"}
    await on(ask, group.other_advisor, "linkConversation", **given)
    conversation = await the_conversation()
    assert (conversation.member_id, conversation.person_id) == (group.member.id, group.owner.id)
    assert conversation.advisor_id == group.advisor.id, "from the pool to who follows the company"
    for who in (group.owner, group.staff, group.double):
        assert len((await ask.data(document, as_=who))["viewer"]["conversations"]["nodes"]) == 1
    (line,) = await models.JournalEntry.filter(kind=models.JournalKind.CONVERSATION_LINKED)
    assert (line.actor_id, line.member_id, line.person_id) == (group.other_advisor.id, group.member.id, group.owner.id)
    await on(ask, group.other_advisor, "linkConversation", siret=None, personId=None)
    assert (await ask.data(document, as_=group.owner))["viewer"]["conversations"]["nodes"] == []


async def test_company_and_person_belong_together(ask: Ask, group: Group) -> None:
    await contact_us(ask, None)
    given = {"siret": group.member.siret, "personId": f"Person:{group.other_owner.id}"}
    assert problems(await on(ask, group.advisor, "linkConversation", **given)) == [("personId", "CONFLICT")]
    given = {"siret": "123", "personId": "Person:987654"}
    assert problems(await on(ask, group.advisor, "linkConversation", **given)) == [
        ("siret", "INVALID"),
        ("personId", "NOT_FOUND"),
    ]


async def test_notes_change_nothing_that_the_contact_sees(ask: Ask, group: Group) -> None:
    await chat(ask, group.owner)
    before = await the_conversation()
    given = {"conversationId": key(before), "text": "Payeur difficile."}
    assert (await act(ask, group.other_advisor, "addConversationNote", **given))["__typename"] == "ConversationChanged"
    after = await the_conversation()
    assert (after.last_message_order, after.last_message_at) == (before.last_message_order, before.last_message_at)
    assert not after.unread_by_contact
    document = "query ($id: ID!) { conversation(id: $id) { messages(first: 9) { totalCount nodes { text } } } }"
    for who, count in ((group.owner, 1), (group.advisor, 2)):
        found = (await ask.data(document, as_=who, id=key(after)))["conversation"]["messages"]
        assert (found["totalCount"], len(found["nodes"])) == (count, count)


@pytest.mark.parametrize("shared", [True, False])
async def test_a_call_about_something_known(ask: Ask, group: Group, shared: bool) -> None:
    await chat(ask, group.owner)
    given = {"conversationId": key(await the_conversation()), "text": "Rappelée.", "call": True, "shared": shared}
    await act(ask, group.advisor, "addConversationNote", **given)
    (call,) = await messages(channel="PHONE")
    assert (call.internal, (await the_conversation()).unread_by_contact) == (not shared, shared)


async def test_a_note_is_never_shared(ask: Ask, group: Group) -> None:
    await chat(ask, group.owner)
    given = {"conversationId": key(await the_conversation()), "text": "Entre nous.", "shared": True}
    await act(ask, group.advisor, "addConversationNote", **given)
    assert [note.internal for note in await messages(channel="NOTE")] == [True]


async def test_a_call_about_something_new(ask: Ask, group: Group) -> None:
    given = {"subject": "Location", "text": "Cherche deux utilitaires.", "siret": group.other.siret}
    result = await act(ask, group.advisor, "recordCall", **given)
    assert result["__typename"] == "ConversationChanged"
    assert await state() == ("OPEN", "GROUP", group.other_advisor.id)
    conversation = await the_conversation()
    answered = await reply(ask, group.other_advisor, conversation)
    assert problems(answered) == [("conversationId", "INVALID")], "to whom?"
    await on(ask, group.advisor, "linkConversation", siret=group.other.siret, personId=f"Person:{group.other_owner.id}")
    await reply(ask, group.other_advisor, conversation)
    (mail,) = await models.OutboundMail.all()
    assert (mail.letter, mail.to_address) == ("AdvisorReply", group.other_owner.email)


async def test_a_call_of_somebody_unknown_stays_with_who_took_it(ask: Ask, group: Group) -> None:
    await act(ask, group.advisor, "recordCall", subject="", text="Veut adhérer.\nRappeler lundi.")
    assert (await state())[2] == group.advisor.id
    assert (await the_conversation()).subject == "Veut adhérer."
    assert problems(await act(ask, group.advisor, "recordCall", subject="", text=" ", siret="123")) == [
        ("text", "REQUIRED"),
        ("siret", "INVALID"),
    ]


async def test_at_the_same_moment_one_of_many_wins(ask: Ask, group: Group) -> None:
    await contact_us(ask, None)
    conversation = await the_conversation()
    colleagues = [group.advisor, group.other_advisor, group.admin] * 3
    results = await asyncio.gather(
        *(
            act(ask, who, "assignConversation", conversationId=key(conversation), version=conversation.version,
                advisorId=f"Advisor:{who.id}")
            for who in colleagues
        )
    )  # fmt: skip
    kinds = sorted(result["__typename"] for result in results)
    assert kinds == ["ConversationChanged"] + ["ConversationConflict"] * (len(colleagues) - 1)
    assert len(await messages(channel="EVENT")) == 1
