"""Signing in, forgotten passwords, one's own access: pages that work on any telephone and without JavaScript.

They act through the stored operations of `web/operations`, as everybody does; cookies are all that they add.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from access.viewer import ANONYMOUS
from errors import BadInput, NotFound
from graph.context import Context
from schema.client import LocalClient
from settings import Settings
from web.bodies import read_body
from web.clients import client_of
from web.origin import require_own_page
from web.rendering import Rendering, documents, form_of
from web.viewers import device_cookie_name, set_device, set_session, token_in
from workflows.accounts import session_of_token

ACCOUNT = "/acces/compte"
SIGN_IN = "/acces/connexion"
_SCRIPT = Path(__file__).parent / "static" / "password.js"
DONE = {
    "mot-de-passe": "C’est fait : votre nouveau mot de passe est enregistré. Vos autres sessions ont été fermées.",
    "adresse": "C’est noté : ouvrez le lien que vous venez de recevoir à la nouvelle adresse.",
    "session": "C’est fait : la session est fermée.",
    "sessions": "C’est fait : toutes vos autres sessions sont fermées.",
}


class AccessDoor:
    """What the pages of one's access have in common: who asks, running a stored operation, cookies, rendering."""

    def __init__(self, client: LocalClient, settings: Settings, rendering: Rendering) -> None:
        self.settings = settings
        self._client, self._rendering, self._documents = client, rendering, documents()

    async def run(self, context: Context, document: str, **variables: Any) -> dict[str, Any]:
        """Run a stored operation."""
        return await self._client.run_in(context, self._documents[document], variables)

    async def form(self, request: Request) -> tuple[dict[str, str], Context]:
        """The fields of a form of ours. Raises `AccessDenied` for another site's."""
        require_own_page(request, self.settings)
        return await form_of(request), await self.context(request)

    async def context(self, request: Request) -> Context:
        """The request's context: who asks is read afresh, never remembered."""
        token = token_in(self.settings, request.headers.get("cookie", ""))
        session = await session_of_token(token) if token else None
        return Context(
            session.viewer if session else ANONYMOUS,
            self.settings,
            user_agent=request.headers.get("user-agent", ""),
            client=client_of(request.scope),
            device=request.cookies.get(device_cookie_name(self.settings), ""),
        )

    def with_cookies(self, response: Response, context: Context) -> Response:
        """Hand over to the browser what the operation left for it."""
        if context.session_token is not None:
            set_session(response, self.settings, context.session_token)
        if context.device_token:
            set_device(response, self.settings, context.device_token)
        return response

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """A page of `templates/access`."""
        return self._rendering.page(request, f"access/{template}", status, scripted=True, **values)


