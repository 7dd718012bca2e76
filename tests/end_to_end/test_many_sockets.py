"""A thousand people who look at a page and wait: what they cost in memory, and how soon they hear of something."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

import models
from settings import Settings
from tests.conftest import SECRET
from tests.end_to_end.server_process import ServerProcess
from tests.group import Group
from tests.private_servers.process import free_port
from tests.web.sockets import Talk, bearer, socket, token_of

PEOPLE, SOCKETS_EACH = 100, 10
ALL = "subscription { supplierAttachmentChanged { id status } }"
ASK = """mutation Ask($input: RequestSupplierAttachmentInput!) { requestSupplierAttachment(input: $input) {
    ... on SupplierAttachmentSent { supplierAttachment { id } } } }"""
# What one idle socket with a subscription may cost, in kB. Measured: see docs/performance.md.
MOST_KB = 60


@pytest.fixture
async def served(database_url: str, db: str, tmp_path: Path) -> AsyncIterator[tuple[str, ServerProcess]]:
    """A server process without mail."""
    port = free_port()
    env = {"SECRET_KEY": SECRET, "DATABASE_URL": database_url, "DATABASE_POOL": "5", "PORT": str(port)}
    with ServerProcess(tmp_path / "server", {f"CENTRALE_{name}": text for name, text in env.items()}) as server:
        url = f"http://127.0.0.1:{port}"
        await asyncio.to_thread(server.await_health, url)
        yield url, server


async def test_a_thousand_idle_sockets(served: tuple[str, ServerProcess], group: Group, settings: Settings) -> None:
    url, server = served
    tokens = [await token_of(settings, await somebody(number, group)) for number in range(PEOPLE)]
    async with AsyncExitStack() as stack:
        owner = await stack.enter_async_context(socket(url, init=bearer(await token_of(settings, group.owner))))
        await watch(owner)
        before = server.memory()
        talks: list[Talk] = []
        for number, token in enumerate(tokens * SOCKETS_EACH):
            # From many addresses of this machine, as one may not have so many.
            where = socket(url, init=bearer(token), local=f"127.0.1.{number % PEOPLE + 1}")
            talks.append(await stack.enter_async_context(where))
            await watch(talks[-1])
        each = (server.memory() - before) / len(talks)
        began = time.perf_counter()
        await owner.subscribe(ASK, "ask", input={"supplierId": f"Supplier:{group.office.id}", "accountNumber": "1"})
        told = await asyncio.gather(*(talk.next(30) for talk in talks))
        seconds = time.perf_counter() - began
        assert {message["payload"]["data"]["supplierAttachmentChanged"]["status"] for message in told} == {"SENT"}
        sys.stderr.write(f"{each:.1f} kB for an idle socket; {seconds:.2f} s until all {len(talks)} were told\n")
        assert each < MOST_KB
        assert seconds < 10
        # Somebody's account is closed: all thousand are looked after in one go.
        began = time.perf_counter()
        await models.Person.filter(email="membre0@grande.test").update(active=False)
        assert (await talks[0].closed())[0] == 4403
        assert time.perf_counter() - began < 1.5


async def somebody(number: int, group: Group) -> models.Person:
    """One more person of the company."""
    person = await models.Person.create(email=f"membre{number}@grande.test", first_name="M", last_name=str(number))
    await models.Affiliation.create(person=person, member=group.member)
    return person


async def watch(talk: Talk) -> None:
    """Wait for what changes."""
    await talk.subscribe(ALL)
    assert await talk.data() is None
