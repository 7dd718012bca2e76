"""Another address as login: asked for by the person, confirmed from its mailbox, approved by the advisor.

    REQUESTED ──the link in the new mailbox──▶ CONFIRMED ──the advisor──▶ APPROVED | REFUSED
    REQUESTED | CONFIRMED ──the person, a newer request, another password, a closed account──▶ CANCELLED

The advisor can also write a new address down by themselves, for somebody who has lost the old mailbox.
Sessions go on when the person has confirmed the address; they end when somebody else wrote it down.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tortoise import timezone
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from access.limits import EMAIL_CHANGE, PASSWORD_CHANGE
from access.passwords.hashing import is_password
from access.permissions import cancel_email_change, close_account, decide_email_change, may
from access.policy import is_vouched_for_by_mail
from access.throttling import Throttled, give_back, throttle
from access.viewer import ANONYMOUS, Viewer
from models import EmailChange, EmailChangeStatus, JournalKind, LinkKind, Person, PersonOldAddress
from settings import Settings
from workflows import access_links, account_letters, company_data, people
from workflows.access_links import LinkRefused, LinkState
from workflows.accounts import end_sessions
from workflows.inputs import InputCode, InputError
from workflows.journal import record
from workflows.outcomes import Invalid
from workflows.undelivered import moved, reachable

UNKNOWN = Invalid.one("id", InputCode.NOT_FOUND, "Cette demande n’existe pas, ou n’attend plus de réponse.")
TAKEN = "Cette adresse est déjà l’identifiant d’un autre accès."


@dataclass(frozen=True)
class Done:
    """The request as it is now."""

    change: EmailChange


Outcome = Done | Invalid


async def ask(settings: Settings, viewer: Viewer, password: str | None, new_email: str) -> Outcome | Throttled:
    """Ask for another address, knowing the password or by a proven mail. Whose login the address is is not told."""
    person = await Person.get(id=viewer.person_id or 0)
    if not is_vouched_for_by_mail(viewer):
        refused = await _without_password(settings, person, password)
        if refused is not None:
            return refused
    try:
        address = company_data.email("newEmail", new_email)
    except InputError as error:
        return Invalid((error.problem,))
    if address == person.email:
        return Invalid.one("newEmail", InputCode.CONFLICT, "C’est déjà votre adresse.")
    throttled = await throttle(settings, EMAIL_CHANGE.of(person.id))
    if throttled is not None:
        return throttled
    async with in_transaction():
        person = await Person.select_for_update().get(id=person.id)
        await _end_waiting(person.id)
        change = await EmailChange.create(
            person_id=person.id, old_email=person.email, new_email=address, open_key=str(person.id)
        )
        life = dt.timedelta(days=settings.activation_days)
        key = access_links.email_key(person.id)
        link = await access_links.issue(LinkKind.EMAIL, key, life, person_id=person.id, email_change_id=change.id)
        await account_letters.email_change_asked(settings, person, change, link)
        await record(JournalKind.EMAIL_CHANGE_REQUESTED, viewer, person_id=person.id)
        return Done(change)


async def _without_password(settings: Settings, person: Person, password: str | None) -> Invalid | Throttled | None:
    """Why it goes no further; None when it is the password."""
    if password is None:
        return Invalid.one("password", InputCode.REQUIRED, "Votre mot de passe est nécessaire.")
    bucket = PASSWORD_CHANGE.of(person.id)
    throttled = await throttle(settings, bucket)
    if throttled is not None:
        return throttled
    if not await is_password(password, person.password_hash):
        return Invalid.one("password", InputCode.INVALID, "Ce n’est pas votre mot de passe.")
    await give_back(settings, bucket)
    return None


@dataclass(frozen=True)
class EmailLook:
    """Where the link to a new address stands; the address, while it works."""

    state: LinkState
    new_email: str = ""


async def look(token: str) -> EmailLook:
    """Look at the link without confirming anything."""
    state, link = await access_links.look(LinkKind.EMAIL, token)
    if state is not LinkState.VALID or link is None:
        return EmailLook(state)
    change = await EmailChange.get(id=link.email_change_id)
    return EmailLook(state, change.new_email)


async def confirm(token: str) -> Done | LinkRefused:
    """The new mailbox is read by whoever asked. Their advisor decides next."""
    seen = await access_links.look(LinkKind.EMAIL, token)
    if seen[0] is not LinkState.VALID or seen[1] is None:
        return LinkRefused(seen[0])
    async with in_transaction():
        await Person.select_for_update().get(id=seen[1].person_id or 0)
        link = await access_links.take(LinkKind.EMAIL, token)
        if isinstance(link, LinkRefused):
            return link
        change = await EmailChange.get(id=link.email_change_id)
        await _move(change, EmailChangeStatus.CONFIRMED, confirmed_at=timezone.now())
        await record(JournalKind.EMAIL_CHANGE_CONFIRMED, ANONYMOUS, person_id=change.person_id)
        return Done(change)


async def cancel(viewer: Viewer, change_id: int) -> Outcome:
    """The person takes the request back."""
    async with in_transaction():
        change = await _locked(change_id)
        if change is None or not may(viewer, cancel_email_change, change):
            return UNKNOWN
        await end_waiting(change.person_id)
        return Done(await EmailChange.get(id=change.id))


async def decide(
    settings: Settings, viewer: Viewer, change_id: int, *, approved: bool, answer: str | None = None
) -> Outcome:
    """The advisor approves the address, or refuses it and may say why."""
    try:
        said = company_data.line("answer", answer, most=500) or ""
    except InputError as error:
        return Invalid((error.problem,))
    try:
        async with in_transaction():
            change = await _locked(change_id)
            if change is None or not may(viewer, decide_email_change, change):
                return UNKNOWN
            decided = {
                "decided_at": timezone.now(),
                "decided_by_id": viewer.person_id,
                "answer": said,
                "open_key": None,
            }
            if not approved:
                await _move(change, EmailChangeStatus.REFUSED, **decided)
                await record(JournalKind.EMAIL_CHANGE_REFUSED, viewer, person_id=change.person_id)
                await account_letters.email_change_refused(settings, change.person, change)
                return Done(change)
            await _move(change, EmailChangeStatus.APPROVED, **decided)
            await _replace(settings, viewer, change.person, change.new_email)
            return Done(change)
    except IntegrityError:
        return Invalid.one("id", InputCode.CONFLICT, TAKEN)


async def write_down(settings: Settings, viewer: Viewer, person_id: int, new_email: str) -> people.Outcome:
    """The advisor corrects the address of somebody who told them by another way: all sessions end."""
    try:
        address = company_data.email("newEmail", new_email)
    except InputError as error:
        return Invalid((error.problem,))
    try:
        async with in_transaction():
            person = await Person.select_for_update().get_or_none(id=person_id)
            if person is None or not may(viewer, close_account, person):
                return people.UNKNOWN_PERSON
            if person.email == address:
                await reachable(person.id)  # the advisor has asked, and it is right
            else:
                await _end_waiting(person.id)
                await _replace(settings, viewer, person, address)
                await end_sessions(person.id)
            return people.Done(person)
    except IntegrityError:
        return Invalid.one("newEmail", InputCode.CONFLICT, TAKEN)


async def _replace(settings: Settings, viewer: Viewer, person: Person, new_email: str) -> None:
    """The login is another one. `IntegrityError` when it is somebody's."""
    old = person.email
    await PersonOldAddress.filter(person_id=person.id, address=new_email).delete()
    await Person.filter(id=person.id).update(email=new_email)
    person.email = new_email
    await moved(person.id, old)
    await PersonOldAddress.update_or_create({"person_id": person.id, "until": timezone.now()}, address=old)
    # Links that were mailed to the old mailbox open nothing any more.
    for key in (access_links.password_key(person.id), access_links.email_key(person.id)):
        await access_links.cancel(key)
    entry = await record(JournalKind.EMAIL_CHANGED, viewer, person_id=person.id)
    await account_letters.email_changed(settings, person, old, new_email, str(entry.id))


async def _locked(change_id: int) -> EmailChange | None:
    """The request with its person, whose row is locked."""
    change = await EmailChange.get_or_none(id=change_id)
    if change is None:
        return None
    person = await Person.select_for_update().get(id=change.person_id)
    change = await EmailChange.get(id=change_id)
    change.person = person
    return change


async def _move(change: EmailChange, to: EmailChangeStatus, **changes: object) -> None:
    await EmailChange.filter(id=change.id).update(status=to, **changes)
    change.update_from_dict({"status": to, **changes})


async def end_waiting(person_id: int) -> None:
    """End a request that waits, and its link: taken back, or whoever asked may be somebody else."""
    await _end_waiting(person_id)
    await access_links.cancel(access_links.email_key(person_id))


async def _end_waiting(person_id: int) -> None:
    ended = {"status": EmailChangeStatus.CANCELLED, "open_key": None, "decided_at": timezone.now()}
    await EmailChange.filter(open_key=str(person_id)).update(**ended)
