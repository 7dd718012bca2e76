"""Passwords of the tests."""

from __future__ import annotations

import models
from access.passwords.hashing import hash_password
from workflows.accounts import end_sessions


async def set_password(person: models.Person, password: str) -> None:
    """Give somebody a password, good or bad; it ends their sessions, as every way to a new one does."""
    person.password_hash = await hash_password(password)
    await models.Person.filter(id=person.id).update(password_hash=person.password_hash)
    await end_sessions(person.id)
