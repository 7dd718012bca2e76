"""Letters that came back, and addresses that take no mail any more.

    reachable ──a letter comes back: no such address, or the third within a month──▶ undeliverable, letters are held
    undeliverable ──they open a link mailed there, a mail of theirs comes, the address is written anew──▶ reachable
    undeliverable ──they have another address──▶ reachable, and what was held goes there

Letters to suppliers are never held, even where somebody's login is the same address.

Only what nobody can forge counts against an address: a report to the letter's return path, or our own server's word.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tortoise import timezone
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from access.viewer import ANONYMOUS, Viewer
from jobs.events import publish
from letters.compose import readdressed
from letters.outbox import NEVER_HELD
from models import (
    Affiliation,
    Channel,
    Conversation,
    ConversationMessage,
    ConversationStatus,
    InboundMail,
    JournalKind,
    OutboundMail,
    OutboundStatus,
    Person,
    PersonOldAddress,
    SupplierAttachment,
    UndeliveredReason,
)
from models.mail import UNDELIVERED_LABELS
from models.prepared import Prepared
from workflows.conversations import state
from workflows.conversations.queues import responsible, responsible_for
from workflows.conversations.replies import takes_part
from workflows.journal import record

# So many letters that came back for a while (a full mailbox, a server that is away) make an address undeliverable.
MOST_RETURNS = 3
RETURNS_WITHIN = dt.timedelta(days=30)
# Why a letter that was held never goes, as the advisor reads it.
LEFT = "Retenu, puis jamais envoyé : son destinataire n’agit plus pour cette entreprise."


@dataclass(frozen=True, kw_only=True)
class UndeliveredReport:
    """Which letter, why, and what the server said. `permanent`: the address is wrong. `proven`: not forged."""

    mail_id: int
    reason: UndeliveredReason = UndeliveredReason.OTHER
    detail: str = ""
    permanent: bool = False
    proven: bool = False


async def undelivered(report: UndeliveredReport) -> Conversation | None:
    """A letter came back for good: its conversation waits for the group, or one is opened about it."""
    async with in_transaction():
        mail = await OutboundMail.get(id=report.mail_id).select_related(
            "conversation_message", "cause", "attachment__member", "attachment__supplier"
        )
        await _note(mail, report)
        flagged = await _flag(mail, report)
        conversation = await _of_letter(mail)
        if conversation is None:
            return None
        said = f" ({report.detail[:300]})" if report.detail else ""
        text = f"Courrier non remis à {mail.to_address} : {UNDELIVERED_LABELS[report.reason]}{said}."
        if flagged is not None:
            text += f" L’adresse de {flagged.display_name} est notée comme injoignable : ses courriers sont retenus."
        await state.wait_for_group(conversation, Viewer(channel=Channel.MAIL), text)
        return conversation


_UNREACHABLE = Prepared(lambda id_: Person.filter(id=id_, email_undeliverable_since__not_isnull=True))


async def reachable(person_id: int) -> None:
    """Somebody reads mail at this person's address again: what was held goes out now. Inside a transaction."""
    person = await _UNREACHABLE.first(person_id)
    if person is None:
        return
    await Person.filter(id=person.id).update(email_undeliverable_since=None)
    await _release(person, person.email)
    await record(JournalKind.EMAIL_REACHABLE, ANONYMOUS, person_id=person.id)


async def moved(person_id: int, old: str) -> None:
    """Somebody has another address than `old`: what was held there goes to the new one. Inside a transaction."""
    person = await Person.get(id=person_id)
    await Person.filter(id=person_id).update(email_undeliverable_since=None)
    await _release(person, old)


async def release_left_over() -> int:
    """Send the letters that are still held although nothing holds them any more; returns how many.

    One may have been written while its reader's address became reachable, or an account be closed meanwhile.
    """
    released = 0
    async with in_transaction():
        for letter in await _held():
            address = letter.to_address.lower()
            reader = None if letter.letter in NEVER_HELD else await _reader_at(address)
            if reader is None or reader.email_undeliverable_since is None:
                await _let_go(letter, reader)
                released += 1
    return released


async def _reader_at(address: str) -> Person | None:
    """Who reads there, or did under an earlier login."""
    person = await Person.get_or_none(email=address, active=True)
    if person is not None:
        return person
    old = await PersonOldAddress.filter(address=address, person__active=True).select_related("person").first()
    return old.person if old else None


def _held() -> QuerySet[OutboundMail]:
    """The letters that are held and not yet erased, with what they are about."""
    held = OutboundMail.filter(status=OutboundStatus.HELD).exclude(content=b"")
    return held.select_related("conversation_message__conversation", "attachment")


async def _release(reader: Person, address: str) -> None:
    """Send what was held for somebody at an address to the one that they have now."""
    for letter in await _held().filter(to_address=address, letter__not_in=NEVER_HELD):
        await _let_go(letter, reader)


