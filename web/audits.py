"""Audits outside GraphQL: sending a file as it is, and downloading the report."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from access.limits import AUDIT_REPORT, AUDIT_UPLOAD
from access.throttling import Throttled, throttle
from access.viewer import Viewer
from errors import AccessDenied, AppError, BadInput, ErrorCode, RateLimited
from graph.relay import key_or_zero
from schema.client import LocalClient
from settings import Settings
from web.access_pages import SIGN_IN
from web.bodies import read_body
from web.rendering import documents
from web.viewers import PREFLIGHT_HEADER, signed_in, viewer_of_bearer
from workflows.audits.files import takes_files, too_large
from workflows.audits.report import Format, document_of

_TYPES = {
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Bodies that are read at once in one process, each in memory.
UPLOADS = 8
_NO_STORE = {"cache-control": "no-store"}
_STATUS = {"AuditFilesAdded": 200, "InvalidInput": 400, "TooManyAttempts": 429, "AccessRestricted": 403}


class AuditDoor:
    """Files come as the body of a request: no limit of a JSON document, and no form that another site could send."""

    def __init__(self, client: LocalClient, settings: Settings) -> None:
        self._client, self._settings = client, settings
        self._turns = asyncio.Semaphore(UPLOADS)
        self._add_files = documents()["add_audit_files"]

    def routes(self) -> list[Route]:
        """Where it is."""
        return [
            Route("/audits/{id}/files", self.add_file, methods=["POST"]),
            Route("/audits/{id}/report.pdf", self.report),
            Route("/audits/{id}/report.xlsx", self.report),
        ]

    async def report(self, request: Request) -> Response:
        """The report, for the company's people once it is validated and for the group; for others there is none."""
        viewer = await viewer_of_bearer(request.headers.get("authorization", ""))
        viewer = viewer or await signed_in(self._settings, request.headers.get("cookie", ""))
        if viewer.person_id is None:
            return RedirectResponse(f"{SIGN_IN}?suite={request.url.path}", 303)
        throttled = await throttle(self._settings, AUDIT_REPORT.of(viewer.person_id))
        if throttled is not None:
            raise RateLimited(throttled.retry_after)
        format_ = Format(request.url.path.rpartition(".")[2])
        found = await document_of(
            self._settings, viewer, key_or_zero("Audit", f"Audit:{request.path_params['id']}"), format_
        )
        if found is None:
            return PlainTextResponse("Ce rapport n’existe pas, ou pas encore.", 404)
        headers = {"content-disposition": f'attachment; filename="{found.name}"', "x-content-type-options": "nosniff"}
        return Response(found.content, media_type=_TYPES[format_], headers={**headers, **_NO_STORE})

    async def add_file(self, request: Request) -> Response:
        """One file or a ZIP of several: `?name=facture.pdf`, the bytes as body. It answers as `addAuditFiles`."""
        viewer = await self._viewer(request)
        packed = request.headers.get("content-encoding", "identity").lower() != "identity"
        if packed or request.headers.get("content-type", "").lower().startswith("multipart/"):
            return PlainTextResponse("Envoyez le fichier tel quel, comme corps de la requête.", 415, headers=_NO_STORE)
        content = await self._body(request, viewer)
        if isinstance(content, Throttled):
            return JSONResponse(_waiting(content), _STATUS["TooManyAttempts"], headers=_NO_STORE)
        file = {"name": request.query_params.get("name", ""), "content": base64.b64encode(content).decode("ascii")}
        variables = {"input": {"id": f"Audit:{request.path_params['id']}", "files": [file]}}
        try:
            data: dict[str, Any] = await self._client.run(self._add_files, variables, viewer)
        except BadInput:  # an id that can't be one
            raise AppError("Cet audit n’existe pas.", code=ErrorCode.NOT_FOUND) from None
        found = data["addAuditFiles"]
        return JSONResponse(found, _STATUS[found["__typename"]], headers=_NO_STORE)

    async def _body(self, request: Request, viewer: Viewer) -> bytes | Throttled:
        """What is sent; nothing is read of it where it wouldn't be taken, and the mutation says why it isn't."""
        id_ = key_or_zero("Audit", f"Audit:{request.path_params['id']}")
        if not await takes_files(viewer, id_):
            return b""
        throttled = await throttle(self._settings, AUDIT_UPLOAD.of(viewer.person_id))
        if throttled is not None:
            return throttled
        # Who waits here for longer than CENTRALE_REQUEST_SECONDS is cut off.
        async with self._turns:
            try:
                return await read_body(request, self._settings.max_audit_file_bytes)
            except AppError as error:
                raise AppError(too_large(self._settings), code=error.code) from None

    async def _viewer(self, request: Request) -> Viewer:
        """Who sends it: by a bearer token, or by the session's cookie with the header that other sites can't send."""
        bearer = await viewer_of_bearer(request.headers.get("authorization", ""))
        if bearer is not None:
            return bearer
        if PREFLIGHT_HEADER not in request.headers:
            raise BadInput(f"an upload with a session cookie needs the header {PREFLIGHT_HEADER}")
        viewer = await signed_in(self._settings, request.headers.get("cookie", ""))
        if viewer.person_id is None:
            raise AccessDenied("Connectez-vous pour envoyer des fichiers.", code=ErrorCode.UNAUTHENTICATED)
        return viewer


def _waiting(throttled: Throttled) -> dict[str, Any]:
    """As the mutation says it."""
    return {
        "__typename": "TooManyAttempts",
        "message": throttled.message,
        "retryAfterSeconds": throttled.retry_after,
    }
