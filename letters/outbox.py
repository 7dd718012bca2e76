"""The outbox: writing a letter into it is part of the transaction that decides it; sending comes later.

The Message-ID and the bytes are frozen here, so that whatever happens to the sender the same mail goes out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from tortoise import timezone

from access.tokens import Purpose, sign
from jobs.events import publish
from letters.accounts import AccountLetter
from letters.compose import ADDRESS, compose, new_message_id
from letters.members import AttachmentEndedLetter
from letters.render import render
from letters.values import (
    AnswerLetter,
    AttachmentCancelledLetter,
    ContactReceipt,
    DataErased,
    GroupCard,
    Letter,
    Sender,
    SupplierAttachmentLetter,
)
from letters.wire import PdfFile
from models import OutboundMail, OutboundStatus, Person
from models.database import client, dialect
from models.hours import hours_of
from models.prepared import Prepared, insert, new
from settings import Settings

# To a supplier's address, whoever's login that may be too: with their other letters these have nothing to do.
_TO_SUPPLIERS = (SupplierAttachmentLetter, AttachmentCancelledLetter, AttachmentEndedLetter)
# Letters that are sent even where mail comes back: about access, answers to a mail, and what the law asks for.
_NEVER_HELD = (*get_args(AccountLetter), AnswerLetter, ContactReceipt, DataErased, *_TO_SUPPLIERS)
NEVER_HELD = tuple(letter.__name__ for letter in _NEVER_HELD)
# Letters that nobody asked us to send, written because somebody wrote: the caps count them together.
AUTOMATIC_ANSWERS = ("AnswerLetter", "ContactReceipt")
# What stands instead of a secret in what is kept.
MASK = "…"


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Where a letter goes and what it belongs to."""

    to: str
    # What makes writing the same letter twice impossible.
    dedupe_key: str
    reply_to: str | None = None
    # Message-ID of the mail that this one answers; "" when it had none; None when it answers no mail.
    in_reply_to: str | None = None
    references: Sequence[str] = ()
    # The incoming mail that made us write it.
    cause_id: int | None = None
    thread_key: str = ""
    attachment_id: int | None = None
    # The message of a conversation that it carries.
    conversation_message_id: int | None = None
    # An answer that no human asked to send: it must not be answered by machines, and the caps count it.
    automatic: bool = True
    # Goes to somebody who may not have written to us at all.
    unproven: bool = False
    # A text of the letter that only its reader may have, the token of a link: it is masked in what is kept.
    secret: str = ""
    # Headers that only this kind of letter has.
    headers: Mapping[str, str] = field(default_factory=dict)
    attached: PdfFile | None = None


def group_card(settings: Settings) -> GroupCard:
    """The group as letters show it."""
    return GroupCard(
        name=settings.group_name,
        phone=settings.group_phone,
        hours=hours_of(settings.service_hours).in_french(),
        contact_address=settings.contact_address,
        web_url=settings.public_url,
        join_url=settings.join_url,
    )


def tagged_address(settings: Settings, tag: str) -> str:
    """The contact address with a tag: `contact+tag@…`."""
    local, domain = settings.contact_address.split("@")
    return f"{local}+{tag}@{domain}"


def can_reach(address: str) -> bool:
    """Whether a letter can go there: at most 254 ASCII characters (RFC 5321, 4.5.3.1.3), nothing to be quoted."""
    return len(address) <= 254 and ADDRESS.fullmatch(address) is not None


async def automatic_cap(settings: Settings, address: str, *, proven: bool) -> str | None:
    """None when one more automatic answer may go there, else which cap holds it back, in French for the advisor.

    Forged mail and forms must neither use up what proven senders may get, nor have us write to many third parties.
    """
    most = settings.answers_per_hour if proven else settings.answers_unproven_hour
    of_hour, theirs_of_day = await _automatic_answers(address, proven=proven, most=most)
    if of_hour >= most:
        return "le plafond horaire de réponses automatiques est atteint"
    if theirs_of_day >= settings.answers_per_sender_day:
        return "le plafond quotidien de réponses à cet expéditeur est atteint"
    return None


# Letters that are written at the same time may have their numbers in another order than their times.
_AT_ONCE = 100


