"""Passwords: judged, replaced through a mailed link, changed by whoever knows the present one."""

from __future__ import annotations

from dataclasses import dataclass

from tortoise.transactions import in_transaction

from access.devices import Visit, browser_label, device_label
from access.limits import PASSWORD_CHANGE, PASSWORD_METER
from access.passwords.hashing import hash_password, in_turn, is_password
from access.passwords.strength import Strength, judge
from access.throttling import Throttled, give_back, throttle
from access.viewer import Viewer
from models import Affiliation, JournalKind, LinkKind, Person
from settings import Settings
from workflows import access_links, account_letters, journal
from workflows.access_links import LinkRefused, LinkState
from workflows.accounts import SignedIn, end_sessions, open_session
from workflows.email_changes import end_waiting
from workflows.inputs import InputCode, InputProblem
from workflows.undelivered import reachable


@dataclass(frozen=True)
class Unfit:
    """The password can't be used; nothing was changed, and the link still works."""

    problems: tuple[InputProblem, ...]


@dataclass(frozen=True)
class LinkLook:
    """Where a link to a password stands, and whose it is while it works. `activates`: they have no password yet."""

    state: LinkState
    person: Person | None = None

    @property
    def activates(self) -> bool:
        """Whether it is about a first password."""
        return self.person is not None and self.person.password_hash is None


async def look(token: str) -> LinkLook:
    """Look at a link without using it: mail scanners open links too."""
    state, link = await access_links.look(LinkKind.PASSWORD, token)
    if state is not LinkState.VALID or link is None:
        return LinkLook(state)
    person = await Person.get_or_none(id=link.person_id, active=True)
    return LinkLook(state, person) if person else LinkLook(LinkState.CANCELLED)


async def strength(
    settings: Settings, viewer: Viewer, visit: Visit, password: str, token: str | None
) -> Strength | Throttled:
    """The judgement that choosing this password would meet, for the viewer or for whom the link is."""
    throttled = await throttle(settings, PASSWORD_METER.of(visit.client or f"person {viewer.person_id}"))
    if throttled is not None:
        return throttled
    person = (await look(token)).person if token else await Person.get_or_none(id=viewer.person_id or 0)
    return await judged(settings, person, password)


async def judged(settings: Settings, person: Person | None, password: str) -> Strength:
    """The judgement of a password; what is known of the person and of the group is worth nothing in it."""
    known = [settings.group_name, settings.mail_tag, settings.contact_address]
    if person is not None:
        known += [person.first_name, person.last_name, person.display_name, person.email, *person.email.split("@")]
        known.append(person.phone or "")
        for affiliation in await Affiliation.filter(person_id=person.id).select_related("member"):
            member = affiliation.member
            known += [member.legal_name, member.siret, member.siren, member.city or "", member.postcode or ""]
    return await in_turn(judge, password, known)


async def reset(settings: Settings, visit: Visit, token: str, password: str) -> SignedIn | LinkRefused | Unfit:
    """A new password through a link. Every session ends, wherever it is open, and a new one begins here."""
    seen = await look(token)
    if seen.person is None:
        return LinkRefused(seen.state)
    unfit = await _unfit(settings, seen.person, password, "password")
    if unfit is not None:
        return unfit
    password_hash = await hash_password(password)
    async with in_transaction():
        # The person first, then the link: everybody locks them in this order.
        person = await Person.select_for_update().get_or_none(id=seen.person.id, active=True)
        if person is None:
            return LinkRefused(LinkState.CANCELLED)
        link = await access_links.take(LinkKind.PASSWORD, token)
        if isinstance(link, LinkRefused):
            return link
        await _store(person.id, password_hash)
        await reachable(person.id)  # the link was in their mailbox
        await end_sessions(person.id)
        await end_waiting(person.id)  # whoever asked may be whom the new password shuts out
        signed_in = await open_session(settings, person.id, visit)
        if signed_in is None:
            return LinkRefused(LinkState.CANCELLED)
        await account_letters.password_changed(settings, person, f"link:{link.id}", browser_label(visit.user_agent))
        note = device_label(visit.user_agent)
        await journal.record(JournalKind.PASSWORD_RESET, signed_in.viewer, person_id=person.id, note=note)
    return signed_in


@dataclass(frozen=True)
class Changed:
    """The password is another one; this session goes on, all others have ended."""


async def change(
    settings: Settings, viewer: Viewer, visit: Visit, current: str, password: str
) -> Changed | Unfit | Throttled:
    """Change the viewer's password."""
    bucket = PASSWORD_CHANGE.of(viewer.person_id)
    throttled = await throttle(settings, bucket)
    if throttled is not None:
        return throttled
    person = await Person.get(id=viewer.person_id or 0)
    if not await is_password(current, person.password_hash):
        return Unfit((InputProblem("currentPassword", InputCode.INVALID, "Ce n’est pas votre mot de passe actuel."),))
    await give_back(settings, bucket)
    unfit = await _unfit(settings, person, password, "newPassword")
    if unfit is not None:
        return unfit
    password_hash = await hash_password(password)
    async with in_transaction():
        # Whoever replaced it meanwhile has ended this session too.
        same = Person.select_for_update().filter(id=person.id, password_hash=person.password_hash, active=True)
        if await same.first() is None:
            return Unfit((InputProblem("currentPassword", InputCode.CONFLICT, "Votre mot de passe vient de changer."),))
        await _store(person.id, password_hash)
        await end_sessions(person.id, but=viewer.session_id)
        await access_links.cancel(access_links.password_key(person.id))
        await end_waiting(person.id)
        entry = await journal.record(JournalKind.PASSWORD_CHANGED, viewer, person_id=person.id)
        await account_letters.password_changed(settings, person, f"journal:{entry.id}", browser_label(visit.user_agent))
    return Changed()


async def _store(person_id: int, password_hash: str) -> None:
    await Person.filter(id=person_id).update(password_hash=password_hash)


async def _unfit(settings: Settings, person: Person, password: str, field: str) -> Unfit | None:
    found = await judged(settings, person, password)
    if found.acceptable:
        return None
    return Unfit((InputProblem(field, InputCode.INVALID, " ".join(found.advice)),))
