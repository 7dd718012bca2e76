"""The calendar of an establishment's checks, for telephones and calendar programs: `/calendrier/TOKEN.ics`.

iCalendar (RFC 5545, with the names and intervals of RFC 7986). Days without times, so no time zones; the same bytes
until something changes, so that an entity tag spares everybody the rest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

from icalendar import TRANSP, Alarm, Calendar, Event, vDuration, vText
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from access.identify import calendar_viewer
from errors import NotFound
from graph.relay import global_id
from models.markdown import to_text
from models.typography import typeset
from schema.client import LocalClient
from settings import Settings

_DOCUMENT = Path(__file__).parent / "operations" / "calendar.graphql"
_REFRESH = dt.timedelta(hours=12)
# Nine in the morning, so many days before: a day begins at midnight.
_ALARMS = tuple(dt.timedelta(hours=9) - dt.timedelta(days=days) for days in (30, 7))
_COLOR = "steelblue"
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    # Only for whoever holds the address; asked for again each time, by its entity tag.
    "cache-control": "private, no-cache",
    "content-disposition": 'inline; filename="controles.ics"',
}


class Calendars:
    """Serves calendars; what they show goes through the schema, as whoever made them."""

    def __init__(self, client: LocalClient, settings: Settings) -> None:
        self._client, self._settings = client, settings
        self._document = _DOCUMENT.read_text("utf-8")

    def routes(self) -> list[Route]:
        """Where they are."""
        return [Route("/calendrier/{token}.ics", self.calendar, methods=["GET", "HEAD"])]

    async def calendar(self, request: Request) -> Response:
        """The calendar; 304 when it is known, 404 when it was revoked or is none."""
        try:
            viewer, member_id = await calendar_viewer(self._settings, request.path_params["token"])
        except NotFound:
            return PlainTextResponse("Ce calendrier n’existe pas, ou plus.", 404, _HEADERS)
        data = await self._client.run(self._document, {"id": global_id("Member", member_id)}, viewer)
        content = render(data["member"], self._settings)
        etag = f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'
        headers = {**_HEADERS, "etag": etag}
        known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
        if etag in known:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type="text/calendar")


def render(member: dict[str, Any], settings: Settings) -> bytes:
    """The calendar of a company as the stored operation answers it."""
    domain = settings.contact_address.rpartition("@")[2]
    checks = member["nextChecks"]["nodes"]
    name = typeset(f"Contrôles : {member['legalName']}")
    calendar = Calendar.new(
        prodid=f"-//{settings.group_name}//Contrôles réglementaires//FR",
        uid=f"{member['id']}@{domain}",
        url=settings.public_url,
        color=_COLOR,
        last_modified=max((_moment(check) for check in checks), default=None),
    )
    # By hand: the library writes these texts without escapes, and the interval without the type that it needs.
    about = f"Les contrôles réglementaires de l’établissement, tenus à jour par {settings.group_name}."
    for key, text in (("NAME", name), ("X-WR-CALNAME", name), ("DESCRIPTION", about), ("X-WR-CALDESC", about)):
        calendar[key] = vText(text)
    calendar.add("REFRESH-INTERVAL", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(_REFRESH))
    for check in checks:
        calendar.add_component(_event(check, settings, domain))
    return bytes(calendar.to_ical())


def _event(found: dict[str, Any], settings: Settings, domain: str) -> Event:
    check, day = found["check"], dt.date.fromisoformat(found["nextDueOn"])
    moment = _moment(found)
    event = Event.new(
        # The same for as long as the establishment has the check: a new day moves the event, it makes no second one.
        uid=f"{found['id']}@{domain}",
        stamp=moment,
        last_modified=moment,
        sequence=found["revision"],
        start=day,
        end=day + dt.timedelta(days=1),
        summary=typeset(f"En retard : {check['title']}" if found["overdue"] else check["title"]),
        description=_description(found),
        categories=["Contrôle réglementaire", check["phaseLabel"]],
        transparency=TRANSP.TRANSPARENT,
        url=settings.public_url,
    )
    for trigger in () if found["overdue"] else _ALARMS:
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", typeset(f"À prévoir : {check['title']}"))
        alarm.add("TRIGGER", trigger)
        event.add_component(alarm)
    return event


def _description(found: dict[str, Any]) -> str:
    check = found["check"]
    parts = [to_text(check["body"]["markdown"])] if "markdown" in check["body"] else []
    if found["lastDoneOn"]:
        parts.append(f"Fait la dernière fois le {dt.date.fromisoformat(found['lastDoneOn']):%d/%m/%Y}.")
    if check["everyMonths"]:
        parts.append(f"À refaire tous les {check['everyMonths']} mois.")
    if check["legalSource"]:
        parts.append(f"Source : {check['legalSource']}.")
    parts.append("Une fois le contrôle fait, notez sa date dans votre espace : l’échéance suivante se calcule seule.")
    return typeset("\n\n".join(parts))


def _moment(found: dict[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(found["updatedAt"])