async def _automatic_answers(address: str, *, proven: bool, most: int) -> tuple[int, int]:
    """How many went in an hour, and of these to the sender in a day; to their domain, if they aren't proven.

    Those of the hour are counted only where all letters since its first one may be as many as `most`: their numbers
    tell. Else it is 0.
    """
    now, postgres = timezone.now(), dialect() == "postgres"
    moments = [now - dt.timedelta(hours=1), now - dt.timedelta(days=1)]
    values = [not proven, *(moments if postgres else map(str, moments)), address if proven else _domain_of(address)]
    values.append(most - _AT_ONCE)
    kind, hour, day, whom, few = ("$1", "$2", "$3", "$4", "$5::int") if postgres else ("?1", "?2", "?3", "?4", "?5")
    answers = f"FROM outbound_mail WHERE letter IN {AUTOMATIC_ANSWERS} AND unproven = {kind}"
    theirs = f"to_address = {whom}" if proven else f"LOWER(to_address) LIKE {whom} ESCAPE '!'"
    sql = f"""
        SELECT CASE WHEN (SELECT MAX(id) FROM outbound_mail)
                         - (SELECT id FROM outbound_mail WHERE created_at > {hour} ORDER BY created_at LIMIT 1) < {few}
               THEN 0 ELSE (SELECT COUNT(*) {answers} AND created_at > {hour}) END AS of_hour,
               (SELECT COUNT(*) {answers} AND created_at > {day} AND {theirs}) AS theirs
    """  # noqa: S608 - our own text; the values are bound
    (row,) = await client().execute_query_dict(sql, values)
    return row["of_hour"], row["theirs"]


def _domain_of(address: str) -> str:
    """As a pattern of LIKE."""
    domain = address.rpartition("@")[2].lower()
    return "%@" + "".join(f"!{sign}" if sign in "!%_" else sign for sign in domain)


_WRITTEN = Prepared(lambda key: OutboundMail.filter(dedupe_key=key))
_UNREACHABLE = Prepared(
    lambda email: Person.filter(email=email, active=True, email_undeliverable_since__not_isnull=True)
)


async def _is_held(letter: Letter, address: str) -> bool:
    """Whether it waits until its reader's address takes mail again: `workflows.undelivered` lets it go then."""
    if isinstance(letter, _NEVER_HELD):
        return False
    return await _UNREACHABLE.first(address.lower()) is not None


async def post(settings: Settings, letter: Letter, envelope: Envelope) -> OutboundMail:
    """Write the letter into the outbox, once: the same `dedupe_key` gives back the row that is there."""
    rendered = render(letter)
    # Whoever tries the demo shall find the links; there anybody can sign in as anybody.
    secret = "" if settings.demo else envelope.secret
    message_id = new_message_id(settings.contact_address.split("@")[1])
    # No id is known yet: a number of its own for each letter, of as many digits as a token takes.
    key = int.from_bytes(hashlib.sha256(envelope.dedupe_key.encode()).digest()[:8]) % 10**12
    content = compose(
        rendered,
        sender=Sender(settings.group_name, settings.contact_address),
        to=envelope.to,
        reply_to=envelope.reply_to,
        message_id=message_id,
        in_reply_to=envelope.in_reply_to,
        references=tuple(envelope.references),
        automatic=envelope.automatic,
        extra_headers=envelope.headers,
        attached=envelope.attached,
    )
    mail = new(
        OutboundMail,
        letter=type(letter).__name__,
        status=OutboundStatus.HELD if await _is_held(letter, envelope.to) else OutboundStatus.QUEUED,
        dedupe_key=envelope.dedupe_key,
        message_id=message_id,
        return_path=tagged_address(settings, "b" + sign(settings.secret_key, Purpose.RETURN_PATH, key)),
        to_address=envelope.to,
        subject=rendered.subject,
        body_text=rendered.text.replace(secret, MASK) if secret else rendered.text,
        secret=bool(secret),
        content=content,
        thread_key=envelope.thread_key or message_id,
        automatic=envelope.automatic,
        unproven=envelope.unproven,
        cause_id=envelope.cause_id,
        attachment_id=envelope.attachment_id,
        conversation_message_id=envelope.conversation_message_id,
    )
    if not await insert(mail, once="dedupe_key"):
        (written,) = await _WRITTEN(envelope.dedupe_key)
        return written
    await publish(OutboundMail, mail.id)
    return mail
