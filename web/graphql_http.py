"""GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/): requests in, status codes and bodies out.

A bare ASGI application: this is the hot path, and a framework's routing and request objects cost as much as the rest.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import ClientDisconnect
from starlette.responses import Response as CookieResponse

from errors import AppError, BadInput, ErrorCode, RateLimited
from graph.context import Context, StaleViewer
from graph.engine import Engine, NotSafe, Request, Response, failure
from settings import Settings
from web.bodies import read_messages
from web.clients import client_of
from web.repeats import Repeat, Repeats
from web.trusted_documents import TrustedDocuments
from web.viewers import (
    PREFLIGHT_HEADER,
    PUBLIC,
    Viewers,
    set_device,
    set_session,
    token_in,
)

logger = logging.getLogger(__name__)

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
_PLAIN_JSON = JSON.encode()

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]
Message = MutableMapping[str, Any]

STATUS = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.PAYLOAD_TOO_LARGE: 413,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.UNAVAILABLE: 503,
    ErrorCode.INTERNAL_ERROR: 500,
}
_BY_POST = "GET serves queries only; send mutations by POST"
_NO_STORE: Header = (b"cache-control", b"no-store")
# Whoever keeps an answer must ask each time whether it still holds (decision 7); of those who sent a session or cookie,
# only they themselves may keep it.
_REVALIDATE: Header = (b"cache-control", b"private, no-cache")
_REVALIDATE_PUBLIC: Header = (b"cache-control", b"public, no-cache")
_NO_SNIFFING: Header = (b"x-content-type-options", b"nosniff")
_VARY: Header = (b"vary", b"accept, authorization, cookie")


class HttpError(Exception):
    """A request that never becomes a GraphQL request."""

    def __init__(self, status: int, message: str, *headers: Header) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers


class GraphQLEndpoint:
    """The one GraphQL endpoint."""

    def __init__(self, engine: Engine, settings: Settings, viewers: Viewers, trusted: TrustedDocuments) -> None:
        self._engine, self._settings, self._viewers, self._trusted = engine, settings, viewers, trusted
        self._repeats = Repeats()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        media_type = JSON
        try:
            if b"accept" in headers:
                media_type = accepted_type(headers[b"accept"].decode("latin-1"))
            if scope["method"] == "POST":
                await self._post(scope, headers, receive, send, media_type)
            else:
                await self._get(scope, headers, send, media_type)
        except HttpError as error:
            await _refuse(send, error.status, BadInput(error.message), media_type, *error.headers)
        except NotSafe:
            await _refuse(send, 405, BadInput(_BY_POST), media_type, (b"allow", b"POST"))
        except RateLimited as error:
            await _refuse(send, 429, error, media_type, (b"retry-after", b"%d" % error.retry_after))
        except AppError as error:
            await _refuse(send, STATUS.get(error.code, 400), error, media_type)
        except ClientDisconnect:
            return
        except Exception as error:
            failed = failure(error, "a GraphQL request failed outside the engine")
            await _refuse(send, STATUS[failed.code], failed, media_type)

    async def _post(
        self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send, media_type: str
    ) -> None:
        body = await read_messages(receive, self._settings.max_request_bytes)
        content_type = headers.get(b"content-type", b"")
        public = b"authorization" not in headers and b"cookie" not in headers
        repeat = self._repeats.get((media_type, content_type, body)) if public else None
        if repeat is not None and await self._engine.shared.holds(repeat.answer):
            await send(repeat.start)
            await send(repeat.content)
            return
        if content_type != _PLAIN_JSON:
            _check_content_type(content_type.decode("latin-1").lower())
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            raise HttpError(415, "send the body as it is, without `content-encoding`")
        response, context = await self._run(parameters_of(_json(body, "the body")), headers, client_of(scope))
        shown: list[Header] = [_NO_STORE]
        if context.session_token is not None:
            shown += _session_headers(self._settings, context)
        start, content = _messages(_status(response, media_type), response.as_json(), media_type, shown)
        if public and response.shared is not None:
            self._repeats.keep((media_type, content_type, body), Repeat(response.shared, start, content))
        await send(start)
        await send(content)

    async def _get(self, scope: Scope, headers: dict[bytes, bytes], send: Send, media_type: str) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise HttpError(405, "use POST, or GET for queries", (b"allow", b"GET, POST"))
        request = self._read_get(scope, headers)
        response, _ = await self._run(request, headers, client_of(scope))
        if response.shared is None:
            await _send(send, _status(response, media_type), response.as_json(), media_type, [_NO_STORE])
            return
        etag = response.shared.etag.encode()
        public = b"authorization" not in headers and b"cookie" not in headers
        shown = [_REVALIDATE_PUBLIC if public else _REVALIDATE, _VARY, (b"etag", etag)]
        known = not {etag, b"*"}.isdisjoint(_entity_tags(headers.get(b"if-none-match", b"")))
        await _send(send, 304 if known else 200, b"" if known else response.as_json(), media_type, shown)

    async def _run(self, request: Request, headers: dict[bytes, bytes], client: str) -> tuple[Response, Context]:
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        cookies = headers.get(b"cookie", b"").decode("latin-1")
        for _ in range(5):
            known = await self._viewers.of(authorization, cookies) if authorization or cookies else PUBLIC
            context = self._viewers.context(known, headers, client)
            try:
                return await self._engine.run(self._trusted.resolve(request, known.viewer), context), context
            except StaleViewer:
                self._viewers.forget(known)
        raise AppError("who you are keeps changing; try again", code=ErrorCode.UNAVAILABLE)

    def _read_get(self, scope: Scope, headers: dict[bytes, bytes]) -> Request:
        cookie = token_in(self._settings, headers.get(b"cookie", b"").decode("latin-1"))
        if cookie is not None and PREFLIGHT_HEADER.encode() not in headers:
            raise HttpError(400, f"a GET with a session cookie needs the header {PREFLIGHT_HEADER}")
        try:
            query: dict[str, Any] = dict(parse_qsl(scope["query_string"].decode("ascii"), errors="strict"))
        except UnicodeDecodeError:
            raise HttpError(400, "the query string must be percent-encoded UTF-8") from None
        for name in ("variables", "extensions"):
            if query.get(name):
                query[name] = _json(query[name].encode(), f"`{name}`")
        return dataclasses.replace(parameters_of(query), safe=True)


def parameters_of(body: Any) -> Request:
    """The request's parameters, their types checked. Raises `HttpError` 400."""
    if not isinstance(body, dict):
        raise HttpError(400, "the body must be a JSON object; batches are not served")
    query, variables, name = body.get("query"), body.get("variables"), body.get("operationName")
    extensions, id_ = body.get("extensions"), body.get("documentId")
    # graphql-ws's client sends no message without a `query`: an empty one is none.
    if id_ is not None and (query not in (None, "") or not isinstance(id_, str)):
        raise HttpError(400, "`documentId` must be a string, and stands instead of `query`")
    if not isinstance(query, str) and id_ is None:
        raise HttpError(400, "`query` must be a string that holds a GraphQL document")
    if variables is not None and not isinstance(variables, dict):
        raise HttpError(400, "`variables` must be an object")
    if name is not None and not isinstance(name, str):
        raise HttpError(400, "`operationName` must be a string")
    if extensions is not None and not isinstance(extensions, dict):
        raise HttpError(400, "`extensions` must be an object")
    return Request(query or "", variables, name or None, document_id=id_)


