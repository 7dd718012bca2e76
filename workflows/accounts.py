"""Accounts: signing in and out, passwords. Sessions are stored by the SHA-256 of their token."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from tortoise import timezone

from access.viewer import Viewer, load_viewer
from models import Person, Session
from settings import Settings

# OWASP's minimum for Argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Hashing is CPU and memory: at most this many at once, so that a burst of sign-ins can't starve the rest.
_HASHING = 2
SHORTEST_PASSWORD = 12


T = TypeVar("T")


@dataclass(frozen=True)
class SignedIn:
    """The new session: its token is told once and never stored."""

    viewer: Viewer
    token: str


@functools.cache
def _slots() -> asyncio.Semaphore:
    return asyncio.Semaphore(_HASHING)


@functools.cache
def _decoy() -> str:
    """A hash of nothing: an unknown address costs the same time as a known one."""
    return _HASHER.hash(secrets.token_urlsafe())


async def sign_in(settings: Settings, email: str, password: str, *, user_agent: str = "") -> SignedIn | None:
    """A session for the right password, else None: unknown address and wrong password look the same."""
    # No database takes the character NUL in a text.
    address = email.strip().lower().replace("\0", " ")[:254]
    person = await Person.get_or_none(email=address, active=True)
    known_hash = person.password_hash if person else None
    if not await _hashing(_matches, known_hash or _decoy(), password) or person is None or known_hash is None:
        return None
    return await open_session(settings, person.id, user_agent=user_agent)


async def open_session(settings: Settings, person_id: int, *, user_agent: str = "") -> SignedIn | None:
    """A session for a person who has proven who they are."""
    token = secrets.token_urlsafe(32)
    session = await Session.create(
        person_id=person_id,
        token_hash=hash_token(token),
        expires_at=timezone.now() + dt.timedelta(days=settings.session_days),
        user_agent=user_agent[:300],
    )
    viewer = await load_viewer(person_id, session_id=session.id)
    return None if viewer is None else SignedIn(viewer, token)


async def sign_out(viewer: Viewer) -> None:
    """End the viewer's session."""
    if viewer.session_id is not None:
        await Session.filter(id=viewer.session_id).update(revoked_at=timezone.now())


@dataclass(frozen=True)
class ValidSession:
    """Who holds a session, and until when it lasts at most."""

    viewer: Viewer
    expires_at: dt.datetime


async def session_of_token(token: str) -> ValidSession | None:
    """Who holds this session token, or None when it is unknown, expired or revoked."""
    session = await Session.get_or_none(token_hash=hash_token(token), revoked_at=None)
    if session is None or session.expires_at <= timezone.now():
        return None
    viewer = await load_viewer(session.person_id, session_id=session.id)
    return None if viewer is None else ValidSession(viewer, session.expires_at)


async def set_password(person: Person, password: str) -> None:
    """Replace the password and end every session. ValueError under 12 characters."""
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password needs at least {SHORTEST_PASSWORD} characters")
    person.password_hash = await _hashing(_HASHER.hash, password)
    await person.save(update_fields=["password_hash"])
    await Session.filter(person_id=person.id, revoked_at=None).update(revoked_at=timezone.now())


def hash_token(token: str) -> str:
    """What is stored of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def _hashing(work: Callable[..., T], *args: str) -> T:
    async with _slots():
        return await asyncio.to_thread(work, *args)


def _matches(known_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(known_hash, password)
    except (VerificationError, InvalidHashError):
        return False
