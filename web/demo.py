"""One-click sign-in for the demo. Only mounted when the demo is on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from access.devices import Visit
from models import Person
from settings import Settings
from web.bodies import read_body
from web.clients import client_of
from web.viewers import PREFLIGHT_HEADER, set_session, token_in
from workflows.accounts import open_session, session_of_token, sign_out


class Demo:
    """The people of `demo/accounts.json`, each a click away."""

    def __init__(self, settings: Settings, accounts: Path) -> None:
        self._settings = settings
        self._accounts: list[dict[str, Any]] = json.loads(accounts.read_text("utf-8"))

    def routes(self) -> list[Route]:
        """Where it is."""
        return [
            Route("/demo/people.json", self.people),
            Route("/demo/sign-in", self.sign_in, methods=["POST"]),
            Route("/demo/sign-out", self.sign_out, methods=["POST"]),
        ]

    async def people(self, request: Request) -> Response:
        """Who can be signed in as."""
        shown = [
            {"email": account["email"], "displayName": account["label"], "role": account["role"]}
            for account in self._accounts
        ]
        return JSONResponse(shown)

    async def sign_in(self, request: Request) -> Response:
        """A session for one of the demo's people, without a password."""
        if PREFLIGHT_HEADER not in request.headers:
            return _preflight_missing()
        try:
            email = json.loads(await read_body(request, 10_000))["email"]
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"error": 'expected {"email": "…"}'}, 400)
        person = await Person.get_or_none(email=email) if email in self._emails() else None
        visit = Visit(client_of(request.scope), user_agent=request.headers.get("user-agent", ""))
        signed_in = await open_session(self._settings, person.id, visit) if person else None
        if signed_in is None:
            return JSONResponse({"error": f"{email} is not one of the demo's people"}, 404)
        response = JSONResponse({"displayName": signed_in.viewer.display_name})
        set_session(response, self._settings, signed_in.token)
        return response

    async def sign_out(self, request: Request) -> Response:
        """The public again: the session ends, not only the cookie."""
        if PREFLIGHT_HEADER not in request.headers:
            return _preflight_missing()
        token = token_in(self._settings, request.headers.get("cookie", ""))
        session = await session_of_token(token) if token else None
        if session is not None:
            await sign_out(session.viewer)
        response = JSONResponse({})
        set_session(response, self._settings, "")
        return response

    def _emails(self) -> list[str]:
        return [account["email"] for account in self._accounts]


def _preflight_missing() -> Response:
    return JSONResponse({"error": f"the header {PREFLIGHT_HEADER} is missing"}, 400)
