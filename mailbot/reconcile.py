"""Compares the mailbox with the table: every mail of the last days must stand in both, and none lie about unstored.

Mails are compared by their content: UIDs change when a mail is moved. Runs daily, and by `manage.py mail reconcile`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from tortoise import timezone

from errors import AppError, ConfigurationError
from jobs.schedule import Daily, PeriodicJob
from mailbot.imap import CommandRefused, Copy, ImapAccount, ImapMailbox
from models.mail import InboundMail, InboundSource, Mailbox
from settings import Settings

logger = logging.getLogger(__name__)

DAYS = 3
# What came in while we look is not lost: it is looked for again so much later, in seconds.
PATIENCE = 60.0
# The table is asked about so many mails at once.
_MANY = 500


@dataclass(frozen=True)
class Reconciliation:
    """What the comparison found. `unstored`: folder and UID of mails that the table lacks; `gone`: ids of mails that
    nobody finds in the mailbox any more."""

    looked_at: int = 0
    unstored: list[str] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """For operators."""
        yield f"{self.looked_at} mails of the last {DAYS} days lie in the mailbox."
        yield from (f"NOT STORED: {place}" for place in self.unstored)
        yield from (f"not in the mailbox any more, its source is kept: mail {id_}" for id_ in self.gone)
        if not self.unstored and not self.gone:
            yield "Folder and table agree."


class Difference(AppError):
    """Folder and table don't agree: somebody must look."""


def reconciliation_job(settings: Settings) -> PeriodicJob:
    """The daily comparison: a difference fails it, which logs, counts (`centrale_job_failing`) and looks again."""

    async def compare(due: dt.datetime) -> None:
        found = await reconcile(settings)
        if found.unstored or found.gone:
            logger.error("the mailbox and the table differ: %s not stored, %s gone", found.unstored, found.gone)
            raise Difference(f"{len(found.unstored)} mails are not stored, {len(found.gone)} are not in the mailbox")

    return PeriodicJob("mail_reconciliation", Daily(dt.time(4, 30)), compare)


async def reconcile(settings: Settings, *, patience: float | None = None) -> Reconciliation:
    """Compare the last days. Raises `ConnectionLost` and its like when the mailbox can't be read."""
    if not settings.imap_host:
        raise ConfigurationError("No mailbox is watched: CENTRALE_IMAP_HOST is empty.")
    account = ImapAccount.of(settings)
    since = timezone.now() - dt.timedelta(days=DAYS)
    found = await _unstored(account, since, settings)
    if found[1]:
        await asyncio.sleep(PATIENCE if patience is None else patience)
        found = await _unstored(account, since, settings)
    hashes, unstored = found
    return Reconciliation(len(hashes), unstored, await _gone(account, since, hashes, settings))


async def _unstored(account: ImapAccount, since: dt.datetime, settings: Settings) -> tuple[set[str], list[str]]:
    """The hashes of what lies in both folders, and the places of what the table lacks."""
    places: dict[str, str] = {}
    # The watched folder first: what is moved meanwhile is met twice, never missed.
    for folder in (account.mailbox, account.processed):
        places |= await _hashes(account, folder, since, settings)
    hashes, known = list(places), set[str]()
    for start in range(0, len(hashes), _MANY):
        stored = InboundMail.filter(sha256__in=hashes[start : start + _MANY], mailbox__name=account.name)
        known |= {row.sha256 for row in await stored.only("sha256")}
    return set(hashes), sorted(place for sha256, place in places.items() if sha256 not in known)


async def _hashes(account: ImapAccount, folder: str, since: dt.datetime, settings: Settings) -> dict[str, str]:
    """SHA-256 and place of each mail of a folder; one mail at a time is held in memory."""
    mailbox = ImapMailbox(dataclasses.replace(account, mailbox=folder), max_bytes=settings.max_mail_bytes)
    try:
        await mailbox.connect()
    except CommandRefused:
        if folder == account.mailbox:
            raise
        return {}  # nothing was ever moved
    try:
        uids = await mailbox.uids_since(since.date())
        return {hashlib.sha256(mail.source).hexdigest(): f"{folder} {mail.uid}" async for mail in mailbox.fetch(uids)}
    finally:
        await mailbox.close()


async def _gone(account: ImapAccount, since: dt.datetime, hashes: set[str], settings: Settings) -> list[int]:
    """Mails that were stored in these days, and lie nowhere. Without a source one was erased, and its copy too."""
    if not await Mailbox.exists(name=account.name):
        return []
    rows = await InboundMail.filter(mailbox__name=account.name, received_at__gte=since).order_by("id")
    unseen = [row for row in rows if row.sha256 not in hashes]
    with_source = await InboundSource.filter(mail_id__in=[row.id for row in unseen[:_MANY]]).only("id", "mail_id")
    sources = {source.mail_id for source in with_source}
    missing = [row for row in unseen if row.id in sources]
    if not missing:
        return []
    # Their date may be older than the day on which we got them.
    mailbox = ImapMailbox(account, max_bytes=settings.max_mail_bytes)
    await mailbox.connect()
    try:
        return [row.id for row in missing if not await mailbox.holds(Copy(row.sha256, row.size, row.truncated))]
    finally:
        await mailbox.close()
