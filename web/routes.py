"""Every URL of the product."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from schema.client import LocalClient
from schema.examples import load_examples
from settings import Settings
from web.access_pages import AccessDoor, AccessPages
from web.attestations import AttestationPages
from web.audits import AuditDoor
from web.calendars import Calendars
from web.demo import Demo
from web.digests import DigestPages
from web.exports import Exports
from web.health import Health
from web.link_pages import LinkPages
from web.metrics import Metrics
from web.pages import Pages
from web.rendering import Rendering

_ROOT = Path(__file__).parent.parent
FRONTEND = _ROOT / "frontend" / "dist"
_MISSING = "This page is built by Node ≥ 20 and npm: install them and run `make run` again."

Scope = MutableMapping[str, Any]
Messages = Callable[..., Awaitable[Any]]


def routes(
    settings: Settings, client: LocalClient, mail_status: Callable[[], Any], smtp_away: Callable[[], bool]
) -> Sequence[BaseRoute]:
    """The routes but for the GraphQL endpoint; the demo's among them when it is on."""
    rendering = Rendering(settings)
    door = AccessDoor(client, settings, rendering)
    found: list[BaseRoute] = [
        Route("/graphql/examples.json", examples),
        Route("/health", Health(settings, mail_status, smtp_away).report),
        Route("/metrics", Metrics(settings, mail_status, smtp_away).report),
        *Pages(client, settings, rendering).routes(),
        *AccessPages(door).routes(),
        *LinkPages(door).routes(),
        *AttestationPages(client, settings, rendering).routes(),
        *AuditDoor(client, settings).routes(),
        *DigestPages(client, settings, rendering).routes(),
        *Exports(settings).routes(),
        *Calendars(client, settings).routes(),
        _frontend(),
    ]
    if settings.demo:
        found += Demo(settings, _ROOT / "demo" / "accounts.json").routes()
    return found


async def examples(request: Request) -> Response:
    """The ready operations that GraphiQL offers."""
    shown = [
        {
            "slug": example.slug,
            "title": example.title,
            "description": example.description,
            "group": example.group,
            "role": example.role,
            "document": example.document,
            "variables": example.variables,
        }
        for example in load_examples()
    ]
    return JSONResponse(shown)


def _frontend() -> BaseRoute:
    if not FRONTEND.is_dir():

        async def missing(request: Request) -> Response:
            return PlainTextResponse(_MISSING, 503)

        return Route("/app/{path:path}", missing)
    policies: dict[str, str] = json.loads((_ROOT / "frontend" / "csp.json").read_text("utf-8"))
    return Mount("/app", StaticFiles(directory=FRONTEND), middleware=[Middleware(PageHeaders, policies=policies)])


class PageHeaders:
    """The content security policy of each page of the front end, and a long life for its hashed files."""

    def __init__(self, app: Messages, policies: dict[str, str]) -> None:
        self._app, self._policies = app, policies

    async def __call__(self, scope: Scope, receive: Messages, send: Messages) -> None:
        """Add the headers to what StaticFiles answers."""
        path = str(scope.get("path", ""))

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers(path)]
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _headers(self, path: str) -> list[tuple[bytes, bytes]]:
        headers = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
        policy = self._policies.get(Path(path).stem) if path.endswith(".html") else None
        if policy is not None:
            headers.append((b"content-security-policy", f"{policy}; frame-ancestors 'none'".encode()))
        immutable = "/assets/" in path
        headers.append((b"cache-control", b"public, max-age=31536000, immutable" if immutable else b"no-cache"))
        return headers
