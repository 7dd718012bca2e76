"""The whole site as one ASGI application."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from errors import AppError, RateLimited
from graph.engine import Engine
from schema.client import LocalClient
from settings import Settings
from web.graphql_http import STATUS, GraphQLEndpoint
from web.graphql_ws import GraphQLSockets
from web.routes import routes
from web.trusted_documents import TrustedDocuments
from web.viewers import Viewers

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


class Site:
    """Starlette serves everything; requests to the GraphQL endpoint take the short way past its router."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        client: LocalClient,
        mail_status: Callable[[], Any],
        lifespan: Lifespan | None = None,
        smtp_away: Callable[[], bool] = lambda: False,
    ) -> None:
        viewers, self.trusted = Viewers(settings), TrustedDocuments(settings, engine)
        self._graphql = GraphQLEndpoint(engine, settings, viewers, self.trusted)
        self.sockets = GraphQLSockets(engine, settings, viewers, self.trusted)
        pages = Starlette(
            routes=routes(settings, client, mail_status, smtp_away),
            lifespan=lifespan,
            exception_handlers={AppError: _refused},
        )
        # It would build the address to go on to from the Host header, which anybody chooses.
        pages.router.redirect_slashes = False
        self._app: ASGIApp = pages
        self._headers = _headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] in ("http", "websocket") and scope["path"] == "/graphql":
            serve = self._graphql if scope["type"] == "http" else self.sockets
            await serve(scope, receive, send)
        else:
            await self._app(scope, receive, _adding(self._headers, send))


def _headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    """What every answer outside the GraphQL endpoint says, unless it says something else itself."""
    found = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
    if settings.public_url.startswith("https://"):
        found.append((b"strict-transport-security", b"max-age=31536000"))
    return found


def _adding(headers: list[tuple[bytes, bytes]], send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            said = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(one for one in headers if one[0] not in said)]
        await send(message)

    return send_with_headers


async def _refused(request: Request, error: Exception) -> Response:
    """What a page refuses on purpose."""
    assert isinstance(error, AppError)  # noqa: S101 - only these are handed to us
    headers = {"retry-after": str(error.retry_after)} if isinstance(error, RateLimited) else None
    return PlainTextResponse(error.message, STATUS.get(error.code, 400), headers)
