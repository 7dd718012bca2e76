"""How often somebody gets the digest: what they chose, else what they are to us; and the link below each letter.

The link is signed for one person and this purpose. It ends the digest, whoever opens it and from wherever; all that it
can do beside is to take that back within the hour.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tortoise import timezone
from tortoise.transactions import in_transaction

from access.tokens import Purpose, sign, verify
from access.viewer import Viewer, load_viewer
from letters.outbox import tagged_address
from models import DigestFrequency, DigestPreference, JournalKind, Person
from settings import Settings
from workflows.journal import record

FREQUENCIES = {
    DigestFrequency.WEEKLY: "chaque semaine",
    DigestFrequency.MONTHLY: "chaque mois",
    DigestFrequency.NEVER: "jamais",
}
# How long the link can take back what it did.
SECOND_THOUGHTS = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Preference:
    """How often, whether they chose it themselves, and when the last letter was written."""

    frequency: DigestFrequency
    chosen: bool
    decided_at: dt.datetime | None
    last_sent_at: dt.datetime | None


@dataclass(frozen=True)
class LinkStands:
    """What the link finds. `may_return`: it ended the digest just now, and can take that back."""

    subscribed: bool
    may_return: bool


def default_frequency(viewer: Viewer) -> DigestFrequency:
    """Monthly for the people of active members, who joined for it; nobody else gets it without asking for it."""
    asked_by_joining = viewer.is_active_member and not viewer.is_staff
    return DigestFrequency.MONTHLY if asked_by_joining else DigestFrequency.NEVER


def frequency_of(viewer: Viewer, row: DigestPreference | None) -> DigestFrequency:
    """How often the viewer gets it now."""
    return row.frequency if row is not None and row.frequency is not None else default_frequency(viewer)


async def preference_of(viewer: Viewer) -> Preference:
    """The viewer's own."""
    return _told(viewer, await DigestPreference.get_or_none(person_id=viewer.person_id))


async def choose(viewer: Viewer, frequency: DigestFrequency) -> Preference:
    """From now on this often."""
    assert viewer.person_id is not None  # noqa: S101 - the policy of the mutation
    async with in_transaction():
        row = await _locked(viewer.person_id)
        await _decide(row, viewer, frequency)
    return _told(viewer, row)


async def link(settings: Settings, token: str) -> LinkStands | None:
    """Where the link stands; None when it is not ours. Looking changes nothing."""
    person_id = _person_of(settings, token)
    if person_id is None:
        return None
    return await _stands(person_id, await DigestPreference.get_or_none(person_id=person_id))


async def unsubscribe(settings: Settings, viewer: Viewer, token: str) -> LinkStands | None:
    """No digest any more for whoever the token was made for; None when it is not ours. Twice is fine."""
    person_id = _person_of(settings, token)
    if person_id is None:
        return None
    async with in_transaction():
        if not await Person.exists(id=person_id):
            return LinkStands(subscribed=False, may_return=False)
        row = await _locked(person_id)
        if row.frequency is not DigestFrequency.NEVER:
            before = await _frequency(person_id, row)
            await _decide(row, viewer, DigestFrequency.NEVER, ended=before)
        return await _stands(person_id, row)


async def come_back(settings: Settings, viewer: Viewer, token: str) -> LinkStands | None:
    """Take back what the link did within the hour; what is older stays. None when the token is not ours."""
    person_id = _person_of(settings, token)
    if person_id is None:
        return None
    async with in_transaction():
        if not await Person.exists(id=person_id):
            return LinkStands(subscribed=False, may_return=False)
        row = await _locked(person_id)
        if row.ended_frequency is not None and (await _stands(person_id, row)).may_return:
            await _decide(row, viewer, row.ended_frequency)
        return await _stands(person_id, row)


def token_of(settings: Settings, person_id: int) -> str:
    """The token of a person's link."""
    return sign(settings.secret_key, Purpose.DIGEST, person_id)


def unsubscribe_url(settings: Settings, token: str) -> str:
    """The page below each letter; mail programs post to it by themselves (RFC 8058)."""
    return f"{settings.public_url}/lettre/desabonnement/{token}"


def list_headers(settings: Settings, token: str) -> dict[str, str]:
    """What mail programs make their own button of (RFC 2369, 2919, 8058)."""
    address = tagged_address(settings, f"u{token}")
    return {
        "List-Id": f"<lettre.{settings.contact_address.rpartition('@')[2]}>",
        "List-Unsubscribe": f"<{unsubscribe_url(settings, token)}>, <mailto:{address}?subject=desabonnement>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }


def _person_of(settings: Settings, token: str) -> int | None:
    return verify(settings.secret_key, Purpose.DIGEST, token)


async def _locked(person_id: int) -> DigestPreference:
    """The person's row, made if it isn't there; whoever else decides at this moment waits."""
    await DigestPreference.bulk_create([DigestPreference(person_id=person_id)], ignore_conflicts=True)
    return await DigestPreference.select_for_update().get(person_id=person_id)


async def _decide(
    row: DigestPreference, viewer: Viewer, frequency: DigestFrequency, *, ended: DigestFrequency | None = None
) -> None:
    again = row.frequency is frequency
    row.frequency, row.ended_frequency = frequency, ended  # type: ignore[assignment]  # the column is nullable
    row.decided_at, row.decided_through = timezone.now(), viewer.channel
    await row.save(update_fields=["frequency", "ended_frequency", "decided_at", "decided_through"])
    if not again:
        note = FREQUENCIES[frequency]
        await record(JournalKind.DIGEST_CHOSEN, viewer, person_id=row.person_id, note=note)


async def _frequency(person_id: int, row: DigestPreference | None) -> DigestFrequency:
    """As `frequency_of`, for somebody who isn't at the door; never while their account is closed."""
    person = await load_viewer(person_id)
    return DigestFrequency.NEVER if person is None else frequency_of(person, row)


async def _stands(person_id: int, row: DigestPreference | None) -> LinkStands:
    subscribed = await _frequency(person_id, row) is not DigestFrequency.NEVER
    ended = row.ended_frequency if row else None
    recent = row is not None and row.decided_at is not None and row.decided_at > timezone.now() - SECOND_THOUGHTS
    return LinkStands(subscribed, ended not in (None, DigestFrequency.NEVER) and recent)


def _told(viewer: Viewer, row: DigestPreference | None) -> Preference:
    return Preference(
        frequency_of(viewer, row),
        chosen=row is not None and row.frequency is not None,
        decided_at=row.decided_at if row else None,
        last_sent_at=row.sent_at if row else None,
    )
