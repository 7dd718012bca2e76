"""The demo's conversations: they play through the public door, and leave the advisor something to do."""

from __future__ import annotations

from pathlib import Path

import models
from access.identify import viewer_of_address
from embedded.conversations import Samples
from imports.folder import import_folder
from schema.client import LocalClient
from settings import Settings
from tests.group import engine

DEMO = Path(__file__).parent.parent / "demo"


async def test_they_wait_for_those_whose_turn_it_is(db: str, settings: Settings) -> None:
    await import_folder(DEMO)
    client = LocalClient(engine(), settings)
    await Samples(client).play()
    advisor = await viewer_of_address("helene.garnier@centrale.test")
    assert advisor is not None
    document = "{ conversations(first: 9) { nodes { subject waitingFor messages(first: 9) { totalCount } } } }"
    found = {
        node["subject"]: (node["waitingFor"], node["messages"]["totalCount"])
        for node in (await client.run(document, {}, advisor))["conversations"]["nodes"]
    }
    assert [turn for turn, _ in found.values()] == ["CONTACT", "GROUP", "GROUP", "GROUP"]
    assert found["Rejoindre le groupement"] == ("GROUP", 1)
    assert max(count for _, count in found.values()) == 4
    # The stranger has a receipt, the prospect the advisor's answer.
    letters = {mail.letter for mail in await models.OutboundMail.all()}
    assert "ContactReceipt" in letters
    assert "AdvisorReply" in letters
