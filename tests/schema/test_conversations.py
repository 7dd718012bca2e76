"""Conversations as they are read: who sees which, what the queue holds in which order, dashboards in one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest
from tortoise import timezone

import models
from graph.context import Context
from graph.engine import Engine, Request
from models.france import today
from schema.build import build_schema
from schema.examples import load_examples
from settings import Settings
from tests.graph.test_streams import Listener
from tests.group import Ask, Group, engine, viewer_of
from tests.schema.statements import statements
from tests.workflows.conversations.talking import act, chat, contact_us, key, messages, reply, the_conversation

ALL = "query { conversations(first: 50) { nodes { id } } }"
MINE = "{ viewer { unreadConversations conversations(first: 50) { totalCount nodes { id subject } } } }"
ONE = "query ($id: ID!) { conversation(id: $id) { id subject messages(first: 9) { totalCount nodes { text } } } }"
QUEUE = """query ($status: ConversationStatus = OPEN, $mine: Boolean = false, $pool: Boolean = false) {
  conversationQueue(status: $status, mine: $mine, pool: $pool, first: 50) { totalCount nodes { subject } } }"""
COUNTS = "{ queueCounts { mine pool all snoozed unread } }"
READERS = {
    "member": {"owner", "staff", "double", "advisor", "other_advisor", "admin"},
    "other": {"other_owner", "double", "advisor", "other_advisor", "admin"},
    "lonely": {"lonely", "advisor", "other_advisor", "admin"},
    "stranger": {"advisor", "other_advisor", "admin"},
}


async def one_of_each(group: Group) -> dict[str, models.Conversation]:
    """A conversation of each kind of contact, with a message and a note in it."""
    make = models.Conversation.create
    found = {
        "member": await make(subject="member", member=group.member, person=group.owner),
        "other": await make(subject="other", member=group.other, person=group.lonely),
        "lonely": await make(subject="lonely", person=group.lonely),
        "stranger": await make(subject="stranger", contact_address="rose@lambert.test"),
    }
    for conversation in found.values():
        for internal in (False, True):
            await models.ConversationMessage.create(
                conversation=conversation, direction=models.MessageDirection.OUT, channel=models.MessageChannel.MAIL,
                internal=internal, text="entre nous" if internal else "pour tous",
            )  # fmt: skip
    return found


async def test_everybody_sees_what_is_theirs(ask: Ask, group: Group) -> None:
    conversations = await one_of_each(group)
    people = {**group.people(), "owner": group.owner, "staff": group.staff, "other_owner": group.other_owner}
    for who, person in people.items():
        for kind, conversation in conversations.items():
            answer = await ask(ONE, as_=person, id=key(conversation))
            found = answer["data"]["conversation"]
            assert (found is not None) == (who in READERS[kind] or (who, kind) in SAME), (who, kind)
            if found is not None:
                texts = {node["text"] for node in found["messages"]["nodes"]}
                notes = {"entre nous"} if person and person.staff_role else set()
                assert texts == {"pour tous"} | notes
                assert found["messages"]["totalCount"] == len(texts)


# The same people by the names of `Group.people`.
SAME = {("member", "member"), ("other_member", "other")}


async def test_what_a_viewer_may_do_with_it_is_told(ask: Ask, group: Group) -> None:
    await one_of_each(group)
    document = "query ($id: ID!) { conversation(id: $id) { viewerCanWrite viewerCanHandle } }"
    member = await models.Conversation.get(subject="member")
    for who, write, handle in ((group.staff, True, False), (group.advisor, False, True)):
        found = (await ask.data(document, as_=who, id=key(member)))["conversation"]
        assert found == {"viewerCanWrite": write, "viewerCanHandle": handle}


@pytest.mark.parametrize(
    ("who", "subjects"),
    [
        ("owner", {"member"}),
        ("double", {"member", "other"}),
        ("lonely", {"lonely"}),
        ("advisor", set()),
        ("prospect_owner", set()),
    ],
)
async def test_a_viewer_s_own(ask: Ask, group: Group, who: str, subjects: set[str]) -> None:
    await one_of_each(group)
    await models.Conversation.all().update(unread_by_contact=True)
    found = (await ask.data(MINE, as_=getattr(group, who)))["viewer"]
    assert {node["subject"] for node in found["conversations"]["nodes"]} == subjects
    assert found["conversations"]["totalCount"] == found["unreadConversations"] == len(subjects)


async def test_the_public_has_none(ask: Ask, group: Group) -> None:
    await one_of_each(group)
    found = (await ask.data(MINE))["viewer"]
    assert found == {"unreadConversations": 0, "conversations": {"totalCount": 0, "nodes": []}}


async def test_who_left_the_company_sees_nothing_of_it(ask: Ask, group: Group) -> None:
    await contact_us(ask, group.owner)
    await models.Affiliation.filter(person=group.owner).delete()
    assert (await ask.data(MINE, as_=group.owner))["viewer"]["conversations"]["totalCount"] == 0
    assert (await ask.data(MINE, as_=group.staff))["viewer"]["conversations"]["totalCount"] == 1


async def test_a_company_s_conversations(ask: Ask, group: Group) -> None:
    await one_of_each(group)
    document = "query ($siret: String!) { member(siret: $siret) { conversations(first: 9) { nodes { subject } } } }"
    for who in (group.owner, group.advisor):
        found = await ask.data(document, as_=who, siret=group.member.siret)
        assert found["member"]["conversations"]["nodes"] == [{"subject": "member"}]
    assert (await ask.data(document, as_=group.owner, siret=group.other.siret))["member"] is None


async def fill_queue(ask: Ask, group: Group) -> None:
    """Four that wait, the oldest first; one answered, one closed, one snoozed."""
    for subject, who in (("un", group.owner), ("deux", None), ("trois", group.other_owner), ("quatre", group.staff)):
        await contact_us(ask, who, subject=subject)
    for subject in ("répondue", "close", "en attente"):
        await contact_us(ask, group.owner, subject=subject)
    by_subject = {row.subject: row for row in await models.Conversation.all()}
    await reply(ask, group.advisor, by_subject["répondue"])
    for subject, verb in (("close", "closeConversation"), ("en attente", "snoozeConversation")):
        row = by_subject[subject]
        later = {"until": (timezone.now() + dt.timedelta(days=1)).isoformat()} if "snooze" in verb else {}
        await act(ask, group.advisor, verb, conversationId=key(row), version=row.version, **later)
    # What is written again doesn't lose its place.
    await chat(ask, group.owner, "Alors ?", conversationId=key(by_subject["un"]))


async def subjects(ask: Ask, group: Group, **arguments: Any) -> list[str]:
    found = (await ask.data(QUEUE, as_=group.advisor, **arguments))["conversationQueue"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["subject"] for node in found["nodes"]]


async def test_the_queue(ask: Ask, group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.conversations.contact.throttle", lambda *args: _nothing())
    await fill_queue(ask, group)
    assert await subjects(ask, group) == ["un", "deux", "trois", "quatre"]
    assert await subjects(ask, group, mine=True) == ["un", "quatre"]
    assert await subjects(ask, group, pool=True) == ["deux"]
    assert await subjects(ask, group, status="SNOOZED") == ["en attente"]
    assert await subjects(ask, group, status="CLOSED") == []
    assert (await ask.data(COUNTS, as_=group.advisor))["queueCounts"] == {
        "mine": 2, "pool": 1, "all": 4, "snoozed": 1, "unread": 3,
    }  # fmt: skip
    assert (await ask.data(COUNTS, as_=group.other_advisor))["queueCounts"] == {
        "mine": 1, "pool": 1, "all": 4, "snoozed": 0, "unread": 1,
    }  # fmt: skip


async def _nothing() -> None:
    return None


@pytest.mark.parametrize("document", [ALL, "{ conversationQueue { totalCount } }", COUNTS])
async def test_the_desk_is_the_group_s(ask: Ask, group: Group, document: str) -> None:
    for who in (None, group.owner):
        answer = await ask(document, as_=who)
        assert answer["errors"][0]["extensions"]["code"] in ("UNAUTHENTICATED", "FORBIDDEN")
        assert [*answer["data"].values()] == [None]


async def test_pages_go_on_where_they_ended(ask: Ask, group: Group) -> None:
    for number in range(7):
        await models.Conversation.create(
            subject=f"{number}", member=group.member, last_message_order=number // 2, waiting_order=number // 2,
            waiting_for=models.WaitingFor.GROUP,
        )  # fmt: skip
    page = "pageInfo { hasNextPage endCursor } nodes { subject }"
    for document, who, expected in (
        (f"query ($after: String) {{ viewer {{ list: conversations(first: 3, after: $after) {{ {page} }} }} }}",
         group.owner, "6543210"),
        (f"query ($after: String) {{ list: conversationQueue(first: 3, after: $after) {{ {page} }} }}",
         group.advisor, "0123456"),
    ):  # fmt: skip
        found, after, more = "", None, True
        while more:
            data = await ask.data(document, as_=who, after=after)
            one = data.get("viewer", data)["list"]
            found += "".join(node["subject"] for node in one["nodes"])
            after, more = one["pageInfo"]["endCursor"], one["pageInfo"]["hasNextPage"]
        assert found == expected


@pytest.mark.parametrize(
    ("slug", "who"), [("tableau-de-bord-adherent", "owner"), ("tableau-de-bord-conseiller", "advisor")]
)
async def test_a_dashboard_is_one_statement(ask: Ask, group: Group, settings: Settings, slug: str, who: str) -> None:
    await contact_us(ask, group.owner)
    await models.SupplierAttachment.create(member=group.member, supplier=group.office)
    (example,) = [one for one in load_examples() if one.slug == slug]
    viewer = await viewer_of(getattr(group, who))
    data = await ask.data(example.document, as_=viewer, **example.variables)
    async with statements() as found:
        request = Request(example.document, example.variables)
        response = await engine().run(request, Context(viewer, settings))
    assert "errors" not in response.as_dict()
    assert len(found) == 1
    if who == "owner":
        assert data["viewer"]["conversations"]["totalCount"] == data["viewer"]["supplierAttachments"]["totalCount"] == 1
    else:
        assert data["queueCounts"] == {"mine": 1, "pool": 0, "all": 1, "snoozed": 0, "unread": 1}
        assert [node["legalName"] for node in data["portfolio"]["nodes"]] == ["Boulangerie Éclair"]
        assert data["silent"]["totalCount"] == 0


async def test_a_message_is_a_sign_of_life(ask: Ask, group: Group) -> None:
    document = f'{{ members(inactiveSince: "{today()}") {{ nodes {{ legalName }} }} }}'

    async def silent() -> set[str]:
        nodes = (await ask.data(document, as_=group.admin))["members"]["nodes"]
        return {node["legalName"] for node in nodes}

    assert len(await silent()) == 4
    await chat(ask, group.owner)
    assert len(await silent()) == 3
    # What the group writes about them is none.
    await act(ask, group.advisor, "recordCall", subject="x", text="Ne répond pas.", siret=group.other.siret)
    assert "Garage du Lac" in await silent()


@pytest.fixture
async def live(db: str) -> AsyncIterator[Engine]:
    """An engine that hears of what is published."""
    live = Engine(build_schema())
    async with live.events.listening():
        if "sqlite" not in db:
            await live.events.signal(models.Category).wait(10)
        yield live


CHANGED = """subscription ($id: ID) { conversationChanged(id: $id) {
  waitingFor unreadByContact messages(first: 1) { nodes { text } } } }"""


async def test_the_chat_is_heard_by_who_takes_part_and_notes_by_the_group(
    ask: Ask, group: Group, live: Engine, settings: Settings
) -> None:
    written = Request("subscription { conversationMessageWritten { text } }", {})
    listeners = {
        who: Listener(live, settings, getattr(group, who), written) for who in ("staff", "other_owner", "advisor")
    }
    async with (
        aclosing(listeners["staff"].stream),
        aclosing(listeners["other_owner"].stream),
        aclosing(listeners["advisor"].stream),
    ):
        for listener in listeners.values():
            assert await listener.data() is None
        await chat(ask, group.owner, "Bonjour !")
        assert await listeners["staff"].data() == {"text": "Bonjour !"}
        assert await listeners["advisor"].data() == {"text": "Bonjour !"}
        given = {"conversationId": key(await the_conversation()), "text": "Entre nous."}
        await act(ask, group.other_advisor, "addConversationNote", **given)
        assert await listeners["advisor"].data() == {"text": "Entre nous."}
        assert await listeners["staff"].is_silent()
        assert await listeners["other_owner"].is_silent()


async def test_a_conversation_is_watched(ask: Ask, group: Group, live: Engine, settings: Settings) -> None:
    await chat(ask, group.owner, "Bonjour !")
    conversation = await the_conversation()
    listener = Listener(live, settings, group.owner, Request(CHANGED, {"id": key(conversation)}))
    async with aclosing(listener.stream):
        first = {"waitingFor": "GROUP", "unreadByContact": False, "messages": {"nodes": [{"text": "Bonjour !"}]}}
        assert await listener.data() == first
        await reply(ask, group.advisor, conversation, "Voici.")
        after = {"waitingFor": "CONTACT", "unreadByContact": True, "messages": {"nodes": [{"text": "Voici."}]}}
        assert await listener.data() == after
        # When colleagues write to each other, or read what was written, is theirs alone.
        given = {"conversationId": key(conversation)}
        await act(ask, group.other_advisor, "addConversationNote", text="Entre nous.", **given)
        read = "mutation ($input: MarkConversationReadInput!) { markConversationRead(input: $input) { __typename } }"
        last = f"ConversationMessage:{(await messages())[-1].id}"
        await ask.data(read, as_=group.advisor, input={**given, "messageId": last})
        assert await listener.is_silent()
    stranger = Listener(live, settings, group.other_owner, Request(CHANGED, {"id": key(conversation)}))
    async with aclosing(stranger.stream):
        assert (await stranger.refusal())["extensions"]["code"] == "NOT_FOUND"


async def test_linking_tells_those_who_see_it_now_and_those_who_did(
    ask: Ask, group: Group, live: Engine, settings: Settings
) -> None:
    await contact_us(ask, group.owner)
    conversation = await the_conversation()
    changed = "subscription { conversationChanged { id } }"
    new = Listener(live, settings, group.other_owner, Request(changed, {}))
    old = Listener(live, settings, group.owner, Request(CHANGED, {"id": key(conversation)}))
    async with aclosing(new.stream), aclosing(old.stream):
        assert await new.data() is None
        assert (await old.data())["waitingFor"] == "GROUP"
        given = {"siret": group.other.siret, "personId": None, "version": conversation.version}
        await act(ask, group.advisor, "linkConversation", conversationId=key(conversation), **given)
        assert await new.data() == {"id": key(conversation)}
        assert (await old.refusal())["extensions"]["code"] == "NOT_FOUND"
    assert len(await messages(internal=True)) == 1
