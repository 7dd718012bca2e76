"""The page behind the link below each digest, and where mail programs post to (RFC 8058).

Looking changes nothing, for mail scanners follow links. A POST ends the digest at once: no cookie is read, no origin
asked for and no field of the form needed, since a mail program has none of them; the signed token is all that counts.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from access.viewer import Viewer
from models import Channel
from schema.client import LocalClient
from settings import Settings
from web.rendering import Rendering, documents

_BY_LINK = Viewer(channel=Channel.LINK)


class DigestPages:
    """One page in its states."""

    def __init__(self, client: LocalClient, settings: Settings, rendering: Rendering) -> None:
        self._client, self._settings, self._page = client, settings, rendering.page
        self._documents = documents()

    def routes(self) -> list[Route]:
        """Where it is."""
        return [
            Route("/lettre/desabonnement/{token}", self.unsubscribe, methods=["GET", "POST"]),
            Route("/lettre/retour/{token}", self.come_back, methods=["POST"]),
        ]

    async def unsubscribe(self, request: Request) -> Response:
        """A button; behind it the digest is ended. Never a redirect: mail programs don't follow any."""
        token = request.path_params["token"]
        if request.method == "POST":
            return self._shown(request, token, await self._changed("unsubscribe", token), done=True)
        data = await self._client.run(self._documents["digest_link"], {"token": token}, _BY_LINK)
        return self._shown(request, token, data["digestLink"], done=False)

    async def come_back(self, request: Request) -> Response:
        """Take it back, while that is possible."""
        token = request.path_params["token"]
        return self._shown(request, token, await self._changed("return_to_digest", token), done=True)

    async def _changed(self, document: str, token: str) -> dict[str, Any] | None:
        data = await self._client.run(self._documents[document], {"token": token}, _BY_LINK)
        return data["outcome"] or None

    def _shown(self, request: Request, token: str, link: dict[str, Any] | None, *, done: bool) -> Response:
        return self._page(request, "digest.html", 200 if link else 404, token=token, link=link, done=done)
