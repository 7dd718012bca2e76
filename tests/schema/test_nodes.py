"""Objects by their id: the right one, none for a wrong id, and no difference between wrong and somebody else's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import models
from graph.node import NODE_MODELS
from tests.group import Ask, Group
from tests.schema import audit_marks, members_marks
from tests.texts import make_texts

NODE = "query ($id: ID!) { node(id: $id) { __typename id ... on Member { legalName } ... on Person { email } } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


async def test_every_kind_of_node_is_found_again(ask: Ask, group: Group) -> None:
    attachment = await models.SupplierAttachment.create(member=group.member, supplier=group.office)
    mailbox = await models.Mailbox.create(name="INBOX")
    mail = await models.InboundMail.create(mailbox=mailbox, uidvalidity=1, uid=1, sha256="", size=1)
    letter = await models.OutboundMail.create(
        letter="", dedupe_key="", message_id="", return_path="", to_address="", subject="", body_text="", content=b""
    )
    await make_texts()
    conversation = await models.Conversation.create(subject="Une question")
    message = await models.ConversationMessage.create(
        conversation=conversation, direction=models.MessageDirection.IN, channel=models.MessageChannel.CHAT, text=""
    )
    agency, coefficient = await models.Agency.first(), await models.Coefficient.first()
    now = dt.datetime.now(dt.UTC)
    session = await models.Session.create(person=group.admin, token_hash="", expires_at=now)
    owner = group.owner
    event = await models.JournalEntry.create(kind=models.JournalKind.SIGNED_IN, person=owner)
    invitation = await models.Invitation.create(member=group.member, email="a@b.test")
    change = await models.EmailChange.create(person=owner, old_email="", new_email="")
    rows: dict[str, Any] = {
        "Category": group.rental, "Supplier": group.cars, "Agency": agency, "Coefficient": coefficient,
        "Member": group.other, "Person": group.lonely, "Advisor": group.advisor, "SupplierAttachment": attachment,
        "InboundMail": mail, "OutboundMail": letter, "Session": session,
        "JournalEntry": event, "Invitation": invitation, "EmailChange": change,
        "Conversation": conversation, "ConversationMessage": message,
        "ErasureRequest": await models.ErasureRequest.create(person=group.lonely, due_on=dt.date(2026, 12, 1)),
        "FaqEntry": await models.FaqEntry.first(), "Article": await models.Article.first(),
        "RegulatoryCheck": await models.RegulatoryCheck.first(),
        "SiteCheck": await models.SiteCheck.create(member=group.other, check_id=1),
        "CalendarFeed": await models.CalendarFeed.create(member=group.other, person=group.other_owner),
        "ServiceClosure": await models.ServiceClosure.create(
            first_day=dt.date(2026, 12, 24), last_day=dt.date(2026, 12, 24), reason="Pont"
        ),
        **await members_marks.nodes(group),
        "MinimumWage": await models.MinimumWage.first(),
        "SupplierTermsPeriod": await models.SupplierTerms.first(),
        **{type(row).__name__: row for row in await audit_marks.rows(group) if type(row).__name__ in NODE_MODELS},
    }  # fmt: skip
    assert set(rows) == set(NODE_MODELS)
    for name, row in rows.items():
        data = await ask.data(NODE, id=f"{name}:{row.id}", as_=group.admin)
        assert (data["node"]["__typename"], data["node"]["id"]) == (name, f"{name}:{row.id}")
    ids = [f"{name}:{row.id}" for name, row in rows.items()]
    data = await ask.data(NODES, ids=[*ids, *reversed(ids)], as_=group.admin)
    assert [node["id"] for node in data["nodes"]] == [*ids, *reversed(ids)]


async def everything_private(group: Group) -> list[str]:
    """Ids of what is nobody's but the other member's, or the group's."""
    attachment = await models.SupplierAttachment.create(member=group.other, supplier=group.office)
    mailbox = await models.Mailbox.create(name="INBOX")
    mail = await models.InboundMail.create(
        mailbox=mailbox, uidvalidity=1, uid=1, sha256="", size=1, person=group.other_owner
    )
    letter = await models.OutboundMail.create(
        letter="", dedupe_key="", message_id="", return_path="", to_address="", subject="", body_text="", content=b""
    )
    now = dt.datetime.now(dt.UTC)
    session = await models.Session.create(person=group.other_owner, token_hash="", expires_at=now)
    conversation = await models.Conversation.create(subject="Une question", member=group.other)
    message = await models.ConversationMessage.create(
        conversation=conversation, direction=models.MessageDirection.IN, channel=models.MessageChannel.CHAT, text=""
    )
    return [
        f"Session:{session.id}", f"Conversation:{conversation.id}", f"ConversationMessage:{message.id}",
        f"Member:{group.other.id}", f"Person:{group.other_owner.id}", f"Advisor:{group.other_owner.id}",
        f"SupplierAttachment:{attachment.id}", f"InboundMail:{mail.id}", f"OutboundMail:{letter.id}",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["anonymous", "prospect", "former", "lonely", "member"])
