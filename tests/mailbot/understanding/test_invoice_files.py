"""Files for an audit, told by their names and first bytes."""

from __future__ import annotations

import pytest

from mailbot.message import MailFile
from mailbot.understanding.invoice_files import FileProblem, extension, problem_of, sent_along

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def file(
    name: str, content: bytes, content_type: str = "application/octet-stream", *, inline: bool = False
) -> MailFile:
    return MailFile(name, content_type, content, inline)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("facture.pdf", PDF, None),
        ("FACTURE.PDF", PDF, None),
        ("facture.pdf", b"junk\r\n" + PDF, None),
        ("facture.pdf", PDF.replace(b"<</Root", b"<</Encrypt 5 0 R/Root"), FileProblem.PASSWORD),
        ("facture.pdf", b"<html>Erreur 404</html>", FileProblem.DAMAGED),
        ("facture.pdf", b"", FileProblem.EMPTY),
        ("facture.pdf", b"\0\0\n ", FileProblem.EMPTY),
        ("photo.HEIC", b"....ftypheic", None),
        ("lignes.csv", b"a;b", None),
        ("lignes.xlsx", b"PK\x03\x04\x14\0\0\0", None),
        ("lignes.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1", FileProblem.PASSWORD),
        ("lignes.xlsx", b"oops", FileProblem.DAMAGED),
        ("lignes.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", None),
        ("tout.zip", b"PK\x03\x04\x14\0\0\0", None),
        ("tout.zip", b"PK\x03\x04\x14\0\1\0", FileProblem.PASSWORD),
        ("tout.zip", b"PK\x03\x04", None),
        ("winmail.dat", b"x", FileProblem.TYPE),
        ("jeu.exe", b"MZ", FileProblem.TYPE),
        ("facture.pdf.exe", PDF, FileProblem.TYPE),
        ("sans nom", b"x", FileProblem.TYPE),
        ("../../.pdf", PDF, FileProblem.TYPE),
    ],
)
def test_a_file(name: str, content: bytes, problem: FileProblem | None) -> None:
    assert problem_of(file(name, content)) is problem


def test_a_file_without_a_name_has_its_type() -> None:
    assert extension(file("", PDF, "application/pdf")) == "pdf"
    assert problem_of(file("", PDF, "Application/PDF")) is None


def test_logos_are_no_files_but_a_photograph_within_the_text_is_one() -> None:
    logo = file("logo.png", b"x" * 5_000, "image/png", inline=True)
    photograph = file("IMG_2041.jpg", b"x" * 90_000, "image/jpeg", inline=True)
    shown = file("facture.pdf", PDF, "application/pdf", inline=True)
    sent = file("scan.png", b"x" * 5_000, "image/png")
    assert sent_along([logo, photograph, shown, sent]) == [photograph, shown, sent]
