"""What the demo's people have done before anybody looks: examples of GraphiQL, run as them."""

from __future__ import annotations

import json
from pathlib import Path

from tortoise import timezone

from access.identify import viewer_of_address
from access.viewer import ANONYMOUS
from models import EmailChange, EmailChangeStatus
from schema.client import LocalClient
from schema.examples import load_examples

_OPERATIONS = Path(__file__).parent.parent / "demo" / "operations.json"


async def play_operations(client: LocalClient) -> None:
    """All of them, in their order; then the new addresses are confirmed, as by the links in their mailboxes."""
    examples = {example.slug: example for example in load_examples()}
    for operation in json.loads(_OPERATIONS.read_text("utf-8")):
        example = examples[operation["example"]]
        viewer = await viewer_of_address(operation["as"]) if "as" in operation else ANONYMOUS
        assert viewer is not None  # noqa: S101 - the demo's own people
        await client.run(example.document, operation.get("variables", example.variables), viewer)
    waiting = EmailChange.filter(status=EmailChangeStatus.REQUESTED)
    await waiting.update(status=EmailChangeStatus.CONFIRMED, confirmed_at=timezone.now())
