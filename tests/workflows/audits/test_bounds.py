"""What an audit may cost: so many lines, and so many attempts at matching them."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from tortoise import timezone

from audit.reading import Reading
from audit.reading.values import Progress
from audit.results import RefusedFile, SourceFile
from jobs.leases import claim
from models import Audit, AuditFile, AuditFileStatus, AuditStatus, InvoiceLine, LineMatch, OutboundMail
from settings import Settings
from tests.group import Ask, Group
from tests.workflows.audits import engine
from tests.workflows.audits.steps import LEASE, in_review, match_all, read_all, with_files
from workflows.audits import matching, reading, results, scanned
from workflows.audits.catalogue import Judge

AGAIN = """mutation ($id: ID!) { matchAuditAgain(input: {id: $id}) { __typename
  ... on AuditPayload { audit { status viewerCanMatchAgain viewerCanReview } } } }"""


async def test_an_audit_has_so_many_lines(group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that would be too much is refused, what was read before counts."""
    monkeypatch.setattr(reading, "MOST_LINES", 6)
    await with_files(settings, group.owner, group.stationery, "two.xml", "four.xml", "zip.zip", "more.xml")
    await read_all(settings)
    assert [row.refusal_code for row in await AuditFile.all().order_by("id")] == [
        None, "TOO_MANY_LINES", None, "TOO_MANY_LINES",
    ]  # fmt: skip
    refused = await AuditFile.get(name="four.xml")
    assert refused.refusal_message == reading.TOO_MANY_LINES.format(lines=4, most=6)
    assert await InvoiceLine.all().count() == 4


async def broken() -> Judge:
    raise RuntimeError("no index")


