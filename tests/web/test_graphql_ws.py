"""graphql-transport-ws to the letter, over a real server: messages, their order, and every close code."""

from __future__ import annotations

import dataclasses

import pytest

import models
from graph.engine import Engine
from server import server_config
from settings import Settings
from tests.clients.serving import serving
from tests.group import Group
from tests.web.site import app
from tests.web.sockets import bearer, socket
from tests.workflows.requests import sent
from web import graphql_ws

ROLES = "{ viewer { roles } }"
MAILS = "subscription { inboundMailChanged { id } }"
ALL = "subscription { supplierAttachmentChanged { status } }"


# Messages


async def test_a_query_gets_its_answer_and_complete(bare: str) -> None:
    async with socket(bare) as talk:
        await talk.subscribe(ROLES, "a")
        payload = {"data": {"viewer": {"roles": ["ANYONE"]}}, "extensions": {"cost": {"requested": 2}}}
        assert await talk.next() == {"id": "a", "type": "next", "payload": payload}
        assert await talk.next() == {"id": "a", "type": "complete"}
        await talk.subscribe(ROLES, "a")
        assert (await talk.next())["type"] == "next", "the id is free again"


async def test_fields_that_fail_leave_the_others(bare: str) -> None:
    async with socket(bare) as talk:
        await talk.subscribe("{ viewer { displayName } members { totalCount } }")
        payload = (await talk.next())["payload"]
        assert payload["data"] == {"viewer": {"displayName": ""}, "members": None}
        assert payload["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
        assert (await talk.next())["type"] == "complete"


@pytest.mark.parametrize(
    ("document", "message"),
    [("{ nothing }", "Cannot query field 'nothing'"), ("{", "Syntax Error"), ("query A { viewer { roles } }", "")],
)
async def test_what_never_runs_gets_error_and_no_complete(bare: str, document: str, message: str) -> None:
    async with socket(bare) as talk:
        payload = {"query": document, "operationName": "A" if message else "B"}
        await talk.send("subscribe", "1", payload)
        code, text = await talk.error()
        assert code == "BAD_USER_INPUT"
        assert message in text
        assert await talk.is_silent()


async def test_ping_is_answered_with_what_it_brought(bare: str) -> None:
    async with socket(bare, acknowledged=False) as talk:
        await talk.send("ping")
        assert await talk.next() == {"type": "pong"}
        await talk.send("ping", payload={"at": 1})
        assert await talk.next() == {"type": "pong", "payload": {"at": 1}}
        await talk.send("pong", payload={"at": 1})
        assert await talk.is_silent()


async def test_a_mutation_over_the_socket(served: str, group: Group, token: str) -> None:
    document = """mutation ($input: RequestSupplierAttachmentInput!) { requestSupplierAttachment(input: $input) {
        ... on SupplierAttachmentSent { supplierAttachment { status } } } }"""
    async with socket(served, init=bearer(token)) as talk:
        await talk.subscribe(document, input={"supplierId": f"Supplier:{group.office.id}", "accountNumber": "1"})
        assert await talk.data() == {"supplierAttachment": {"status": "SENT"}}
        assert (await talk.next())["type"] == "complete"
    assert await models.SupplierAttachment.all().count() == 1


async def test_a_subscription_goes_on_until_the_client_has_enough(
    served: str, group: Group, token: str, settings: Settings
) -> None:
    async with socket(served, init=bearer(token)) as talk:
        await talk.subscribe(ALL)
        assert await talk.data() is None
        await sent(settings, group)
        assert await talk.data() == {"status": "SENT"}
        await talk.send("complete", "1")
        await talk.send("complete", "unknown")
        await talk.send("ping")
        assert (await talk.next())["type"] == "pong", "complete is not answered"
        await models.SupplierAttachment.all().update(status=models.AttachmentStatus.CANCELLED, open_key=None)
        await sent(settings, group)
        assert await talk.is_silent()
        await talk.subscribe(ALL)
        assert await talk.data() is None, "the id is free again"


async def test_a_refused_subscription_ends_with_a_typed_error(served: str, group: Group, token: str) -> None:
    async with socket(served, init=bearer(token)) as talk:
        await talk.subscribe(MAILS)
        assert await talk.error() == ("FORBIDDEN", "Réservé aux conseillers.")
        assert await talk.is_silent()


async def test_several_at_once_are_told_apart(served: str, group: Group, token: str, settings: Settings) -> None:
    async with socket(served, init=bearer(token)) as talk:
        for id_ in ("a", "b"):
            await talk.subscribe(ALL, id_)
            assert await talk.data(id_) is None
        await sent(settings, group)
        assert {(await talk.next())["id"], (await talk.next())["id"]} == {"a", "b"}


# Close codes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        '"ping"',
        "{}",
        '{"type": 1}',
        '{"type": "start"}',
        '{"type": "connection_ack"}',
        '{"type": "next", "id": "1", "payload": {}}',
        '{"type": "subscribe"}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "subscribe", "payload": {"query": "{ viewer { roles } }"}}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ viewer { roles } }"}}',
        '{"type": "subscribe", "id": 1, "payload": {"query": "{ viewer { roles } }"}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": null}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": []}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "operationName": 1}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "extensions": ""}}',
        '{"type": "complete"}',
        '{"type": "complete", "id": 1}',
        '{"type": "ping", "payload": []}',
        pytest.param('{"type":"ping","payload":' + '{"a":' * 1_000 + "1" + "}" * 1_001, id="deep ping"),
        '{"type": "pong", "payload": 1}',
        '{"type": "connection_init", "payload": "x"}',
        b'{"type": "ping"}',
    ],
)
async def test_4400_for_what_is_no_message(bare: str, text: str | bytes) -> None:
    async with socket(bare) as talk:
        await talk.raw(text)
        code, reason = await talk.closed()
        assert code == 4400
        assert 10 < len(reason.encode()) <= 123