async def _let_go(letter: OutboundMail, reader: Person | None) -> None:
    """Send it, to its reader's present address; or never, when it isn't for them any more."""
    changes: dict[str, object] = {"status": OutboundStatus.QUEUED, "next_attempt_at": timezone.now()}
    if reader is not None and not await _still_for(letter, reader):
        changes = {"status": OutboundStatus.FAILED, "last_error": LEFT}
    elif reader is not None and letter.to_address.lower() != reader.email and not _to_supplier(letter):
        # Nobody has seen these bytes yet. A reply proves its sender by the address that the letter went to.
        changes |= {"to_address": reader.email, "content": readdressed(bytes(letter.content), reader.email)}
        await ConversationMessage.filter(id=letter.conversation_message_id).update(recipient_address=reader.email)
    await OutboundMail.filter(id=letter.id, status=OutboundStatus.HELD).update(**changes)
    await publish(OutboundMail, letter.id)


def _message_of(letter: OutboundMail) -> ConversationMessage | None:
    message = letter.conversation_message
    return message if isinstance(message, ConversationMessage) else None


def _to_supplier(letter: OutboundMail) -> bool:
    """An answer within an attachment's conversation to nobody of a member: it stays with the supplier's address."""
    message = _message_of(letter)
    return message is not None and message.recipient_id is None and message.conversation.attachment_id is not None


async def _still_for(letter: OutboundMail, reader: Person) -> bool:
    """Whether it is still theirs to read: they may have left the company while it was held."""
    message = _message_of(letter)
    if message is not None and message.recipient_id is not None:
        return await takes_part(message.conversation, message.recipient_id)
    if letter.attachment is None:
        return True
    return await Affiliation.filter(person_id=reader.id, member_id=letter.attachment.member_id).exists()


async def _note(mail: OutboundMail, report: UndeliveredReport) -> None:
    changes = {"undelivered_at": timezone.now(), "undelivered_reason": report.reason,
               "undelivered_proven": report.proven}  # fmt: skip
    await OutboundMail.filter(id=mail.id).update(**changes)
    # One that no server took stays FAILED, and says what the server said.
    sent = OutboundMail.filter(id=mail.id, status=OutboundStatus.SENT)
    await sent.update(status=OutboundStatus.UNDELIVERED, last_error=report.detail[:2000] or None)
    await publish(OutboundMail, mail.id)


async def _flag(mail: OutboundMail, report: UndeliveredReport) -> Person | None:
    """The person whose address this has shown to be dead; None when nobody's, or when it was known."""
    if not report.proven or not (report.permanent or await _returned(mail) >= MOST_RETURNS):
        return None
    now = timezone.now()
    reader = Person.filter(email=mail.to_address.lower(), active=True, email_undeliverable_since=None)
    person = await reader.first()
    if person is None or not await reader.update(email_undeliverable_since=now):
        return None
    # A stop between claim and dialogue leaves a letter SENDING that is nobody's.
    unsent = (OutboundStatus.QUEUED, OutboundStatus.SENDING)
    waiting = OutboundMail.filter(to_address=mail.to_address, status__in=unsent, lease_owner=None)
    await waiting.filter(letter__not_in=NEVER_HELD).update(status=OutboundStatus.HELD)
    await record(JournalKind.EMAIL_UNDELIVERABLE, Viewer(channel=Channel.MAIL), person_id=person.id)
    return person


async def _returned(mail: OutboundMail) -> int:
    recent = timezone.now() - RETURNS_WITHIN
    return await OutboundMail.filter(
        to_address=mail.to_address, undelivered_proven=True, undelivered_at__gt=recent
    ).count()  # fmt: skip


async def _of_letter(mail: OutboundMail) -> Conversation | None:
    if mail.conversation_message_id is not None:
        message = await ConversationMessage.get(id=mail.conversation_message_id)
        return await state.locked(message.conversation_id)
    cause = await InboundMail.get_or_none(id=mail.cause_id) if mail.cause_id else None
    if cause is not None and cause.conversation_id is not None:
        return await state.locked(cause.conversation_id)
    if mail.attachment_id is None:
        return await _of_reader(mail)
    return await _of_supplier(mail)


async def _of_reader(mail: OutboundMail) -> Conversation | None:
    """Of somebody we know whose address has gone wrong: the advisor finds the new one. The group's alone."""
    person = await Person.get_or_none(email=mail.to_address.lower(), active=True)
    if person is None:
        return None
    known = await Conversation.filter(
        contact_address=person.email, member_id=None, person_id=None, status__not=ConversationStatus.CLOSED
    ).first()  # fmt: skip
    if known is not None:
        return await state.locked(known.id)
    companies = await Affiliation.filter(person=person).order_by("id").values_list("member_id", flat=True)
    return await Conversation.create(
        subject=state.subject_of(f"Courrier non remis à {person.display_name}"),
        contact_address=person.email,
        contact_name=person.display_name,
        advisor_id=await responsible_for(companies),  # type: ignore[arg-type]
    )


async def _of_supplier(mail: OutboundMail) -> Conversation:
    attachment = await SupplierAttachment.get(id=mail.attachment_id).select_related("member", "supplier")
    return await Conversation.create(
        subject=state.subject_of(f"Courrier non remis : {mail.subject}"),
        contact_address=mail.to_address,
        contact_name=attachment.supplier.name if mail.to_address == attachment.supplier.attachment_email else "",
        attachment=attachment,
        advisor_id=await responsible(attachment.member),
    )
