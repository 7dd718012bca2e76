"""Downloading what the group holds of a person: `/mes-donnees.zip`, for themselves and for administrators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from access.limits import EXPORT
from access.throttling import throttle
from errors import AccessDenied, ErrorCode, RateLimited
from graph.relay import key_of
from settings import Settings
from web.viewers import signed_in
from workflows.privacy.export import export_person

_PIECE = 64 * 1024
_HEADERS = {
    "content-disposition": 'attachment; filename="mes-donnees.zip"',
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class Exports:
    """Streams the ZIP; a viewer is read afresh for it, never remembered."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def routes(self) -> list[Route]:
        """Where it is."""
        return [Route("/mes-donnees.zip", self.mine)]

    async def mine(self, request: Request) -> StreamingResponse:
        """The signed-in person's data; with `?person=Person:12` another's, for administrators."""
        viewer = await signed_in(self._settings, request.headers.get("cookie", ""))
        if viewer.person_id is None:
            raise AccessDenied("Connectez-vous pour télécharger vos données.", code=ErrorCode.UNAUTHENTICATED)
        wanted = request.query_params.get("person")
        person_id = viewer.person_id if wanted is None else key_of("Person")(wanted)
        throttled = await throttle(self._settings, EXPORT.of(viewer.person_id))
        if throttled is not None:
            raise RateLimited(throttled.retry_after)
        file = await export_person(self._settings, viewer, person_id)
        return StreamingResponse(_pieces(file), media_type="application/zip", headers=_HEADERS)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
