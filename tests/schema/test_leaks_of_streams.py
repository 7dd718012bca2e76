"""Nothing leaks over sockets: everybody watches everything; a mark in every column tells what they heard."""

from __future__ import annotations

import contextlib
import dataclasses

import pytest

from graph.limits import Bound
from graph.node import NODE_MODELS
from graph.relay import global_id
from jobs.events import publish
from server import server_config
from settings import Settings
from tests.clients.serving import serving
from tests.group import Group, engine
from tests.schema.everything import Everything
from tests.schema.marks import MARKS, plant
from tests.schema.test_leaks import expected
from tests.web.site import app, hearing
from tests.web.sockets import Talk, bearer, socket, token_of

KEYS = range(1, 6)
WHO = [
    "anonymous",
    "prospect",
    "former",
    "lonely",
    "member",
    "double",
    "other_member",
    "advisor",
    "other_advisor",
    "admin",
]


@pytest.fixture(autouse=True)
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """These subscriptions ask for everything, on purpose."""
    monkeypatch.setattr("graph.limits.COST", Bound("cost", 10**9, "values"))


async def told(talk: Talk) -> str:
    """All that comes until nothing more comes."""
    texts: list[str] = []
    with contextlib.suppress(TimeoutError):
        while True:
            texts.append(str(await talk.next(1)))
    return "\n".join(texts)


@pytest.mark.parametrize("who", WHO)
async def test_nobody_is_told_what_is_not_theirs(group: Group, settings: Settings, who: str) -> None:
    await plant(group)
    generous = dataclasses.replace(settings, signed_in_budget=10**9, public_budget=10**9)
    person = group.people()[who]
    init = bearer(await token_of(settings, person)) if person else None
    streams = list(Everything(engine().schema).subscriptions())
    assert len(streams) >= 4
    async with serving(server_config(app(generous), generous)) as url, hearing(), socket(url, init=init) as talk:
        for number, (type_name, document) in enumerate(streams):
            for key in KEYS:
                await talk.subscribe(document, f"{number}-{key}", id=global_id(type_name, key))
            await talk.subscribe(document, f"{number}-all", id=None)
        found = await told(talk)
        for type_name, _ in streams:
            for key in KEYS:  # nobody is spared the look
                await publish(NODE_MODELS[type_name], key)
        found += await told(talk)
    columns = {f"{model.__name__}.{column}" for (model, column), (_, mark) in MARKS.items() if mark in found}
    assert columns - expected(who) == set(), "leaks"
    if who == "advisor":
        assert {"SupplierAttachment.account_number", "InboundMail.subject", "Member.siret"} <= columns
    if who in ("member", "double"):
        assert "SupplierAttachment.account_number" in columns
