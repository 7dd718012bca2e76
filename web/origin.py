"""Forms of our own pages only: other sites can't act with our visitors' cookies, nor sign them in as somebody.

Cookies are SameSite=Lax, which leaves the sign-in itself: another site could sign a visitor in under its own account.
"""

from __future__ import annotations

from starlette.requests import Request

from errors import AccessDenied
from settings import Settings


def require_own_page(request: Request, settings: Settings) -> None:
    """Raise `AccessDenied` when a form was sent by a page of another origin than the configured one.

    Browsers say so in Sec-Fetch-Site, older ones in Origin; both are out of pages' reach.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = site in ("same-origin", "none") if site is not None else origin in (None, settings.public_url)
    if not own:
        raise AccessDenied(
            f"Ce formulaire vient d’un autre site. Ouvrez la page depuis {settings.public_url} et recommencez."
        )
