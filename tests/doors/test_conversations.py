"""One conversation per matter, whichever door it came through and goes on by."""

from __future__ import annotations

import pytest

import models
from models.france import today
from tests.doors.talk import STRANGER, Talk
from tests.group import Ask, Group
from tests.workflows.conversations.talking import messages, reply, state, the_conversation

TEXT = "Bonjour, qui livre des cartons à Lyon ?\n\nMerci."


async def test_what_a_member_writes_waits_for_the_advisor(talk: Talk, group: Group) -> None:
    await talk.write(group.owner, TEXT)
    conversation = await the_conversation()
    assert (conversation.subject, conversation.member_id, conversation.person_id) == (
        "Une question",
        group.member.id,
        group.owner.id,
    )
    assert await state() == ("OPEN", "GROUP", group.advisor.id)
    (came,) = await messages(direction=models.MessageDirection.IN)
    assert (came.channel, came.text, came.author_id) == (talk.channel, TEXT, group.owner.id)


@pytest.mark.parametrize("who", ["prospect_owner", "former_owner"])
async def test_whoever_the_group_follows_has_their_advisor(talk: Talk, group: Group, who: str) -> None:
    await talk.write(getattr(group, who), TEXT)
    assert await state() == ("OPEN", "GROUP", group.advisor.id)


async def test_the_backup_stands_in(talk: Talk, group: Group) -> None:
    await models.AdvisorAbsence.create(
        advisor=group.advisor, backup=group.other_advisor, first_day=today(), last_day=today()
    )
    await talk.write(group.owner, TEXT)
    assert await state() == ("OPEN", "GROUP", group.other_advisor.id)


async def test_strangers_wait_in_the_pool(talk: Talk, group: Group) -> None:
    await talk.write(None, TEXT)
    conversation = await the_conversation()
    assert (conversation.contact_address, conversation.member_id, conversation.person_id) == (STRANGER, None, None)
    assert await state() == ("OPEN", "GROUP", None)


async def test_an_account_without_a_company_waits_in_the_pool(talk: Talk, group: Group) -> None:
    await talk.write(group.lonely, TEXT)
    assert await state() == ("OPEN", "GROUP", None)
    assert (await the_conversation()).person_id == group.lonely.id


async def test_what_began_at_one_door_goes_on_at_the_other(
    talk: Talk, other_talk: Talk, group: Group, ask: Ask
) -> None:
    await talk.write(group.owner, TEXT)
    conversation = await the_conversation()
    await reply(ask, group.advisor, conversation, "Bureau Clair.")
    await other_talk.go_on(group.owner, conversation, "Et à Nantes ?")
    assert await state() == ("OPEN", "GROUP", group.advisor.id)
    await reply(ask, group.advisor, conversation, "Aussi.")
    await talk.go_on(group.staff, conversation, "Merci de la part de tous.")
    told = [(one.author_id, one.text) for one in await messages(internal=False, automatic=False)]
    assert told == [
        (group.owner.id, TEXT),
        (group.advisor.id, "Bureau Clair."),
        (group.owner.id, "Et à Nantes ?"),
        (group.advisor.id, "Aussi."),
        (group.staff.id, "Merci de la part de tous."),
    ]
    document = "{ viewer { conversations(first: 9) { nodes { messages(first: 20) { nodes { text } } } } } }"
    for who in (group.owner, group.staff):
        (seen,) = (await ask.data(document, as_=who))["viewer"]["conversations"]["nodes"]
        texts = [node["text"] for node in reversed(seen["messages"]["nodes"])]
        assert [text for text in texts if "bien reçu" not in text] == [text for _, text in told]
