"""By what companies can be narrowed down, for the group."""

import datetime as dt

import strawberry

from access.conditions import AnyOf, Arg, AtLeast, AtMost, Contains, Eq, Exists, Literal, Not, OfViewer, Today, both
from graph.fields import argument
from graph.relay import key_of
from models import MessageDirection
from models.folding import fold
from models.france import PARIS
from schema.enums import MemberStatus

_ME = OfViewer("person_id")
AWAY_TODAY = both(AtMost("first_day", Today()), AtLeast("last_day", Today()))
_MINE = AnyOf((Eq("advisor_id", _ME), Exists("advisor", Exists("absences", both(Eq("backup_id", _ME), AWAY_TODAY)))))


# The first days of the calendar have no midnight in UTC.
_LONG_AGO = dt.date(1900, 1, 1)


def _midnight(day: dt.date) -> dt.datetime:
    """When a day begins in France, as the tables tell it: in UTC."""
    return dt.datetime.combine(max(day, _LONG_AGO), dt.time(), PARIS).astimezone(dt.UTC)


_SINCE = Arg("inactive_since", _midnight)
_FROM_THEM = both(Eq("direction", Literal(MessageDirection.IN)), Eq("internal", Literal(False)))
_USED = AnyOf((AtLeast("created_at", _SINCE), AtLeast("last_seen_at", _SINCE)))
_ACTIVE = AnyOf(
    (
        Exists("mails", AtLeast("received_at", _SINCE)),
        Exists("conversations", Exists("messages", both(_FROM_THEM, AtLeast("at", _SINCE)))),
        Exists("supplier_attachments", AtLeast("created_at", _SINCE)),
        Exists("affiliations", Exists("person", Exists("sessions", _USED))),
    )
)

MEMBER_FILTERS = (
    argument(
        "search",
        str | None,
        "Part of a name, a city or a SIRET; accents and case don't matter.",
        matches=Contains("search_text", Arg("search", fold)),
    ),
    argument("status", MemberStatus | None, "Only this status.", matches=Eq("status", Arg("status"))),
    argument("mine", bool, "Only those that the viewer follows, or stands in for today.", matches=_MINE, default=False),
    argument(
        "advisor",
        strawberry.ID | None,
        "Id of the advisor who follows them.",
        matches=Eq("advisor_id", Arg("advisor", key_of("Advisor"))),
    ),
    argument(
        "department",
        str | None,
        "Only this department, e.g. `69` or `2A`.",
        matches=Eq("department", Arg("department", str.upper)),
    ),
    argument(
        "inactive_since",
        dt.date | None,
        "Only those of whom nothing came since that day: no message, no request, no visit.",
        matches=Not(_ACTIVE),
    ),
)