def accepted_type(accept: str) -> str:
    """The media type of the answer. Raises `HttpError` 406 when neither of ours is accepted."""
    for part in accept.split(",") if accept else ("*/*",):
        wanted = part.partition(";")[0].strip().lower()
        if wanted == GRAPHQL_JSON:
            return GRAPHQL_JSON
        if wanted in (JSON, "application/*", "*/*"):
            return JSON
    raise HttpError(406, f"this endpoint answers {GRAPHQL_JSON} or {JSON}")


def _entity_tags(header: bytes) -> Iterator[bytes]:
    """Compared weakly, as If-None-Match asks for (RFC 9110, 13.1.2). There is no comma in ours."""
    return (tag.strip().removeprefix(b"W/") for tag in header.split(b","))


def _check_content_type(content_type: str) -> None:
    kind, *parameters = content_type.split(";")
    if kind.strip() != JSON:
        raise HttpError(415, f"send a body of type {JSON}")
    charset = [p.split("=", 1)[1].strip(' "') for p in parameters if p.strip().startswith("charset=")]
    if charset and charset[0] not in ("utf-8", "utf8"):
        raise HttpError(415, "send the body in UTF-8")


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise HttpError(400, f"{what} must be a JSON object") from None


def _session_headers(settings: Settings, context: Context) -> list[Header]:
    response = CookieResponse()
    set_session(response, settings, context.session_token or "")
    if context.device_token:
        set_device(response, settings, context.device_token)
    return [header for header in response.raw_headers if header[0] == b"set-cookie"]


async def _refuse(send: Send, status: int, error: AppError, media_type: str, *headers: Header) -> None:
    body: Mapping[str, Any] = {"errors": [{"message": error.message, "extensions": error.extensions}]}
    await _send(send, status, orjson.dumps(body), media_type, [_NO_STORE, *headers])


async def _send(send: Send, status: int, body: bytes, media_type: str, headers: list[Header]) -> None:
    for message in _messages(status, body, media_type, headers):
        await send(message)


def _messages(status: int, body: bytes, media_type: str, headers: list[Header]) -> tuple[Message, Message]:
    described = [
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"content-length", b"%d" % len(body)),
        _NO_SNIFFING,
        *headers,
    ]
    start = {"type": "http.response.start", "status": status, "headers": described}
    return start, {"type": "http.response.body", "body": body}


def _status(response: Response, media_type: str) -> int:
    # Clients that only know application/json take any other status for a broken connection.
    return 400 if not response.executed and media_type == GRAPHQL_JSON else 200
