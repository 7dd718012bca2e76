"""What France fixes for everybody: the day that it is there, and the department of a postcode."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_POSTCODE = re.compile(r"[0-9]{5}")
# Southern Corsica's postcodes; the rest of 20 is Haute-Corse.
_SOUTH_CORSICA = ("200", "201")
DEPARTMENTS = (
    *(f"{number:02d}" for number in range(1, 96) if number != 20),
    "2A", "2B", "971", "972", "973", "974", "975", "976", "977", "978", "984", "986", "987", "988",
)  # fmt: skip


def today() -> dt.date:
    """The day that it is in Paris: what « aujourd’hui » means to members and advisors."""
    return dt.datetime.now(PARIS).date()


def department_of(postcode: str | None) -> str | None:
    """The department that a postcode begins with: `69`, `2A`, `974`; None for what is no French postcode.

    A handful of communes near a border have the postcode of the department next door; nobody minds here.
    """
    if postcode is None or not _POSTCODE.fullmatch(postcode):
        return None
    if postcode.startswith("20"):
        return "2A" if postcode.startswith(_SOUTH_CORSICA) else "2B"
    found = postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]
    return found if found in DEPARTMENTS else None
