"""Two servers on one PostgreSQL: what happens in one is heard by the sockets of the other, whatever breaks between."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

import models
from settings import Settings
from tests.conftest import SECRET
from tests.end_to_end.server_process import ServerProcess
from tests.group import Group
from tests.private_servers.process import free_port
from tests.web.sockets import Talk, bearer, socket, token_of

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("database_url", ["postgres"], indirect=True)]
ALL = "subscription { supplierAttachmentChanged { id status } }"
ASK = """mutation Ask($input: RequestSupplierAttachmentInput!) { requestSupplierAttachment(input: $input) {
    ... on SupplierAttachmentSent { supplierAttachment { id } } } }"""
CANCEL = """mutation Cancel($input: CancelSupplierAttachmentInput!) { cancelSupplierAttachment(input: $input) {
    ... on SupplierAttachmentPayload { supplierAttachment { id } } } }"""


@dataclass
class Pair:
    """Two servers, and their database."""

    one: str
    two: str
    database_url: str
    servers: tuple[ServerProcess, ServerProcess]

    async def cut_listeners(self) -> int:
        """End the LISTEN connections of all servers; how many there were."""
        other = await asyncpg.connect(self.database_url)
        try:
            cut = await other.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
            )
            return len(cut)
        finally:
            await other.close()


@pytest.fixture
async def pair(database_url: str, db: str, tmp_path: Path) -> AsyncIterator[Pair]:
    """Two servers without any mail."""
    ports = (free_port(), free_port())
    values = {"SECRET_KEY": SECRET, "DATABASE_URL": database_url, "DATABASE_POOL": "5"}
    with contextlib.ExitStack() as stack:
        servers = []
        for number, port in enumerate(ports):
            env = {f"CENTRALE_{name}": text for name, text in (values | {"PORT": str(port)}).items()}
            servers.append(stack.enter_context(ServerProcess(tmp_path / str(number), env)))
        for server, port in zip(servers, ports, strict=True):
            await asyncio.to_thread(server.await_health, f"http://127.0.0.1:{port}")
        one, two = (f"http://127.0.0.1:{port}" for port in ports)
        yield Pair(one, two, database_url, (servers[0], servers[1]))


async def ask_for(talk: Talk, group: Group) -> str:
    """Ask for an attachment through a socket; its id."""
    await talk.subscribe(ASK, "ask", input={"supplierId": f"Supplier:{group.office.id}", "accountNumber": "1"})
    id_ = str((await talk.data("ask"))["supplierAttachment"]["id"])
    assert (await talk.next())["type"] == "complete"
    return id_


async def test_an_event_of_one_reaches_the_sockets_of_the_other(pair: Pair, group: Group, settings: Settings) -> None:
    token = await token_of(settings, group.owner)
    async with socket(pair.one, init=bearer(token)) as here, socket(pair.two, init=bearer(token)) as there:
        await there.subscribe(ALL)
        assert await there.data() is None
        began = time.perf_counter()
        id_ = await ask_for(here, group)
        assert await there.data() == {"id": id_, "status": "SENT"}
        assert time.perf_counter() - began < 1


async def test_a_session_that_ends_in_one_ends_its_sockets_in_the_other(
    pair: Pair, group: Group, settings: Settings
) -> None:
    token = await token_of(settings, group.owner)
    async with socket(pair.one, init=bearer(token)) as here, socket(pair.two, init=bearer(token)) as there:
        began = time.perf_counter()
        await here.subscribe("mutation { signOut { viewer { roles } } }")
        assert (await there.closed())[0] == 4403
        assert (await here.closed())[0] == 4403
        assert time.perf_counter() - began < 1.5


async def test_no_event_is_lost_when_listening_breaks(pair: Pair, group: Group, settings: Settings) -> None:
    """While LISTEN is away something happens; when it is back, whoever watches is told to look again."""
    token = await token_of(settings, group.owner)
    async with socket(pair.one, init=bearer(token)) as here, socket(pair.two, init=bearer(token)) as there:
        await there.subscribe(ALL)
        assert await there.data() is None
        id_ = await ask_for(here, group)
        assert await there.data() == {"id": id_, "status": "SENT"}
        await there.subscribe(
            "subscription One($id: ID) { supplierAttachmentChanged(id: $id) { status } }", "one", id=id_
        )
        assert await there.data("one") == {"status": "SENT"}

        assert await pair.cut_listeners() == 2
        await here.subscribe(CANCEL, "cancel", input={"id": id_})
        assert [(await here.next())["type"], (await here.next())["type"]] == ["next", "complete"]
        told = [await there.next(10), await there.next(10)]
        found = {message["id"]: message["payload"]["data"]["supplierAttachmentChanged"] for message in told}
        assert found == {"1": None, "one": {"status": "CANCELLED"}}

        again = await ask_for(here, group)
        assert await there.data() == {"id": again, "status": "SENT"}, "and it listens again"


async def test_the_end_of_a_server_is_told_and_the_other_goes_on(pair: Pair, group: Group, settings: Settings) -> None:
    token = await token_of(settings, group.owner)
    async with socket(pair.one, init=bearer(token)) as here, socket(pair.two, init=bearer(token)) as there:
        await there.subscribe(ALL)
        assert await there.data() is None
        status = await asyncio.to_thread(pair.servers[0].stop)
        assert status == 0
        assert (await here.closed())[0] == 1012
        await models.Member.filter(id=group.member.id).update(city="Nantes")
        await there.send("ping")
        assert (await there.next())["type"] == "pong"
