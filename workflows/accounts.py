"""Signing in and out, and sessions, which are stored by the SHA-256 of their token."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from tortoise import timezone
from tortoise.transactions import in_transaction

from access.devices import Visit, device_label, known_device, new_device
from access.limits import SIGN_IN_ADDRESS, SIGN_IN_CLIENT, SIGN_IN_PAIR
from access.passwords.hashing import hash_password, is_outdated, is_password
from access.throttling import Bucket, Throttled, give_back, throttle
from access.viewer import ANONYMOUS, Viewer, load_viewer, load_viewers
from errors import NotFound
from models import JournalKind, Person, Session
from settings import Settings
from workflows import journal

# How exactly one knows when a session was last seen.
SEEN_EVERY = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class SignedIn:
    """The new session: its token is told once and never stored; so is the device's."""

    viewer: Viewer
    token: str
    device: str


@dataclass(frozen=True)
class SignInRefused:
    """Address and password don't fit; which of the two is nobody's business."""


async def sign_in(
    settings: Settings, visit: Visit, email: str, password: str, *, viewer: Viewer = ANONYMOUS
) -> SignedIn | SignInRefused | Throttled:
    """A session for the right password; the one that the browser had until now ends.

    An unknown address and a wrong password are told apart neither by the answer nor by the work.
    """
    address = as_login(email)
    person = await Person.get_or_none(email=address, active=True)
    known_hash = person.password_hash if person else None
    buckets = _buckets(settings, visit, address, person)
    throttled = await throttle(settings, *buckets)
    if throttled is not None:
        return throttled
    if not await is_password(password, known_hash) or person is None or known_hash is None:
        await journal.record(JournalKind.SIGN_IN_REFUSED, viewer, person_id=person.id if person else None)
        return SignInRefused()
    fresh_hash = await hash_password(password) if is_outdated(known_hash) else known_hash
    async with in_transaction():
        # Locked, and looked at again: while we were hashing, the password may have been replaced.
        row = await Person.select_for_update().get_or_none(id=person.id, active=True, password_hash=known_hash)
        signed_in = await open_session(settings, row.id, visit) if row else None
        if row is None or signed_in is None:
            return SignInRefused()
        if fresh_hash != known_hash:
            await Person.filter(id=row.id).update(password_hash=fresh_hash)
        if viewer.session_id is not None:
            await Session.filter(id=viewer.session_id, revoked_at=None).update(revoked_at=timezone.now())
        await journal.record(
            JournalKind.SIGNED_IN, signed_in.viewer, person_id=row.id, note=device_label(visit.user_agent)
        )
    await give_back(settings, *buckets)
    return signed_in


def as_login(email: str) -> str:
    """An address as it is stored, in whatever way it was typed."""
    # No database takes the character NUL in a text.
    return email.strip().lower().replace("\0", " ")[:254]


def _buckets(settings: Settings, visit: Visit, address: str, person: Person | None) -> list[Bucket]:
    """What an attempt is counted by: a browser that this person has used by itself, all others together."""
    device = known_device(settings.secret_key, visit.device, person.id) if person else None
    if device is not None:
        return [SIGN_IN_PAIR.of("device", device)]
    return [
        SIGN_IN_PAIR.of("network", address, visit.client),
        SIGN_IN_CLIENT.of(visit.client),
        SIGN_IN_ADDRESS.of(address),
    ]


async def open_session(settings: Settings, person_id: int, visit: Visit = Visit()) -> SignedIn | None:  # noqa: B008 - frozen
    """A session for a person who has proven who they are; None for a closed account."""
    viewer = await load_viewer(person_id)
    if viewer is None:
        return None
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    session = await Session.create(
        person_id=person_id,
        token_hash=hash_token(token),
        expires_at=now + dt.timedelta(days=settings.session_days),
        last_seen_at=now,
        user_agent=visit.user_agent.replace("\0", " ")[:300],
        device=device_label(visit.user_agent.replace("\0", " ")),
    )
    known = known_device(settings.secret_key, visit.device, person_id) is not None
    device = visit.device if known else new_device(settings.secret_key, person_id)
    return SignedIn(dataclasses.replace(viewer, session_id=session.id), token, device)


async def sign_out(viewer: Viewer) -> None:
    """End the viewer's session."""
    if viewer.session_id is None:
        return
    async with in_transaction():
        if await Session.filter(id=viewer.session_id, revoked_at=None).update(revoked_at=timezone.now()):
            await journal.record(JournalKind.SIGNED_OUT, viewer, person_id=viewer.person_id)


async def revoke_session(viewer: Viewer, session_id: int) -> None:
    """End one of the viewer's own sessions. Raises `NotFound` for any other."""
    async with in_transaction():
        mine = Session.filter(id=session_id, person_id=viewer.person_id or 0)
        session = await mine.first()
        if session is None:
            raise NotFound("you have no session with this id")
        if await mine.filter(revoked_at=None).update(revoked_at=timezone.now()):
            await journal.record(JournalKind.SESSION_REVOKED, viewer, person_id=viewer.person_id, note=session.device)


async def revoke_other_sessions(viewer: Viewer) -> int:
    """End all sessions of the viewer but the one that asks; how many there were."""
    async with in_transaction():
        now = timezone.now()
        mine = Session.filter(person_id=viewer.person_id or 0, revoked_at=None)
        others = mine.exclude(id=viewer.session_id or 0)
        alive = await others.filter(expires_at__gt=now).count()
        await others.update(revoked_at=now)
        if alive:
            note = f"{alive} session{'s' if alive > 1 else ''}"
            await journal.record(JournalKind.SESSION_REVOKED, viewer, person_id=viewer.person_id, note=note)
        return alive


@dataclass(frozen=True)
class ValidSession:
    """Who holds a session, and until when it lasts at most."""

    viewer: Viewer
    expires_at: dt.datetime


async def session_of_token(token: str) -> ValidSession | None:
    """Who holds this session token, or None when it is unknown, expired or revoked. Notes that it was seen."""
    session = await Session.get_or_none(token_hash=hash_token(token), revoked_at=None)
    now = timezone.now()
    if session is None or session.expires_at <= now:
        return None
    viewer = await load_viewer(session.person_id, session_id=session.id)
    if viewer is None:
        return None
    if session.last_seen_at is None or session.last_seen_at <= now - SEEN_EVERY:
        await Session.filter(id=session.id).update(last_seen_at=now)
    return ValidSession(viewer, session.expires_at)


async def valid_sessions(ids: Collection[int]) -> dict[int, ValidSession]:
    """Those of these sessions that are valid, with their holders as they are now. Notes that they were seen."""
    now = timezone.now()
    sessions = await Session.filter(id__in=ids, revoked_at=None, expires_at__gt=now)
    viewers = await load_viewers({session.person_id for session in sessions})
    seen = [
        session.id for session in sessions if session.last_seen_at is None or session.last_seen_at <= now - SEEN_EVERY
    ]
    if seen:
        await Session.filter(id__in=seen).update(last_seen_at=now)
    return {
        session.id: ValidSession(
            dataclasses.replace(viewers[session.person_id], session_id=session.id), session.expires_at
        )
        for session in sessions
        if session.person_id in viewers
    }


async def end_sessions(person_id: int, *, but: int | None = None) -> None:
    """End every session of a person, or all but one, in the transaction of why."""
    await Session.filter(person_id=person_id, revoked_at=None).exclude(id=but or 0).update(revoked_at=timezone.now())


def hash_token(token: str) -> str:
    """What is stored of a token that only its holder knows."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
