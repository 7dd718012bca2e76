"""Attestations of membership outside GraphQL: the public page that checks one, and the PDF for the company's people."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from access.viewer import ANONYMOUS
from documents.attestation import Attestation, render
from schema.client import LocalClient
from settings import Settings
from web.access_pages import SIGN_IN
from web.rendering import Rendering, documents
from web.viewers import signed_in
from workflows.attestations import AttestationStatus, document_of

# Some tens of kilobytes each.
_MOST_KEPT = 200
_PDF = {"x-content-type-options": "nosniff", "cache-control": "no-store", "referrer-policy": "no-referrer"}
_KEY = re.compile(r"[1-9][0-9]{0,9}")
_GONE = "Cette attestation n’est plus valable. Émettez-en une nouvelle depuis votre espace client."


class AttestationPages:
    """The page says what the schema says; the PDF of an attestation is always the same bytes."""

    def __init__(self, client: LocalClient, settings: Settings, rendering: Rendering) -> None:
        self._client, self._settings, self._page = client, settings, rendering.page
        self._verification = documents()["attestation"]
        self._kept: OrderedDict[Attestation, bytes] = OrderedDict()
        self._turn = asyncio.Lock()

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/attestation/{token}", self.verify),
            Route("/attestations/{id}.pdf", self.download),
        ]

    async def verify(self, request: Request) -> Response:
        """Whoever holds an attestation looks whether it holds today."""
        variables = {"token": request.path_params["token"]}
        data = await self._client.run(self._verification, variables, ANONYMOUS)
        found = data["attestationVerification"]
        return self._page(request, "attestation.html", 200 if found else 404, attestation=found)

    async def download(self, request: Request) -> Response:
        """The document, for the company's people and the group; for others there is none."""
        viewer = await signed_in(self._settings, request.headers.get("cookie", ""))
        if viewer.person_id is None:
            return RedirectResponse(f"{SIGN_IN}?suite={request.url.path}", 303)
        found = await document_of(self._settings, viewer, _key(request.path_params["id"]))
        if found is None:
            return PlainTextResponse("Cette attestation n’existe pas.", 404)
        document, status = found
        if status is not AttestationStatus.VALID:
            return PlainTextResponse(_GONE, 410)
        name = f"attestation-{document.siret}-{document.issued_on:%Y%m%d}.pdf"
        headers = {"content-disposition": f'attachment; filename="{name}"', **_PDF}
        return Response(await self._pdf(document), media_type="application/pdf", headers=headers)

    async def _pdf(self, document: Attestation) -> bytes:
        """The document, typeset once for what it says and kept for a while; one at a time."""
        async with self._turn:
            if document not in self._kept:
                self._kept[document] = await render(document)
                if len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(document)
            return self._kept[document]


def _key(text: str) -> int:
    """The key of an attestation; 0, which is none's, for what can't be one."""
    return int(text) if _KEY.fullmatch(text) and int(text) < 2**31 else 0
