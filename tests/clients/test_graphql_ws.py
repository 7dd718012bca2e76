"""graphql-ws's own client (npm graphql-ws) against our sockets: it understands every answer, end and refusal."""

from __future__ import annotations

import json

from settings import Settings
from tests.clients.conftest import Node
from tests.group import Group
from tests.web.site import hearing
from tests.web.sockets import token_of


async def test_graphql_wss_own_client(group: Group, served: str, node: Node, settings: Settings) -> None:
    token = await token_of(settings, group.owner)
    async with hearing():
        found = json.loads(await node("sockets.mjs", served, token, f"Supplier:{group.office.id}"))
    name = {"data": {"viewer": {"displayName": "Claire Éclair"}}}
    assert found["query"] == found["afterReturn"] == name
    assert found["anonymous"] == {"data": {"viewer": {"displayName": ""}}}
    assert found["invalid"] == found["unknownVariable"] == {"thrown": ["BAD_USER_INPUT"]}
    assert found["refused"] == {"thrown": ["FORBIDDEN"]}
    assert found["wrongId"] == {"thrown": ["NOT_FOUND"]}
    assert found["mutation"] == {"data": {"requestSupplierAttachment": {"__typename": "SupplierAttachmentSent"}}}
    assert found["events"] == [None, "SENT", "CANCELLED"]
    assert found["pongs"] >= 2
    assert found["signOut"] == {"data": {"signOut": {"viewer": {"roles": ["ANYONE"]}}}}
    ended, wrong = [4403, "the session has ended; sign in again"], found["wrongToken"]["thrown"]
    assert wrong[0] == 4403
    assert found["closes"][:2] == [ended, wrong]
