"""What the group does at its desk besides answering: note, take, reassign, snooze, close, reopen, link.

Everybody acts on a version: who comes second gets a `Conflict` with what happened, and nothing was done.
"""

from __future__ import annotations

import datetime as dt

from tortoise import timezone

from access.viewer import Viewer
from models import Conversation, ConversationStatus, JournalKind, MessageChannel, MessageDirection, Person
from workflows import journal
from workflows.conversations import state
from workflows.conversations.inputs import checked_text, whose
from workflows.conversations.outcomes import Done, Refused, act, held
from workflows.conversations.queues import give, responsible
from workflows.conversations.state import Draft
from workflows.inputs import InputCode, InputError, Problems
from workflows.outcomes import Invalid

LONGEST_SNOOZE = dt.timedelta(days=366)


@act
async def write_note(
    viewer: Viewer, conversation_id: int, text: str, *, call: bool = False, shared: bool = False
) -> Done:
    """A note between colleagues, or what was said on the telephone; a call may be shared with the contact."""
    conversation = await held(conversation_id)
    draft = Draft(
        direction=MessageDirection.OUT,
        channel=MessageChannel.PHONE if call else MessageChannel.NOTE,
        text=checked_text(text),
        author_id=viewer.person_id,
        author_label=viewer.display_name,
        internal=not (call and shared),
    )
    message = await (state.note if draft.internal else state.share)(conversation, draft)
    if call:
        await state.call_made(conversation)
    return Done(conversation, message)


@act
async def record_call(
    viewer: Viewer, *, siret: str | None, person_id: int | None, subject: str, text: str, shared: bool
) -> Done:
    """Somebody called about something new: a conversation in the queue of whoever follows them, until it is closed."""
    problems = Problems()
    with problems:
        checked_text(text)
    member, person = await whose(problems, viewer, siret, person_id)
    if problems.found:
        raise Refused(Invalid(problems.found))
    conversation = await Conversation.create(
        subject=state.subject_of(subject or text.partition("\n")[0]),
        member=member,
        person=person,
        advisor_id=await responsible(member) or viewer.person_id,
    )
    draft = Draft(
        direction=MessageDirection.IN,
        channel=MessageChannel.PHONE,
        text=text,
        author_id=viewer.person_id,
        author_label=viewer.display_name,
        internal=not shared,
    )
    # Who calls isn't looking at the web.
    return Done(conversation, await state.receive(conversation, draft, by_mail=True))


@act
async def assign(viewer: Viewer, conversation_id: int, version: int, advisor_id: int | None) -> Done:
    """Into somebody's queue, one's own included; None: into the pool."""
    if advisor_id is not None and not await _is_colleague(advisor_id):
        raise InputError("advisorId", InputCode.NOT_FOUND, "Ce conseiller n’existe pas.")
    conversation = await held(conversation_id, version)
    if conversation.advisor_id != advisor_id:
        await give(conversation, viewer, advisor_id)
    return Done(conversation)


@act
async def snooze(viewer: Viewer, conversation_id: int, version: int, until: dt.datetime) -> Done:
    """Out of the queue until then; it comes back by itself."""
    now = timezone.now()
    if not now < until <= now + LONGEST_SNOOZE:
        raise InputError("until", InputCode.INVALID, "Indiquez un moment à venir, d’ici un an au plus.")
    conversation = await held(conversation_id, version)
    await state.snooze(conversation, viewer, until)
    return Done(conversation)


@act
async def close(viewer: Viewer, conversation_id: int, version: int) -> Done:
    """The matter is settled; a new message opens it again."""
    conversation = await held(conversation_id, version)
    if conversation.status != ConversationStatus.CLOSED:
        await state.close(conversation, viewer)
    return Done(conversation)


@act
async def reopen(viewer: Viewer, conversation_id: int, version: int) -> Done:
    """Back into the queue: from the closed ones, or before a snooze ends."""
    conversation = await held(conversation_id, version)
    await state.wait_for_group(conversation, viewer, f"{viewer.display_name} a rouvert la conversation.")
    return Done(conversation)


@act
async def link(viewer: Viewer, conversation_id: int, version: int, *, siret: str | None, person_id: int | None) -> Done:
    """Say whose it is: a company's, whose people then see it, and a person's; neither takes the link away."""
    problems = Problems()
    member, person = await whose(problems, viewer, siret, person_id)
    if problems.found:
        raise Refused(Invalid(problems.found))
    conversation = await held(conversation_id, version)
    names = ", ".join(filter(None, (member.legal_name if member else "", person.display_name if person else "")))
    done = f"a relié la conversation à {names}." if names else "a retiré le lien de la conversation."
    changes = {"member_id": member.id if member else None, "person_id": person.id if person else None}
    await state.event(conversation, viewer, f"{viewer.display_name} {done}", **changes)
    if conversation.advisor_id is None and member is not None:
        await give(conversation, viewer, await responsible(member))
    note = f"Conversation {conversation.id} : {names or 'aucun lien'}."
    await journal.record(JournalKind.CONVERSATION_LINKED, viewer, note=note, **changes)
    return Done(conversation)


async def _is_colleague(person_id: int) -> bool:
    return await Person.filter(id=person_id, active=True, staff_role__isnull=False).exists()
