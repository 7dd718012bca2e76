"""One look at a mailbox: store what is new, move away what is stored, hold up nothing because of one strange mail.

Mails above the high-water mark are new. Those below it are asked for one by one, because a crash between store and
move leaves them there. A mail that could not be fetched or stored is tried again, behind all others and alone.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from mailbot.imap import CommandRefused, ConnectionLost, Copy, FetchedMail, ImapMailbox, chunks

_log = logging.getLogger(__name__)

# After so many failures in a row it is the store that is away, not the mails that are strange.
_STORE_IS_AWAY = 5
# Octets of mails that are stored in one transaction; one that is bigger has its own.
_TOGETHER = 4 * 1024 * 1024


class Inbox(Protocol):
    """Where mails become durable. All may raise anything: the mail then stays in the folder."""

    async def high_water(self, uidvalidity: int) -> int:
        """The highest UID stored for this UIDVALIDITY; 0 when there is none."""

    async def is_stored(self, uidvalidity: int, uid: int) -> bool:
        """Whether this very mail is stored."""

    async def store(self, uidvalidity: int, uid: int, source: bytes, truncated: bool) -> None:
        """Stores a mail, durably when it returns; once more for the same mail changes nothing."""

    async def store_together(self, uidvalidity: int, mails: Sequence[FetchedMail]) -> None:
        """Stores all of these, or none when it raises."""

    async def to_forget(self) -> Sequence[Copy]:
        """Mails whose data was erased, and whose copies in the mailbox must go too; a few at a time."""

    async def forgotten(self, copies: Sequence[Copy]) -> None:
        """Their copies are gone."""


@dataclass(slots=True)
class SweepResult:
    """What a sweep did: mails stored, mails left in the folder for another try, and the last thing that went wrong."""

    stored: int = 0
    left: int = 0
    problem: str | None = None


class Sweeper:
    """Sweeps one mailbox into an inbox; remembers between sweeps what is settled and what gave trouble."""

    def __init__(self, mailbox: ImapMailbox, inbox: Inbox, *, on_batch: Callable[[], None] = lambda: None) -> None:
        """`on_batch` is called after each batch of mails: a sweep of thousands takes its time."""
        self._mailbox, self._inbox, self._on_batch = mailbox, inbox, on_batch
        # Keys are (uidvalidity, uid). Settled: stored for sure, but perhaps still in the folder.
        self._settled: set[tuple[int, int]] = set()
        self._trouble: Counter[tuple[int, int]] = Counter()
        self._failed_in_a_row = 0
        self._result = SweepResult()

    async def sweep(self) -> SweepResult:
        """Goes through the whole folder once. Raises `ConnectionLost`, or what the inbox's questions raise."""
        self._result, self._failed_in_a_row = SweepResult(), 0
        validity = self._mailbox.uidvalidity
        mark = await self._inbox.high_water(validity)
        stored: list[int] = []
        missing: list[int] = []
        for uid in await self._mailbox.all_uids():
            (stored if await self._is_stored(validity, uid, mark) else missing).append(uid)
        await self._move(validity, stored)
        done = 0
        for batch in self._batches(validity, missing):
            await self._bring(validity, batch)
            self._on_batch()
            done += len(batch)
            if self._failed_in_a_row >= _STORE_IS_AWAY:
                self._result.left += len(missing) - done
                break
        await self._forget()
        return self._result

    async def _forget(self) -> None:
        """Deletes the copies of mails whose data was erased (docs/privacy.md)."""
        copies = await self._inbox.to_forget()
        if not copies:
            return
        try:
            await self._mailbox.delete(copies)
        except CommandRefused as error:
            _log.error("%d mails must be deleted from the mailbox by hand: %s", len(copies), error.message)
            self._result.problem = error.message
        else:
            await self._inbox.forgotten(copies)

    async def _is_stored(self, validity: int, uid: int, mark: int) -> bool:
        # Asked once only: a folder whose mails can't be moved would else cost a question each, in each sweep.
        key = (validity, uid)
        if key not in self._settled and uid <= mark and await self._inbox.is_stored(validity, uid):
            self._settled.add(key)
        return key in self._settled

    def _batches(self, validity: int, uids: Sequence[int]) -> Iterator[Sequence[int]]:
        """Fresh mails in batches; then those that gave trouble, least troublesome first, each alone."""
        yield from chunks([uid for uid in uids if not self._trouble[validity, uid]])
        suspects = [uid for uid in uids if self._trouble[validity, uid]]
        for uid in sorted(suspects, key=lambda uid: (self._trouble[validity, uid], uid)):
            yield [uid]

    async def _bring(self, validity: int, batch: Sequence[int]) -> None:
        """Fetches, stores and moves one batch."""
        pending = set(batch)
        try:
            async with aclosing(_together(self._mailbox.fetch(batch))) as groups:
                async for mails in groups:
                    pending.difference_update(await self._store_all(validity, mails))
                    if self._failed_in_a_row >= _STORE_IS_AWAY:
                        break
        except (CommandRefused, ConnectionLost) as error:
            # One mail of the batch may be what the server, or the library, stumbles over each time.
            self._trouble.update((validity, uid) for uid in pending)
            self._left_behind(len(pending), error.message)
            if isinstance(error, ConnectionLost):
                raise
        await self._move(validity, [uid for uid in batch if uid not in pending])

    async def _store_all(self, validity: int, mails: Sequence[FetchedMail]) -> list[int]:
        """Stores mails in one go where that works, else one by one; the UIDs of those that are stored."""
        if len(mails) > 1:
            try:
                await self._inbox.store_together(validity, mails)
            except Exception as error:
                _log.warning("%d mails can't be stored together, now each alone: %s", len(mails), error)
            else:
                for mail in mails:
                    self._stored((validity, mail.uid))
                return [mail.uid for mail in mails]
        stored = []
        for mail in mails:
            if await self._store(validity, mail):
                stored.append(mail.uid)
            elif self._failed_in_a_row >= _STORE_IS_AWAY:
                break
        return stored

    async def _store(self, validity: int, mail: FetchedMail) -> bool:
        key = (validity, mail.uid)
        try:
            await self._inbox.store(validity, mail.uid, mail.source, mail.truncated)
        except Exception as error:
            _log.error("Mail %d (UIDVALIDITY %d) can't be stored: %s", mail.uid, validity, error, exc_info=error)
            self._trouble[key] += 1
            self._failed_in_a_row += 1
            self._left_behind(1, f"{type(error).__name__}: {error}")
            return False
        self._stored(key)
        return True

    def _stored(self, key: tuple[int, int]) -> None:
        self._failed_in_a_row = 0
        self._trouble.pop(key, None)
        self._settled.add(key)
        self._result.stored += 1

    def _left_behind(self, mails: int, reason: str) -> None:
        self._result.left += mails
        self._result.problem = f"Mails stay in the mailbox for another try: {reason}"

    async def _move(self, validity: int, uids: Sequence[int]) -> None:
        """Moves stored mails away. A server that refuses does no harm: they are known to be stored."""
        try:
            await self._mailbox.move_to_processed(uids)
        except CommandRefused as error:
            _log.warning("Stored mails can't be moved out of the mailbox: %s", error.message)
            self._result.problem = f"Stored mails can't be moved out of the mailbox: {error.message}"
        else:
            self._settled.difference_update((validity, uid) for uid in uids)


async def _together(mails: AsyncGenerator[FetchedMail, None]) -> AsyncGenerator[list[FetchedMail], None]:
    """Mails in groups that stay within `_TOGETHER`, as far as single ones allow."""
    group: list[FetchedMail] = []
    octets = 0
    try:
        async with aclosing(mails):
            async for mail in mails:
                if group and octets + len(mail.source) > _TOGETHER:
                    yield group
                    group, octets = [], 0
                group.append(mail)
                octets += len(mail.source)
    except (CommandRefused, ConnectionLost):
        if group:  # what came before is there
            yield group
        raise
    if group:
        yield group