async def test_matching_is_given_up_until_the_group_says_so(ask: Ask, group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await with_files(settings, group.owner, group.stationery, "two.xml")
    await read_all(settings)
    for attempt in range(matching.ATTEMPTS):
        assert (await Audit.get(id=audit.id)).status == AuditStatus.MATCHING, attempt
        await Audit.filter(id=audit.id).update(next_attempt_at=timezone.now())
        (row,) = await claim(Audit, (AuditStatus.MATCHING,), "worker", LEASE)
        await matching.carry_out(settings, broken, row.id, "worker")
    await audit.refresh_from_db()
    assert (audit.status, audit.last_error) == (AuditStatus.FAILED, "RuntimeError")
    assert audit.right_key is not None, "the audit goes on"
    (letter,) = await OutboundMail.all()
    assert (letter.letter, letter.to_address) == ("AuditFailed", group.owner.email)
    assert "vous n’avez rien à renvoyer" in letter.body_text
    queue = await ask.data("{ myAuditsToHandle { nodes { id viewerCanMatchAgain } } }", as_=group.advisor)
    assert queue["myAuditsToHandle"]["nodes"] == [{"id": f"Audit:{audit.id}", "viewerCanMatchAgain": True}]
    done = await ask.data(AGAIN, as_=group.owner, id=f"Audit:{audit.id}")
    assert done["matchAuditAgain"] == {"__typename": "AccessRestricted"}
    done = await ask.data(AGAIN, as_=group.advisor, id=f"Audit:{audit.id}")
    assert done["matchAuditAgain"]["audit"] == {
        "status": "MATCHING", "viewerCanMatchAgain": False, "viewerCanReview": False,
    }  # fmt: skip
    assert await match_all(settings) == 1
    await audit.refresh_from_db()
    assert audit.status == AuditStatus.REVIEW
    assert audit.last_error is None


async def test_an_audit_that_ends_its_process_is_set_aside(group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await with_files(settings, group.owner, group.stationery, "two.xml")
    await read_all(settings)
    for _ in range(matching.ATTEMPTS):
        await claim(Audit, (AuditStatus.MATCHING,), "killed", LEASE)
        await Audit.filter(id=audit.id).update(lease_until=timezone.now())
        await asyncio.sleep(0.001)
    assert await match_all(settings) == 1
    assert (await Audit.get(id=audit.id)).status == AuditStatus.FAILED
    assert not await LineMatch.all().exists()


async def test_the_loop_goes_on_while_an_audit_is_calculated(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking values out of rows, comparing and packing them: seconds for thousands of lines, in another thread."""
    seen: dict[str, set[int]] = {}

    def watch(module: Any, name: str) -> None:
        real = getattr(module, name)

        def watched(*given: Any, **named: Any) -> Any:
            seen.setdefault(name, set()).add(threading.get_ident())
            return real(*given, **named)

        monkeypatch.setattr(module, name, watched)

    names = {"audited_by_engine": results, "_one": results, "_verdict": results, "counting": matching,
             "_filled": matching}  # fmt: skip
    for name, module in names.items():
        watch(module, name)
    await engine.prices(group)
    await in_review(settings, group, "two.xml")
    assert set(seen) == set(names)
    assert threading.get_ident() not in set().union(*seen.values())


async def test_the_scanned_pages_of_an_audit_are_counted(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is promised what it may need at most, and gives back what it didn't."""
    monkeypatch.setattr(scanned, "MOST_SCANNED_IN_ALL", 62)
    told: list[int] = []

    async def scans(name: str, content: bytes, progress: Progress | None, had: int) -> Reading:
        told.append(62 - had)
        for page in range(3):
            assert progress is not None
            progress(page + 1, 3)
        return await engine.read(name, content, None)

    await with_files(settings, group.owner, group.stationery, "%PDF-1", "two.xml", "%PDF-2", "%PDF-3")
    for row in await claim(AuditFile, (AuditFileStatus.WAITING,), "worker", LEASE, limit=4):
        await reading.carry_out(settings, scans, row.id, "worker")
    assert told == [60, 0, 56, 53], "what is no scan is promised none"


async def test_who_reads_at_once_shares_the_scanned_pages(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody has left isn't had twice; a file waits for what others give back."""
    monkeypatch.setattr(scanned, "MOST_SCANNED_IN_ALL", 62)
    await with_files(settings, group.owner, group.stationery, "%PDF-1", "%PDF-2")
    first, second = await claim(AuditFile, (AuditFileStatus.WAITING,), "worker", LEASE, limit=2)
    told: list[int] = []

    async def small(name: str, content: bytes, progress: Progress | None, had: int) -> Reading:
        told.append(62 - had)
        if name == "%PDF-1":
            await reading.carry_out(settings, small, second.id, "worker")
            assert progress is not None
            progress(1, 1)
        if 62 - had < 10:
            file = SourceFile(name, "")
            return Reading(refused=(RefusedFile(file=file, code="TOO_MANY_SCANS", message="Trop de pages."),))
        return await engine.read(name, content, None)

    await reading.carry_out(settings, small, first.id, "worker")
    waiting = await AuditFile.get(id=second.id)
    assert (waiting.status, waiting.attempts, waiting.scanned_pages) == (AuditFileStatus.WAITING, 0, 0)
    await AuditFile.filter(id=second.id).update(next_attempt_at=timezone.now())
    assert [row.id for row in await claim(AuditFile, (AuditFileStatus.WAITING,), "worker", LEASE)] == [second.id]
    await reading.carry_out(settings, small, second.id, "worker")
    assert told == [60, 2, 60]
    assert [(one.status, one.scanned_pages) for one in await AuditFile.all().order_by("id")] == [
        (AuditFileStatus.READ, 1), (AuditFileStatus.READ, 0)
    ]  # fmt: skip


@pytest.mark.parametrize(("used", "waits"), [(1, True), (60, False)])
async def test_pages_that_were_given_back_while_a_file_was_read_are_for_it(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch, used: int, waits: bool
) -> None:
    monkeypatch.setattr(scanned, "MOST_SCANNED_IN_ALL", 62)
    await with_files(settings, group.owner, group.stationery, "%PDF-1", "%PDF-2")
    first, second = await claim(AuditFile, (AuditFileStatus.WAITING,), "worker", LEASE, limit=2)
    await scanned.promise(first, "worker", b"%PDF-1")
    promised = await scanned.promise(second, "worker", b"%PDF-2")
    await AuditFile.filter(id=first.id).update(status=AuditFileStatus.READ, scanned_pages=used)
    refused = RefusedFile(file=SourceFile("%PDF-2", ""), code="TOO_MANY_SCANS", message="Trop de pages.")
    assert await scanned.may_have_more(second, promised, Reading(refused=(refused,))) == waits
