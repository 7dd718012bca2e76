"""From a stored mail to its end: guards, identity, router, then effects, state and answer in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from tortoise import timezone
from tortoise.transactions import in_transaction

from access.tokens import Purpose, verify
from access.viewer import Viewer
from errors import AppError, Unavailable
from jobs.leases import finish, retry_or_bury
from letters.outbox import MASK
from letters.render import draft
from letters.values import AdvisorCard
from mailbot import bounces
from mailbot.answers import answer_letter, may_answer, root_of, with_link, write_answer
from mailbot.directory import Directory
from mailbot.guards import OUTCOMES, Guard, guard
from mailbot.identity import identify, uses_up
from mailbot.incoming import ASKED, MOST_READ, OFFERED, CallBack, Company, Handled, Incoming, tag_of
from mailbot.message import MailFile, MailMessage
from mailbot.operations import operation
from mailbot.requests import unsubscription
from mailbot.router import hand_over, route
from mailbot.sender import PROVEN_REASONS, SenderProof
from mailbot.twins import content_key, from_address, twin_of
from models import Channel
from models.locks import lock_name
from models.mail import InboundMail, InboundSource, InboundStatus, OutboundMail
from models.mail_kinds import MAIL_KIND_LABELS, MailKind
from schema.client import LocalClient
from settings import Settings

logger = logging.getLogger(__name__)

Reader = Callable[[bytes], Awaitable[MailMessage]]

# The ids that a mail names go into a statement; the latest are the nearest.
MOST_IDS = 50
# So many questions in a row are followed back; then a human must see what goes wrong.
_MOST_QUESTIONS = 5
# A mail of so few characters is understood in two milliseconds, a hostile one in thirty; handing it to a thread and
# back takes as long as the first.
_BRIEF = 600


class Processor:
    """Handles one claimed mail at a time; `handle` is what the runner calls.

    `read` turns bytes into a mail: in a process apart (`mailbot.message.apart`) wherever mails are foreign.
    """

    def __init__(self, client: LocalClient, settings: Settings, *, read: Reader) -> None:
        self._client, self._settings, self._read = client, settings, read
        self._directory = Directory(client)

    async def handle(self, row: InboundMail, worker: str) -> None:
        """Bring the mail to its end, or put it back for later; after too many failures it is set aside."""
        try:
            if row.attempts > self._settings.mail_attempts:
                raise Unavailable("each attempt ended with the death of its process")
            async with asyncio.timeout(self._settings.mail_seconds):
                await self._process(row, worker)
        except Exception as error:
            await self._failed(row, worker, error)

    async def _failed(self, row: InboundMail, worker: str, error: Exception) -> None:
        logger.warning("mail %s failed (attempt %s)", row.id, row.attempts, exc_info=error)
        reason = error.message if isinstance(error, AppError) else f"{type(error).__name__}: {error}"
        buried = await retry_or_bury(
            row, worker, reason, attempts=self._settings.mail_attempts, buried=InboundStatus.BURIED
        )
        if buried:
            logger.error("mail %s was set aside after %s attempts; its source is kept", row.id, row.attempts)

    async def _process(self, row: InboundMail, worker: str) -> None:
        if row.content is None:
            raise Unavailable("the bytes of this mail are gone")
        message = await self._read(bytes(row.content))
        settings = self._settings
        stopped = guard(
            message,
            own_addresses=(settings.contact_address,),
            size=settings.max_mail_bytes + 1 if row.truncated else row.size,
            max_bytes=settings.max_mail_bytes,
            replies=self._replies(message),
        )
        async with in_transaction() as connection:
            # Of two mails of one thread the second finds the conversation that the first one opens.
            if root := root_of(message):  # those without any have nothing in common
                await lock_name(connection, f"thread {root}")
            known = facts(message) | {"answered_message_id": await uses_up(settings, row, self._reply_token(message))}
            ended = None if stopped is Guard.BOUNCE else await self._unsubscription(row, message)
            if ended is not None:
                await self._end(row, worker, known, ended)
                return
            if stopped not in (None, Guard.FROM_DESK, Guard.TOO_LARGE):
                if stopped is Guard.BOUNCE:
                    end = await bounces.handle(message, self._client, settings)
                else:
                    end = Handled(InboundStatus.IGNORED, OUTCOMES[stopped])
                await self._end(row, worker, known, end)
                return
            await self._answer(row, worker, message, known, stopped)

    def _replies(self, message: MailMessage) -> bool:
        """Whether it came to an address that stands in one letter of ours."""
        secret, tokens = self._settings.secret_key, (self._reply_token(message), self._letter_token(message))
        purposes = (Purpose.REPLY, Purpose.ATTACHMENT_REPLY)
        return any(token and verify(secret, one, token) for one, token in zip(purposes, tokens, strict=True))

    def _letter_token(self, message: MailMessage) -> str | None:
        return tag_of(message, self._settings.contact_address, "r")

    def _reply_token(self, message: MailMessage) -> str | None:
        return tag_of(message, self._settings.contact_address, "c")

    async def _unsubscription(self, row: InboundMail, message: MailMessage) -> Handled | None:
        token = tag_of(message, self._settings.contact_address, "u")
        if token is None:
            return None
        return await unsubscription.handle(token, Viewer(channel=Channel.MAIL, mail_id=row.id), self._client)

    async def _answer(
        self, row: InboundMail, worker: str, message: MailMessage, known: dict[str, Any], stopped: Guard | None
    ) -> None:
        proof, viewer = await identify(self._settings, row, message, self._reply_token(message))
        known = known | {"sender_proof": str(proof.reason), "content_key": content_key(message, proof)}
        twin = await twin_of(row, message, proof, known["content_key"])
        if twin is not None:
            await self._end(row, worker, known | {"content_key": None}, twin)  # it is the first one's
            return
        mail = await self._incoming(row, message, proof, viewer, from_desk=stopped is Guard.FROM_DESK)
        too_large = stopped is Guard.TOO_LARGE
        handled = hand_over(mail) if too_large else await route(mail, self._client, self._settings)
        # Whoever answers our question hears what came of it; only a second question has to wait.
        due = handled.changed or (bool(mail.earlier_text) and not handled.asks)
        held_back = None
        if handled.parts:
            held_back = await may_answer(self._settings, mail, due=due, acknowledges=handled.acknowledges)
        secret = ""
        if held_back is None:
            handled, secret = await with_link(self._settings, row, mail, handled)
        else:
            outcome = f"{handled.outcome} Sans réponse automatique : {held_back}."
            handled = replace(handled, status=InboundStatus.HANDED_OVER, outcome=outcome)
        known |= {
            "person_id": mail.viewer.person_id,
            "member_id": mail.companies[0].id if mail.companies else None,
            "conversation_id": await self._converse(row, mail, handled, sends=held_back is None, secret=secret),
        }
        await self._end(row, worker, known, handled)

    async def _converse(
        self, row: InboundMail, mail: Incoming, handled: Handled, *, sends: bool, secret: str
    ) -> int | None:
        """Put the mail and the answer to it into a conversation; where the answer is held back, a human may send it.

        `secret`: a text of the answer that only its reader may have.
        """
        if handled.settled:
            return None
        letter = answer_letter(self._settings, mail, handled.parts) if handled.parts else None
        filing = filing_of(mail, handled)
        if letter is not None and sends:
            told = draft(letter)
            told = told.replace(secret, MASK) if secret else told
            filing |= {"answer": told, "acknowledgement": handled.acknowledges}
        elif letter is not None and not handled.acknowledges:
            filing["suggestion"] = draft(letter)
        if handled.suggestion is not None:
            filing["suggestion"] = handled.suggestion
        filed = (await self._client.run(operation("file_mail"), {"input": filing}, mail.viewer))["fileMail"]
        if letter is not None and filed["answerMessageId"] is not None:
            await write_answer(self._settings, row, mail, letter, _key(filed["answerMessageId"]), secret=secret)
        return _key(filed["conversationId"])

    async def _incoming(
        self, row: InboundMail, message: MailMessage, proof: SenderProof, viewer: Viewer | None, *, from_desk: bool
    ) -> Incoming:
        """What the handlers see."""
        companies = await self._companies(viewer) if viewer else ()
        mail = Incoming(
            message=message,
            proof=proof,
            viewer=viewer or Viewer(channel=Channel.MAIL, mail_id=row.id),
            companies=companies,
            directory=await self._directory.get(),
            letter_token=self._letter_token(message),
            reply_token=self._reply_token(message),
            from_desk=from_desk,
        )
        mail = replace(await self._with_earlier(mail), replies_to_answer=await _to_answer(message))
        texts = (message.subject, message.new_text, mail.earlier_text, *(file.filename for file in message.files))
        long = sum(map(len, texts)) > _BRIEF
        return replace(mail, reading=await asyncio.to_thread(mail.read) if long else mail.read())

    async def _companies(self, viewer: Viewer) -> tuple[Company, ...]:
        """Those that the sender acts for, with whoever answers for them today."""
        members = (await self._client.run(operation("sender"), {}, viewer))["viewer"]["members"]
        answering = {member["id"]: member["advisor"] for member in members}
        if not all(member["advisorIsHere"] for member in members):
            found = (await self._client.run(operation("stand_ins"), {}, viewer))["viewer"]["members"]
            answering = {member["id"]: member["responsibleAdvisor"] for member in found}
        return tuple(_company(member, answering.get(member["id"])) for member in members)

    async def _with_earlier(self, mail: Incoming) -> Incoming:
        """With what the sender wrote and sent before we asked back, when it replies to that, and what we asked about.

        A reply to an advisor's own mail is the advisor's to read, though our question may have come before it.
        """
        texts: list[str] = []
        files: list[MailFile] = []
        about: tuple[MailKind, ...] = ()
        offered: tuple[str, ...] = ()
        parent = mail.message.in_reply_to
        while parent and mail.proof.proven and len(texts) < _MOST_QUESTIONS:
            asked = await OutboundMail.get_or_none(message_id=parent, letter="AnswerLetter").select_related("cause")
            cause = asked.cause if asked else None
            if cause is None or not cause.asked_back or not _same_sender(mail, cause):
                break
            source = await InboundSource.get(mail_id=cause.id)
            earlier = await self._read(bytes(source.content))
            texts.append(f"{earlier.subject}\n{earlier.new_text}")
            files += earlier.files
            about = about or _asked(cause)
            offered = offered if len(texts) > 1 else _offered(cause)
            parent = earlier.in_reply_to
        return replace(mail, earlier_text="\n\n".join(texts), earlier_files=tuple(files), asked=about, offered=offered)

    async def _end(self, row: InboundMail, worker: str, known: Mapping[str, Any], handled: Handled) -> None:
        await finish(
            row,
            worker,
            **known,
            status=handled.status,
            outcome=handled.outcome,
            asked_back=handled.asks,
            understanding=[{"label": label, "value": value} for label, value in handled.findings],
            processed_at=timezone.now(),
            last_error=None,
        )


def _asked(mail: InboundMail) -> tuple[MailKind, ...]:
    """What our question to this mail was about."""
    told = {finding["value"] for finding in mail.understanding if finding["label"] == ASKED}
    return tuple(kind for kind, label in MAIL_KIND_LABELS.items() if label in told)


def _offered(mail: InboundMail) -> tuple[str, ...]:
    """The suppliers that our question to this mail offered."""
    return tuple(finding["value"] for finding in mail.understanding if finding["label"] == OFFERED)


def _same_sender(mail: Incoming, earlier: InboundMail) -> bool:
    """Whether an earlier mail is of the same person; who has no access is known by a proven address alone."""
    if earlier.person_id is not None or mail.viewer.person_id is not None:
        return earlier.person_id == mail.viewer.person_id
    return (
        earlier.sender_proof in PROVEN_REASONS and earlier.from_address == mail.message.from_addresses[0].address[:320]
    )


async def _to_answer(message: MailMessage) -> bool:
    """Whether a mail replies to an answer of the bot's in which nothing was asked back."""
    ids = [message.in_reply_to, *message.references[-MOST_IDS:]]
    known = [one for one in ids if one]
    answers = OutboundMail.filter(message_id__in=known, letter="AnswerLetter", cause__asked_back=False)
    return bool(known) and await answers.exists()


