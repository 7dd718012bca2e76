"""Who is asking over HTTP: the session in the cookie or in the Authorization header.

What is known of a session's viewer is remembered under the version of the access data that it was read under. Each
statement that is run for a remembered viewer checks that version in its own snapshot, so a membership or session that
ended ends at once, without asking who it is for every request.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.responses import Response

from access.policy import Role, roles_of
from access.viewer import ANONYMOUS, Viewer
from errors import AccessDenied, ErrorCode
from graph.budgets import Budget, Budgets
from graph.context import Context
from graph.database import read_version
from models.versions import ACCESS
from settings import Settings
from workflows.accounts import SEEN_EVERY, ValidSession, session_of_token
from workflows.supplier_access import PREFIX, viewer_of_key

# A page of another site can't send this header without a CORS preflight, which we never allow.
PREFLIGHT_HEADER = "x-centrale-client"
_MOST_REMEMBERED = 10_000
# How long browsers keep the device's cookie at most (RFC 6265bis: 400 days).
_DEVICE_SECONDS = 400 * 86_400


@dataclass(frozen=True, slots=True)
class Known:
    """A viewer, and the version of the access data that they were read under; None for the public."""

    viewer: Viewer
    roles: tuple[Role, ...]
    version: int | None = None
    expires_at: float = float("inf")
    # What it is remembered by.
    token: str = field(default="", repr=False)


PUBLIC = Known(ANONYMOUS, roles_of(ANONYMOUS))


class Viewers:
    """Finds out who asks, and remembers it, and what they may still ask for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._remembered: OrderedDict[str, Known] = OrderedDict()
        self._budgets = Budgets()

    async def of(self, authorization: str, cookies: str) -> Known:
        """Who asks. Raises `AccessDenied` for a bearer token that is not valid any more; a stale cookie is nobody."""
        scheme, _, bearer = authorization.partition(" ")
        if scheme.lower() == "bearer" and bearer:
            known = await self._of_token(bearer.strip())
            if known is PUBLIC:
                raise AccessDenied("the bearer token is unknown, expired or revoked", code=ErrorCode.UNAUTHENTICATED)
            return known
        token = token_in(self._settings, cookies)
        # A key is for programs: in a cookie, which browsers send along by themselves, it is nothing.
        return await self._of_token(token) if token and not token.startswith(PREFIX) else PUBLIC

    async def current(self, authorization: str, cookies: str) -> Known:
        """The same, true right now: for whoever is asked who they are once and then goes on."""
        known = await self.of(authorization, cookies)
        if known is PUBLIC or known.version == await read_version(ACCESS):
            return known
        self.forget(known)
        return await self.of(authorization, cookies)

    def context(self, known: Known, headers: Mapping[bytes, bytes], client: str) -> Context:
        """What resolvers know of a request, or of a socket by the headers of its handshake."""
        cookies = headers.get(b"cookie", b"").decode("latin-1")
        return Context(
            known.viewer,
            self._settings,
            user_agent=headers.get(b"user-agent", b"").decode("latin-1"),
            client=client,
            device=(value_in(cookies, device_cookie_name(self._settings)) or "") if cookies else "",
            viewer_version=known.version,
            roles=known.roles,
            budget=self._budget(known.viewer, client),
        )

    def _budget(self, viewer: Viewer, client: str) -> Budget:
        if viewer.person_id is None:
            return self._budgets.of(client, self._settings.public_budget)
        return self._budgets.of(viewer.person_id, self._settings.signed_in_budget)

    def forget(self, known: Known) -> None:
        """It isn't true any more."""
        if self._remembered.get(known.token) is known:
            del self._remembered[known.token]

    async def _of_token(self, token: str) -> Known:
        known = self._remembered.get(token)
        if known is not None and known.expires_at > time.time():
            self._remembered.move_to_end(token)
            return known
        self._remembered.pop(token, None)
        # The version first: what changes between the two is found by the check of the first statement.
        version = await read_version(ACCESS)
        known = await _known_of(token, version)
        if known is PUBLIC:
            return PUBLIC
        known = self._remembered[token] = replace(known, token=token)
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return known


async def _known_of(token: str, version: int) -> Known:
    """Whose session it is, or which supplier's key; the public for what is neither, or not any more."""
    if token.startswith(PREFIX):
        viewer = await viewer_of_key(token)
        return PUBLIC if viewer is None else Known(viewer, roles_of(viewer), version)
    session = await session_of_token(token)
    return PUBLIC if session is None else known_by(session, version)


async def signed_in(settings: Settings, cookies: str) -> Viewer:
    """Whose session the cookie is, read afresh: for downloads, which no statement checks."""
    token = token_in(settings, cookies)
    session = await session_of_token(token) if token else None
    return session.viewer if session else ANONYMOUS


async def viewer_of_bearer(authorization: str) -> Viewer | None:
    """Whose session the token of an Authorization header is, read afresh; None without one. Raises `AccessDenied`."""
    scheme, _, bearer = authorization.partition(" ")
    if scheme.lower() != "bearer" or not bearer:
        return None
    session = await session_of_token(bearer.strip())
    if session is None:
        raise AccessDenied("the bearer token is unknown, expired or revoked", code=ErrorCode.UNAUTHENTICATED)
    return session.viewer


def known_by(session: ValidSession, version: int) -> Known:
    """What is known of a session that was just read; read again from time to time, as that notes that it was seen."""
    until = min(session.expires_at.timestamp(), time.time() + SEEN_EVERY.total_seconds())
    return Known(session.viewer, roles_of(session.viewer), version, until)


def value_in(cookies: str, wanted: str) -> str | None:
    """The value of a cookie in a Cookie header."""
    for pair in cookies.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == wanted and value:
            return value
    return None


def token_in(settings: Settings, cookies: str) -> str | None:
    """The session token in a Cookie header."""
    return value_in(cookies, cookie_name(settings))


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this very host; browsers accept it over HTTPS only."""
    return "__Host-centrale" if _is_https(settings) else "centrale"


def device_cookie_name(settings: Settings) -> str:
    """The cookie by which throttling knows a browser again (`access.devices`)."""
    return cookie_name(settings) + "-device"


def set_session(response: Response, settings: Settings, token: str) -> None:
    """Hand the session over to the browser, or take it back when the token is empty."""
    if token:
        _set(response, settings, cookie_name(settings), token, settings.session_days * 86_400)
    else:
        response.delete_cookie(cookie_name(settings), httponly=True, secure=_is_https(settings), samesite="lax")


def set_device(response: Response, settings: Settings, token: str) -> None:
    """Have the browser be known again; it opens nothing."""
    _set(response, settings, device_cookie_name(settings), token, _DEVICE_SECONDS)


def _set(response: Response, settings: Settings, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, httponly=True, secure=_is_https(settings), samesite="lax")


def _is_https(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")
