"""The bot without any server: mails go into its inbox, are processed, and what it wrote is read back."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import uuid
from collections.abc import Callable, Iterable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from unittest import mock

from jobs.events import Signal
from jobs.runner import Runner
from mailbot.inbox import DatabaseInbox, take_over
from mailbot.incoming import Incoming
from mailbot.message.read import read_here
from mailbot.process import Processor
from mailbot.understanding.reading import Reading
from models import InboundMail, InboundStatus, OutboundMail, Person
from models.mail_kinds import MailKind
from schema.client import LocalClient
from settings import Settings
from tests.group import engine

CONTACT = "contact@centrale.test"
AUTHSERV_ID = "mx.centrale.test"


def request_text(supplier: str = "Bureau Clair", account: str | None = "4471-AB", siret: str | None = None) -> str:
    """What a member writes to have an account attached."""
    number = f" Notre numéro de compte est le {account}." if account else ""
    company = f"\nNotre SIRET : {siret}" if siret else ""
    return f"Bonjour,\n\nMerci de nous rattacher à vos conditions chez {supplier}.{number}{company}\n\nCordialement"


def passing(address: str) -> str:
    """What our mail server writes on a mail whose sender it could prove."""
    return f"{AUTHSERV_ID}; dmarc=pass header.from={address.rpartition('@')[2]}"


def mail(
    sender: Person | str,
    text: str,
    *,
    subject: str = "Rattachement",
    to: str = CONTACT,
    message_id: str | None = None,
    reply_to: EmailMessage | None = None,
    results: str | None = "",
    headers: Iterable[tuple[str, str]] = (),
) -> bytes:
    """A mail as it lies in the mailbox. `results` is our server's verdict: "" proves the sender, None says nothing."""
    address = sender if isinstance(sender, str) else sender.email
    built = EmailMessage(policy=default.clone(linesep="\r\n", max_line_length=900))
    if results is not None:
        built["Authentication-Results"] = results or passing(address)
    for name, value in headers:
        built[name] = value
    built["From"], built["To"], built["Subject"] = address, to, subject
    built["Message-ID"] = message_id or f"<{uuid.uuid4()}@{address.rpartition('@')[2]}>"
    built["Date"] = "Tue, 17 Nov 2026 08:02:17 +0100"
    if reply_to is not None:
        built["In-Reply-To"] = reply_to["Message-ID"]
        built["References"] = " ".join(filter(None, (reply_to["References"], reply_to["Message-ID"])))
    built.set_content(text)
    return built.as_bytes()


class Bot:
    """Inbox, processor and outbox on the open database."""

    def __init__(self, inbox: DatabaseInbox, settings: Settings) -> None:
        self.inbox, self.settings = inbox, settings
        self.client = LocalClient(engine(), settings)
        processor = Processor(self.client, settings, read=read_here)
        self._runner = Runner(InboundMail, (InboundStatus.RECEIVED,), processor.handle, Signal(), worker="tests")
        self._uids = itertools.count(1)

    @classmethod
    async def start(cls, settings: Settings) -> Bot:
        """A bot that leads its mailbox."""
        return cls(DatabaseInbox(await take_over("contact")), settings)

    async def store(self, source: bytes, *, truncated: bool = False) -> InboundMail:
        """Only store a mail."""
        uid = next(self._uids)
        await self.inbox.store(1, uid, source, truncated)
        return await InboundMail.get(uidvalidity=1, uid=uid)

    async def work(self) -> None:
        """Process all that is due."""
        while await self._runner.run_once():
            pass

    async def work_together(self) -> None:
        """Process several at the same time."""
        await asyncio.gather(*(self._runner.run_once() for _ in range(4)))

    async def receive(self, source: bytes, *, truncated: bool = False, kinds: tuple[MailKind, ...] = ()) -> InboundMail:
        """Store a mail and process it; what became of it. `kinds`: read as asking for these, whatever it says."""
        stored = await self.store(source, truncated=truncated)
        with mock.patch.object(Incoming, "read", _reading(kinds)) if kinds else contextlib.nullcontext():
            await self.work()
        return await InboundMail.get(id=stored.id)

    async def ask(
        self, sender: Person | str, text: str, *, kinds: tuple[MailKind, ...] = (), **options: object
    ) -> tuple[InboundMail, EmailMessage]:
        """Receive a mail that must get an answer; both."""
        received = await self.receive(mail(sender, text, **options), kinds=kinds)  # type: ignore[arg-type]
        return received, await self.answer(received)

    async def answer(self, received: InboundMail) -> EmailMessage:
        """The one answer to a mail."""
        (row,) = await OutboundMail.filter(letter="AnswerLetter", cause_id=received.id)
        return read(row)


def _reading(kinds: tuple[MailKind, ...]) -> Callable[[Incoming], Reading]:
    """`Incoming.read` that is sure of these kinds: what a handler does is tested apart from what is understood."""
    honest = Incoming.read
    return lambda incoming: dataclasses.replace(honest(incoming), kinds=kinds, doubtful=())


def read(row: OutboundMail) -> EmailMessage:
    """An outgoing mail as its reader's program reads it."""
    return message_from_bytes(bytes(row.content), policy=default)


def text_of(answer: EmailMessage) -> str:
    """The plain text, on one line, with ordinary blanks."""
    part = answer.get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


async def letters_to(address: str) -> list[OutboundMail]:
    """What was written to an address, in order."""
    return await OutboundMail.filter(to_address=address).order_by("id")