def filing_of(mail: Incoming, handled: Handled) -> dict[str, Any]:
    """What `fileMail` is told of a mail, before the answer to it."""
    message, sender = mail.message, mail.message.from_addresses[0]
    # Its own id, too: the answer to a mail that came later may have been filed before.
    ids = [*message.references, *filter(None, (message.in_reply_to, message.message_id))]
    turn = "CONTACT" if handled.asks else "NOBODY"
    return {
        "subject": message.subject[:2000],
        "text": message.new_text[:MOST_READ],
        "fromAddress": sender.address[:320],
        "fromName": sender.name[:300],
        "proven": mail.proof.proven,
        "messageIds": ids[-MOST_IDS:],
        "replyToken": mail.reply_token,
        "supplierAttachmentId": handled.attachment_id,
        "waitsFor": "GROUP" if handled.status is InboundStatus.HANDED_OVER else turn,
        "callBack": _call(handled.call),
    }


def _call(call: CallBack | None) -> dict[str, Any] | None:
    if call is None:
        return None
    earliest, latest = (moment.isoformat() if moment else None for moment in (call.earliest, call.latest))
    return {"phone": call.phone, "wish": call.wish, "earliest": earliest, "latest": latest}


def facts(message: MailMessage) -> dict[str, Any]:
    """What lists show of a mail."""
    first = message.from_addresses[0] if message.from_addresses else None
    return {
        "message_id": message.message_id,
        "thread_key": root_of(message),
        "from_address": from_address(message),
        "from_name": first.name[:300] if first else "",
        "subject": message.subject[:2000],
        "excerpt": message.excerpt(400),
    }


def _company(member: Mapping[str, Any], advisor: Mapping[str, Any] | None) -> Company:
    card = None
    if advisor is not None:
        name = f"{advisor['firstName']} {advisor['lastName']}".strip()
        card = AdvisorCard(name, advisor["phone"], advisor["email"])
    return Company(
        id=_key(member["id"]),
        siret=member["siret"],
        legal_name=member["legalName"],
        status=member["status"],
        advisor=card,
    )


def _key(global_id: str) -> int:
    return int(global_id.rpartition(":")[2])
