"""The demo's digest: an administrator publishes something today, and it goes to the members."""

from __future__ import annotations

import json
from pathlib import Path

from tortoise import timezone

from access.identify import viewer_of_address
from models.france import today
from schema.client import LocalClient
from settings import Settings
from workflows.digests.sending import send_due

_SAMPLE = Path(__file__).parent.parent / "demo" / "digest.json"
_CREATE = "mutation ($input: CreateArticleInput!) { done: createArticle(input: $input) { __typename } }"


async def send_sample(client: LocalClient, settings: Settings) -> None:
    """Publish and send, as the administrator and the periodic job would."""
    sample = json.loads(_SAMPLE.read_text("utf-8"))
    viewer = await viewer_of_address(sample["as"])
    assert viewer is not None  # noqa: S101 - the demo's own administrator
    for article in sample["articles"]:
        given = {"input": article | {"publishedOn": str(today())}}
        done = (await client.run(_CREATE, given, viewer))["done"]
        if done["__typename"] in ("AccessRestricted", "InvalidInput"):
            raise AssertionError(f"a sample article ends with {done['__typename']}: {article}")
    await send_due(settings, timezone.now())
