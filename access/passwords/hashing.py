"""Hashing passwords: Argon2id, a few at a time, so that a burst of sign-ins can't starve the rest."""

from __future__ import annotations

import asyncio
import functools
import secrets
import unicodedata
import weakref
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's minimum for Argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet).
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Hashing is CPU and memory: at most this many at once in a process.
_AT_ONCE = 2
# Nobody types more; hashing a megabyte is work that a stranger could have us do.
LONGEST_PASSWORD = 500

T = TypeVar("T")
_slots: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = weakref.WeakKeyDictionary()


async def hash_password(password: str) -> str:
    """What is stored of a password."""
    return await in_turn(HASHER.hash, normal_form(password))


async def is_password(password: str, known_hash: str | None) -> bool:
    """Whether the hash is that of the password. Without a hash it is not, after the same work."""
    matches = await in_turn(_matches, known_hash or _decoy(), normal_form(password))
    return matches and known_hash is not None and len(password) <= LONGEST_PASSWORD


def is_outdated(known_hash: str) -> bool:
    """Whether a right password's hash was made with other parameters than today's: make it anew."""
    return HASHER.check_needs_rehash(known_hash)


def normal_form(password: str) -> bytes:
    """The same text whatever keyboard it came from: é may be one character or two (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password[: LONGEST_PASSWORD + 1]).encode("utf-8", "surrogatepass")


async def in_turn(work: Callable[..., T], *args: object) -> T:
    """Do heavy work on a thread when it is its turn."""
    loop = asyncio.get_running_loop()
    async with _slots.setdefault(loop, asyncio.Semaphore(_AT_ONCE)):
        return await asyncio.to_thread(work, *args)


@functools.cache
def _decoy() -> str:
    """A hash of nothing: an unknown address costs the same work as a known one."""
    return HASHER.hash(secrets.token_urlsafe())


def _matches(known_hash: str, password: bytes) -> bool:
    try:
        return HASHER.verify(known_hash, password)
    except (VerificationError, InvalidHashError):
        return False
