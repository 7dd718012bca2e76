"""The mailbox as the bot needs it: which mails are new, their octets, and away with those that are stored.

Only UID commands; the truth is always a search, IDLE is only an alarm clock. Never FETCH ENVELOPE or BODYSTRUCTURE
(aioimaplib's parser loses data on them), and never more than `BATCH` mails a command (its parser is recursive).
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date

import errors
from mailbot.imap_connection import (
    CommandRefused,
    ConnectionLost,
    ImapAccount,
    ImapConnection,
    LoginRefused,
)
from mailbot.imap_replies import (
    Line,
    body_of,
    fetched,
    folder_name,
    messages_in,
    size_of,
    uid_of,
    uids_in,
    uidvalidity_in,
)

__all__ = ["CommandRefused", "ConnectionLost", "Copy", "FetchedMail", "ImapAccount", "ImapMailbox", "LoginRefused"]

BATCH = 50
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Mails whose octets one command fetches: for each of them aioimaplib looks at all that came before it in the answer.
_BODIES = 10
_BATCH_OCTETS = 32 * 1024 * 1024
# A line that carries less than this is not worth waiting for.
_SLOWEST_OCTETS_PER_SECOND = 64 * 1024


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """One mail as the server holds it. `truncated`: it was too big, `source` has (the start of) its header only."""

    uid: int
    source: bytes
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """A mail that is known by what was stored of it: octets and SHA-256 of them."""

    sha256: str
    size: int
    truncated: bool = False


class ImapMailbox:
    """One folder of an account, used by one task at a time.

    Every method raises `ConnectionLost` when the server is gone or silent; then `close()` and `connect()` again.
    `timeout` is in seconds, `max_bytes` the size from which on only a mail's header is fetched.
    """

    def __init__(self, account: ImapAccount, *, timeout: float = 30.0, max_bytes: int = 25 * 1024 * 1024) -> None:
        self._account = account
        self._connection = ImapConnection(account, timeout)
        self._max_bytes = max_bytes
        self._uidvalidity = 0

    @property
    def uidvalidity(self) -> int:
        """The folder's UIDVALIDITY as of `connect()`: when it changes, all UIDs have a new meaning."""
        return self._uidvalidity

    async def connect(self) -> None:
        """Connects, signs in and opens the folder. Raises `ConnectionLost`, `LoginRefused`, `CommandRefused`."""
        await self.close()
        try:
            await self._connection.open()
            await self._select()
        except BaseException:
            await self.close()
            raise
        self._connection.new_mail_told = False

    async def _select(self) -> None:
        lines = await self._command("select", folder_name(self._account.mailbox))
        validity = uidvalidity_in(lines)
        if validity is None:
            raise errors.ConfigurationError(
                f"The IMAP server {self._account.host} gives no UIDVALIDITY for {self._account.mailbox}: "
                "mails could not be told apart safely. Use another server."
            )
        self._uidvalidity = validity

    async def all_uids(self, mailbox: str | None = None) -> list[int]:
        """Every UID of the folder (or of another one, looked at read-only), ascending."""
        if mailbox in (None, self._account.mailbox):
            return await self._search("ALL")
        await self._command("examine", folder_name(str(mailbox)))
        try:
            return await self._search("ALL")
        finally:
            await self._select()

    async def uids_since(self, day: date) -> list[int]:
        """The UIDs of the folder's mails that the server got on this day (of its clock) or later, ascending."""
        return await self._search(f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}")

    async def count(self, mailbox: str | None = None) -> int:
        """The number of mails in the folder or in another one; 0 when there is no such folder."""
        if mailbox in (None, self._account.mailbox):
            # RFC 3501 advises against STATUS on the folder that is open.
            return len(await self._search("ALL"))
        try:
            return messages_in(await self._command("status", folder_name(str(mailbox)), "(MESSAGES)")) or 0
        except CommandRefused:
            return 0

    async def fetch(self, uids: Sequence[int]) -> AsyncGenerator[FetchedMail, None]:
        """The mails of these UIDs, without marking them as read; one that is gone meanwhile is left out."""
        for chunk in chunks(uids):
            sizes = await self._sizes(chunk)
            for batch in _by_weight([uid for uid in sizes if sizes[uid] <= self._max_bytes], sizes):
                async for uid, source in self._bodies(batch, "BODY.PEEK[]", sum(sizes[uid] for uid in batch)):
                    yield FetchedMail(uid, source)
            for uid in (uid for uid in sizes if sizes[uid] > self._max_bytes):
                part = f"BODY.PEEK[HEADER]<0.{self._max_bytes}>"
                async for same_uid, source in self._bodies([uid], part, self._max_bytes):
                    yield FetchedMail(same_uid, source, truncated=True)

    async def _sizes(self, uids: Sequence[int]) -> dict[int, int]:
        lines = await self._uid_command("fetch", _uid_set(uids), "(UID RFC822.SIZE)")
        sizes = {uid_of(group): size_of(group) for group in fetched(lines)}
        return {uid: sizes.get(uid) or 0 for uid in uids if uid in sizes}

    async def _bodies(self, uids: Sequence[int], part: str, octets: int) -> AsyncIterator[tuple[int, bytes]]:
        seconds = self._connection.timeout + octets / _SLOWEST_OCTETS_PER_SECOND
        lines = await self._uid_command("fetch", _uid_set(uids), f"(UID {part})", seconds=seconds)
        for group in fetched(lines):
            uid, source = uid_of(group), body_of(group)
            if uid is not None and source is not None:
                yield uid, source

    async def move_to_processed(self, uids: Sequence[int]) -> None:
        """Moves the mails out of the folder, creating the other one if need be.

        Moving a mail that is gone is no error. Raises `CommandRefused` when the server has neither MOVE nor
        UIDPLUS, or does not let us.
        """
        for chunk in chunks(uids):
            try:
                await self._move(_uid_set(chunk))
            except CommandRefused:
                # Either the folder is missing, or the second attempt says what is really wrong.
                await self._create_processed()
                await self._move(_uid_set(chunk))

    async def _move(self, uid_set: str) -> None:
        target = folder_name(self._account.processed)
        if self._connection.can("MOVE"):
            await self._uid_command("move", uid_set, target)
            return
        if not self._connection.can("UIDPLUS"):
            # A plain EXPUNGE would also take what other people marked as deleted.
            raise CommandRefused("The IMAP server can neither MOVE nor UID EXPUNGE: mails stay where they are.")
        await self._uid_command("copy", uid_set, target)
        await self._uid_command("store", uid_set, r"+FLAGS.SILENT (\Deleted)")
        await self._uid_command("expunge", uid_set)

    async def delete(self, copies: Sequence[Copy]) -> None:
        """Deletes these mails for good, wherever they lie in the two folders; one that is gone is no error.

        They are found by size and content: neither UIDs nor Message-IDs last. Raises `CommandRefused` when the server
        has no UIDPLUS: a plain EXPUNGE would also take what other people marked as deleted.
        """
        if not self._connection.can("UIDPLUS"):
            raise CommandRefused("The IMAP server has no UIDPLUS: mails can't be deleted one by one.")
        try:
            for folder in (self._account.processed, self._account.mailbox):
                try:
                    await self._command("select", folder_name(folder))
                except CommandRefused:
                    continue  # there is no such folder yet
                for copy in copies:
                    await self._delete_found(copy)
        finally:
            await self._select()

    async def holds(self, copy: Copy) -> bool:
        """Whether this mail lies in one of the two folders."""
        try:
            for folder in (self._account.processed, self._account.mailbox):
                try:
                    await self._command("select", folder_name(folder))
                except CommandRefused:
                    continue  # there is no such folder yet
                async with aclosing(self._found(copy)) as found:
                    async for _ in found:
                        return True
            return False
        finally:
            await self._select()

    async def _delete_found(self, copy: Copy) -> None:
        async with aclosing(self._found(copy)) as found:
            async for uid in found:
                await self._uid_command("store", str(uid), r"+FLAGS.SILENT (\Deleted)")
                await self._uid_command("expunge", str(uid))

    async def _found(self, copy: Copy) -> AsyncGenerator[int, None]:
        """UIDs in the folder that is open, of mails with this very content."""
        if copy.truncated:
            criteria, part = f"LARGER {self._max_bytes}", f"BODY.PEEK[HEADER]<0.{self._max_bytes}>"
        else:
            criteria, part = f"LARGER {copy.size - 1} SMALLER {copy.size + 1}", "BODY.PEEK[]"
        for uid in await self._search(criteria):
            async for _, source in self._bodies([uid], part, copy.size):
                if hashlib.sha256(source).hexdigest() == copy.sha256:
                    yield uid

    async def _create_processed(self) -> None:
        answer = await self._connection.call(self._connection.client.create(folder_name(self._account.processed)))
        if answer.result == "OK":
            await self._command("subscribe", folder_name(self._account.processed))

    async def idle(self, seconds: float) -> bool:
        """Sleeps until the server says that something happened (True) or `seconds` went by (False).

        A server without IDLE is simply given the time. What happened must be found out by a search.
        """
        if self._connection.new_mail_told:
            # In the answer to a command after the last search: it will not be said again.
            return True
        if not self._connection.can("IDLE"):
            return await self._connection.wait_for_push(seconds)
        client = self._connection.client
        ended = await self._connection.call(client.idle_start(timeout=seconds + self._connection.timeout))
        woken = await self._connection.wait_for_push(seconds)
        with self._connection.guarded():
            client.idle_done()
        await self._connection.call(ended)
        return woken

    async def close(self) -> None:
        """Ends the connection; does nothing when there is none."""
        await self._connection.close()

    async def _search(self, criteria: str) -> list[int]:
        # A server need not count mails that it has not announced yet; NOOP lets it (RFC 3501, 6.1.2).
        await self._command("noop")
        self._connection.new_mail_told = False
        # Without a charset: servers need not know any, and there is no text in these searches.
        client = self._connection.client
        return uids_in(await self._connection.command(client.uid_search(criteria, charset=None)))

    async def _command(self, name: str, *words: str) -> list[Line]:
        return await self._connection.command(getattr(self._connection.client, name)(*words))

    async def _uid_command(self, name: str, *words: str, seconds: float | None = None) -> list[Line]:
        return await self._connection.command(self._connection.client.uid(name, *words), seconds)


def chunks(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """`uids` in pieces that one command may carry."""
    for start in range(0, len(uids), BATCH):
        yield uids[start : start + BATCH]


def _by_weight(uids: Iterable[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    """`uids` in batches of `_BODIES` that stay within `_BATCH_OCTETS`, as far as single mails allow."""
    batch: list[int] = []
    octets = 0
    for uid in uids:
        if len(batch) == _BODIES or (batch and octets + sizes[uid] > _BATCH_OCTETS):
            yield batch
            batch, octets = [], 0
        batch.append(uid)
        octets += sizes[uid]
    if batch:
        yield batch


def _uid_set(uids: Iterable[int]) -> str:
    return ",".join(map(str, uids))
