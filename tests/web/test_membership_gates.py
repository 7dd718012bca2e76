"""A membership that begins or ends opens or closes the gates at once, in every process, for whoever is signed in."""

from __future__ import annotations

from contextlib import AsyncExitStack

import httpx

import models
from graph.engine import Engine
from schema.build import build_schema
from schema.client import LocalClient
from settings import Settings
from tests.group import Group
from tests.web.site import nothing
from web.site import Site
from workflows.accounts import open_session

TERMS = '{ supplier(code: "bureau-clair") { terms { __typename ... on SupplierTerms { general } } } }'
WHO = "{ viewer { roles members { status } } }"
END = """mutation ($id: ID!) { endMembership(input: { memberId: $id, reason: "résiliation" }) {
  __typename ... on CompanyPayload { member { status leftOn } } } }"""
ADMIT = """mutation ($id: ID!) { admitMember(input: { memberId: $id }) {
  __typename ... on CompanyPayload { member { status leftOn viewerCanUpdate } } } }"""


def process(settings: Settings) -> httpx.AsyncClient:
    """A process of its own but for the database: engine, plans, remembered viewers and answers are not shared."""
    engine = Engine(build_schema())
    app = Site(settings, engine, LocalClient(engine, settings), nothing)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=settings.public_url)


async def bearer(settings: Settings, person: models.Person) -> dict[str, str]:
    signed_in = await open_session(settings, person.id)
    assert signed_in is not None
    return {"authorization": f"Bearer {signed_in.token}"}


async def test_the_gates_follow_at_once_in_every_process(group: Group, settings: Settings) -> None:
    member, advisor = await bearer(settings, group.owner), await bearer(settings, group.advisor)
    async with AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(process(settings)) for _ in range(2)]

        async def run(web: httpx.AsyncClient, who: dict[str, str], document: str, **variables: str) -> dict:  # type: ignore[type-arg]
            response = await web.post("/graphql", json={"query": document, "variables": variables}, headers=who)
            answer: dict = response.json()  # type: ignore[type-arg]
            assert "errors" not in answer, answer
            return answer["data"]  # type: ignore[no-any-return]

        async def open_in(web: httpx.AsyncClient) -> bool:
            return bool((await run(web, member, TERMS))["supplier"]["terms"]["__typename"] == "SupplierTerms")

        for _ in range(2):  # remembered from the first time on
            assert await open_in(first)
            assert await open_in(second)
        for _ in range(3):
            ended = (await run(second, advisor, END, id=f"Member:{group.member.id}"))["endMembership"]
            assert ended["member"]["status"] == "FORMER"
            assert not await open_in(first)
            assert not await open_in(second)
            assert (await run(first, member, WHO))["viewer"] == {
                "roles": ["ANYONE", "SIGNED_IN"], "members": [{"status": "FORMER"}],
            }  # fmt: skip
            admitted = (await run(first, advisor, ADMIT, id=f"Member:{group.member.id}"))["admitMember"]
            assert admitted["member"] == {"status": "MEMBER", "leftOn": None, "viewerCanUpdate": True}
            assert await open_in(second)
            assert await open_in(first)
