"""The pictures of a report come out of what was sent, also where that is an archive or a mail."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import zipfile
from email.message import EmailMessage

import pytest
import typst

from audit.results import AuditResult, SourceFile
from documents.audit_report.crops import wanted
from models import Audit, AuditFile, AuditFileContent, AuditFileStatus
from tests.documents.audit_report.samples import sample
from tests.documents.audit_report.test_crops import PAGES
from tests.group import Group
from workflows.audits.report import crops_of


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