async def test_4401_for_whoever_does_not_wait(bare: str) -> None:
    async with socket(bare, acknowledged=False) as talk:
        await talk.subscribe(ROLES)
        assert await talk.closed() == (4401, "Unauthorized")


async def test_4403_for_a_token_that_is_not_valid(served: str, group: Group) -> None:
    async with socket(served, acknowledged=False) as talk:
        await talk.send("connection_init", payload=bearer("x"))
        code, reason = await talk.closed()
        assert (code, reason[:9]) == (4403, "Forbidden")


@pytest.mark.parametrize("protocols", [(), ("graphql-ws",), ("graphql-ws", "soap")])
async def test_4406_for_another_protocol(bare: str, protocols: tuple[str, ...]) -> None:
    async with socket(bare, protocols=protocols, acknowledged=False) as talk:
        assert talk.connection.subprotocol is None
        code, reason = await talk.closed()
        assert (code, reason[:27]) == (4406, "Subprotocol not acceptable;")


async def test_ours_is_chosen_among_several(bare: str) -> None:
    async with socket(bare, protocols=("graphql-ws", "graphql-transport-ws")) as talk:
        assert talk.connection.subprotocol == "graphql-transport-ws"


async def test_4408_for_whoever_says_nothing(bare: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphql_ws, "INIT_SECONDS", 0.2)
    async with socket(bare, acknowledged=False) as talk:
        await talk.send("ping")
        assert await talk.closed() == (4408, "Connection initialisation timeout")
    async with socket(bare) as talk:
        assert await talk.is_silent(0.5)


async def test_4409_for_an_id_that_is_in_use(served: str, group: Group, token: str) -> None:
    async with socket(served, init=bearer(token)) as talk:
        await talk.subscribe(ALL)
        await talk.data()
        await talk.subscribe(ROLES)
        assert await talk.closed() == (4409, "Subscriber for 1 already exists")


async def test_4429_for_a_second_init(bare: str) -> None:
    async with socket(bare) as talk:
        await talk.send("connection_init")
        assert await talk.closed() == (4429, "Too many initialisation requests")


async def test_4500_for_a_bug_and_nothing_of_it_is_told(
    bare: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*args: object) -> None:
        raise RuntimeError("SECRET")

    monkeypatch.setattr(Engine, "run", broken)
    async with socket(bare) as talk:
        await talk.subscribe(ROLES)
        assert await talk.closed() == (4500, "Internal error")
    assert "SECRET" in caplog.text


async def test_1009_for_a_message_that_is_too_large(settings: Settings) -> None:
    small = dataclasses.replace(settings, max_request_bytes=2_000)
    async with serving(server_config(app(small), small)) as url:
        async with socket(url) as talk:
            await talk.subscribe(ROLES + " " * 1_500)
            assert (await talk.next())["type"] == "next"
            await talk.subscribe(ROLES + " " * 2_500)
            assert (await talk.closed())[0] == 1009
        async with socket(url) as talk:  # in many small frames
            await talk.connection.send("x" * 500 for _ in range(10))
            assert (await talk.closed())[0] == 1009


async def test_1012_when_the_server_ends(settings: Settings, group: Group, token: str) -> None:
    site = app(settings)
    async with serving(server_config(site, settings)) as url:
        idle = socket(url)
        talk = await idle.__aenter__()
        watching = socket(url, init=bearer(token))
        other = await watching.__aenter__()
        await other.subscribe(ALL)
        await other.data()
    assert (await talk.closed())[0] == 1012
    assert (await other.closed())[0] == 1012
    await idle.__aexit__(None, None, None)
    await watching.__aexit__(None, None, None)
    assert len(site.sockets.open) == 0
    assert not any(site.sockets.engine.events._listeners["supplier_attachment"])
