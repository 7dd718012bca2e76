"""GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/): requests in, status codes and bodies out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request as HttpRequest
from starlette.responses import Response as HttpResponse
from starlette.types import Receive, Scope, Send

from errors import AppError, ErrorCode
from graph.context import Context
from graph.engine import Engine, Request, Response
from settings import Settings
from web.bodies import read_body
from web.viewers import PREFLIGHT_HEADER, has_cookie, set_session, viewer_from_request

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"

_STATUS = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.PAYLOAD_TOO_LARGE: 413,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.UNAVAILABLE: 503,
    ErrorCode.INTERNAL_ERROR: 500,
}


class HttpError(Exception):
    """A request that never becomes a GraphQL request."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, dict(headers or {})


class GraphQLEndpoint:
    """The one GraphQL endpoint."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine, self._settings = engine, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application, for every method: a route of Starlette would answer 405 without a GraphQL body."""
        response = await self.answer(HttpRequest(scope, receive))
        await response(scope, receive, send)

    async def answer(self, http: HttpRequest) -> HttpResponse:
        """Answer one HTTP request."""
        media_type = JSON
        try:
            media_type = accepted_type(http.headers.get("accept", ""))
            return await self._answer(http, media_type)
        except HttpError as error:
            body = {"errors": [_error(error.message, ErrorCode.BAD_USER_INPUT)]}
            return _json(body, error.status, media_type, error.headers)
        except AppError as error:
            return _json({"errors": [_error(error.message, error.code)]}, _STATUS.get(error.code, 400), media_type)

    async def _answer(self, http: HttpRequest, media_type: str) -> HttpResponse:
        request = await self._read(http)
        viewer = await viewer_from_request(http, self._settings)
        context = Context(viewer, self._settings, user_agent=http.headers.get("user-agent", ""))
        response = await self._engine.run(request, context)
        answer = _answer(response.as_json(), _status_of(response, media_type), media_type)
        if context.session_token is not None:
            set_session(answer, self._settings, context.session_token)
        return answer

    async def _read(self, http: HttpRequest) -> Request:
        if http.method == "POST":
            return await self._read_post(http)
        if http.method in ("GET", "HEAD"):
            return self._read_get(http)
        raise HttpError(405, "use POST, or GET for queries", {"Allow": "GET, POST"})

    async def _read_post(self, http: HttpRequest) -> Request:
        content_type, *parameters = http.headers.get("content-type", "").lower().split(";")
        if content_type.strip() != JSON:
            raise HttpError(415, f"send a body of type {JSON}")
        charset = [p.split("=", 1)[1].strip(' "') for p in parameters if p.strip().startswith("charset=")]
        if charset and charset[0] not in ("utf-8", "utf8"):
            raise HttpError(415, "send the body in UTF-8")
        try:
            body = orjson.loads(await read_body(http, self._settings.max_request_bytes))
        except orjson.JSONDecodeError:
            raise HttpError(400, 'the body must be a JSON object such as {"query": "{ viewer { roles } }"}') from None
        return parameters_of(body)

    def _read_get(self, http: HttpRequest) -> Request:
        if has_cookie(http, self._settings) and PREFLIGHT_HEADER not in http.headers:
            raise HttpError(400, f"a GET with a session cookie needs the header {PREFLIGHT_HEADER}")
        body: dict[str, Any] = dict(http.query_params)
        for name in ("variables", "extensions"):
            if body.get(name):
                try:
                    body[name] = orjson.loads(body[name])
                except orjson.JSONDecodeError:
                    raise HttpError(400, f"`{name}` must be a JSON object") from None
            else:
                body.pop(name, None)
        request = parameters_of(body)
        document = self._engine.document(request.document)
        operation = None if isinstance(document, list) else document.operation(request.operation_name)
        if operation is not None and not operation.is_query:
            raise HttpError(405, "GET serves queries only; send mutations by POST", {"Allow": "POST"})
        return request


def parameters_of(body: Any) -> Request:
    """The request's parameters, their types checked. Raises `HttpError` 400."""
    if not isinstance(body, dict):
        raise HttpError(400, "the body must be a JSON object; batches are not served")
    query, variables, name = body.get("query"), body.get("variables"), body.get("operationName")
    extensions = body.get("extensions")
    if not isinstance(query, str):
        raise HttpError(400, "`query` must be a string that holds a GraphQL document")
    if variables is not None and not isinstance(variables, dict):
        raise HttpError(400, "`variables` must be an object")
    if name is not None and not isinstance(name, str):
        raise HttpError(400, "`operationName` must be a string")
    if extensions is not None and not isinstance(extensions, dict):
        raise HttpError(400, "`extensions` must be an object")
    return Request(query, variables, name or None)


def accepted_type(accept: str) -> str:
    """The media type of the answer. Raises `HttpError` 406 when neither of ours is accepted."""
    ranges = [part.split(";")[0].strip().lower() for part in accept.split(",")] if accept else ["*/*"]
    for wanted in ranges:
        if wanted == GRAPHQL_JSON:
            return GRAPHQL_JSON
        if wanted in (JSON, "application/*", "*/*"):
            return JSON
    raise HttpError(406, f"this endpoint answers {GRAPHQL_JSON} or {JSON}")


def _status_of(response: Response, media_type: str) -> int:
    # Clients that only know application/json take any other status for a broken connection.
    return 400 if not response.executed and media_type == GRAPHQL_JSON else 200


def _error(message: str, code: ErrorCode) -> dict[str, Any]:
    return {"message": message, "extensions": {"code": str(code)}}


def _json(body: Any, status: int, media_type: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return _answer(orjson.dumps(body), status, media_type, headers)


def _answer(body: bytes, status: int, media_type: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    shown = {"cache-control": "no-store", **(headers or {})}
    return HttpResponse(body, status, shown, media_type=f"{media_type}; charset=utf-8")
