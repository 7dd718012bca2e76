"""The standard library's e-mail package as the judge of what we write without it."""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.render import render
from letters.wire import PdfFile, mailbox_header, text_header, words_header
from letters.wire import mail as written
from tests.letters.samples import LETTERS

FILE_NAMES = (
    "rapport.pdf",
    "Rapport d’audit AU-7.pdf",
    'Été « à l’œuvre » ; 100 % "sûr" *\'.pdf',
    "é" * 70 + ".pdf",
    "🎉" * 40 + ".pdf",
    "x" * 150,
    "a=b;c.pdf",
    "%41*0.pdf",
    "=?utf-8?q?faux?=.pdf",
)
# What letters.untrusted lets through, and more: any character but halves of pairs and what ends a line.
_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200)
_FILE_NAME = _TEXT.map(lambda text: re.sub(r"[/\\]", "", text)[:150].strip()).filter(bool)
_LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=400)
SUBJECTS = (
    "",
    "Rattachement",
    "Re: " + "mot " * 60 + "fin",
    "x" * 300,
    "court " + "x" * 90 + " court",
    "Réf. : Œuvre – rattachement d’un compte à l’été, avec un très long sujet accentué, et encore plus long",
    "=?utf-8?q?faux?=",
    "deux  blancs et un dernier ",
    "insécable\u00a0: 12\u202f%",
    "🎉" * 60,
    "a_b=c?d",
)


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    assert all(not value.defects for value in message.values())
    return message


def mail(
    *headers: str, text: str = "Bonjour\n", html: str = "<p>Bonjour</p>\n", attached: PdfFile | None = None
) -> bytes:
    content = written(headers, text, html, attached)
    lines = content.split(b"\r\n")
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 998
    return content


def bodies(content: bytes) -> list[str]:
    return [text.replace("\r\n", "\n") for _, text in parts(parsed(content))]


def parts(message: EmailMessage) -> list[tuple[str, str]]:
    """Type and text of each part."""
    found = []
    for part in message.iter_parts():
        assert isinstance(part, EmailMessage)
        found.append((part.get_content_type(), part.get_content()))
    return found


def display_name(content: bytes) -> str:
    """The name in From. The older of the package's two readers: the newer leaves blanks between encoded words."""
    raw = email.message_from_bytes(content, policy=email.policy.compat32)["From"]
    name, address = email.utils.parseaddr(str(raw).replace("\r\n", ""))
    assert address == "contact@centrale.test"
    return str(make_header(decode_header(name)))


def same_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("name", LETTERS)
def test_letters_are_read_back_as_they_were_rendered(name: str) -> None:
    letter = render(LETTERS[name])
    content = mail(text_header("Subject", letter.subject), text=letter.text, html=letter.html)
    assert parsed(content)["Subject"] == letter.subject
    assert bodies(content) == [letter.text, letter.html]


@pytest.mark.parametrize("name", LETTERS)
def test_they_say_what_the_package_itself_would_write(name: str) -> None:
    letter = render(LETTERS[name])
    theirs = EmailMessage(policy=email.policy.SMTP.clone(cte_type="7bit"))
    theirs["From"] = Address("HA+PME – service adhérents", addr_spec="contact@centrale.test")
    theirs["Subject"] = letter.subject
    theirs.set_content(letter.text, cte="quoted-printable")
    theirs.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    expected = parsed(theirs.as_bytes())
    ours = parsed(
        mail(
            mailbox_header("From", "HA+PME – service adhérents", "contact@centrale.test"),
            text_header("Subject", letter.subject),
            text=letter.text,
            html=letter.html,
        )
    )
    assert [ours[name] for name in ("From", "Subject", "MIME-Version")] == [
        expected[name] for name in ("From", "Subject", "MIME-Version")
    ]
    # The package ends the last line where we leave it open.
    assert [(kind, text.rstrip()) for kind, text in parts(ours)] == [
        (kind, text.rstrip()) for kind, text in parts(expected)
    ]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_subjects(subject: str) -> None:
    header = text_header("Subject", subject)
    assert all(len(line) <= 76 for line in header.split("\r\n"))
    assert parsed(mail(header))["Subject"] == subject


