"""What the transport tests share: mailboxes on each kind of server, mails, and an inbox that can fail on command."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from mailbot.imap import Copy, FetchedMail, ImapAccount

Deliver = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class MailHost:
    """A mailbox of a test's own, and a way to put mails into it."""

    account: ImapAccount
    deliver: Deliver


def mail(subject: str = "Bonjour", body: str = "Bonjour,\r\n\r\n(À bientôt) « merci ».\r\n") -> bytes:
    """A small mail with its own Message-ID."""
    header = f"From: Luc <luc@pme.test>\r\nSubject: {subject}\r\nMessage-ID: <{uuid.uuid4()}@pme.test>\r\n"
    return f"{header}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}".encode()


def new_address() -> str:
    """An address that no other test uses."""
    return f"{uuid.uuid4().hex}@centrale.test"


class MemoryInbox:
    """An inbox in memory. `fails(uid)` decides which mails can't be stored; `away` makes every question fail."""

    def __init__(self) -> None:
        self.mails: dict[tuple[int, int], bytes] = {}
        self.truncated: set[tuple[int, int]] = set()
        self.stored: list[tuple[int, int]] = []
        self.attempts = 0
        self.fails: Callable[[bytes], bool] = lambda source: False
        self.away = False
        self.copies_to_forget: list[Copy] = []

    async def high_water(self, uidvalidity: int) -> int:
        self._check()
        return max((uid for validity, uid in self.mails if validity == uidvalidity), default=0)

    async def is_stored(self, uidvalidity: int, uid: int) -> bool:
        self._check()
        return (uidvalidity, uid) in self.mails

    async def store(self, uidvalidity: int, uid: int, source: bytes, truncated: bool) -> None:
        self.attempts += 1
        self._check()
        if self.fails(source):
            raise ConnectionError("the database is away")
        self.mails[uidvalidity, uid] = source
        self.stored.append((uidvalidity, uid))
        if truncated:
            self.truncated.add((uidvalidity, uid))

    async def store_together(self, uidvalidity: int, mails: Sequence[FetchedMail]) -> None:
        self._check()
        if any(self.fails(mail.source) for mail in mails):
            raise ConnectionError("the database is away")
        for mail in mails:
            await self.store(uidvalidity, mail.uid, mail.source, mail.truncated)

    async def to_forget(self) -> list[Copy]:
        return list(self.copies_to_forget)

    async def forgotten(self, copies: Sequence[Copy]) -> None:
        self.copies_to_forget = [copy for copy in self.copies_to_forget if copy not in copies]

    def _check(self) -> None:
        if self.away:
            raise ConnectionError("the database is away")

    def subjects(self) -> list[str]:
        """The subjects of all stored mails, sorted."""
        found = [
            line for source in self.mails.values() for line in source.split(b"\r\n") if line.startswith(b"Subject:")
        ]
        return sorted(line.decode().removeprefix("Subject: ") for line in found)


async def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Waits until `condition` holds; fails after `seconds`."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 (it may be about files and other processes)
            await asyncio.sleep(0.02)
