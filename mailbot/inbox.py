"""The durable inbox: a mail is stored with its source, and the mark moved on, in one transaction, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from errors import Unavailable
from jobs.events import publish
from mailbot.imap import Copy, FetchedMail
from models.database import dialect
from models.mail import InboundMail, InboundSource, Mailbox
from models.prepared import insert, new

_FORGOTTEN_AT_ONCE = 20


class LeadershipLost(Unavailable):
    """Another process watches this mailbox by now; what this one holds must not be written."""


async def take_over(name: str) -> Mailbox:
    """Become the one writer of this mailbox: every earlier one is fenced off from here on."""
    try:
        await Mailbox.get_or_create(name=name)
    except IntegrityError:  # pragma: no cover - two first starts at once
        await Mailbox.get(name=name)
    parameter = "$1" if dialect() == "postgres" else "?1"
    sql = f"UPDATE mailbox SET fence = fence + 1 WHERE name = {parameter}"  # noqa: S608 - a placeholder
    await get_connection("default").execute_query(sql, [name])
    return await Mailbox.get(name=name)


class DatabaseInbox:
    """Stores what the watcher brings. Every write checks the fence."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._id, self._fence = mailbox.id, mailbox.fence

    async def high_water(self, uidvalidity: int) -> int:
        """The highest UID stored under this numbering; a new numbering starts from nothing."""
        mailbox = await Mailbox.get(id=self._id)
        return mailbox.last_uid if mailbox.uidvalidity == uidvalidity else 0

    async def is_stored(self, uidvalidity: int, uid: int) -> bool:
        """Whether this very mail is stored."""
        return await InboundMail.exists(mailbox_id=self._id, uidvalidity=uidvalidity, uid=uid)

    async def store(self, uidvalidity: int, uid: int, source: bytes, truncated: bool) -> None:
        """Store the mail; once more for the same mail changes nothing. Raises `LeadershipLost`."""
        await self.store_together(uidvalidity, [FetchedMail(uid, source, truncated)])

    async def store_together(self, uidvalidity: int, mails: Sequence[FetchedMail]) -> None:
        """Store all of these mails or, when it fails, none."""
        async with in_transaction():
            await self._advance(uidvalidity, max(mail.uid for mail in mails))
            uids = [mail.uid for mail in mails]
            here = InboundMail.filter(mailbox_id=self._id, uidvalidity=uidvalidity, uid__in=uids)
            known = {row.uid for row in await here.only("id", "uid")}
            fresh = {mail.uid: mail for mail in mails if mail.uid not in known}
            if not fresh:
                return
            rows = [self._row(uidvalidity, mail) for mail in fresh.values()]
            await insert(*rows)
            await insert(*(new(InboundSource, mail_id=row.id, content=fresh[row.uid].source) for row in rows))
            for row in rows:
                await publish(InboundMail, row.id)

    def _row(self, uidvalidity: int, mail: FetchedMail) -> InboundMail:
        return new(
            InboundMail,
            mailbox_id=self._id,
            uidvalidity=uidvalidity,
            uid=mail.uid,
            sha256=hashlib.sha256(mail.source).hexdigest(),
            size=len(mail.source),
            truncated=mail.truncated,
        )

    async def to_forget(self) -> list[Copy]:
        """Mails whose data was erased and whose copies still lie in the mailbox."""
        rows = await InboundMail.filter(mailbox_id=self._id, forget=True).order_by("id").limit(_FORGOTTEN_AT_ONCE)
        return [Copy(row.sha256, row.size, row.truncated) for row in rows]

    async def forgotten(self, copies: Sequence[Copy]) -> None:
        """Nothing more to do for them."""
        hashes = [copy.sha256 for copy in copies]
        await InboundMail.filter(mailbox_id=self._id, forget=True, sha256__in=hashes).update(forget=False)

    async def _advance(self, uidvalidity: int, uid: int) -> None:
        """Move the mark on, under the lock of the mailbox's row."""
        current = await Mailbox.filter(id=self._id, fence=self._fence).first()
        if current is None:
            raise LeadershipLost("another process watches this mailbox now")
        mark = max(uid, current.last_uid) if current.uidvalidity == uidvalidity else uid
        changed = await Mailbox.filter(id=self._id, fence=self._fence).update(uidvalidity=uidvalidity, last_uid=mark)
        if not changed:
            raise LeadershipLost("another process watches this mailbox now")
