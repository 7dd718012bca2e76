"""Pages rendered on the server: templates, the operations behind them, headers that keep them to themselves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.templating import Jinja2Templates

from letters.french import format_day, format_time
from models.france import PARIS
from models.siret import format_siret
from settings import Settings
from web.bodies import read_body

_FOLDER = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
# Of pages with our own script. Their forms tell where they come from, to ourselves alone (`web.origin`).
_SCRIPTED = {
    "content-security-policy": f"{_POLICY}; script-src 'self'; connect-src 'self'",
    "referrer-policy": "same-origin",
}
_LONGEST_FORM = 10_000


class Rendering:
    """The templates, with what all of them show."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._templates = Jinja2Templates(_FOLDER / "templates")
        self._templates.env.filters.update(siret=format_siret, moment=_moment, day=_day)

    def page(
        self, request: Request, template: str, status: int = 200, *, scripted: bool = False, **values: Any
    ) -> HTMLResponse:
        """A page; `scripted` ones load our own script."""
        headers = _HEADERS | (_SCRIPTED if scripted else {})
        shown = {"settings": self._settings, **values}
        return self._templates.TemplateResponse(request, template, shown, status, headers=headers)


def documents() -> dict[str, str]:
    """The stored operations of the pages, by name."""
    return {path.stem: path.read_text("utf-8") for path in (_FOLDER / "operations").glob("*.graphql")}


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a small form, the first of each name. Raises PAYLOAD_TOO_LARGE."""
    body = (await read_body(request, _LONGEST_FORM)).decode("utf-8", "replace")
    return {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}


def _day(text: str) -> str:
    """A day of the API in French: `23 novembre 2026`."""
    return format_day(dt.date.fromisoformat(text))


def _moment(text: str) -> str:
    """A moment of the API as French clocks show it: `23 novembre 2026 à 14 h 05`."""
    moment = dt.datetime.fromisoformat(text).astimezone(PARIS)
    return f"{format_day(moment.date())} à {format_time(moment)}"
