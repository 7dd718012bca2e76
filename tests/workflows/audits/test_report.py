"""The report comes out of what was sent, also where that is an archive or a mail, and making it costs little: one at
a time, one file in memory, only files that it shows, and once when it is validated."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import io
import threading
import time
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage

import pytest
import typst

from audit.invoice import Box, Method, Provenance
from audit.reading import Reading
from audit.reading.values import Progress
from audit.results import AuditResult, SourceFile
from documents.audit_report.crops import Wanted, by_file, wanted
from documents.audit_report.drawing import Drawers
from models import Audit, AuditDocument, AuditFile, AuditFileContent, AuditFileStatus, OutboundMail
from settings import Settings
from tests.documents.audit_report.samples import sample
from tests.documents.audit_report.test_crops import PAGES
from tests.group import Group, viewer_of
from tests.letters.test_wire import parsed
from tests.workflows.audits import engine
from tests.workflows.audits.steps import in_review
from workflows.audits import report, review
from workflows.audits.report import Format, crops_of, document_of


@pytest.fixture(autouse=True)
def turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process has one loop; here each test has one."""
    monkeypatch.setattr(report, "_TURN", asyncio.Semaphore(1))


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lisez-moi.txt", "Nos factures")
        archive.writestr("2026/facture.pdf", content)
    return file.getvalue()


def mailed(content: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@b.example", "Factures"
    mail.set_content("Bonjour")
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="facture.pdf")
    return mail.as_bytes()


def of_file(content: bytes) -> AuditResult:
    """A result whose invoices all stand in this file."""
    result, file = sample(), SourceFile("facture.pdf", hashlib.sha256(content).hexdigest())
    invoices = tuple(dataclasses.replace(each, files=(file,)) for each in result.invoices)
    return dataclasses.replace(result, invoices=invoices)


async def sent(audit: Audit, name: str, content: bytes) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    file = await AuditFile.create(audit=audit, name=name, sha256=sha256, size=len(content), status=AuditFileStatus.READ)
    await AuditFileContent.create(file=file, content=content)


@pytest.mark.parametrize("name", ["facture.pdf", "factures.zip", "mail.eml", "mail.zip"])
async def test_lines_have_pictures_however_their_file_was_sent(group: Group, name: str) -> None:
    pdf = bytes(typst.compile(PAGES))
    audit = await Audit.create(member=group.member)
    packed = {
        "facture.pdf": pdf, "factures.zip": zipped(pdf), "mail.eml": mailed(pdf), "mail.zip": zipped(mailed(pdf)),
    }  # fmt: skip
    await sent(audit, "autre.csv", b"Facture;Date")
    await sent(audit, name, packed[name])
    result = of_file(pdf)
    made = await crops_of(audit, result)
    assert set(made) == {each.line for each in wanted(result)}
    assert made
    assert all(picture.startswith(b"\x89PNG") for picture in made.values())


async def test_an_archive_that_is_no_more_there_costs_pictures_alone(group: Group) -> None:
    audit = await Audit.create(member=group.member)
    await sent(audit, "factures.zip", b"PK\x03\x04 cut off")
    assert await crops_of(audit, of_file(b"%PDF-")) == {}


READ = engine.read


async def read_with_place(name: str, content: bytes, progress: Progress | None, scanned: int) -> Reading:
    """As the tests' reader, each line with its place on a page."""
    reading = await READ(name, content, progress)
    (one,) = reading.invoices
    source = dataclasses.replace(one.files[0], sha256=hashlib.sha256(content).hexdigest())
    provenance = Provenance(Method.PDF_TEXT, "1", boxes=(Box(1, 0, 0, 9, 9),))
    lines = tuple(dataclasses.replace(line, provenance=provenance) for line in one.invoice.lines)
    invoice = dataclasses.replace(one.invoice, lines=lines)
    return Reading(invoices=(dataclasses.replace(one, invoice=invoice, files=(source,)),))


async def reviewed(settings: Settings, group: Group, monkeypatch: pytest.MonkeyPatch, *names: str) -> Audit:
    monkeypatch.setattr(engine, "read", read_with_place)
    await engine.prices(group)
    return await in_review(settings, group, *names)


async def test_only_files_that_the_report_shows_are_taken_one_by_one(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []

    async def pictures(_: Drawers, content: bytes, lines: Sequence[Wanted]) -> dict[int, bytes]:
        asked.append(content)
        return {}

    audit = await reviewed(settings, group, monkeypatch, *(f"a{number}.pdf" for number in range(4)))
    monkeypatch.setattr(Drawers, "pictures", pictures)
    monkeypatch.setattr(report, "by_file", lambda result: by_file(result, most=3))
    await AuditFileContent.filter(file__name="a3.pdf").delete()
    done = await document_of(settings, await viewer_of(group.advisor), audit.id, Format.PDF)
    assert done is not None
    assert done.content.startswith(b"%PDF-")
    assert asked == [b"a0.pdf", b"a1.pdf", b"a2.pdf"]


async def test_reports_take_turns_and_leave_the_loop_alone(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = await reviewed(settings, group, monkeypatch, "a.pdf")
    working: list[int] = []

    def slow(result: AuditResult, context: object) -> bytes:
        assert threading.get_ident() != loop
        working.append(1)
        assert len(working) == 1, "one at a time"
        time.sleep(0.05)
        working.pop()
        return b"workbook"

    loop, viewer = threading.get_ident(), await viewer_of(group.advisor)
    monkeypatch.setattr(report, "xlsx", slow)
    made = await asyncio.gather(*(document_of(settings, viewer, audit.id, Format.XLSX) for _ in range(3)))
    assert [one and one.content for one in made] == [b"workbook"] * 3


async def test_what_was_validated_is_made_once(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = await reviewed(settings, group, monkeypatch, "a.pdf")
    made: list[str] = []

    def workbook(result: AuditResult, context: object) -> bytes:
        made.append("xlsx")
        return b"workbook %d" % len(made)

    async def pdf(result: AuditResult, context: object) -> bytes:
        made.append("pdf")
        return b"%%PDF-%d" % len(made)

    monkeypatch.setattr(report, "xlsx", workbook)
    monkeypatch.setattr(report, "pdf", pdf)
    advisor, owner = await viewer_of(group.advisor), await viewer_of(group.owner)

    async def got(format_: Format) -> set[bytes]:
        both = await asyncio.gather(*(document_of(settings, who, audit.id, format_) for who in (owner, advisor)))
        return {one.content for one in both if one}

    assert await got(Format.XLSX) == {b"workbook 1"}
    assert await got(Format.XLSX) == {b"workbook 2"}, "decisions may follow"
    await review.validate(settings, advisor, audit.id)
    letter = await OutboundMail.get(letter="AuditValidated", to_address=group.owner.email)
    (file,) = parsed(letter.content).iter_attachments()
    assert await got(Format.PDF) == {b"%PDF-3"} == {file.get_content()}
    assert await got(Format.XLSX) == {b"workbook 4"}
    assert made == ["xlsx", "xlsx", "pdf", "xlsx"]
    await audit.delete()
    assert not await AuditDocument.exists()
