"""Samples of the parts about people: `letters/people_parts.py`."""

from __future__ import annotations

from letters.people_parts import PasswordLinkAsked

PEOPLE_PARTS = (
    PasswordLinkAsked(),
    PasswordLinkAsked(another=True),
    PasswordLinkAsked(throttled=True),
)
