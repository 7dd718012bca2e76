"""Files within files: winmail.dat, zip, and mails that were forwarded as files."""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
from email.message import EmailMessage

import pytest

from mailbot.message import MailFile
from mailbot.message.containers import MAX_ENTRIES, MAX_NAMED_ENTRIES, entry_names, opened
from mailbot.message.read import read_message
from mailbot.message.tnef import packed_files


def attribute(level: int, number: int, value: bytes) -> bytes:
    """An attribute of TNEF, with its checksum."""
    return struct.pack("<BHHI", level, number, 6, len(value)) + value + struct.pack("<H", sum(value) % 65536)


def text_property(number: int, text: str) -> bytes:
    written = (text + "\0").encode("utf-16-le")
    return struct.pack("<HHII", 0x1F, number, 1, len(written)) + written + b"\0" * (-len(written) % 4)


def named_property() -> bytes:
    """A named property before the one that is looked for, and one of several numbers."""
    name = "nom".encode("utf-16-le") + b"\0\0"
    named = struct.pack("<HH", 3, 0x8001) + b"g" * 16 + struct.pack("<II", 1, len(name)) + name + struct.pack("<I", 7)
    return named + struct.pack("<HHIII", 0x1003, 0x0E01, 2, 5, 6)


def winmail(*files: tuple[str, str, bytes]) -> bytes:
    """What Outlook packs: the short name, the long one, the content of each file."""
    packed = b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x800C, b"Bonjour\0")
    for short, long, content in files:
        properties = struct.pack("<I", 3) + named_property() + text_property(0x3707, long)
        packed += attribute(2, 0x9002, b"\1\0") + attribute(2, 0x8010, short.encode("cp1252") + b"\0")
        packed += attribute(2, 0x800F, content) + (attribute(2, 0x9005, properties) if long else b"")
    return packed


def archive(**entries: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as opening:
        for name, content in entries.items():
            opening.writestr(name, content)
    return written.getvalue()


def named(*files: MailFile) -> list[str]:
    return [file.filename for file in opened(files)]


def file(content: bytes, name: str = "winmail.dat") -> MailFile:
    return MailFile(name, "application/octet-stream", content, inline=False)


def test_a_winmail_gives_way_to_its_files() -> None:
    packed = winmail(("FACTUR~1.PDF", "Facture d’octobre été.pdf", b"%PDF-1"), ("été.csv", "", b"a;b"))
    files = opened([file(packed), file(b"x", "autre.txt")])
    assert [(one.filename, one.content) for one in files] == [
        ("Facture d’octobre été.pdf", b"%PDF-1"),
        ("été.csv", b"a;b"),
        ("autre.txt", b"x"),
    ]
    assert not any(one.inline for one in files)


def test_a_winmail_without_files_stays_and_its_paths_are_cut() -> None:
    assert named(file(winmail())) == ["winmail.dat"]
    assert named(file(winmail(("..\\..\\x.pdf", "", b"1")))) == ["x.pdf"]
    assert named(file(b"\x78\x9f")) == ["winmail.dat"]


def test_any_cut_or_changed_winmail_is_read_without_an_error() -> None:
    whole = winmail(("a.pdf", "a long name.pdf", b"%PDF" * 9), ("b.pdf", "b long.pdf", b"2"))
    for end in range(len(whole)):
        packed_files(whole[:end])
    chance = random.Random(5)  # noqa: S311 - no secret
    for _ in range(3_000):
        changed = bytearray(whole)
        for _ in range(4):
            changed[chance.randrange(6, len(changed))] = chance.choice((0, 1, 0x7F, 0xFF))
        packed_files(bytes(changed))


def test_a_hostile_winmail_takes_no_time() -> None:
    many = struct.pack("<I", 0xFFFFFFFF) + struct.pack("<HHI", 0x1003, 0x0E01, 0xFFFFFFFF) + b"\0" * 1_000_000
    packed = b"\x78\x9f\x3e\x22\x01\x00" + (attribute(2, 0x9002, b"") + attribute(2, 0x9005, many)) * 5
    begin = time.process_time()
    packed_files(packed + attribute(2, 0x9002, b"") * 500_000)
    assert time.process_time() - begin < 2


def test_a_zip_says_what_is_in_it() -> None:
    content = archive(**{"factures/": b"", "factures/oct été.pdf": b"1", "..\\nov.pdf": b"2"})
    [zipped] = opened([file(content, "tout.zip")])
    assert (zipped.filename, zipped.entries) == ("tout.zip", ("oct été.pdf", "nov.pdf"))
    assert zipped.content == content


def test_a_document_is_no_archive() -> None:
    assert entry_names(archive(**{"[Content_Types].xml": b"", "xl/workbook.xml": b""})) == ()
    assert entry_names(archive(mimetype=b"", **{"content.xml": b""})) == ()


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 99, archive(a=b"1")[:-10], b""])
def test_a_damaged_zip_says_nothing(content: bytes) -> None:
    assert entry_names(content) == ()