class AccessPages:
    """The pages below `/acces`."""

    def __init__(self, door: AccessDoor) -> None:
        self._door, self._settings = door, door.settings

    def routes(self) -> list[Route]:
        """Where they are."""
        both = ["GET", "POST"]
        return [
            Route(SIGN_IN, self.sign_in, methods=both),
            Route("/acces/deconnexion", self.sign_out, methods=["POST"]),
            Route("/acces/mot-de-passe-oublie", self.forgotten, methods=both),
            Route("/acces/mot-de-passe/{token}", self.password, methods=both),
            Route(ACCOUNT, self.account),
            Route(f"{ACCOUNT}/mot-de-passe", self.change_password, methods=both),
            Route(f"{ACCOUNT}/adresse", self.change_email, methods=both),
            Route(f"{ACCOUNT}/adresse/annulation", self.cancel_email, methods=["POST"]),
            Route(f"{ACCOUNT}/sessions", self.revoke, methods=["POST"]),
            Route("/acces/robustesse", self.strength, methods=["POST"]),
            Route("/acces/password.js", self.script),
        ]

    # Signing in and out.

    async def sign_in(self, request: Request) -> Response:
        """The form, and what became of it. `?suite=` leads back to a page of ours."""
        onward = local_path(request.query_params.get("suite", ""))
        if request.method != "POST":
            return self._door.page(request, "sign_in.html", onward=onward)
        form, context = await self._door.form(request)
        variables = {"email": form.get("email", ""), "password": form.get("password", "")}
        outcome = (await self._door.run(context, "sign_in", **variables))["signIn"]
        if outcome["__typename"] == "SignedIn":
            return self._door.with_cookies(RedirectResponse(onward, 303), context)
        status, email = 429 if outcome["__typename"] == "TooManyAttempts" else 422, form.get("email", "")
        return self._door.page(request, "sign_in.html", status, onward=onward, email=email, problem=outcome["message"])

    async def sign_out(self, request: Request) -> Response:
        """The button at the account's foot."""
        _, context = await self._door.form(request)
        await self._door.run(context, "sign_out")
        return self._door.with_cookies(RedirectResponse(SIGN_IN, 303), context)

    # Forgotten passwords.

    async def forgotten(self, request: Request) -> Response:
        """Ask for a link."""
        if request.method != "POST":
            return self._door.page(request, "forgotten.html")
        form, context = await self._door.form(request)
        variables = {"email": form.get("email", "")}
        outcome = (await self._door.run(context, "request_reset", **variables))["outcome"]
        throttled = outcome["__typename"] == "TooManyAttempts"
        return self._door.page(
            request,
            "forgotten.html",
            429 if throttled else 200,
            outcome=outcome["message"],
            throttled=throttled,
            **variables,
        )

    async def password(self, request: Request) -> Response:
        """The page behind a link: looking at it changes nothing, for mail scanners look too."""
        token = request.path_params["token"]
        problems: list[dict[str, str]] = []
        if request.method == "POST":
            form, context = await self._door.form(request)
            variables = {"token": token, "password": form.get("password", "")}
            outcome = (await self._door.run(context, "reset_password", **variables))["outcome"]
            if outcome["__typename"] == "SignedIn":
                return self._door.with_cookies(RedirectResponse(f"{ACCOUNT}?fait=mot-de-passe", 303), context)
            problems = outcome.get("userErrors", [])
        link = (await self._door.run(await self._door.context(request), "password_link", token=token))["passwordLink"]
        status = 422 if problems else 200 if link["state"] == "VALID" else 410 if link["state"] != "UNKNOWN" else 404
        return self._door.page(request, "password.html", status, link=link, token=token, problems=problems)

    async def strength(self, request: Request) -> Response:
        """The meter's question: the same judgement that choosing the password would meet."""
        require_own_page(request, self._settings)
        try:
            asked = json.loads(await read_body(request, 10_000))
            variables = {"password": str(asked["password"]), "token": asked.get("token")}
        except (ValueError, KeyError, TypeError, AttributeError):
            return JSONResponse({"error": 'expected {"password": "…", "token": "…"}'}, 400)
        context = await self._door.context(request)
        try:
            data = await self._door.run(context, "password_strength", **variables)
        except BadInput as error:
            return JSONResponse({"error": error.message}, 400)
        return JSONResponse(data["passwordStrength"], headers={"cache-control": "no-store"})

    async def script(self, request: Request) -> Response:
        """The meter's script."""
        headers = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}
        return FileResponse(_SCRIPT, media_type="text/javascript; charset=utf-8", headers=headers)

    # One's own access.

    async def account(self, request: Request) -> Response:
        """Who is signed in, and where."""
        context = await self._door.context(request)
        if context.viewer.person_id is None:
            return RedirectResponse(f"{SIGN_IN}?suite={ACCOUNT}", 303)
        data = await self._door.run(context, "account")
        done = DONE.get(request.query_params.get("fait", ""))
        return self._door.page(request, "account.html", viewer=data["viewer"], done=done)

    async def change_password(self, request: Request) -> Response:
        """Change it, knowing the present one."""
        context = await self._door.context(request)
        if context.viewer.person_id is None:
            return RedirectResponse(f"{SIGN_IN}?suite={ACCOUNT}/mot-de-passe", 303)
        problems: list[dict[str, str]] = []
        if request.method == "POST":
            form, context = await self._door.form(request)
            variables = {"current": form.get("current", ""), "new": form.get("password", "")}
            outcome = (await self._door.run(context, "change_password", **variables))["outcome"]
            if outcome["__typename"] == "PasswordChanged":
                return RedirectResponse(f"{ACCOUNT}?fait=mot-de-passe", 303)
            problems = outcome.get("userErrors") or [{"field": "", "message": outcome["message"]}]
        email = context.viewer.email
        return self._door.page(
            request, "change_password.html", 422 if problems else 200, problems=problems, email=email
        )

    async def change_email(self, request: Request) -> Response:
        """Ask for another address."""
        context = await self._door.context(request)
        if context.viewer.person_id is None:
            return RedirectResponse(f"{SIGN_IN}?suite={ACCOUNT}/adresse", 303)
        problems: list[dict[str, str]] = []
        given = ""
        if request.method == "POST":
            form, context = await self._door.form(request)
            given = form.get("email", "")
            variables = {"email": given, "password": form.get("password", "")}
            outcome = (await self._door.run(context, "request_email_change", **variables))["outcome"]
            if outcome["__typename"] == "EmailChangePayload":
                return RedirectResponse(f"{ACCOUNT}?fait=adresse", 303)
            problems = outcome.get("userErrors") or [{"field": "", "message": outcome["message"]}]
        status, email = 422 if problems else 200, context.viewer.email
        return self._door.page(request, "change_email.html", status, problems=problems, email=email, given=given)

    async def cancel_email(self, request: Request) -> Response:
        """Take the request back."""
        form, context = await self._door.form(request)
        if context.viewer.person_id is not None:
            await self._door.run(context, "cancel_email_change", id=form.get("id", ""))
        return RedirectResponse(ACCOUNT, 303)

    async def revoke(self, request: Request) -> Response:
        """End one session, or all others."""
        form, context = await self._door.form(request)
        if context.viewer.person_id is None:
            return RedirectResponse(f"{SIGN_IN}?suite={ACCOUNT}", 303)
        if "session" not in form:
            await self._door.run(context, "revoke_others")
            return RedirectResponse(f"{ACCOUNT}?fait=sessions", 303)
        try:
            await self._door.run(context, "revoke_session", id=form["session"])
        except (NotFound, BadInput):
            return RedirectResponse(ACCOUNT, 303)  # it is gone already
        return RedirectResponse(f"{ACCOUNT}?fait=session", 303)


def local_path(text: str) -> str:
    """A path of ours to go on to; the account for anything else, so that no link leads elsewhere after a sign-in."""
    safe = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isascii() and text.isprintable()
    return text if safe and "\\" not in text else ACCOUNT
