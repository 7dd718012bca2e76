"""The messages of graphql-transport-ws, read and written.

Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import orjson

from graph.engine import Request, Response
from web.graphql_http import HttpError, parameters_of

PROTOCOL = "graphql-transport-ws"
# What a close frame takes besides its code (RFC 6455, 5.5).
_LONGEST_REASON = 123


class Close(IntEnum):
    """Why a socket is closed: the protocol's codes, and RFC 6455's for what the protocol doesn't know."""

    TRY_AGAIN_LATER = 1013
    BAD_MESSAGE = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL = 4406
    INIT_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    TOO_MANY_INITS = 4429
    INTERNAL_ERROR = 4500


class Closed(Exception):
    """The socket has to be closed with this code and reason."""

    def __init__(self, code: Close, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason.encode()[:_LONGEST_REASON].decode("utf-8", "ignore")


@dataclass(frozen=True, slots=True)
class Message:
    """What a client sent. `id` only of subscribe and complete, `request` only of subscribe."""

    type: str
    id: str = ""
    payload: Mapping[str, Any] | None = None
    request: Request | None = None


def read(text: str | None) -> Message:
    """The client's message. Raises `Closed` for anything that the protocol doesn't know."""
    if text is None:
        raise _bad("messages must be text, not binary")
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise _bad("messages must be JSON") from None
    kind = found.get("type") if isinstance(found, dict) else None
    if kind in ("connection_init", "ping", "pong"):
        return Message(kind, payload=_object_or_none(found, kind))
    if kind == "complete":
        return Message(kind, _id(found, kind))
    if kind == "subscribe":
        id_ = _id(found, kind)
        try:
            return Message(kind, id_, request=parameters_of(found.get("payload")))
        except HttpError as error:
            raise _bad(f"the payload of subscribe: {error.message}") from None
    raise _bad("expected connection_init, ping, pong, subscribe or complete as `type`")


def _object_or_none(found: Mapping[str, Any], kind: str) -> Mapping[str, Any] | None:
    payload = found.get("payload")
    if payload is not None and not isinstance(payload, dict):
        raise _bad(f"the payload of {kind} must be an object")
    return payload


def _id(found: Mapping[str, Any], kind: str) -> str:
    id_ = found.get("id")
    if not isinstance(id_, str) or not id_:
        raise _bad(f"{kind} needs an `id`, a text that isn't empty")
    return id_


def _bad(why: str) -> Closed:
    return Closed(Close.BAD_MESSAGE, why)


def written(type_: str, id_: str | None = None, payload: Any = None) -> str:
    """A message to the client."""
    message = {"id": id_, "type": type_, "payload": payload}
    return orjson.dumps({name: value for name, value in message.items() if value is not None}).decode()


def answer(id_: str, response: Response) -> str:
    """`next` with what came of the operation, or `error` when it never ran or can't go on; that is its last message."""
    if not response.executed:
        return written("error", id_, response.errors)
    return f'{{"id":{orjson.dumps(id_).decode()},"type":"next","payload":{response.as_json().decode()}}}'
