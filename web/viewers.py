"""Who is asking over HTTP: the session in the cookie or in the Authorization header."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from access.viewer import ANONYMOUS, Viewer
from errors import AccessDenied, ErrorCode
from settings import Settings
from workflows.accounts import viewer_of_token

# A page of another site can't send this header without a CORS preflight, which we never allow.
PREFLIGHT_HEADER = "x-centrale-client"


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this very host; browsers accept it over HTTPS only."""
    return "__Host-centrale" if settings.public_url.startswith("https://") else "centrale"


async def viewer_from_request(request: Request, settings: Settings) -> Viewer:
    """The viewer. Raises `AccessDenied` for a bearer token that is not valid any more; a stale cookie is the public."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        viewer = await viewer_of_token(token.strip())
        if viewer is None:
            raise AccessDenied("the bearer token is unknown, expired or revoked", code=ErrorCode.UNAUTHENTICATED)
        return viewer
    cookie = request.cookies.get(cookie_name(settings))
    return (await viewer_of_token(cookie) if cookie else None) or ANONYMOUS


def has_cookie(request: Request, settings: Settings) -> bool:
    """Whether the browser sent a session along by itself."""
    return cookie_name(settings) in request.cookies


def set_session(response: Response, settings: Settings, token: str) -> None:
    """Hand the session over to the browser, or take it back when the token is empty."""
    secure = settings.public_url.startswith("https://")
    if token:
        response.set_cookie(
            cookie_name(settings),
            token,
            max_age=settings.session_days * 86_400,
            httponly=True,
            secure=secure,
            samesite="lax",
        )
    else:
        response.delete_cookie(cookie_name(settings), httponly=True, secure=secure, samesite="lax")
