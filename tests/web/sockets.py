"""A client of graphql-transport-ws for the tests: it sends whatever it is told to, and shows all that comes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

import models
from settings import Settings
from workflows.accounts import open_session

PROTOCOL = "graphql-transport-ws"


async def token_of(settings: Settings, person: models.Person) -> str:
    """A new session of a person."""
    signed_in = await open_session(settings, person.id)
    assert signed_in is not None
    return signed_in.token


def bearer(token: str) -> dict[str, str]:
    """The payload of connection_init for a session."""
    return {"authorization": f"Bearer {token}"}


class Talk:
    """One socket, seen from the client."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.dropped: list[str] = []

    async def send(self, type_: str, id_: str | None = None, payload: Any = None) -> None:
        """Send a message."""
        message = {"type": type_, "id": id_, "payload": payload}
        await self.raw(json.dumps({name: value for name, value in message.items() if value is not None}))

    async def raw(self, text: str | bytes) -> None:
        """Send anything."""
        await self.connection.send(text)

    async def next(self, seconds: float = 5.0) -> dict[str, Any]:
        """The next message."""
        found: dict[str, Any] = json.loads(await asyncio.wait_for(self.connection.recv(), seconds))
        return found

    async def subscribe(self, document: str, id_: str = "1", **variables: Any) -> None:
        """Ask for an operation."""
        await self.send("subscribe", id_, {"query": document, "variables": variables})

    async def data(self, id_: str = "1") -> Any:
        """The value of the one field of the next answer to the operation."""
        message = await self.next()
        assert (message["type"], message["id"]) == ("next", id_), message
        assert "errors" not in message["payload"], message
        (value,) = message["payload"]["data"].values()
        return value

    async def error(self, id_: str = "1") -> tuple[str, str]:
        """Code and message of the one error that ends the operation."""
        message = await self.next()
        assert (message["type"], message["id"]) == ("error", id_), message
        (error,) = message["payload"]
        return error["extensions"]["code"], error["message"]

    async def is_silent(self, seconds: float = 0.3) -> bool:
        """Whether nothing comes."""
        try:
            message = await self.next(seconds)
        except TimeoutError:
            return True
        raise AssertionError(message)

    async def closed(self, seconds: float = 5.0) -> tuple[int, str]:
        """Code and reason of the close; what comes before is `dropped`."""
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(self._to_the_end(), seconds)
        frame = closed.value.rcvd
        assert frame is not None, "the connection just went away"
        return frame.code, frame.reason

    async def _to_the_end(self) -> None:
        while True:
            self.dropped.append(str(await self.connection.recv()))


@asynccontextmanager
async def socket(
    url: str,
    *,
    protocols: tuple[str, ...] = (PROTOCOL,),
    init: Mapping[str, Any] | None = None,
    acknowledged: bool = True,
    local: str | None = None,
    **headers: str,
) -> AsyncIterator[Talk]:
    """A socket to the server at this URL; acknowledged, unless that is to be tried; from the address `local`."""
    address = url.replace("http://", "ws://") + "/graphql"
    wanted = [Subprotocol(name) for name in protocols] or None
    sent = {name: value for name, value in headers.items() if value}
    more: dict[str, Any] = {} if local is None else {"local_addr": (local, 0)}
    async with connect(
        address, subprotocols=wanted, additional_headers=sent, proxy=None, compression=None, **more
    ) as connection:
        talk = Talk(connection)
        if acknowledged:
            await talk.send("connection_init", payload=init)
            assert await talk.next() == {"type": "connection_ack"}
        yield talk
