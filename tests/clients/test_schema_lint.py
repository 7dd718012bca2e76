"""The committed schema under the rules of @graphql-eslint: Relay's conventions and the recommended ones."""

from __future__ import annotations

import json

from tests.clients.conftest import Node


async def test_the_schema_keeps_the_rules(node: Node) -> None:
    found = json.loads(await node("lint.mjs"))
    assert found["rules"] >= 20
    assert found["problems"] == []
