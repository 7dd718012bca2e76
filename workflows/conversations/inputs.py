"""Checks of what people write into conversations."""

from __future__ import annotations

import hashlib

from access.viewer import Viewer
from models import Affiliation, Member, Person
from models.siret import format_siret
from workflows.conversations.state import clean
from workflows.inputs import InputCode, InputError, Problems, chosen_member

LONGEST_MESSAGE = 10_000


def checked_text(text: str) -> str:
    """What was written, as it is kept. Raises `InputError`."""
    if not clean(text):
        raise InputError("text", InputCode.REQUIRED, "Écrivez votre message.")
    if len(text) > LONGEST_MESSAGE:
        raise InputError("text", InputCode.INVALID, f"Un message comporte au plus {LONGEST_MESSAGE} caractères.")
    return clean(text)


def checked_key(key: str) -> str:
    """A key that makes sending twice sending once. Raises `InputError`."""
    if not 8 <= len(key) <= 100:
        raise InputError("key", InputCode.INVALID, "Une clé comporte de 8 à 100 caractères, par exemple un UUID.")
    return key


def send_key(viewer: Viewer, key: str | None, *content: str) -> str | None:
    """What is stored of a key. The public shares no keys: what was written belongs to them."""
    if not key:
        return None
    parts = [str(viewer.person_id or ""), key, *(content if viewer.person_id is None else ())]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


async def own_company(viewer: Viewer, siret: str | None) -> Member | None:
    """The company that a signed-in person writes for; none when they act for none. Raises `InputError`."""
    if viewer.person_id is None or not viewer.member_ids:
        return None
    return await chosen_member(viewer, siret)


async def whose(
    problems: Problems, viewer: Viewer, siret: str | None, person_id: int | None
) -> tuple[Member | None, Person | None]:
    """The company and the person that somebody of the group names; they must belong together."""
    member = person = None
    if siret:
        with problems:
            member = await chosen_member(viewer, siret)
    if person_id is not None:
        person = await Person.get_or_none(id=person_id)
        if person is None:
            problems.add("personId", InputCode.NOT_FOUND, "Cette personne n’existe pas.")
        elif member is not None and not await Affiliation.filter(person=person, member=member).exists():
            message = f"{person.display_name} n’agit pas pour {member.legal_name} ({format_siret(member.siret)})."
            problems.add("personId", InputCode.CONFLICT, message)
    return member, person
