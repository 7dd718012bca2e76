"""The files of an audit as jobs: each for itself, to be gone on with by anybody, shared by many."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal

import pytest
from tortoise import timezone

from audit.reading import Reading
from audit.reading.values import Progress
from jobs.leases import LeaseLost, claim
from models import Audit, AuditFile, AuditFileStatus, AuditStatus, Channel, Invoice, InvoiceLine, OutboundMail
from settings import Settings
from tests.group import Group, viewer_of
from tests.workflows.audits import engine
from tests.workflows.audits.steps import LEASE, read_all, with_files
from workflows.audits import files, reading, requesting
from workflows.audits.values import INVOICE

WAITING = (AuditFileStatus.WAITING,)


async def outcomes(audit: Audit) -> dict[str, tuple[str, str | None]]:
    rows = await AuditFile.filter(audit_id=audit.id).order_by("id")
    return {row.name: (row.status.value, row.refusal_code) for row in rows}


def plain_text(letter: OutboundMail) -> str:
    return letter.body_text.replace("\u00a0", " ").replace("\u202f", "")


async def test_a_bad_file_holds_up_no_other(group: Group, settings: Settings) -> None:
    audit = await with_files(settings, group.owner, group.stationery, "two.xml", "bad.pdf", "crash.pdf", "zip.zip")
    for _ in range(reading.ATTEMPTS):
        await read_all(settings)
        await AuditFile.filter(status=AuditFileStatus.WAITING).update(next_attempt_at=timezone.now())
    assert await outcomes(audit) == {
        "two.xml": ("READ", None), "bad.pdf": ("REFUSED", "BROKEN_PDF"), "crash.pdf": ("REFUSED", "FAILED"),
        "zip.zip": ("READ", None),
    }  # fmt: skip
    archive = await AuditFile.get(name="zip.zip")
    assert [one["code"] for one in archive.refusals] == ["BROKEN_PDF"]
    assert archive.progress == 100
    await audit.refresh_from_db()
    assert audit.status == AuditStatus.MATCHING, "the last one was looked at"
    letter = await OutboundMail.get(letter="AuditFilesRead")
    assert letter.to_address == group.owner.email
    told = letter.body_text.replace("\u202f", "")  # no mail program shall take a name for a link
    for text in ("bad.pdf", "Ce PDF est abîmé", "crash.pdf", "zip.zip", "two.xml"):
        assert text in told


async def test_what_was_read_is_kept_exactly(group: Group, settings: Settings) -> None:
    await with_files(settings, group.owner, group.stationery, "four.xml", close=False)
    await read_all(settings)
    row = await Invoice.get()
    assert INVOICE.load(row.value["invoice"]) == engine.invoice(
        "F-four.xml", engine.PEN, engine.REAM, engine.ODD, engine.UNSURE
    )
    assert (row.number, row.seller_siren, row.net_total) == ("F-four.xml", "732829320", Decimal("144.5"))
    lines = await InvoiceLine.all().order_by("place")
    assert (lines[0].name, lines[0].quantity, lines[0].net_amount) == (engine.PEN.name, Decimal(10), Decimal(15))
    assert lines[3].flags == ["UNCERTAIN"]
    assert (await Audit.get()).status == AuditStatus.COLLECTING
    assert not await OutboundMail.all().exists(), "on the web everybody sees what became of a file"


async def test_a_killed_worker_leaves_nothing_half_read(group: Group, settings: Settings) -> None:
    """The lease runs out, another worker reads the file; the first one wakes up and changes nothing."""
    await with_files(settings, group.owner, group.stationery, "two.xml")
    (row,) = await claim(AuditFile, WAITING, "killed", LEASE)

    async def dies(name: str, content: bytes, progress: Progress | None, scanned: int) -> Reading:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await reading.carry_out(settings, dies, row.id, "killed")
    assert not await Invoice.all().exists()
    assert await read_all(settings, "another") == 0, "it is the first one's still"
    await AuditFile.filter(id=row.id).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert await read_all(settings, "another") == 1
    with pytest.raises(LeaseLost):
        await reading.carry_out(settings, engine.read, row.id, "killed")
    assert await Invoice.all().count() == 1
    assert await InvoiceLine.all().count() == 2


async def test_workers_share_the_files_of_one_audit(group: Group, settings: Settings) -> None:
    names = [f"two-{number}.xml" for number in range(12)]
    audit = await with_files(settings, group.owner, group.stationery, *names)
    shares = await asyncio.gather(*(read_all(settings, f"worker {number}") for number in range(4)))
    assert sum(shares) == 12
    assert await Invoice.all().count() == 12, "each was read once"
    await audit.refresh_from_db()
    assert audit.status == AuditStatus.MATCHING, "whoever came last noticed"


async def test_a_cancelled_audit_is_not_read(group: Group, settings: Settings) -> None:
    audit = await with_files(settings, group.owner, group.stationery, "two.xml", close=False)
    await Audit.filter(id=audit.id).update(status=AuditStatus.CANCELLED)
    await read_all(settings)
    assert (await AuditFile.get()).refusal_code == "CANCELLED"
    assert not await Invoice.all().exists()


async def test_what_is_cancelled_while_it_is_read_is_not_written(group: Group, settings: Settings) -> None:
    audit = await with_files(settings, group.owner, group.stationery, "two.xml", close=False)
    viewer = await viewer_of(group.owner)

    async def cancelled(name: str, content: bytes, progress: Progress | None, scanned: int) -> Reading:
        await requesting.cancel(viewer, audit.id)
        return await engine.read(name, content, progress)

    (row,) = await claim(AuditFile, WAITING, "reader", LEASE)
    await reading.carry_out(settings, cancelled, row.id, "reader")
    assert (await AuditFile.get()).refusal_code == "CANCELLED"
    assert not await Invoice.all().exists()


async def test_files_by_mail_are_answered_once_whatever_comes_by_the_web(group: Group, settings: Settings) -> None:
    audit = await with_files(settings, group.owner, group.stationery, "two.xml", close=False)
    await AuditFile.all().update(channel=Channel.MAIL)
    await read_all(settings)
    letters = OutboundMail.filter(letter="AuditFilesRead")
    assert await letters.count() == 1
    viewer = await viewer_of(group.owner)
    for name in ("a.xml", "b.xml"):
        await files.add(settings, viewer, audit.id, [files.SentFile(name, name.encode())])
        await read_all(settings)
    assert await letters.count() == 1
    await files.add(settings, viewer, audit.id, [files.SentFile("same.pdf", b"c")])
    await AuditFile.filter(name="same.pdf").update(channel=Channel.MAIL)
    await read_all(settings)
    last = (await letters.order_by("id"))[-1]
    assert await letters.count() == 2
    assert ["lus : 3", "lues : 6"] == [text for text in ("lus : 3", "lues : 6") if text in plain_text(last)], (
        "four files, of which same.pdf holds the invoice of two.xml"
    )


def test_a_file_that_failed_promises_nothing_that_nobody_does() -> None:
    assert "averti" not in reading.FAILED
    assert "Renvoyez-le dans un autre format" in reading.FAILED
