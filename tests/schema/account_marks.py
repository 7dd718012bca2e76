"""Marked rows of accounts: what belongs to the owner of the group's member, and to nobody else."""

from __future__ import annotations

import datetime as dt

from tortoise.models import Model

import models
from tests.group import Group

TABLES: frozenset[type[Model]] = frozenset(
    {models.JournalEntry, models.Invitation, models.EmailChange, models.AccessLink, models.ResetRequest,
     models.PersonOldAddress}
)  # fmt: skip


async def rows(group: Group) -> list[Model]:
    """One row of each table."""
    now = dt.datetime.now(dt.UTC)
    invitation = await models.Invitation.create(member=group.member, email="", open_key="", invited_by=group.owner)
    change = await models.EmailChange.create(person=group.owner, old_email="", new_email="", open_key="")
    return [
        await models.JournalEntry.create(kind=models.JournalKind.SIGNED_IN, person=group.owner),
        invitation,
        change,
        await models.AccessLink.create(
            kind=models.LinkKind.EMAIL, token_hash="", current_key="", person=group.owner, email_change=change,
            expires_at=now,
        ),
        await models.ResetRequest.create(email=""),
        await models.PersonOldAddress.create(person=group.owner, address=""),
    ]  # fmt: skip
