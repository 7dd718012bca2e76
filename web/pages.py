"""The few pages that need no front end: home, how to join, and the supplier's decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from access.identify import LinkEnded, supplier_viewer
from access.viewer import ANONYMOUS
from errors import AppError, NotFound
from models.siret import format_siret
from schema.client import LocalClient
from settings import Settings
from web.bodies import read_body

_FOLDER = Path(__file__).parent
_OPERATIONS = _FOLDER / "operations"
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


class Pages:
    """Pages rendered on the server; what they show and do goes through the schema."""

    def __init__(self, client: LocalClient, settings: Settings) -> None:
        self._client, self._settings = client, settings
        self._templates = Jinja2Templates(_FOLDER / "templates")
        self._templates.env.filters["siret"] = format_siret
        self._documents = {path.stem: path.read_text("utf-8") for path in _OPERATIONS.glob("*.graphql")}

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/", self.home),
            Route(self._settings.join_path, self.join),
            Route("/rattachement/{token}", self.decision, methods=["GET"]),
            Route("/rattachement/{token}", self.decide, methods=["POST"]),
        ]

    async def home(self, request: Request) -> Response:
        """What this is, and where to go."""
        return self._page(request, "home.html", demo=self._settings.demo)

    async def join(self, request: Request) -> Response:
        """How to join the group."""
        return self._page(request, "join.html")

    async def decision(self, request: Request) -> Response:
        """The supplier looks at a request. Looking changes nothing: mail scanners open links too."""
        try:
            viewer = await supplier_viewer(self._settings, request.path_params["token"])
        except LinkEnded as ended:  # nothing of the request is shown any more
            return self._page(request, "decision.html", ended=ended.status or "EXPIRED")
        except NotFound:
            return self._page(request, "decision.html", 404)
        variables = {"id": f"SupplierAttachment:{viewer.attachment_id}"}
        data = await self._client.run(self._documents["decision"], variables, viewer)
        return self._page(request, "decision.html", attachment=data["supplierAttachment"])

    async def decide(self, request: Request) -> Response:
        """The supplier has pressed a button."""
        token = request.path_params["token"]
        form = parse_qs((await read_body(request, 10_000)).decode("utf-8", "replace"))
        choice = form.get("decision", [""])[0]
        document = {"accept": "confirm", "refuse": "refuse"}.get(choice)
        if document is not None:
            variables: dict[str, Any] = {"token": token}
            if choice == "refuse":
                variables["reason"] = form.get("reason", [""])[0]
            try:
                await self._client.run(self._documents[document], variables, ANONYMOUS)
            except AppError:
                # Decided or cancelled in the meantime: the page shows where it stands.
                return RedirectResponse(request.url.path, 303)
        return RedirectResponse(request.url.path, 303)

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        shown = {"settings": self._settings, **values}
        return self._templates.TemplateResponse(request, template, shown, status, headers=_HEADERS)
