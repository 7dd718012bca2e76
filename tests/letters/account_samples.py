"""Samples of the letters about somebody's access."""

from __future__ import annotations

import datetime
from dataclasses import replace

from letters.values import AdvisorCard, GroupCard, Letter, PasswordChangedLetter, PasswordResetLetter


def account_letters(group: GroupCard, advisor: AdvisorCard) -> dict[str, Letter]:
    """By name; the bare ones say as little as they can."""
    reset = PasswordResetLetter(
        tag="[HA + PME]",
        greeting_name="Yann Le Goff",
        reset_url="https://www.centrale.test/acces/mot-de-passe/nZxk3-f9_Qb0sYgYB2cV5m1tqH8wJrE4uLdXoKpTiAs",
        minutes="60",
        asked_from="Firefox sur Windows",
        advisor=advisor,
        group=group,
    )
    changed = PasswordChangedLetter(
        tag="[HA + PME]",
        greeting_name="Yann Le Goff",
        at=datetime.datetime(2026, 11, 23, 14, 5),  # noqa: DTZ001 - what the clock shows
        changed_from="Safari sur iPhone",
        forgotten_url="https://www.centrale.test/acces/mot-de-passe-oublie",
        advisor=advisor,
        group=group,
    )
    return {
        "password-reset": reset,
        "password-reset-bare": replace(reset, asked_from="", advisor=None),
        "password-changed": changed,
        "password-changed-bare": replace(changed, changed_from="", advisor=None),
    }