async def test_what_is_somebody_elses_is_answered_like_a_wrong_id(ask: Ask, group: Group, who: str) -> None:
    person = group.people()[who]
    private = await everything_private(group)
    for id_ in private:
        name = id_.partition(":")[0]
        theirs = await ask(NODE, id=id_, as_=person)
        wrong = await ask(NODE, id=f"{name}:999999", as_=person)
        assert theirs == wrong == {"data": {"node": None}}
    assert (await ask.data(NODES, ids=private, as_=person))["nodes"] == [None] * len(private)


@pytest.mark.parametrize(
    "document",
    [
        "query ($id: ID!) { member(id: $id) { legalName } }",
        "query ($id: ID!) { supplierAttachment(id: $id) { status } }",
        "mutation ($id: ID!) { cancelSupplierAttachment(input: { id: $id }) { supplierAttachment { id } } }",
        "mutation ($id: ID!) { confirmSupplierAttachment(input: { id: $id }) { __typename } }",
        "mutation ($id: ID!) { refuseSupplierAttachment(input: { id: $id }) { supplierAttachment { id } } }",
    ],
)
async def test_so_it_is_through_every_other_door(ask: Ask, group: Group, document: str) -> None:
    attachment = await models.SupplierAttachment.create(
        member=group.other, supplier=group.office, status=models.AttachmentStatus.SENT
    )
    type_name, key = ("Member", group.other.id) if "member(id" in document else ("SupplierAttachment", attachment.id)
    theirs = await ask(document, id=f"{type_name}:{key}", as_=group.owner)
    wrong = await ask(document, id=f"{type_name}:999999", as_=group.owner)
    assert [error["extensions"]["code"] for error in theirs.get("errors", ())] == (
        ["NOT_FOUND"] if document.startswith("mutation") else []
    )
    assert "Garage" not in str(theirs)
    assert _without_message(theirs) == _without_message(wrong)
    assert (await models.SupplierAttachment.get()).status == models.AttachmentStatus.SENT


def _without_message(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "errors": [{**error, "message": ""} for error in answer.get("errors", ())]}


async def test_a_company_by_its_siret(ask: Ask, group: Group) -> None:
    document = "query ($siret: String) { member(siret: $siret) { legalName siren } }"
    data = await ask.data(document, siret=group.member.siret, as_=group.owner)
    assert data["member"] == {"legalName": group.member.legal_name, "siren": group.member.siret[:9]}
    for siret in (group.other.siret, "1" * 14, "", "x"):
        assert (await ask.data(document, siret=siret, as_=group.owner))["member"] is None
    answer = await ask(document, siret=group.member.siret)
    assert answer["data"] == {"member": None}
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


WRONG = [
    "", "1", "Supplier", "Supplier:", ":1", "Supplier:0", "Supplier:-1", "Supplier:1.0", "Supplier:1 ", "Supplier:01",
    "Supplier:x", "supplier:1", "Supplier:2147483648", "Supplier:99999999999", "Supplier:1;DROP TABLE supplier",
    "Supplier:1' OR '1'='1", "Supplier:١", "DataVersion:1", "Affiliation:1", "Query:1", "Mailbox:1", "\0",
    "Supplier:1\0",
    "Supplier:" + "1" * 90_000,
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(WRONG)))
async def test_what_is_no_id_is_told(ask: Ask, number: int) -> None:
    answer = await ask(NODE, id=WRONG[number])
    assert answer["data"] == {"node": None}
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    answer = await ask(NODES, ids=["Supplier:1", WRONG[number]])
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_an_id_of_another_type(ask: Ask, group: Group) -> None:
    answer = await ask('{ supplier(id: "Category:1") { name } }')
    assert answer["data"] == {"supplier": None}
    assert answer["errors"][0]["message"] == "'Category:1' is the id of a Category; expected the id of a Supplier"


@pytest.mark.parametrize("arguments", ["", '(id: "Supplier:1", code: "roulevite")', "(id: null)", "(code: null)"])
async def test_exactly_one_way_to_name_a_row(ask: Ask, arguments: str) -> None:
    answer = await ask(f"{{ supplier{arguments} {{ name }} }}")
    assert answer["data"] == {"supplier": None}
    assert answer["errors"][0]["message"] == "exactly one of `id`, `code` must be given"


async def test_many_ids_have_a_bound(ask: Ask) -> None:
    assert len((await ask.data(NODES, ids=["Supplier:1"] * 100))["nodes"]) == 100
    answer = await ask(NODES, ids=["Supplier:1"] * 101)
    assert answer["errors"][0]["message"] == "at most 100 ids at once, not 101"
    assert (await ask.data(NODES, ids=[]))["nodes"] == []
