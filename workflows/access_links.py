"""Links that open something once. The last one mailed works, older ones say so, and none works twice.

    WAITING ──opened──▶ USED
    WAITING ──a newer one is mailed──▶ REPLACED
    WAITING ──what it would change has changed already──▶ CANCELLED

A token has 256 bits and is told once, in the letter; the database knows its SHA-256.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from enum import StrEnum

from tortoise import timezone

from models import AccessLink, LinkKind, LinkStatus
from workflows.accounts import hash_token


class LinkState(StrEnum):
    """What one can know of a link."""

    VALID = "VALID"
    USED = "USED"
    REPLACED = "REPLACED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    UNKNOWN = "UNKNOWN"


LINK_MESSAGES = {
    LinkState.VALID: "Ce lien est valable.",
    LinkState.USED: "Ce lien a déjà servi. Si vous en avez besoin d’un autre, demandez-le.",
    LinkState.REPLACED: "Un courrier plus récent vous a été envoyé : seul le lien du dernier courrier fonctionne.",
    LinkState.EXPIRED: "Ce lien n’est plus valable : il est trop ancien. Demandez-en un nouveau.",
    LinkState.CANCELLED: "Ce lien n’est plus valable : votre accès a changé depuis. Demandez-en un nouveau.",
    LinkState.UNKNOWN: "Ce lien n’est pas complet. Ouvrez-le de nouveau depuis le courrier, ou demandez-en un autre.",
}


@dataclass(frozen=True)
class LinkRefused:
    """The link opens nothing; its state says why."""

    state: LinkState

    @property
    def message(self) -> str:
        """For people, in French, with the way to go on."""
        return LINK_MESSAGES[self.state]


@dataclass(frozen=True)
class NewLink:
    """A link that was just made. The token goes into the letter and nowhere else."""

    id: int
    token: str


def password_key(person_id: int) -> str:
    """What the links to a person's password share: one of them works."""
    return f"password:{person_id}"


def invitation_key(invitation_id: int) -> str:
    """What the links of an invitation share."""
    return f"invitation:{invitation_id}"


def email_key(person_id: int) -> str:
    """What the links to a person's new address share."""
    return f"email:{person_id}"


async def issue(
    kind: LinkKind,
    key: str,
    life: dt.timedelta,
    *,
    person_id: int | None = None,
    invitation_id: int | None = None,
    email_change_id: int | None = None,
) -> NewLink:
    """Make a link; older ones with this key work no more.

    Call it inside a transaction that has locked the row which `key` is about: whoever issues at the same moment waits.
    """
    await AccessLink.filter(current_key=key).update(status=LinkStatus.REPLACED, current_key=None)
    token = secrets.token_urlsafe(32)
    link = await AccessLink.create(
        kind=kind,
        token_hash=hash_token(token),
        current_key=key,
        person_id=person_id,
        invitation_id=invitation_id,
        email_change_id=email_change_id,
        expires_at=timezone.now() + life,
    )
    return NewLink(link.id, token)


async def look(kind: LinkKind, token: str) -> tuple[LinkState, AccessLink | None]:
    """Where a link stands, without using it."""
    link = await AccessLink.get_or_none(kind=kind, token_hash=hash_token(token.strip()))
    if link is None:
        return LinkState.UNKNOWN, None
    if link.status != LinkStatus.WAITING:
        return LinkState(link.status.value), link
    return (LinkState.VALID if link.expires_at > timezone.now() else LinkState.EXPIRED), link


async def take(kind: LinkKind, token: str) -> AccessLink | LinkRefused:
    """Use a link: of all who try at the same moment one gets it. Inside the transaction of what it opens."""
    state, link = await look(kind, token)
    if state is not LinkState.VALID or link is None:
        return LinkRefused(state)
    waiting = AccessLink.filter(id=link.id, status=LinkStatus.WAITING)
    if not await waiting.update(status=LinkStatus.USED, current_key=None):
        state, _ = await look(kind, token)
        return LinkRefused(state)
    return link


async def cancel(key: str) -> None:
    """The link with this key works no more: what it would change has changed."""
    await AccessLink.filter(current_key=key).update(status=LinkStatus.CANCELLED, current_key=None)
