"""The audit suite of GraphQL over HTTP (npm graphql-http): all of it, recommendations included."""

from __future__ import annotations

import json

from tests.clients.conftest import Node


async def test_every_audit_passes(node: Node, served: str) -> None:
    audits = json.loads(await node("audit.mjs", f"{served}/graphql"))
    assert len(audits) == 61
    assert [audit for audit in audits if audit["status"] != "ok"] == []