def test_a_zip_is_never_unpacked() -> None:
    bomb = archive(bombe=b"\0" * 50_000_000)
    begin = time.process_time()
    assert entry_names(bomb) == ("bombe",)
    assert time.process_time() - begin < 0.5


def test_a_zip_of_very_many_files_is_cut() -> None:
    assert len(entry_names(archive(**{f"{n}.pdf": b"" for n in range(150)}))) == MAX_NAMED_ENTRIES
    assert entry_names(archive(**{f"{n}.pdf": b"" for n in range(MAX_ENTRIES + 1)})) == ()


def with_file(content: bytes, name: str, *, inline: bool = False, cid: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.test", "Factures"
    message.set_content("Voici.")
    kind = "inline" if inline else "attachment"
    message.add_attachment(
        content, maintype="application", subtype="octet-stream", filename=name, disposition=kind, cid=cid
    )
    return message


def test_a_mail_with_a_winmail() -> None:
    source = with_file(winmail(("a.pdf", "octobre.pdf", b"%PDF")), "winmail.dat").as_bytes()
    assert [one.filename for one in read_message(source).files] == ["octobre.pdf"]


def test_the_files_of_a_mail_that_was_forwarded_as_a_file_count() -> None:
    inner = with_file(b"%PDF", "octobre.pdf")
    middle = with_file(b"%PDF", "novembre.pdf")
    middle.add_attachment(inner)
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "a@b.test", "TR: Factures"
    outer.set_content("Ci-joint.")
    outer.add_attachment(middle)
    names = [one.filename for one in read_message(outer.as_bytes()).files]
    assert names == ["Factures.eml", "novembre.pdf", "Factures.eml"]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=UTF-8''facture%20%C3%A9t%C3%A9.pdf", "facture été.pdf"),
        ("attachment; filename*=iso-8859-1'fr'%E9t%E9.pdf", "été.pdf"),
        ("attachment; filename*0*=UTF-8''fac%C3%A9; filename*1=ture.pdf", "facéture.pdf"),
        ('attachment; filename*0="fac"; filename*1="ture.pdf"', "facture.pdf"),
        ('attachment; filename="=?utf-8?b?w6l0w6kucGRm?="', "été.pdf"),
        ('attachment; filename="=?iso-8859-1?q?=E9t=E9?=\r\n =?iso-8859-1?q?_2026.pdf?="', "été 2026.pdf"),
        ('attachment; filename="été.pdf"', "été.pdf"),
        ("attachment; filename=facture d octobre.pdf", "facture d octobre.pdf"),
        ('attachment; filename="C:\\\\Temp\\\\a.pdf"', "a.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ("attachment", "fichier.pdf"),
        ("attachment; filename*=klingon''%E9.pdf", "é.pdf"),
    ],
)
def test_names_of_files(disposition: str, name: str) -> None:
    source = (
        "From: a@b.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nVoici.\r\n--b\r\n"
        f"Content-Type: application/pdf\r\nContent-Disposition: {disposition}\r\n\r\n%PDF\r\n--b--\r\n"
    ).encode()
    [found] = read_message(source).files
    assert found.filename == name