@given(_TEXT)
def test_any_subject(subject: str) -> None:
    header = text_header("Subject", subject)
    assert all(len(line) <= 76 for line in header.split("\r\n"))
    assert all(len(word) <= 75 for word in header.split() if word.startswith("=?"))  # RFC 2047, 2
    assert parsed(mail(header))["Subject"] == subject


@given(_TEXT)
def test_any_name(name: str) -> None:
    header = mailbox_header("From", name, "contact@centrale.test")
    assert all(len(line) <= 76 for line in header.split("\r\n"))
    assert display_name(mail(header)) == name


@pytest.mark.parametrize("name", ['Dupont, "le chef"', "a\\b", "x" * 100, "A. B.", "HA+PME", "=?utf-8?q?x?="])
def test_names_that_need_quotes(name: str) -> None:
    assert display_name(mail(mailbox_header("From", name, "contact@centrale.test"))) == name


@given(_LINES, _LINES)
def test_any_text(text: str, html: str) -> None:
    assert bodies(mail(text=text, html=html)) == [same_lines(text), same_lines(html)]


def attachment(content: bytes) -> EmailMessage:
    """The one file of a mail, which has both texts beside it."""
    message = parsed(content)
    assert message.get_content_type() == "multipart/mixed"
    texts, file = message.iter_parts()
    assert isinstance(texts, EmailMessage)
    assert parts(texts) == [("text/plain", "Bonjour\r\n"), ("text/html", "<p>Bonjour</p>\r\n")]
    assert isinstance(file, EmailMessage)
    assert not file.defects
    assert not any(value.defects for value in file.values())
    assert (file.get_content_type(), file.get_content_disposition()) == ("application/pdf", "attachment")
    assert list(message.iter_attachments()) == [file]
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content() == "Bonjour\r\n", "programs find the text"
    return file


@pytest.mark.parametrize("name", FILE_NAMES)
def test_a_file_has_its_name_and_content(name: str) -> None:
    content = mail(attached=PdfFile(name, b"%PDF-1.7 \x00\xff--=_"))
    file = attachment(content)
    assert file.get_filename() == name
    assert file.get_content() == b"%PDF-1.7 \x00\xff--=_"
    head = content.split(b"filename", 1)[1].split(b"\r\n\r\n", 1)[0]
    assert all(len(line) <= 76 for line in head.split(b"\r\n"))


@given(st.binary(max_size=600), _FILE_NAME)
def test_any_file(file: bytes, name: str) -> None:
    read = attachment(mail(attached=PdfFile(name, file)))
    assert (read.get_filename(), read.get_content()) == (name, file)


@pytest.mark.parametrize("name", ["", " ", " a.pdf", "x" * 151, "../a.pdf", "a\\b.pdf", "a\r\nBcc: b.pdf", "a\0.pdf"])
def test_what_is_no_name_of_a_file(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a file"):
        PdfFile(name, b"%PDF-")


def test_long_names_of_headers_break_nothing() -> None:
    name = "X-" + "n" * 90
    assert parsed(mail(text_header(name, "été " * 30)))[name] == "été " * 30


def test_ids_stand_as_they_are() -> None:
    ids = [f"<{'i' * length}@a.test>" for length in (10, 100, 230)]
    content = mail(words_header("References", ids))
    assert parsed(content)["References"].split() == ids
    assert all(f" {each}\r\n".encode() in content for each in ids)


@pytest.mark.parametrize("value", ["a\r\nBcc: b@c.test", "a\nb", "a\rb", "é\nb"])
def test_no_value_makes_a_header_of_its_own(value: str) -> None:
    with pytest.raises(ValueError, match="several lines"):
        text_header("Subject", value)
    with pytest.raises(ValueError, match="several lines"):
        mailbox_header("From", value, "a@b.test")
