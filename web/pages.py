"""The few pages that need no front end: home, how to join, and the supplier's decision."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from access.identify import LinkEnded, supplier_viewer
from access.viewer import ANONYMOUS
from errors import AppError, NotFound
from schema.client import LocalClient
from settings import Settings
from web.rendering import Rendering, documents, form_of


class Pages:
    """Pages rendered on the server; what they show and do goes through the schema."""

    def __init__(self, client: LocalClient, settings: Settings, rendering: Rendering) -> None:
        self._client, self._settings, self._page = client, settings, rendering.page
        self._documents = documents()

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/", self.home),
            Route(self._settings.join_path, self.join),
            Route("/faq/{slug}", self.faq),
            Route("/rattachement/{token}", self.decision, methods=["GET"]),
            Route("/rattachement/{token}", self.decide, methods=["POST"]),
        ]

    async def home(self, request: Request) -> Response:
        """What this is, and where to go."""
        return self._page(request, "home.html", demo=self._settings.demo)

    async def join(self, request: Request) -> Response:
        """How to join the group."""
        return self._page(request, "join.html")

    async def faq(self, request: Request) -> Response:
        """A question of the FAQ, to which the mailbot's answers link; whoever looks is the public."""
        variables = {"slug": request.path_params["slug"]}
        entry = (await self._client.run(self._documents["faq_entry"], variables, ANONYMOUS))["faqEntry"]
        return self._page(request, "faq.html", 200 if entry else 404, entry=entry)

    async def decision(self, request: Request) -> Response:
        """The supplier looks at a request. Looking changes nothing: mail scanners open links too."""
        return await self._undecided(request)

    async def _undecided(self, request: Request, *, problem: str = "", code: str = "") -> Response:
        """The request with its buttons, or what became of it; `problem` with the code that was typed."""
        try:
            viewer = await supplier_viewer(self._settings, request.path_params["token"])
        except LinkEnded as ended:  # nothing of the request is shown any more
            return self._page(request, "decision.html", ended=ended.status or "EXPIRED")
        except NotFound:
            return self._page(request, "decision.html", 404)
        variables = {"id": f"SupplierAttachment:{viewer.attachment_id}"}
        data = await self._client.run(self._documents["decision"], variables, viewer)
        shown = {"attachment": data["supplierAttachment"], "problem": problem, "code": code}
        return self._page(request, "decision.html", 422 if problem else 200, **shown)

    async def decide(self, request: Request) -> Response:
        """The supplier has pressed a button."""
        token = request.path_params["token"]
        form = await form_of(request)
        choice = form.get("decision", "")
        document = {"accept": "confirm", "refuse": "refuse"}.get(choice)
        if document is not None:
            variables: dict[str, Any] = {"token": token}
            if choice == "refuse":
                variables["reason"] = form.get("reason", "")
            else:
                variables["code"] = form.get("code", "")
            try:
                data = await self._client.run(self._documents[document], variables, ANONYMOUS)
                problems = data.get("confirmSupplierAttachment", {}).get("userErrors")
                if problems:
                    return await self._undecided(request, problem=problems[0]["message"], code=variables["code"])
            except AppError:
                # Decided or cancelled in the meantime: the page shows where it stands.
                return RedirectResponse(request.url.path, 303)
        return RedirectResponse(request.url.path, 303)
